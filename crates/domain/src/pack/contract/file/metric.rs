//! Reading a `[[metric]]`.

use super::gates::Gates;
use super::missing::MissingFile;
use super::table::{PerUnitFile, PointFile, Scale, StepFile, TableFile, level};
use super::window::{DayFile, data_until, window};
use super::years::{self, Around, YearFile};
use super::{Tell, amount, within, words};
use crate::pack::contract::{Better, Gate, Kind, Level, Metric, Pays, Rounding, ValueRounding};
use crate::sentence::{Sentence, thousands};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetricFile {
    pub(super) name: Spanned<String>,
    title: Spanned<String>,
    pub(super) kind: Spanned<Kind>,
    population: Spanned<String>,
    definition: Spanned<String>,
    unit: Option<Spanned<String>>,
    outcome: Option<Spanned<String>>,
    note: Option<Spanned<String>>,
    from: Option<DayFile>,
    until: Option<DayFile>,
    data_until: Option<DayFile>,
    #[serde(default)]
    better: Better,
    value_rounding: Option<Spanned<ValueRoundingFile>>,
    steps: Option<Spanned<Vec<StepFile>>>,
    points: Option<Spanned<Vec<PointFile>>>,
    per_unit: Option<Spanned<PerUnitFile>>,
    not_stated: Option<Spanned<String>>,
    cap_yen: Option<Spanned<i64>>,
    pub(super) only_if: Option<GateFile>,
    #[serde(default)]
    missing: MissingFile,
    #[serde(default)]
    pub(super) year: Vec<YearFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueRoundingFile {
    decimals: Spanned<i64>,
    #[serde(default)]
    how: Rounding,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GateFile {
    pub(super) metric: Spanned<String>,
    reaches: Spanned<f64>,
}

/// What the contract says for all of its metrics.
pub(super) struct Terms {
    /// Of how many yen amounts between points are multiples.
    pub(super) to_yen: i64,
    /// What holds where data is missing and the metric says nothing.
    pub(super) missing: MissingFile,
    /// The most that can be paid by results.
    pub(super) room: Option<i64>,
}

impl MetricFile {
    pub(super) fn read(self, terms: &Terms, gates: &Gates, problem: Tell<'_>, warning: Tell<'_>) -> Metric {
        let name = self.name.get_ref().clone();
        let at = self.name.span();
        let kind = *self.kind.get_ref();
        let scale = Scale { kind, better: self.better, to_yen: terms.to_yen };
        let whole = window(self.from.as_ref(), self.until.as_ref(), problem);
        let cut_off = data_until(self.data_until.as_ref(), whole, problem);
        let table = TableFile { steps: self.steps, points: self.points, per_unit: self.per_unit }.read(scale, problem);
        let not_stated = self.not_stated.map(|text| (text.span(), words(text, problem)));
        if let Some((span, _)) = not_stated.as_ref().filter(|_| matches!(table, Some(Pays::PerUnit(_)))) {
            let said = Sentence::new(
                "`not_stated` is about levels before the first of a table, and a price for each unit has none",
                "`not_stated` は、表のはじめより下の金額が分からないときに書きます。単価 `per_unit` とは合いません。",
            );
            problem(span.clone(), said);
        }
        let has_own_tables = !self.year.is_empty();
        let pays = match table {
            Some(table) => table,
            None if not_stated.is_some() => Pays::NotStated,
            None if has_own_tables || gates.name(&name) => Pays::Condition,
            None => {
                problem(at.clone(), no_table());
                Pays::NotStated
            }
        };
        if let Some((span, _)) = &not_stated {
            warning(span.clone(), not_settled());
        }
        let cap_span = self.cap_yen.as_ref().map(Spanned::span);
        let cap_yen = self.cap_yen.map(|yen| amount("cap_yen", yen, problem));
        let around = Around { scale, pays: &pays, data_until: cut_off };
        let whole_and_place = whole.zip(self.until.as_ref().map(Spanned::span));
        let years = years::read(self.year, around, whole_and_place, problem);
        let is_open_ended = match years.is_empty() {
            true => cut_off.is_none(),
            false => years.iter().any(|year| year.data_until.is_none()),
        };
        if is_open_ended {
            warning(at.clone(), no_cut_off());
        }
        if whole.is_none() && years.is_empty() && self.from.is_none() {
            let said = Sentence::new(
                "there is no window: write from when until when it is measured, `from` and `until`",
                "測る期間がありません。`from` と `until` を書いてください。",
            );
            warning(at.clone(), said);
        }
        let missing = terms.missing.with(&self.missing, kind, problem);
        let metric = Metric {
            title: words(self.title, problem),
            kind,
            population: words(self.population, problem),
            definition: words(self.definition, problem),
            unit: self.unit.map_or_else(|| unit(kind).to_owned(), |unit| words(unit, problem)),
            outcome: self.outcome.map(|outcome| words(outcome, problem)),
            note: self.note.map(|note| words(note, problem)),
            window: whole,
            data_until: cut_off,
            better: self.better,
            value_rounding: self.value_rounding.map(|rounding| rounding.into_inner().read(problem)),
            not_stated: not_stated.map(|(_, text)| text),
            cap_yen,
            only_if: self.only_if.and_then(|gate| gate.read(gates, problem)),
            missing,
            years,
            pays,
            name,
        };
        notice_caps(&metric, cap_span.unwrap_or(at), terms.room, warning);
        metric
    }
}

impl ValueRoundingFile {
    fn read(self, problem: Tell<'_>) -> ValueRounding {
        let decimals = within("decimals", self.decimals, 0..=5, problem);
        ValueRounding { decimals: u32::try_from(decimals).unwrap_or_default(), how: self.how }
    }
}

impl GateFile {
    fn read(self, gates: &Gates, problem: Tell<'_>) -> Option<Gate> {
        let kind = gates.kind(self.metric.get_ref())?;
        let reaches = level(&self.reaches, kind, problem)?;
        Some(Gate { metric: self.metric.into_inner(), reaches })
    }
}

/// Caps that can never be reached, and levels that no value can have.
fn notice_caps(metric: &Metric, at: Range<usize>, room: Option<i64>, warning: Tell<'_>) {
    let tables = || metric.years.iter().map(|year| &year.pays).chain(std::iter::once(&metric.pays));
    if let Some((cap, room)) = metric.cap_yen.zip(room).filter(|(cap, room)| cap > room) {
        let said = Sentence::new(
            format!(
                "this metric alone may pay {} yen, and results together {} yen: the cap of the contract holds",
                thousands(cap),
                thousands(room)
            ),
            format!(
                "この指標だけで{}円まで払えますが、成果の分は全部で{}円までです。契約の上限のほうが効きます。",
                thousands(cap),
                thousands(room)
            ),
        );
        warning(at.clone(), said);
    }
    let most = tables().filter_map(Pays::most_yen).max();
    if let Some((cap, most)) = metric.cap_yen.zip(most).filter(|(cap, most)| metric.years.is_empty() && most > cap) {
        let said = Sentence::new(
            format!("the table pays up to {} yen, and `cap_yen` cuts it at {}", thousands(most), thousands(cap)),
            format!("表では{}円まで払いますが、`cap_yen` の{}円で切られます。", thousands(most), thousands(cap)),
        );
        warning(at.clone(), said);
    }
    let is_fraction = |pays: &Pays| match pays {
        Pays::Steps(rungs) | Pays::Points(rungs) => {
            rungs.last().is_some_and(|best| best.at.millionths() > 0)
                && rungs.iter().all(|rung| rung.at.millionths() <= Level::ONE)
        }
        Pays::PerUnit(_) | Pays::Condition | Pays::NotStated => false,
    };
    if metric.kind == Kind::Share && tables().any(is_fraction) {
        let said = Sentence::new(
            "shares are in percent, and this table ends at 1% or below: write 80 for 80%",
            "割合は％で書きます。この表は1％以下で終わっています。80％なら 80 と書いてください。",
        );
        warning(at, said);
    }
}

fn unit(kind: Kind) -> &'static str {
    match kind {
        Kind::Share => "％",
        Kind::Count => "人",
        Kind::Effect | Kind::Mean => "",
    }
}

fn no_table() -> Sentence {
    Sentence::new(
        "this metric pays nothing: write `steps`, `points` or `per_unit`; or `not_stated`, where the amounts are not settled",
        "この指標には支払いの表がありません。`steps`、`points`、`per_unit` のどれかを書いてください。金額が決まっていないときは \
         `not_stated` にその理由を書きます。",
    )
}

fn no_cut_off() -> Sentence {
    Sentence::new(
        "there is no `data_until`: data that arrives later could change what is paid",
        "データの締め日 `data_until` がありません。あとから届いた記録で、支払額が変わってしまいます。",
    )
}

fn not_settled() -> Sentence {
    Sentence::new(
        "amounts are not settled here: for these levels nothing can be worked out",
        "ここの金額は決まっていません。この水準については、支払額を計算できません。",
    )
}
