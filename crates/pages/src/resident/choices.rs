//! What a resident chooses about messages: topics, hours, a pause, the way, the language, and who of the family may
//! look. It holds for the very next message.

use super::failure::Failure;
use super::own::Own;
use super::{Shown, family, stopping};
use crate::form::Form;
use domain::Payload;
use domain::event::{ChannelKind, Choices, Hours};
use domain::time::QuietHours;
use maud::{Markup, html};

/// For how many weeks messages may rest.
const WEEKS: [i32; 6] = [1, 2, 4, 8, 12, 26];

/// The languages of messages, each named in itself.
const LANGUAGES: [(&str, &str); 3] = [("ja", "日本語"), ("easy_ja", "やさしい日本語"), ("en", "English")];

/// Which of these pages it is.
pub(super) async fn answer(own: &Own<'_>, (post, path): (bool, &[&str]), form: &Form) -> Shown {
    match (post, path) {
        (false, []) => page(own, None),
        (true, ["topics"]) => topics(own, form).await,
        (true, ["hours"]) => hours(own, form).await,
        (true, ["pause"]) => pause(own, form).await,
        (true, ["way"]) => way(own, form).await,
        (true, ["language"]) => language(own, form).await,
        (true, ["family"]) => family::add(own, form).await,
        (true, ["family", "remove"]) => family::remove(own, form).await,
        (true, ["close"]) => close(own, form).await,
        (false, ["stop"]) => stopping::ask(own),
        (true, ["stop"]) => stopping::stop_all(own, form).await,
        (false, ["start"]) => stopping::ask_to_start(own),
        (true, ["start"]) => stopping::start_again(own, form).await,
        _ => Err(Failure::NotFound),
    }
}

/// The page, with what was entered and cannot be so, if anything.
pub(super) fn page(own: &Own<'_>, wrong: Option<&'static str>) -> Shown {
    let w = own.words();
    let now = own.snapshot.chosen();
    let paused = own.snapshot.pause_on(own.today());
    let is_stopped = own.snapshot.contact.opted_out();
    let body = html! {
        @if is_stopped {
            section.card {
                h2 { (w.say("choices-stopped")) }
                p { (w.say("choices-stopped-text")) }
                @if !own.is_family() { p { a.big href=(own.path("/choices/start")) { (w.say("start-again")) } } }
            }
        }
        (topic_form(own, &now))
        (hours_form(own, &now))
        section.card {
            h2 { (w.say("choices-pause")) }
            p { (w.say("choices-pause-text")) }
            @if let Some(until) = paused { p { b { (w.with("choices-paused", [("day", w.day(until).into())])) } } }
            form method="post" action=(own.path("/choices/pause")) {
                (own.form_fields())
                @if paused.is_some() {
                    button.second name="weeks" value="0" { (w.say("choices-pause-end")) }
                } @else {
                    div.field {
                        label for="weeks" { (w.say("choices-weeks")) }
                        select #weeks name="weeks" {
                            @for weeks in WEEKS { option value=(weeks) { (w.with("weeks", [("weeks", i64::from(weeks).into())])) } }
                        }
                    }
                    button.second { (w.say("choices-pause-now")) }
                }
            }
        }
        (way_form(own))
        (choice(own, "language", &LANGUAGES.map(|(code, name)| (code, name.to_owned())), own.snapshot.language().unwrap_or("ja")))
        (family::section(own))
        @if !is_stopped && !own.is_family() {
            section.card {
                h2 { (w.say("stop-all")) }
                p { (w.say("stop-all-text")) }
                p { a.big.quiet href=(own.path("/choices/stop")) { (w.say("stop-all-go")) } }
            }
        }
        p { a href=(own.path("/data")) { (w.say("to-data")) } }
        (leave(own))
    };
    own.page_again(&w.say("choices"), wrong, &body)
}

