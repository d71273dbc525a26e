use super::{Kind, Refusal, sensible_date, short};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A resident came to something: that is effort, and may be rewarded.
///
/// ```json
/// {"kind": "class", "place": "荒尾市健康福祉センター", "date": "2026-11-20"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// To what.
    pub kind: VisitKind,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// On which civil day.
    pub date: NaiveDate,
}

/// What a resident came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// The yearly health checkup: that it was attended, not what it found.
    Checkup,
    /// A cancer screening or the like: that it was attended.
    Screening,
    /// An event of the city.
    Event,
    /// A class or a course.
    Class,
}

impl VisitKind {
    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Checkup, Self::Screening, Self::Event, Self::Class].into_iter().find(|kind| kind.as_str() == name)
    }

    /// The name in JSON and in scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checkup => "checkup",
            Self::Screening => "screening",
            Self::Event => "event",
            Self::Class => "class",
        }
    }
}

impl Kind for Visit {
    fn check(&self) -> Result<(), Refusal> {
        sensible_date("date", self.date)?;
        short("place", self.place.as_deref().unwrap_or_default(), 100)
    }
}
