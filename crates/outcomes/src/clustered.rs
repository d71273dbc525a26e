//! Least squares of rows that belong to clusters: what varies independently are the clusters.
//!
//! Of each cluster only k × k sums are kept. What corrections for few clusters need of (I − H)⁻¹ or its root is found in
//! the at most k dimensions in which it is not the identity: with B = LL' and L'ML = VΛV' for a cluster's M = X'X,
//! X'φ(I − H)e = X'e + MLV diag((φ(1 − λ) − 1)/λ) V'L'X'e.

use crate::{Unfit, solve};
use nalgebra::{DMatrix, DVector};

/// What one cluster adds, of rows that are as independent within it as the working model makes them.
#[derive(Debug, Clone)]
pub(crate) struct Sums {
    gram: DMatrix<f64>,
    cross: DVector<f64>,
    squares: f64,
    rows: f64,
}

/// A fit, of which any combination of coefficients can be asked.
pub(crate) struct Fitted {
    pub(crate) coefficients: DVector<f64>,
    pub(crate) bread: DMatrix<f64>,
    pub(crate) rows: f64,
    pub(crate) squares: f64,
    cross: DVector<f64>,
    lower: DMatrix<f64>,
    clusters: Vec<Cluster>,
}

/// A cluster with its residuals.
struct Cluster {
    gram: DMatrix<f64>,
    score: DVector<f64>,
}

/// How well a combination of coefficients is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contrast {
    pub(crate) estimate: f64,
    pub(crate) se: f64,
    pub(crate) df: f64,
}

/// How errors of clusters are kept honest where the clusters are few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// CR2 with Satterthwaite's degrees of freedom: the one to take (Bell and McCaffrey 2002; Pustejovsky and Tipton
    /// 2018, doi:10.1080/07350015.2016.1247004).
    #[default]
    BellMcCaffrey,
    /// Residuals as if their cluster had been left out, with t of clusters less terms (Mancl and DeRouen 2001,
    /// doi:10.1111/j.0006-341X.2001.00126.x).
    ManclDeRouen,
    /// CR1 with t of clusters less one, as most programs have it: for forty clusters and more.
    Cr1,
}

impl Sums {
    pub(crate) fn new(width: usize) -> Self {
        Self { gram: DMatrix::zeros(width, width), cross: DVector::zeros(width), squares: 0.0, rows: 0.0 }
    }

    /// Adds one row.
    pub(crate) fn add(&mut self, x: &DVector<f64>, y: f64) {
        self.add_cell(x, 1.0, y, y * y);
    }

    /// Adds `rows` rows that share their `x`, by the sum of their outcomes and of the squares of these.
    pub(crate) fn add_cell(&mut self, x: &DVector<f64>, rows: f64, sum: f64, squares: f64) {
        self.gram.ger(rows, x, x, 1.0);
        self.cross.axpy(sum, x, 1.0);
        self.squares += squares;
        self.rows += rows;
    }

    /// The same cluster where its members share what varies with `between` beside their own `within`: each row less a
    /// share of its cluster's mean, so that what is left is independent. The first column is that of ones.
    pub(crate) fn whitened(&self, within: f64, between: f64) -> Self {
        // V⁻¹ = (I − shrunk · 11'/n) / within.
        self.whitened_by(between / (within + self.rows * between), within)
    }

    fn whitened_by(&self, scale: f64, within: f64) -> Self {
        let sums = self.totals();
        let total = self.cross.iter().next().copied().unwrap_or_default();
        Self {
            gram: (&self.gram - &sums * sums.transpose() * scale) / within,
            cross: (&self.cross - &sums * (total * scale)) / within,
            squares: (self.squares - total * total * scale) / within,
            rows: self.rows,
        }
    }

    /// The same less the cluster's means, without the column of ones, which is the first.
    pub(crate) fn within(&self) -> Self {
        let whole = self.whitened_by(1.0 / self.rows, 1.0);
        Self { gram: whole.gram.remove_row(0).remove_column(0), cross: whole.cross.remove_row(0), ..whole }
    }

    /// The same without the last column.
    pub(crate) fn without_last(&self) -> Self {
        let last = self.cross.len().saturating_sub(1);
        let gram = self.gram.clone().remove_row(last).remove_column(last);
        Self { gram, cross: self.cross.clone().remove_row(last), ..*self }
    }

    /// The sums of its columns, where the first is that of ones.
    pub(crate) fn totals(&self) -> DVector<f64> {
        self.gram.column(0).into_owned()
    }
}

/// Least squares of all rows. `names` are those of the columns.
pub(crate) fn fit(clusters: Vec<Sums>, names: &[String]) -> Result<Fitted, Unfit> {
    let width = names.len();
    let mut all = Sums::new(width);
    for cluster in &clusters {
        all.gram += &cluster.gram;
        all.cross += &cluster.cross;
        all.squares += cluster.squares;
        all.rows += cluster.rows;
    }
    let bread = solve::inverse_of_gram(&all.gram, names)?;
    let coefficients = &bread * &all.cross;
    // What was inverted by Cholesky has one.
    let lower = bread.clone().cholesky().map_or_else(|| DMatrix::zeros(width, width), |factor| factor.l());
    let clusters = clusters.into_iter().map(|Sums { gram, cross, .. }| {
        let score = cross - &gram * &coefficients;
        Cluster { gram, score }
    });
    let clusters = clusters.collect();
    Ok(Fitted { clusters, lower, coefficients, bread, rows: all.rows, squares: all.squares, cross: all.cross })
}

