use super::Snapshot;
use crate::chance::Draw;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The clusters with which a resident was assigned, by campaign: who moves to another district or team keeps what was
/// fixed at the first time that it mattered.
///
/// ```json
/// {"walk": {"seed": "arao-walk-2026", "cluster": "荒尾第一", "day": 20777}}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clusters {
    of: BTreeMap<String, Placed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Placed {
    seed: String,
    cluster: String,
    /// The last day on which it mattered.
    day: Day,
}

impl Clusters {
    /// Whether the resident was never assigned with a cluster.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    fn of(&self, campaign: &str, seed: &str) -> Option<&str> {
        self.of.get(campaign).filter(|placed| placed.seed == seed).map(|placed| placed.cluster.as_str())
    }

    /// Fixes the cluster of a draw, unless one is fixed. Another seed is another experiment.
    pub(super) fn place(&mut self, campaign: &str, draw: &Draw, day: Day) {
        let Some(cluster) = &draw.cluster else { return };
        match self.of.get_mut(campaign) {
            Some(known) if known.seed == draw.experiment => known.day = known.day.max(day),
            _ => {
                let placed = Placed { seed: draw.experiment.clone(), cluster: cluster.clone(), day };
                self.of.insert(campaign.to_owned(), placed);
            }
        }
    }

    /// Forgets campaigns in which nothing was decided for long.
    pub(super) fn prune(&mut self, first: Day) {
        self.of.retain(|_, placed| placed.day >= first);
    }
}

impl Snapshot {
    /// The cluster with which the resident was first assigned in a campaign's experiment or roll-out of this seed.
    pub fn cluster(&self, campaign: &str, seed: &str) -> Option<&str> {
        self.clusters.of(campaign, seed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::chance::draw_for_cluster;

    fn draw(seed: &str, cluster: &str) -> Draw {
        draw_for_cluster(seed, cluster, "arm", &[("a".to_owned(), 0.5), ("b".to_owned(), 0.5)]).unwrap()
    }

    #[test]
    fn the_first_cluster_stays_until_the_seed_is_another() {
        let mut clusters = Clusters::default();
        clusters.place("walk", &draw("one", "荒尾"), Day(100));
        clusters.place("walk", &draw("one", "八幡"), Day(200));
        assert_eq!((clusters.of("walk", "one"), clusters.of("walk", "two")), (Some("荒尾"), None));
        let json = serde_json::to_string(&clusters).unwrap();
        assert_eq!(json, r#"{"walk":{"seed":"one","cluster":"荒尾","day":200}}"#);
        assert_eq!(serde_json::from_str::<Clusters>(&json).unwrap(), clusters);
        clusters.place("walk", &draw("two", "八幡"), Day(300));
        assert_eq!(clusters.of("walk", "two"), Some("八幡"));
        clusters.prune(Day(300));
        assert!(!clusters.is_empty());
        clusters.prune(Day(301));
        assert!(clusters.is_empty());
    }
}