fn topic_form(own: &Own<'_>, now: &Choices) -> Markup {
    let w = own.words();
    let topics = &own.here.ruleset.city.topics;
    html! {
        @if !topics.is_empty() {
            section.card {
                h2 { (w.say("choices-topics")) }
                form method="post" action=(own.path("/choices/topics")) {
                    (own.form_fields())
                    fieldset {
                        legend { (w.say("choices-topics-text")) }
                        @for (name, words) in topics {
                            label.choice {
                                input type="checkbox" name="on" value=(name) checked[!now.topics_off.contains(name)];
                                span { (words.of(w.of_messages()).unwrap_or(&words.ja)) }
                            }
                        }
                    }
                    button.second { (w.say("choices-save")) }
                }
            }
        }
    }
}

fn hours_form(own: &Own<'_>, now: &Choices) -> Markup {
    let w = own.words();
    let quiet = &own.here.ruleset.city.quiet;
    let clock = |time: chrono::NaiveTime| time.format("%-H:%M").to_string();
    let select = |name: &'static str, hours: std::ops::RangeInclusive<u32>, chosen: Option<u32>| {
        html! {
            div.field {
                label for=(name) { (w.say(&format!("choices-{name}"))) }
                select id=(name) name=(name) {
                    option value="" { (w.say("choices-any-hour")) }
                    @for hour in hours { option value=(hour) selected[chosen == Some(hour)] { (hour) ":00" } }
                }
            }
        }
    };
    html! {
        section.card {
            h2 { (w.say("choices-hours")) }
            p { (w.with("choices-hours-text", [("from", clock(quiet.from).into()), ("until", clock(quiet.until).into())])) }
            form method="post" action=(own.path("/choices/hours")) {
                (own.form_fields())
                .pair { (select("from", 0..=23, now.hours.map(|hours| hours.from))) (select("until", 1..=24, now.hours.map(|hours| hours.until))) }
                button.second { (w.say("choices-save")) }
            }
        }
    }
}

/// Only where there is more than one way to choose from.
fn way_form(own: &Own<'_>) -> Markup {
    let linked = [(ChannelKind::Line, "line", "LINE"), (ChannelKind::Sms, "sms", "SMS")];
    let linked = linked.into_iter().filter(|(kind, ..)| own.snapshot.contact.address(*kind).is_some());
    let ways: Vec<_> = linked.map(|(_, code, name)| (code, name.to_owned())).collect();
    let now = if own.snapshot.prefers() == Some(ChannelKind::Sms) { "sms" } else { "line" };
    html! { @if ways.len() > 1 { (choice(own, "way", &ways, now)) } }
}

/// One of a few.
fn choice(own: &Own<'_>, name: &str, all: &[(&str, String)], now: &str) -> Markup {
    let w = own.words();
    html! {
        section.card {
            h2 { (w.say(&format!("choices-{name}"))) }
            form method="post" action=(own.path(&format!("/choices/{name}"))) {
                (own.form_fields())
                fieldset {
                    legend { (w.say(&format!("choices-{name}-text"))) }
                    @for (code, told) in all {
                        label.choice { input type="radio" name=(name) value=(code) checked[*code == now]; span { (told) } }
                    }
                }
                button.second { (w.say("choices-save")) }
            }
        }
    }
}

fn leave(own: &Own<'_>) -> Markup {
    let w = own.words();
    html! {
        details {
            summary { (w.say("choices-leave")) }
            p { (w.say("choices-leave-text")) }
            form method="post" action=(own.path("/leave")) { (own.form_fields()) button.quiet { (w.say("choices-leave-now")) } }
            @if !own.is_family() {
                p { (w.say("choices-close-text")) }
                form method="post" action=(own.path("/choices/close")) { (own.form_fields()) button.quiet { (w.say("choices-close-now")) } }
            }
        }
    }
}

/// Closes the page on every telephone but this one, and every link that is out.
async fn close(own: &Own<'_>, form: &Form) -> Shown {
    own.by_themselves()?;
    let choices = Choices { closed: Some(own.here.now), ..own.snapshot.chosen() };
    own.say(form, Payload::Choices(choices)).await?;
    own.let_in_anew(own.here.go(&own.path("/choices"), Some("closed-everywhere")))
}

