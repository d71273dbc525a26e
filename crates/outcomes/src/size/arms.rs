use super::noncentral::t_power;
use super::{Outcome, is_part, is_share, percent, smallest};
use crate::{Unfit, tails};
use domain::{Sentence, thousands};
use serde::Serialize;

/// Persons drawn into one of two arms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Arms {
    /// What is measured, and the effect.
    pub outcome: Outcome,
    /// The share of people drawn into the arm that is tried.
    pub share: f64,
    /// How closely something known before goes with the outcome (its correlation, taken out by CUPED): from 0 up to 1.
    pub told_before: f64,
    /// The share of people whose outcome will be known.
    pub known: f64,
    /// The level of error of the test, two-sided.
    pub alpha: f64,
}

/// How many people two arms take.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ArmsSize {
    /// To be drawn, in all.
    pub people: u64,
    /// Of them into the arm that is tried.
    pub treated: u64,
    /// Of them into the control arm.
    pub control: u64,
    /// The probability of finding the effect with them.
    pub power: f64,
}

impl Arms {
    /// The fewest people with whom the effect is found with the probability `power`: of means by the noncentral t, of shares
    /// by the normal (Fleiss, Levin and Paik 2003, section 4.2.1, without correction for continuity).
    ///
    /// # Errors
    /// Where there is no such number.
    pub fn size(&self, power: f64) -> Result<ArmsSize, Unfit> {
        self.check()?;
        let control = smallest(power, self.alpha, 2, |control| self.found(control as f64))?;
        Ok(self.of(control as f64))
    }

    /// The probability of finding the effect with so many people in all.
    ///
    /// # Errors
    /// As [`Arms::size`]; and where an arm would have less than two people.
    pub fn power(&self, people: u64) -> Result<ArmsSize, Unfit> {
        self.check()?;
        crate::arms::is_level(self.alpha)?;
        let control = (people as f64 * self.known * (1.0 - self.share)).floor();
        if control < 2.0 || control * self.ratio() < 2.0 {
            return Err(Unfit::new(
                format!("of {people} people an arm would have less than two with a known outcome"),
                format!("{people}人では、結果のわかる方が2人に満たない群ができます。"),
            ));
        }
        Ok(ArmsSize { people, ..self.of(control) })
    }

    /// What a size means, for who plans.
    pub fn tell(&self, size: &ArmsSize) -> Sentence {
        let (people, treated, control) = (thousands(size.people), thousands(size.treated), thousands(size.control));
        let (power, known, alpha) = (percent(size.power), percent(self.known), percent(self.alpha));
        let (en, ja) = self.outcome.tell();
        Sentence::new(
            format!(
                "With {people} people ({treated} in the arm that is tried, {control} in the control arm), of whom the \
                 outcome is known of {known}, {en} is found with a probability of {power} (test at {alpha})."
            ),
            format!(
                "{people}人（介入群{treated}人、対照群{control}人、そのうち結果のわかる方が{known}）がいれば、{ja}を、\
                 {power}の確率で見つけられます（有意水準{alpha}）。"
            ),
        )
    }

    fn check(&self) -> Result<(), Unfit> {
        self.outcome.check()?;
        is_share(self.share, "the share drawn into the arm that is tried", "介入群に割り当てる割合")?;
        is_part(self.known, "the share of known outcomes", "結果のわかる方の割合")?;
        if (0.0..1.0).contains(&self.told_before) {
            return Ok(());
        }
        let correlation = self.told_before;
        Err(Unfit::new(
            format!("the correlation with what is known before is {correlation}; it is 0 or more, and below 1"),
            format!("事前の値との相関が{correlation}です。0以上1未満の値にしてください。"),
        ))
    }

    /// People in the arm that is tried for each in the control arm.
    fn ratio(&self) -> f64 {
        self.share / (1.0 - self.share)
    }

    fn of(&self, control: f64) -> ArmsSize {
        let drawn = |known: f64| (known / self.known - 1e-9).ceil() as u64;
        let (treated, power) = ((control * self.ratio() - 1e-9).ceil(), self.found(control));
        let (treated, control) = (drawn(treated), drawn(control));
        ArmsSize { people: treated + control, treated, control, power }
    }

