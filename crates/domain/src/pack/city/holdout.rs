//! Residents to whom no campaign speaks: what `[holdout]` in `city.toml` says.

use crate::chance::{self, Draw};
use crate::id::ResidentId;
use crate::nearest::instead;
use crate::sentence::Sentence;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// A share of residents who get no message of any campaign, so that what all of them do together can be told. What
/// answers a resident's own reply comes all the same.
///
/// ```toml
/// [holdout]
/// share = 0.05
/// seed = "arao-2026"
/// except = ["care"]
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Holdout {
    /// The probability of being held out, above 0 and at most 0.5.
    pub share: f64,
    /// The key of the hash that holds out. Another seed holds out others.
    pub seed: String,
    /// Campaigns that are for everyone, such as offers of care.
    pub except: Vec<String>,
}

impl Holdout {
    /// The outcome of the draw for who is held out.
    pub const HELD_OUT: &str = "held_out";

    /// The draw of a resident: the same whenever it is asked.
    pub fn draw(&self, resident: &ResidentId) -> Option<Draw> {
        let arms = [(Self::HELD_OUT.to_owned(), self.share), ("served".to_owned(), 1.0 - self.share)];
        chance::draw(&self.seed, resident.as_str(), "holdout", &arms)
    }

    /// Whether it holds for a campaign.
    pub fn covers(&self, campaign: &str) -> bool {
        !self.except.iter().any(|name| name == campaign)
    }
}

/// `[holdout]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldoutFile {
    share: Spanned<f64>,
    seed: String,
    #[serde(default)]
    except: Vec<Spanned<String>>,
}

impl HoldoutFile {
    /// The hold-out; `None` where it is not understood. `campaigns` are those of the city.
    pub(super) fn read(self, campaigns: &[String], problem: &mut dyn FnMut(Range<usize>, Sentence)) -> Option<Holdout> {
        let share = *self.share.get_ref();
        let is_share = 0.0 < share && share <= 0.5;
        if !is_share {
            let said = Sentence::new(
                format!("`share` is above 0 and at most 0.5, such as 0.05; this is {share}"),
                format!("`share` は0より大きく0.5までの数で、{share} は使えません。5% なら 0.05 と書いてください。"),
            );
            problem(self.share.span(), said);
        }
        for name in self.except.iter().filter(|name| !campaigns.contains(name.get_ref())) {
            let near = instead(name.get_ref(), campaigns.iter().map(String::as_str));
            let said = Sentence::new(
                format!("`{}` is not a campaign of the city{}", name.get_ref(), near.en),
                format!("市に `{}` という取り組みはありません。{}", name.get_ref(), near.ja),
            );
            problem(name.span(), said);
        }
        let except = self.except.into_iter().map(Spanned::into_inner).collect();
        is_share.then_some(Holdout { share, seed: self.seed, except })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(text: &str) -> (Option<Holdout>, Vec<String>) {
        let mut said = Vec::new();
        let file: HoldoutFile = toml::from_str(text).unwrap();
        let known = ["walk".to_owned(), "care".to_owned()];
        (file.read(&known, &mut |_, sentence| said.push(sentence.en)), said)
    }

    #[test]
    fn a_share_is_held_out_for_good() {
        let (holdout, said) = read("share = 0.05\nseed = \"arao-2026\"\nexcept = [\"care\"]");
        let holdout = holdout.unwrap();
        assert_eq!(said, Vec::<String>::new());
        assert!(holdout.covers("walk") && !holdout.covers("care"));
        let draws = || (0..10_000).map(|n| holdout.draw(&format!("p-{n}").parse().unwrap()).unwrap());
        let held = draws().filter(|draw| draw.arm == Holdout::HELD_OUT).count();
        // Five standard errors of a binomial(10,000, 0.05).
        assert!((391..=609).contains(&held), "{held}");
        assert!(draws().eq(draws()));
        assert!(draws().all(|draw| (draw.arm == Holdout::HELD_OUT) == (draw.probability < 0.5)));
    }

    #[test]
    fn what_cannot_be_is_told() {
        let (holdout, said) = read("share = 5\nseed = \"s\"\nexcept = [\"car\"]");
        assert_eq!(holdout, None);
        assert_eq!(
            said,
            [
                "`share` is above 0 and at most 0.5, such as 0.05; this is 5",
                "`car` is not a campaign of the city; did you mean `care`?"
            ]
        );
        assert_eq!(read("share = 0.05\nseed = \"s\"\nexcept = [\"walk_2\"]").1.len(), 1);
    }
}
