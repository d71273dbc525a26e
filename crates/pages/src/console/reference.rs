//! What can be written in rules, as the code itself tells it: to look up, and for the editor.

use super::Shown;
use super::visit::Visit;
use crate::design::{Tone, empty, tag};
use crate::words::Language;
use domain::rules::{Entry, Kind, Sensitive, reference};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use maud::{Markup, html};
use shell::doors::Incoming;

/// The longest text that is looked for.
const LONGEST: usize = 100;

/// The kinds in the order in which one meets them.
const KINDS: [(Kind, &str); 4] = [
    (Kind::Hook, "reference-hooks"),
    (Kind::Fact, "reference-facts"),
    (Kind::Proposal, "reference-proposals"),
    (Kind::Function, "reference-functions"),
];

pub(super) fn show(visit: &Visit<'_>, request: &Incoming) -> Shown {
    let w = visit.words();
    let asked: String = request.asked("q").unwrap_or_default().trim().to_lowercase().chars().take(LONGEST).collect();
    let all = reference();
    let found: Vec<&Entry> = all.iter().filter(|entry| is_about(entry, &asked)).collect();
    let body = html! {
        p { (w.say("reference-text")) }
        form.card method="get" action=(visit.path("/reference")) role="search" {
            div.field {
                label for="q" { (w.say("reference-search")) }
                input #q type="search" name="q" value=(asked) maxlength=(LONGEST);
            }
            button.button { (w.say("residents-search")) }
        }
        @if found.is_empty() { (empty(&w.say("reference-none"), Some((&visit.path("/reference"), &w.say("reference-all"))))) }
        @for (kind, key) in KINDS {
            @let own: Vec<_> = found.iter().filter(|entry| entry.kind == kind).collect();
            @if !own.is_empty() {
                section { h2 { (w.say(key)) } @for entry in own { (one(visit, entry)) } }
            }
        }
    };
    Ok(visit.page(&w.say("reference-title"), &body))
}

/// Whether what is looked for stands in what is told of a name.
fn is_about(entry: &Entry, asked: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(asked);
    has(entry.name) || has(entry.ja) || has(entry.en) || entry.signatures.iter().any(|signature| has(signature))
}

fn one(visit: &Visit<'_>, entry: &Entry) -> Markup {
    let w = visit.words();
    let ja = w.language == Language::Ja;
    html! {
        article.card {
            h3 {
                @for (place, signature) in entry.signatures.iter().enumerate() { @if place > 0 { " " } code { (signature) } }
                @match entry.sensitive {
                    Sensitive::Never => {},
                    Sensitive::Always => { " " (tag(Tone::Warning, &w.say("reference-sensitive"))) },
                    Sensitive::Words => { " " (tag(Tone::Warning, &w.say("reference-sensitive-words"))) },
                }
            }
            p { (marked(if ja { entry.ja } else { entry.en })) }
            @if !entry.hooks.is_empty() { p.hint { (w.say("reference-only-in")) " " @for hook in &entry.hooks { code { (hook) } " " } } }
            @if let Some(gives) = &entry.gives {
                @let unit = if ja { gives.unit_ja } else { gives.unit_en };
                p.hint {
                    @if !unit.is_empty() { (w.say("reference-unit")) " " (unit) " " }
                    @if gives.or_nothing { (w.say("reference-nothing")) }
                }
            }
            @if !entry.words.is_empty() {
                p.hint { (w.say("reference-words")) }
                ul { @for word in &entry.words { li { code { "\"" (word.name) "\"" } " " (if ja { word.ja } else { word.en }) } } }
            }
            details { summary { (w.say("reference-example")) } pre tabindex="0" { (entry.example) } }
        }
    }
}

/// A text in which what stands between backticks is code.
fn marked(text: &str) -> Markup {
    html! { @for (place, part) in text.split('`').enumerate() { @if place % 2 == 1 { code { (part) } } @else { (part) } } }
}

/// The same for the editor.
pub(super) fn json() -> Shown {
    let mut answer = Response::new(serde_json::to_string(&reference()).unwrap_or_default());
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(answer)
}
