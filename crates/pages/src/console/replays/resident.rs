//! What the two versions come to for one resident, day by day. The look is in the log.

use super::super::Shown;
use super::super::campaigns::{beginning, part_title};
use super::super::cases;
use super::super::failure::Failure;
use super::super::visit::{Layout, Visit};
use super::Named;
use super::found::pairs;
use crate::design::{Tone, empty, notice, tag};
use crate::words::Words;
use domain::event::ChannelKind;
use domain::pack::{Campaign, Cap, Part};
use domain::replay::{Came, Change, Differing, Entered, Lived, Pair, Said, Told, Whose, Withheld, by_day};
use domain::staff::Task;
use domain::why::reason_told;
use domain::{Day, ResidentId};
use http::StatusCode;
use maud::{Markup, html};
use serde_json::json;
use shell::doors::cache;
use shell::office::{self, replays};
use shell::store::Deed;

pub(in super::super) async fn resident(visit: &Visit<'_>, id: &str, resident: &str) -> Shown {
    visit.may(Task::Residents)?;
    let (w, door) = (visit.words(), visit.door);
    let resident: ResidentId = resident.parse().map_err(|_| Failure::NotFound)?;
    let deed = Deed::new(&visit.person.id, "resident_seen", resident.as_str());
    office::looked(&door.sql, &door.city, &deed.with(json!({ "page": "replay", "replay": id })), door.now).await?;
    let (plan, lived) = replays::resident(&door.sql, &cache(), &door.city, id, &resident).await?;
    let lived = lived.ok_or(Failure::NotFound)?;
    let part = Part::Campaign(plan.campaign().to_owned());
    let versions = plan.versions();
    let campaigns = versions.map(|version| version.campaigns.get(plan.campaign()));
    let named = campaigns.map(|campaign| campaign.map(Campaign::called).unwrap_or_default());
    let telling = Telling { visit, named };
    let (differing, alike): (Vec<_>, Vec<_>) =
        by_day(&plan, &lived).into_iter().partition(|(_, all)| all.iter().any(Told::differs));
    let title = part_title(visit, &part);
    let window = plan.window();
    let body = html! {
        p { (w.with("replay-one-text", [("from", w.day(window.first).into()), ("until", w.day(window.last).into())])) }
        @if lived.pinned { (notice(Tone::Warning, &html! { p { (w.say("replay-one-pinned")) } })) }
        (summary(w, &lived))
        section aria-labelledby="differing" {
            h2 #differing { (w.say("replay-one-differing")) }
            @if differing.is_empty() { (empty(&w.say("replay-one-none"), None)) }
            @else { .card { (telling.days(&differing)) } }
        }
        @if !alike.is_empty() {
            details {
                summary { (w.with("replay-one-alike", [("count", alike.len().into())])) }
                .card { (telling.days(&alike)) }
            }
        }
        (cases::beginning(visit, &resident, vec![(plan.campaign().to_owned(), title.clone())]))
        p.row {
            a href=(visit.path(&format!("/replays/{id}"))) { (w.say("replay-one-back")) }
            a href=(visit.path(&format!("/residents/{resident}"))) { (w.with("work-why", [("id", resident.as_str().into())])) }
        }
    };
    let title = w.with("replay-one-title", [("id", resident.as_str().into()), ("part", title.into())]);
    let said = notice(Tone::Plain, &html! { p { (w.say("residents-logged")) } });
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, said: Some(said), ..Layout::default() }, &body))
}

/// How much each version comes to.
fn summary(w: Words, lived: &Lived) -> Markup {
    let count = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    let is_counted = |one: &&Withheld| one.kind != "point";
    let rows: [(&str, Pair<i64>); 3] = [
        ("replay-messages", lived.led.map(|led| count(led.said.len()))),
        ("replay-one-withheld", lived.led.map(|led| count(led.withheld.iter().filter(is_counted).count()))),
        ("replay-one-points", lived.led.map(|led| led.entered.iter().map(|one| one.points).sum())),
    ];
    let is_there = |(_, pair): &(&str, Pair<i64>)| *pair != Pair::default();
    let rows = rows.into_iter().filter(is_there).map(|(key, pair)| (html! { (w.say(key)) }, pair));
    let rows: Vec<_> = rows.collect();
    html! { @if !rows.is_empty() { (pairs(w, &w.say("replay-one-summary"), None, &rows)) } }
}

struct Telling<'v> {
    visit: &'v Visit<'v>,
    /// How each version's messages are called.
    named: Pair<Named>,
}

