//! What is on record of residents, read a span at a time: few rows, each with all of one resident, since rows cost a
//! component more than bytes.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Sql, Value};
use chrono::{DateTime, Utc};
use domain::event::Alert;
use domain::replay::{Happened, Past, PastMessage, PastPoints, Plan};
use domain::resident::{Enrolment, MessageRecord, PointEntry};
use domain::{CityCode, Day, Event, MessageId, Payload, ResidentId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Residents next to each other, in order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The id before the first one; empty for the first of all.
    pub after: String,
    /// The last one's id.
    pub through: String,
    /// How many they were when they were counted.
    pub residents: u64,
}

/// What stands between the parts of a row. The data of an event is compact JSON, which has no line break.
const LINE: char = '\n';

impl<S: Sql> Store<'_, S> {
    /// The residents of a city in spans of a size.
    ///
    /// # Errors
    /// The database's own.
    pub async fn spans(&self, city: &CityCode, size: u32) -> Result<Vec<Span>, Error> {
        let sql = "SELECT max(id), count(*) FROM \
                   (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM residents WHERE city = ?1) \
                   GROUP BY place / ?2 ORDER BY place / ?2";
        let rows = self.sql.query(sql, vec![city.as_str().into(), i64::from(size.max(1)).into()]).await?;
        let mut after = String::new();
        let span = |row: &Vec<Value>| {
            let through = row.text(0).to_owned();
            let residents = row.integer(1).unsigned_abs();
            Span { after: std::mem::replace(&mut after, through.clone()), through, residents }
        };
        Ok(rows.iter().map(span).collect())
    }

    /// The alerts of a city with when each was received, in that order.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn alerts(
        &self,
        city: &CityCode,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(DateTime<Utc>, Alert)>, Error> {
        let sql = "SELECT received, data FROM events WHERE city = ? AND subject IS NULL AND time >= ? \
                   AND received < ? AND type = 'ayumi.environment.alert.v1' ORDER BY received, rowid";
        let rows = self.sql.query(sql, vec![city.as_str().into(), since.into(), until.into()]).await?;
        let read = |row: &Vec<Value>| {
            let alert = serde_json::from_str(row.text(1)).map_err(|_| Error::corrupt("events.data"))?;
            Ok((row.instant(0), alert))
        };
        rows.iter().map(read).collect()
    }

    /// What is on record of the residents of a span, as far as a replay asks for it.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn pasts(&self, city: &CityCode, plan: &Plan, span: &Span) -> Result<Vec<Past>, Error> {
        let who = || vec![city.as_str().into(), span.after.as_str().into(), span.through.as_str().into()];
        let mut pasts = BTreeMap::new();
        let sql = "SELECT id, state -> '$.enrolments' FROM residents WHERE city = ? AND id > ? AND id <= ?";
        for row in self.sql.query(sql, who()).await? {
            let id: ResidentId = row.text(0).parse().map_err(|_| Error::corrupt("residents.id"))?;
            let enrolments = row.optional(1).map(serde_json::from_str::<BTreeMap<String, Enrolment>>);
            let enrolments = enrolments.transpose().map_err(|_| Error::corrupt("residents.state"))?.unwrap_or_default();
            pasts.insert(id.as_str().to_owned(), Past { enrolments, ..Past::none(id) });
        }
        self.past_events(&who(), plan, &mut pasts).await?;
        self.past_messages(&who(), plan, &mut pasts).await?;
        self.past_points(&who(), plan, &mut pasts).await?;
        Ok(pasts.into_values().collect())
    }

    async fn past_events(&self, who: &[Value], plan: &Plan, pasts: &mut Pasts) -> Result<(), Error> {
        // Of what is said day by day only the last days are known; what was delivered matters where it was refused.
        let sql = "SELECT subject, group_concat(rowid || ' ' || received || ' ' || time || ' ' || type || ' ' || data, char(10)) \
                   FROM events WHERE city = ?1 AND subject > ?2 AND subject <= ?3 AND received < ?5 AND (time >= ?4 \
                   OR type NOT IN ('ayumi.steps.recorded.v1', 'ayumi.notebook.entry.v1', 'ayumi.visit.recorded.v1', \
                   'ayumi.delivery.updated.v1') OR data ->> '$.state' = 'refused') \
                   GROUP BY subject";
        let (_, until) = plan.span();
        let params = [who, &[plan.events_since().into(), until.into()]].concat();
        for row in self.sql.query(sql, params).await? {
            let Some(past) = pasts.get_mut(row.text(0)) else { continue };
            past.events = events(row.text(1), &past.resident).ok_or_else(|| Error::corrupt("events"))?;
        }
        Ok(())
    }

    async fn past_messages(&self, who: &[Value], plan: &Plan, pasts: &mut Pasts) -> Result<(), Error> {
        // Those of the campaign itself from within the window are what is decided again.
        let sql = "SELECT resident, group_concat(json_array(id, campaign, message, occasion, left_day, \
                   body ->> '$.not_before', body -> '$.sensitive', body -> '$.is_answer', body -> '$.offers', \
                   body -> '$.follows'), char(10)) \
                   FROM outbox WHERE city = ?1 AND resident > ?2 AND resident <= ?3 \
                   AND (left_day >= ?4 OR left_day IS NULL OR occasion = 'once' AND campaign = ?5) \
                   AND (id < ?6 OR campaign <> ?5 AND id < ?7) GROUP BY resident";
        let (from, until) = plan.span();
        let more = [
            i64::from(plan.messages_since().0).into(),
            plan.campaign().into(),
            MessageId::first_of(from).to_string().into(),
            MessageId::first_of(until).to_string().into(),
        ];
        let zone = plan.versions().live.city.zone;
        for row in self.sql.query(sql, [who, &more].concat()).await? {
            let Some(past) = pasts.get_mut(row.text(0)) else { continue };
            let messages = row.text(1).split(LINE).map(|line| {
                let row: MessageRow = serde_json::from_str(line).map_err(|_| Error::corrupt("outbox"))?;
                Ok(row.message(zone))
            });
            past.messages = messages.collect::<Result<_, Error>>()?;
            past.messages.sort_by_key(|message| message.at);
        }
        Ok(())
    }

    async fn past_points(&self, who: &[Value], plan: &Plan, pasts: &mut Pasts) -> Result<(), Error> {
        let sql = "SELECT p.resident, group_concat(json_array(p.at, p.campaign, p.award, p.period, p.points, p.granted, d.hook, d.day), \
                   char(10)) FROM points p LEFT JOIN decisions d ON d.city = p.city AND d.id = p.decision \
                   WHERE p.city = ?1 AND p.resident > ?2 AND p.resident <= ?3 \
                   AND (p.campaign = ?4 AND p.at < ?6 AND p.at >= ?5 OR ?8 AND (p.campaign <> ?4 AND p.at < ?7 OR p.at < ?6)) \
                   GROUP BY p.resident";
        let (from, until) = plan.span();
        let Some(since) = plan.points_since() else { return Ok(()) };
        let more =
            [plan.campaign().into(), since.into(), from.into(), until.into(), i64::from(plan.reads_points()).into()];
        for row in self.sql.query(sql, [who, &more].concat()).await? {
            let Some(past) = pasts.get_mut(row.text(0)) else { continue };
            let points = row.text(1).split(LINE).map(|line| {
                let row: PointsRow = serde_json::from_str(line).map_err(|_| Error::corrupt("points"))?;
                Ok(row.points())
            });
            past.points = points.collect::<Result<_, Error>>()?;
            past.points.sort_by_key(|points| points.at);
        }
        Ok(())
    }
}

