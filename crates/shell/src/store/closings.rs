//! Rows of the record whose time to close has come: found by index, with all that tells what came of them.

use super::{Rows, Store};
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::pack::Window;
use domain::trial::{Closed, Open, Relook};
use domain::{CityCode, Day, Event, Payload, ResidentId};
use outcomes::record::{Delivery, DeliveryState, Deviation};
use std::collections::{HashMap, HashSet};

/// A row of the record that is to be looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenRow {
    /// The campaign.
    pub campaign: String,
    /// Whose it is.
    pub resident: ResidentId,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// The decision point.
    pub point: String,
    /// What is measured, and within which time.
    pub open: Open,
    /// Whether it was drawn to send; `None` where nothing was drawn.
    pub sends: Option<bool>,
    /// The message, and for which occasion.
    pub message: Option<(String, String)>,
    /// Its id, where it was let out.
    pub sent: Option<String>,
    /// What it was closed with, and what was seen since, where it is closed.
    pub closed: Option<(Option<f64>, Relook)>,
}

/// What came of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing<'r> {
    /// The row.
    pub row: &'r OpenRow,
    /// The revision of the resident that was read.
    pub rev: i64,
    /// What the resident's own records tell.
    pub closed: Closed,
    /// What became of the message.
    pub delivery: Option<Delivery>,
    /// What happened otherwise than it was drawn.
    pub deviation: Option<Deviation>,
}

const ROW: &str = "SELECT p.campaign, p.resident, p.due, p.point, p.day, p.decided, p.starts, p.ends, p.sends, p.message, \
                   p.occasion, p.sent, t.outcome, p.closed, p.outcome, p.revised, p.latest \
                   FROM trial_points p JOIN trial_terms t ON t.city = p.city AND t.campaign = p.campaign AND t.id = p.terms WHERE p.city = ?1";

