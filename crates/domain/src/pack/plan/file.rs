//! Reading `plan.toml`.

use super::{Covariate, Denominator, Estimator, Looks, MissingRule, Plan, SegmentRule};
use crate::nearest::instead;
use crate::pack::campaign::{NaiveDateText, no_date};
use crate::pack::{Period, Proximal, toml_words};
use crate::sentence::Sentence;
use crate::time::Day;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    question: Spanned<String>,
    estimand: Spanned<String>,
    primary: Spanned<String>,
    estimator: Spanned<Estimator>,
    contrast: Option<Spanned<Vec<String>>>,
    from: Option<Spanned<NaiveDateText>>,
    until: Option<Spanned<NaiveDateText>>,
    adherence: Denominator,
    missing: Spanned<MissingRule>,
    alpha: Option<Spanned<f64>>,
    #[serde(default)]
    controls: Vec<Spanned<String>>,
    #[serde(default)]
    moderators: Vec<Spanned<String>>,
    #[serde(default)]
    segments: Vec<Spanned<String>>,
    #[serde(default)]
    correction: SegmentRule,
    looks: LooksFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LooksFile {
    #[serde(rename = "final")]
    last: Spanned<NaiveDateText>,
    #[serde(default)]
    interim: Vec<Spanned<NaiveDateText>>,
    expected: Option<Spanned<u32>>,
}

/// A plan, and where its parts are written.
pub(super) struct Written {
    pub(super) plan: Plan,
    pub(super) primary: Range<usize>,
    pub(super) estimator: Range<usize>,
    pub(super) missing: Range<usize>,
    pub(super) contrast: Option<Range<usize>>,
    pub(super) period: [Option<Range<usize>>; 2],
    pub(super) last: Range<usize>,
    /// Those looks before the last that are dates, as they are written.
    pub(super) interim: Vec<(Day, Range<usize>)>,
    pub(super) expected: Option<Range<usize>>,
    pub(super) controls: Vec<(Covariate, Range<usize>)>,
    pub(super) moderators: Vec<(Covariate, Range<usize>)>,
    pub(super) segments: Vec<(Covariate, Range<usize>)>,
}

type Tell<'a> = &'a mut dyn FnMut(Range<usize>, Sentence);

/// The longest that a question or an estimand is, in characters.
const LONGEST: usize = 500;

