//! The probability with which a message leaves at a decision point: what `probability` says there.

use crate::sentence::Sentence;
use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::ops::Range;
use toml::Spanned;

/// How likely a message proposed at a randomised decision point leaves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Probability {
    /// Always as likely, above 0 and below 1.
    Constant(f64),
    /// As the function `probability_<point>(me)` says, within bounds.
    ByRule {
        /// At least so likely, above 0.
        least: f64,
        /// At most so likely, below 1.
        most: f64,
    },
    /// As likely as messages were found to help so far (Thompson sampling), within bounds; the same for everyone.
    Learning(Learning),
}

/// How a probability follows what is found. Numbers have at most three decimals, so that what is written down is what is
/// drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Learning {
    /// At least so likely, above 0.
    pub least: f64,
    /// At most so likely, below 1.
    pub most: f64,
    /// So likely as long as nothing is learnt.
    pub start: f64,
    /// How large effects are expected to be, in the unit of the outcome: their standard deviation around 0, so that about two
    /// in three are no larger, either way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_effect: Option<f64>,
    /// From how many people with known outcomes on it learns.
    pub people: u32,
}

/// From how many people on it is learnt, where nothing is written.
const PEOPLE: u32 = 20;

impl Probability {
    /// What is used of what the function said: the nearest that is within bounds.
    pub fn within(self, said: f64) -> f64 {
        match self {
            Self::Constant(probability) => probability,
            Self::ByRule { least, most } | Self::Learning(Learning { least, most, .. }) => said.clamp(least, most),
        }
    }
}

