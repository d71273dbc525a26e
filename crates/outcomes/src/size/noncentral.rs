use crate::tails;
use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::ln_gamma;

/// P(F ≥ f) for the noncentral F with `d1` and `d2` degrees of freedom: the mean of central tails with d1 + 2j degrees of
/// freedom, where j is Poisson with mean λ/2 (Johnson, Kotz and Balakrishnan 1995, chapter 30). All terms are above 0, so
/// that nothing cancels.
pub(super) fn f_upper(f: f64, d1: f64, d2: f64, lambda: f64) -> f64 {
    let (half, x) = (lambda / 2.0, d2 / (d2 + d1 * f));
    if !(lambda >= 0.0 && lambda.is_finite()) {
        return f64::NAN;
    }
    if lambda == 0.0 {
        return tails::f_upper(f, d1, d2);
    }
    let weight = |j: f64| (j * half.ln() - half - ln_gamma(j + 1.0)).exp();
    let tail = |j: f64| checked_beta_reg(d2 / 2.0, d1 / 2.0 + j, x).unwrap_or(f64::NAN);
    // From the likeliest j both ways, until what is left is nothing.
    let likeliest = half.floor();
    let sum = |step: f64, first: f64| {
        let (mut j, mut sum) = (first, 0.0);
        while j >= 0.0 {
            let weight = weight(j);
            sum += weight * tail(j);
            if weight < 1e-18 {
                break;
            }
            j += step;
        }
        sum
    };
    (sum(1.0, likeliest) + sum(-1.0, likeliest - 1.0)).min(1.0)
}

/// The probability with which a two-sided test of t with `df` degrees of freedom finds what lies `delta` standard errors
/// from 0, on whichever side: T² is F with one degree of freedom.
pub(super) fn t_power(delta: f64, df: f64, alpha: f64) -> f64 {
    f_upper(tails::t_critical(alpha, df).powi(2), 1.0, df, delta * delta)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against scipy 1.17 (`ncf.sf`, and `nct` on both sides).
    #[test]
    fn tails_are_those_of_another_library() {
        let close = |ours: f64, theirs: f64| assert!((ours - theirs).abs() < 1e-11, "{ours:e} is not {theirs:e}");
        close(f_upper(2.9, 3.0, 36.0, 11.5), 0.7699581467071723);
        close(f_upper(1.0, 3.0, 36.0, 0.4), 0.4608842898214099);
        close(f_upper(4.1, 1.0, 8.5, 30.0), 0.9991258275340652);
        close(f_upper(3.0, 2.0, 500.0, 250.0), 1.0);
        close(f_upper(2.9, 3.0, 36.0, 0.0), tails::f_upper(2.9, 3.0, 36.0));
        close(t_power(2.8, 126.0, 0.05), 0.7935035925831323);
        close(t_power(0.3, 4.0, 0.05), 0.0564057359474338);
        close(t_power(5.0, 10.0, 0.01), 0.9398674227835967);
        assert!(f_upper(3.0, 3.0, 36.0, f64::NAN).is_nan());
    }
}
