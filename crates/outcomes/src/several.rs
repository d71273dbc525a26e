//! Several questions asked of the same people: p-values that allow for having asked so often. Intervals stay as they are.

use crate::Unfit;

/// Holm's adjusted p-values, in the order given: the probability that any true "it is nothing" is rejected stays below the
/// level (Holm 1979, Scandinavian Journal of Statistics 6, 65–70).
///
/// # Errors
/// Where one is no p-value.
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Unfit> {
    let order = by_size(p)?;
    let mut adjusted = vec![1.0; p.len()];
    let mut most = 0.0_f64;
    for (rank, (place, value)) in order.iter().enumerate() {
        most = most.max((p.len() - rank) as f64 * value).min(1.0);
        if let Some(own) = adjusted.get_mut(*place) {
            *own = most;
        }
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's adjusted p-values, in the order given: of what is called an effect, the expected share that
/// is none stays below the level (Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x).
///
/// # Errors
/// Where one is no p-value.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Unfit> {
    let order = by_size(p)?;
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, (place, value)) in order.iter().enumerate().rev() {
        least = least.min(p.len() as f64 / (rank + 1) as f64 * value);
        if let Some(own) = adjusted.get_mut(*place) {
            *own = least;
        }
    }
    Ok(adjusted)
}

/// The p-values with their places, the smallest first.
fn by_size(p: &[f64]) -> Result<Vec<(usize, f64)>, Unfit> {
    if let Some(strange) = p.iter().find(|value| !(0.0..=1.0).contains(*value)) {
        return Err(Unfit::new(
            format!("{strange} is no p-value: leave out the questions that had no answer"),
            format!("{strange}はp値ではありません。答えの出なかった項目を除いてください。"),
        ));
    }
    let mut order: Vec<(usize, f64)> = p.iter().copied().enumerate().collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    Ok(order)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// Against statsmodels 0.15.0 (`multipletests` with `holm` and `fdr_bh`).
    #[test]
    fn p_values_are_adjusted_as_statsmodels_does() {
        let p = [0.04, 0.001, 0.3, 0.012, 0.0126, 0.9, 0.02];
        let close = |ours: Vec<f64>, theirs: [f64; 7]| {
            assert!(ours.iter().zip(theirs).all(|(our, their)| (our - their).abs() < 1e-15), "{ours:?} {theirs:?}");
        };
        close(holm(&p).unwrap(), [0.12, 0.007, 0.6, 0.07200000000000001, 0.07200000000000001, 0.9, 0.08]);
        close(
            benjamini_hochberg(&p).unwrap(),
            [0.056, 0.007, 0.35000000000000003, 0.029400000000000003, 0.029400000000000003, 0.9, 0.035],
        );
        assert_eq!(holm(&[]).unwrap(), Vec::<f64>::new());
        for strange in [f64::NAN, -0.1, 1.1] {
            let unfit = holm(&[0.2, strange]).unwrap_err();
            assert!(unfit.to_string().ends_with("that had no answer"), "{unfit}");
            assert_eq!(benjamini_hochberg(&[0.2, strange]).unwrap_err().to_string(), unfit.to_string());
        }
    }
}
