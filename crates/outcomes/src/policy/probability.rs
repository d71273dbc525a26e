use super::{SoFar, refused};
use crate::{Unfit, tails};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// How a probability follows what is found. All of it belongs in the sealed plan.
///
/// ```json
/// {"low": 0.2, "start": 0.5, "high": 0.8, "better": "higher", "prior_sd": 400, "least_people": 20}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// The least probability, above 0; at most three decimals, as all three.
    pub low: f64,
    /// The probability as long as nothing is learnt.
    pub start: f64,
    /// The greatest, below 1.
    pub high: f64,
    /// Which outcomes are wanted.
    pub better: Better,
    /// How large effects are expected to be: the standard deviation, around 0, of a normal distribution of effects, in
    /// the unit of the outcome. A large one lets the data speak alone.
    pub prior_sd: f64,
    /// People with known outcomes from which on it learns.
    pub least_people: u64,
}

/// Which outcomes are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Higher ones: steps.
    #[default]
    Higher,
    /// Lower ones: HbA1c.
    Lower,
}

/// A probability to draw with, until the next one is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The probability of a nudge, a whole number of thousandths: as it is written down it is drawn with.
    pub probability: f64,
    /// How likely nudges help, by what is known so far; `None` as long as nothing is learnt.
    pub helps: Option<f64>,
    /// Why it is that.
    pub says: Sentence,
}

impl Policy {
    /// Whether it can be followed.
    ///
    /// # Errors
    /// If bounds are none, or the expected size of effects is none.
    pub fn check(&self) -> Result<(), Unfit> {
        let Self { low, start, high, prior_sd, .. } = *self;
        let thousandths = [low, start, high].map(|bound| (1000.0 * bound).round() / 1000.0);
        if !(thousandths == [low, start, high] && 0.0 < low && low <= start && start <= high && high < 1.0) {
            return Err(refused::bounds(low, start, high));
        }
        if !(prior_sd > 0.0 && prior_sd.is_finite()) {
            return Err(refused::prior(prior_sd));
        }
        Ok(())
    }

    /// The probability that follows from what is known so far (Thompson 1933, doi 10.1093/biomet/25.3-4.285): that of
    /// nudges helping, within the bounds. With τ for [`Policy::prior_sd`],
    ///
    /// ```text
    /// P(effect > 0) = P(T ≤ β̂/se · √(τ²/(τ² + se²))),   T of Student's t with the estimate's degrees of freedom
    /// ```
    ///
    /// which draws exactly as often as an effect drawn from what is believed of it is above 0. Where there is no
    /// estimate, or it is of fewer people than [`Policy::least_people`], it is [`Policy::start`].
    ///
    /// # Errors
    /// If the policy is none.
    pub fn probability(&self, so_far: &Result<SoFar, Unfit>) -> Result<Chosen, Unfit> {
        self.check()?;
        Ok(match so_far.as_ref().map_err(Unfit::clone).and_then(|so_far| self.helps(so_far)) {
            Ok(helps) => self.learnt(helps),
            Err(unfit) => self.not_learnt(&unfit),
        })
    }

    /// How likely nudges help.
    fn helps(&self, so_far: &SoFar) -> Result<f64, Unfit> {
        so_far.check()?;
        let SoFar { estimate, se, df, people } = *so_far;
        if people < self.least_people {
            return Err(refused::too_few(people, self.least_people));
        }
        let shrunk = (self.prior_sd / self.prior_sd.hypot(se)) * (estimate / se);
        let t = if self.better == Better::Higher { shrunk } else { -shrunk };
        let beyond = 0.5 * tails::t_two_sided(t, df);
        match beyond.is_finite() {
            true if t > 0.0 => Ok(1.0 - beyond),
            true => Ok(beyond),
            false => Err(refused::no_effect(estimate, se, df)),
        }
    }

    fn learnt(&self, helps: f64) -> Chosen {
        let probability = (1000.0 * helps.clamp(self.low, self.high)).round() / 1000.0;
        let (en, ja) = match probability {
            least if least <= self.low => (", the least there is", "（下限）"),
            most if most >= self.high => (", the most there is", "（上限）"),
            _ => ("", ""),
        };
        let says = Sentence::new(
            format!("{probability}{en}: by what is known so far nudges help with probability {helps:.3}"),
            format!("{probability}{ja}。これまでの結果では、声かけに効果がある確率は{helps:.3}です。"),
        );
        Chosen { probability, helps: Some(helps), says }
    }

    fn not_learnt(&self, why: &Unfit) -> Chosen {
        let (probability, why) = (self.start, why.sentence());
        let says = Sentence::new(
            format!("{probability}, as at the start: {}", why.en),
            format!("{probability}（初めの値）。{}", why.ja),
        );
        Chosen { probability, helps: None, says }
    }
}
