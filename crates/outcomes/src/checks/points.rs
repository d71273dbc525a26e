use super::Ratio;
use crate::rerandomise::Point;
use crate::{Unfit, tails};
use serde::Serialize;

/// How many decision points were treated, beside how many were to be expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Points {
    /// Available ones.
    pub available: u64,
    /// Those treated.
    pub treated: u64,
    /// How many treated ones their probabilities give.
    pub expected: f64,
    /// z = Σ (A − p)/√Σ p(1 − p).
    pub ratio: Ratio,
}

/// Whether as many available points were treated as their logged probabilities give.
///
/// # Errors
/// Where probabilities are none, or nothing was left to chance.
pub fn points(points: impl IntoIterator<Item = Point>) -> Result<Points, Unfit> {
    let (mut available, mut treated, mut expected, mut variance) = (0, 0, 0.0, 0.0);
    for point in points.into_iter().filter(|point| point.available) {
        let p = point.probability;
        if !(0.0..=1.0).contains(&p) {
            return Err(Unfit::new(
                format!("{p} was logged as the probability of a decision point; it lies between 0 and 1"),
                format!("判断の時点の確率が{p}と記録されています。0から1までの値でなければなりません。"),
            ));
        }
        available += 1;
        treated += u64::from(point.treated);
        expected += p;
        variance += p * (1.0 - p);
    }
    if variance <= 0.0 {
        return Err(Unfit::new(
            "nothing was left to chance: no available decision point has a probability between 0 and 1",
            "確率が0と1の間にある判断の時点がありません。偶然に任せたものがないため、確認できません。",
        ));
    }
    let z = (treated as f64 - expected) / f64::sqrt(variance);
    Ok(Points { available, treated, expected, ratio: Ratio::new(z, tails::normal_two_sided(z)) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn trial(treated: usize, available: usize, probability: f64) -> Result<Points, Unfit> {
        let point = |n: usize| Point { available: n < available, probability, treated: n < treated };
        points((0..available + 9).map(point))
    }

    /// The draws of HeartSteps V1 (Klasnja et al. 2019): 3,594 of 6,061 at 0.6.
    #[test]
    fn the_draws_of_a_real_trial_were_by_chance() {
        let told = trial(3_594, 6_061, 0.6).unwrap();
        assert!(
            (told.ratio.statistic + 1.1169451).abs() < 1e-7 && (told.ratio.p - 0.26401779).abs() < 1e-8,
            "{told:?}"
        );
        assert_eq!((told.available, told.treated, told.ratio.alarm), (6_061, 3_594, false));
        assert!(trial(3_494, 6_061, 0.6).unwrap().ratio.alarm);
    }

    #[test]
    fn what_has_no_answer_is_a_sentence() {
        for (told, en) in [
            (trial(0, 0, 0.5), "nothing was left to chance"),
            (trial(5, 5, 1.0), "nothing was left to chance"),
            (trial(0, 5, 0.0), "nothing was left to chance"),
            (trial(2, 5, -0.1), "-0.1 was logged"),
            (trial(2, 5, f64::NAN), "NaN was logged"),
        ] {
            let unfit = told.unwrap_err();
            assert!(unfit.to_string().starts_with(en) && unfit.sentence().ja.ends_with('。'), "{unfit}");
        }
    }
}
