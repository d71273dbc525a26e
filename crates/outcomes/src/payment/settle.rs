//! A contract settled in one scenario: every line, what caps cut, and the total.

use super::found::{self, Found, Scenario};
use super::observed::Observations;
use super::table::{self, Paid};
use super::value::Value;
use super::words::{shown, with_unit, yen};
use crate::Unfit;
use domain::Sentence;
use domain::pack::contract::{Contract, Gate, IfMissing, Metric, Year};

/// What comes of a contract in a scenario.
pub(super) struct Settled<'c> {
    /// Metrics and their years, in the order of the contract.
    pub(super) cells: Vec<Cell<'c>>,
    /// What the caps of the contract take off again.
    pub(super) cuts: Vec<Cut>,
    /// What is decided: the fixed part, the lines that have an amount, and the cuts.
    pub(super) decided: i64,
    /// Whether every line has an amount.
    pub(super) is_whole: bool,
}

/// A metric, or one of its years.
pub(super) struct Cell<'c> {
    pub(super) metric: &'c Metric,
    pub(super) year: Option<&'c Year>,
    /// The value, where there is one.
    pub(super) value: Option<Value>,
    /// The amount and why; or why there is none.
    pub(super) paid: Result<Paid, Unfit>,
}

/// What a cap of the contract cuts off.
pub(super) struct Cut {
    /// The key of the cap.
    pub(super) name: &'static str,
    /// Whole yen, 0 or less.
    pub(super) yen: i64,
    pub(super) because: Sentence,
}

impl Settled<'_> {
    /// The total, where every line has an amount.
    pub(super) fn total(&self) -> Option<i64> {
        self.is_whole.then_some(self.decided)
    }
}

/// Settles a contract.
pub(super) fn settle<'c>(contract: &'c Contract, observations: &Observations, scenario: Scenario) -> Settled<'c> {
    let world = World { contract, observations, scenario };
    let cells: Vec<Cell<'c>> = contract.metrics.iter().flat_map(|metric| world.cells(metric)).collect();
    let by_results: i64 = cells.iter().filter_map(|cell| Some(cell.paid.as_ref().ok()?.yen)).sum();
    let mut cuts = Vec::new();
    let after_outcome_cap = contract.outcome_cap_yen.map_or(by_results, |cap| by_results.min(cap));
    if after_outcome_cap < by_results {
        let cap = yen(after_outcome_cap);
        let because = Sentence::new(
            format!("results are paid up to {cap} yen in all, and the lines above come to {}", yen(by_results)),
            format!("成果の分は全部で{cap}円までです。上の行の合計は{}円になります。", yen(by_results)),
        );
        cuts.push(Cut { name: "outcome_cap_yen", yen: after_outcome_cap - by_results, because });
    }
    let sum = contract.fixed_yen + after_outcome_cap;
    let decided = contract.cap_yen.map_or(sum, |cap| sum.min(cap));
    if decided < sum {
        let cap = yen(decided);
        let because = Sentence::new(
            format!("the contract pays {cap} yen at most, and the lines above come to {}", yen(sum)),
            format!("契約の上限は{cap}円です。上の行の合計は{}円になります。", yen(sum)),
        );
        cuts.push(Cut { name: "cap_yen", yen: decided - sum, because });
    }
    let is_whole = contract.not_stated.is_none() && cells.iter().all(|cell| cell.paid.is_ok());
    Settled { cells, cuts, decided, is_whole }
}

struct World<'a, 'c> {
    contract: &'c Contract,
    observations: &'a Observations,
    scenario: Scenario,
}