type Pasts = BTreeMap<String, Past>;

/// Reads the events of a resident, in the order in which they were received.
fn events(lines: &str, resident: &ResidentId) -> Option<Vec<Happened>> {
    let mut events = Vec::new();
    for line in lines.split(LINE) {
        let mut parts = line.splitn(5, ' ');
        let place: i64 = parts.next()?.parse().ok()?;
        let received: i64 = parts.next()?.parse().ok()?;
        let time: i64 = parts.next()?.parse().ok()?;
        let kind = parts.next()?;
        let payload = Payload::parse(kind, parts.next()?).ok()?;
        let (source, id) = Default::default();
        let (time, subject) = (DateTime::from_timestamp_millis(time)?, Some(resident.clone()));
        let event = Rc::new(Event { source, id, subject, time, payload });
        events.push((received, place, event));
    }
    events.sort_by_key(|(received, place, _)| (*received, *place));
    let happened =
        |(received, _, event)| Some(Happened { received: DateTime::from_timestamp_millis(received)?, event });
    events.into_iter().map(happened).collect()
}

/// A message as it is read.
#[derive(Deserialize)]
struct MessageRow(
    MessageId,
    String,
    String,
    String,
    Option<Day>,
    DateTime<Utc>,
    Option<bool>,
    Option<bool>,
    Option<Vec<String>>,
    Option<serde::de::IgnoredAny>,
);

impl MessageRow {
    fn message(self, zone: domain::Zone) -> PastMessage {
        let Self(id, campaign, message, occasion, left, not_before, sensitive, is_answer, offers, follows) = self;
        let is_answer = is_answer.unwrap_or_default();
        let at = i64::try_from(id.0.timestamp_ms()).ok().and_then(DateTime::from_timestamp_millis);
        let record = MessageRecord {
            id,
            campaign,
            message,
            lasting: occasion == "once",
            occasion,
            day: zone.day(not_before),
            sensitive: sensitive.unwrap_or_default(),
            is_answer,
            offers: offers.unwrap_or_default(),
        };
        let at = at.unwrap_or_default();
        PastMessage { at, record: follows.is_none().then_some(record), left: left.filter(|_| !is_answer) }
    }
}

/// An entry of points as it is read.
#[derive(Deserialize)]
struct PointsRow(i64, String, String, Day, i64, i64, Option<String>, Option<Day>);

impl PointsRow {
    fn points(self) -> PastPoints {
        let Self(at, campaign, award, period, points, granted, hook, day) = self;
        PastPoints {
            at: DateTime::from_timestamp_millis(at).unwrap_or_default(),
            entry: PointEntry { campaign, award, period, points, granted },
            by: (hook.unwrap_or_default(), day.unwrap_or(period)),
        }
    }
}
