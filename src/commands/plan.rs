mod sealed;

use super::language::{Spoken, said};
use super::{Ended, say};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use domain::Sentence;
use outcomes::Unfit;
use outcomes::size::{self, Arms, Clusters, Mrt, Shape, Stepped};
use serde::Serialize;
use serde_json::json;

/// Work out what a trial takes before it begins, and show the plan that was sealed
#[derive(Args)]
pub(super) struct Plan {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Tell how many people it takes to find an effect, or how likely that is with those there are
    ///
    /// Nothing is read and nothing is kept. The same is a page of the console.
    Size(Size),
    /// Tell which plans of a campaign were sealed, and when; with --to, write one as it was sealed
    ///
    /// Reads the database of a local `ayumi up`, also while it runs.
    Sealed(sealed::Sealed),
}

#[derive(Args)]
struct Size {
    #[command(subcommand)]
    design: Design,
}

#[derive(Subcommand)]
enum Design {
    /// Each person is drawn again at each decision point
    Mrt(MrtArgs),
    /// Persons are drawn into two arms
    Arms(ArmsArgs),
    /// Districts or teams are drawn into two arms
    Clusters(ClustersArgs),
    /// Districts begin one after another, in an order that is drawn
    Stepped(SteppedArgs),
}

/// What every design has.
#[derive(Args)]
struct Common {
    /// The probability with which the effect is to be found
    #[arg(long, default_value_t = 0.8, value_name = "SHARE")]
    power: f64,
    /// The level of error of the test, two-sided
    #[arg(long, default_value_t = 0.05, value_name = "SHARE")]
    alpha: f64,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    spoken: Spoken,
}

/// What is measured of a person: a number, or yes or no.
#[derive(Args)]
#[command(group(ArgGroup::new("measured").required(true).args(["difference", "control"])))]
struct OutcomeArgs {
    /// By how much the mean is to change, in the outcome's own unit
    #[arg(long, requires = "sd", value_name = "NUMBER", allow_negative_numbers = true)]
    difference: Option<f64>,
    /// The standard deviation of persons, in the same unit
    #[arg(long, requires = "difference", value_name = "NUMBER")]
    sd: Option<f64>,
    /// For yes or no: the share of yes without
    #[arg(long, requires = "treated", value_name = "SHARE")]
    control: Option<f64>,
    /// For yes or no: the share of yes with
    #[arg(long, requires = "control", value_name = "SHARE")]
    treated: Option<f64>,
}

#[derive(Args)]
#[command(group(ArgGroup::new("effects").required(true).args(["effect", "difference"])))]
struct MrtArgs {
    /// How many days it goes on
    #[arg(long, value_name = "DAYS")]
    days: u32,
    /// Decision points in a day
    #[arg(long, default_value_t = 1, value_name = "POINTS")]
    per_day: u32,
    /// The probability of treatment at a point
    #[arg(long, default_value_t = 0.5, value_name = "SHARE")]
    probability: f64,
    /// The share of points at which people are available
    #[arg(long, default_value_t = 1.0, value_name = "SHARE")]
    available: f64,
    /// The mean effect over the days, in standard deviations of what the model leaves of the outcome
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    effect: Option<f64>,
    /// The mean effect in the outcome's own unit, in place of --effect
    #[arg(long, requires = "sd", value_name = "NUMBER", allow_negative_numbers = true)]
    difference: Option<f64>,
    /// What the model leaves of the outcome, as a standard deviation in the same unit
    #[arg(long, requires = "difference", value_name = "NUMBER")]
    sd: Option<f64>,
    /// How the effect goes over the days
    #[arg(long, value_enum, default_value_t = ShapeName::Constant)]
    shape: ShapeName,
    /// The effect on the first day, in the unit of the mean effect; of a line or a parabola
    #[arg(long, default_value_t = 0.0, value_name = "NUMBER", allow_negative_numbers = true)]
    initial: f64,
    /// The day on which the effect is largest, of a parabola [default: two thirds through]
    #[arg(long, value_name = "DAY")]
    peak_day: Option<u32>,
    /// Tell how likely so many people find it, in place of how many it takes
    #[arg(long, value_name = "NUMBER")]
    people: Option<u64>,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, ValueEnum)]
enum ShapeName {
    /// The same on each day
    Constant,
    /// A straight line
    Linear,
    /// A parabola
    Quadratic,
}