impl<'c> World<'_, 'c> {
    /// A metric's lines, with the caps of its years and its own.
    fn cells(&self, metric: &'c Metric) -> Vec<Cell<'c>> {
        let years: Vec<Option<&Year>> = match metric.years.is_empty() {
            true => vec![None],
            false => metric.years.iter().map(Some).collect(),
        };
        let mut left = metric.cap_yen;
        let cell = |year: Option<&'c Year>| {
            let mut cell = self.cell(metric, year);
            if let Ok(paid) = &mut cell.paid {
                capped(paid, year.and_then(|year| year.cap_yen), in_year());
                let own = match metric.years.is_empty() {
                    true => of_metric(),
                    false => of_all_years(),
                };
                capped(paid, left, own);
                left = left.map(|left| left - paid.yen);
            }
            cell
        };
        years.into_iter().map(cell).collect()
    }

    fn cell(&self, metric: &'c Metric, year: Option<&'c Year>) -> Cell<'c> {
        let found = self.found(metric, year);
        let value = found.as_ref().ok().and_then(|found| Some(found.as_ref().ok()?.value));
        let paid = self.paid(metric, year, found);
        Cell { metric, year, value, paid }
    }

    fn found(&self, metric: &Metric, year: Option<&Year>) -> Result<Result<Found, Sentence>, Unfit> {
        let observed = self.observations.of(&metric.name, year.map(|year| year.name.as_str()));
        found::value(metric, year, observed, self.scenario, self.contract.interval_percent)
    }

    fn paid(
        &self,
        metric: &Metric,
        year: Option<&Year>,
        found: Result<Result<Found, Sentence>, Unfit>,
    ) -> Result<Paid, Unfit> {
        let mut because = Vec::new();
        if let Some(gate) = &metric.only_if {
            let (is_reached, said) = self.gate(gate, year)?;
            because.push(said);
            if !is_reached {
                return Ok(Paid { yen: 0, because });
            }
        }
        let pays = year.map_or(&metric.pays, |year| &year.pays);
        let (value, mut notes) = match found? {
            Ok(found) => (found.value, found.notes),
            Err(why) => match metric.missing.value {
                IfMissing::Open => return Err(open(&why)),
                IfMissing::PaysNothing => {
                    because.push(pays_nothing(&why));
                    return Ok(Paid { yen: 0, because });
                }
                IfMissing::Take(level) => (Value::of(level), vec![taken_as(&why, &with_unit(level, &metric.unit))]),
            },
        };
        let paid = table::paid(metric, pays, value, self.contract.yen_rounding)?;
        because.append(&mut notes);
        because.extend(paid.because);
        Ok(Paid { yen: paid.yen, because })
    }

    /// Whether another metric reaches what it has to.
    fn gate(&self, gate: &Gate, year: Option<&Year>) -> Result<(bool, Sentence), Unfit> {
        // A contract that was read has every metric that it names.
        let Some(metric) = self.contract.metric(&gate.metric) else { return Err(no_condition(&gate.metric)) };
        let year = year.filter(|_| !metric.years.is_empty());
        let year = year.and_then(|year| metric.years.iter().find(|other| other.name == year.name));
        let wanted = with_unit(gate.reaches, &metric.unit);
        let title = &metric.title;
        let value = match self.found(metric, year)? {
            Ok(found) => found.value,
            Err(why) => match metric.missing.value {
                IfMissing::Open => return Err(open_condition(title, &why)),
                IfMissing::PaysNothing => return Ok((false, no_value_of_condition(title, &why))),
                IfMissing::Take(level) => Value::of(level),
            },
        };
        let (value, _) = table::rounded(metric, value);
        let is_reached = value.reaches(gate.reaches, metric.better);
        let value = shown(value, &metric.unit);
        let said = match is_reached {
            true => Sentence::new(
                format!("the condition holds: \"{title}\" is {value}, and has to reach {wanted}"),
                format!("条件を満たしています：「{title}」は{value}で、{wanted}に届いています。"),
            ),
            false => Sentence::new(
                format!("the condition does not hold: \"{title}\" is {value}, and has to reach {wanted}; 0 yen"),
                format!("条件を満たしていません：「{title}」は{value}で、{wanted}に届いていません（0円）。"),
            ),
        };
        Ok((is_reached, said))
    }
}

/// Cuts an amount at a cap, and says so.
fn capped(paid: &mut Paid, cap: Option<i64>, whose: Sentence) {
    let Some(cap) = cap.filter(|cap| paid.yen > *cap) else { return };
    let (cut, at) = (yen(paid.yen - cap), yen(cap));
    paid.because.push(Sentence::new(
        format!("{} leaves {at} yen here; {cut} yen are cut off", whose.en),
        format!("{}により、ここでは{at}円までです（{cut}円を切ります）。", whose.ja),
    ));
    paid.yen = cap;
}

fn in_year() -> Sentence {
    Sentence::new("the cap of the year", "この年の上限")
}

fn of_metric() -> Sentence {
    Sentence::new("the cap of the metric", "指標の上限")
}

fn of_all_years() -> Sentence {
    Sentence::new("the cap of the metric for all years", "全部の年を合わせた指標の上限")
}

fn open(why: &Sentence) -> Unfit {
    Unfit::new(
        format!("{}, and the contract leaves to the parties what is done then: no amount is worked out", why.en),
        format!("{}このときの扱いは、契約では当事者の協議によります。支払額は計算しません。", why.ja),
    )
}

fn pays_nothing(why: &Sentence) -> Sentence {
    Sentence::new(
        format!("{}, and the contract says that it pays nothing then: 0 yen", why.en),
        format!("{}契約では、このときは支払わないと決めています（0円）。", why.ja),
    )
}

fn taken_as(why: &Sentence, level: &str) -> Sentence {
    Sentence::new(
        format!("{}, and the contract says that it is taken as {level} then", why.en),
        format!("{}契約では、このときは{level}とみなすと決めています。", why.ja),
    )
}

fn open_condition(title: &str, why: &Sentence) -> Unfit {
    Unfit::new(
        format!("of its condition \"{title}\": {}; no amount is worked out", why.en),
        format!("条件の「{title}」について：{}支払額は計算しません。", why.ja),
    )
}

fn no_value_of_condition(title: &str, why: &Sentence) -> Sentence {
    Sentence::new(
        format!("of its condition \"{title}\": {}, which the contract takes for not reached: 0 yen", why.en),
        format!("条件の「{title}」について：{}契約では、届かなかったものとします（0円）。", why.ja),
    )
}

fn no_condition(name: &str) -> Unfit {
    Unfit::new(
        format!("the contract has no metric `{name}`, which is a condition here"),
        format!("条件になっている指標 `{name}` が、契約にありません。"),
    )
}