impl<S: Sql> Store<'_, S> {
    /// The rows of a city that can be closed on a day, those first that could first.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn rows_to_close(&self, city: &CityCode, today: Day, most: i64) -> Result<Vec<OpenRow>, Error> {
        let sql = format!("{ROW} AND p.closed IS NULL AND p.closes <= ?2 ORDER BY p.closes LIMIT ?3");
        let params = vec![city.as_str().into(), i64::from(today.0).into(), most.into()];
        self.sql.query(&sql, params).await?.iter().map(open_row).collect()
    }

    /// The rows of a city that were closed, and of which something was said since.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn rows_to_look_at(&self, city: &CityCode, most: i64) -> Result<Vec<OpenRow>, Error> {
        let sql = format!("{ROW} AND p.again = 1 ORDER BY p.closed LIMIT ?2");
        self.sql.query(&sql, vec![city.as_str().into(), most.into()]).await?.iter().map(open_row).collect()
    }

    /// What residents said and did since an instant each, as far as outcomes look at it: answers, entries of the notebook,
    /// visits, and what was taken back.
    ///
    /// # Errors
    /// The database's own, or an event that cannot be read.
    pub async fn heard_since(
        &self,
        city: &CityCode,
        since: &HashMap<&ResidentId, DateTime<Utc>>,
    ) -> Result<HashMap<ResidentId, Vec<Event>>, Error> {
        let rows: Vec<_> = since.iter().map(|(id, at)| (id.as_str(), at.timestamp_millis())).collect();
        let sql = "SELECT e.subject, e.source, e.id, e.time, e.type, e.data FROM json_each(?2) AS j \
                   CROSS JOIN events e ON e.city = ?1 AND e.subject = j.value ->> 0 AND e.time >= j.value ->> 1 \
                   WHERE e.type IN ('ayumi.reply.received.v1', 'ayumi.notebook.entry.v1', 'ayumi.visit.recorded.v1', \
                   'ayumi.record.withdrawn.v1')";
        by_resident(&self.sql.query(sql, vec![city.as_str().into(), rows.to_json().into()]).await?)
    }

    /// What was said of residents' checkups and of their coming there, and what of it was taken back.
    ///
    /// # Errors
    /// The database's own, or an event that cannot be read.
    pub async fn checkups_of(
        &self,
        city: &CityCode,
        ids: &[ResidentId],
    ) -> Result<HashMap<ResidentId, Vec<Event>>, Error> {
        let sql = "SELECT e.subject, e.source, e.id, e.time, e.type, e.data FROM json_each(?2) AS j \
                   CROSS JOIN events e ON e.city = ?1 AND e.subject = j.value \
                   WHERE e.type IN ('ayumi.checkup.recorded.v1', 'ayumi.visit.recorded.v1', 'ayumi.record.withdrawn.v1')";
        let params = vec![city.as_str().into(), super::list(ids.iter().map(ResidentId::as_str))];
        by_resident(&self.sql.query(sql, params).await?)
    }

    /// What became of messages, by their ids.
    ///
    /// # Errors
    /// The database's own.
    pub async fn became_of(&self, city: &CityCode, ids: &[&str]) -> Result<HashMap<String, Delivery>, Error> {
        let first = "SELECT min(d.at) FROM deliveries d WHERE d.city = ?1 AND d.message = o.id AND d.step IN";
        let sql = format!(
            "SELECT o.id, o.state, o.reason, o.receipt, ({first} ('accepted', 'sent')), ({first} ('delivered', 'read')) \
             FROM outbox o WHERE o.city = ?1 AND o.id IN (SELECT value FROM json_each(?2))"
        );
        let rows = self.sql.query(&sql, vec![city.as_str().into(), super::list(ids.iter().copied())]).await?;
        let read = |row: &Row| {
            let state = DeliveryState::of(row.text(1), row.optional(2), row.optional(3));
            let (accepted_at, delivered_at) = (row.instant_or_none(4), row.instant_or_none(5));
            (row.text(0).to_owned(), Delivery { state, accepted_at, delivered_at })
        };
        Ok(rows.iter().map(read).collect())
    }

    /// Which of these rows had their very message leave within their window, by another way than a decision point; by
    /// their places.
    ///
    /// # Errors
    /// The database's own.
    pub async fn slipped(
        &self,
        city: &CityCode,
        rows: &[OpenRow],
        days: &[(Day, Day)],
    ) -> Result<HashSet<usize>, Error> {
        let mut wanted = Vec::new();
        for (place, (row, (first, last))) in rows.iter().zip(days).enumerate() {
            let Some((message, occasion)) = row.message.as_ref().filter(|_| row.sends != Some(true)) else { continue };
            let whose = (row.resident.as_str(), row.campaign.as_str(), message.as_str(), occasion.as_str());
            wanted.push((place, whose, first.0, last.0));
        }
        if wanted.is_empty() {
            return Ok(HashSet::new());
        }
        let sql = "SELECT j.value ->> 0 FROM json_each(?2) AS j CROSS JOIN outbox o ON o.city = ?1 \
                   AND o.resident = j.value ->> '$[1][0]' AND o.campaign = j.value ->> '$[1][1]' \
                   AND o.message = j.value ->> '$[1][2]' AND o.occasion = j.value ->> '$[1][3]' \
                   WHERE o.left_day BETWEEN j.value ->> 2 AND j.value ->> 3 AND NOT EXISTS ( \
                     SELECT 1 FROM trial_points p WHERE p.city = ?1 AND p.campaign = o.campaign \
                     AND p.resident = o.resident AND p.sent = o.id)";
        let found = self.sql.query(sql, vec![city.as_str().into(), wanted.to_json().into()]).await?;
        Ok(found.iter().filter_map(|row| usize::try_from(row.integer(0)).ok()).collect())
    }

    /// Closes rows of which nothing was said since they were read; the others wait for another look. Gives how many were.
    ///
    /// # Errors
    /// The database's own.
    pub async fn close_rows(
        &self,
        city: &CityCode,
        closings: &[Closing<'_>],
        now: DateTime<Utc>,
    ) -> Result<u64, Error> {
        let rows: Vec<_> = closings
            .iter()
            .map(|closing| {
                let Closing { row, rev, closed, delivery, deviation } = closing;
                let millis = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
                let key = (
                    row.campaign.as_str(),
                    row.resident.as_str(),
                    row.due.timestamp_millis(),
                    row.point.as_str(),
                    *rev,
                );
                let value = closed.value.ok().map(|value| value as i64);
                let missing = closed.value.err().map(domain::trial::Missing::as_str);
                let measured = (value, missing, closed.source.map(domain::trial::Source::as_str));
                let state = delivery.map(|delivery| delivery.state.as_str());
                let (accepted, delivered) =
                    (delivery.and_then(|d| d.accepted_at), delivery.and_then(|d| d.delivered_at));
                let became =
                    (state, millis(accepted), millis(delivered), millis(closed.replied_at), millis(closed.stopped_at));
                (key, measured, became, deviation.map(Deviation::as_str))
            })
            .collect();
        // The keys are named twice, since joined only, each row of the city would be held against each of these.
        let sql = "UPDATE trial_points SET closed = ?3, outcome = j.value ->> '$[1][0]', missing = j.value ->> '$[1][1]', \
                   source = j.value ->> '$[1][2]', delivery = j.value ->> '$[2][0]', accepted_at = j.value ->> '$[2][1]', \
                   delivered_at = j.value ->> '$[2][2]', replied_at = j.value ->> '$[2][3]', \
                   stopped_at = j.value ->> '$[2][4]', deviation = j.value ->> 3, \
                   doubted = EXISTS (SELECT 1 FROM doubts d WHERE d.city = ?1 AND d.resident = trial_points.resident \
                   AND d.state <> 'fair') \
                   FROM json_each(?2) AS j WHERE city = ?1 AND (campaign, resident, due, point) IN \
                   (SELECT value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[0][3]' FROM json_each(?2)) \
                   AND campaign = j.value ->> '$[0][0]' AND resident = j.value ->> '$[0][1]' AND due = j.value ->> '$[0][2]' \
                   AND point = j.value ->> '$[0][3]' AND closed IS NULL AND j.value ->> '$[0][4]' = \
                   (SELECT rev FROM residents r WHERE r.city = ?1 AND r.id = resident)";
        if rows.is_empty() {
            return Ok(0);
        }
        Ok(self.sql.change(sql, vec![city.as_str().into(), rows.to_json().into(), now.into()]).await?)
    }

    /// Notes what a further look at closed rows found, of which nothing was said meanwhile. Gives how many were noted.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_looks(&self, city: &CityCode, looks: &[(&OpenRow, i64, Relook)]) -> Result<u64, Error> {
        let look = |(row, rev, relook): &(&OpenRow, i64, Relook)| {
            let key = (row.campaign.clone(), row.resident.clone(), row.due.timestamp_millis(), row.point.clone(), *rev);
            (key, relook.revised, relook.latest.map(|latest| latest as i64))
        };
        let rows: Vec<_> = looks.iter().map(look).collect();
        let sql = "UPDATE trial_points SET again = 0, revised = j.value ->> 1, latest = j.value ->> 2 \
                   FROM json_each(?2) AS j WHERE city = ?1 AND (campaign, resident, due, point) IN \
                   (SELECT value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[0][3]' FROM json_each(?2)) \
                   AND campaign = j.value ->> '$[0][0]' AND resident = j.value ->> '$[0][1]' AND due = j.value ->> '$[0][2]' \
                   AND point = j.value ->> '$[0][3]' AND j.value ->> '$[0][4]' = \
                   (SELECT rev FROM residents r WHERE r.city = ?1 AND r.id = resident)";
        Ok(self.write_all(sql, city.as_str(), &rows).await?)
    }
}

