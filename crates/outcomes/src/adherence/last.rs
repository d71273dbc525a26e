use crate::tails;
use crate::unfit::Unfit;
use std::collections::BTreeSet;

/// On which days a person was active, and for how long they were followed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Active {
    /// For how many days, from day 0 on.
    pub followed: i32,
    /// The days on which they were.
    pub days: BTreeSet<i32>,
}

/// After how many days without activity somebody counts as gone. Shorter breaks are breaks.
pub const GAP_DAYS: i32 = 14;

/// For how long somebody went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// Days from their first on until their last activity, that day included; or for how long they were followed, where
    /// they had not stopped by then.
    pub days: i32,
    /// Whether they stopped.
    pub stopped: bool,
}

impl Followed {
    /// Of a person's days. Somebody stopped where [`GAP_DAYS`] days of the following or more passed without activity since
    /// the last; somebody who never was active stopped on day 0, once so many days have passed.
    pub fn of(active: &Active) -> Self {
        let last = active.days.range(..active.followed).next_back().map_or(0, |last| last + 1);
        let stopped = active.followed - last >= GAP_DAYS;
        Self { days: if stopped { last } else { active.followed.max(0) }, stopped }
    }
}

/// The time to the last activity, by Kaplan and Meier (1958, doi 10.1080/01621459.1958.10501452).
#[derive(Debug, Clone, PartialEq)]
pub struct LastActivity {
    /// How many people.
    pub people: u64,
    /// The curve: it is 1 before the first step, and stays as it is between two.
    pub steps: Vec<Step>,
}

/// A step of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// On which day.
    pub day: i32,
    /// How many were still followed and had not stopped before.
    pub at_risk: u64,
    /// How many stopped.
    pub stopped: u64,
    /// The share that goes on after it.
    pub going_on: f64,
    /// The lower end of its 95% interval…
    pub low: f64,
    /// …and the upper end, by Greenwood's variance on the scale log(−log), so that both lie between 0 and 1. Where nobody
    /// goes on any more, both are 0.
    pub high: f64,
}

impl LastActivity {
    /// Of people.
    ///
    /// # Errors
    /// There is nobody.
    pub fn of(people: &[Followed]) -> Result<Self, Unfit> {
        if people.is_empty() {
            return Err(Unfit::new(
                "nobody was followed, so that nothing can be said of how long people go on",
                "対象になった方がいないので、どのくらい続いたかは分かりません。",
            ));
        }
        let mut sorted = people.to_vec();
        // Of those of the same day, whoever stopped did so before the following of others ended.
        sorted.sort_by_key(|one| (one.days, !one.stopped));
        let z = tails::normal_critical(0.05);
        let (mut going_on, mut greenwood, mut steps) = (1.0, 0.0, Vec::new());
        let mut at_risk = sorted.len() as u64;
        for same in sorted.chunk_by(|one, other| one.days == other.days) {
            let stopped = same.iter().filter(|one| one.stopped).count() as u64;
            if stopped > 0 {
                let (all, gone) = (at_risk as f64, stopped as f64);
                going_on *= 1.0 - gone / all;
                greenwood += gone / (all * (all - gone));
                let (low, high) = interval(going_on, greenwood, z);
                let day = same.first().map_or(0, |one| one.days);
                steps.push(Step { day, at_risk, stopped, going_on, low, high });
            }
            at_risk -= same.len() as u64;
        }
        Ok(Self { people: people.len() as u64, steps })
    }

    /// The first day after which half or fewer go on; `None` while more do.
    pub fn median(&self) -> Option<i32> {
        self.steps.iter().find(|step| step.going_on <= 0.5).map(|step| step.day)
    }

    /// The share that goes on after a day.
    pub fn after(&self, day: i32) -> f64 {
        self.steps.iter().rfind(|step| step.day <= day).map_or(1.0, |step| step.going_on)
    }
}

