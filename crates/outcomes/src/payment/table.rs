//! What a table pays for a value.

use super::value::{Value, divided};
use super::words::{shown, with_unit, yen, yen_rounding};
use crate::Unfit;
use domain::Sentence;
use domain::pack::contract::{Metric, Pays, PerUnit, Rung, YenRounding};

/// An amount, and why it is that.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paid {
    /// Whole yen.
    pub(super) yen: i64,
    /// From the value to the amount, step by step.
    pub(super) because: Vec<Sentence>,
}

/// The most yen that a line can have, so that no sum of lines is beyond what numbers hold.
const MOST: i128 = 1_000_000_000_000_000;

/// What a value pays by a table, before caps.
///
/// # Errors
/// Where the file does not say what the value pays.
pub(super) fn paid(metric: &Metric, pays: &Pays, value: Value, rounding: YenRounding) -> Result<Paid, Unfit> {
    let (value, mut because) = rounded(metric, value);
    let (yen, said) = match pays {
        Pays::Steps(rungs) => steps(metric, rungs, value)?,
        Pays::Points(rungs) => points(metric, rungs, value, rounding)?,
        Pays::PerUnit(per_unit) => units(metric, *per_unit, value)?,
        Pays::Condition => (0, nothing_of_its_own()),
        Pays::NotStated => return Err(not_stated(metric)),
    };
    because.push(said);
    Ok(Paid { yen, because })
}

/// The value as it is held against the table.
pub(super) fn rounded(metric: &Metric, value: Value) -> (Value, Vec<Sentence>) {
    let Some(rounding) = metric.value_rounding else { return (value, Vec::new()) };
    let after = value.rounded(rounding);
    if after.level() == value.level() {
        return (after, Vec::new());
    }
    let (before, shown_after) = (shown(value, &metric.unit), shown(after, &metric.unit));
    let how = super::words::rounding(rounding.how);
    let said = Sentence::new(
        format!("{before} is {} to {shown_after}", how.en),
        format!("{before}を{shown_after}として扱います（{}）。", how.ja),
    );
    (after, vec![said])
}

fn steps(metric: &Metric, rungs: &[Rung], value: Value) -> Result<(i64, Sentence), Unfit> {
    let unit = &metric.unit;
    let Some(rung) = rungs.iter().rev().find(|rung| value.reaches(rung.at, metric.better)) else {
        return below(metric, rungs, value);
    };
    let (value, at, amount) = (shown(value, unit), with_unit(rung.at, unit), yen(rung.yen));
    let said = Sentence::new(
        format!("{value} reaches the step of {at}, which pays {amount} yen"),
        format!("{value}は、{at}の段に届いています（{amount}円）。"),
    );
    Ok((rung.yen, said))
}

fn points(metric: &Metric, rungs: &[Rung], value: Value, rounding: YenRounding) -> Result<(i64, Sentence), Unfit> {
    let unit = &metric.unit;
    let reached = rungs.iter().rposition(|rung| value.reaches(rung.at, metric.better));
    let Some((rung, next)) = reached.and_then(|place| Some((rungs.get(place)?, rungs.get(place + 1)))) else {
        return below(metric, rungs, value);
    };
    let at = with_unit(rung.at, unit);
    let Some(next) = next else {
        let (value, amount) = (shown(value, unit), yen(rung.yen));
        let said = Sentence::new(
            format!("{value} reaches the ceiling of {at}: {amount} yen"),
            format!("{value}は、上限の{at}に届いています（{amount}円）。"),
        );
        return Ok((rung.yen, said));
    };
    let (part, whole) = value.part_of_way(rung.at, next.at);
    let over = i128::from(next.yen - rung.yen).checked_mul(part);
    let more = over.map(|over| divided(over, whole * i128::from(rounding.to_yen), rounding.how));
    let amount = within(more.map(|more| i128::from(rung.yen) + more * i128::from(rounding.to_yen)))?;
    let (value, to, rounded) = (shown(value, unit), with_unit(next.at, unit), yen_rounding(rounding));
    let (low, high, shown_amount) = (yen(rung.yen), yen(next.yen), yen(amount));
    let said = Sentence::new(
        format!(
            "{value} lies on the line from {at} ({low} yen) to {to} ({high} yen): {shown_amount} yen, {}",
            rounded.en
        ),
        format!(
            "{value}は、{at}（{low}円）と{to}（{high}円）の間です。直線で計算して{shown_amount}円（{}）。",
            rounded.ja
        ),
    );
    Ok((amount, said))
}

