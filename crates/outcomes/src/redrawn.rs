use crate::Unfit;
use serde::Serialize;

/// A test that draws again what chance had drawn: how often it would have come to as much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Redrawn {
    /// The two-sided p-value.
    pub p: f64,
    /// The standard error that drawing only so often leaves in it; 0 where every way was gone through.
    pub monte_carlo_se: f64,
    /// How many ways were looked at.
    pub draws: u64,
    /// Whether these were all there are.
    pub exact: bool,
    /// The smallest p that can come of so many ways, whatever the effect.
    pub least: f64,
}

/// How often to draw, and from which seed. Both stand in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Again<'a> {
    /// How often; where there are no more ways than that, each is looked at once.
    pub draws: u32,
    /// What tells the draws.
    pub seed: &'a str,
}

impl Again<'_> {
    /// Draws again: p = (1 + b)/(1 + m), with b of m draws as far from 0 as what was observed, so that what was observed
    /// counts among what could have been (Phipson and Smyth 2010, doi:10.2202/1544-6115.1585). A draw from which the
    /// statistic cannot be told counts as one that is as far.
    ///
    /// # Errors
    /// Where nothing is to be drawn.
    pub(crate) fn estimate(&self, observed: f64, mut draw: impl FnMut(u64) -> Option<f64>) -> Result<Redrawn, Unfit> {
        let draws = u64::from(self.draws);
        if draws == 0 {
            return Err(Unfit::new(
                "the test is to draw again 0 times; a plan has 1,000 draws or more",
                "引き直しの回数が0回です。1,000回以上にしてください。",
            ));
        }
        let far = (0..draws).filter(|&n| draw(n).is_none_or(|statistic| is_as_far(statistic, observed))).count();
        let p = (1 + far) as f64 / (1 + draws) as f64;
        let monte_carlo_se = (p * (1.0 - p) / draws as f64).sqrt();
        Ok(Redrawn { p, monte_carlo_se, draws, exact: false, least: 1.0 / (1 + draws) as f64 })
    }
}

/// Goes through all ways, each with its weight.
pub(crate) fn enumerate(observed: f64, ways: impl Iterator<Item = (f64, f64)>) -> Redrawn {
    let (mut far, mut all, mut least, mut draws) = (0.0, 0.0, f64::INFINITY, 0);
    for (statistic, weight) in ways {
        draws += 1;
        all += weight;
        least = weight.min(least);
        if is_as_far(statistic, observed) {
            far += weight;
        }
    }
    Redrawn { p: far / all, monte_carlo_se: 0.0, draws, exact: true, least: least / all }
}

/// Whether a statistic is as far from 0, rounding aside: sums of the same numbers in another order are the same.
fn is_as_far(statistic: f64, observed: f64) -> bool {
    statistic.is_nan() || statistic.abs() >= observed.abs() * (1.0 - 1e-9)
}