#[derive(Args)]
struct ArmsArgs {
    #[command(flatten)]
    outcome: OutcomeArgs,
    /// The share of people drawn into the arm that is tried
    #[arg(long, default_value_t = 0.5, value_name = "SHARE")]
    share: f64,
    /// How closely something known before goes with the outcome: its correlation
    #[arg(long, default_value_t = 0.0, value_name = "NUMBER")]
    told_before: f64,
    /// The share of people whose outcome will be known
    #[arg(long, default_value_t = 1.0, value_name = "SHARE")]
    known: f64,
    /// Tell how likely so many people in all find it, in place of how many it takes
    #[arg(long, value_name = "NUMBER")]
    people: Option<u64>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
struct ClustersArgs {
    #[command(flatten)]
    outcome: OutcomeArgs,
    /// People with a known outcome in a cluster, in the mean
    #[arg(long, value_name = "NUMBER")]
    people_each: f64,
    /// How unequal the clusters are: the standard deviation of their sizes over the mean
    #[arg(long, default_value_t = 0.0, value_name = "NUMBER")]
    size_variation: f64,
    /// The intracluster correlation: the part of the variance that lies between clusters
    #[arg(long, value_name = "NUMBER")]
    icc: f64,
    /// Tell how likely so many clusters in all find it, in place of how many it takes
    #[arg(long, value_name = "NUMBER")]
    clusters: Option<u64>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
struct SteppedArgs {
    #[command(flatten)]
    outcome: OutcomeArgs,
    /// Steps; there is one period more
    #[arg(long, value_name = "NUMBER")]
    steps: u32,
    /// Clusters that begin at each step
    #[arg(long, value_name = "NUMBER")]
    clusters_each: u32,
    /// The intracluster correlation, in one period
    #[arg(long, value_name = "NUMBER")]
    icc: f64,
    /// How much of it stays from one period to another; 1 is all of it, as the formula was published
    #[arg(long, default_value_t = 0.8, value_name = "NUMBER")]
    autocorrelation: f64,
    /// Tell how likely so many people in each cluster and period find it, in place of how many it takes
    #[arg(long, value_name = "NUMBER")]
    people_each: Option<u64>,
    #[command(flatten)]
    common: Common,
}

impl Plan {
    pub(super) fn run(self) -> Result<(), Ended> {
        let design = match self.what {
            What::Size(Size { design }) => design,
            What::Sealed(sealed) => return sealed.run(),
        };
        match design {
            Design::Mrt(args) => {
                let plan = args.plan();
                let size = args.people.map_or_else(|| plan.size(args.common.power), |people| plan.power(people));
                args.common.answer("mrt", plan, size, Mrt::tell)
            }
            Design::Arms(args) => {
                let plan = Arms {
                    outcome: args.outcome.outcome(),
                    share: args.share,
                    told_before: args.told_before,
                    known: args.known,
                    alpha: args.common.alpha,
                };
                let size = args.people.map_or_else(|| plan.size(args.common.power), |people| plan.power(people));
                args.common.answer("arms", plan, size, Arms::tell)
            }
            Design::Clusters(args) => {
                let plan = Clusters {
                    outcome: args.outcome.outcome(),
                    people_each: args.people_each,
                    size_variation: args.size_variation,
                    icc: args.icc,
                    alpha: args.common.alpha,
                };
                let size = args.clusters.map_or_else(|| plan.size(args.common.power), |clusters| plan.power(clusters));
                args.common.answer("clusters", plan, size, Clusters::tell)
            }
            Design::Stepped(args) => {
                let plan = Stepped {
                    outcome: args.outcome.outcome(),
                    steps: args.steps,
                    clusters_each: args.clusters_each,
                    icc: args.icc,
                    autocorrelation: args.autocorrelation,
                    alpha: args.common.alpha,
                };
                let size = args.people_each.map_or_else(|| plan.size(args.common.power), |people| plan.power(people));
                args.common.answer("stepped", plan, size, Stepped::tell)
            }
        }
    }
}

impl MrtArgs {
    fn plan(&self) -> Mrt {
        // Clap lets in either the effect, or the difference with its standard deviation.
        let unit = self.sd.unwrap_or(1.0);
        let (effect, initial) = (self.effect.or(self.difference).unwrap_or_default() / unit, self.initial / unit);
        let shape = match self.shape {
            ShapeName::Constant => Shape::Constant,
            ShapeName::Linear => Shape::Linear { initial },
            ShapeName::Quadratic => {
                let peak_day = self.peak_day.unwrap_or(self.days.saturating_mul(2) / 3 + 1);
                Shape::Quadratic { initial, peak_day }
            }
        };
        let Self { days, per_day, probability, available, .. } = *self;
        Mrt { days, per_day, probability, available, effect, shape, alpha: self.common.alpha }
    }
}

impl OutcomeArgs {
    fn outcome(&self) -> size::Outcome {
        match (self.difference, self.control) {
            (Some(difference), _) => size::Outcome::Mean { difference, sd: self.sd.unwrap_or_default() },
            (None, control) => {
                size::Outcome::Share { control: control.unwrap_or_default(), treated: self.treated.unwrap_or_default() }
            }
        }
    }
}

impl Common {
    fn answer<P: Serialize, S: Serialize>(
        &self,
        design: &str,
        plan: P,
        size: Result<S, Unfit>,
        tell: impl Fn(&P, &S) -> Sentence,
    ) -> Result<(), Ended> {
        let language = self.spoken.language();
        let size = size.map_err(|unfit| Ended::Failed(said(unfit.sentence(), language)))?;
        let told = tell(&plan, &size);
        if self.json {
            let answer = json!({ "design": design, "plan": plan, "size": size, "sentence": told });
            say(serde_json::to_string_pretty(&answer)?);
        } else {
            say(told.say(language));
        }
        Ok(())
    }
}
