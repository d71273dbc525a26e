use super::clusters::is_correlation;
use super::noncentral::t_power;
use super::{MOST, Outcome, is_part, percent, smallest};
use crate::Unfit;
use domain::{Sentence, thousands};
use serde::Serialize;

/// A stepped roll-out: nobody has begun in the first period, and at each step as many clusters begin, until all have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Stepped {
    /// What is measured of persons, and the effect.
    pub outcome: Outcome,
    /// Steps; there is one period more.
    pub steps: u32,
    /// Clusters that begin at each step.
    pub clusters_each: u32,
    /// The part of the variance that lies between clusters, in one period.
    pub icc: f64,
    /// How much of that stays from one period to another: 1 for all of it, as Hussey and Hughes have it; less is more honest
    /// (Hooper, Teerenstra, de Hoop and Eldridge 2016, doi:10.1002/sim.7028).
    pub autocorrelation: f64,
    /// The level of error of the test, two-sided.
    pub alpha: f64,
}

/// How many people a stepped roll-out takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SteppedSize {
    /// Clusters in all.
    pub clusters: u64,
    /// People with a known outcome in each cluster and period.
    pub people_each: u64,
    /// Outcomes in all.
    pub outcomes: u64,
    /// The standard error of the effect.
    pub se: f64,
    /// The probability of finding the effect with them.
    pub power: f64,
}

/// The variance of the effect of a stepped roll-out (Hussey and Hughes 2007, doi:10.1016/j.cct.2006.05.007): of each
/// cluster whether it has begun in each period, the variance `cell` of a cluster's mean in a period about its own level, and
/// the variance `between` of these levels. `NaN` where the design tells nothing.
pub fn variance(begun: &[Vec<bool>], cell: f64, between: f64) -> f64 {
    let one = |begun: &bool| f64::from(u8::from(*begun));
    let clusters = begun.len() as f64;
    let periods = begun.first().map_or(0, Vec::len);
    let rows: Vec<f64> = begun.iter().map(|cluster| cluster.iter().map(one).sum()).collect();
    let columns = (0..periods).map(|at| begun.iter().filter_map(|cluster| cluster.get(at)).map(one).sum::<f64>());
    let w: f64 = columns.map(|sum| sum * sum).sum();
    let (u, v, t) = (rows.iter().sum::<f64>(), rows.iter().map(|sum| sum * sum).sum::<f64>(), periods as f64);
    let told = (clusters * u - w) * cell + (u * u + clusters * t * u - t * w - clusters * v) * between;
    if told > 0.0 { clusters * cell * (cell + t * between) / told } else { f64::NAN }
}

impl Stepped {
    /// The fewest people in each cluster and period with whom the effect is found with the probability `power`, by t with
    /// two degrees of freedom less than there are clusters.
    ///
    /// # Errors
    /// Where there is no such number: with little autocorrelation more people help only so far.
    pub fn size(&self, power: f64) -> Result<SteppedSize, Unfit> {
        self.check()?;
        if power < 1.0 && self.found(MOST as f64).1 < power {
            let clusters = self.clusters();
            return Err(Unfit::new(
                format!(
                    "{clusters} clusters do not find this effect, however many people they have: take more clusters or steps"
                ),
                format!(
                    "{clusters}クラスターでは、1クラスターの人数をいくら増やしても、この効果を見つけられません。クラスターか段階を増やしてください。"
                ),
            ));
        }
        let people = smallest(power, self.alpha, 1, |people| self.found(people as f64).1)?;
        Ok(self.of(people))
    }

    /// The probability of finding the effect with so many people in each cluster and period.
    ///
    /// # Errors
    /// As [`Stepped::size`]; and where there is nobody.
    pub fn power(&self, people_each: u64) -> Result<SteppedSize, Unfit> {
        self.check()?;
        crate::arms::is_level(self.alpha)?;
        if people_each == 0 {
            return Err(Unfit::new(
                "a cluster has one person or more in each period",
                "1クラスター・1期間の人数は、1人以上にしてください。",
            ));
        }
        Ok(self.of(people_each))
    }

    /// What a size means, for who plans.
    pub fn tell(&self, size: &SteppedSize) -> Sentence {
        let (steps, each, periods) = (self.steps, self.clusters_each, self.steps + 1);
        let (clusters, people, outcomes) =
            (thousands(size.clusters), thousands(size.people_each), thousands(size.outcomes));
        let (power, alpha) = (percent(size.power), percent(self.alpha));
        let (en, ja) = self.outcome.tell();
        Sentence::new(
            format!(
                "With {clusters} clusters that begin {each} at a time in {steps} steps, and {people} people in each cluster \
                 and each of {periods} periods ({outcomes} outcomes), {en} is found with a probability of {power} (test at \
                 {alpha})."
            ),
            format!(
                "{clusters}クラスターが{each}つずつ{steps}段階で始め、{periods}期間のそれぞれで1クラスター{people}人の結果がわかれば\
                 （のべ{outcomes}件）、{ja}を、{power}の確率で見つけられます（有意水準{alpha}）。"
            ),
        )
    }

