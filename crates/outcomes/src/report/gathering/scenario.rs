use super::Person;
use crate::record::Missing;
use crate::report::Point;
use domain::pack::{MissingRule, Outcome, Proximal};
use serde::{Deserialize, Serialize};

/// What is assumed of outcomes that are not known, or of those that are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::report) enum Scenario {
    /// Those that are known, as they were closed.
    AvailableCase,
    /// What is not known is 0.
    Zero,
    /// What is not known is as in the week before.
    AsBefore,
    /// What is not known is 0 with a message, and without one as in the week before (or yes).
    Worst,
    /// What was revised after closing counts as it was last.
    Latest,
    /// Nothing is capped.
    Uncapped,
    /// Without the people about whose steps there is a doubt.
    Undoubted,
}

impl Scenario {
    /// Every one that says something of an outcome.
    pub(in crate::report) fn all(outcome: &Outcome) -> Vec<Self> {
        let is_steps = !outcome.proximal.is_binary();
        let all = [
            Self::AvailableCase,
            Self::Zero,
            Self::AsBefore,
            Self::Worst,
            Self::Latest,
            Self::Uncapped,
            Self::Undoubted,
        ];
        let says = |scenario: &Self| match scenario {
            // A goal is one of steps.
            Self::Undoubted => is_steps || outcome.proximal == Proximal::GoalReachedSameDay,
            Self::AsBefore => is_steps,
            Self::Uncapped => outcome.cap.is_some(),
            _ => true,
        };
        all.into_iter().filter(says).collect()
    }

    /// That of a plan's rule.
    pub(in crate::report) fn of(rule: MissingRule) -> Self {
        match rule {
            MissingRule::AvailableCase => Self::AvailableCase,
            MissingRule::Zero => Self::Zero,
            MissingRule::Before => Self::AsBefore,
        }
    }

    /// What is analysed of a row under it, where the row is in an arm. Of who withdrew consent nothing is used or assumed.
    pub(in crate::report) fn analysed(self, person: &Person<'_>, point: &Point, arm: usize) -> Option<f64> {
        person.could_count(point)?;
        if self == Self::Undoubted && person.doubted {
            return None;
        }
        let outcome = &person.asked.outcome;
        let known = match self {
            Self::Latest if point.revised > 0 && point.outcome.is_ok() => point.latest,
            _ => person.raw(point),
        };
        let value = match (known, point.outcome) {
            (Some(value), _) => value,
            (None, Err(Missing::NoConsent | Missing::NotClosed | Missing::NoneStated)) => return None,
            (None, _) => match (self, arm) {
                (Self::AvailableCase | Self::Latest | Self::Uncapped | Self::Undoubted, _) => return None,
                (Self::Zero, _) | (Self::Worst, 1) => 0.0,
                (Self::Worst, _) if outcome.proximal.is_binary() => 1.0,
                // Steps say nothing of a yes or no.
                (Self::AsBefore, _) if outcome.proximal.is_binary() => return None,
                (Self::AsBefore | Self::Worst, _) => point.before?,
            },
        };
        match self {
            Self::Uncapped => Some(Outcome { cap: None, ..*outcome }.analysed(value)),
            _ => Some(outcome.analysed(value)),
        }
    }

    /// The name in tables.
    pub(in crate::report) fn as_str(self) -> &'static str {
        match self {
            Self::AvailableCase => "available_case",
            Self::Zero => "zero",
            Self::AsBefore => "as_before",
            Self::Worst => "worst",
            Self::Latest => "latest",
            Self::Uncapped => "uncapped",
            Self::Undoubted => "undoubted",
        }
    }
}
