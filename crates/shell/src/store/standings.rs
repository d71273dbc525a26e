//! What stands in walking challenges: rows of sums, to which a batch adds by one statement a table.

use super::{Batch, Rows as _, Store};
use crate::Error;
use crate::sql::{Columns, Row, Sql, SqlError, Value};
use chrono::{DateTime, Utc};
use domain::challenge::{MemberSum, Move, Sums, TeamDay, TeamSum, Turn};
use domain::{CityCode, Day, ResidentId, Snapshot};
use std::collections::BTreeMap;

/// Moves of one challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The challenge.
    pub challenge: String,
    /// What is added.
    pub moves: Vec<Move>,
}

pub(super) const SUMS: &str = "steps, days, active, members, rate, base";

const ADD: &str = "DO UPDATE SET steps = steps + excluded.steps, days = days + excluded.days, \
                   active = active + excluded.active, members = members + excluded.members, \
                   rate = rate + excluded.rate, base = base + excluded.base";

impl<S: Sql> Store<'_, S> {
    /// Adds what a batch moves.
    pub(super) async fn write_moves(&self, code: &str, batch: &Batch) -> Result<(), SqlError> {
        self.add_moves(code, &batch.moved).await
    }

    /// Adds moves. Within a transaction.
    pub(crate) async fn add_moves(&self, code: &str, moved: &[Moved]) -> Result<(), SqlError> {
        let all = || moved.iter().flat_map(|of| of.moves.iter().map(move |one| (of.challenge.as_str(), one)));
        // Many who walk for the same team are one row of it.
        let mut teams: BTreeMap<(&str, &str), TeamSum> = BTreeMap::new();
        for (challenge, one) in all() {
            teams.entry((challenge, &one.team)).or_insert_with(|| TeamSum::new(&one.team)).apply(one);
        }
        let teams: Vec<[Value; 8]> = teams
            .into_iter()
            .filter(|(_, team)| !team.sums.is_zero())
            .map(|((challenge, team), sum)| with_sums([challenge.into(), team.into()], &sum.sums))
            .collect();
        let columns = ["challenge", "team", "steps", "days", "active", "members", "rate", "base"];
        let then = format!("ON CONFLICT (city, challenge, team) {ADD}");
        self.insert_all("team_sums", columns, &then, code, teams).await?;
        let members: Vec<[Value; 9]> = all()
            .filter(|(_, one)| !one.sums.is_zero())
            .map(|(challenge, one)| {
                with_sums([challenge.into(), one.team.as_str().into(), one.member.as_str().into()], &one.sums)
            })
            .collect();
        let columns = ["challenge", "team", "member", "steps", "days", "active", "members", "rate", "base"];
        let then = format!("ON CONFLICT (city, challenge, team, member) {ADD}");
        self.insert_all("member_sums", columns, &then, code, members).await?;
        let turns: Vec<[Value; 5]> = all()
            .flat_map(|(challenge, one)| one.ahead.iter().map(move |turn| (challenge, one, turn)))
            .map(|(challenge, one, Turn { day, by })| {
                let (team, member) = (one.team.as_str().into(), one.member.as_str().into());
                [challenge.into(), i64::from(day.0).into(), team, member, (*by).into()]
            })
            .collect();
        let then = "ON CONFLICT (city, challenge, day, team, member) DO UPDATE SET by = by + excluded.by";
        self.insert_all("turns", ["challenge", "day", "team", "member", "by"], then, code, turns).await?;
        let mut days: BTreeMap<(&str, Day, &str), (i64, i64)> = BTreeMap::new();
        for (challenge, one) in all() {
            for TeamDay { day, steps, walkers } in &one.days {
                let sum = days.entry((challenge, *day, &one.team)).or_default();
                *sum = (sum.0 + steps, sum.1 + walkers);
            }
        }
        let days: Vec<[Value; 5]> = days
            .into_iter()
            .map(|((challenge, day, team), (steps, walkers))| {
                [challenge.into(), i64::from(day.0).into(), team.into(), steps.into(), walkers.into()]
            })
            .collect();
        let then = "ON CONFLICT (city, challenge, day, team) \
                    DO UPDATE SET steps = steps + excluded.steps, walkers = walkers + excluded.walkers";
        self.insert_all("team_days", ["challenge", "day", "team", "steps", "walkers"], then, code, days).await?;
        Ok(())
    }

    /// The rows of a challenge's teams, in order of their names.
    ///
    /// # Errors
    /// The database's own.
    pub async fn team_sums(&self, city: &CityCode, challenge: &str) -> Result<Vec<TeamSum>, Error> {
        let sql = format!("SELECT {SUMS}, team FROM team_sums WHERE city = ? AND challenge = ? ORDER BY team");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), challenge.into()]).await?;
        Ok(rows.iter().map(|row| TeamSum { team: row.text(6).to_owned(), sums: sums(row) }).collect())
    }

    /// How many groups of a challenge have members, and how many members these have.
    ///
    /// # Errors
    /// The database's own.
    pub async fn challenge_totals(&self, city: &CityCode, challenge: &str) -> Result<(i64, i64), Error> {
        let sql = "SELECT count(*), coalesce(sum(members), 0) FROM team_sums \
                   WHERE city = ? AND challenge = ? AND members > 0";
        let rows = self.sql.query(sql, vec![city.as_str().into(), challenge.into()]).await?;
        Ok(rows.first().map_or((0, 0), |row| (row.integer(0), row.integer(1))))
    }

    /// The row of one team.
    ///
    /// # Errors
    /// The database's own.
    pub async fn team_sum(&self, city: &CityCode, challenge: &str, team: &str) -> Result<Option<TeamSum>, Error> {
        let sql = format!("SELECT {SUMS} FROM team_sums WHERE city = ? AND challenge = ? AND team = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), challenge.into(), team.into()]).await?;
        Ok(rows.first().map(|row| TeamSum { team: team.to_owned(), sums: sums(row) }))
    }

    /// What the members of each team walked, those who left among them and without those who are not ranked: of their
    /// sums the ones that a median is made of. One row a team, since a row for each of a hundred thousand members costs
    /// several times what counting them does.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn walked_by_team(&self, city: &CityCode, challenge: &str) -> Result<Vec<(String, Vec<Sums>)>, Error> {
        let sql = "SELECT team, group_concat(steps), group_concat(rate), group_concat(base) FROM member_sums \
                   WHERE city = ?1 AND challenge = ?2 AND member NOT IN \
                   (SELECT resident FROM doubts WHERE city = ?1 AND challenge = ?2 AND state <> 'fair') GROUP BY team";
        let rows = self.sql.query(sql, vec![city.as_str().into(), challenge.into()]).await?;
        rows.iter().map(|row| Ok((row.text(0).to_owned(), walked(row)?))).collect()
    }

    /// The rows of one team's members.
    ///
    /// # Errors
    /// The database's own.
    pub async fn members_of(&self, city: &CityCode, challenge: &str, team: &str) -> Result<Vec<MemberSum>, Error> {
        let sql = format!("SELECT {SUMS}, team, member FROM member_sums WHERE city = ? AND challenge = ? AND team = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), challenge.into(), team.into()]).await?;
        rows.iter().map(member).collect()
    }

    /// What a team walked day by day, from a day to a day.
    ///
    /// # Errors
    /// The database's own.
    pub async fn team_days(
        &self,
        city: &CityCode,
        challenge: &str,
        team: &str,
        (since, until): (Day, Day),
    ) -> Result<Vec<TeamDay>, Error> {
        // Day by day, since in between there are those of all other teams.
        let sql = "SELECT day, steps, walkers FROM team_days WHERE city = ?1 AND challenge = ?2 \
                   AND day IN (SELECT value FROM json_each(?3)) AND team = ?4 ORDER BY day";
        let days = (since.0..=until.0).collect::<Vec<_>>().to_json();
        let params = vec![city.as_str().into(), challenge.into(), days.into(), team.into()];
        let read = |row: &Row| TeamDay { day: day(row, 0), steps: row.integer(1), walkers: row.integer(2) };
        Ok(self.sql.query(sql, params).await?.iter().map(read).collect())
    }

    /// Whether a challenge has rows: whoever joins it makes some, though they never walk.
    ///
    /// # Errors
    /// The database's own.
    pub async fn is_joined(&self, city: &CityCode, challenge: &str) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM team_sums WHERE city = ? AND challenge = ? LIMIT 1";
        Ok(!self.sql.query(sql, vec![city.as_str().into(), challenge.into()]).await?.is_empty())
    }

    /// Takes all rows of a challenge away, so that it can be counted again. Within a transaction.
    pub(crate) async fn forget_sums(&self, city: &CityCode, challenge: &str) -> Result<(), SqlError> {
        for table in ["team_sums", "member_sums", "turns", "team_days"] {
            let sql = format!("DELETE FROM {table} WHERE city = ? AND challenge = ?");
            self.sql.run(&sql, vec![city.as_str().into(), challenge.into()]).await?;
        }
        Ok(())
    }

    /// Everyone who ever said something of a challenge. It reads the population.
    ///
    /// # Errors
    /// The database's own, or a state that cannot be read.
    pub async fn spoken_of(&self, city: &CityCode, challenge: &str) -> Result<Vec<(ResidentId, Snapshot)>, Error> {
        let sql = "SELECT id, state FROM residents WHERE city = ?1 AND state ->> ?2 IS NOT NULL";
        let place = format!("$.challenges.{challenge}");
        let read = |row: &Row| {
            let id = row.text(0).parse().map_err(|_| Error::corrupt("residents.id"))?;
            let snapshot = serde_json::from_str(row.text(1)).map_err(|_| Error::corrupt("residents.state"))?;
            Ok((id, snapshot))
        };
        self.sql.query(sql, vec![city.as_str().into(), place.into()]).await?.iter().map(read).collect()
    }

    /// Turns whose day has come, some of them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn turns_due(&self, city: &CityCode, today: Day, most: i64) -> Result<Vec<DueTurn>, Error> {
        let sql = "SELECT challenge, day, team, member, by FROM turns WHERE city = ?1 AND day <= ?2 LIMIT ?3";
        let params = vec![city.as_str().into(), i64::from(today.0).into(), most.into()];
        let read = |row: &Row| {
            let member = row.text(3).parse().map_err(|_| Error::corrupt("turns.member"))?;
            let turn = Turn { day: day(row, 1), by: row.integer(4) };
            Ok(DueTurn { challenge: row.text(0).to_owned(), team: row.text(2).to_owned(), member, turn })
        };
        self.sql.query(sql, params).await?.iter().map(read).collect()
    }

    /// Takes turns away that were added. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remove_turns(&self, city: &CityCode, turns: &[DueTurn]) -> Result<(), Error> {
        let keys: Vec<_> = turns
            .iter()
            .map(|due| (due.challenge.as_str(), due.turn.day.0, due.team.as_str(), due.member.as_str()))
            .collect();
        let sql = "DELETE FROM turns WHERE city = ?1 AND (challenge, day, team, member) IN \
                   (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?2))";
        self.write_all(sql, city.as_str(), &keys).await?;
        Ok(())
    }

    /// Publishes a result, once. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn publish_result(
        &self,
        city: &CityCode,
        challenge: &str,
        result: &Published,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO results (city, challenge, text, signature, public_key, at) VALUES (?, ?, ?, ?, ?, ?) \
                   ON CONFLICT (city, challenge) DO NOTHING";
        let params = vec![
            city.as_str().into(),
            challenge.into(),
            result.text.as_str().into(),
            result.signature.as_str().into(),
            result.public_key.as_str().into(),
            now.into(),
        ];
        Ok(self.sql.run(sql, params).await?)
    }

    /// The result of a challenge, once it was published.
    ///
    /// # Errors
    /// The database's own.
    pub async fn result(&self, city: &CityCode, challenge: &str) -> Result<Option<Published>, Error> {
        let sql = "SELECT text, signature, public_key FROM results WHERE city = ? AND challenge = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), challenge.into()]).await?;
        let read = |row: &Row| Published {
            text: row.text(0).to_owned(),
            signature: row.text(1).to_owned(),
            public_key: row.text(2).to_owned(),
        };
        Ok(rows.first().map(read))
    }
}

