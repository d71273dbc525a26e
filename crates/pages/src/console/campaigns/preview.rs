//! How messages look: LINE's bubble with its quick replies, the SMS with its parts, and what the resident's own page
//! says in their place.

use super::super::Shown;
use super::super::visit::Visit;
use super::checking::{Checked, look};
use super::editing::{files_of, part_of};
use super::settings;
use super::timeline;
use crate::design::{Tone, tag};
use crate::form::Form;
use domain::Ruleset;
use domain::pack::{Message, Part, Played, Samples, Text, sms_parts};
use domain::staff::Task;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use maud::{Markup, PreEscaped, html};
use shell::office::drafts;

pub(in super::super) async fn preview(visit: &Visit<'_>, part: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let part = part_of(part)?;
    let (_, pack) = drafts::in_force(&visit.door.sql, &visit.door.city).await?;
    let files = settings::written(form, files_of(form)).unwrap_or_else(|(files, _)| files);
    let checked = look(&pack.with_part(&part, &files), &part);
    let PreEscaped(text) = seen(visit, &part, &checked);
    let mut answer = Response::new(text);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Ok(answer)
}

/// What is seen beside the texts: how messages look, and how cases go.
pub(super) fn seen(visit: &Visit<'_>, part: &Part, checked: &Checked) -> Markup {
    let w = visit.words();
    html! {
        section aria-labelledby="seen" {
            h2 #seen { (w.say("edit-preview")) }
            @match (part.campaign(), &checked.ruleset) {
                (Some(name), Some(ruleset)) => (shown(visit, ruleset, name, &checked.played)),
                (Some(_), None) => p { (w.say("preview-later")) },
                (None, _) => p { (w.say("preview-none")) },
            }
        }
        @if part.campaign().is_some() {
            section aria-labelledby="played" {
                h2 #played { (w.say("cases-title")) }
                @if checked.played.is_empty() && !checked.problems.is_empty() { p { (w.say("cases-later")) } }
                @else { (timeline::shown(w, &checked.played)) }
            }
        }
    }
}

/// Every message of a campaign.
fn shown(visit: &Visit<'_>, ruleset: &Ruleset, name: &str, played: &[Played]) -> Markup {
    let w = visit.words();
    let Some(campaign) = ruleset.campaigns.get(name) else { return html! {} };
    let samples = Samples::of(ruleset, name, played);
    html! {
        @if campaign.messages.is_empty() { p { (w.say("preview-no-messages")) } }
        @else if campaign.messages.values().any(has_values) { p.hint { (w.say("preview-values")) } }
        @for (name, message) in &campaign.messages { (one(visit, name, message, None, &samples)) }
    }
}

/// The messages of a campaign that are new, or say something else than before.
pub(in super::super) fn changed(visit: &Visit<'_>, name: &str, before: Option<&Ruleset>, checked: &Checked) -> Markup {
    let w = visit.words();
    let Some(ruleset) = &checked.ruleset else { return html! { p { (w.say("preview-later")) } } };
    let messages = |ruleset: &Ruleset| ruleset.campaigns.get(name).map(|campaign| campaign.messages.clone());
    let (before, after) = (before.and_then(messages).unwrap_or_default(), messages(ruleset).unwrap_or_default());
    let samples = Samples::of(ruleset, name, &checked.played);
    let differs =
        |(name, message): &(&String, &Message)| before.get(*name).is_none_or(|old| old.texts != message.texts);
    let changed: Vec<_> = after.iter().filter(differs).collect();
    let gone: Vec<_> = before.keys().filter(|name| !after.contains_key(*name)).collect();
    html! {
        @if changed.is_empty() && gone.is_empty() { p { (w.say("preview-same")) } }
        @if changed.iter().any(|(_, message)| has_values(message)) { p.hint { (w.say("preview-values")) } }
        .messages { @for (name, message) in changed { (one(visit, name, message, Some(before.get(name)), &samples)) } }
        @for name in gone { p { code { (name) } " " (tag(Tone::Plain, &w.say("preview-gone"))) } }
    }
}

fn has_values(message: &Message) -> bool {
    message.texts.values().any(Text::has_values)
}

/// A message as it looks. `before` is what it was in force, where it is shown as a change.
fn one(
    visit: &Visit<'_>,
    name: &str,
    message: &Message,
    before: Option<Option<&Message>>,
    samples: &Samples,
) -> Markup {
    let w = visit.words();
    let was = |language: &str| before.flatten().and_then(|before| before.texts.get(language));
    // What changed is seen at once.
    let is_open = |language: &str, text: &Text| before.flatten().is_some() && was(language) != Some(text);
    let value = |value: &str| samples.value(name, value).to_owned();
    let language_name = |language: &str| {
        let key = format!("language-{}", language.replace('_', "-"));
        w.find(&key, &fluent_bundle::FluentArgs::new()).unwrap_or_else(|| language.to_owned())
    };
    html! {
        article.message {
            h3 {
                code { (name) }
                @if before == Some(None) { " " (tag(Tone::Good, &w.say("preview-new"))) }
                @if message.neutral { " " (tag(Tone::Warning, &w.say("preview-neutral"))) }
            }
            @if let Some(text) = message.texts.get("ja") { (bubble(visit, text, &value)) }
            @for (language, text) in message.texts.iter().filter(|(language, _)| *language != "ja") {
                details open[is_open(language, text)] { summary { (language_name(language)) } (bubble(visit, text, &value)) }
            }
        }
    }
}

fn bubble(visit: &Visit<'_>, text: &Text, value: &dyn Fn(&str) -> String) -> Markup {
    let w = visit.words();
    html! {
        @if let Some(line) = &text.line {
            .phone {
                .bubble {
                    @if let Some(title) = &text.title { p.bubble-title { (filled(title, value)) } }
                    p { (filled(line, value)) }
                    @if let Some(link) = &text.link { p.bubble-link { (link.label) } }
                }
                @if !text.replies.is_empty() {
                    ul.replies aria-label=(w.say("preview-replies")) { @for reply in &text.replies { li { (reply.label) } } }
                }
            }
        }
        @if let Some(sms) = &text.sms {
            .phone.sms { .bubble { p { (filled(sms, value)) } } }
            @let said: String = pieces(sms).map(|piece| match piece {
                Piece::Said(said) => said.to_owned(),
                Piece::Value(name) => value(name),
            }).collect();
            p.hint { (w.with("preview-parts", [("parts", sms_parts(&said).into())])) }
        }
        @if let Some(page) = &text.page {
            p.hint { (w.say("preview-page")) }
            .phone { .bubble { p { (filled(page, value)) } } }
        }
    }
}

/// A text with values in it, which can be told from the rest.
fn filled(text: &str, value: &dyn Fn(&str) -> String) -> Markup {
    html! {
        @for piece in pieces(text) {
            @match piece {
                Piece::Said(said) => (said),
                Piece::Value(name) => span.value title=(name) { (value(name)) },
            }
        }
    }
}

/// A stretch of a text.
enum Piece<'t> {
    Said(&'t str),
    /// The name of a value that stands there.
    Value(&'t str),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split_inclusive('}').flat_map(|part| {
        let value = part.strip_suffix('}').and_then(|part| part.rsplit_once('{'));
        let (said, value) = value.map_or((part, None), |(said, name)| (said, Some(Piece::Value(name))));
        std::iter::once(Piece::Said(said)).chain(value)
    })
}
