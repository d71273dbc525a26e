//! Systems of normal equations, and what of them cannot be solved.

use crate::Unfit;
use nalgebra::{DMatrix, DVector};

/// The inverse of a sum of squares and products Σ x x'w, symmetric, k × k. `names` are those of its rows, k of them.
///
/// Columns are first brought to length 1, so that what is told to be dependent does not hang on the units in which
/// steps or years are counted.
///
/// # Errors
/// Where a column is a combination of those before it, or has no value but 0: which one.
pub(crate) fn inverse_of_gram(gram: &DMatrix<f64>, names: &[String]) -> Result<DMatrix<f64>, Unfit> {
    let lengths = gram.diagonal().map(f64::sqrt);
    if let Some(at) = lengths.iter().position(|length| !length.is_finite() || *length <= 0.0) {
        return Err(dependent(names, at));
    }
    let inverse_lengths = lengths.map(f64::recip);
    let scaled = DMatrix::from_diagonal(&inverse_lengths) * gram * DMatrix::from_diagonal(&inverse_lengths);
    if let Some(at) = first_dependent(&scaled) {
        return Err(dependent(names, at));
    }
    let inverse = scaled.cholesky().ok_or_else(|| dependent(names, names.len().saturating_sub(1)))?.inverse();
    Ok(DMatrix::from_diagonal(&inverse_lengths) * inverse * DMatrix::from_diagonal(&inverse_lengths))
}

/// The first column of which less than a part in 10¹⁰ (of its squared length) is left once those before it are taken
/// out: an outer-product Cholesky factorisation, for its pivots alone.
fn first_dependent(scaled: &DMatrix<f64>) -> Option<usize> {
    let mut left = scaled.clone();
    for at in 0..left.nrows() {
        let pivot = *left.get((at, at))?;
        if !(pivot.is_finite() && pivot > 1e-10) {
            return Some(at);
        }
        let column: DVector<f64> = left.column(at).into_owned();
        left -= &column * column.transpose() / pivot;
    }
    None
}

fn dependent(names: &[String], at: usize) -> Unfit {
    let name = names.get(at).map_or("?", String::as_str);
    Unfit::new(
        format!(
            "`{name}` cannot be told apart from the other terms in these rows: it is constant or a combination of \
             them; leave it out, or bring rows in which it varies"
        ),
        format!(
            "この行の中では、`{name}` の効き目をほかの項目と分けられません（値がいつも同じか、ほかの項目の組み合わせです）。\
             `{name}` を外すか、値の異なる行を加えてください。"
        ),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn named(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("x{n}")).collect()
    }

    #[test]
    fn an_inverse_is_one_whatever_the_units() {
        let gram = DMatrix::from_row_slice(2, 2, &[4.0, 2e6, 2e6, 9e12]);
        let inverse = inverse_of_gram(&gram, &named(2)).unwrap();
        let unit = gram * inverse;
        assert!((unit - DMatrix::identity(2, 2)).amax() < 1e-9);
    }

    #[test]
    fn what_depends_on_others_is_named() {
        let gram = DMatrix::from_row_slice(3, 3, &[1.0, 0.0, 2.0, 0.0, 1.0, 3.0, 2.0, 3.0, 13.0]);
        let unfit = inverse_of_gram(&gram, &named(3)).unwrap_err();
        assert!(unfit.to_string().starts_with("`x2`"), "{unfit}");
        let unfit = inverse_of_gram(&DMatrix::zeros(1, 1), &named(1)).unwrap_err();
        assert!(unfit.to_string().starts_with("`x0`"), "{unfit}");
    }
}
