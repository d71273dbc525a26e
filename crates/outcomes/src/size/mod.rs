//! How many people, or districts, it takes to find an effect that is there; and how likely that is with those there are.

mod arms;
mod clusters;
mod mrt;
mod noncentral;
mod stepped;

pub use arms::{Arms, ArmsSize};
pub use clusters::{Clusters, ClustersSize};
pub use mrt::{Mrt, MrtSize, Shape};
pub use stepped::{Stepped, SteppedSize, variance};

use crate::{Unfit, arms::is_level};
use serde::Serialize;

/// What is measured of a person, and the effect that is worth finding.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A number, such as steps a day.
    Mean {
        /// By how much the mean is to change, in the outcome's own unit.
        difference: f64,
        /// The standard deviation of persons, in the same unit.
        sd: f64,
    },
    /// Yes or no, such as having come to a checkup.
    Share {
        /// The share of yes without, in (0, 1).
        control: f64,
        /// The share of yes with, in (0, 1).
        treated: f64,
    },
}

/// More than this are not looked for.
const MOST: u64 = 100_000_000;

impl Outcome {
    fn check(self) -> Result<(), Unfit> {
        match self {
            Self::Mean { difference, sd } => {
                is_effect(difference)?;
                is_above_0(sd, "the standard deviation", "標準偏差")
            }
            Self::Share { control, treated } => {
                is_share(control, "the share without", "対照群の割合")?;
                is_share(treated, "the share with", "介入群の割合")?;
                is_effect(treated - control)
            }
        }
    }

    /// What is to be found.
    fn difference(self) -> f64 {
        match self {
            Self::Mean { difference, .. } => difference,
            Self::Share { control, treated } => treated - control,
        }
    }

    /// The variance of a person: in the control arm, and in the other.
    fn variances(self) -> (f64, f64) {
        match self {
            Self::Mean { sd, .. } => (sd * sd, sd * sd),
            Self::Share { control, treated } => (control * (1.0 - control), treated * (1.0 - treated)),
        }
    }

    /// The effect in words.
    fn tell(self) -> (String, String) {
        match self {
            Self::Mean { difference, sd } => (
                format!("a difference of {difference} (standard deviation {sd})"),
                format!("平均{difference}の差（標準偏差{sd}）"),
            ),
            Self::Share { control, treated } => {
                let (control, treated) = (percent(control), percent(treated));
                (format!("a change from {control} to {treated}"), format!("{control}から{treated}への変化"))
            }
        }
    }
}

/// The smallest number from `least` on with which the power is at least that wanted. Power grows with it.
fn smallest(wanted: f64, alpha: f64, least: u64, power: impl Fn(u64) -> f64) -> Result<u64, Unfit> {
    is_level(alpha)?;
    if !(wanted > alpha && wanted < 1.0) {
        return Err(Unfit::new(
            format!(
                "an effect is to be found with probability {wanted}; that is less than 1, which no number of people gives, \
                 and more than the level of error {alpha}, which needs nobody; 0.8 is common"
            ),
            format!(
                "検出力が{wanted}です。1未満（1は何人いても届きません）で、有意水準{alpha}より大きい値にしてください。\
                 0.8がよく使われます。"
            ),
        ));
    }
    let mut high = least;
    while power(high) < wanted {
        if high >= MOST {
            return Err(Unfit::new(
                "the effect is so small that a hundred million would not be enough: look for a larger one, or measure it \
                 more exactly",
                "効果が小さすぎて、1億人いても足りません。もっと大きな効果を考えるか、ばらつきの小さい測り方にしてください。",
            ));
        }
        high = high.saturating_mul(2).min(MOST);
    }
    // Below `least` nothing has an answer.
    let mut low = (high / 2).max(least);
    if low == least && power(least) >= wanted {
        return Ok(least);
    }
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if power(middle) >= wanted {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

fn is_effect(difference: f64) -> Result<(), Unfit> {
    if difference != 0.0 && difference.is_finite() {
        return Ok(());
    }
    Err(Unfit::new(
        "the effect to be found is nothing (or no number): no number of people finds that; say the smallest effect that would \
         be worth the effort",
        "見つけたい効果が0（または数でないもの）です。何人いても見つけられません。取り組む価値のある、いちばん小さな効果を\
         書いてください。",
    ))
}

fn is_share(value: f64, en: &str, ja: &str) -> Result<(), Unfit> {
    if value > 0.0 && value < 1.0 {
        return Ok(());
    }
    Err(Unfit::new(
        format!("{en} is {value}; it lies between 0 and 1"),
        format!("{ja}が{value}です。0より大きく1より小さい値にしてください。"),
    ))
}

/// A share that may be all.
fn is_part(value: f64, en: &str, ja: &str) -> Result<(), Unfit> {
    if value > 0.0 && value <= 1.0 {
        return Ok(());
    }
    Err(Unfit::new(
        format!("{en} is {value}; it is above 0, and 1 at most"),
        format!("{ja}が{value}です。0より大きく1以下の値にしてください。"),
    ))
}

fn is_above_0(value: f64, en: &str, ja: &str) -> Result<(), Unfit> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(Unfit::new(
        format!("{en} is {value}; it is above 0"),
        format!("{ja}が{value}です。0より大きい値にしてください。"),
    ))
}

/// A share in percent, with no more digits than it has.
fn percent(share: f64) -> String {
    let tenths = (share * 1_000.0).round() / 10.0;
    format!("{tenths}%")
}
