//! Which metrics there are, and which are conditions of others.

use super::Tell;
use super::metric::{GateFile, MetricFile};
use crate::nearest::instead;
use crate::pack::contract::Kind;
use crate::pack::{is_name, no_name};
use crate::sentence::Sentence;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The names of a contract's metrics, before these are read.
pub(super) struct Gates {
    metrics: Vec<Told>,
    kinds: BTreeMap<String, Kind>,
    named: BTreeSet<String>,
}

struct Told {
    name: String,
    at: Range<usize>,
    years: BTreeSet<String>,
    only_if: Option<(String, Range<usize>)>,
}

/// What metrics are called and what they ask of each other.
pub(super) fn told(files: &[MetricFile]) -> Gates {
    let metrics: Vec<Told> = files.iter().map(Told::of).collect();
    Gates {
        kinds: files.iter().map(|file| (file.name.get_ref().clone(), *file.kind.get_ref())).collect(),
        named: metrics.iter().filter_map(|metric| Some(metric.only_if.as_ref()?.0.clone())).collect(),
        metrics,
    }
}

impl Told {
    fn of(file: &MetricFile) -> Self {
        let gate = |gate: &GateFile| (gate.metric.get_ref().clone(), gate.metric.span());
        Self {
            name: file.name.get_ref().clone(),
            at: file.name.span(),
            years: file.year.iter().map(|year| year.name.get_ref().clone()).collect(),
            only_if: file.only_if.as_ref().map(gate),
        }
    }
}

impl Gates {
    /// Whether some metric has this one for a condition.
    pub(super) fn name(&self, metric: &str) -> bool {
        self.named.contains(metric)
    }

    /// The kind of a metric.
    pub(super) fn kind(&self, metric: &str) -> Option<Kind> {
        self.kinds.get(metric).copied()
    }

    /// That every metric has a name of its own, and that conditions are metrics that can be one.
    pub(super) fn check(&self, problem: Tell<'_>) {
        let mut seen = BTreeSet::new();
        for Told { name, at, .. } in &self.metrics {
            if !is_name(name) {
                problem(at.clone(), no_name(name));
            } else if !seen.insert(name) {
                let said = Sentence::new(
                    format!("two metrics are called `{name}`; each has a name of its own"),
                    format!("`{name}` という指標が二つあります。別の名前にしてください。"),
                );
                problem(at.clone(), said);
            }
        }
        for metric in &self.metrics {
            let Some((of, at)) = &metric.only_if else { continue };
            if let Some(said) = self.wrong(metric, of) {
                problem(at.clone(), said);
            }
        }
    }

    fn wrong(&self, metric: &Told, of: &str) -> Option<Sentence> {
        if metric.name == of {
            return Some(Sentence::new(
                "a metric cannot be its own condition; a first step or point says from where on it pays",
                "自分自身を条件にすることはできません。どこから払うかは、表のはじめの水準に書いてください。",
            ));
        }
        let Some(gate) = self.metrics.iter().find(|metric| metric.name == of) else {
            let others = self.metrics.iter().map(|metric| metric.name.as_str()).filter(|name| *name != metric.name);
            let meant = instead(of, others);
            return Some(Sentence::new(
                format!("this contract has no metric `{of}`{}", meant.en),
                format!("`{of}` という指標は、この契約にありません。{}", meant.ja),
            ));
        };
        (!gate.years.is_empty() && gate.years != metric.years).then(|| {
            Sentence::new(
                format!(
                    "`{of}` is judged by years, and `{}` has not the same ones: nobody knows which year is asked",
                    metric.name
                ),
                format!(
                    "`{of}` は年ごとに評価しますが、`{}` の年と合っていません。どの年で判断するかが決まりません。",
                    metric.name
                ),
            )
        })
    }
}
