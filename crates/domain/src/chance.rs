//! Chance as a keyed hash: anyone who has the log can draw again and get the same.

mod deal;

pub use deal::deal;

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// A draw that was made, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    /// The experiment's seed: the key of the draw.
    pub experiment: String,
    /// The decision point or occasion within the experiment.
    pub point: String,
    /// The arm that was drawn.
    pub arm: String,
    /// The probability with which that arm is drawn, in (0, 1].
    pub probability: f64,
    /// The number drawn, in [0, 1).
    pub number: f64,
    /// The cluster that it was drawn for, where that is not the resident: all in it have the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Where the number put the cluster, when clusters were dealt together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// The place of a cluster among those that were dealt together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Counted from 1.
    pub rank: usize,
    /// How many there were.
    pub of: usize,
}

/// A number in [0, 1) from (experiment, person, decision point): the first 53 bits of
/// HMAC-SHA256 keyed by the experiment, over the length-prefixed person and point.
pub fn number(experiment: &str, person: &str, point: &str) -> f64 {
    let bits = digest(experiment, &[person, point]) >> (128 - 53);
    bits as f64 / (1u64 << 53) as f64
}

/// 128 bits from a key and fields: the start of HMAC-SHA256, fields length-prefixed so
/// that no two lists of fields collide.
pub fn digest(key: &str, fields: &[&str]) -> u128 {
    // HMAC takes a key of any length, so this cannot fail; an empty result would be seen
    // at once, as every draw would be the same.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return 0;
    };
    for field in fields {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field.as_bytes());
    }
    let bytes = mac.finalize().into_bytes();
    bytes.iter().take(16).fold(0, |bits, byte| bits << 8 | u128::from(*byte))
}

/// Draws one of the named arms with the given probabilities, which add up to 1.
/// Returns `None` only for an empty list.
pub fn draw(experiment: &str, person: &str, point: &str, arms: &[(String, f64)]) -> Option<Draw> {
    let number = number(experiment, person, point);
    let (arm, probability) = deal::at(arms, number)?;
    Some(Draw {
        experiment: experiment.to_owned(),
        point: point.to_owned(),
        arm: arm.clone(),
        probability: *probability,
        number,
        cluster: None,
        place: None,
    })
}

/// Draws for a whole cluster, which is known only once somebody is in it.
pub fn draw_for_cluster(experiment: &str, cluster: &str, point: &str, arms: &[(String, f64)]) -> Option<Draw> {
    let draw = draw(experiment, cluster, point, arms)?;
    Some(Draw { cluster: Some(cluster.to_owned()), ..draw })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer() {
        assert_eq!(number("walk", "p-1", "evening"), number("walk", "p-1", "evening"));
        assert_ne!(number("walk", "p-1", "evening"), number("walk", "p-2", "evening"));
        // Length prefixes keep ("ab", "c") and ("a", "bc") apart.
        assert_ne!(digest("k", &["ab", "c"]), digest("k", &["a", "bc"]));
    }

    #[test]
    fn shares_follow_the_probabilities() {
        let arms = [("nudge".to_owned(), 0.6), ("control".to_owned(), 0.4)];
        let nudged = (0..10_000)
            .filter_map(|n| draw("seed", &format!("p-{n}"), "evening", &arms))
            .filter(|draw| draw.arm == "nudge")
            .count();
        // Five standard errors of a binomial(10,000, 0.6).
        assert!((5755..=6245).contains(&nudged), "{nudged}");
    }
}
