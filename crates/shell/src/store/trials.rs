//! The record of trials as it is written: what is fixed at the decision goes in with it, and what of closed days is said
//! later is noted.

use super::{Batch, Store};
use crate::sql::{Sql, SqlError, Value};
use chrono::{DateTime, Utc};
use domain::ResidentId;
use domain::chance::Draw;
use domain::event::Sex;
use domain::pack::Holdout;
use domain::trial::{Assigned, Point, Terms};
use std::collections::BTreeMap;

/// Something that was said of a time that may have closed in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// Of whom.
    pub resident: ResidentId,
    /// In which campaigns there are rows.
    pub campaigns: Vec<String>,
    /// The first instant that it is about…
    pub from: DateTime<Utc>,
    /// …and the first after it.
    pub until: DateTime<Utc>,
}

/// What a number in [0, 1) that was drawn is a whole number of.
pub(super) const UNITS: f64 = (1u64 << 53) as f64;

impl<S: Sql> Store<'_, S> {
    /// Writes the rows of the decision points that were drawn, and who takes part in a trial from now on.
    pub(super) async fn write_trials(&self, code: &str, batch: &Batch, now: DateTime<Utc>) -> Result<(), SqlError> {
        let decided = batch.decided.iter();
        let points = decided.flat_map(|decided| decided.randomised.iter().map(|point| (&decided.resident, point)));
        let mut terms = BTreeMap::new();
        let mut rows = Vec::new();
        for (resident, point) in points {
            let number = point.terms.number(&point.campaign);
            terms.entry(number).or_insert_with(|| terms_row(number, &point.campaign, &point.terms));
            rows.push(point_row(resident, number, point, now));
        }
        let mut people = Vec::new();
        let decided = batch.decided.iter();
        for (resident, one) in decided.flat_map(|decided| decided.assigned.iter().map(|one| (&decided.resident, one))) {
            let number = one.terms.number(&one.campaign);
            terms.entry(number).or_insert_with(|| terms_row(number, &one.campaign, &one.terms));
            people.push(person_row(resident, number, one));
        }
        let terms = terms.into_values().collect();
        let columns = ["id", "campaign", "version", "experiment", "outcome"];
        // What was fixed first holds.
        self.insert_all("trial_terms", columns, "ON CONFLICT DO NOTHING", code, terms).await?;
        self.insert_all("trial_points", COLUMNS, "ON CONFLICT DO NOTHING", code, rows).await?;
        self.insert_all("trial_people", OF_PEOPLE, "ON CONFLICT DO NOTHING", code, people).await?;
        Ok(())
    }

    /// Has rows looked at once more of which something was said after they were closed.
    pub(super) async fn mark_late(&self, code: &str, batch: &Batch) -> Result<(), SqlError> {
        let late = batch.late.iter().flat_map(|late| late.campaigns.iter().map(move |campaign| (campaign, late)));
        let row = |(campaign, late): (&String, &Late)| {
            let times = (late.from.timestamp_millis(), late.until.timestamp_millis());
            (campaign.clone(), late.resident.as_str().to_owned(), times.0, times.1)
        };
        let rows: Vec<_> = late.map(row).collect();
        // The keys are named twice, since joined only, each row of the city would be held against each of these.
        let sql = "UPDATE trial_points SET again = 1 FROM json_each(?2) AS j WHERE city = ?1 \
                   AND (campaign, resident) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2)) \
                   AND campaign = j.value ->> 0 AND resident = j.value ->> 1 \
                   AND starts < j.value ->> 3 AND ends > j.value ->> 2 AND closed IS NOT NULL";
        self.write_all(sql, code, &rows).await?;
        Ok(())
    }
}

const COLUMNS: [&str; 27] = [
    "campaign",
    "resident",
    "due",
    "point",
    "terms",
    "day",
    "decided",
    "unavailable",
    "probability",
    "sends",
    "number",
    "arm",
    "arm_probability",
    "cluster",
    "rolled_out",
    "message",
    "occasion",
    "sent",
    "sensitive",
    "before_sum",
    "before_days",
    "days_in",
    "age_band",
    "sex",
    "starts",
    "ends",
    "closes",
];

const OF_PEOPLE: [&str; 12] = [
    "campaign",
    "trial",
    "resident",
    "terms",
    "since",
    "held_out",
    "holdout_probability",
    "arm",
    "arm_probability",
    "cluster",
    "step",
    "closes",
];

fn terms_row(number: i64, campaign: &str, terms: &Terms) -> [Value; 5] {
    [
        number.into(),
        campaign.into(),
        terms.version.as_str().into(),
        terms.experiment.as_str().into(),
        terms.outcome_json().into(),
    ]
}

fn person_row(resident: &ResidentId, terms: i64, one: &Assigned) -> [Value; 12] {
    let is_out = |draw: &Draw| i64::from(draw.arm == Holdout::HELD_OUT);
    let probability = |draw: &Draw| draw.probability.to_string();
    [
        one.campaign.as_str().into(),
        one.trial().into(),
        resident.as_str().into(),
        terms.into(),
        i64::from(one.since.0).into(),
        one.holdout.as_ref().map(is_out).into(),
        one.holdout.as_ref().map(probability).into(),
        one.arm.as_ref().map(|draw| draw.arm.as_str()).into(),
        one.arm.as_ref().map(probability).into(),
        one.cluster().into(),
        one.step.as_ref().map(|(day, _)| i64::from(day.0)).into(),
        one.closes.map(|day| i64::from(day.0)).into(),
    ]
}

fn point_row(resident: &ResidentId, terms: i64, point: &Point, now: DateTime<Utc>) -> [Value; 27] {
    let (arm, message) = (point.arm.as_ref(), point.message.as_ref());
    let cluster = point.cluster.as_ref();
    [
        point.campaign.as_str().into(),
        resident.as_str().into(),
        point.due.into(),
        point.point.as_str().into(),
        terms.into(),
        i64::from(point.day.0).into(),
        now.into(),
        point.unavailable.map(domain::Reason::as_str).into(),
        point.probability.map(|probability| probability.to_string()).into(),
        point.drawn.map(|drawn| i64::from(drawn.sends)).into(),
        point.drawn.map(|drawn| (drawn.number * UNITS) as i64).into(),
        arm.map(|(name, _)| name.as_str()).into(),
        arm.map(|(_, probability)| probability.to_string()).into(),
        cluster.map(|cluster| cluster.name.as_str()).into(),
        cluster.and_then(|cluster| cluster.rolled_out).map(i64::from).into(),
        message.map(|(name, _)| name.as_str()).into(),
        message.map(|(_, occasion)| occasion.as_str()).into(),
        point.sent.map(|id| id.to_string()).into(),
        i64::from(point.sensitive).into(),
        point.known.before_sum.into(),
        i64::from(point.known.before_days).into(),
        i64::from(point.known.days_in).into(),
        point.known.age_band.map(i64::from).into(),
        point.known.sex.map(Sex::as_str).into(),
        point.window.start.into(),
        point.window.end.into(),
        i64::from(point.closes.0).into(),
    ]
}
