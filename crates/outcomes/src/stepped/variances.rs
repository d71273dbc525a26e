use super::untold;
use crate::clustered::{self, Sums};
use crate::{Unfit, arms};
use nalgebra::DMatrix;

/// σ² within clusters and τ² between them, by the moments of two fits (Henderson's third method: Henderson 1953,
/// doi:10.2307/3001853): with the clusters as columns σ² is what is left; without them what is left is
/// (N − k)σ² + τ²(N − tr (X'X)⁻¹ Σ X'1 1'X) in the mean. `sums` are the rows' own, and a τ² below 0 is 0.
pub(super) fn estimated(sums: &[Sums], names: &[String]) -> Result<(f64, f64), Unfit> {
    let plain = clustered::fit(sums.iter().map(Sums::clone).collect(), names)?;
    let later = names.get(1..).unwrap_or_default();
    let within = clustered::fit(sums.iter().map(Sums::within).collect(), later)?;
    let (rows, width) = (plain.rows, names.len() as f64);
    let free = rows - sums.len() as f64 - (width - 1.0);
    if free < 1.0 {
        return Err(untold());
    }
    let sigma2 = within.left() / free;
    // A part in 10²⁰ of all there is to vary is what rounding leaves of outcomes that do not.
    if sigma2 <= 1e-20 * plain.squares / rows {
        return Err(arms::constant());
    }
    let mut crossed = DMatrix::zeros(names.len(), names.len());
    for sums in sums {
        let totals = sums.totals();
        crossed.ger(1.0, &totals, &totals, 1.0);
    }
    let share = rows - (&plain.bread * crossed).trace();
    let tau2 = (plain.left() - (rows - width) * sigma2) / share;
    // Clusters that are columns of their own leave nothing to find τ² in.
    Ok((sigma2, if share > 0.0 { tau2.max(0.0) } else { 0.0 }))
}

/// Variances that are said, if they can be any.
pub(super) fn given(within: f64, between: f64) -> Result<(f64, f64), Unfit> {
    if within > 0.0 && within.is_finite() && between >= 0.0 && between.is_finite() {
        return Ok((within, between));
    }
    Err(Unfit::new(
        format!(
            "the variances are given as {within} within clusters and {between} between: the first is above 0, the second 0 or more"
        ),
        format!(
            "分散の指定が、クラスター内{within}、クラスター間{between}です。前者は0より大きく、後者は0以上にしてください。"
        ),
    ))
}
