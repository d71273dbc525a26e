use super::{Answer, Estimate, Mean};
use domain::{Day, Sentence};
use serde::{Deserialize, Serialize};

/// The answer to the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Whether it is the primary analysis of a sealed plan.
    pub planned: bool,
    /// How it is estimated.
    pub method: Method,
    /// The controls of the model, as they are named in the record.
    pub controls: Vec<String>,
    /// The effect, in the outcome's unit (on the log scale where [`super::Measure::log`] says so).
    pub primary: Answer<Estimate>,
    /// What drawing the arms of clusters, or the order of a roll-out, again gives: with few clusters the p-value to go by.
    /// `None` in other designs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permuted: Option<Answer<Permuted>>,
    /// The same in relation to what is found without: 0.05 is 5% more. In both the interval's ends too.
    pub relative: Answer<Relative>,
    /// What was measured, by arm, in the outcome's own unit, capped as in the plan; over rows that count.
    pub arms: Vec<Answer<Mean>>,
    /// Other analyses of the same question, each with whether it was planned: people's arms beside decision points,
    /// without controls, and the like.
    pub others: Vec<Other>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// How an effect is estimated. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Weighted and centred least squares over decision points (Boruvka et al. 2018, doi 10.1080/01621459.2017.1305274).
    Wcls,
    /// Estimator for marginal excursion effects: a logarithm of a relative risk (Qian et al. 2021,
    /// doi 10.1093/biomet/asaa070).
    Emee,
    /// Difference of people's means as randomised, made sharper by what was known before (CUPED; Deng et al. 2013,
    /// doi 10.1145/2433396.2433413).
    Arms,
    /// The same over clusters.
    Clusters,
    /// Before and after in each cluster, with what each period brought taken out (Hussey and Hughes 2007,
    /// doi 10.1016/j.cct.2006.05.007).
    Stepped,
    /// None: nothing was randomised.
    None,
}

/// A test that draws again what was drawn, from the hash of the plan: how often it would have come to as much had nothing
/// been changed. The statistic is the effect over its error.
///
/// ```json
/// {"p": 0.114, "monte_carlo_se": 0.0, "draws": 70, "exact": true, "least": 0.01429}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Permuted {
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

/// A relative effect. 0.05 is 5% more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Relative {
    /// The estimate.
    pub estimate: f64,
    /// The lower end.
    pub ci_low: f64,
    /// The upper end.
    pub ci_high: f64,
}

/// Another analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Other {
    /// Its name in tables.
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// Whether the plan has it.
    pub planned: bool,
    /// What it gives.
    pub estimate: Answer<Estimate>,
}

/// When it was looked at, and what that does to the interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looks {
    /// The looks that the plan names, in order.
    pub planned: Vec<Look>,
    /// How often reports of this campaign showed an effect before this one.
    pub made: u64,
    /// People at which the plan expects to decide (N*), where it fixed that: then there is an anytime interval.
    pub n_star: Option<u64>,
    /// The interval that holds however often it is looked at.
    pub anytime: Option<Answer<Estimate>>,
    /// How many questions were asked (outcomes and segments), and how their p-values are adjusted.
    pub questions: u64,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The day that the plan names.
    #[serde(with = "super::civil")]
    pub day: Day,
    /// Whether it is the one that decides.
    pub last: bool,
    /// Whether this report is made on that day or later.
    pub reached: bool,
}

/// What would have happened anyway, and what a comparison of before and after would have said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// The mean before the first decision point.
    pub before: Answer<Mean>,
    /// The mean with messages.
    pub with: Answer<Mean>,
    /// The mean without.
    pub without: Answer<Mean>,
    /// Before and after, of those with messages alone: what is no effect.
    pub naive: Answer<Estimate>,
    /// The change of those without, in the same time.
    pub own_change: Answer<Estimate>,
    /// The effect as randomised, once more, to be read beside the two.
    pub randomised: Answer<Estimate>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}
