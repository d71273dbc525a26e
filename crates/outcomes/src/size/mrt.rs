use super::noncentral::f_upper;
use super::{is_effect, is_part, is_share, percent, smallest};
use crate::{Unfit, tails};
use domain::{Sentence, thousands};
use nalgebra::{DMatrix, DVector};
use serde::Serialize;

/// A micro-randomised trial: each person is drawn again at each decision point (Liao, Klasnja, Tewari and Murphy 2016,
/// doi:10.1002/sim.6847).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mrt {
    /// How many days it goes on.
    pub days: u32,
    /// Decision points in a day.
    pub per_day: u32,
    /// The probability of treatment at a point.
    pub probability: f64,
    /// The share of points at which people are available.
    pub available: f64,
    /// The mean effect over the days, in standard deviations of what the model leaves of the outcome.
    pub effect: f64,
    /// How it goes over the days.
    pub shape: Shape,
    /// The level of error of the test.
    pub alpha: f64,
}

/// How an effect goes over the days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Shape {
    /// The same on each day.
    Constant,
    /// A straight line.
    Linear {
        /// The effect on the first day.
        initial: f64,
    },
    /// A parabola: what grows with habit, and wears off.
    Quadratic {
        /// The effect on the first day.
        initial: f64,
        /// The day, from 1, on which it is largest.
        peak_day: u32,
    },
}

/// How many people such a trial takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MrtSize {
    /// So many people.
    pub people: u64,
    /// The probability of finding the effect with them.
    pub power: f64,
}

impl Mrt {
    /// The fewest people with whom the effect is found with the probability `power`.
    ///
    /// # Errors
    /// Where there is no such number: no effect, certainty, a design that is none.
    pub fn size(&self, power: f64) -> Result<MrtSize, Unfit> {
        let test = self.test()?;
        // Fewer leave no degrees of freedom.
        let people = smallest(power, self.alpha, 2 * test.terms as u64 + 1, |people| test.power(people))?;
        Ok(MrtSize { people, power: test.power(people) })
    }

    /// The probability of finding the effect with so many people.
    ///
    /// # Errors
    /// As [`Mrt::size`]; and where the people are fewer than the test has terms.
    pub fn power(&self, people: u64) -> Result<MrtSize, Unfit> {
        let test = self.test()?;
        let least = 2 * test.terms as u64 + 1;
        if people < least {
            return Err(Unfit::new(
                format!("{people} people are fewer than a test of this shape takes: {least} or more"),
                format!("この形の効果の検定には、{least}人以上が必要です（指定は{people}人）。"),
            ));
        }
        Ok(MrtSize { people, power: test.power(people) })
    }

    /// What a size means, for who plans.
    pub fn tell(&self, size: &MrtSize) -> Sentence {
        let Self { days, per_day, probability, available, effect, .. } = self;
        let (people, power) = (thousands(size.people), percent(size.power));
        let (probability, available, alpha) = (percent(*probability), percent(*available), percent(self.alpha));
        Sentence::new(
            format!(
                "With {people} people, {days} days and {per_day} decision points a day, of which they are available at \
                 {available} and treated at {probability} of those, a mean effect of {effect} standard deviations is found \
                 with a probability of {power} (test at {alpha})."
            ),
            format!(
                "{people}人が{days}日間、1日{per_day}回の判断の時点（そのうち{available}で受け取れる状態、さらにその{probability}で実施）に\
                 参加すると、平均で標準偏差の{effect}倍の効果を、{power}の確率で見つけられます（有意水準{alpha}）。"
            ),
        )
    }

    fn test(&self) -> Result<Test, Unfit> {
        is_effect(self.effect)?;
        is_share(self.probability, "the probability of treatment", "実施する確率")?;
        is_part(self.available, "the share of points at which people are available", "受け取れる状態の割合")?;
        if self.days == 0 || self.per_day == 0 {
            return Err(Unfit::new(
                "a trial has one day and one decision point or more",
                "日数と1日の判断の回数は、1以上にしてください。",
            ));
        }
        let effects = self.effects()?;
        let terms = effects.len();
        let mut gram = DMatrix::zeros(terms, terms);
        for day in 0..self.days {
            let z = DVector::from_fn(terms, |power, _| f64::from(day).powi(power as i32));
            gram.ger(f64::from(self.per_day), &z, &z, 1.0);
        }
        let per_person = self.available * self.probability * (1.0 - self.probability) * effects.dot(&(gram * &effects));
        Ok(Test { terms, per_person, alpha: self.alpha })
    }

    /// The coefficients of day 0, 1, … to as many powers as the shape has: with the mean over the days as it is to be.
    fn effects(&self) -> Result<DVector<f64>, Unfit> {
        let mean =
            |power: i32| (0..self.days).map(|day| f64::from(day).powi(power)).sum::<f64>() / f64::from(self.days);
        let effects = match self.shape {
            Shape::Constant => vec![self.effect],
            Shape::Linear { initial } => vec![initial, (self.effect - initial) / mean(1)],
            Shape::Quadratic { initial, peak_day } => {
                // The slope is nothing at the peak: b₁ = −2 b₂ (peak − 1).
                let peak = f64::from(peak_day) - 1.0;
                let bend = (self.effect - initial) / (mean(2) - 2.0 * peak * mean(1));
                vec![initial, -2.0 * peak * bend, bend]
            }
        };
        let peak = if let Shape::Quadratic { peak_day, .. } = self.shape { peak_day } else { 1 };
        if self.days < effects.len() as u32
            || !(1..=self.days).contains(&peak)
            || effects.iter().any(|it| !it.is_finite())
        {
            return Err(Unfit::new(
                "an effect of this shape cannot be: a line takes two days or more, a parabola three and a largest day within \
                 them, and a mean that differs from the first day's as that day says",
                "この形の効果はありえません。直線には2日以上、放物線には3日以上と、期間の中の最大の日が必要です。",
            ));
        }
        Ok(DVector::from_vec(effects))
    }
}