    fn check(&self) -> Result<(), Unfit> {
        self.outcome.check()?;
        is_correlation(self.icc, "the intracluster correlation", "級内相関")?;
        is_part(self.autocorrelation, "the correlation from period to period", "期間の間の相関")?;
        if self.steps >= 2 && self.clusters_each >= 1 && self.clusters() >= 3 && self.clusters() <= 10_000 {
            return Ok(());
        }
        Err(Unfit::new(
            "a stepped roll-out has two steps or more, and from 3 to 10,000 clusters, one or more at each step",
            "段階的な導入は、2段階以上、各段階1クラスター以上、全部で3から10,000クラスターにしてください。",
        ))
    }

    fn clusters(&self) -> u64 {
        u64::from(self.steps) * u64::from(self.clusters_each)
    }

    fn of(&self, people_each: u64) -> SteppedSize {
        let (se, power) = self.found(people_each as f64);
        let outcomes = self.clusters() * (u64::from(self.steps) + 1) * people_each;
        SteppedSize { clusters: self.clusters(), people_each, outcomes, se, power }
    }

    /// The standard error and the power.
    fn found(&self, people_each: f64) -> (f64, f64) {
        let (v0, v1) = self.outcome.variances();
        let whole = (v0 + v1) / 2.0;
        let (lasting, passing) = (self.icc * self.autocorrelation, self.icc * (1.0 - self.autocorrelation));
        let cell = whole * (passing + (1.0 - self.icc) / people_each);
        let begun = |cluster: u64| {
            let start = 1 + cluster / u64::from(self.clusters_each);
            (0..=u64::from(self.steps)).map(|period| period >= start).collect()
        };
        let design: Vec<Vec<bool>> = (0..self.clusters()).map(begun).collect();
        let se = variance(&design, cell, whole * lasting).sqrt();
        (se, t_power(self.outcome.difference() / se, self.clusters() as f64 - 2.0, self.alpha))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn roll_out() -> Stepped {
        let outcome = Outcome::Mean { difference: 0.2, sd: 1.0 };
        Stepped { outcome, steps: 4, clusters_each: 3, icc: 0.05, autocorrelation: 0.8, alpha: 0.05 }
    }

    /// Against generalised least squares written out in numpy.
    #[test]
    fn the_variance_is_that_of_hussey_and_hughes() {
        let design = |clusters: u32, periods: u32, each: u32| -> Vec<Vec<bool>> {
            (0..clusters).map(|one| (0..periods).map(|at| at > one / each).collect()).collect()
        };
        assert!((variance(&design(12, 5, 3), 1.0 / 50.0, 0.05) - 0.0042352941176).abs() < 1e-12);
        assert!((variance(&design(6, 4, 2), 1.0 / 20.0, 0.2) - 0.028977272727272733).abs() < 1e-15);
        assert!(variance(&vec![vec![false, true]; 4], 0.1, 0.1).is_nan());
        assert!(variance(&[], 0.1, 0.1).is_nan());
    }

    #[test]
    fn a_size_is_the_smallest_that_is_enough() {
        let plan = roll_out();
        let size = plan.size(0.8).unwrap();
        let fewer = plan.power(size.people_each - 1).unwrap();
        assert!(size.power >= 0.8 && fewer.power < 0.8, "{size:?} {fewer:?}");
        // All that is between clusters stays: the formula as it was published.
        let lasting = Stepped { autocorrelation: 1.0, ..plan }.power(50).unwrap();
        let design: Vec<Vec<bool>> = (0..12).map(|one| (0..5).map(|at| at > one / 3).collect()).collect();
        assert!((lasting.se.powi(2) - variance(&design, 0.95 / 50.0, 0.05)).abs() < 1e-15);
        let told = plan.tell(&size);
        assert!(told.en.starts_with("With 12 clusters that begin 3 at a time in 4 steps"), "{}", told.en);
        assert!(told.ja.starts_with("12クラスターが3つずつ4段階で始め"), "{}", told.ja);
    }

    #[test]
    fn what_cannot_be_is_a_sentence() {
        for (plan, power, en) in [
            (Stepped { steps: 1, ..roll_out() }, 0.8, "a stepped roll-out has two steps"),
            (Stepped { clusters_each: 0, ..roll_out() }, 0.8, "a stepped roll-out has two steps"),
            (Stepped { clusters_each: 1, steps: 2, ..roll_out() }, 0.8, "a stepped roll-out has two steps"),
            (Stepped { icc: 1.0, ..roll_out() }, 0.8, "the intracluster correlation is 1"),
            (Stepped { autocorrelation: 0.0, ..roll_out() }, 0.8, "the correlation from period to period is 0"),
            (Stepped { icc: 0.5, autocorrelation: 0.3, ..roll_out() }, 0.8, "12 clusters do not find this effect"),
            (roll_out(), 1.0, "an effect is to be found with probability 1;"),
            (
                Stepped { outcome: Outcome::Mean { difference: f64::INFINITY, sd: 1.0 }, ..roll_out() },
                0.8,
                "the effect to be found is nothing",
            ),
        ] {
            let unfit = plan.size(power).unwrap_err();
            assert!(unfit.to_string().starts_with(en) && unfit.sentence().ja.ends_with('。'), "{unfit}");
        }
        assert!(roll_out().power(0).unwrap_err().to_string().starts_with("a cluster has one person or more"));
    }
}
