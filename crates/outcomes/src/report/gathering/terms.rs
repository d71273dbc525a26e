use crate::report::Point;
use domain::event::Sex;
use domain::pack::Covariate;
use serde::{Deserialize, Serialize};

/// What a model of decision points is made of: g(H) beside the intercept, and S.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Terms {
    /// p̃.
    pub(in crate::report) numerator: f64,
    pub(in crate::report) controls: Vec<Known>,
    pub(in crate::report) moderators: Vec<Known>,
}

/// Something known before the draw, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::report) enum Known {
    /// Thousands of steps a day in the week before; 0 where they are not known.
    Before,
    /// 1 where they are not known, so that the 0 of [`Known::Before`] misleads nobody.
    BeforeUnknown,
    /// Spans of four weeks since the person's first day.
    FourWeeks,
    /// 1 on Saturdays and Sundays.
    Weekend,
    /// Tens of years of age above 60; 0 where it is not known.
    Age,
    /// 1 where the age is not known.
    AgeUnknown,
    /// 1 for women.
    Female,
    /// 1 for whom neither is recorded.
    SexOther,
}

impl Known {
    /// What a covariate of a plan is in numbers; nothing of those that the record does not have.
    pub(in crate::report) fn of(covariate: Covariate) -> &'static [Self] {
        match covariate {
            Covariate::Before => &[Self::Before, Self::BeforeUnknown],
            Covariate::DayInTrial => &[Self::FourWeeks],
            Covariate::Weekend => &[Self::Weekend],
            Covariate::AgeBand => &[Self::Age, Self::AgeUnknown],
            Covariate::Sex => &[Self::Female, Self::SexOther],
            Covariate::District => &[],
        }
    }

    /// The name of its column.
    pub(in crate::report) fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::BeforeUnknown => "before_unknown",
            Self::FourWeeks => "four_weeks_in_trial",
            Self::Weekend => "weekend",
            Self::Age => "age_above_60",
            Self::AgeUnknown => "age_unknown",
            Self::Female => "female",
            Self::SexOther => "sex_other",
        }
    }

    /// Its number at a decision point.
    pub(in crate::report) fn value(self, point: &Point) -> f64 {
        match self {
            Self::Before => point.before.unwrap_or_default() / 1_000.0,
            Self::BeforeUnknown => f64::from(u8::from(point.before.is_none())),
            Self::FourWeeks => f64::from(point.days_in) / 28.0,
            Self::Weekend => f64::from(u8::from(point.weekend)),
            Self::Age => point.age_band.map_or(0.0, |age| (f64::from(age) - 60.0) / 10.0),
            Self::AgeUnknown => f64::from(u8::from(point.age_band.is_none())),
            Self::Female => f64::from(u8::from(point.sex == Some(Sex::Female))),
            Self::SexOther => f64::from(u8::from(!matches!(point.sex, Some(Sex::Female | Sex::Male)))),
        }
    }
}

impl Terms {
    /// How many coefficients there are.
    pub(in crate::report) fn count(&self) -> usize {
        2 + self.controls.len() + self.moderators.len()
    }

    /// Where the effect is among them, where all moderators are 0.
    pub(in crate::report) fn effect(&self) -> usize {
        1 + self.controls.len()
    }

    /// The names of all coefficients.
    pub(in crate::report) fn names(&self) -> Vec<String> {
        let controls = self.controls.iter().map(|known| known.as_str().to_owned());
        let moderators = self.moderators.iter().map(|known| format!("effect × {}", known.as_str()));
        let effect = std::iter::once("effect".to_owned());
        std::iter::once("intercept".to_owned()).chain(controls).chain(effect).chain(moderators).collect()
    }

    /// x and y of a row that was drawn, and what it counts for: W = (p̃/p)^A ((1 − p̃)/(1 − p))^(1 − A). `None` where the
    /// probability is none.
    pub(in crate::report) fn fill(&self, point: &Point, outcome: f64, values: &mut Vec<f64>) -> Option<f64> {
        let sends = point.sends?;
        let probability = point.probability.filter(|probability| *probability > 0.0 && *probability < 1.0)?;
        let (treated, weight) = match sends {
            true => (1.0, self.numerator / probability),
            false => (0.0, (1.0 - self.numerator) / (1.0 - probability)),
        };
        let centred = treated - self.numerator;
        values.clear();
        values.push(1.0);
        values.extend(self.controls.iter().map(|known| known.value(point)));
        values.push(centred);
        values.extend(self.moderators.iter().map(|known| centred * known.value(point)));
        values.push(outcome);
        Some(weight)
    }
}
