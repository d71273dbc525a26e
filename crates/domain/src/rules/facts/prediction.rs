//! Predictions of a forecast. Sensitive, whatever is read.

use super::Value;
use super::vocabulary::CONDITIONS;
use crate::event::{Condition, Forecast};
use std::cmp::Ordering;
use std::rc::Rc;

/// One prediction, as scripts hold it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::rules) struct Prediction(Rc<Figures>);

#[derive(Debug, PartialEq)]
struct Figures {
    whose: &'static str,
    condition: &'static str,
    ratio_low: f64,
    ratio_high: f64,
    probability: f64,
    horizon_years: i64,
}

impl Prediction {
    /// The worst for a condition, of `me` or of an `event`: by the higher ratio, then by probability.
    pub(super) fn worst(forecast: &Forecast, whose: &'static str, condition: &str) -> Option<Self> {
        let named = Condition::from_name(condition)?;
        let condition = CONDITIONS.iter().find(|known| known.name == condition)?.name;
        let of_this = forecast.predictions.iter().filter(|known| known.condition == named);
        let each = of_this.map(|known| Figures {
            whose,
            condition,
            ratio_low: known.comparison.as_ref().map_or(0.0, |comparison| comparison.ratio_low),
            ratio_high: known.comparison.as_ref().map_or(0.0, |comparison| comparison.ratio_high),
            probability: known.probability_percent,
            horizon_years: known.horizon_years.into(),
        });
        each.max_by(Figures::compare).map(|worst| Self(Rc::new(worst)))
    }

    /// How a script came to it: `me.worst("dementia")`.
    pub(in crate::rules) fn path(&self) -> String {
        format!("{}.worst(\"{}\")", self.0.whose, self.0.condition)
    }
}

impl Figures {
    fn compare(&self, other: &Self) -> Ordering {
        self.ratio_high
            .total_cmp(&other.ratio_high)
            .then_with(|| self.probability.total_cmp(&other.probability))
            // The order in which a provider lists them decides nothing.
            .then_with(|| self.ratio_low.total_cmp(&other.ratio_low))
            .then_with(|| other.horizon_years.cmp(&self.horizon_years))
    }
}

pub(super) fn ratio_low(prediction: &Prediction) -> Value {
    Value::Number(prediction.0.ratio_low)
}

pub(super) fn ratio_high(prediction: &Prediction) -> Value {
    Value::Number(prediction.0.ratio_high)
}

pub(super) fn probability(prediction: &Prediction) -> Value {
    Value::Number(prediction.0.probability)
}

pub(super) fn horizon_years(prediction: &Prediction) -> Value {
    Value::Whole(prediction.0.horizon_years)
}
