//! Reading what levels pay.

use super::{MOST_YEN, Tell, amount, within};
use crate::pack::contract::{Better, Kind, Level, Pays, PerUnit, Rung};
use crate::sentence::{Sentence, thousands};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// The three ways to write a table, of which one is written.
#[derive(Default)]
pub(super) struct TableFile {
    pub(super) steps: Option<Spanned<Vec<StepFile>>>,
    pub(super) points: Option<Spanned<Vec<PointFile>>>,
    pub(super) per_unit: Option<Spanned<PerUnitFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepFile {
    from: Spanned<f64>,
    pays: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PointFile {
    at: Spanned<f64>,
    pays: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PerUnitFile {
    pays: Spanned<i64>,
    beyond: Option<Spanned<f64>>,
    most: Option<Spanned<i64>>,
}

/// What a table is held against.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    pub(super) kind: Kind,
    pub(super) better: Better,
    /// Of how many yen amounts between points are multiples.
    pub(super) to_yen: i64,
}

/// A level and its amount, and where they stand.
struct RungFile {
    at: Spanned<f64>,
    pays: Spanned<i64>,
}

impl TableFile {
    /// The table, where one is written. Amounts that are told to be wrong are taken as nothing.
    pub(super) fn read(self, scale: Scale, problem: Tell<'_>) -> Option<Pays> {
        let spans = [
            self.steps.as_ref().map(Spanned::span),
            self.points.as_ref().map(Spanned::span),
            self.per_unit.as_ref().map(Spanned::span),
        ];
        if let Some(second) = spans.into_iter().flatten().nth(1) {
            let said = Sentence::new(
                "a table is one of `steps`, `points` and `per_unit`; take the others out",
                "支払いの表は `steps`（段）、`points`（直線）、`per_unit`（単価）のどれかひとつです。ほかを消してください。",
            );
            problem(second, said);
        }
        if let Some(steps) = self.steps {
            let span = steps.span();
            let rungs = steps.into_inner().into_iter().map(|StepFile { from, pays }| RungFile { at: from, pays });
            return Some(Pays::Steps(read_rungs(rungs.collect(), &span, 1, scale, problem)));
        }
        if let Some(points) = self.points {
            let span = points.span();
            let rungs: Vec<RungFile> =
                points.into_inner().into_iter().map(|PointFile { at, pays }| RungFile { at, pays }).collect();
            for rung in &rungs {
                if rung.pays.get_ref() % scale.to_yen != 0 {
                    let to_yen = thousands(scale.to_yen);
                    let said = Sentence::new(
                        format!(
                            "amounts between points are rounded to {to_yen} yen, and this one is no multiple of it: a \
                             better result could be paid less"
                        ),
                        format!(
                            "点と点の間の金額は{to_yen}円にそろえるので、ここも{to_yen}円の倍数にしてください。そうしないと、\
                             よい結果のほうが少なくなることがあります。"
                        ),
                    );
                    problem(rung.pays.span(), said);
                }
            }
            return Some(Pays::Points(read_rungs(rungs, &span, 2, scale, problem)));
        }
        self.per_unit.map(|per_unit| per_unit.into_inner().read(scale, problem))
    }
}

impl PerUnitFile {
    fn read(self, scale: Scale, problem: Tell<'_>) -> Pays {
        Pays::PerUnit(PerUnit {
            yen: within("pays", self.pays, 1..=MOST_YEN, problem),
            beyond: self.beyond.and_then(|at| level(&at, scale.kind, problem)).unwrap_or_default(),
            most: self.most.map(|most| within("most", most, 1..=1_000_000_000, problem)),
        })
    }
}

fn read_rungs(files: Vec<RungFile>, span: &Range<usize>, least: usize, scale: Scale, problem: Tell<'_>) -> Vec<Rung> {
    if files.len() < least || files.len() > 200 {
        let said = match least {
            1 => Sentence::new("`steps` has 1 to 200 steps", "`steps` には、1〜200段を書いてください。"),
            _ => Sentence::new(
                "`points` has 2 to 200 points: the first is the floor, the last the ceiling. One alone is a step",
                "`points` には、2〜200個の点を書いてください。はじめが下限、終わりが上限です。ひとつだけなら `steps` です。",
            ),
        };
        problem(span.clone(), said);
    }
    let mut rungs: Vec<Rung> = Vec::new();
    for RungFile { at, pays } in files {
        let pays_span = pays.span();
        let yen = amount("pays", pays, problem);
        let Some(level) = level(&at, scale.kind, problem) else { continue };
        if let Some(before) = rungs.last() {
            if level == before.at {
                problem(at.span(), twice(level));
            } else if !scale.better.reaches(level, before.at) {
                problem(at.span(), out_of_order(level, before.at, scale.better));
            } else if yen < before.yen {
                problem(pays_span, falls((level, yen), (before.at, before.yen)));
            }
        }
        rungs.push(Rung { at: level, yen });
    }
    rungs
}

/// A level of a kind of metric.
pub(super) fn level(written: &Spanned<f64>, kind: Kind, problem: Tell<'_>) -> Option<Level> {
    let number = *written.get_ref();
    let Some(level) = Level::exact(number) else {
        let said = Sentence::new(
            "a level is a number with six decimals at most, up to 1,000,000,000,000",
            "水準は、小数6桁まで、1兆までの数で書いてください。",
        );
        problem(written.span(), said);
        return None;
    };
    let said = match kind {
        Kind::Share if !(0.0..=100.0).contains(&number) => Sentence::new(
            format!("a share is 0 to 100 percent; {level} is none"),
            format!("割合は0〜100（％）で書いてください。{level} は使えません。"),
        ),
        Kind::Count if number < 0.0 || !level.is_whole() => Sentence::new(
            format!("a count is a whole number from 0; {level} is none"),
            format!("数（`count`）は0以上の整数で書いてください。{level} は使えません。"),
        ),
        Kind::Effect | Kind::Count | Kind::Share | Kind::Mean => return Some(level),
    };
    problem(written.span(), said);
    None
}

fn twice(level: Level) -> Sentence {
    Sentence::new(
        format!("two amounts are written for {level}; keep one"),
        format!("{level} の金額が二つあります。ひとつにしてください。"),
    )
}

fn out_of_order(level: Level, before: Level, better: Better) -> Sentence {
    match better {
        Better::Higher => Sentence::new(
            format!(
                "{level} comes after {before}: levels stand from the worst (the floor) to the best (the ceiling), and more \
                 is better here. Where less is better, write `better = \"lower\"`"
            ),
            format!(
                "{before} のあとに {level} があります。水準は、下限（低いほう）から上限（高いほう）の順に書いてください。\
                 小さいほどよい指標なら、`better = \"lower\"` と書いてください。"
            ),
        ),
        Better::Lower => Sentence::new(
            format!(
                "{level} comes after {before}: levels stand from the worst to the best, and less is better here, as \
                 `better = \"lower\"` says"
            ),
            format!(
                "{before} のあとに {level} があります。`better = \"lower\"`（小さいほどよい）なので、大きいほうから順に書いて\
                 ください。"
            ),
        ),
    }
}

fn falls((level, yen): (Level, i64), (before, more): (Level, i64)) -> Sentence {
    let (yen, more) = (thousands(yen), thousands(more));
    Sentence::new(
        format!(
            "{level} would pay {yen} yen, less than the {more} yen of {before}: a better result cannot be paid less"
        ),
        format!(
            "{level} では{yen}円で、{before} の{more}円より少なくなります。よい結果ほど少なく払うことになるので、金額を直して\
             ください。"
        ),
    )
}
