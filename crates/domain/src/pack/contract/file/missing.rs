//! Reading what holds where data is missing.

use super::table::level;
use super::{Tell, within};
use crate::pack::contract::{IfMissing, IfUnknown, Kind, Missing};
use crate::sentence::Sentence;
use serde::Deserialize;
use toml::Spanned;

/// Rules for missing data, as they are written for the contract or for a metric.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MissingFile {
    value: Option<IfMissingFile>,
    take: Option<Spanned<f64>>,
    unknown: Option<Spanned<IfUnknown>>,
    least_known_percent: Option<Spanned<i64>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum IfMissingFile {
    Open,
    PaysNothing,
}

impl MissingFile {
    /// What holds for a metric: what it says itself, or else what the contract says.
    pub(super) fn with(&self, own: &Self, kind: Kind, problem: Tell<'_>) -> Missing {
        if let Some(take) = &self.take {
            let said = Sentence::new(
                "`take` is a level of one metric; write it there, `missing = { take = … }`",
                "`take` は指標ごとの水準です。指標の中に `missing = { take = … }` と書いてください。",
            );
            problem(take.span(), said);
        }
        if kind != Kind::Share {
            let spans = [own.unknown.as_ref().map(Spanned::span), own.least_known_percent.as_ref().map(Spanned::span)];
            for span in spans.into_iter().flatten() {
                let said = Sentence::new(
                    "this is for shares: of other metrics nobody is counted here",
                    "これは割合（`kind = \"share\"`）のための設定です。ほかの指標では消してください。",
                );
                problem(span, said);
            }
        }
        let take = own.take.as_ref().and_then(|take| level(take, kind, problem));
        if let Some(span) = own.take.as_ref().map(Spanned::span).filter(|_| own.value.is_some()) {
            let said = Sentence::new(
                "without a value one thing is done: write `value` or `take`",
                "値がないときの扱いが二つあります。`value` と `take` のどちらかにしてください。",
            );
            problem(span, said);
        }
        let value = match (take, own.value.or(self.value)) {
            (Some(level), _) => IfMissing::Take(level),
            (None, Some(IfMissingFile::PaysNothing)) => IfMissing::PaysNothing,
            (None, Some(IfMissingFile::Open) | None) => IfMissing::Open,
        };
        let unknown = own.unknown.as_ref().or(self.unknown.as_ref()).map(|unknown| *unknown.get_ref());
        let known = own.least_known_percent.as_ref().or(self.least_known_percent.as_ref());
        let known = known.map(|known| within("least_known_percent", known.clone(), 1..=100, problem));
        Missing { value, unknown: unknown.unwrap_or_default(), least_known_percent: known }
    }
}
