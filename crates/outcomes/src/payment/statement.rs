//! What is told of a payment.

use super::found::{self, Estimate};
use super::notes::notes;
use super::observed::{Observation, Observations};
use super::odds::{Tier, odds};
use super::settle::{Cell, Settled};
use domain::Sentence;
use domain::pack::contract::{Contract, Level};
use serde::{Deserialize, Serialize};

/// What is paid by a contract, line by line.
///
/// ```json
/// {"title": "…", "lines": [{"kind": "fixed", "name": "fixed_yen", "yen": 1000000, "…": "…"}],
///  "total_yen": 2061666, "decided_yen": 2061666, "ends": {"percent": 95, "at_worse_yen": 1000000, "at_better_yen": 3000000},
///  "before_after_yen": 3000000, "notes": []}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// What the contract is called.
    pub title: String,
    /// What the contract says that readers should know.
    pub note: Option<String>,
    /// The fixed part, metrics and their years in the order of the contract, and what its caps cut off. Where all have an
    /// amount, their sum is the total.
    pub lines: Vec<Line>,
    /// What is paid in all, in yen; `None` while a line is open.
    pub total_yen: Option<i64>,
    /// What the lines that have an amount come to, caps included, in yen.
    pub decided_yen: i64,
    /// The total at the ends of the intervals; `None` where no metric is an estimate with its standard error.
    pub ends: Option<Ends>,
    /// The total if the values that comparing before and after would have found had been paid by; `None` where none is
    /// known, or a line is open.
    pub before_after_yen: Option<i64>,
    /// What these numbers mean, and what they do not.
    pub notes: Vec<Sentence>,
}

/// A payment at both ends of intervals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ends {
    /// The level of the intervals, in percent.
    pub percent: u8,
    /// Yen with every estimate at its worse end; `None` while a line is open.
    pub at_worse_yen: Option<i64>,
    /// Yen with every estimate at its better end.
    pub at_better_yen: Option<i64>,
}

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What it is for.
    pub kind: LineKind,
    /// The metric's name, or the key of the contract.
    pub name: String,
    /// The year, of a metric that is judged by years.
    pub year: Option<String>,
    /// What people call it.
    pub title: Option<String>,
    /// The value that was found, to a millionth.
    pub value: Option<Level>,
    /// What the value is counted in.
    pub unit: Option<String>,
    /// Whole yen; below 0 for what a cap cuts off; `None` where it is open.
    pub yen: Option<i64>,
    /// How the amount follows from the value; or why there is none.
    pub because: Vec<Sentence>,
    /// What the contract says that readers should know.
    pub note: Option<String>,
    /// The uncertainty of an estimate, and what it means in yen.
    pub estimated: Option<Estimated>,
    /// What comparing before and after would have paid.
    pub before_after: Option<BeforeAfter>,
}

/// What a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// The fixed part.
    Fixed,
    /// A metric, or one of its years.
    Metric,
    /// What a cap of the contract cuts off.
    Cut,
}

/// An estimate's uncertainty, and what it means in yen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimated {
    /// The standard error.
    pub se: f64,
    /// Degrees of freedom; `None` for the normal distribution.
    pub df: Option<f64>,
    /// The lower end of the interval.
    pub low: Level,
    /// The upper end.
    pub high: Level,
    /// The line's yen at the worse of the two ends.
    pub at_worse_yen: Option<i64>,
    /// The line's yen at the better one.
    pub at_better_yen: Option<i64>,
    /// The tiers of the table, from the worst to the best, before conditions and caps.
    pub tiers: Vec<Tier>,
    /// What the table pays on average over the uncertainty, before conditions and caps, to the nearest yen.
    pub mean_yen: Option<i64>,
}

/// What comparing before and after would have found, and paid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BeforeAfter {
    /// The value.
    pub value: Level,
    /// The line's yen; `None` where it is open.
    pub yen: Option<i64>,
}