/// The test that all coefficients of the effect are nothing.
struct Test {
    terms: usize,
    /// What a person adds to the noncentrality: d'(Σ E\[I\] ρ(1 − ρ) z z')d.
    per_person: f64,
    alpha: f64,
}

impl Test {
    /// 1 − F(p, N − q − p; c) at the critical value, with as many controls as effects.
    fn power(&self, people: u64) -> f64 {
        let (terms, people) = (self.terms as f64, people as f64);
        let left = people - 2.0 * terms;
        f_upper(tails::f_critical(self.alpha, terms, left), terms, left, people * self.per_person)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn trial() -> Mrt {
        let shape = Shape::Quadratic { initial: 0.0, peak_day: 29 };
        Mrt { days: 42, per_day: 5, probability: 0.4, available: 0.5, effect: 0.1, shape, alpha: 0.05 }
    }

    /// Liao et al. 2016, table 1: 42 days of 5 points, probability 0.4, the largest effect on day 29, 80%.
    #[test]
    fn sizes_are_those_published() {
        for (available, effect, people) in
            [(0.5, 0.1, 42), (0.5, 0.08, 64), (0.5, 0.06, 109), (0.7, 0.1, 32), (0.7, 0.08, 47), (0.7, 0.06, 79)]
        {
            let size = Mrt { available, effect, ..trial() }.size(0.8).unwrap();
            assert_eq!(size.people, people, "{available} {effect}");
            assert!(size.power >= 0.8 && trial().power(people - 1).is_ok());
            let fewer = Mrt { available, effect, ..trial() }.power(people - 1).unwrap();
            assert!(fewer.power < 0.8, "{fewer:?}");
        }
    }

    /// Against scipy 1.17 (`ncf`), with the sums written out in numpy.
    #[test]
    fn other_shapes_are_by_the_same_formula() {
        let close = |trial: Mrt, people, theirs: f64| {
            let ours = trial.power(people).unwrap().power;
            assert!((ours - theirs).abs() < 1e-10, "{ours:e} is not {theirs:e}");
        };
        close(Mrt { shape: Shape::Constant, ..trial() }, 25, 0.671561995470469);
        close(Mrt { shape: Shape::Constant, ..trial() }, 30, 0.7562400059860445);
        close(Mrt { shape: Shape::Linear { initial: 0.2 }, ..trial() }, 30, 0.774215648834075);
        let shape = Shape::Quadratic { initial: 0.02, peak_day: 21 };
        let trial = Mrt { per_day: 3, probability: 0.6, available: 0.7, effect: 0.06, shape, ..trial() };
        close(trial, 70, 0.48973362344060706);
    }

    #[test]
    fn a_size_is_told() {
        let size = trial().size(0.8).unwrap();
        let told = trial().tell(&size);
        assert!(told.en.starts_with("With 42 people, 42 days and 5 decision points"), "{}", told.en);
        assert!(told.ja.contains("42人が42日間、1日5回"), "{}", told.ja);
    }

    #[test]
    fn what_cannot_be_is_a_sentence() {
        let quadratic = |initial, peak_day| Shape::Quadratic { initial, peak_day };
        for (trial, power, en, ja) in [
            (Mrt { effect: 0.0, ..trial() }, 0.8, "the effect to be found is nothing", "効果が0"),
            (Mrt { effect: f64::NAN, ..trial() }, 0.8, "the effect to be found is nothing", "効果が0"),
            (Mrt { effect: 1e-7, ..trial() }, 0.8, "the effect is so small", "効果が小さすぎて"),
            (trial(), 1.0, "an effect is to be found with probability 1;", "検出力が1です"),
            (trial(), 0.04, "an effect is to be found with probability 0.04", "検出力が0.04です"),
            (trial(), f64::NAN, "an effect is to be found with probability NaN", "検出力がNaN"),
            (Mrt { alpha: 0.0, ..trial() }, 0.8, "the level of error is 0", "有意水準が0"),
            (Mrt { probability: 0.0, ..trial() }, 0.8, "the probability of treatment is 0", "実施する確率が0"),
            (Mrt { probability: 1.0, ..trial() }, 0.8, "the probability of treatment is 1", "実施する確率が1"),
            (Mrt { available: 1.2, ..trial() }, 0.8, "the share of points", "受け取れる状態の割合が1.2"),
            (Mrt { days: 0, ..trial() }, 0.8, "a trial has one day", "日数と1日の判断の回数"),
            (Mrt { per_day: 0, ..trial() }, 0.8, "a trial has one day", "日数と1日の判断の回数"),
            (Mrt { days: 2, ..trial() }, 0.8, "an effect of this shape", "この形の効果"),
            (Mrt { shape: quadratic(0.0, 43), ..trial() }, 0.8, "an effect of this shape", "この形の効果"),
            (Mrt { shape: quadratic(0.0, 0), ..trial() }, 0.8, "an effect of this shape", "この形の効果"),
            (
                Mrt { shape: Shape::Linear { initial: f64::INFINITY }, ..trial() },
                0.8,
                "an effect of this shape",
                "この形の効果",
            ),
        ] {
            let unfit = trial.size(power).unwrap_err();
            let told = unfit.sentence();
            assert!(told.en.starts_with(en) && told.ja.contains(ja), "{told:?}");
        }
        assert!(trial().power(6).unwrap_err().to_string().starts_with("6 people are fewer"));
    }
}
