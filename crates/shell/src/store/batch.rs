use super::transfers::Granted;
use super::{Count, Doubted, Ended, Known, Late, Moved, Store};
use crate::Error;
use crate::sql::{Sql, Value};
use chrono::{DateTime, Utc};
use domain::decide::{Due, Effect, Verdict};
use domain::trial::{Assigned, Point};
use domain::{Cause, CityCode, Day, Event, ResidentId, chance};
use serde::{Serialize, Serializer};
use std::rc::Rc;

/// Everything a batch changes, stored in one transaction.
#[derive(Debug)]
pub struct Batch {
    /// The hash of the pack by which it was decided.
    pub pack: String,
    /// The city's day on which it was decided.
    pub today: Day,
    /// New events.
    pub events: Vec<Rc<Event>>,
    /// What was decided.
    pub decided: Vec<Decided>,
    /// How many were decided at the same instant in the batches before this one.
    pub decided_before: usize,
    /// Decision points that were asked: gone, unless they come again.
    pub asked: Vec<(ResidentId, Due)>,
    /// Residents as they are now, over the revision that was read.
    pub residents: Vec<(ResidentId, Known)>,
    /// What residents answered, by the campaigns whose messages they answered.
    pub heard: Vec<Count>,
    /// What it changes in walking challenges.
    pub moved: Vec<Moved>,
    /// What of steps is worth a look.
    pub doubted: Vec<Doubted>,
    /// Points that ended with it, or came back of those that had: after what it grants.
    pub ended: Vec<Ended>,
    /// After which day the points of residents end next, of those to whom it makes a difference.
    pub lasting: Vec<(ResidentId, Option<Day>)>,
    /// What was said of days that may have closed: rows of the record to be looked at once more.
    pub late: Vec<Late>,
}

impl Batch {
    /// An empty one.
    pub fn new(pack: String, today: Day) -> Self {
        let (events, decided, asked, residents, heard, moved) = Default::default();
        let (doubted, ended, lasting, late) = Default::default();
        let decided_before = 0;
        Self {
            pack,
            today,
            events,
            decided,
            decided_before,
            asked,
            residents,
            heard,
            moved,
            doubted,
            ended,
            lasting,
            late,
        }
    }
}

/// One verdict with its cause.
#[derive(Debug)]
pub struct Decided {
    /// Whom it is about.
    pub resident: ResidentId,
    /// What made us decide.
    pub cause: Cause,
    /// The verdicts.
    pub verdicts: Vec<Verdict>,
    /// Decision points to come.
    pub due: Vec<Due>,
    /// What goes on record of randomised decision points.
    pub randomised: Vec<Point>,
    /// In which trials the resident takes part from now on.
    pub assigned: Vec<Assigned>,
}

/// What stands in the way of storing a batch. Nothing of it was stored then.
#[derive(Debug)]
pub enum Conflict {
    /// Another writer was faster, another pack holds now, or an event is known: read again
    /// and decide again.
    Again,
    /// The database failed.
    Failed(Error),
}

impl Conflict {
    /// What is told of it, when nothing is decided again.
    pub(crate) fn told(self) -> Error {
        match self {
            Self::Again => Error::Contended,
            Self::Failed(error) => error,
        }
    }
}

