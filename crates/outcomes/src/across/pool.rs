use crate::{Unfit, tails};
use serde::{Deserialize, Serialize};

/// What one city found, by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Its estimate.
    pub estimate: f64,
    /// The standard error of it, above 0. It is taken as known exactly.
    pub se: f64,
}

/// The mean of cities' effects, in their unit.
///
/// ```json
/// {"estimate": 312.4, "se": 66.1, "ci_low": 28.0, "ci_high": 596.8, "level": 0.95, "df": 2, "p": 0.041, "cities": 3}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pooled {
    /// The estimate: Σwy/Σw with w = 1/(se² + τ²).
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The lower end of its interval.
    pub ci_low: f64,
    /// The upper end of its interval.
    pub ci_high: f64,
    /// The level of the interval: 0.95.
    pub level: f64,
    /// Degrees of freedom of t: cities less one.
    pub df: f64,
    /// The two-sided p-value of "it is nothing on average".
    pub p: f64,
    /// Cities in it.
    pub cities: u64,
}

/// How far cities' effects differ beside chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Heterogeneity {
    /// Cochran's Q: Σ(y − ȳ)²/se² about the mean weighted by 1/se².
    pub q: f64,
    /// Its degrees of freedom: cities less one.
    pub df: f64,
    /// The p-value of "all cities have the same effect", by χ².
    pub p: f64,
    /// Which share of the spread is not chance: (Q − df)/Q, or 0 (Higgins and Thompson 2002, doi 10.1002/sim.1186).
    pub i2: f64,
    /// τ², the variance between cities' effects, in the unit squared.
    pub tau2: f64,
}

/// Pools effects: random effects with the variance of Paule and Mandel (1982, doi 10.6028/jres.087.022) and the
/// interval of Hartung and Knapp (2001, doi 10.1002/sim.791) and Sidik and Jonkman (2002, doi 10.1002/sim.1262), which
/// holds with few cities where the usual one does not (IntHout et al. 2014, doi 10.1186/1471-2288-14-25).
///
/// Where cities happen to agree better than their own errors let expect, that interval would be too narrow, with two
/// cities without any width; its factor is then 1 (Röver et al. 2015, doi 10.1186/s12874-015-0091-1).
///
/// # Errors
/// Below two cities, or where an estimate has no error, or `alpha` is no level.
pub fn pool(found: &[Found], alpha: f64) -> Result<(Pooled, Heterogeneity), Unfit> {
    crate::arms::is_level(alpha)?;
    if found.len() < 2 {
        return Err(too_few(found.len()));
    }
    let sound = |one: &Found| one.estimate.is_finite() && one.se > 0.0 && one.se.is_finite();
    if let Some(strange) = found.iter().find(|one| !sound(one)) {
        return Err(no_error(strange));
    }
    let df = (found.len() - 1) as f64;
    let q = Weighted::by(found, 0.0).squares;
    let tau2 = between(found, df);
    let Weighted { mean, weight, squares } = Weighted::by(found, tau2);
    let se = ((squares / df).max(1.0) / weight).sqrt();
    let reach = tails::t_critical(alpha, df) * se;
    let numbers = [mean, se, reach, q, tau2];
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(too_large());
    }
    let pooled = Pooled {
        estimate: told(mean),
        se: told(se),
        ci_low: told(mean - reach),
        ci_high: told(mean + reach),
        level: told(1.0 - alpha),
        df,
        p: told(tails::t_two_sided(mean / se, df)),
        cities: found.len() as u64,
    };
    let i2 = if q > df { (q - df) / q } else { 0.0 };
    let heterogeneity =
        Heterogeneity { q: told(q), df, p: told(tails::chi2_upper(q, df)), i2: told(i2), tau2: told(tau2) };
    Ok((pooled, heterogeneity))
}

/// Effects weighted by 1/(se² + τ²).
struct Weighted {
    mean: f64,
    /// Σw.
    weight: f64,
    /// Σw(y − mean)².
    squares: f64,
}

impl Weighted {
    fn by(found: &[Found], tau2: f64) -> Self {
        let weights: Vec<f64> = found.iter().map(|one| (one.se * one.se + tau2).recip()).collect();
        let weight: f64 = weights.iter().sum();
        let mean = found.iter().zip(&weights).map(|(one, w)| w * one.estimate).sum::<f64>() / weight;
        let squares = found.iter().zip(&weights).map(|(one, w)| w * (one.estimate - mean).powi(2)).sum();
        Self { mean, weight, squares }
    }
}

/// The τ² at which Σw(y − mean)² is what is expected of it, cities less one; 0 where it is less already. It falls as τ²
/// grows, so that it is found by halving.
fn between(found: &[Found], df: f64) -> f64 {
    let is_above = |tau2: f64| Weighted::by(found, tau2).squares > df;
    if !is_above(0.0) {
        return 0.0;
    }
    let mut high = found.iter().map(|one| one.se * one.se).fold(f64::MIN_POSITIVE, f64::max);
    while is_above(high) {
        high *= 2.0;
    }
    let mut low = 0.0;
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if is_above(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Seven digits, as in reports: the same on every machine.
fn told(number: f64) -> f64 {
    format!("{number:.6e}").parse().unwrap_or(number) + 0.0
}

fn too_few(cities: usize) -> Unfit {
    Unfit::new(
        format!(
            "{cities} of the cities compared {} an effect in a final report: at least two are needed to take cities \
             together",
            if cities == 1 { "has" } else { "have" }
        ),
        format!("最終の報告で効果が分かっている市は{cities}です。まとめるには二つ以上の市が必要です。"),
    )
}

fn no_error(strange: &Found) -> Unfit {
    let Found { estimate, se } = strange;
    Unfit::new(
        format!(
            "an effect of {estimate} with a standard error of {se} cannot be pooled: both are finite, the error above 0"
        ),
        format!("効果が {estimate}、標準誤差が {se} の市があり、まとめられません。標準誤差は 0 より大きい数です。"),
    )
}

fn too_large() -> Unfit {
    Unfit::new(
        "the effects are too large, or their errors too unlike, to be pooled; give them in other units",
        "効果が大きすぎるか、標準誤差が違いすぎて、まとめられません。単位を変えてください。",
    )
}
