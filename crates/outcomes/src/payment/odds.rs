//! How the uncertainty of an estimate lies over a table.

use super::found::Estimate;
use crate::tails;
use domain::pack::contract::{Better, Level, Metric, Pays, PerUnit, Rounding, Rung};
use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

/// A part of a table in which what is paid follows one rule: a step, a line between two points, the ceiling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    /// The level with which it begins, on the way from worse to better; `None` where it is what lies before the table.
    pub from: Option<Level>,
    /// The level with which the next one begins; `None` for the best.
    pub until: Option<Level>,
    /// What it pays at its worse end, in yen; `None` where the contract does not state it.
    pub least_yen: Option<i64>,
    /// What it pays at its better end; `None` where the contract does not state it, or sets no limit.
    pub most_yen: Option<i64>,
    /// How much of the estimate's uncertainty lies in it, from 0 to 1, to four decimals.
    pub probability: f64,
}

/// The tiers of a table, from the worst to the best, and what it pays on average over the estimate's uncertainty, in whole
/// yen; both before conditions and caps. There is no average where the contract does not state all amounts, and where a
/// price for each unit would have to be summed over more than 10,000 units.
pub(super) fn odds(metric: &Metric, pays: &Pays, estimate: Estimate) -> (Vec<Tier>, Option<i64>) {
    let spread = Spread::new(metric, estimate);
    match pays {
        Pays::Steps(rungs) => {
            let tiers = spread.tiers(rungs, metric.not_stated.is_none());
            let mean = rungs.iter().enumerate().map(|(place, rung)| {
                let next = rungs.get(place + 1).map_or(0.0, |next| spread.reached(next.at));
                rung.yen as f64 * (spread.reached(rung.at) - next)
            });
            (tiers, whole(mean.sum()).filter(|_| metric.not_stated.is_none()))
        }
        Pays::Points(rungs) => {
            let mut tiers = spread.tiers(rungs, metric.not_stated.is_none());
            for (tier, next) in tiers.iter_mut().skip(1).zip(rungs.iter().skip(1)) {
                tier.most_yen = Some(next.yen);
            }
            let between = rungs.iter().zip(rungs.iter().skip(1)).map(|(rung, next)| spread.mean_between(*rung, *next));
            let ceiling = rungs.last().map_or(0.0, |last| last.yen as f64 * spread.reached(last.at));
            (tiers, whole(between.sum::<f64>() + ceiling).filter(|_| metric.not_stated.is_none()))
        }
        Pays::PerUnit(per_unit) => spread.units(*per_unit),
        Pays::Condition | Pays::NotStated => (Vec::new(), None),
    }
}

/// The most units over which a mean is summed.
const UNITS: i64 = 10_000;

/// An estimate and its error, turned so that more is better.
struct Spread {
    sign: f64,
    middle: f64,
    se: f64,
    df: Option<f64>,
    /// How a value is rounded before it is held against a level: the width of a unit, and how.
    rounding: Option<(f64, Rounding)>,
}

impl Spread {
    fn new(metric: &Metric, estimate: Estimate) -> Self {
        let sign = match metric.better {
            Better::Higher => 1.0,
            Better::Lower => -1.0,
        };
        let rounding = metric.value_rounding.map(|to| (0.1_f64.powi(to.decimals as i32), to.how));
        Self { sign, middle: sign * estimate.value, se: estimate.se, df: estimate.df, rounding }
    }

    /// From where on an unrounded value reaches a level, turned.
    fn threshold(&self, level: f64) -> f64 {
        let Some((unit, how)) = self.rounding else { return self.sign * level };
        // A little less than a unit is no unit: levels are decimal, and units here are not.
        let units = level / unit;
        let first = if self.sign > 0.0 { (units - 1e-9).ceil() } else { (units + 1e-9).floor() };
        let edge = match (how, self.sign > 0.0) {
            (Rounding::Down, true) => first,
            (Rounding::Down, false) => first + 1.0,
            (Rounding::Nearest, true) => first - 0.5,
            (Rounding::Nearest, false) => first + 0.5,
        };
        self.sign * edge * unit
    }

    /// The probability to reach a level.
    fn reached(&self, level: Level) -> f64 {
        self.above(self.threshold(level.number()))
    }

