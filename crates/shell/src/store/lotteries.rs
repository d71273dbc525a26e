//! Lotteries: what each is bound to, and how it was drawn.

use super::{Store, list};
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::rewards::{Commitment, Ticket};
use std::collections::BTreeMap;

/// A lottery, from before its first ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lottery {
    /// Since when it is bound.
    pub at: DateTime<Utc>,
    /// What it is bound to.
    pub commitment: Commitment,
    /// When it was drawn.
    pub drawn: Option<DateTime<Utc>>,
}

/// What was published with a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// What the commitment was to.
    pub seed: String,
    /// The tickets that it was drawn from, in their order.
    pub tickets: Vec<Ticket>,
    /// Those that won, the first drawn first.
    pub winners: Vec<Ticket>,
}

/// A draw as its page tells it, which reads no tickets but those that won.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// What the commitment was to.
    pub seed: String,
    /// How many tickets it was drawn from.
    pub tickets: i64,
    /// Those that won, the first drawn first.
    pub winners: Vec<Ticket>,
}

const COLUMNS: &str = "at, commitment, drawn, reward";

impl<S: Sql> Store<'_, S> {
    /// The lotteries that are bound, by their reward's name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn lotteries(&self, city: &CityCode) -> Result<BTreeMap<String, Lottery>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM lotteries WHERE city = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into()]).await?;
        Ok(rows.iter().map(|row| (row.text(3).to_owned(), read(row))).collect())
    }

    /// A lottery, where it is bound.
    ///
    /// # Errors
    /// The database's own.
    pub async fn lottery(&self, city: &CityCode, reward: &str) -> Result<Option<Lottery>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM lotteries WHERE city = ? AND reward = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), reward.into()]).await?;
        Ok(rows.first().map(read))
    }

    /// A draw as its page tells it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn draw_of(&self, city: &CityCode, reward: &str) -> Result<Option<Draw>, Error> {
        let sql =
            "SELECT seed, ticket_count, winners FROM lotteries WHERE city = ? AND reward = ? AND drawn IS NOT NULL";
        let rows = self.sql.query(sql, vec![city.as_str().into(), reward.into()]).await?;
        let read =
            |row: &Row| Draw { seed: row.text(0).to_owned(), tickets: row.integer(1), winners: lines(row.text(2)) };
        Ok(rows.first().map(read))
    }

    /// What was published with the draw of a lottery.
    ///
    /// # Errors
    /// The database's own.
    pub async fn drawn(&self, city: &CityCode, reward: &str) -> Result<Option<Drawn>, Error> {
        let sql = "SELECT seed, tickets, winners FROM lotteries WHERE city = ? AND reward = ? AND drawn IS NOT NULL";
        let rows = self.sql.query(sql, vec![city.as_str().into(), reward.into()]).await?;
        let read = |row: &Row| Drawn {
            seed: row.text(0).to_owned(),
            tickets: lines(row.text(1)),
            winners: lines(row.text(2)),
        };
        Ok(rows.first().map(read))
    }

    /// Binds a lottery, unless it is bound already.
    ///
    /// # Errors
    /// The database's own.
    pub async fn bind_lottery(
        &self,
        city: &CityCode,
        reward: &str,
        commitment: &Commitment,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO lotteries (city, reward, at, commitment) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
        let params = vec![city.as_str().into(), reward.into(), at.into(), commitment.0.as_str().into()];
        Ok(self.sql.run(sql, params).await?)
    }

    /// The tickets of a lottery that was not drawn yet, in their order.
    ///
    /// # Errors
    /// The database's own.
    pub async fn tickets(&self, city: &CityCode, reward: &str) -> Result<Vec<Ticket>, Error> {
        let sql = "SELECT id FROM redemptions WHERE city = ? AND reward = ? AND state = 'taken' ORDER BY id";
        let rows = self.sql.query(sql, vec![city.as_str().into(), reward.into()]).await?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }

    /// Stores a draw, and what became of each ticket. Within the transaction in which the tickets were read.
    ///
    /// # Errors
    /// The database's own: it lets nothing be drawn twice.
    pub async fn enter_draw(
        &self,
        city: &CityCode,
        reward: &str,
        drawn: &Drawn,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let text = |tickets: &[Ticket]| tickets.iter().map(|ticket| format!("{ticket}\n")).collect::<String>();
        let sql = "UPDATE lotteries SET drawn = ?3, seed = ?4, tickets = ?5, winners = ?6, ticket_count = ?7 \
                   WHERE city = ?1 AND reward = ?2";
        let (tickets, winners) = (text(&drawn.tickets).into(), text(&drawn.winners).into());
        let (seed, count) = (drawn.seed.as_str().into(), i64::try_from(drawn.tickets.len()).unwrap_or(i64::MAX));
        let params = vec![city.as_str().into(), reward.into(), now.into(), seed, tickets, winners, count.into()];
        self.sql.run(sql, params).await?;
        let sql = "UPDATE redemptions SET state = CASE WHEN id IN (SELECT value FROM json_each(?4)) THEN 'won' \
                   ELSE 'lost' END, changed = ?3, by = 'clock' WHERE city = ?1 AND id IN \
                   (SELECT id FROM redemptions WHERE city = ?1 AND reward = ?2 AND state = 'taken')";
        let winners = list(drawn.winners.iter().map(String::as_str));
        Ok(self.sql.run(sql, vec![city.as_str().into(), reward.into(), now.into(), winners]).await?)
    }
}

fn lines(text: &str) -> Vec<Ticket> {
    text.lines().map(str::to_owned).collect()
}

fn read(row: &Row) -> Lottery {
    Lottery { at: row.instant(0), commitment: Commitment(row.text(1).to_owned()), drawn: row.instant_or_none(2) }
}
