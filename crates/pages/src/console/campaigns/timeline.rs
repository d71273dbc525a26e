//! Cases as they were played: when, what happened, what was decided, what left, and how that compares.

mod decided;
mod happened;

pub(in super::super) use decided::beginning;

use crate::design::{Tone, coded, tag};
use crate::words::{Language, Words};
use decided::Entry;
use domain::Problem;
use domain::pack::{Compared, Played, PlayedStep};
use maud::{Markup, html};

/// How many cases are shown that came out as written.
const MOST_GOOD: usize = 40;

/// How many entries of a step are shown.
const MOST_ENTRIES: usize = 20;

/// Every case, those that came out otherwise opened.
pub(in super::super) fn shown(words: Words, played: &[Played]) -> Markup {
    let cases = seen(played);
    let more = played.len() - cases.len();
    html! {
        @if played.is_empty() { p { (words.say("cases-none")) } }
        @for (id, played) in cases { (case(words, &id, played)) }
        @if more > 0 { p.hint { (words.with("cases-more", [("count", more.into())])) } }
    }
}

/// Those that came out otherwise than written, each with its name and where it stands on the page.
pub(super) fn faulty(played: &[Played]) -> Vec<(String, &str)> {
    let cases = seen(played).into_iter().filter(|(_, played)| !is_good(played));
    cases.map(|(id, played)| (id, played.name.as_str())).collect()
}

/// The cases that are shown, each with the id of its place.
fn seen(played: &[Played]) -> Vec<(String, &Played)> {
    let mut good = 0;
    let is_shown = |played: &&Played| {
        good += usize::from(is_good(played));
        !is_good(played) || good <= MOST_GOOD
    };
    played.iter().filter(is_shown).enumerate().map(|(place, played)| (format!("case-{place}"), played)).collect()
}

fn is_good(played: &Played) -> bool {
    played.problems().next().is_none()
}

fn case(words: Words, id: &str, played: &Played) -> Markup {
    // Times are told as they are in the case's own pack.
    let words = Words { zone: played.zone, ..words };
    let standing = if is_good(played) { (Tone::Good, "cases-good") } else { (Tone::Bad, "cases-bad") };
    html! {
        details.case id=(id) open[!is_good(played)] {
            summary { (tag(standing.0, &words.say(standing.1))) " " (played.name) }
            @if let Some(problem) = &played.refused { (fault(words, played, problem)) }
            ol.timeline {
                @let before = std::iter::once(None).chain(played.steps.iter().map(Some));
                @for (before, step) in before.zip(&played.steps) { (one(words, played, before, step)) }
            }
        }
    }
}

fn one(words: Words, played: &Played, before: Option<&PlayedStep>, step: &PlayedStep) -> Markup {
    let entries = decided::entries(words, played, step);
    let more = entries.len().saturating_sub(MOST_ENTRIES);
    let is_compared = step.decided.is_some() || step.left.is_some();
    html! {
        li class=[step.problems().next().map(|_| "bad").or(is_compared.then_some("good"))] {
            p.when {
                strong { (words.instant(step.at)) } " "
                span.hint { (since(words, before, step)) }
                @if step.problems().next().is_some() { " " (tag(Tone::Bad, &words.say("cases-bad"))) }
                @else if is_compared { " " (tag(Tone::Good, &words.say("cases-good"))) }
            }
            @if entries.is_empty() && step.refused.is_none() { p.hint { (words.say("cases-nothing")) } }
            ul.came { @for entry in entries.iter().take(MOST_ENTRIES) { (told(entry)) } }
            @if more > 0 { p.hint { (words.with("cases-more-came", [("count", more.into())])) } }
            @for (key, compared) in [("cases-expected", &step.decided), ("cases-expected-left", &step.left)] {
                @if let Some(problem) = compared.as_ref().and_then(|compared| compared.problem.as_ref()) {
                    (expected(words, played, key, compared.as_ref()))
                    (fault(words, played, problem))
                }
            }
            @if let Some(problem) = &step.refused { (fault(words, played, problem)) }
        }
    }
}

fn told(entry: &Entry) -> Markup {
    html! {
        li class=(entry.class) {
            @if let Some(at) = &entry.at { span.hint { (at) } " " }
            (entry.text)
            @if let Some(quote) = &entry.quote { q { (quote) } }
        }
    }
}

/// How long after the step before.
fn since(words: Words, before: Option<&PlayedStep>, step: &PlayedStep) -> String {
    let day = |step: &PlayedStep| words.zone.day(step.at);
    match before.map(|before| day(step).since(day(before))) {
        None => words.say("cases-first"),
        Some(0) => words.say("cases-same-day"),
        Some(1) => words.say("cases-next-day"),
        Some(days) => words.with("cases-days-later", [("days", i64::from(days).into())]),
    }
}

/// What a case expects, plainly and as it is written there.
fn expected(words: Words, played: &Played, key: &str, compared: Option<&Compared>) -> Markup {
    let expected = compared.map(|compared| compared.expected.as_slice()).unwrap_or_default();
    let plain = |word: &String| {
        let plain = if key == "cases-expected-left" { played.plain_left(word) } else { played.plain_decided(word) };
        match words.language {
            Language::Ja => plain.ja,
            Language::En => plain.en,
        }
    };
    html! {
        p.hint {
            (words.say(key)) ": "
            @if expected.is_empty() { (words.say("cases-expected-none")) }
            @for (place, word) in expected.iter().enumerate() {
                @if place > 0 { (listed(words, &["", ""])) }
                (plain(word)) " " code { (word) }
            }
        }
    }
}

/// Several of a kind, side by side.
fn listed<T: AsRef<str>>(words: Words, items: &[T]) -> String {
    let between = match words.language {
        Language::Ja => "、",
        Language::En => ", ",
    };
    items.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(between)
}

/// What is wrong, with the way to its line. The case is named above already.
fn fault(words: Words, played: &Played, problem: &Problem) -> Markup {
    let said = super::checking::said(words, problem);
    let beginning = match words.language {
        Language::Ja => format!("見本「{}」：", played.name),
        Language::En => format!("case 「{}」: ", played.name),
    };
    html! {
        p.fault {
            (coded(said.strip_prefix(&beginning).unwrap_or(said))) " "
            a href="#cases-toml" data-jump="cases.toml" data-line=(problem.line) {
                (words.with("cases-line", [("line", problem.line.into())]))
            }
        }
    }
}

#[cfg(test)]
mod tests;