    /// The probability of being above a turned number.
    fn above(&self, threshold: f64) -> f64 {
        let t = (threshold - self.middle) / self.se;
        let both = self.df.map_or_else(|| tails::normal_two_sided(t), |df| tails::t_two_sided(t, df));
        if t > 0.0 { 0.5 * both } else { 1.0 - 0.5 * both }
    }

    fn tiers(&self, rungs: &[Rung], is_stated_below: bool) -> Vec<Tier> {
        let none = is_stated_below.then_some(0);
        let before = Tier { from: None, until: None, least_yen: none, most_yen: none, probability: 0.0 };
        let reached = rungs.iter().map(|rung| Tier {
            from: Some(rung.at),
            until: None,
            least_yen: Some(rung.yen),
            most_yen: Some(rung.yen),
            probability: 0.0,
        });
        let mut tiers: Vec<Tier> = std::iter::once(before).chain(reached).collect();
        let mut from = 1.0;
        for (tier, next) in tiers.iter_mut().zip(rungs.iter().map(Some).chain(std::iter::once(None))) {
            let until = next.map_or(0.0, |next| self.reached(next.at));
            tier.until = next.map(|next| next.at);
            tier.probability = four_decimals(from - until);
            from = until;
        }
        tiers
    }

    fn units(&self, PerUnit { yen, beyond, most }: PerUnit) -> (Vec<Tier>, Option<i64>) {
        let at = |units: i64| {
            let units = if self.sign > 0.0 { units } else { -units };
            Level::of_millionths(beyond.millionths().saturating_add(units.saturating_mul(Level::ONE)))
        };
        let first = at(1).map(|at| Rung { at, yen });
        let last =
            most.filter(|most| *most > 1).and_then(|most| Some(Rung { at: at(most)?, yen: most.checked_mul(yen)? }));
        let rungs: Vec<Rung> = first.into_iter().chain(last).collect();
        let mut tiers = self.tiers(&rungs, true);
        let unlimited = match most {
            None => None,
            Some(most) => most.checked_sub(1).and_then(|units| units.checked_mul(yen)),
        };
        if let Some(tier) = tiers.get_mut(1).filter(|_| most != Some(1)) {
            tier.most_yen = unlimited;
        }
        let mut mean = 0.0;
        for unit in 1..=most.unwrap_or(i64::MAX) {
            let reached = at(unit).map_or(0.0, |at| self.reached(at));
            if reached < 1e-12 {
                return (tiers, whole(mean));
            }
            if unit > UNITS {
                return (tiers, None);
            }
            mean += yen as f64 * reached;
        }
        (tiers, whole(mean))
    }

    /// The part of the mean that lies between two points.
    fn mean_between(&self, rung: Rung, next: Rung) -> f64 {
        let (from, to) = (self.threshold(rung.at.number()), self.threshold(next.at.number()));
        let share = self.above(from) - self.above(to);
        let slope = (next.yen - rung.yen) as f64 / (self.sign * (next.at.number() - rung.at.number()));
        let (low, high) = ((from - self.middle) / self.se, (to - self.middle) / self.se);
        let moved = self.se * self.first_moment(low, high);
        (rung.yen as f64 + slope * (self.middle - self.sign * rung.at.number())) * share + slope * moved
    }

    /// ∫ t f(t) dt between two numbers of standard errors.
    fn first_moment(&self, low: f64, high: f64) -> f64 {
        let Some(df) = self.df else {
            let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
            return density(low) - density(high);
        };
        if (df - 1.0).abs() < 1e-9 {
            let logarithm = |t: f64| (1.0 + t * t).ln() / (2.0 * std::f64::consts::PI);
            return logarithm(high) - logarithm(low);
        }
        let height = (ln_gamma((df + 1.0) / 2.0) - ln_gamma(df / 2.0)).exp() / (df * std::f64::consts::PI).sqrt();
        let density = |t: f64| height * (1.0 + t * t / df).powf(-(df + 1.0) / 2.0);
        let tail = |t: f64| (df + t * t) / (df - 1.0) * density(t);
        tail(low) - tail(high)
    }
}

fn four_decimals(probability: f64) -> f64 {
    (probability.clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0
}

/// Yen of a mean, which is nobody's payment.
fn whole(mean: f64) -> Option<i64> {
    (mean.is_finite() && (0.0..=1e15).contains(&mean)).then(|| mean.round() as i64)
}
