use super::Store;
use crate::Error;
use crate::sql::{Columns, Sql};
use chrono::NaiveDate;
use domain::event::ChannelKind;
use domain::{CityCode, Day};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A message that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The civil day.
    pub day: Day,
    /// Its campaign.
    pub campaign: String,
    /// The arm, where there are arms.
    pub arm: Option<String>,
    /// The name under which the provider counts it.
    pub unit: String,
    /// The way it went.
    pub channel: ChannelKind,
    /// Whether it was a reply, which LINE takes free of charge and does not count.
    pub is_reply: bool,
    /// How many parts an SMS had; 0 by LINE.
    pub parts: usize,
}

/// How many messages of a campaign left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Volume {
    /// On the day asked about.
    pub on_day: u64,
    /// On the busiest of the 28 days before it.
    pub busiest: u64,
}

/// What left on a day by a channel.
///
/// ```json
/// {"day": "2026-11-27", "campaign": "step_goal", "channel": "sms", "messages": 12, "parts": 14}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentDay {
    /// The civil day.
    pub day: NaiveDate,
    /// The campaign.
    pub campaign: String,
    /// `line` or `sms`.
    pub channel: String,
    /// How many messages left, or may have.
    pub messages: i64,
    /// How many parts those by SMS had, each of which is paid for; 0 by LINE.
    pub parts: i64,
}

impl<S: Sql> Store<'_, S> {
    /// What left since a day, the newest day first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn sent_days(&self, city: &CityCode, since: Day) -> Result<Vec<SentDay>, Error> {
        let sql = "SELECT day, campaign, channel, messages, parts FROM sent_days WHERE city = ? AND day >= ? \
                   ORDER BY day DESC, campaign, channel";
        let rows = self.sql.query(sql, vec![city.as_str().into(), i64::from(since.0).into()]).await?;
        let read = |row: &crate::sql::Row| SentDay {
            day: Day(i32::try_from(row.integer(0)).unwrap_or_default()).date(),
            campaign: row.text(1).to_owned(),
            channel: row.text(2).to_owned(),
            messages: row.integer(3),
            parts: row.integer(4),
        };
        Ok(rows.iter().map(read).collect())
    }

    /// Counts messages that left. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn count_sent(&self, city: &CityCode, sent: &[Sent]) -> Result<(), Error> {
        let mut counts: BTreeMap<(i32, &str, &str), (usize, usize)> = BTreeMap::new();
        for one in sent {
            let count = counts.entry((one.day.0, one.campaign.as_str(), one.channel.as_str())).or_default();
            *count = (count.0 + 1, count.1 + one.parts);
        }
        let rows: Vec<_> = counts.into_iter().collect();
        let sql = "INSERT INTO sent_days (city, day, campaign, channel, messages, parts) \
                   SELECT ?1, value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[1][0]', \
                   value ->> '$[1][1]' FROM json_each(?2) WHERE true \
                   ON CONFLICT (city, day, campaign, channel) DO UPDATE SET \
                   messages = messages + excluded.messages, parts = parts + excluded.parts";
        self.write_all(sql, city.as_str(), &rows).await?;
        Ok(())
    }

    /// How many messages of each campaign left on a day, and on the busiest of the 28 before it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn volumes(&self, city: &CityCode, day: Day) -> Result<BTreeMap<String, Volume>, Error> {
        let sql = "SELECT campaign, day, SUM(messages) FROM sent_days WHERE city = ? AND day BETWEEN ? AND ? \
                   GROUP BY campaign, day";
        let (first, last) = (i64::from(day.plus(-28).0), i64::from(day.0));
        let mut volumes: BTreeMap<String, Volume> = BTreeMap::new();
        for row in self.sql.query(sql, vec![city.as_str().into(), first.into(), last.into()]).await? {
            let volume = volumes.entry(row.text(0).to_owned()).or_default();
            let count = u64::try_from(row.integer(2)).unwrap_or_default();
            if row.integer(1) == last {
                volume.on_day = count;
            } else {
                volume.busiest = volume.busiest.max(count);
            }
        }
        Ok(volumes)
    }
}
