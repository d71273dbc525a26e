//! The record of a campaign as it is read: a row for each resident, with all of theirs, since rows cost a component more
//! than bytes.

use super::Store;
use super::trials::UNITS;
use crate::Error;
use crate::sql::{Columns, Sql, Value};
use chrono::DateTime;
use domain::event::Sex;
use domain::pack::Outcome;
use domain::{CityCode, Day, Reason, ResidentId};
use outcomes::record::{
    Arm, Cluster, Delivery, DeliveryState, Deviation, Drawn, Known, Measured, Missing, Person, Row, Source,
};
use serde::Deserialize;
use std::collections::HashMap;

/// What stands between the rows of one resident. They are compact JSON, which has no line break.
const LINE: char = '\n';

/// Under which terms rows were drawn, by their numbers.
pub type TermsByNumber = HashMap<i64, StoredTerms>;

/// Terms as they are stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTerms {
    /// The hash of the pack.
    pub version: String,
    /// What the experiment's seed is bound by.
    pub experiment: String,
    /// What is measured.
    pub outcome: Option<Outcome>,
}

/// Of whom rows are read.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'w> {
    /// Of those after a resident, so many at most.
    After(&'w str, u32),
    /// Of these.
    These(&'w [ResidentId]),
}

impl<S: Sql> Store<'_, S> {
    /// Under which terms a campaign's rows were drawn.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn trial_terms(&self, city: &CityCode, campaign: &str) -> Result<TermsByNumber, Error> {
        let sql = "SELECT id, version, experiment, outcome FROM trial_terms WHERE city = ? AND campaign = ?";
        let read = |row: &Vec<Value>| {
            let outcome = row.text(3);
            let outcome = match outcome.is_empty() {
                true => None,
                false => Some(serde_json::from_str(outcome).map_err(|_| Error::corrupt("trial_terms.outcome"))?),
            };
            let (version, experiment) = (row.text(1).to_owned(), row.text(2).to_owned());
            Ok((row.integer(0), StoredTerms { version, experiment, outcome }))
        };
        self.sql.query(sql, vec![city.as_str().into(), campaign.into()]).await?.iter().map(read).collect()
    }

    /// Who has rows in a campaign, in the order of their ids. It goes from one to the next by index, and reads no row.
    ///
    /// # Errors
    /// The database's own, or an id that cannot be read.
    pub async fn people_on_record(&self, city: &CityCode, campaign: &str) -> Result<Vec<ResidentId>, Error> {
        let sql = "WITH RECURSIVE people (id) AS ( \
                   SELECT min(resident) FROM trial_points WHERE city = ?1 AND campaign = ?2 UNION ALL \
                   SELECT (SELECT min(resident) FROM trial_points WHERE city = ?1 AND campaign = ?2 AND resident > id) \
                   FROM people WHERE id IS NOT NULL) \
                   SELECT group_concat(id, char(10)) FROM people WHERE id IS NOT NULL";
        let rows = self.sql.query(sql, vec![city.as_str().into(), campaign.into()]).await?;
        let ids = rows.first().and_then(|row| row.optional(0)).unwrap_or_default();
        ids.lines().map(|id| id.parse().map_err(|_| Error::corrupt("trial_points.resident"))).collect()
    }

    /// Rows of a campaign, of residents in the order of their ids and within in that of time. Their persons are their ids.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn record(
        &self,
        city: &CityCode,
        campaign: &str,
        terms: &TermsByNumber,
        whose: Whose<'_>,
    ) -> Result<Vec<(ResidentId, Vec<Row>)>, Error> {
        const READ: &str = "resident, group_concat(json_array(json_array(due, point, terms, day, decided), \
                            json_array(unavailable, probability, sends, number), \
                            json_array(arm, arm_probability, cluster, rolled_out), json_array(message, sent, sensitive), \
                            json_array(before_sum, before_days, days_in, age_band, sex), \
                            json_array(starts, ends, closed, outcome, missing, source), \
                            json_array(delivery, accepted_at, delivered_at, replied_at, stopped_at, deviation), \
                            json_array(revised, latest, doubted)), char(10))";
        let mut params: Vec<Value> = vec![city.as_str().into(), campaign.into()];
        let which = match whose {
            Whose::After(after, most) => {
                params.extend([after.into(), i64::from(most).into()]);
                "resident > ?3 GROUP BY resident ORDER BY resident LIMIT ?4"
            }
            Whose::These(ids) => {
                params.push(super::list(ids.iter().map(ResidentId::as_str)));
                "resident IN (SELECT value FROM json_each(?3)) GROUP BY resident ORDER BY resident"
            }
        };
        let sql = format!("SELECT {READ} FROM trial_points WHERE city = ?1 AND campaign = ?2 AND {which}");
        let mut people = Vec::new();
        for row in self.sql.query(&sql, params).await? {
            let resident: ResidentId = row.text(0).parse().map_err(|_| Error::corrupt("trial_points.resident"))?;
            let mut rows = Vec::new();
            for line in row.text(1).split(LINE) {
                let stored: Stored<'_> = serde_json::from_str(line).map_err(|_| Error::corrupt("trial_points"))?;
                let row = stored.row(&resident, campaign, terms).ok_or_else(|| Error::corrupt("trial_points"))?;
                rows.push(row);
            }
            rows.sort_by(|one, other| (one.due, &one.point).cmp(&(other.due, &other.point)));
            for (row, number) in rows.iter_mut().zip(1..) {
                row.number = number;
            }
            people.push((resident, rows));
        }
        Ok(people)
    }
}