    /// The power with so many in the control arm whose outcome is known.
    fn found(&self, control: f64) -> f64 {
        let treated = (control * self.ratio() - 1e-9).ceil().max(2.0);
        let left = 1.0 - self.told_before * self.told_before;
        let difference = self.outcome.difference();
        match self.outcome {
            Outcome::Mean { sd, .. } => {
                let se = sd * (left * (1.0 / treated + 1.0 / control)).sqrt();
                t_power(difference / se, treated + control - 2.0, self.alpha)
            }
            Outcome::Share { control: p0, treated: p1 } => {
                let pooled = (control * p0 + treated * p1) / (control + treated);
                let nothing = left * pooled * (1.0 - pooled) * (1.0 / treated + 1.0 / control);
                let something = left * (p0 * (1.0 - p0) / control + p1 * (1.0 - p1) / treated);
                let critical = tails::normal_critical(self.alpha) * nothing.sqrt();
                tails::normal_below((difference.abs() - critical) / something.sqrt())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn mean(difference: f64) -> Arms {
        Arms { outcome: Outcome::Mean { difference, sd: 1.0 }, share: 0.5, told_before: 0.0, known: 1.0, alpha: 0.05 }
    }

    fn share(control: f64, treated: f64) -> Arms {
        Arms { outcome: Outcome::Share { control, treated }, ..mean(1.0) }
    }

    /// Against statsmodels 0.15.0 (`TTestIndPower`) and R (`power.prop.test`: 76.7 for .5, .75 and 90%).
    #[test]
    fn sizes_are_those_of_other_programs() {
        let size = mean(0.5).size(0.8).unwrap();
        assert_eq!((size.people, size.treated, size.control), (128, 64, 64));
        assert!((size.power - 0.8014595579222542).abs() < 1e-10, "{size:?}");
        assert_eq!(mean(0.2).size(0.9).unwrap().treated, 527);
        let uneven = Arms { share: 2.0 / 3.0, ..mean(0.3) }.power(300).unwrap();
        assert!((uneven.power - 0.6849692864761348).abs() < 1e-10 && uneven.treated == 200, "{uneven:?}");
        let size = share(0.5, 0.75).size(0.9).unwrap();
        assert_eq!((size.treated, size.control), (77, 77));
        assert!((size.power - 0.9011042725377573).abs() < 1e-10, "{size:?}");
        let uneven = Arms { share: 2.0 / 3.0, ..share(0.1, 0.15) }.power(1_800).unwrap();
        assert!((uneven.power - 0.8513937601506474).abs() < 1e-10, "{uneven:?}");
    }

    #[test]
    fn what_is_known_before_saves_people_and_what_stays_unknown_costs_them() {
        // 1 − 0.6² of 526.3.
        assert_eq!(Arms { told_before: 0.6, ..mean(0.2) }.size(0.9).unwrap().treated, 338);
        let lost = Arms { known: 0.8, ..mean(0.5) }.size(0.8).unwrap();
        assert_eq!((lost.people, lost.treated), (160, 80));
        let again = Arms { known: 0.8, ..mean(0.5) }.power(160).unwrap();
        assert_eq!(again.power, lost.power);
    }

    #[test]
    fn a_size_is_told() {
        let told = share(0.3, 0.35).tell(&share(0.3, 0.35).size(0.8).unwrap());
        let en = "With 2,754 people (1,377 in the arm that is tried, 1,377 in the control arm), of whom the outcome is known \
                  of 100%, a change from 30% to 35% is found with a probability of 80% (test at 5%).";
        assert_eq!(told.en, en);
        assert!(told.ja.starts_with("2,754人（介入群1,377人、対照群1,377人"), "{}", told.ja);
    }

    #[test]
    fn what_cannot_be_is_a_sentence() {
        for (arms, power, en) in [
            (mean(0.0), 0.8, "the effect to be found is nothing"),
            (share(0.2, 0.2), 0.8, "the effect to be found is nothing"),
            (share(0.0, 0.2), 0.8, "the share without is 0"),
            (share(0.2, 1.2), 0.8, "the share with is 1.2"),
            (mean(0.5), 1.0, "an effect is to be found with probability 1;"),
            (
                Arms { outcome: Outcome::Mean { difference: 1.0, sd: 0.0 }, ..mean(1.0) },
                0.8,
                "the standard deviation is 0",
            ),
            (Arms { share: 1.0, ..mean(0.5) }, 0.8, "the share drawn into the arm that is tried is 1"),
            (Arms { known: 0.0, ..mean(0.5) }, 0.8, "the share of known outcomes is 0"),
            (Arms { told_before: 1.0, ..mean(0.5) }, 0.8, "the correlation with what is known before is 1"),
            (Arms { alpha: 2.0, ..mean(0.5) }, 0.8, "the level of error is 2"),
        ] {
            let unfit = arms.size(power).unwrap_err();
            assert!(unfit.to_string().starts_with(en) && unfit.sentence().ja.ends_with('。'), "{unfit}");
        }
        assert!(mean(0.5).power(3).unwrap_err().to_string().starts_with("of 3 people an arm"));
    }
}
