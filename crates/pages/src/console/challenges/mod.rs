//! Walking challenges as staff run them: those in force, their standings and groups, what goes on paper, and what of
//! steps is worth a look.

mod doubts;
mod groups;
mod one;
mod paper;
mod printed;
mod stamps;

pub(super) use doubts::{decide, list as list_doubts};
pub(super) use groups::{close, make};
pub(super) use one::{csv, show};
pub(super) use paper::{enter, show as show_paper};
pub(super) use printed::{certificates, posters};
pub(super) use stamps::stamp_posters;

use super::Shown;
use super::visit::Visit;
use crate::design::{Tone, empty, tag};
use crate::words::Arg;
use domain::Day;
use domain::challenge::{Between, Challenge};
use domain::staff::Task;
use maud::html;

/// The challenges in force.
pub(super) async fn list(visit: &Visit<'_>) -> Shown {
    visit.may(Task::Read)?;
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let today = w.zone.day(door.now);
    let mut all = Vec::new();
    for (name, campaign) in &door.ruleset.campaigns {
        let Some(challenge) = &campaign.challenge else { continue };
        let (groups, members) = store.challenge_totals(&door.city, name).await?;
        let is_published = store.result(&door.city, name).await?.is_some();
        all.push((campaign, challenge, groups, members, is_published));
    }
    let may = |task| visit.person.roles.may(task);
    let body = html! {
        p { (w.say("challenges-text")) }
        p.row {
            @if may(Task::Residents) {
                a.button.second href=(visit.path("/challenges/doubts")) { (w.say("doubts-title")) }
                a.button.second href=(visit.path("/challenges/paper")) { (w.say("paper-title")) }
            }
            @if may(Task::Write) && !all.is_empty() { a.button.second href=(visit.path("/campaigns/new")) { (w.say("challenges-new")) } }
        }
        @if all.is_empty() {
            @let new = (visit.path("/campaigns/new"), w.say("challenges-new"));
            (empty(&w.say("challenges-none"), may(Task::Write).then_some((new.0.as_str(), new.1.as_str()))))
        }
        @for (campaign, challenge, groups, members, is_published) in &all {
            @let (tone, state) = state(challenge, today, *is_published);
            @let path = visit.path(&format!("/challenges/{}", challenge.name));
            article.card {
                h2 { a href=(path) { (campaign.title) } " " (tag(tone, &w.say(state))) }
                p {
                    (days(visit, challenge)) br;
                    (taking_part(visit, challenge, *members, *groups))
                }
                ul {
                    li { a href=(path) { (w.say("challenges-standings")) } }
                    li { a href=(race(visit, challenge)) { (w.say("challenges-race")) } }
                    @if challenge.between != Between::People { li { a href={ (path) "/posters" } { (w.say("challenges-posters")) } } }
                }
            }
        }
        (stamps::section(visit))
        p.hint { (w.say("challenges-how")) }
    };
    Ok(visit.page(&w.say("nav-challenges"), &body))
}

/// How many people take part, and in how many of what.
fn taking_part(visit: &Visit<'_>, challenge: &Challenge, members: i64, groups: impl Into<Arg<'static>>) -> String {
    let w = visit.words();
    let key = match challenge.between {
        Between::People => return w.with("challenges-people", [("members", members.into())]),
        Between::Teams => "challenges-teams",
        Between::Districts => "challenges-districts",
        Between::Workplaces => "challenges-workplaces",
    };
    w.with(key, [("members", members.into()), ("groups", groups.into())])
}

/// How a challenge stands: the key of a word.
fn state(challenge: &Challenge, today: Day, is_published: bool) -> (Tone, &'static str) {
    if is_published {
        (Tone::Plain, "challenges-final")
    } else if today > challenge.until {
        (Tone::Warning, "challenges-settling")
    } else if today >= challenge.from {
        (Tone::Good, "challenges-walking")
    } else {
        (Tone::Good, "challenges-joining")
    }
}

/// From when to when it is walked, until when one may join, and when its result is final.
fn days(visit: &Visit<'_>, challenge: &Challenge) -> String {
    let w = visit.words();
    let args = [
        ("from", w.day(challenge.from).into()),
        ("until", w.day(challenge.until).into()),
        ("join", w.day(challenge.join_until).into()),
        ("end", w.day(final_day(challenge)).into()),
    ];
    w.with("challenges-days", args)
}

/// The day on which its result is final.
fn final_day(challenge: &Challenge) -> Day {
    challenge.until.plus(challenge.closes_after + 1)
}

/// Where everyone sees the race.
fn race(visit: &Visit<'_>, challenge: &Challenge) -> String {
    format!("/race/{}/{}", visit.door.city, challenge.name)
}
