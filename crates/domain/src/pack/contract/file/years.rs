//! Reading the years of a metric that are judged each on its own.

use super::table::{PerUnitFile, PointFile, Scale, StepFile, TableFile};
use super::window::{DayFile, data_until, window};
use super::{Tell, amount, words};
use crate::pack::contract::{Pays, Window, Year};
use crate::sentence::Sentence;
use crate::time::Day;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct YearFile {
    pub(super) name: Spanned<String>,
    from: DayFile,
    until: DayFile,
    data_until: Option<DayFile>,
    steps: Option<Spanned<Vec<StepFile>>>,
    points: Option<Spanned<Vec<PointFile>>>,
    per_unit: Option<Spanned<PerUnitFile>>,
    cap_yen: Option<Spanned<i64>>,
}

/// What a metric's years inherit from it.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) scale: Scale,
    pub(super) pays: &'a Pays,
    pub(super) data_until: Option<Day>,
}

/// The years, and that they are together the days of their metric.
pub(super) fn read(
    files: Vec<YearFile>,
    around: Around<'_>,
    whole: Option<(Window, Range<usize>)>,
    problem: Tell<'_>,
) -> Vec<Year> {
    let mut seen = BTreeSet::new();
    let mut windows = Vec::new();
    let mut years = Vec::new();
    for file in files {
        let at = file.name.span();
        let name = words(file.name, problem);
        if !seen.insert(name.clone()) {
            let said = Sentence::new(
                format!("two years are called `{name}`"),
                format!("`{name}` という年が二つあります。別の名前にしてください。"),
            );
            problem(at.clone(), said);
        }
        let window = window(Some(&file.from), Some(&file.until), problem);
        let cut_off = data_until(file.data_until.as_ref(), window, problem);
        let table = TableFile { steps: file.steps, points: file.points, per_unit: file.per_unit };
        let own = table.read(around.scale, problem);
        if own.is_none() && *around.pays == Pays::Condition {
            let said = Sentence::new(
                format!("the year `{name}` has no table, and the metric has none for all years"),
                format!(
                    "`{name}` の支払いの表がありません。年ごとに書くか、指標のほうに全部の年の表を書いてください。"
                ),
            );
            problem(at, said);
        }
        let Some(window) = window else { continue };
        windows.push((window, file.from.span()));
        years.push(Year {
            name,
            window,
            data_until: cut_off.or(around.data_until),
            pays: own.unwrap_or_else(|| around.pays.clone()),
            cap_yen: file.cap_yen.map(|yen| amount("cap_yen", yen, problem)),
        });
    }
    check(&windows, whole, problem);
    years
}

/// That years follow each other without gap or overlap, and are together the days of their metric. `years` are theirs
/// in order, and where each begins in the file.
fn check(years: &[(Window, Range<usize>)], whole: Option<(Window, Range<usize>)>, problem: Tell<'_>) {
    for ((before, _), (window, span)) in years.iter().zip(years.iter().skip(1)) {
        let next = before.until.plus(1);
        let said = if window.from == next {
            continue;
        } else if window.from < next {
            Sentence::new(
                format!(
                    "this year begins ({}) before the one above ends ({}): a day would be paid twice",
                    window.from, before.until
                ),
                format!(
                    "この年の始まり（{}）が、前の年の終わり（{}）より前です。同じ日を二度数えることになります。",
                    window.from, before.until
                ),
            )
        } else {
            Sentence::new(
                format!("the days {next} to {} belong to no year", window.from.plus(-1)),
                format!(
                    "{next}〜{} が、どの年にも入っていません。年を足すか、日付を直してください。",
                    window.from.plus(-1)
                ),
            )
        };
        problem(span.clone(), said);
    }
    let ends = years.first().zip(years.last()).map(|(first, last)| Window { from: first.0.from, until: last.0.until });
    if let Some((ends, (whole, span))) = ends.zip(whole)
        && (ends.from, ends.until) != (whole.from, whole.until)
    {
        let said = Sentence::new(
            format!(
                "the years go from {} to {}, and the metric from {} to {}: a year is missing, or one is too many",
                ends.from, ends.until, whole.from, whole.until
            ),
            format!(
                "年の表は {}〜{} で、指標の期間は {}〜{} です。足りない年か、余分な年があります。",
                ends.from, ends.until, whole.from, whole.until
            ),
        );
        problem(span, said);
    }
}
