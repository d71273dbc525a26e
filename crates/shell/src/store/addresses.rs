use super::{Batch, Conflict, Store, list};
use crate::Error;
use crate::sql::{Columns, Sql};
use chrono::{DateTime, Utc};
use domain::event::{ChannelKind, Payload};
use domain::{CityCode, MessageId, ResidentId};
use std::collections::{HashMap, HashSet};

impl<S: Sql> Store<'_, S> {
    /// Who was ever linked with an address of a channel. Whose it is now, their snapshots tell.
    ///
    /// # Errors
    /// The database's own.
    pub async fn residents_at<'a>(
        &self,
        city: &CityCode,
        channel: ChannelKind,
        addresses: impl IntoIterator<Item = &'a str>,
    ) -> Result<HashMap<String, Vec<ResidentId>>, Error> {
        let sql = "SELECT address, resident FROM addresses \
                   WHERE city = ? AND channel = ? AND address IN (SELECT value FROM json_each(?)) \
                   ORDER BY address, resident";
        let params = vec![city.as_str().into(), channel.as_str().into(), list(addresses)];
        let mut found: HashMap<String, Vec<ResidentId>> = HashMap::new();
        for row in self.sql.query(sql, params).await? {
            let id = row.text(1).parse().map_err(|_| Error::corrupt("addresses.resident"))?;
            found.entry(row.text(0).to_owned()).or_default().push(id);
        }
        Ok(found)
    }

    /// For whom messages are.
    ///
    /// # Errors
    /// The database's own.
    pub async fn recipients(
        &self,
        city: &CityCode,
        messages: impl IntoIterator<Item = MessageId>,
    ) -> Result<HashMap<MessageId, ResidentId>, Error> {
        let ids: Vec<String> = messages.into_iter().map(|id| id.to_string()).collect();
        let sql = "SELECT id, resident FROM outbox WHERE city = ? AND id IN (SELECT value FROM json_each(?))";
        let params = vec![city.as_str().into(), list(ids.iter().map(String::as_str))];
        let mut found = HashMap::new();
        for row in self.sql.query(sql, params).await? {
            let id = row.text(0).parse().map_err(|_| Error::corrupt("outbox.id"))?;
            found.insert(id, row.text(1).parse().map_err(|_| Error::corrupt("outbox.resident"))?);
        }
        Ok(found)
    }

    /// When a message last left for residents by a channel, where one did since an instant.
    ///
    /// # Errors
    /// The database's own.
    pub async fn written<'r>(
        &self,
        city: &CityCode,
        channel: ChannelKind,
        residents: impl IntoIterator<Item = &'r ResidentId>,
        since: DateTime<Utc>,
    ) -> Result<HashMap<ResidentId, DateTime<Utc>>, Error> {
        let sql = "SELECT resident, max(at) FROM outbox \
                   WHERE city = ?1 AND resident IN (SELECT value FROM json_each(?2)) \
                   AND +state = 'accepted' AND channel = ?3 AND at >= ?4 GROUP BY resident";
        let ids = list(residents.into_iter().map(ResidentId::as_str));
        let params = vec![city.as_str().into(), ids, channel.as_str().into(), since.into()];
        let mut found = HashMap::new();
        for row in self.sql.query(sql, params).await? {
            let id = row.text(0).parse().map_err(|_| Error::corrupt("outbox.resident"))?;
            found.insert(id, row.instant(1));
        }
        Ok(found)
    }

    /// Enters the addresses that a batch linked. A link that came late, after another, took no
    /// effect and is nobody's.
    pub(super) async fn write_addresses(&self, code: &str, batch: &Batch) -> Result<(), Conflict> {
        let named = batch.events.iter().filter_map(|event| match (&event.payload, &event.subject) {
            (Payload::ChannelLinked(data), Some(id)) if data.channel != ChannelKind::Paper => {
                Some((id, data.channel.as_str()))
            }
            _ => None,
        });
        let named: HashSet<(&ResidentId, &str)> = named.collect();
        let mut linked = Vec::new();
        for (id, known) in &batch.residents {
            for (channel, own) in &known.snapshot.contact.channels {
                if named.contains(&(id, channel.as_str())) {
                    linked.push((channel.as_str(), own.address.as_str(), id.as_str()));
                }
            }
        }
        self.write_all(
            "INSERT INTO addresses (city, channel, address, resident) \
             SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING",
            code,
            &linked,
        )
        .await?;
        Ok(())
    }
}

/// How many residents a search gives at the most.
const MOST_FOUND: i64 = 20;

impl<S: Sql> Store<'_, S> {
    /// Whoever has an id that begins so, or this very address: a LINE user id, or a telephone number as people
    /// in Japan write it or with its country.
    ///
    /// # Errors
    /// The database's own.
    pub async fn residents_like(&self, city: &CityCode, who: &str) -> Result<Vec<String>, Error> {
        let digits: String = who.chars().filter(|c| !matches!(c, '-' | ' ' | '(' | ')')).collect();
        let number = digits.strip_prefix('0').map_or_else(|| digits.clone(), |rest| format!("+81{rest}"));
        let sql = "SELECT id FROM residents WHERE city = ?1 AND id >= ?2 AND id < ?2 || char(0x10FFFF) \
                   UNION SELECT resident FROM addresses \
                   WHERE city = ?1 AND channel IN ('line', 'sms') AND address IN (?2, ?3) ORDER BY 1 LIMIT ?4";
        let params = vec![city.as_str().into(), who.into(), number.into(), MOST_FOUND.into()];
        Ok(self.sql.query(sql, params).await?.iter().map(|row| row.text(0).to_owned()).collect())
    }
}
