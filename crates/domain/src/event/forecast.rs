use super::object::{list, optional};
use super::{Kind, Refusal, sensible_date, short};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A forecast of disease risk from a blood test. Sensitive: nothing of it may travel.
///
/// ```json
/// {"test_date": "2026-10-20", "provider": "fonesvisuas", "predictions": [
///    {"condition": "mi_stroke", "horizon_years": 4, "probability_percent": 2.35,
///     "comparison": {"basis": "low_risk_group", "ratio_low": 2.0, "ratio_high": 3.0}}],
///  "body_state": [{"item": "liver_fat", "class": "high"}]}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// When blood was drawn.
    pub test_date: NaiveDate,
    /// Who made the forecast.
    pub provider: String,
    /// One for each condition and horizon.
    #[serde(deserialize_with = "list")]
    pub predictions: Vec<Prediction>,
    /// The state of the body now, in the provider's classes.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub body_state: Vec<BodyState>,
}

/// One forecast for one condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// What might happen.
    pub condition: Condition,
    /// Within how many years.
    pub horizon_years: u32,
    /// How likely, in percent from 0 to 100.
    pub probability_percent: f64,
    /// Set beside others, where the provider does so.
    #[serde(default, deserialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

/// How the risk compares. Not FHIR's `relativeRisk`, which compares with the population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// With whom.
    pub basis: Basis,
    /// At least this many times.
    pub ratio_low: f64,
    /// At most this many times.
    pub ratio_high: f64,
}

/// With whom a risk is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// People at low risk.
    LowRiskGroup,
    /// People of the same age and sex on average.
    Average,
}

/// A condition that is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Myocardial infarction or stroke.
    MiStroke,
    /// Dementia.
    Dementia,
    /// Lung cancer.
    LungCancer,
    /// Chronic renal failure.
    RenalFailure,
}

impl Condition {
    /// The name in JSON and in scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MiStroke => "mi_stroke",
            Self::Dementia => "dementia",
            Self::LungCancer => "lung_cancer",
            Self::RenalFailure => "renal_failure",
        }
    }

    /// The condition of a name, as in JSON and in scripts.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "mi_stroke" => Self::MiStroke,
            "dementia" => Self::Dementia,
            "lung_cancer" => Self::LungCancer,
            "renal_failure" => Self::RenalFailure,
            _ => return None,
        })
    }
}

/// One item of the body's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyState {
    /// Such as `liver_fat`.
    pub item: String,
    /// The provider's class for it.
    pub class: String,
}

impl Kind for Forecast {
    fn check(&self) -> Result<(), Refusal> {
        sensible_date("test_date", self.test_date)?;
        short("provider", &self.provider, 50)?;
        if self.predictions.is_empty() || self.predictions.len() > 50 || self.body_state.len() > 50 {
            return Err(Refusal::data("a forecast has 1 to 50 `predictions` and at most 50 `body_state`"));
        }
        for prediction in &self.predictions {
            if !(0.0..=100.0).contains(&prediction.probability_percent) {
                return Err(Refusal::data(format!(
                    "`probability_percent` is {}; percent go from 0 to 100",
                    prediction.probability_percent
                )));
            }
            if !(1..=50).contains(&prediction.horizon_years) {
                return Err(Refusal::data("`horizon_years` can be 1 to 50"));
            }
            if let Some(comparison) = &prediction.comparison
                && !(0.0 <= comparison.ratio_low
                    && comparison.ratio_low <= comparison.ratio_high
                    && comparison.ratio_high <= 1_000.0)
            {
                return Err(Refusal::data("`comparison` needs 0 ≤ `ratio_low` ≤ `ratio_high` ≤ 1,000"));
            }
        }
        for state in &self.body_state {
            short("item", &state.item, 50)?;
            short("class", &state.class, 50)?;
        }
        Ok(())
    }
}