impl Telling<'_> {
    fn days(&self, days: &[(Day, Vec<Told>)]) -> Markup {
        let w = self.visit.words();
        html! {
            ol.timeline { @for (day, all) in days {
                li {
                    p.when { strong { (w.day(*day)) } }
                    ul.came { @for one in all { (self.one(*day, one)) } }
                }
            } }
        }
    }

    fn one(&self, day: Day, told: &Told) -> Markup {
        let w = self.visit.words();
        html! {
            @match &told.what {
                Came::Said(one) => (self.message(day, told, one)),
                Came::Withheld(one) => li.withheld { (clock(w, told)) (whose(w, told)) " " (self.withheld(told.whose, one)) },
                Came::Points(one) => li { (clock(w, told)) (whose(w, told)) " " (points(w, one)) },
            }
        }
    }

    fn message(&self, day: Day, told: &Told, one: &Differing) -> Markup {
        let w = self.visit.words();
        let Some(said) = one.new.as_ref().or(one.live.as_ref()) else { return html! {} };
        let name = self.called(told.whose, &said.message).unwrap_or_else(|| beginning(&said.body));
        let key = match one.change {
            Change::Same => return html! { li { (clock(w, told)) (whose(w, told)) " " (left(w, &name, said)) } },
            Change::Added => "replay-added",
            Change::Removed => "replay-removed",
            Change::Text => "replay-one-text-changed",
            Change::Channel => "replay-one-way-changed",
            Change::Time => "replay-one-time-changed",
        };
        html! {
            li {
                (clock(w, told)) (tag(Tone::Warning, &w.say(key))) " " (w.with("replay-one-message", [("name", name.into())]))
                .versions {
                    (side(w, day, "replay-live", one.live.as_ref()))
                    (side(w, day, "replay-new", one.new.as_ref()))
                }
            }
        }
    }

    /// A message by its title or first words, as the version has it that is told of.
    fn called(&self, whose: Whose, name: &str) -> Option<String> {
        let Pair { live, new } = &self.named;
        let (first, second) = if whose == Whose::Live { (live, new) } else { (new, live) };
        first.get(name).or_else(|| second.get(name)).cloned()
    }

    fn withheld(&self, whose: Whose, one: &Withheld) -> String {
        let w = self.visit.words();
        let key = match one.kind {
            "nudge" | "invite" => "replay-one-not-sent",
            "award" => "replay-one-not-given",
            "rule" => "replay-one-stopped",
            _ => "replay-one-not-done",
        };
        let name = self.called(whose, &one.name).unwrap_or_else(|| one.name.clone());
        let reason = reason_told(self.visit.door.language(), one.reason);
        let told = w.with(key, [("name", name.into()), ("reason", reason.into())]);
        let Some((level, cap)) = &one.cap else { return told };
        let span = match cap {
            Cap::PerDay(_) => "day",
            Cap::PerWeek(_) => "week",
        };
        let cap = w.say(&format!("replay-cap-{level}-per-{span}"));
        w.with("replay-one-by-cap", [("told", told.into()), ("cap", cap.into())])
    }
}

/// How one version says a message, or that it does not.
fn side(w: Words, day: Day, key: &str, said: Option<&Said>) -> Markup {
    let Some(said) = said else {
        return html! { div { p.hint { strong { (w.say(key)) } } p.none { (w.say("replay-one-not-there")) } } };
    };
    let left = w.zone.day(said.left);
    let title = said.body.line.as_ref().filter(|_| said.channel == ChannelKind::Line);
    let text = title.map(|line| line.text.as_str()).or(said.body.sms.as_deref()).unwrap_or_default();
    let title = title.and_then(|line| line.title.as_deref());
    html! {
        div {
            p.hint {
                strong { (w.say(key)) } " "
                @if left != day { (w.short_day(left)) " " }
                (w.clock(said.left)) " " (w.say(way(said.channel)))
            }
            div class={ "phone" @if said.channel == ChannelKind::Sms { " sms" } } {
                .bubble { @if let Some(title) = title { p.bubble-title { (title) } } p { (text) } }
            }
        }
    }
}

fn clock(w: Words, told: &Told) -> Markup {
    html! { span.hint { (w.clock(told.at)) } " " }
}

/// Which version something is of; quietly, where it is both.
fn whose(w: Words, told: &Told) -> Markup {
    match told.whose {
        Whose::Both => html! { span.hint { (w.say("replay-one-both")) } },
        Whose::Live => tag(Tone::Warning, &w.say("replay-one-live-only")),
        Whose::New => tag(Tone::Warning, &w.say("replay-one-new-only")),
    }
}

fn left(w: Words, name: &str, said: &Said) -> String {
    w.with("replay-one-sent", [("channel", w.say(way(said.channel)).into()), ("name", name.into())])
}

fn points(w: Words, one: &Entered) -> String {
    let key = if one.points < 0 { "replay-one-taken-back" } else { "replay-one-given" };
    w.with(key, [("name", (&one.award).into()), ("points", one.points.abs().into())])
}

fn way(channel: ChannelKind) -> &'static str {
    match channel {
        ChannelKind::Line => "came-channel-line",
        ChannelKind::Sms => "came-channel-sms",
        ChannelKind::Paper => "came-channel-paper",
    }
}
