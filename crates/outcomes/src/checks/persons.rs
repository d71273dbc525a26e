use super::Ratio;
use crate::{Unfit, tails};

/// Whether as many people are in each arm as the shares of the plan give it: χ² = Σ (o − e)²/e (Pearson). The shares need
/// not sum to 1; an arm has the part of their sum.
///
/// # Errors
/// Where shares are none, or nobody was drawn.
pub fn persons(observed: &[u64], shares: &[f64]) -> Result<Ratio, Unfit> {
    let expected = expected(observed, shares)?;
    let of = |(observed, expected): (&u64, f64)| (*observed as f64 - expected).powi(2) / expected;
    let statistic = observed.iter().zip(expected).map(of).sum();
    Ok(Ratio::new(statistic, tails::chi2_upper(statistic, observed.len() as f64 - 1.0)))
}

fn expected(observed: &[u64], shares: &[f64]) -> Result<Vec<f64>, Unfit> {
    let all: u64 = observed.iter().sum();
    let probabilities = probabilities(observed.len(), shares)?;
    if all == 0 {
        return Err(Unfit::new(
            "nobody was drawn into an arm yet: there is nothing to check",
            "まだだれも割り当てられていないため、人数の確認はできません。",
        ));
    }
    Ok(probabilities.into_iter().map(|probability| probability * all as f64).collect())
}

/// The probability of each arm.
pub(super) fn probabilities(arms: usize, shares: &[f64]) -> Result<Vec<f64>, Unfit> {
    let all: f64 = shares.iter().sum();
    if arms < 2 || shares.len() != arms || !all.is_finite() || shares.iter().any(|share| *share <= 0.0) {
        return Err(Unfit::new(
            "a check of numbers has two arms or more, and for each a share above 0",
            "人数の確認には、二つ以上の群と、それぞれの割り当ての割合（0より大きい値）が必要です。",
        ));
    }
    Ok(shares.iter().map(|share| share / all).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// Against gbstats 0.8.0 (`check_srm`).
    #[test]
    fn numbers_are_checked_as_gbstats_does() {
        let cases: [(&[u64], &[f64], f64); 4] = [
            (&[510, 490], &[0.5, 0.5], 0.5270892568655381),
            (&[550, 450], &[0.5, 0.5], 0.001565402258002549),
            (&[100, 220, 310], &[0.15, 0.35, 0.5], 0.8184832528522135),
            (&[12, 30], &[1.0, 2.0], 0.5126907602619235),
        ];
        for (observed, shares, p) in cases {
            let told = persons(observed, shares).unwrap();
            assert!((told.p - p).abs() < 1e-12 && !told.alarm, "{told:?} is not {p}");
        }
        assert!(persons(&[560, 440], &[1.0, 1.0]).unwrap().alarm);
    }

    #[test]
    fn what_has_no_answer_is_a_sentence() {
        let cases: [(&[u64], &[f64], &str); 6] = [
            (&[0, 0], &[0.5, 0.5], "nobody was drawn"),
            (&[3], &[1.0], "a check of numbers"),
            (&[3, 4], &[0.5], "a check of numbers"),
            (&[3, 4], &[0.5, 0.0], "a check of numbers"),
            (&[3, 4], &[0.5, f64::NAN], "a check of numbers"),
            (&[3, 4], &[0.5, f64::INFINITY], "a check of numbers"),
        ];
        for (observed, shares, en) in cases {
            let unfit = persons(observed, shares).unwrap_err();
            assert!(unfit.to_string().starts_with(en) && unfit.sentence().ja.ends_with('。'), "{unfit}");
        }
    }
}
