use super::Count;
use serde::{Deserialize, Serialize};

/// An estimate with what it rests on. Never a p-value alone. All of it is in the unit of the outcome
/// ([`super::Measure::unit`]), unless said otherwise where it stands.
///
/// ```json
/// {"estimate": 312.4, "se": 120.1, "ci_low": 76.9, "ci_high": 547.9, "level": 0.95, "df": 1834, "p": 0.0094,
///  "people": 1837, "points": 60210, "correction": "mancl_de_rouen"}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The lower end of its interval.
    pub ci_low: f64,
    /// The upper end of its interval.
    pub ci_high: f64,
    /// The level of the interval: 0.95.
    pub level: f64,
    /// Degrees of freedom of the t distribution by which interval and p-value are made; `None` where it is none (an
    /// anytime interval).
    pub df: Option<f64>,
    /// The two-sided p-value of "there is no difference".
    pub p: f64,
    /// People whose rows count. Hidden where fewer than ten could be found by subtracting; `df` is `None` then too.
    pub people: Count,
    /// Rows of the record that count, however many of them are one number of a person or a cluster. Hidden with the people
    /// where they would tell how many those are.
    pub points: Count,
    /// What is done about rows of one person being alike.
    pub correction: Correction,
}

/// How the standard error is made. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// Cluster-robust by person (or by cluster), with each one's leverage taken out (Mancl and DeRouen 2001,
    /// doi 10.1111/j.0006-341X.2001.00126.x).
    ManclDeRouen,
    /// Cluster-robust by person, times n / (n − 1): what is left of the correction above where there are thousands.
    ClusterRobust,
    /// CR2 with Satterthwaite's degrees of freedom (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018,
    /// doi 10.1080/07350015.2016.1247004).
    BellMcCaffrey,
    /// Welch: each arm has its own variance (Satterthwaite's degrees of freedom).
    Welch,
    /// The plain standard error of a mean, people counting once each.
    Plain,
    /// A confidence sequence, which holds however often it is looked at (Waudby-Smith et al. 2021, arXiv 2103.06476).
    Anytime,
}

impl Correction {
    /// The name in tables and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ManclDeRouen => "mancl_de_rouen",
            Self::ClusterRobust => "cluster_robust",
            Self::BellMcCaffrey => "bell_mc_caffrey",
            Self::Welch => "welch",
            Self::Plain => "plain",
            Self::Anytime => "anytime",
        }
    }
}

/// A mean of a group of ten people or more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
    /// People whose rows count.
    pub people: Count,
    /// Rows that count, as of an estimate.
    pub points: Count,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// So many.
    pub part: u64,
    /// Of so many; never 0.
    pub of: u64,
}