fn units(metric: &Metric, per_unit: PerUnit, value: Value) -> Result<(i64, Sentence), Unfit> {
    let PerUnit { yen: each, beyond, most } = per_unit;
    let all = value.whole_units(beyond, metric.better);
    let units = most.map_or(all, |most| all.min(most));
    let amount = within(i128::from(units).checked_mul(each.into()))?;
    let unit = &metric.unit;
    let (value, beyond, better) = (shown(value, unit), with_unit(beyond, unit), yen(all));
    let (counted, shown_each, shown_amount) = (yen(units), yen(each), yen(amount));
    let said = match units {
        0 => Sentence::new(
            format!("{value} is not a whole unit beyond {beyond}: 0 yen"),
            format!("{value}は、{beyond}より1{unit}以上よい値ではありません（0円）。"),
        ),
        _ if units < all => Sentence::new(
            format!(
                "{value} is {better}{unit} beyond {beyond}, of which {counted}{unit} at most are paid: at {shown_each} yen \
                 each, {shown_amount} yen"
            ),
            format!(
                "{value}は、{beyond}より{better}{unit}分よい値です。払うのは{counted}{unit}分までで、1{unit}あたり\
                 {shown_each}円、{shown_amount}円。"
            ),
        ),
        _ => Sentence::new(
            format!("{value} is {counted}{unit} beyond {beyond}: at {shown_each} yen each, {shown_amount} yen"),
            format!(
                "{value}は、{beyond}より{counted}{unit}分よい値です。1{unit}あたり{shown_each}円で、{shown_amount}円。"
            ),
        ),
    };
    Ok((amount, said))
}

/// A value before the first level of a table pays nothing, or the file does not say what.
fn below(metric: &Metric, rungs: &[Rung], value: Value) -> Result<(i64, Sentence), Unfit> {
    if metric.not_stated.is_some() {
        return Err(not_stated(metric));
    }
    let value = shown(value, &metric.unit);
    let first = rungs.first().map(|rung| with_unit(rung.at, &metric.unit)).unwrap_or_default();
    let said = Sentence::new(
        format!("{value} does not reach {first}, where payment begins: 0 yen"),
        format!("{value}は、支払いの始まる{first}に届いていません（0円）。"),
    );
    Ok((0, said))
}

fn nothing_of_its_own() -> Sentence {
    Sentence::new(
        "this is a condition of other metrics and pays nothing of its own",
        "ほかの指標の条件で、これ自体への支払いはありません。",
    )
}

fn not_stated(metric: &Metric) -> Unfit {
    let why = metric.not_stated.as_deref().unwrap_or_default();
    Unfit::new(
        format!("the contract does not state what this level pays ({why}); no amount is worked out"),
        format!("この水準の支払額は、契約のファイルに書かれていません（{why}）。計算しません。"),
    )
}

fn within(amount: Option<i128>) -> Result<i64, Unfit> {
    amount.filter(|amount| (0..=MOST).contains(amount)).and_then(|amount| i64::try_from(amount).ok()).ok_or_else(|| {
        Unfit::new(
            "this value would pay more yen than any contract can; look at the value and at the table",
            "この値では、あり得ない金額になります。値と支払いの表を確かめてください。",
        )
    })
}
