//! Tails of the distributions that tests and intervals are made with. `NaN` where what is asked makes no sense (no
//! degrees of freedom, a statistic that is none): it spreads, and is never taken for a probability.

use statrs::function::beta::checked_beta_reg;
use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::checked_gamma_ur;

/// P(|T| ≥ |t|) for Student's t with `df` degrees of freedom, which need not be whole.
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    if t.is_infinite() && df > 0.0 {
        return 0.0;
    }
    checked_beta_reg(df / 2.0, 0.5, df / (df + t * t)).unwrap_or(f64::NAN)
}

/// The t that |T| exceeds with probability `alpha`, 0 < alpha < 1: 2.262 for 0.05 and 9.
pub fn t_critical(alpha: f64, df: f64) -> f64 {
    quantile(alpha, |t| t_two_sided(t, df))
}

/// P(F ≥ f) for Fisher's F with `d1` and `d2` degrees of freedom.
pub fn f_upper(f: f64, d1: f64, d2: f64) -> f64 {
    if f <= 0.0 {
        return if d1 > 0.0 && d2 > 0.0 { 1.0 } else { f64::NAN };
    }
    checked_beta_reg(d2 / 2.0, d1 / 2.0, d2 / (d2 + d1 * f)).unwrap_or(f64::NAN)
}

/// The f that F exceeds with probability `alpha`.
pub fn f_critical(alpha: f64, d1: f64, d2: f64) -> f64 {
    quantile(alpha, |f| f_upper(f, d1, d2))
}

/// P(X ≥ x) for χ² with `df` degrees of freedom.
pub fn chi2_upper(x: f64, df: f64) -> f64 {
    match x > 0.0 {
        true => checked_gamma_ur(df / 2.0, x / 2.0).unwrap_or(f64::NAN),
        false if df > 0.0 && x == 0.0 => 1.0,
        false => f64::NAN,
    }
}

/// P(|Z| ≥ |z|) for the standard normal.
pub fn normal_two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// P(Z ≤ z) for the standard normal.
pub fn normal_below(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// The z that |Z| exceeds with probability `alpha`: 1.96 for 0.05.
pub fn normal_critical(alpha: f64) -> f64 {
    std::f64::consts::SQRT_2 * erfc_inv(alpha)
}

/// Where a tail that falls from 1 to 0 over [0, ∞) has the height `alpha`. By halving: the tails are exact to some
/// 1e-14, and what is inverted here is as exact, which the libraries' own quantiles are not.
fn quantile(alpha: f64, tail: impl Fn(f64) -> f64) -> f64 {
    if !(alpha > 0.0 && alpha < 1.0) || tail(1.0).is_nan() {
        return f64::NAN;
    }
    let mut high = 1.0;
    while tail(high) > alpha {
        high *= 2.0;
        if !f64::is_finite(high) {
            return f64::INFINITY;
        }
    }
    let mut low = 0.0;
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if tail(middle) > alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against scipy 1.16 (`t.isf(alpha / 2, df)`, `2 * t.sf(t, df)`, `f.sf`, `chi2.sf`, `norm.sf`).
    #[test]
    fn tails_are_those_of_another_library() {
        let close = |ours: f64, theirs: f64| {
            assert!((ours - theirs).abs() <= 1e-10 * theirs.abs(), "{ours:e} is not {theirs:e}");
        };
        close(t_critical(0.05, 34.0), 2.032244509317719);
        close(t_critical(0.05, 2.5), 3.5746548420036834);
        close(t_critical(1e-6, 1.0), 636619.7723670577);
        close(t_critical(0.05, 1000.5), 1.962337892459348);
        close(t_two_sided(1.5, 3.0), 0.23058386524482294);
        close(t_two_sided(-0.01, 34.0), 0.9920797347101541);
        close(t_two_sided(8.0, 34.0), 2.5329611735025966e-09);
        close(t_two_sided(40.0, 2.2), 0.00034231547656460564);
        close(f_upper(3.79, 1.0, 34.0), 0.059859504460356705);
        close(f_upper(0.2, 5.0, 60.0), 0.9612417979192881);
        close(f_upper(30.0, 3.0, 7.5), 0.00015434458160043814);
        close(f_critical(0.05, 3.0, 20.0), 3.098391212140781);
        close(chi2_upper(3.84, 1.0), 0.05004352124870519);
        close(chi2_upper(0.1, 4.0), 0.9987908957257497);
        close(chi2_upper(60.0, 5.0), 1.2154569777183007e-11);
        close(normal_two_sided(0.3), 0.7641771556220948);
        close(normal_two_sided(6.5), 8.032001167718176e-11);
        close(normal_critical(0.05), 1.9599639845400545);
        close(normal_critical(1e-8), 5.73072886823629);
        close(normal_critical(0.7), 0.38532046640756773);
        close(normal_below(-1.9599639845400545), 0.025);
    }

    #[test]
    fn what_makes_no_sense_is_no_number() {
        assert!(t_two_sided(1.0, 0.0).is_nan());
        assert!(t_two_sided(f64::NAN, 3.0).is_nan());
        assert!(t_critical(0.0, 3.0).is_nan());
        assert!(f_upper(f64::NAN, 1.0, 3.0).is_nan());
        assert!(chi2_upper(-1.0, 3.0).is_nan());
        assert_eq!(t_two_sided(f64::INFINITY, 3.0), 0.0);
    }
}