impl<E: Into<Error>> From<E> for Conflict {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl<S: Sql> Store<'_, S> {
    /// Stores a batch within the transaction that was begun.
    ///
    /// # Errors
    /// [`Conflict::Again`] when what was read is no longer so.
    pub async fn write(&self, city: &CityCode, batch: &Batch, now: DateTime<Utc>) -> Result<(), Conflict> {
        let code = city.as_str();
        let events = batch.events.iter().map(|event| event_row(event, now)).collect();
        let columns = ["source", "id", "subject", "type", "time", "received", "data"];
        let stored = self.insert_all("events", columns, "ON CONFLICT DO NOTHING", code, events).await?;
        if stored != batch.events.len() as u64 {
            return Err(Conflict::Again);
        }
        // A pack published since these were read has its own decision points for everyone who
        // was there; who was not yet must be decided about by the new pack.
        if !batch.residents.is_empty() && self.pack_in_force(code).await? != batch.pack {
            return Err(Conflict::Again);
        }
        let residents = batch.residents.iter().map(resident_row).collect::<Result<_, _>>()?;
        let then = "ON CONFLICT (city, id) DO UPDATE SET rev = excluded.rev, state = excluded.state \
                    WHERE residents.rev = excluded.rev - 1";
        let stored = self.insert_all("residents", ["id", "rev", "state"], then, code, residents).await?;
        if stored != batch.residents.len() as u64 {
            return Err(Conflict::Again);
        }
        self.forget_unsent(code, batch).await?;
        let receipts = self.write_receipts(code, batch).await?;
        self.write_consents(code, batch, now).await?;
        self.write_addresses(code, batch).await?;
        self.write_due(code, batch).await?;
        self.write_decisions(city, batch, now).await?;
        self.write_trials(code, batch, now).await?;
        self.mark_late(code, batch).await?;
        self.write_moves(code, batch).await?;
        self.write_doubts(code, &batch.doubted, now).await?;
        self.write_expiries(code, batch).await?;
        self.count_batch(code, batch, &receipts).await?;
        Ok(())
    }

    async fn pack_in_force(&self, code: &str) -> Result<String, Error> {
        use crate::sql::Columns;
        let rows = self.sql.query("SELECT pack FROM cities WHERE city = ?", vec![code.into()]).await?;
        Ok(rows.first().map(|row| row.text(0).to_owned()).unwrap_or_default())
    }

    async fn write_due(&self, code: &str, batch: &Batch) -> Result<(), Conflict> {
        let asked: Vec<DueKey<'_>> = batch
            .asked
            .iter()
            .map(|(id, due)| {
                (id.as_str(), due.campaign.as_str(), due.point.as_str(), i64::from(due.once), due.at.timestamp_millis())
            })
            .collect();
        let gone = self
            .write_all(
                "DELETE FROM due WHERE city = ?1 AND (resident, campaign, point, once, at) IN \
                 (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?2))",
                code,
                &asked,
            )
            .await?;
        if gone != asked.len() as u64 {
            return Err(Conflict::Again);
        }
        let due: Vec<DueValues<'_>> = batch
            .decided
            .iter()
            .flat_map(|decided| decided.due.iter().map(|due| (decided.resident.as_str(), due)))
            .map(|(id, due)| {
                let key =
                    (id, due.campaign.as_str(), due.point.as_str(), i64::from(due.once), due.at.timestamp_millis());
                (key, due.day.0, i64::from(due.sensitive))
            })
            .collect();
        self.write_all(
            "INSERT INTO due (city, resident, campaign, point, once, at, day, sensitive) \
             SELECT ?1, value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[0][3]', \
             value ->> '$[0][4]', value ->> 1, value ->> 2 FROM json_each(?2) WHERE true \
             ON CONFLICT (city, resident, campaign, point, once) \
             DO UPDATE SET at = excluded.at, day = excluded.day, sensitive = excluded.sensitive \
             WHERE excluded.once",
            code,
            &due,
        )
        .await?;
        Ok(())
    }

