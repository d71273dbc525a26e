use super::figures::{count, relative, relative_interval, whole, yen};
use super::paper::Paper;
use super::{adherence, contrast, effect, flow, integrity, looks, missing, money, plan, quality, recompute};
use crate::design::{Tone, notice, tag};
use crate::words::Words;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use outcomes::report::{Answer, Count, Report, Stage, Standing};

/// The sections, in their order: their names are those of their titles in the catalogue.
const PARTS: [&str; 11] = [
    "plan",
    "flow",
    "integrity",
    "effect",
    "looks",
    "contrast",
    "missing",
    "adherence",
    "quality",
    "money",
    "recompute",
];

/// What is known of a report beside what is in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    /// When it was made.
    pub(super) made_at: Option<DateTime<Utc>>,
    /// The hash of its bytes.
    pub(super) hash: Option<&'a str>,
    /// Whether a newer one is being made.
    pub(super) being_made: bool,
    /// The address of its page, where it is on one: of its other forms it is the beginning.
    pub(super) address: Option<&'a str>,
    /// Whether who reads it may take the sealed plan along.
    pub(super) gives_plan: bool,
}

/// A report as people read it: first what matters, then ten things, then how it is made again.
pub(super) fn body(w: Words, report: &Report, around: &Around<'_>) -> Markup {
    let p = Paper::new(w, report);
    html! {
        p.standing { (stage(w, report)) " " (p.planned(report.about.standing == Standing::Planned)) " " span { (plan::period(&p, &report.about)) } }
        p.hint {
            (w.with("report-read-until", [("at", w.instant(report.missing.watermark).into())]))
            @if let Some(at) = around.made_at { " " (w.with("report-made-at", [("at", w.instant(at).into())])) }
        }
        @if around.being_made { (notice(Tone::Plain, &html! { p { (w.say("report-being-made")) } })) }
        @if report.about.standing == Standing::Exploratory { (notice(Tone::Warning, &html! { p { (w.say("report-all-exploratory")) } })) }
        (summary(&p))
        @if let Some(address) = around.address { (forms(w, address, around.gives_plan && report.recompute.plan.is_some())) }
        (contents(w))
        (plan::section(&p))
        (flow::section(&p))
        (integrity::section(&p))
        (effect::section(&p))
        (looks::section(&p))
        (contrast::section(&p))
        (missing::section(&p))
        (adherence::section(&p))
        (quality::section(&p))
        (money::section(&p))
        (recompute::section(&p, around.hash))
    }
}

/// Whether more is to come.
pub(super) fn stage(w: Words, report: &Report) -> Markup {
    match report.about.stage {
        Stage::Interim => tag(Tone::Plain, &w.say("report-interim")),
        Stage::Final => tag(Tone::Good, &w.say("report-final")),
    }
}

fn summary(p: &Paper<'_>) -> Markup {
    html! {
        section.summary aria-labelledby="summary-title" {
            h2 #summary-title { (p.say("report-summary")) }
            @for sentence in &p.report.summary { p { (p.said(sentence)) } }
            (tiles(p))
        }
    }
}

/// The few numbers that are asked for first.
fn tiles(p: &Paper<'_>) -> Markup {
    let (w, effect) = (p.w, &p.report.effect);
    let money = p.report.money.as_ref().and_then(Answer::known).map(|money| &money.statement);
    html! {
        dl.numbers {
            @match (effect.primary.known(), effect.primary.instead()) {
                (Some(known), _) => {
                    (tile(&w.say("report-difference"), &p.difference(known), &p.interval_named(known)))
                    @if let Some(known) = effect.relative.known() {
                        (tile(&w.say("report-relative-head"), &relative(known), &w.with("report-interval", [("percent", p.percent().into()), ("interval", relative_interval(w, known).into())])))
                    }
                    (tile(&w.say("report-people"), &people(w, known.people), &known.points.shown().map(|rows| w.with("report-tile-rows", [("number", whole(rows).into())])).unwrap_or_default()))
                },
                (None, said) => (tile(&w.say("report-difference"), "—", &said.map(|said| p.said(said)).unwrap_or_default())),
            }
            @if let Some((sum, money)) = money.and_then(|money| Some((money.total_yen?, money))) {
                @let ends = money.ends.as_ref().and_then(|ends| Some((yen(w, ends.at_worse_yen?), yen(w, ends.at_better_yen?))));
                @let ends = ends.map(|(low, high)| w.with("report-between", [("low", low.into()), ("high", high.into())]));
                (tile(&w.say("report-payment"), &yen(w, sum), &ends.map(|ends| w.with("report-tile-ends", [("ends", ends.into())])).unwrap_or_default()))
            }
        }
    }
}

fn people(w: Words, many: Count) -> String {
    match many.shown() {
        Some(_) => w.with("report-many-people", [("number", count(w, many).into())]),
        None => count(w, many),
    }
}

fn tile(name: &str, value: &str, below: &str) -> Markup {
    html! { div { dt { (name) } dd { strong { (value) } small { (below) } } } }
}

/// The same report in other forms, and the plan that was sealed, where one was.
fn forms(w: Words, address: &str, has_plan: bool) -> Markup {
    html! {
        div.unprinted {
            p.row {
                a.button.second href={ (address) ".html" } download { (w.say("report-as-file")) }
                a.button.second href={ (address) ".csv" } download { (w.say("report-as-csv")) }
                a.button.second href={ (address) ".json" } download { (w.say("report-as-json")) }
                @if has_plan { a.button.second href={ (address) "-plan.json" } download { (w.say("report-as-plan")) } }
            }
            p.hint { (w.say("report-printing")) }
        }
    }
}

fn contents(w: Words) -> Markup {
    html! {
        div.contents.unprinted role="navigation" aria-labelledby="contents-title" {
            h2 #contents-title { (w.say("report-contents")) }
            ul { @for part in PARTS { li { a href={ "#" (part) } { (w.say(&format!("report-{part}"))) } } } }
        }
    }
}
