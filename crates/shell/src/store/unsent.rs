use super::{Batch, Conflict, Rows, Store, list};
use crate::Error;
use crate::sql::Sql;
use chrono::{DateTime, Utc};
use domain::event::{ChannelKind, Payload};
use domain::{CityCode, ResidentId};

impl<S: Sql> Store<'_, S> {
    /// Removes words that residents took back, by the provider's ids of them, in one transaction, and
    /// remembers the ids, since the words may arrive later. That there was a reply stays.
    ///
    /// # Errors
    /// The database's own; nothing was removed then.
    pub async fn unsend<'r>(
        &self,
        city: &CityCode,
        channel: ChannelKind,
        residents: impl IntoIterator<Item = &'r ResidentId>,
        words: &[&str],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if words.is_empty() {
            return Ok(());
        }
        self.begin().await?;
        let removed = self.remove(city, channel, list(residents.into_iter().map(ResidentId::as_str)), words, now).await;
        match &removed {
            Ok(()) => self.commit().await?,
            Err(_) => self.rollback().await,
        }
        removed
    }

    async fn remove(
        &self,
        city: &CityCode,
        channel: ChannelKind,
        residents: crate::Value,
        words: &[&str],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let ids = list(words.iter().copied());
        let sql = "INSERT INTO unsent (city, channel, id, at) SELECT ?1, ?2, value, ?4 FROM json_each(?3) \
                   WHERE true ON CONFLICT DO NOTHING";
        self.sql.run(sql, vec![city.as_str().into(), channel.as_str().into(), ids.clone(), now.into()]).await?;
        let sql = "UPDATE events SET data = json_remove(data, '$.text') \
                   WHERE city = ?1 AND source = ?2 AND type = 'ayumi.reply.received.v1' \
                   AND subject IN (SELECT value FROM json_each(?4)) \
                   AND data ->> '$.provider_id' IN (SELECT value FROM json_each(?3))";
        Ok(self.sql.run(sql, vec![city.as_str().into(), channel.as_str().into(), ids, residents]).await?)
    }

    /// Keeps nothing of words in a batch that were taken back before they arrived.
    pub(super) async fn forget_unsent(&self, code: &str, batch: &Batch) -> Result<(), Conflict> {
        let said = batch.events.iter().filter_map(|event| match &event.payload {
            Payload::Reply(reply) => Some((event.source.as_str(), event.id.as_str(), reply.provider_id.as_deref()?)),
            _ => None,
        });
        let said: Vec<(&str, &str, &str)> = said.collect();
        if said.is_empty() {
            return Ok(());
        }
        let sql = "UPDATE events SET data = json_remove(data, '$.text') \
                   WHERE city = ?1 AND (source, id) IN ( \
                     SELECT value ->> 0, value ->> 1 FROM json_each(?2) JOIN unsent u \
                     ON u.city = ?1 AND u.channel = value ->> 0 AND u.id = value ->> 2)";
        self.sql.run(sql, vec![code.into(), said.to_json().into()]).await?;
        Ok(())
    }
}
