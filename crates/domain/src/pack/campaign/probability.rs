//! The probability with which a message leaves at a decision point: what `probability` says there.

use crate::sentence::Sentence;
use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::ops::Range;
use toml::Spanned;

/// How likely a message proposed at a randomised decision point leaves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
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
}

impl Probability {
    /// What is used of what the function said: the nearest that is within bounds.
    pub fn within(self, said: f64) -> f64 {
        match self {
            Self::Constant(probability) => probability,
            Self::ByRule { least, most } => said.clamp(least, most),
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
    #[allow(dead_code, reason = "says who gives the number; there is one that does")]
    by: By,
    least: f64,
    most: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Rule,
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
    let is_one = |value: f64| 0.0 < value && value < 1.0;
    let said = match written.get_ref() {
        ProbabilityFile::Constant(value) if is_one(*value) => return Some(Probability::Constant(*value)),
        ProbabilityFile::Bounds(BoundsFile { least, most, .. }) if is_one(*least) && is_one(*most) && least < most => {
            return Some(Probability::ByRule { least: *least, most: *most });
        }
        ProbabilityFile::Constant(value) => Sentence::new(
            format!("a probability is above 0 and below 1, such as 0.6; this is {value}. Leave it out to send always"),
            format!(
                "割合は0より大きく1より小さい数で、{value} は使えません。60% なら 0.6 と書いてください。いつも送るなら、\
                 この行を消してください。"
            ),
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
        for (text, said) in [
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