/// A contract settled in each scenario.
pub(super) struct Settlements<'c> {
    pub(super) as_found: Settled<'c>,
    pub(super) worse: Settled<'c>,
    pub(super) better: Settled<'c>,
    pub(super) before_after: Settled<'c>,
}

/// The statement of what was settled.
pub(super) fn of(contract: &Contract, observations: &Observations, settlements: Settlements<'_>) -> Statement {
    let Settlements { as_found, worse, better, before_after } = &settlements;
    let mut lines = vec![fixed(contract)];
    let beside = worse.cells.iter().zip(&better.cells).zip(&before_after.cells);
    for (cell, ((worse, better), before)) in as_found.cells.iter().zip(beside) {
        let year = cell.year.map(|year| year.name.as_str());
        let observed = observations.of(&cell.metric.name, year);
        let mut line = line(cell);
        line.estimated = observed.and_then(|observed| estimated(contract, cell, observed, [worse, better]));
        line.before_after = observed.and_then(|observed| {
            let value = Level::nearest(observed.before_after?)?;
            Some(BeforeAfter { value, yen: amount(before) })
        });
        lines.push(line);
    }
    lines.extend(as_found.cuts.iter().map(|cut| Line {
        yen: Some(cut.yen),
        because: vec![cut.because.clone()],
        ..empty(LineKind::Cut, cut.name)
    }));
    let has_interval = lines.iter().any(|line| line.estimated.is_some());
    let has_before = lines.iter().any(|line| line.before_after.is_some());
    Statement {
        title: contract.title.clone(),
        note: contract.note.clone(),
        total_yen: as_found.total(),
        decided_yen: as_found.decided,
        ends: has_interval.then(|| Ends {
            percent: contract.interval_percent,
            at_worse_yen: worse.total(),
            at_better_yen: better.total(),
        }),
        before_after_yen: before_after.total().filter(|_| has_before),
        notes: notes(contract, observations, &lines),
        lines,
    }
}

fn fixed(contract: &Contract) -> Line {
    let said = Sentence::new("the fixed part, whatever comes of it", "成果によらず支払う固定の分です。");
    Line { yen: Some(contract.fixed_yen), because: vec![said], ..empty(LineKind::Fixed, "fixed_yen") }
}

fn line(cell: &Cell<'_>) -> Line {
    let metric = cell.metric;
    let (yen, because) = match &cell.paid {
        Ok(paid) => (Some(paid.yen), paid.because.clone()),
        Err(why) => (None, vec![why.sentence().clone()]),
    };
    Line {
        year: cell.year.map(|year| year.name.clone()),
        title: Some(metric.title.clone()),
        value: cell.value.map(super::value::Value::level),
        unit: Some(metric.unit.clone()),
        yen,
        because,
        note: metric.note.clone(),
        ..empty(LineKind::Metric, &metric.name)
    }
}

fn empty(kind: LineKind, name: &str) -> Line {
    Line {
        kind,
        name: name.to_owned(),
        year: None,
        title: None,
        value: None,
        unit: None,
        yen: None,
        because: Vec::new(),
        note: None,
        estimated: None,
        before_after: None,
    }
}

fn amount(cell: &Cell<'_>) -> Option<i64> {
    cell.paid.as_ref().ok().map(|paid| paid.yen)
}

fn estimated(
    contract: &Contract,
    cell: &Cell<'_>,
    observed: &Observation,
    [worse, better]: [&Cell<'_>; 2],
) -> Option<Estimated> {
    cell.value?;
    let estimate: Estimate = found::estimate(observed).ok()??;
    let metric = cell.metric;
    let end = |is_high| found::end(metric.kind, estimate, contract.interval_percent, is_high).level();
    let (tiers, mean_yen) = odds(metric, cell.year.map_or(&metric.pays, |year| &year.pays), estimate);
    Some(Estimated {
        se: estimate.se,
        df: estimate.df,
        low: end(false),
        high: end(true),
        at_worse_yen: amount(worse),
        at_better_yen: amount(better),
        tiers,
        mean_yen,
    })
}
