/// One arm, in something that was known before the draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// The mean of those of whom it is known.
    pub mean: f64,
    /// Their variance; `None` of fewer than two.
    pub variance: Option<f64>,
}

/// How far an arm lay from the other before the draw: (m₁ − m₀)/√((s₁² + s₀²)/2). Beyond 0.1 either way it is worth a word
/// (Austin 2009, doi:10.1002/sim.3697). `None` where it varies in neither arm, or is known of fewer than two in one.
///
/// There is no p-value: that a fair draw was fair needs no test, and how far the arms lie apart does not hang on how many
/// people there are.
pub fn apart(without: &Side, with: &Side) -> Option<f64> {
    let spread = f64::midpoint(without.variance?, with.variance?).sqrt();
    Some((with.mean - without.mean) / spread).filter(|apart| apart.is_finite())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn side(mean: f64, variance: Option<f64>) -> Side {
        Side { mean, variance }
    }

    #[test]
    fn arms_are_held_beside_each_other() {
        // 1 and 4 without, 3 and 5 with.
        let told = apart(&side(2.5, Some(4.5)), &side(4.0, Some(2.0))).unwrap();
        assert!((told - 1.5 / 3.25_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn what_does_not_vary_has_no_distance() {
        for (without, with) in [
            (side(3.0, Some(0.0)), side(3.0, Some(0.0))),
            (side(9.0, Some(0.0)), side(3.0, Some(0.0))),
            (side(9.0, None), side(3.5, Some(0.5))),
            (side(0.0, None), side(0.0, None)),
        ] {
            assert_eq!(apart(&without, &with), None, "{without:?} {with:?}");
        }
    }
}
