use super::Person;
use super::scenario::Scenario;
use crate::report::DesignKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One person in one arm, or in one period of a roll-out, with the mean of what is analysed under each assumption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Lone {
    /// Which person it is, as they came.
    pub(in crate::report) person: u64,
    pub(in crate::report) arm: usize,
    pub(in crate::report) cluster: Option<String>,
    /// How many steps of the roll-out had come; 0 before the first, and where there is none.
    pub(in crate::report) period: i64,
    pub(in crate::report) baseline: Option<f64>,
    /// In the order of [`Scenario::all`].
    pub(in crate::report) outcomes: Vec<Option<f64>>,
    /// Rows whose outcome is known.
    pub(in crate::report) points: u64,
}

/// The same person in each arm and period: one, where persons or clusters are drawn.
pub(in crate::report) fn lones(person: &Person<'_>, number: u64) -> Vec<Lone> {
    let asked = person.asked;
    let scenarios = Scenario::all(&asked.outcome);
    let mut spans: BTreeMap<(i64, usize), Vec<(f64, u32)>> = BTreeMap::new();
    let mut known: BTreeMap<(i64, usize), u64> = BTreeMap::new();
    for point in &person.points {
        let Some(arm) = person.arm_of(point) else { continue };
        // Persons and clusters are one each, whatever began meanwhile.
        let steps = asked.steps.iter().filter(|step| asked.kind == DesignKind::SteppedRollout && **step <= point.day);
        let period = steps.count() as i64;
        let sums = spans.entry((period, arm)).or_insert_with(|| vec![(0.0, 0); scenarios.len()]);
        for (scenario, (sum, count)) in scenarios.iter().zip(sums) {
            if let Some(value) = scenario.analysed(person, point, arm) {
                *sum += value;
                *count += 1;
            }
        }
        *known.entry((period, arm)).or_default() += u64::from(person.value(point).is_some());
    }
    let cluster = person.points.iter().find_map(|point| point.cluster.as_ref()).map(|(name, _)| name);
    let lone = |((period, arm), sums): ((i64, usize), Vec<(f64, u32)>)| Lone {
        person: number,
        arm,
        cluster: cluster.cloned(),
        period,
        baseline: person.baseline,
        outcomes: sums.iter().map(|(sum, count)| (*count > 0).then(|| sum / f64::from(*count))).collect(),
        points: known.get(&(period, arm)).copied().unwrap_or_default(),
    };
    spans.into_iter().map(lone).collect()
}
