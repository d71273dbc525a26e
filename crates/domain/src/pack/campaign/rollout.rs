//! A campaign that begins in one district after another: what `[rollout]` in `campaign.toml` says.

use super::file::{NaiveDateText, no_date};
use super::{Audience, Period};
use crate::chance::{self, Draw};
use crate::sentence::Sentence;
use crate::time::Day;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// A roll-out in steps, by districts in a random order (a stepped-wedge design: Hussey and Hughes 2007,
/// doi 10.1016/j.cct.2006.05.007). Until its step a district gets no message.
///
/// ```toml
/// [rollout]
/// seed = "arao-walk-steps"
/// steps = [2026-12-01, 2027-01-01, 2027-02-01]
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rollout {
    /// The key of the hash that orders the districts. Another seed is another order.
    pub seed: String,
    /// The days on which messages begin, in order.
    pub steps: Vec<Day>,
    /// What each district was dealt: its step's date as the arm.
    pub dealt: BTreeMap<String, Draw>,
}

impl Rollout {
    /// Deals the steps to districts, as many to each as can be.
    fn deal(seed: String, steps: Vec<Day>, districts: &[String]) -> Self {
        let share = 1.0 / steps.len().max(1) as f64;
        let arms: Vec<(String, f64)> = steps.iter().map(|step| (step.to_string(), share)).collect();
        let dealt = chance::deal(&seed, POINT, districts, &arms);
        Self { seed, steps, dealt }
    }

    /// When messages begin in a district, and the draw that put it there; `None` for one that is not part of it.
    pub fn step(&self, district: &str) -> Option<(Day, &Draw)> {
        let draw = self.dealt.get(district)?;
        let step = self.steps.iter().find(|step| step.to_string() == draw.arm)?;
        Some((*step, draw))
    }
}

/// What steps are dealt for.
const POINT: &str = "rollout";

/// `[rollout]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RolloutFile {
    seed: String,
    steps: Spanned<Vec<Spanned<NaiveDateText>>>,
}

impl RolloutFile {
    /// The roll-out among the districts for which the campaign is; `None` where it is not understood.
    pub(super) fn read(
        self,
        who: &Audience,
        period: Period,
        problem: &mut dyn FnMut(Range<usize>, Sentence),
    ) -> Option<Rollout> {
        let span = self.steps.span();
        let mut steps: Vec<Day> = Vec::new();
        let mut is_whole = true;
        for step in self.steps.into_inner() {
            let said = match step.get_ref().day() {
                None => no_date(),
                Some(day) if !period.contains(day) => out_of_period(day),
                Some(day) if steps.last().is_some_and(|last| *last >= day) => Sentence::new(
                    "steps are in order, each later than the one before",
                    "`steps` は早い順に、同じ日が重ならないように並べてください。",
                ),
                Some(day) => {
                    steps.push(day);
                    continue;
                }
            };
            problem(step.span(), said);
            is_whole = false;
        }
        if !is_whole {
            return None;
        }
        let mut districts = who.districts.clone();
        districts.sort();
        districts.dedup();
        if steps.len() < 2 || steps.len() > districts.len() {
            problem(span, number_of_steps(steps.len(), districts.len()));
            return None;
        }
        Some(Rollout::deal(self.seed, steps, &districts))
    }
}

fn out_of_period(day: Day) -> Sentence {
    Sentence::new(
        format!("this step ({day}) is not a day of the campaign, `from` to `until`"),
        format!("この日（{day}）は、取り組みの期間（`from`〜`until`）の外です。"),
    )
}

fn number_of_steps(steps: usize, districts: usize) -> Sentence {
    Sentence::new(
        format!(
            "steps are dealt to the districts of `[who]`: two steps or more, and no more than districts; here are \
             {steps} steps and {districts} districts"
        ),
        format!(
            "`steps` は `[who]` の `districts` に分けます。2回以上で、地区の数までにしてください。いまは{steps}回、{districts}地区\
             です。"
        ),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    fn read(steps: &str, districts: &[&str]) -> Result<Rollout, String> {
        let districts = districts.iter().map(|name| (*name).to_owned()).collect();
        let who = Audience { districts, ..Audience::default() };
        let period = Period { from: day("2026-11-01"), until: Some(day("2027-03-31")) };
        let mut said = String::new();
        let file: RolloutFile = toml::from_str(&format!("seed = \"steps\"\nsteps = [{steps}]")).unwrap();
        file.read(&who, period, &mut |_, sentence| said = sentence.en).ok_or(said)
    }

    #[test]
    fn every_district_begins_and_every_step_has_as_many() {
        let five = ["荒尾", "八幡", "有明", "平井", "府本"];
        let rollout = read("2026-12-01, 2027-01-01, 2027-02-01", &five).unwrap();
        let begins: Vec<Day> = five.iter().map(|name| rollout.step(name).unwrap().0).collect();
        for step in &rollout.steps {
            assert!((1..=2).contains(&begins.iter().filter(|begin| *begin == step).count()), "{begins:?}");
        }
        let (_, draw) = rollout.step("荒尾").unwrap();
        assert_eq!((draw.point.as_str(), draw.cluster.as_deref()), ("rollout", Some("荒尾")));
        assert!((draw.probability - 1.0 / 3.0).abs() < 1e-15);
        // Districts of lower rank begin earlier.
        let mut ranked: Vec<(usize, Day)> = five
            .iter()
            .map(|name| rollout.step(name).unwrap())
            .map(|(day, draw)| (draw.place.unwrap().rank, day))
            .collect();
        ranked.sort_unstable();
        assert!(ranked.windows(2).all(|two| two[0].1 <= two[1].1), "{ranked:?}");
        assert_eq!(rollout.step("大牟田"), None);
    }

    #[test]
    fn steps_have_to_fit() {
        let two = ["荒尾", "八幡"];
        for (steps, said) in [
            ("2026-12-01", "here are 1 steps and 2 districts"),
            ("2026-12-01, 2027-01-01, 2027-02-01", "here are 3 steps and 2 districts"),
            ("2027-01-01, 2026-12-01", "each later than the one before"),
            ("2026-12-01, 2027-04-01", "is not a day of the campaign"),
        ] {
            let found = read(steps, &two).unwrap_err();
            assert!(found.contains(said), "{steps}: {found}");
        }
    }
}
