use super::Known;
use crate::chance;
use crate::decide::Reason;
use crate::id::MessageId;
use crate::pack::{Outcome, Window};
use crate::time::Day;
use chrono::{DateTime, Utc};

/// What is fixed of a randomised decision point when it is decided about a resident.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The campaign.
    pub campaign: String,
    /// The decision point's name.
    pub point: String,
    /// The civil day that it is about.
    pub day: Day,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// Under which terms it was drawn.
    pub terms: Terms,
    /// Why the resident could not be helped, settled before the draw.
    pub unavailable: Option<Reason>,
    /// The probability with which it is drawn to send, where it is known.
    pub probability: Option<f64>,
    /// The draw; `None` where the resident could not be helped.
    pub drawn: Option<Drawn>,
    /// The resident's own arm, and its probability.
    pub arm: Option<(String, f64)>,
    /// The resident's cluster, where clusters are randomised.
    pub cluster: Option<Cluster>,
    /// The message that is sent, or would have been, and for which occasion.
    pub message: Option<(String, String)>,
    /// Its id, where it was let out.
    pub sent: Option<MessageId>,
    /// Whether a sensitive fact led here, so that the row tells of it.
    pub sensitive: bool,
    /// What was known of the resident.
    pub known: Known,
    /// Within which the outcome happens.
    pub window: Window,
    /// The first of the city's days on which it can be closed.
    pub closes: Day,
}

/// A draw at a decision point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// Whether it says to send.
    pub sends: bool,
    /// The number drawn, in [0, 1).
    pub number: f64,
}

/// A resident's cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its name, such as the district's.
    pub name: String,
    /// In a stepped roll-out, whether it had begun there.
    pub rolled_out: Option<bool>,
}

/// What many rows have in common: under which terms they were drawn, and what is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The hash of the pack that held.
    pub version: String,
    /// [`Terms::binding`] of the experiment's seed.
    pub experiment: String,
    /// What is measured, where the campaign says so.
    pub outcome: Option<Outcome>,
}

impl Terms {
    /// What an experiment's seed is bound by: told while it runs, so that the seed told after the end is the one that was
    /// drawn with. 128 bits of HMAC-SHA256, in hexadecimal.
    pub fn binding(seed: &str) -> String {
        format!("{:032x}", chance::digest(seed, &["experiment"]))
    }

    /// What is measured, as JSON; empty where nothing is.
    pub fn outcome_json(&self) -> String {
        self.outcome.as_ref().and_then(|outcome| serde_json::to_string(outcome).ok()).unwrap_or_default()
    }

    /// A number for these terms of a campaign, the same wherever they are met: 48 bits.
    pub fn number(&self, campaign: &str) -> i64 {
        let fields = [campaign, &self.version, &self.experiment, &self.outcome_json()];
        (chance::digest("terms", &fields) >> 80) as i64
    }
}