    async fn write_decisions(&self, city: &CityCode, batch: &Batch, now: DateTime<Utc>) -> Result<(), Conflict> {
        let code = city.as_str();
        let mut decisions = Vec::new();
        let mut points = Vec::new();
        let mut granted = Vec::new();
        let mut outbox = Vec::new();
        let mut flags = Vec::new();
        for decided in &batch.decided {
            let cause = cause_json(&decided.cause);
            for (place, verdict) in decided.verdicts.iter().enumerate() {
                let id = decision_id(code, &decided.resident, &cause, place, now);
                let message = match &verdict.outcome {
                    Ok(Effect::Send(outgoing)) => {
                        outbox.push((&decided.resident, outgoing.as_ref()));
                        Some(outgoing.id.to_string())
                    }
                    Ok(Effect::Points { entry, .. }) => {
                        points.push([
                            id.as_str().into(),
                            decided.resident.as_str().into(),
                            entry.campaign.as_str().into(),
                            entry.award.as_str().into(),
                            i64::from(entry.period.0).into(),
                            entry.points.into(),
                            entry.granted.into(),
                            now.into(),
                        ]);
                        granted.push(Granted { decision: id.clone(), resident: &decided.resident, entry });
                        None
                    }
                    Ok(Effect::Flag) => {
                        flags.push(flag_row(&id, &decided.resident, verdict, now));
                        None
                    }
                    _ => None,
                };
                let trace = serde_json::to_string(&verdict.trace).map_err(|_| Error::corrupt("decisions.trace"))?;
                let outcome = verdict.outcome.as_ref().map_or_else(|reason| reason.as_str(), |_| "allowed");
                let seq = i64::try_from(batch.decided_before + decisions.len()).unwrap_or(i64::MAX);
                decisions.push([
                    id.into(),
                    decided.resident.as_str().into(),
                    now.into(),
                    i64::from(verdict.day.0).into(),
                    seq.into(),
                    verdict.campaign.as_str().into(),
                    verdict.version.as_str().into(),
                    verdict.hook.as_str().into(),
                    cause.as_str().into(),
                    verdict.kind.into(),
                    verdict.name.as_str().into(),
                    outcome.into(),
                    message.into(),
                    trace.into(),
                ]);
            }
        }
        let columns = [
            "id", "resident", "at", "day", "seq", "campaign", "version", "hook", "cause", "kind", "name", "outcome",
            "message", "trace",
        ];
        self.insert_all("decisions", columns, "", code, decisions).await?;
        let columns = ["decision", "resident", "campaign", "award", "period", "points", "granted", "at"];
        self.insert_all("points", columns, "", code, points).await?;
        self.transfer(code, &granted, batch, now).await?;
        let columns = ["decision", "resident", "campaign", "reason", "sensitive", "at", "state", "note"];
        self.insert_all("flags", columns, "", code, flags).await?;
        self.enqueue(city, outbox).await?;
        Ok(())
    }
}

type DueKey<'a> = (&'a str, &'a str, &'a str, i64, i64);
type DueValues<'a> = (DueKey<'a>, i32, i64);

fn event_row(event: &Event, now: DateTime<Utc>) -> [Value; 7] {
    [
        event.source.as_str().into(),
        event.id.as_str().into(),
        event.subject.as_ref().map(ResidentId::as_str).into(),
        event.payload.kind().into(),
        event.time.into(),
        now.into(),
        event.payload.to_json().into(),
    ]
}

fn resident_row((id, known): &(ResidentId, Known)) -> Result<[Value; 3], Error> {
    let state = serde_json::to_string(known.snapshot.as_ref()).map_err(|_| Error::corrupt("residents.state"))?;
    Ok([id.as_str().into(), (known.rev + 1).into(), state.into()])
}

fn flag_row(decision: &str, resident: &ResidentId, verdict: &Verdict, now: DateTime<Utc>) -> [Value; 8] {
    [
        decision.into(),
        resident.as_str().into(),
        verdict.campaign.as_str().into(),
        verdict.name.as_str().into(),
        i64::from(verdict.trace.sensitive).into(),
        now.into(),
        "open".into(),
        "".into(),
    ]
}

/// Derived from its cause, so that the same decision has the same id wherever it is made.
fn decision_id(code: &str, resident: &ResidentId, cause: &str, place: usize, now: DateTime<Utc>) -> String {
    let bits = chance::digest(code, &["decision", resident.as_str(), cause, &place.to_string()]);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    domain::MessageId(ulid::Ulid::from_parts(millis, bits)).to_string()
}

/// The cause as it is kept: enough to find the event, or the decision point.
fn cause_json(cause: &Cause) -> String {
    let kept = match cause {
        Cause::Event(event) => KeptCause::Event { source: &event.source, id: &event.id, kind: event.payload.kind() },
        Cause::Point(due) => {
            KeptCause::Point { campaign: &due.campaign, point: &due.point, at: due.at, once: due.once }
        }
    };
    serde_json::to_string(&kept).unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum KeptCause<'a> {
    Event {
        source: &'a str,
        id: &'a str,
        #[serde(rename = "type")]
        kind: &'a str,
    },
    Point {
        campaign: &'a str,
        point: &'a str,
        #[serde(serialize_with = "as_text")]
        at: DateTime<Utc>,
        once: bool,
    },
}

fn as_text<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.format("%Y-%m-%dT%H:%M:%SZ"))
}
