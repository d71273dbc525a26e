use super::Ratio;
use crate::{Unfit, tails};
use serde::{Deserialize, Serialize};

/// Draws at decision points, beside what their logged probabilities give. They are counted as they come, so that nobody
/// has to keep the points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Draws {
    /// Those that were not treated.
    pub untreated: u64,
    /// Those that were.
    pub treated: u64,
    /// How many treated ones the probabilities give: Σp.
    pub expected: f64,
    /// Σp(1 − p).
    variance: f64,
    /// Points with a probability of 0 or 1. Nothing was drawn there, so that they are counted nowhere else.
    pub certain: u64,
}

impl Draws {
    /// Counts an available point, and says whether it was drawn at all.
    pub fn add(&mut self, probability: f64, treated: bool) -> bool {
        if !(probability > 0.0 && probability < 1.0) {
            self.certain += 1;
            return false;
        }
        let count = if treated { &mut self.treated } else { &mut self.untreated };
        *count += 1;
        self.expected += probability;
        self.variance += probability * (1.0 - probability);
        true
    }

    /// How many were drawn.
    pub fn all(&self) -> u64 {
        self.untreated + self.treated
    }

    /// Whether as many were treated as the probabilities give: z = Σ (A − p)/√Σ p(1 − p).
    ///
    /// # Errors
    /// Where nothing was left to chance.
    pub fn ratio(&self) -> Result<Ratio, Unfit> {
        if self.variance <= 0.0 {
            return Err(Unfit::new(
                "the logged probabilities are all 0 or 1: nothing was drawn",
                "記録された確率がどれも0か1で、くじは引かれていません。",
            ));
        }
        let z = (self.treated as f64 - self.expected) / f64::sqrt(self.variance);
        Ok(Ratio::new(z, tails::normal_two_sided(z)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn trial(treated: usize, available: usize, probability: f64) -> Draws {
        let mut draws = Draws::default();
        for number in 0..available {
            draws.add(probability, number < treated);
        }
        draws
    }

    /// The draws of HeartSteps V1 (Klasnja et al. 2019): 3,594 of 6,061 at 0.6.
    #[test]
    fn the_draws_of_a_real_trial_were_by_chance() {
        let draws = trial(3_594, 6_061, 0.6);
        let told = draws.ratio().unwrap();
        assert!((told.statistic + 1.1169451).abs() < 1e-7 && (told.p - 0.26401779).abs() < 1e-8, "{told:?}");
        assert_eq!((draws.all(), draws.treated, told.alarm), (6_061, 3_594, false));
        assert!(trial(3_494, 6_061, 0.6).ratio().unwrap().alarm);
    }

    #[test]
    fn what_was_not_drawn_is_not_counted() {
        let mut draws = trial(30, 60, 0.5);
        let before = draws.ratio().unwrap();
        for (probability, treated) in [(1.0, true), (0.0, false), (1.0, false), (f64::NAN, true), (-0.1, false)] {
            assert!(!draws.add(probability, treated));
        }
        assert_eq!((draws.all(), draws.expected, draws.certain), (60, 30.0, 5));
        assert_eq!(draws.ratio().unwrap(), before);
    }

    #[test]
    fn where_nothing_was_drawn_there_is_a_sentence() {
        for told in [trial(0, 0, 0.5), trial(5, 5, 1.0), trial(0, 5, 0.0)] {
            let unfit = told.ratio().unwrap_err();
            assert!(unfit.to_string().ends_with("nothing was drawn") && unfit.sentence().ja.ends_with('。'), "{unfit}");
        }
    }
}
