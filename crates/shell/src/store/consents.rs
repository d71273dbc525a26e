use super::{Batch, Conflict, Store};
use crate::Error;
use crate::sql::{Columns, Sql, Value};
use chrono::{DateTime, Utc};
use domain::ledger::{self, Entry, Place, What};
use domain::{CityCode, ResidentId};

impl<S: Sql> Store<'_, S> {
    /// A resident's lines in the ledger of consent, in the order in which they were said.
    ///
    /// # Errors
    /// The database's own, or a line that cannot be read.
    pub async fn consents(&self, city: &CityCode, resident: &ResidentId) -> Result<Vec<(Place, Entry)>, Error> {
        let sql = "SELECT number, what, purpose, categories, text_version, via, at, received, source, event \
                   FROM consents WHERE city = ? AND resident = ? ORDER BY at, number";
        let rows = self.sql.query(sql, vec![city.as_str().into(), resident.as_str().into()]).await?;
        rows.iter().map(read).collect()
    }

    /// Enters what a batch's events say about consent, in the transaction that stores them.
    pub(super) async fn write_consents(&self, code: &str, batch: &Batch, now: DateTime<Utc>) -> Result<(), Conflict> {
        let mut rows = Vec::new();
        for event in &batch.events {
            let (Some(entry), Some(resident)) = (ledger::entry(event), &event.subject) else { continue };
            let broken = |_| Error::corrupt("consents");
            let purpose = serde_json::to_value(entry.purpose).map_err(broken)?;
            let categories = serde_json::to_string(&entry.categories).map_err(broken)?;
            rows.push((
                resident.as_str(),
                entry.what.as_str(),
                purpose,
                categories,
                entry.text_version,
                entry.via,
                entry.at.timestamp_millis(),
                event.source.as_str(),
                event.id.as_str(),
            ));
        }
        if rows.is_empty() {
            return Ok(());
        }
        let rows = serde_json::to_string(&rows).map_err(|_| Error::corrupt("consents"))?;
        let sql = "INSERT INTO consents (city, number, resident, what, purpose, categories, text_version, via, at, \
                   source, event, received) \
                   SELECT ?1, (SELECT coalesce(max(number), 0) FROM consents WHERE city = ?1) + key + 1, \
                   value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, \
                   value ->> 7, value ->> 8, ?3 FROM json_each(?2) WHERE true";
        self.sql.change(sql, vec![code.into(), rows.into(), now.into()]).await?;
        Ok(())
    }
}

fn read(row: &Vec<Value>) -> Result<(Place, Entry), Error> {
    let place = Place {
        number: row.integer(0),
        received: row.instant(7),
        source: row.text(8).to_owned(),
        event: row.text(9).to_owned(),
    };
    let entry = Entry {
        what: What::parse(row.text(1)).ok_or_else(|| Error::corrupt("consents.what"))?,
        purpose: serde_json::from_value(row.text(2).into()).map_err(|_| Error::corrupt("consents.purpose"))?,
        categories: serde_json::from_str(row.text(3)).map_err(|_| Error::corrupt("consents.categories"))?,
        text_version: row.optional(4).map(str::to_owned),
        via: row.text(5).to_owned(),
        at: row.instant(6),
    };
    Ok((place, entry))
}