/// The coefficients alone, with the inverse that they are found by: for who asks of many ways to put clusters together.
pub(crate) fn solved<'a>(
    clusters: impl Iterator<Item = &'a Sums>,
    names: &[String],
) -> Result<(DVector<f64>, DMatrix<f64>), Unfit> {
    let width = names.len();
    let (mut gram, mut cross) = (DMatrix::zeros(width, width), DVector::zeros(width));
    for cluster in clusters {
        gram += &cluster.gram;
        cross += &cluster.cross;
    }
    let bread = solve::inverse_of_gram(&gram, names)?;
    Ok((&bread * cross, bread))
}

impl Fitted {
    /// The sum of squares that is left.
    pub(crate) fn left(&self) -> f64 {
        (self.squares - self.cross.dot(&self.coefficients)).max(0.0)
    }

    /// A combination c'θ, with what clusters tell of its error; `None` where they tell nothing, since no cluster departs
    /// from what is fitted.
    pub(crate) fn contrast(&self, of: &DVector<f64>, correction: Correction) -> Option<Contrast> {
        let count = self.clusters.len() as f64;
        let (width, a) = (self.bread.nrows() as f64, &self.bread * of);
        let sum: f64 = self.clusters.iter().map(|cluster| self.corrected(cluster, correction).dot(&a).powi(2)).sum();
        // Rounding leaves some 1e-16 of the outcomes' size in each score.
        let rounding = 1e-24 * self.squares * a.dot(of).max(0.0);
        let variance = match correction {
            Correction::Cr1 => sum * count / (count - 1.0) * (self.rows - 1.0) / (self.rows - width),
            Correction::BellMcCaffrey | Correction::ManclDeRouen => sum,
        };
        let df = match correction {
            Correction::BellMcCaffrey => self.satterthwaite(&a),
            Correction::ManclDeRouen => count - width,
            Correction::Cr1 => count - 1.0,
        };
        let known = variance > rounding && variance.is_finite() && df > 0.0;
        known.then(|| Contrast { estimate: of.dot(&self.coefficients), se: variance.sqrt(), df })
    }

    /// X'φ(I − H)e of a cluster.
    fn corrected(&self, cluster: &Cluster, correction: Correction) -> DVector<f64> {
        let factor = match correction {
            Correction::Cr1 => return cluster.score.clone(),
            Correction::BellMcCaffrey => root,
            Correction::ManclDeRouen => whole,
        };
        &cluster.score + self.spread(cluster, factor) * &cluster.score
    }

    /// MLV diag(factor(λ)) V'L'.
    fn spread(&self, cluster: &Cluster, factor: fn(f64) -> f64) -> DMatrix<f64> {
        let leverage = (self.lower.transpose() * &cluster.gram * &self.lower).symmetric_eigen();
        let directions = &self.lower * leverage.eigenvectors;
        let factors = DMatrix::from_diagonal(&leverage.eigenvalues.map(factor));
        &cluster.gram * &directions * factors * directions.transpose()
    }

    /// The degrees of freedom of a variance of CR2, were the working model true: (Σλ)²/Σλ² of the quadratic form that it
    /// is. `a` is Bc.
    fn satterthwaite(&self, a: &DVector<f64>) -> f64 {
        let width = self.bread.nrows();
        let (mut trace, mut own, mut shared) = (0.0, 0.0, DMatrix::zeros(width, width));
        for cluster in &self.clusters {
            let plain = &cluster.gram * a;
            let mean = &plain + self.spread(cluster, root) * &plain;
            let length = a.dot(&(&plain + self.spread(cluster, whole) * &plain));
            let taken = mean.dot(&(&self.bread * &mean));
            trace += length - taken;
            own += length * (length - 2.0 * taken);
            shared.ger(1.0, &mean, &mean, 1.0);
        }
        let crossed = &self.bread * shared;
        trace * trace / (own + (&crossed * &crossed).trace())
    }
}

/// ((1 − λ)^(−1/2) − 1)/λ. Where a cluster alone tells of a direction nothing is left in it, and nothing is made of that.
fn root(leverage: f64) -> f64 {
    match leverage {
        none if none < 1e-6 => 0.5 + 0.375 * none,
        all if all > 1.0 - 1e-9 => -1.0,
        some => ((1.0 - some).powf(-0.5) - 1.0) / some,
    }
}

/// ((1 − λ)⁻¹ − 1)/λ, likewise.
fn whole(leverage: f64) -> f64 {
    if leverage > 1.0 - 1e-9 { -1.0 } else { (1.0 - leverage).recip() }
}