/// The plan, for a campaign of these days; `None` where a part of it is not understood.
pub(super) fn read(text: &str, period: Period, problem: Tell<'_>) -> Option<Written> {
    let file: File = toml_words::read(text, problem)?;
    for said in [&file.question, &file.estimand] {
        if !(1..=LONGEST).contains(&said.get_ref().trim().chars().count()) {
            let complaint = Sentence::new(
                format!("write it in one sentence or two, 1 to {LONGEST} characters"),
                format!("ひとつかふたつの文で、1〜{LONGEST}文字で書いてください。"),
            );
            problem(said.span(), complaint);
        }
    }
    let spans = [&file.from, &file.until].map(|date| date.as_ref().map(Spanned::span));
    let from = read_day(file.from.as_ref(), Some(period.from), problem);
    let until = read_day(file.until.as_ref(), period.until, problem);
    if file.until.is_none() && period.until.is_none() {
        let complaint = Sentence::new(
            "the campaign has no end; write `until`, the last day that is analysed",
            "取り組みに終わりの日がありません。分析する最後の日を `until` に書いてください。",
        );
        problem(file.question.span(), complaint);
    }
    let last = read_day(Some(&file.looks.last), None, problem);
    let interim: Vec<(Day, Range<usize>)> =
        file.looks.interim.iter().filter_map(|day| Some((read_day(Some(day), None, problem)?, day.span()))).collect();
    let primary = file.primary.get_ref().clone();
    if !Proximal::NAMES.contains(&primary.as_str()) {
        let list = |between: &str| Proximal::NAMES.map(|known| format!("`{known}`")).join(between);
        problem(file.primary.span(), unknown(&primary, "outcome", "指標", &list, Proximal::NAMES.into_iter()));
    }
    let [controls, moderators, segments] =
        [file.controls, file.moderators, file.segments].map(|names| covariates(names, problem));
    let contrast_at = file.contrast.as_ref().map(Spanned::span);
    let contrast = file.contrast.and_then(|contrast| {
        let span = contrast.span();
        match contrast.into_inner().as_slice() {
            [arm, with] if arm != with => Some((arm.clone(), with.clone())),
            _ => {
                let complaint = Sentence::new(
                    "a contrast is of two arms, such as `[\"nudge\", \"control\"]`: the second is the one compared with",
                    "`contrast` には、比べる二つのグループを `[\"nudge\", \"control\"]` のように書いてください。二つめがもとになります。",
                );
                problem(span, complaint);
                None
            }
        }
    });
    let alpha = file.alpha.as_ref().map_or(0.05, |alpha| *alpha.get_ref());
    if let Some(span) = file.alpha.as_ref().filter(|_| !(0.001..=0.2).contains(&alpha)).map(Spanned::span) {
        let complaint = Sentence::new("`alpha` can be 0.001 to 0.2", "`alpha` は0.001〜0.2の数にしてください。");
        problem(span, complaint);
    }
    let listed = |all: &[(Covariate, Range<usize>)]| all.iter().map(|one| one.0).collect();
    let plan = Plan {
        question: file.question.into_inner(),
        estimand: file.estimand.into_inner(),
        primary,
        estimator: *file.estimator.get_ref(),
        contrast,
        from: from?,
        until: until?,
        adherence: file.adherence,
        missing: *file.missing.get_ref(),
        alpha,
        controls: listed(&controls),
        moderators: listed(&moderators),
        segments: listed(&segments),
        correction: file.correction,
        looks: Looks {
            last: last?,
            interim: interim.iter().map(|look| look.0).collect(),
            expected: file.looks.expected.as_ref().map(|expected| *expected.get_ref()),
        },
    };
    Some(Written {
        plan,
        primary: file.primary.span(),
        estimator: file.estimator.span(),
        missing: file.missing.span(),
        contrast: contrast_at,
        period: spans,
        last: file.looks.last.span(),
        interim,
        expected: file.looks.expected.as_ref().map(Spanned::span),
        controls,
        moderators,
        segments,
    })
}

/// A day that is written, or the one that holds where none is.
fn read_day(said: Option<&Spanned<NaiveDateText>>, otherwise: Option<Day>, problem: Tell<'_>) -> Option<Day> {
    let Some(said) = said else { return otherwise };
    let day = said.get_ref().day();
    if day.is_none() {
        problem(said.span(), no_date());
    }
    day
}

fn covariates(names: Vec<Spanned<String>>, problem: Tell<'_>) -> Vec<(Covariate, Range<usize>)> {
    let mut known: Vec<(Covariate, Range<usize>)> = Vec::new();
    for name in names {
        let text = name.get_ref();
        match Covariate::from_name(text) {
            Some(covariate) if known.iter().any(|one| one.0 == covariate) => {
                let complaint = Sentence::new(
                    format!("`{text}` is there twice"),
                    format!("`{text}` が二度書かれています。どちらかを消してください。"),
                );
                problem(name.span(), complaint);
            }
            Some(covariate) => known.push((covariate, name.span())),
            None => {
                let list = |between: &str| Covariate::ALL.map(|one| format!("`{}`", one.as_str())).join(between);
                let names = Covariate::ALL.into_iter().map(Covariate::as_str);
                problem(name.span(), unknown(text, "covariate", "項目", &list, names));
            }
        }
    }
    known
}

fn unknown<'a>(
    name: &str,
    what: &str,
    what_ja: &str,
    list: &dyn Fn(&str) -> String,
    known: impl Iterator<Item = &'a str>,
) -> Sentence {
    let near = instead(name, known);
    Sentence::new(
        format!("`{name}` is no {what}; there are {}{}", list(", "), near.en),
        format!("`{name}` という{what_ja}はありません。書けるのは {} です。{}", list("、"), near.ja),
    )
}