async fn topics(own: &Own<'_>, form: &Form) -> Shown {
    let on: Vec<&str> = form.all("on").collect();
    let off = own.here.ruleset.city.topics.keys().filter(|name| !on.contains(&name.as_str()));
    let topics_off = off.take(Choices::TOPICS).cloned().collect();
    save(own, form, Choices { topics_off, ..own.snapshot.chosen() }, "chosen-topics").await
}

async fn hours(own: &Own<'_>, form: &Form) -> Shown {
    let hours = match (form.get("from"), form.get("until")) {
        ("", "") => None,
        (from, until) => {
            let hour = |text: &str, most: u32| text.parse().ok().filter(|hour: &u32| *hour <= most);
            let (Some(from), Some(until)) = (hour(from, 23), hour(until, 24)) else {
                return page(own, Some("wrong-hours-both"));
            };
            if from >= until {
                return page(own, Some("wrong-hours-order"));
            }
            let hours = Hours { from, until };
            if !leaves_something(hours, &own.here.ruleset.city.quiet) {
                return page(own, Some("wrong-hours-quiet"));
            }
            Some(hours)
        }
    };
    save(own, form, Choices { hours, ..own.snapshot.chosen() }, "chosen-hours").await
}

/// Whether messages could come at all within these hours and outside of the city's quiet ones.
fn leaves_something(hours: Hours, quiet: &QuietHours) -> bool {
    let minutes = hours.from * 60..hours.until * 60;
    let times = minutes.filter_map(|minute| chrono::NaiveTime::from_hms_opt(minute / 60, minute % 60, 0));
    times.into_iter().any(|time| !quiet.covers(time))
}

async fn pause(own: &Own<'_>, form: &Form) -> Shown {
    let weeks = form.get("weeks").parse().ok().filter(|weeks| *weeks == 0 || WEEKS.contains(weeks));
    let weeks: i32 = weeks.ok_or(Failure::Slip("slip-value"))?;
    let paused_until = (weeks > 0).then(|| own.today().plus(weeks * 7 - 1).date());
    let said = if weeks > 0 { "chosen-pause" } else { "chosen-pause-end" };
    save(own, form, Choices { paused_until, ..own.snapshot.chosen() }, said).await
}

async fn way(own: &Own<'_>, form: &Form) -> Shown {
    let prefer = match form.get("way") {
        "line" => ChannelKind::Line,
        "sms" => ChannelKind::Sms,
        _ => return Err(Failure::Slip("slip-value")),
    };
    if own.snapshot.contact.address(prefer).is_none() {
        return Err(Failure::Slip("slip-value"));
    }
    save(own, form, Choices { prefer: Some(prefer), ..own.snapshot.chosen() }, "chosen-way").await
}

async fn language(own: &Own<'_>, form: &Form) -> Shown {
    let known = LANGUAGES.iter().find(|(code, _)| *code == form.get("language"));
    let (code, _) = known.ok_or(Failure::Slip("slip-value"))?;
    let language = Some((*code).to_owned());
    own.say(form, Payload::Choices(Choices { language, ..own.snapshot.chosen() })).await?;
    // The pages follow the messages; they can still be read in another language.
    Ok(own.here.go(&own.path(&format!("/choices?lang={code}")), Some("chosen-language")))
}

/// Says all choices anew, with the one that changed.
pub(super) async fn save(own: &Own<'_>, form: &Form, choices: Choices, said: &str) -> Shown {
    own.say(form, Payload::Choices(choices)).await?;
    Ok(own.here.go(&own.path("/choices"), Some(said)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::time::parse_clock;

    #[test]
    fn hours_in_which_nothing_may_leave_are_none() {
        let quiet = QuietHours { from: parse_clock("20:00").unwrap(), until: parse_clock("8:30").unwrap() };
        for (from, until, leaves) in [(0, 8, false), (20, 24, false), (8, 9, true), (19, 24, true), (0, 24, true)] {
            assert_eq!(leaves_something(Hours { from, until }, &quiet), leaves, "{from}–{until}");
        }
    }
}
