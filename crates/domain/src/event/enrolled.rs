use super::{Kind, Refusal, short};
use crate::event::ChannelKind;
use serde::{Deserialize, Serialize};

/// A resident takes part.
///
/// ```json
/// {"birth_year": 1952, "sex": "female", "district": "荒尾第一", "language": "ja", "reach": ["line", "sms"],
///  "prefer": "sms"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// Year of birth, Gregorian.
    pub birth_year: i32,
    /// As the resident gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Neighbourhood, by the city's own name for it; 50 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// BCP 47 language of messages, or `easy_ja` for やさしい日本語; Japanese when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How the resident wishes to be reached.
    pub reach: Vec<ChannelKind>,
    /// By which of these first: LINE or SMS. LINE when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefer: Option<ChannelKind>,
}

/// Sex as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither, or not to be said.
    Other,
}

impl Sex {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Other];

    /// The name in events and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }

    /// The sex of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sex| sex.as_str() == name)
    }
}

impl Kind for Enrolled {
    fn check(&self) -> Result<(), Refusal> {
        if !(1900..=2100).contains(&self.birth_year) {
            return Err(Refusal::data(format!("`birth_year` is {}, which is not a year of birth", self.birth_year)));
        }
        if self.reach.len() > 3 {
            return Err(Refusal::data("`reach` names a way twice"));
        }
        if let Some(way) = self.prefer.filter(|way| *way == ChannelKind::Paper || !self.reach.contains(way)) {
            return Err(Refusal::data(format!(
                "`prefer` is `line` or `sms`, and one of `reach`; it is `{}`",
                way.as_str()
            )));
        }
        short("district", self.district.as_deref().unwrap_or_default(), 50)?;
        short("language", self.language.as_deref().unwrap_or_default(), 20)
    }
}
