use serde::{Deserialize, Serialize};

/// What is known of a person, or of a decision point, before it is decided: what an effect may be adjusted for, differ by,
/// or be shown apart by. Closed, so that it means the same in every plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covariate {
    /// Mean of the counted steps of the seven days before the decision, over days with data; before the assignment, where
    /// each person has one value.
    Before,
    /// Whole days since the person's first day in the campaign, which is 0.
    DayInTrial,
    /// 1 on Saturdays and Sundays, else 0.
    Weekend,
    /// The age reached in the calendar year of the decision, in tens of years.
    AgeBand,
    /// The sex, as in the enrolment.
    Sex,
    /// The district.
    District,
}

impl Covariate {
    /// Every one, in the order of the documentation.
    pub const ALL: [Self; 6] =
        [Self::Before, Self::DayInTrial, Self::Weekend, Self::AgeBand, Self::Sex, Self::District];

    /// The name in files, tables and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::DayInTrial => "day_in_trial",
            Self::Weekend => "weekend",
            Self::AgeBand => "age_band",
            Self::Sex => "sex",
            Self::District => "district",
        }
    }

    /// The one of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|covariate| covariate.as_str() == name)
    }

    /// Whether it puts people into groups.
    pub fn is_of_groups(self) -> bool {
        matches!(self, Self::AgeBand | Self::Sex | Self::District)
    }

    /// Whether it is another from one decision point to the next.
    pub fn is_of_moment(self) -> bool {
        matches!(self, Self::DayInTrial | Self::Weekend)
    }
}
