//! The value of a metric, from what was observed.

use super::observed::Observation;
use super::value::Value;
use crate::{Unfit, tails};
use domain::pack::contract::{Better, IfUnknown, Kind, Level, Metric, Year};
use domain::{Day, Sentence};

/// What a metric is taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scenario {
    /// What was found.
    AsFound,
    /// The worse end of the interval, where there is one.
    Worse,
    /// The better end.
    Better,
    /// What comparing before and after would have found, where that is known.
    BeforeAfter,
}

/// A value, and what is to be said of how it was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) value: Value,
    pub(super) notes: Vec<Sentence>,
}

/// An estimate with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) se: f64,
    pub(super) df: Option<f64>,
}

/// The most people that are counted: more are a slip.
const PEOPLE: u64 = 1_000_000_000_000;

/// The value of a metric in a scenario, or why it has none: in `Err` what cannot be used, in `Ok(Err(_))` what is missing
/// and has its own rule in the contract.
pub(super) fn value(
    metric: &Metric,
    year: Option<&Year>,
    observed: Option<&Observation>,
    scenario: Scenario,
    percent: u8,
) -> Result<Result<Found, Sentence>, Unfit> {
    let Some(observed) = observed else { return Ok(Err(no_value())) };
    let mut notes = cut_off(metric, year, observed)?;
    let estimate = estimate(observed)?;
    let found = match scenario {
        Scenario::BeforeAfter => observed.before_after.map(|number| number_of(metric.kind, number)).transpose()?,
        Scenario::Worse | Scenario::Better => estimate.map(|estimate| {
            let is_high = (scenario == Scenario::Better) == (metric.better == Better::Higher);
            end(metric.kind, estimate, percent, is_high)
        }),
        Scenario::AsFound => None,
    };
    if let Some(value) = found {
        return Ok(Ok(Found { value, notes }));
    }
    let found = match (observed.value, observed.count) {
        (Some(_), Some(_)) => Err(Unfit::new(
            "both `value` and `count` are given, and only one of them can hold; take the other out",
            "`value` と `count` の両方があります。どちらが正しいか決まらないので、ひとつにしてください。",
        )),
        (None, None) => Ok(Err(no_value())),
        (Some(number), None) => {
            notes.extend(nobody_counted(metric));
            number_of(metric.kind, number).map(Ok)
        }
        (None, Some(count)) => counted(metric, observed, count),
    }?;
    Ok(found.map(|value| Found { value, notes }))
}

/// The estimate of an observation, where it has a standard error.
///
/// # Errors
/// A standard error or degrees of freedom that are none.
pub(super) fn estimate(observed: &Observation) -> Result<Option<Estimate>, Unfit> {
    let Some(se) = observed.se else {
        return match observed.df {
            None => Ok(None),
            Some(_) => Err(Unfit::new(
                "`df` is given without `se`: bring the standard error too",
                "`df` があって `se`（標準誤差）がありません。標準誤差も入れてください。",
            )),
        };
    };
    let is_above_0 = |number: f64| number > 0.0 && number.is_finite();
    if !is_above_0(se) || observed.df.is_some_and(|df| !is_above_0(df)) {
        return Err(Unfit::new(
            "a standard error and its degrees of freedom are numbers above 0",
            "標準誤差 `se` と自由度 `df` は、0より大きい数にしてください。",
        ));
    }
    Ok(observed.value.map(|value| Estimate { value, se, df: observed.df }))
}

/// The lower or the upper end of an interval.
pub(super) fn end(kind: Kind, estimate: Estimate, percent: u8, is_high: bool) -> Value {
    let alpha = 1.0 - f64::from(percent) / 100.0;
    let reach =
        estimate.df.map_or_else(|| tails::normal_critical(alpha), |df| tails::t_critical(alpha, df)) * estimate.se;
    let end = if is_high { estimate.value + reach } else { estimate.value - reach };
    let end = match kind {
        Kind::Share => end.clamp(0.0, 100.0),
        Kind::Count => end.max(0.0),
        Kind::Effect | Kind::Mean => end,
    };
    let beyond =
        if is_high { Level::MOST } else { Level::of_millionths(-Level::MOST.millionths()).unwrap_or_default() };
    Value::of(Level::nearest(end).unwrap_or(beyond))
}

fn number_of(kind: Kind, number: f64) -> Result<Value, Unfit> {
    let level = Level::nearest(number).ok_or_else(|| {
        Unfit::new(
            "this value is no number that can be paid by; look at how it was found",
            "この値は数として使えません。どう求めたかを確かめてください。",
        )
    })?;
    let said = match kind {
        Kind::Share if !(0.0..=100.0).contains(&number) => Unfit::new(
            format!("a share is 0 to 100 percent, and {level} is none"),
            format!("割合は0〜100（％）です。{level} は使えません。"),
        ),
        Kind::Count if number < 0.0 || !level.is_whole() => Unfit::new(
            format!("a count is a whole number from 0, and {level} is none"),
            format!("数は0以上の整数です。{level} は使えません。"),
        ),
        Kind::Effect | Kind::Count | Kind::Share | Kind::Mean => return Ok(Value::of(level)),
    };
    Err(said)
}

