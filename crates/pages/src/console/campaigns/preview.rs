//! How messages look: LINE's bubble with its quick replies, and the SMS with its parts.

use super::super::Shown;
use super::super::form::Form;
use super::super::visit::Visit;
use super::checking::{Checked, look};
use super::editing::{files_of, part_of};
use super::settings;
use super::timeline;
use crate::design::{Tone, tag};
use domain::Ruleset;
use domain::pack::{Message, Part, Text, sms_parts};
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
                (Some(name), Some(ruleset)) => (shown(visit, ruleset, name)),
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
fn shown(visit: &Visit<'_>, ruleset: &Ruleset, name: &str) -> Markup {
    let w = visit.words();
    let Some(campaign) = ruleset.campaigns.get(name) else { return html! {} };
    html! {
        @if campaign.messages.is_empty() { p { (w.say("preview-no-messages")) } }
        @for (name, message) in &campaign.messages { (one(visit, name, message)) }
    }
}

fn one(visit: &Visit<'_>, name: &str, message: &Message) -> Markup {
    let w = visit.words();
    html! {
        article.message {
            h3 { code { (name) } @if message.neutral { " " (tag(Tone::Warning, &w.say("preview-neutral"))) } }
            @if let Some(text) = message.texts.get("ja") { (bubble(visit, text)) }
            @for (language, text) in &message.texts {
                @if language != "ja" { details { summary { (w.find(&format!("language-{}", language.replace('_', "-")), &fluent_bundle::FluentArgs::new()).unwrap_or_else(|| language.clone())) } (bubble(visit, text)) } }
            }
        }
    }
}

fn bubble(visit: &Visit<'_>, text: &Text) -> Markup {
    let w = visit.words();
    html! {
        @if let Some(line) = &text.line {
            .phone {
                .bubble {
                    @if let Some(title) = &text.title { p.bubble-title { (filled(title)) } }
                    p { (filled(line)) }
                    @if let Some(link) = &text.link { p.bubble-link { (link.label) } }
                }
                @if !text.replies.is_empty() {
                    ul.replies aria-label=(w.say("preview-replies")) { @for reply in &text.replies { li { (reply.label) } } }
                }
            }
        }
        @if let Some(sms) = &text.sms {
            .phone.sms { .bubble { p { (filled(sms)) } } }
            p.hint { (w.with("preview-parts", [("parts", sms_parts(sms).into())])) }
        }
    }
}

/// A text in which the places of values can be told from the rest.
fn filled(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('{').enumerate() {
            @if place == 0 { (part) }
            @else if let Some((name, rest)) = part.split_once('}') { span.value { (name) } (rest) }
            @else { "{" (part) }
        }
    }
}
