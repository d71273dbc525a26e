//! What one person adds to the variance of an estimate, corrected for small numbers of people.

use nalgebra::{DMatrix, DVector};

/// J⁻¹ u of one person, where u = D (I − R J⁻¹ D)⁻¹ r is the score of residuals as they would be had the person not bent
/// the fit towards themself (Mancl & DeRouen 2001, doi 10.1111/j.0006-341X.2001.00126.x; Qian et al. 2021, doi
/// 10.1093/biomet/asaa070, supplement).
///
/// I − R J⁻¹ D has a row for each of the person's decision points. D is pushed through it, D (I − R J⁻¹ D)⁻¹ r =
/// (I − D R J⁻¹)⁻¹ D r, so that `own` = D R (k × k) and `score` = D r (k) are all that has to be known of the person.
/// For least squares D = X'W, R = −X, J = −ΣX'WX; both signs may be left out.
///
/// `None` where the person's own rows settle a term: without them it could not be told. Columns have to be scaled so that
/// the total of `own` has ones on its diagonal.
pub(crate) fn influence(bread: &DMatrix<f64>, own: &DMatrix<f64>, score: &DVector<f64>) -> Option<DVector<f64>> {
    let left = DMatrix::identity(own.nrows(), own.nrows()) - own * bread;
    let factors = left.lu();
    let least = factors.u().diagonal().amin();
    if !(least.is_finite() && least > 1e-10) {
        return None;
    }
    Some(bread * factors.solve(score)?)
}
