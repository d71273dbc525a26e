use super::{Arm, DesignKind};
use crate::record::Shape;
use domain::pack::{Covariate, Denominator, Estimator, MissingRule, Outcome, Proximal, SegmentRule, Transform};
use domain::{Day, Sentence};
use serde::{Deserialize, Serialize};

/// What a report is asked: how the campaign was randomised, what it measures, and what the sealed plan says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The city's code.
    pub city: String,
    /// The city's name.
    pub city_name: String,
    /// The campaign's name in files.
    pub campaign: String,
    /// What staff call it.
    pub title: String,
    /// The first day whose decision points count.
    #[serde(with = "super::civil")]
    pub from: Day,
    /// The last one, where there is one.
    #[serde(with = "super::civil::maybe")]
    pub until: Option<Day>,
    /// What was randomised, and is compared.
    pub kind: DesignKind,
    /// The two arms that are compared, the first being the one compared with.
    pub arms: [Arm; 2],
    /// The arms that people have of their own beside what is drawn at decision points; the one compared with first.
    pub beside: Option<[Arm; 2]>,
    /// Whether clusters were dealt to the arms, so many to each, and not drawn for one by one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dealt: bool,
    /// p̃, by which effects of decision points are centred: the probability, where it is one and the same; else a half.
    pub numerator: f64,
    /// The days on which a stepped roll-out takes its steps.
    #[serde(with = "super::civil::list")]
    pub steps: Vec<Day>,
    /// What its rows are.
    #[serde(default, skip_serializing_if = "Rows::are_points")]
    pub rows: Rows,
    /// For how many days after a day what is said of it counts; of weeks only, which are handed out once they are closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settles: Option<i32>,
    /// What is measured.
    pub outcome: Outcome,
    /// What the sealed plan says.
    pub plan: Option<Planned>,
    /// The contract by which its results are paid, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Agreed>,
}

/// What a report is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// The decision points of the record.
    #[default]
    Points,
    /// Weeks of people in arms, clusters or a roll-out, where nothing is drawn at decision points.
    Weeks,
    /// Weeks of people some of whom are held out of all campaigns: those are compared with the others.
    Holdout,
}

impl Rows {
    fn are_points(&self) -> bool {
        *self == Self::Points
    }

    /// The shape of the record in which they are handed out.
    pub fn shape(self) -> Shape {
        match self {
            Self::Points => Shape::Record,
            Self::Weeks | Self::Holdout => Shape::Weeks,
        }
    }
}

/// A contract by which results are paid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreed {
    /// As it was sealed with the plan: the text of its file.
    Sealed(String),
    /// It stands beside the campaign, and no plan was sealed with it.
    Unsealed,
}

/// What a sealed plan says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// Its hash.
    pub hash: String,
    /// The day on which it was sealed.
    #[serde(with = "super::civil")]
    pub sealed_on: Day,
    /// Whether that was before the first decision point.
    pub before_start: bool,
    /// What was done with it since: each a sentence.
    pub changes: Vec<Sentence>,
    /// The question.
    pub question: String,
    /// What is estimated.
    pub estimand: String,
    /// How.
    pub estimator: Estimator,
    /// By which days those at goal are divided.
    #[serde(default)]
    pub adherence: Denominator,
    /// What becomes of outcomes that are not known.
    pub missing: MissingRule,
    /// One less the level of intervals.
    pub alpha: f64,
    /// What is adjusted for.
    pub controls: Vec<Covariate>,
    /// By what the effect may differ.
    pub moderators: Vec<Covariate>,
    /// By what people are shown apart.
    pub segments: Vec<Covariate>,
    /// How their p-values allow for how many they are.
    #[serde(default, skip_serializing_if = "SegmentRule::is_holm")]
    pub correction: SegmentRule,
    /// The look that decides.
    #[serde(with = "super::civil")]
    pub last_look: Day,
    /// Looks before it.
    #[serde(with = "super::civil::list")]
    pub looks: Vec<Day>,
    /// N*.
    pub expected: Option<u32>,
}

impl Asked {
    /// One less the level of intervals.
    pub(super) fn alpha(&self) -> f64 {
        self.plan.as_ref().map_or(0.05, |plan| plan.alpha)
    }

    /// Whether a plan was sealed before the start, and holds.
    pub(super) fn is_planned(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.before_start)
    }

    /// What is adjusted for.
    pub(super) fn controls(&self) -> Vec<Covariate> {
        let mut controls = match &self.plan {
            Some(plan) => [plan.controls.as_slice(), plan.moderators.as_slice()].concat(),
            None => vec![Covariate::Before],
        };
        controls.sort();
        controls.dedup();
        controls
    }

    /// What becomes of outcomes that are not known, in the primary analysis.
    pub(super) fn missing(&self) -> MissingRule {
        self.plan.as_ref().map_or(MissingRule::AvailableCase, |plan| plan.missing)
    }

    /// Whether decision points of a day count.
    pub(super) fn has_day(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether what is measured is yes or no.
    pub(super) fn is_binary(&self) -> bool {
        self.outcome.proximal.is_binary()
    }

    /// Whether the analysis is on a logarithm.
    pub(super) fn is_log(&self) -> bool {
        self.outcome.transform == Transform::Log
    }

    /// Whether `before` (steps a day) is in the unit of the outcome, so that before and after can be held against each
    /// other.
    pub(super) fn is_steps(&self) -> bool {
        matches!(self.outcome.proximal, Proximal::StepsSameDay | Proximal::StepsNextDay)
    }
}
