//! Dealing arms to clusters that are all known beforehand. Few clusters that were each drawn for on their own would
//! often be in one arm; dealt, the arms have as many as their shares say, up to one.

use super::{Draw, Place, number};
use std::collections::BTreeMap;

/// Deals arms to clusters. Clusters are put in the order of their numbers; the k-th of n, counted from 0, stands at
/// (k + shift) / n, and gets the first arm whose cumulative probability is above that. The shift is one number for all.
/// Each cluster so has each arm with just its probability, and an arm has the share of clusters that its probability
/// says, rounded up or down (systematic sampling in random order: Madow and Madow 1944, doi 10.1214/aoms/1177731312).
pub fn deal(experiment: &str, point: &str, clusters: &[String], arms: &[(String, f64)]) -> BTreeMap<String, Draw> {
    let mut order: Vec<(f64, &String)> =
        clusters.iter().map(|cluster| (number(experiment, cluster, point), cluster)).collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(other.1)));
    order.dedup_by(|one, other| one.1 == other.1);
    let (of, shift) = (order.len(), number(experiment, "", point));
    let dealt = order.into_iter().enumerate().filter_map(|(before, (number, cluster))| {
        let (arm, probability) = at(arms, (before as f64 + shift) / of as f64)?;
        let draw = Draw {
            experiment: experiment.to_owned(),
            point: point.to_owned(),
            arm: arm.clone(),
            probability: *probability,
            number,
            cluster: Some(cluster.clone()),
            place: Some(Place { rank: before + 1, of }),
        };
        Some((cluster.clone(), draw))
    });
    dealt.collect()
}

/// The arm at a number in [0, 1): the first whose cumulative probability is above it.
pub(super) fn at(arms: &[(String, f64)], number: f64) -> Option<&(String, f64)> {
    let mut below = 0.0;
    let found = arms.iter().find(|arm| {
        below += arm.1;
        number < below
    });
    found.or(arms.last())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn districts(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("d-{n}")).collect()
    }

    fn halves() -> Vec<(String, f64)> {
        vec![("control".to_owned(), 0.5), ("nudge".to_owned(), 0.5)]
    }

    #[test]
    fn shares_are_kept_up_to_one_cluster() {
        for seed in 0..200 {
            let dealt = deal(&format!("s{seed}"), "arm", &districts(5), &halves());
            let nudged = dealt.values().filter(|draw| draw.arm == "nudge").count();
            assert!((2..=3).contains(&nudged), "{nudged}");
            assert!(dealt.values().all(|draw| draw.probability == 0.5));
            let mut ranks: Vec<usize> = dealt.values().filter_map(|draw| draw.place.map(|place| place.rank)).collect();
            ranks.sort_unstable();
            assert_eq!(ranks, [1, 2, 3, 4, 5]);
        }
    }

    #[test]
    fn each_cluster_has_each_arm_with_its_probability() {
        let arms = vec![("a".to_owned(), 0.3), ("b".to_owned(), 0.7)];
        let (mut first, mut both) = (0, 0);
        for seed in 0..4_000 {
            let dealt = deal(&format!("s{seed}"), "arm", &districts(4), &arms);
            let is_a = |cluster: &str| dealt.get(cluster).unwrap().arm == "a";
            first += usize::from(is_a("d-0"));
            both += usize::from(is_a("d-0") && is_a("d-1"));
        }
        // Four standard errors of a binomial(4,000, 0.3).
        assert!((1_084..=1_316).contains(&first), "{first}");
        // Of four clusters one or two are in `a`: two of them together less often than by drawing each on its own (360).
        assert!(both < 250, "{both}");
    }

    #[test]
    fn a_cluster_that_is_listed_twice_is_one() {
        let listed = [districts(3), districts(3)].concat();
        assert_eq!(deal("s", "arm", &listed, &halves()), deal("s", "arm", &districts(3), &halves()));
        assert!(deal("s", "arm", &[], &halves()).is_empty());
    }
}