fn counted(metric: &Metric, observed: &Observation, count: u64) -> Result<Result<Value, Sentence>, Unfit> {
    if [count, observed.of.unwrap_or_default()].into_iter().any(|people| people > PEOPLE) {
        return Err(Unfit::new("there are not so many people", "数が大きすぎます。桁を確かめてください。"));
    }
    match metric.kind {
        Kind::Count => Ok(Ok(Value::of(whole(count)))),
        Kind::Share => share(metric, observed, count),
        Kind::Effect | Kind::Mean => Err(Unfit::new(
            "this metric is not a count: give its `value`",
            "この指標は人数ではありません。`value` に値を入れてください。",
        )),
    }
}

fn whole(count: u64) -> Level {
    i64::try_from(count)
        .ok()
        .and_then(|count| Level::of_millionths(count.checked_mul(Level::ONE)?))
        .unwrap_or(Level::MOST)
}

fn share(metric: &Metric, observed: &Observation, count: u64) -> Result<Result<Value, Sentence>, Unfit> {
    let Some(of) = observed.of else {
        return Err(Unfit::new(
            "a share needs `of` beside `count`: of how many",
            "割合には、`count` のほかに `of`（全部で何人か）が要ります。",
        ));
    };
    let unknown = observed.unknown.unwrap_or_default();
    if count.saturating_add(unknown) > of {
        return Err(Unfit::new(
            format!("{count} counted and {unknown} unknown are more than all {of}: look at the numbers"),
            format!(
                "数えた{count}人と分からない{unknown}人を合わせると、全部の{of}人をこえます。人数を確かめてください。"
            ),
        ));
    }
    let known = of - unknown;
    if let Some(least) = metric.missing.least_known_percent
        && u128::from(known) * 100 < u128::from(of) * u128::from(least.unsigned_abs())
    {
        return Ok(Err(Sentence::new(
            format!("the outcome is known of {known} of {of}, fewer than the {least}% that the contract asks for"),
            format!("{of}人のうち結果が分かるのは{known}人で、契約で求める{least}％に足りません。"),
        )));
    }
    let value = match (metric.missing.unknown, metric.better) {
        (IfUnknown::LeftOut, _) => Value::percent(count, known),
        (IfUnknown::Worse, Better::Higher) => Value::percent(count, of),
        (IfUnknown::Worse, Better::Lower) => Value::percent(count + unknown, of),
    };
    Ok(value.ok_or_else(|| {
        Sentence::new("there is nobody of whom it could be a share", "割合のもとになる方がひとりもいません。")
    }))
}

/// Where a share is given without its people, nobody can look whether enough of them are known.
fn nobody_counted(metric: &Metric) -> Option<Sentence> {
    let least = metric.missing.least_known_percent.filter(|_| metric.kind == Kind::Share)?;
    Some(Sentence::new(
        format!("of how many people the outcome is known is not given; the contract asks for {least}%"),
        format!("何人の結果が分かっているかが示されていません。契約では{least}％以上を求めています。"),
    ))
}

/// That data goes up to the day that the contract says, and not beyond.
fn cut_off(metric: &Metric, year: Option<&Year>, observed: &Observation) -> Result<Vec<Sentence>, Unfit> {
    let wanted: Option<Day> = year.map_or(metric.data_until, |year| year.data_until);
    match (wanted, observed.data_until) {
        (None, _) => Ok(Vec::new()),
        (Some(wanted), None) => Ok(vec![Sentence::new(
            format!("nobody said up to which day data is in this value; the contract counts what came by {wanted}"),
            format!("いつまでのデータの値かが示されていません。契約では{wanted}までに届いたものを数えます。"),
        )]),
        (Some(wanted), Some(until)) if until < wanted => Err(Unfit::new(
            format!("this value has data up to {until}, and what comes by {wanted} counts too: it is not final"),
            format!(
                "この値は{until}までのデータによるものです。{wanted}までに届くものも数えるので、まだ決まりません。"
            ),
        )),
        (Some(wanted), Some(until)) if until > wanted => Err(Unfit::new(
            format!(
                "this value has data up to {until}, and only what came by {wanted} counts: find it again without the rest"
            ),
            format!(
                "この値には{until}までのデータが入っています。数えるのは{wanted}までに届いたものだけなので、求め直してください。"
            ),
        )),
        (Some(_), Some(_)) => Ok(Vec::new()),
    }
}

fn no_value() -> Sentence {
    Sentence::new("there is no value", "値がありません。")
}
