use crate::adherence::Covered;
use crate::record::{DeliveryState, Deviation, Missing, Row, Source};
use chrono::{DateTime, Utc};
use domain::event::Sex;
use domain::{Day, Reason};

/// What a report reads of one row of the record: no more than is handed out, so that it is the same whether it is made
/// where the record is kept or of a file of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Whose it is: the pseudonym.
    pub person: String,
    /// Which of the person's decision points it is.
    pub number: u32,
    /// The civil day that it is about.
    pub day: Day,
    /// When it was asked.
    pub decided: DateTime<Utc>,
    /// Whether the person could be helped.
    pub available: bool,
    /// Why not, where that may be told.
    pub reason: Option<Reason>,
    /// The probability with which it is drawn to send.
    pub probability: Option<f64>,
    /// What was drawn.
    pub sends: Option<bool>,
    /// The person's own arm, and its probability.
    pub arm: Option<(String, f64)>,
    /// The person's cluster, and in a stepped roll-out whether it had begun there.
    pub cluster: Option<(String, Option<bool>)>,
    /// Steps a day in the week before.
    pub before: Option<f64>,
    /// Days since the person's first.
    pub days_in: i32,
    /// The person's age in tens of years.
    pub age_band: Option<u8>,
    /// The person's sex as recorded.
    pub sex: Option<Sex>,
    /// Whether it is a Saturday or a Sunday.
    pub weekend: bool,
    /// The name of what was measured.
    pub measured: Option<String>,
    /// The watermark, once it is closed.
    pub watermark: Option<DateTime<Utc>>,
    /// What was measured, or why it is not known.
    pub outcome: Result<f64, Missing>,
    /// Of a week: its days with a goal, those of them with data, and those at goal.
    pub goals: Option<Covered>,
    /// What counted.
    pub source: Option<Source>,
    /// Whether a doubt about the person's steps was open or kept.
    pub doubted: bool,
    /// What became of the message.
    pub delivery: Option<DeliveryState>,
    /// When the person first answered.
    pub replied_at: Option<DateTime<Utc>>,
    /// When the person asked to stop.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Where what happened is not what was drawn.
    pub deviation: Option<Deviation>,
    /// How often later data said something else.
    pub revised: u32,
    /// What the last of it says.
    pub latest: Option<f64>,
}

impl From<&Row> for Point {
    fn from(row: &Row) -> Self {
        Self {
            person: row.person.0.clone(),
            number: row.number,
            day: row.day,
            decided: row.decided,
            available: row.unavailable.is_none(),
            // Why somebody could not be helped can itself be what is sensitive; not everyone's file has it.
            reason: row.unavailable.filter(|_| !row.sensitive),
            probability: row.probability,
            sends: row.sends(),
            arm: row.arm.as_ref().map(|arm| (arm.name.clone(), arm.probability)),
            cluster: row.cluster.as_ref().map(|cluster| (cluster.name.clone(), cluster.rolled_out)),
            before: row.known.before(),
            days_in: row.known.days_in,
            age_band: row.known.age_band,
            sex: row.known.sex,
            weekend: row.is_weekend(),
            measured: row.outcome.stated.map(|stated| stated.proximal.as_str().to_owned()),
            watermark: row.outcome.watermark,
            outcome: row.outcome.value,
            goals: None,
            source: row.outcome.source,
            doubted: row.outcome.doubted,
            delivery: row.delivery.map(|delivery| delivery.state),
            replied_at: row.replied_at,
            stopped_at: row.stopped_at,
            deviation: row.deviation,
            revised: row.outcome.revised,
            latest: row.outcome.latest,
        }
    }
}