/// A turn that waits for its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueTurn {
    /// The challenge.
    pub challenge: String,
    /// For whom.
    pub team: String,
    /// Who.
    pub member: ResidentId,
    /// What is added on which day.
    pub turn: Turn,
}

/// A result as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// [`domain::challenge::Final::text`].
    pub text: String,
    /// Over the bytes of the text, in hexadecimal.
    pub signature: String,
    /// By which it can be checked, whatever key the city has by now.
    pub public_key: String,
}

fn day(row: &Row, place: usize) -> Day {
    Day(i32::try_from(row.integer(place)).unwrap_or_default())
}

fn with_sums<const KEYS: usize, const ALL: usize>(keys: [Value; KEYS], sums: &Sums) -> [Value; ALL] {
    let Sums { steps, days, active, members, rate, base } = *sums;
    let mut values = keys.into_iter().chain([steps, days, active, members, rate, base].map(Value::from));
    std::array::from_fn(|_| values.next().unwrap_or(Value::Null))
}

fn sums(row: &Row) -> Sums {
    Sums {
        steps: row.integer(0),
        days: row.integer(1),
        active: row.integer(2),
        members: row.integer(3),
        rate: row.integer(4),
        base: row.integer(5),
    }
}

/// One member after the other, from three columns of numbers.
fn walked(row: &Row) -> Result<Vec<Sums>, Error> {
    let numbers = |place| row.text(place).split(',').map(str::parse::<i64>);
    let all = numbers(1).zip(numbers(2)).zip(numbers(3));
    let read = all.map(|((steps, rate), base)| Ok(Sums { steps: steps?, rate: rate?, base: base?, ..Sums::default() }));
    read.collect::<Result<_, std::num::ParseIntError>>().map_err(|_| Error::corrupt("member_sums"))
}

pub(super) fn member(row: &Row) -> Result<MemberSum, Error> {
    let member = row.text(7).parse().map_err(|_| Error::corrupt("member_sums.member"))?;
    Ok(MemberSum { team: row.text(6).to_owned(), member, sums: sums(row) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn members_are_read_one_after_the_other() {
        let row = |steps: &str| ["team", steps, "1,0", "4,-2"].into_iter().map(Value::from).collect::<Row>();
        let sums = |steps, rate, base| Sums { steps, rate, base, ..Sums::default() };
        assert_eq!(walked(&row("7000,120")).unwrap(), [sums(7000, 1, 4), sums(120, 0, -2)]);
        assert!(walked(&row("7000,")).is_err());
    }
}
