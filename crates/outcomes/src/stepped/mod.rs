//! A stepped roll-out: every district begins, in an order that was drawn, and is compared with those that have not begun
//! yet. Calendar periods have effects of their own (heat, the rainy season, a holiday), and are always fitted.

mod cells;
mod order;
mod variances;

pub use order::order;

use crate::arms::Correction;
use crate::clustered::{self, Fitted, Sums};
use crate::{Fit, Joint, Role, Term, Unfit, tails};
use cells::Cells;
use nalgebra::DVector;
use serde::Serialize;

/// What came of one person in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The district or team.
    pub cluster: String,
    /// The calendar period by its number: a later one has a larger one.
    pub period: i64,
    /// Whether the cluster had begun.
    pub treated: bool,
    /// The outcome; `None` where it is not known: the row then says no more than whether the cluster had begun.
    pub outcome: Option<f64>,
}

/// How outcomes vary within clusters and between them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Variances {
    /// Found in the data, by moments.
    #[default]
    Estimated,
    /// Known from elsewhere.
    Given {
        /// σ²: of persons of one cluster in one period.
        within: f64,
        /// τ²: of clusters.
        between: f64,
    },
}

/// What is asked of a stepped roll-out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// The variances that rows are weighted by.
    pub variances: Variances,
    /// How errors are kept honest with few clusters.
    pub correction: Correction,
    /// One less the level of the intervals.
    pub alpha: f64,
}

impl Default for Question {
    fn default() -> Self {
        Self { variances: Variances::default(), correction: Correction::default(), alpha: 0.05 }
    }
}

/// What a stepped roll-out came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stepped {
    /// `intercept` (the first period), `period_…` (each later one less the first) and `effect`.
    pub fit: Fit,
    /// σ², as rows were weighted by.
    pub within: f64,
    /// τ², likewise; 0 where clusters differed no more than persons do.
    pub between: f64,
}

/// The effect of having begun: Y = μ + βⱼ + θX + α + e by generalised least squares with a random effect of clusters
/// (Hussey and Hughes 2007, doi:10.1016/j.cct.2006.05.007). Errors are of clusters, and hold where outcomes of a cluster
/// hang together otherwise than assumed. The p-value to go by is that of [`order`].
///
/// # Errors
/// Where the rows have no answer: no period in which some had begun and others had not, a cluster that went back, outcomes
/// that do not vary.
pub fn stepped(rows: &[Row], question: &Question) -> Result<Stepped, Unfit> {
    crate::arms::is_level(question.alpha)?;
    let cells = Cells::read(rows)?;
    let names = cells.names();
    let plain = cells.sums(&cells.starts);
    let (within, between) = match question.variances {
        Variances::Given { within, between } => variances::given(within, between)?,
        Variances::Estimated => variances::estimated(&plain, &names)?,
    };
    let fitted = whitened(&plain, (within, between), &names)?;
    let told = |place: usize| {
        let of = DVector::from_fn(names.len(), |row, _| if row == place { 1.0 } else { 0.0 });
        fitted.contrast(&of, question.correction).ok_or_else(untold)
    };
    let last = names.len() - 1;
    let effect = told(last)?;
    let mut terms = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let role = if place == last { Role::Effect } else { Role::Control };
        let mut part = told(place)?;
        part.estimate += if place == 0 { cells.mean } else { 0.0 };
        terms.push(Term::by_t(name, role, part.estimate, part.se, part.df, question.alpha));
    }
    let t2 = (effect.estimate / effect.se).powi(2);
    let joint = Some(Joint { t2, f: t2, p: tails::f_upper(t2, 1.0, effect.df) });
    let fit = Fit { terms, df: effect.df, people: cells.starts.len() as u64, rows: fitted.rows as u64, joint };
    Ok(Stepped { fit, within, between })
}

fn whitened(plain: &[Sums], (within, between): (f64, f64), names: &[String]) -> Result<Fitted, Unfit> {
    clustered::fit(plain.iter().map(|sums| sums.whitened(within, between)).collect(), names)
}

fn untold() -> Unfit {
    Unfit::new(
        "the clusters are too few, or too alike, for an error of the effect: bring more clusters, or ask for the test of \
         the order alone",
        "クラスターが少なすぎるか、結果が同じすぎて、効果の誤差がわかりません。クラスターを増やすか、順番の検定だけを使ってください。",
    )
}

#[cfg(test)]
mod tests;
