//! What is kept of a person: sums over their rows, in one list.
//!
//! β̂ is linear in the outcome and in the coefficients of the regressions, so that rows are read once, whatever is
//! found out later: the outcome of the person comes in at the end.

use super::Row;
use nalgebra::{DMatrix, DVector};

/// How long the list is, and what is where in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    controls: usize,
    effects: usize,
}

/// Sums of one person, or of all.
pub(super) struct Sums {
    /// T: rows.
    pub(super) rows: f64,
    /// Rows of each arm that count, treated first: the number, Σ g and Σ g g'.
    pub(super) arms: [Arm; 2],
    /// Σ S S', over all rows.
    pub(super) gram: DMatrix<f64>,
    /// Σ c S with c = I (−1)^(1 − A) / P(A): what the outcome is multiplied by.
    pub(super) signed: DVector<f64>,
    /// Σ |c S|: how large that could have been.
    pub(super) most: DVector<f64>,
    /// Σ c (1 − p) S g' and Σ c p S g': what the coefficients with treatment and without are multiplied by.
    pub(super) told: [DMatrix<f64>; 2],
}

pub(super) struct Arm {
    pub(super) rows: f64,
    pub(super) sum: DVector<f64>,
    pub(super) gram: DMatrix<f64>,
}

impl Layout {
    /// For q controls with the intercept and p effects.
    pub(super) fn new(controls: usize, effects: usize) -> Self {
        Self { controls, effects }
    }

    pub(super) fn width(self) -> usize {
        let Self { controls, effects } = self;
        1 + 2 * controls * controls + effects * effects + 2 * effects + 2 * effects * controls
    }

    /// What a row adds, in place of what `into` had.
    pub(super) fn fill(self, row: &Row<'_>, into: &mut Vec<f64>) {
        let g = || std::iter::once(&1.0).chain(row.controls);
        let s = || std::iter::once(&1.0).chain(row.moderators);
        into.clear();
        into.push(1.0);
        for arm in [true, false] {
            let counts = row.available && row.treated == arm;
            for value in g() {
                into.extend(g().map(|other| if counts { value * other } else { 0.0 }));
            }
        }
        for value in s() {
            into.extend(s().map(|other| value * other));
        }
        let p = row.probability;
        let sign = match (row.available, row.treated) {
            (false, _) => 0.0,
            (true, true) => 1.0 / p,
            (true, false) => -1.0 / (1.0 - p),
        };
        into.extend(s().map(|value| sign * value));
        into.extend(s().map(|value| (sign * value).abs()));
        for share in [1.0 - p, p] {
            for value in s() {
                into.extend(g().map(|other| if row.available { sign * share * value * other } else { 0.0 }));
            }
        }
    }

    /// Each by its name.
    pub(super) fn read(self, list: &[f64]) -> Sums {
        let Self { controls, effects } = self;
        let mut rest = list.iter().copied();
        let mut next = |rows: usize, columns: usize| {
            DMatrix::from_row_iterator(
                rows,
                columns,
                std::iter::repeat_with(|| rest.next().unwrap_or(f64::NAN)).take(rows * columns),
            )
        };
        let rows = next(1, 1).sum();
        let mut arm = || {
            let gram = next(controls, controls);
            Arm { rows: gram.iter().next().copied().unwrap_or(f64::NAN), sum: gram.column(0).into_owned(), gram }
        };
        let arms = [arm(), arm()];
        let gram = next(effects, effects);
        let signed = next(effects, 1).column(0).into_owned();
        let most = next(effects, 1).column(0).into_owned();
        let told = [next(effects, controls), next(effects, controls)];
        Sums { rows, arms, gram, signed, most, told }
    }
}