fn open_row(row: &Row) -> Result<OpenRow, Error> {
    let outcome = row.text(12);
    let outcome = match outcome.is_empty() {
        true => None,
        false => Some(serde_json::from_str(outcome).map_err(|_| Error::corrupt("trial_terms.outcome"))?),
    };
    let value = |place: usize| row.number_or_none(place).map(|value| value as f64);
    let day = Day(i32::try_from(row.integer(4)).unwrap_or_default());
    let window = Window { start: row.instant(6), end: row.instant(7) };
    let message = row.optional(9).zip(row.optional(10));
    let revised = u32::try_from(row.integer(15)).unwrap_or_default();
    Ok(OpenRow {
        campaign: row.text(0).to_owned(),
        resident: row.text(1).parse().map_err(|_| Error::corrupt("trial_points.resident"))?,
        due: row.instant(2),
        point: row.text(3).to_owned(),
        open: Open { day, decided: row.instant(5), outcome, window },
        sends: row.number_or_none(8).map(|sends| sends != 0),
        message: message.map(|(name, occasion)| (name.to_owned(), occasion.to_owned())),
        sent: row.optional(11).map(str::to_owned),
        closed: row.number_or_none(13).map(|_| (value(14), Relook { revised, latest: value(16) })),
    })
}

/// Events by whom they are about.
fn by_resident(rows: &[Row]) -> Result<HashMap<ResidentId, Vec<Event>>, Error> {
    let mut heard: HashMap<ResidentId, Vec<Event>> = HashMap::new();
    for row in rows {
        let subject: ResidentId = row.text(0).parse().map_err(|_| Error::corrupt("events.subject"))?;
        let payload = Payload::parse(row.text(4), row.text(5)).map_err(|_| Error::corrupt("events.data"))?;
        let (source, id) = (row.text(1).to_owned(), row.text(2).to_owned());
        let event = Event { source, id, subject: Some(subject.clone()), time: row.instant(3), payload };
        heard.entry(subject).or_default().push(event);
    }
    Ok(heard)
}