/// `probability` as it is written.
pub(super) enum ProbabilityFile {
    Constant(f64),
    Bounds(BoundsFile),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundsFile {
    by: By,
    least: f64,
    most: f64,
    start: Option<f64>,
    expected_effect: Option<f64>,
    people: Option<u32>,
}

impl BoundsFile {
    /// What is written, where it can be.
    fn probability(&self) -> Option<Probability> {
        let Self { least, most, start, expected_effect, .. } = *self;
        let thousandths = |value: f64| (1000.0 * value).round() / 1000.0;
        let middle = thousandths(f64::midpoint(least, most));
        let bounds = is_one(least) && is_one(most) && least < most;
        match self.by {
            By::Rule if start.is_some() || expected_effect.is_some() || self.people.is_some() => None,
            By::Rule => bounds.then_some(Probability::ByRule { least, most }),
            By::Learning => {
                let start = start.unwrap_or(middle);
                let fits = [least, most, start].into_iter().all(|value| thousandths(value) == value);
                let is_size = expected_effect.is_none_or(|size| size > 0.0 && size.is_finite());
                let people = self.people.unwrap_or(PEOPLE);
                let learning = Learning { least, most, start, expected_effect, people };
                (bounds && fits && is_size && (least..=most).contains(&start) && people >= 2)
                    .then_some(Probability::Learning(learning))
            }
        }
    }
}

fn is_one(value: f64) -> bool {
    0.0 < value && value < 1.0
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Rule,
    Learning,
}

impl<'de> Deserialize<'de> for ProbabilityFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = ProbabilityFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is said of it in our own words is in `toml_words`.
        f.write_str("f64")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(ProbabilityFile::Constant(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(ProbabilityFile::Constant(value as f64))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        BoundsFile::deserialize(MapAccessDeserializer::new(map)).map(ProbabilityFile::Bounds)
    }
}

/// The probability; `None` where it cannot be one.
pub(super) fn read(
    written: &Spanned<ProbabilityFile>,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
) -> Option<Probability> {
    let read = match written.get_ref() {
        ProbabilityFile::Constant(value) => is_one(*value).then_some(Probability::Constant(*value)),
        ProbabilityFile::Bounds(bounds) => bounds.probability(),
    };
    if read.is_some() {
        return read;
    }
    let said = match written.get_ref() {
        ProbabilityFile::Constant(value) => Sentence::new(
            format!("a probability is above 0 and below 1, such as 0.6; this is {value}. Leave it out to send always"),
            format!(
                "割合は0より大きく1より小さい数で、{value} は使えません。60% なら 0.6 と書いてください。いつも送るなら、\
                 この行を消してください。"
            ),
        ),
        ProbabilityFile::Bounds(BoundsFile { by: By::Learning, .. }) => Sentence::new(
            "`least` is above 0, `most` is above `least` and below 1, `start` is between them, all with at most three decimals; \
             `expected_effect` is above 0, `people` at least 2, such as `{ by = \"learning\", least = 0.3, most = 0.7 }`",
            "`least` は0より大きく、`most` は `least` より大きく1より小さく、`start` はその間の数にしてください（小数は3桁まで）。\
             `expected_effect` は0より大きい数、`people` は2以上です。`{ by = \"learning\", least = 0.3, most = 0.7 }` のように\
             書きます。",
        ),
        ProbabilityFile::Bounds(_) => Sentence::new(
            "`least` is above 0, `most` is above `least` and below 1, such as `{ by = \"rule\", least = 0.2, most = 0.8 }`",
            "`least` は0より大きく、`most` は `least` より大きく1より小さくしてください。\
             `{ by = \"rule\", least = 0.2, most = 0.8 }` のように書きます。",
        ),
    };
    problem(written.span(), said);
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[derive(Deserialize)]
    struct File {
        probability: Spanned<ProbabilityFile>,
    }

    fn of(text: &str) -> Result<Probability, String> {
        let file: File =
            toml::from_str(&format!("probability = {text}")).map_err(|error| error.message().to_owned())?;
        let mut said = String::new();
        read(&file.probability, &mut |_, sentence| said = sentence.en).ok_or(said)
    }

    #[test]
    fn a_number_or_bounds_can_be_written() {
        assert_eq!(of("0.6"), Ok(Probability::Constant(0.6)));
        let by_rule = of("{ by = \"rule\", least = 0.2, most = 0.8 }").unwrap();
        assert_eq!(by_rule, Probability::ByRule { least: 0.2, most: 0.8 });
        assert_eq!([-1.0, 0.5, f64::INFINITY].map(|said| by_rule.within(said)), [0.2, 0.5, 0.8]);
        let learning = of("{ by = \"learning\", least = 0.25, most = 0.8 }").unwrap();
        let expected = Learning { least: 0.25, most: 0.8, start: 0.525, expected_effect: None, people: 20 };
        assert_eq!(learning, Probability::Learning(expected));
        assert_eq!([0.1, 0.6, 0.9].map(|found| learning.within(found)), [0.25, 0.6, 0.8]);
        for (text, said) in [
            ("{ by = \"learning\", least = 0.3, most = 1.0 }", "`most` is above `least` and below 1"),
            ("{ by = \"learning\", least = 0.3, most = 0.7, start = 0.2 }", "`start` is between them"),
            ("{ by = \"learning\", least = 0.3333, most = 0.7 }", "three decimals"),
            ("{ by = \"learning\", least = 0.3, most = 0.7, people = 1 }", "`people` at least 2"),
            ("{ by = \"rule\", least = 0.3, most = 0.7, start = 0.5 }", "`least` is above 0"),
            ("1", "above 0 and below 1"),
            ("{ by = \"rule\", least = 0.0, most = 0.8 }", "`least` is above 0"),
            ("{ by = \"rule\", least = 0.8, most = 0.8 }", "`least` is above 0"),
            ("{ by = \"dice\", least = 0.1, most = 0.8 }", "unknown variant `dice`"),
            ("{ least = 0.1, most = 0.8 }", "missing field `by`"),
            ("{ by = \"rule\", least = 0.1, most = 0.8, usual = 0.5 }", "unknown field `usual`"),
            ("\"rule\"", "invalid type: string \"rule\", expected f64"),
        ] {
            let found = of(text).unwrap_err();
            assert!(found.contains(said), "{text}: {found}");
        }
    }
}