/// A row as it is read, in parts.
#[derive(Deserialize)]
struct Stored<'a>(
    Place,
    #[serde(borrow)] Chance<'a>,
    Assigned,
    #[serde(borrow)] Said<'a>,
    #[serde(borrow)] Before<'a>,
    #[serde(borrow)] Outcomes<'a>,
    #[serde(borrow)] Became<'a>,
    Revised,
);

/// When it was due, which point it is, under which terms, about which day, and when it was decided.
#[derive(Deserialize)]
struct Place(i64, String, i64, Day, i64);

/// Why nothing was drawn, the probability, whether it was drawn to send, and the number.
#[derive(Deserialize)]
struct Chance<'a>(Option<&'a str>, Option<&'a str>, Option<i64>, Option<i64>);

/// Arm and its probability, cluster and whether the roll-out had begun there.
#[derive(Deserialize)]
struct Assigned(Option<String>, Option<String>, Option<String>, Option<i64>);

/// The message, its id where it was let out, and whether a sensitive fact led there.
#[derive(Deserialize)]
struct Said<'a>(Option<String>, Option<&'a str>, i64);

/// Steps of the days before, how many had data, days since the first, age and sex.
#[derive(Deserialize)]
struct Before<'a>(i64, u8, i32, Option<u8>, Option<&'a str>);

/// The window, the watermark, the outcome or why there is none, and what counted.
#[derive(Deserialize)]
struct Outcomes<'a>(i64, i64, Option<i64>, Option<i64>, Option<&'a str>, Option<&'a str>);

/// What became of the message, when it was taken and when it arrived, when something was answered, and when `stop`.
#[derive(Deserialize)]
struct Became<'a>(Option<&'a str>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<&'a str>);

/// How often later looks found something else, what the last of them found, and whether steps were in doubt.
#[derive(Deserialize)]
struct Revised(u32, Option<i64>, i64);

impl Stored<'_> {
    /// The row that was stored; nothing where it cannot be read.
    fn row(self, resident: &ResidentId, campaign: &str, terms: &TermsByNumber) -> Option<Row> {
        let Self(place, chance, assigned, said, before, measured, became, revised) = self;
        let at = |millis: i64| DateTime::from_timestamp_millis(millis).unwrap_or_default();
        let terms = terms.get(&place.2)?;
        let drawn = |number: i64| chance.2.map(|sends| Drawn { sends: sends != 0, number: number as f64 / UNITS });
        let arm = assigned.0.zip(assigned.1);
        let delivery = |state| Delivery { state, accepted_at: became.1.map(at), delivered_at: became.2.map(at) };
        let missing = |name: Option<&str>| name.map_or(Some(Missing::NotClosed), Missing::from_name);
        Some(Row {
            person: Person(resident.as_str().to_owned()),
            campaign: campaign.to_owned(),
            point: place.1,
            number: 0,
            day: place.3,
            due: at(place.0),
            decided: at(place.4),
            version: terms.version.clone(),
            experiment: terms.experiment.clone(),
            unavailable: read(chance.0, Reason::from_name)?,
            hides: false,
            probability: read(chance.1, |text| text.parse().ok())?,
            drawn: chance.3.and_then(drawn),
            arm: match arm {
                Some((name, probability)) => Some(Arm { name, probability: probability.parse().ok()? }),
                None => None,
            },
            cluster: assigned.2.map(|name| Cluster { name, rolled_out: assigned.3.map(|begun| begun != 0) }),
            message: said.0,
            message_id: read(said.1, |id| id.parse().ok())?,
            sensitive: said.2 != 0,
            known: Known {
                before_sum: before.0,
                before_days: before.1,
                days_in: before.2,
                age_band: before.3,
                sex: read(before.4, Sex::from_name)?,
            },
            delivery: read(became.0, DeliveryState::from_name)?.map(delivery),
            replied_at: became.3.map(at),
            stopped_at: became.4.map(at),
            outcome: Measured {
                stated: terms.outcome,
                start: at(measured.0),
                end: at(measured.1),
                value: match measured.3 {
                    Some(value) => Ok(value as f64),
                    None => Err(missing(measured.4)?),
                },
                source: read(measured.5, Source::from_name)?,
                watermark: measured.2.map(at),
                revised: revised.0,
                latest: revised.1.map(|latest| latest as f64),
                doubted: revised.2 != 0,
            },
            deviation: read(became.5, Deviation::from_name)?,
        })
    }
}

/// A word of a closed list, or nothing where none is written; `None` where it is none of the list.
fn read<T>(word: Option<&str>, by: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match word {
        Some(word) => by(word).map(Some),
        None => Some(None),
    }
}
