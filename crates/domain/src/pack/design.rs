//! How a campaign is randomised: all that an estimate of what it changed rests on, and what of it may not be changed
//! under the same seed once the campaign has begun.

mod changed;

pub use changed::changed_designs;

use super::{Campaign, City, Entry, Outcome, Probability, Unit};
use crate::event::ChannelKind;
use crate::time::clock_text;
use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The design of a campaign, as it is sealed with a plan and told in a report. Its JSON is the same wherever it is made
/// of the same files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Whom the campaign is for.
    pub who: Eligible,
    /// Decision points with chance, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub decision_points: BTreeMap<String, RandomisedPoint>,
    /// Arms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arms: Option<Arms>,
    /// Steps by district.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Steps>,
    /// The hold-out of all campaigns, where it covers this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holdout: Option<HeldOut>,
    /// What is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// Who is eligible.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Eligible {
    /// Least age, reached in the calendar year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_age: Option<i32>,
    /// Greatest age, reached in the calendar year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<i32>,
    /// Districts; all, when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<String>,
    /// Ways to be reached, one of which is wished for; any, when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<ChannelKind>,
    /// Whether only those take part whom a rule enrolled.
    pub enrolled: bool,
}

/// A decision point with chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RandomisedPoint {
    /// Time of day in the city, such as `17:30`.
    pub at: String,
    /// Weekdays, such as `Mon`.
    pub days: Vec<String>,
    /// How likely a message leaves.
    pub probability: Probability,
}

/// Arms and their probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arms {
    /// The key of the draw.
    pub seed: String,
    /// What is assigned.
    pub by: Unit,
    /// Names and probabilities.
    pub arms: Vec<(String, f64)>,
}

/// Steps of a roll-out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// The key of the order.
    pub seed: String,
    /// The days on which messages begin.
    pub steps: Vec<NaiveDate>,
}

/// A hold-out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldOut {
    /// The key of the draw.
    pub seed: String,
    /// The probability of being held out.
    pub share: f64,
}

impl Design {
    /// The design of a campaign of a city.
    pub fn of(name: &str, campaign: &Campaign, city: &City) -> Self {
        let who = &campaign.who;
        let holdout = city.holdout.as_ref().filter(|holdout| holdout.covers(name));
        let points = campaign.decision_points.iter().filter_map(|(name, point)| {
            let days = point.days.iter().map(Weekday::to_string).collect();
            Some((name.clone(), RandomisedPoint { at: clock_text(point.at), days, probability: point.probability? }))
        });
        Self {
            from: campaign.period.from.date(),
            until: campaign.period.until.map(|until| until.date()),
            who: Eligible {
                min_age: who.min_age,
                max_age: who.max_age,
                districts: who.districts.clone(),
                reach: who.reach.clone(),
                enrolled: who.entry == Entry::Enrolled,
            },
            decision_points: points.collect(),
            arms: campaign.experiment.as_ref().map(|experiment| Arms {
                seed: experiment.seed.clone(),
                by: experiment.by,
                arms: experiment.arms.clone(),
            }),
            rollout: campaign.rollout.as_ref().map(|rollout| Steps {
                seed: rollout.seed.clone(),
                steps: rollout.steps.iter().map(|step| step.date()).collect(),
            }),
            holdout: holdout.map(|holdout| HeldOut { seed: holdout.seed.clone(), share: holdout.share }),
            outcome: campaign.outcome,
        }
    }

    /// Whether messages are randomised again and again, at decision points.
    pub fn is_micro_randomised(&self) -> bool {
        !self.decision_points.is_empty()
    }

    /// What is assigned as a whole, where arms or steps are: districts in a roll-out.
    pub fn unit(&self) -> Option<Unit> {
        self.arms.as_ref().map(|arms| arms.by).or(self.rollout.as_ref().map(|_| Unit::District))
    }
}
