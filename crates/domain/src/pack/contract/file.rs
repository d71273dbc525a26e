//! Reading `contract.toml`.

mod gates;
mod metric;
mod missing;
mod table;
mod window;
mod years;

use super::{Contract, Rounding, YenRounding};
use crate::pack::toml_words;
use crate::sentence::{Sentence, thousands};
use metric::{MetricFile, Terms};
use missing::MissingFile;
use serde::Deserialize;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    note: Option<Spanned<String>>,
    city: Option<Spanned<String>>,
    provider: Option<Spanned<String>>,
    evaluator: Option<Spanned<String>>,
    fixed_yen: Option<Spanned<i64>>,
    cap_yen: Option<Spanned<i64>>,
    outcome_cap_yen: Option<Spanned<i64>>,
    yen_rounding: Option<YenRoundingFile>,
    interval_percent: Option<Spanned<i64>>,
    #[serde(default)]
    missing: MissingFile,
    not_stated: Option<Spanned<String>>,
    #[serde(default)]
    metric: Vec<MetricFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YenRoundingFile {
    to_yen: Spanned<i64>,
    #[serde(default)]
    how: Rounding,
}

/// How many metrics a contract may have.
const METRICS: usize = 50;

/// The most yen of anything: a hundred thousand million.
const MOST_YEN: i64 = 100_000_000_000;

type Tell<'a> = &'a mut dyn FnMut(Range<usize>, Sentence);

impl Contract {
    /// Reads a contract; none where anything is wrong with it, since a part of a contract is another one.
    pub(in crate::pack) fn read(text: &str, problem: Tell<'_>, warning: Tell<'_>) -> Option<Self> {
        let file: File = toml_words::read(text, problem)?;
        let mut is_good = true;
        let contract = file.read(
            &mut |span, said| {
                is_good = false;
                problem(span, said);
            },
            warning,
        );
        contract.filter(|_| is_good)
    }
}

impl File {
    fn read(self, problem: Tell<'_>, warning: Tell<'_>) -> Option<Contract> {
        let title_span = self.title.span();
        let title = words(self.title, problem);
        let fixed = self.fixed_yen.as_ref().map(Spanned::span);
        let fixed_yen = self.fixed_yen.map_or(0, |yen| amount("fixed_yen", yen, problem));
        let cap_span = self.cap_yen.as_ref().map(Spanned::span);
        let cap_yen = self.cap_yen.map(|yen| amount("cap_yen", yen, problem));
        let outcome_cap_yen = self.outcome_cap_yen.map(|yen| amount("outcome_cap_yen", yen, problem));
        if let Some(cap) = cap_yen.filter(|cap| *cap < fixed_yen) {
            let said = Sentence::new(
                format!(
                    "`fixed_yen` ({}) is above `cap_yen` ({}): what is paid in all cannot be less than its fixed part",
                    thousands(fixed_yen),
                    thousands(cap)
                ),
                format!(
                    "固定の `fixed_yen`（{}円）が、全体の上限 `cap_yen`（{}円）をこえています。`cap_yen` は固定の分もふくむ\
                     上限です。",
                    thousands(fixed_yen),
                    thousands(cap)
                ),
            );
            problem(fixed.clone().or_else(|| cap_span.clone()).unwrap_or_default(), said);
        }
        let yen_rounding = yen_rounding(self.yen_rounding, problem);
        let interval_percent =
            self.interval_percent.map_or(95, |percent| within("interval_percent", percent, 50..=99, problem));
        let not_stated = self.not_stated.map(|text| words(text, problem));
        if self.metric.is_empty() && not_stated.is_none() {
            let said = Sentence::new(
                "a contract has a `[[metric]]` at least: what is measured, and what it pays",
                "成果指標がありません。`[[metric]]` に、何を測り、いくら払うかを書いてください。",
            );
            problem(title_span.clone(), said);
        }
        if self.metric.len() > METRICS {
            let said = Sentence::new(
                format!("a contract has {METRICS} metrics at most"),
                format!("成果指標は{METRICS}個までです。"),
            );
            problem(title_span.clone(), said);
        }
        let room = cap_yen.map(|cap| cap.saturating_sub(fixed_yen));
        let terms = Terms {
            to_yen: yen_rounding.to_yen,
            missing: self.missing,
            room: room.into_iter().chain(outcome_cap_yen).min(),
        };
        let gates = gates::told(&self.metric);
        gates.check(problem);
        let metrics = self.metric.into_iter().map(|metric| metric.read(&terms, &gates, problem, warning)).collect();
        if cap_yen.is_none() {
            let said = Sentence::new(
                "there is no `cap_yen`: nobody knows how much may have to be paid in all",
                "全体の上限 `cap_yen` がありません。いくらまで払うことになるかが決まりません。",
            );
            warning(title_span.clone(), said);
        }
        if self.evaluator.is_none() {
            let said = Sentence::new(
                "there is no `evaluator`: write who finds the values that are paid by",
                "`evaluator` がありません。だれが成果を評価するかを書いてください。",
            );
            warning(title_span, said);
        }
        let mut party = |name: Option<Spanned<String>>| name.map(|name| words(name, problem));
        Some(Contract {
            title,
            city: party(self.city),
            provider: party(self.provider),
            evaluator: party(self.evaluator),
            note: party(self.note),
            fixed_yen,
            cap_yen,
            outcome_cap_yen,
            yen_rounding,
            interval_percent: u8::try_from(interval_percent).unwrap_or(95),
            not_stated,
            metrics,
        })
    }
}

fn yen_rounding(file: Option<YenRoundingFile>, problem: Tell<'_>) -> YenRounding {
    const UNITS: [i64; 6] = [1, 10, 100, 1_000, 10_000, 100_000];
    let Some(YenRoundingFile { to_yen, how }) = file else { return YenRounding { to_yen: 1, how: Rounding::Down } };
    if !UNITS.contains(to_yen.get_ref()) {
        let said = Sentence::new(
            "`to_yen` is 1, 10, 100, 1,000, 10,000 or 100,000",
            "`to_yen` は 1、10、100、1000、10000、100000 のどれかにしてください。",
        );
        problem(to_yen.span(), said);
        return YenRounding { to_yen: 1, how };
    }
    YenRounding { to_yen: to_yen.into_inner(), how }
}

/// Words that people read: not empty.
fn words(text: Spanned<String>, problem: Tell<'_>) -> String {
    if text.get_ref().trim().is_empty() {
        let said =
            Sentence::new("these words are empty", "ことばが空です。契約を読む方に分かることばを書いてください。");
        problem(text.span(), said);
    }
    text.into_inner()
}

/// An amount of whole yen, or 0 where it is none.
fn amount(name: &str, yen: Spanned<i64>, problem: Tell<'_>) -> i64 {
    within(name, yen, 0..=MOST_YEN, problem)
}

/// A number within bounds, or the nearest one that is.
fn within(name: &str, number: Spanned<i64>, range: RangeInclusive<i64>, problem: Tell<'_>) -> i64 {
    let (least, most) = (*range.start(), *range.end());
    if !range.contains(number.get_ref()) {
        let said = Sentence::new(
            format!("`{name}` can be {} to {}", thousands(least), thousands(most)),
            format!("`{name}` は{}〜{}の整数にしてください。", thousands(least), thousands(most)),
        );
        problem(number.span(), said);
    }
    number.into_inner().clamp(least, most)
}