/// The interval of a share that goes on, between 0 and 1.
fn interval(going_on: f64, greenwood: f64, z: f64) -> (f64, f64) {
    if going_on <= 0.0 {
        return (0.0, 0.0);
    }
    let reach = z * greenwood.sqrt() / going_on.ln().abs();
    (going_on.powf(reach.exp()), going_on.powf((-reach).exp()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn followed(days: i32, stopped: bool) -> Followed {
        Followed { days, stopped }
    }

    /// Held against `statsmodels.api.SurvfuncRight` 0.14 on the same times.
    #[test]
    fn the_curve_is_that_of_other_programs() {
        let days = [3, 3, 5, 8, 8, 8, 12, 14, 20, 21, 21, 30, 42, 42, 42, 42];
        let stopped = [1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0];
        let people: Vec<_> = days.iter().zip(stopped).map(|(days, stopped)| followed(*days, stopped == 1)).collect();
        let curve = LastActivity::of(&people).unwrap();
        let expected = [
            (3, 16, 0.9375, 0.632_345_44, 0.990_953_14),
            (5, 14, 0.870_535_71, 0.573_292_78, 0.966_038_90),
            (8, 13, 0.736_607_14, 0.440_712_78, 0.892_208_32),
            (14, 9, 0.654_761_90, 0.354_110_64, 0.841_349_00),
            (20, 8, 0.572_916_67, 0.279_416_13, 0.784_008_42),
            (21, 7, 0.491_071_43, 0.213_396_44, 0.720_770_44),
            (30, 5, 0.392_857_14, 0.137_252_09, 0.644_321_25),
        ];
        assert_eq!(curve.steps.len(), expected.len());
        for (step, (day, at_risk, going_on, low, high)) in curve.steps.iter().zip(expected) {
            assert_eq!((step.day, step.at_risk), (day, at_risk));
            for (is, wanted) in [(step.going_on, going_on), (step.low, low), (step.high, high)] {
                assert!((is - wanted).abs() < 5e-9, "day {day}: {is} is not {wanted}");
            }
        }
        assert_eq!((curve.median(), curve.after(2), curve.after(29)), (Some(21), 1.0, curve.steps[5].going_on));
    }

    #[test]
    fn a_break_is_no_end_and_silence_at_the_end_is_one_after_two_weeks() {
        let of = |followed, days: &[i32]| Followed::of(&Active { followed, days: days.iter().copied().collect() });
        assert_eq!(of(42, &[0, 5, 30]), followed(42, false), "a break of three weeks, and back");
        assert_eq!(of(42, &[0, 27]), followed(28, true), "14 days of silence");
        assert_eq!(of(42, &[0, 28]), followed(42, false), "13 days of silence");
        assert_eq!(of(42, &[]), followed(0, true), "never begun");
        assert_eq!(of(10, &[]), followed(10, false), "too early to say");
        assert_eq!(of(42, &[50]), followed(0, true), "what comes after the following is not looked at");
    }

    #[test]
    fn where_nobody_is_nothing_is_said_and_where_all_stop_nobody_goes_on() {
        let nobody = LastActivity::of(&[]).unwrap_err();
        assert!(nobody.sentence().en.contains("nobody was followed"));
        let curve = LastActivity::of(&[followed(0, true), followed(7, true)]).unwrap();
        assert_eq!(curve.after(0), 0.5);
        let last = curve.steps[1];
        assert_eq!((last.going_on, last.low, last.high), (0.0, 0.0, 0.0));
        let curve = LastActivity::of(&[followed(7, false)]).unwrap();
        assert_eq!((curve.steps.len(), curve.median(), curve.after(100)), (0, None, 1.0));
    }

    proptest! {
        #[test]
        fn a_curve_falls_and_stays_within_its_interval(people in prop::collection::vec((0..60i32, any::<bool>()), 1..80)) {
            let people: Vec<_> = people.into_iter().map(|(days, stopped)| followed(days, stopped)).collect();
            let curve = LastActivity::of(&people).unwrap();
            let mut before = 1.0;
            for step in &curve.steps {
                prop_assert!(step.going_on <= before);
                prop_assert!(0.0 <= step.low && step.low <= step.going_on && step.going_on <= step.high && step.high <= 1.0);
                before = step.going_on;
            }
            let mut other = people.clone();
            other.reverse();
            prop_assert_eq!(LastActivity::of(&other).unwrap(), curve);
        }
    }
}
