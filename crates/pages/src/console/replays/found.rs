//! What a replay found, in words and tables. A table says above its numbers what they count.

use super::super::visit::Visit;
use super::Named;
use crate::words::{Language, Words};
use domain::Reason;
use domain::replay::{Found, Group, Pair, Report, Tally};
use domain::staff::Task;
use domain::why::reason_told;
use maud::{Markup, html};
use shell::store::Replay;

/// Everything that was found; `named` are the campaign's messages.
pub(super) fn told(visit: &Visit<'_>, replay: &Replay, found: &Found, named: &Named) -> Markup {
    let w = visit.words();
    let report = &found.report;
    let title = |key: &str| w.say(key);
    html! {
        p { (w.say("replay-text")) }
        p { (w.with("campaign-period", [("from", w.day(replay.window.first).into()), ("until", w.day(replay.window.last).into())])) }
        (totals(visit, found))
        p {
            (w.with("replay-concerned", [
                ("all", signed(report.residents).into()), ("live", signed(report.concerned.live).into()),
                ("new", signed(report.concerned.new).into()), ("touched", signed(report.touched).into()),
            ]))
            @if report.total.changed > 0 { " " (changed(w, report)) }
        }
        @if !found.notes.is_empty() { section {
            h2 { (w.say("replay-notes")) }
            ul { @for note in &found.notes { li { (if w.language == Language::Ja { &note.ja } else { &note.en }) } } }
        } }
        section {
            h2 { (w.say("replay-withheld")) }
            @if report.withheld.is_empty() { p { (w.say("replay-none-withheld")) } }
            @else { (pairs(w, &title("replay-withheld"), Some("replay-unit-times"), &withheld(visit, report))) }
            @if report.waited != Pair::default() {
                p { (w.with("replay-waited", [("live", signed(report.waited.live).into()), ("new", signed(report.waited.new).into())])) }
            }
        }
        section {
            h2 { (w.say("replay-by-message")) }
            @let rows = report.messages.iter().map(|(name, tally)| (message(named, name), *tally)).collect();
            (tallies(w, &title("replay-by-message"), rows))
        }
        section {
            h2 { (w.say("replay-by-group")) }
            @let rows = report.groups.iter().map(|(group, tally)| (html! { (group_name(w, group)) }, *tally)).collect();
            (tallies(w, &title("replay-by-group"), rows))
        }
        @if !report.days.is_empty() { details {
            summary { (w.say("replay-by-day")) }
            @let rows = report.days.iter().map(|(day, tally)| (html! { (w.day(*day)) }, *tally)).collect();
            (tallies(w, &title("replay-by-day"), rows))
        } }
        @if !report.points.is_empty() { section {
            h2 { (w.say("replay-points")) }
            @let rows: Vec<_> = report.points.iter().map(|(award, points)| (html! { code { (award) } }, *points)).collect();
            (pairs(w, &title("replay-points"), Some("replay-unit-points"), &rows))
            @if report.points_more + report.points_fewer > 0 {
                p { (w.with("replay-points-whom", [("more", signed(report.points_more).into()), ("fewer", signed(report.points_fewer).into())])) }
            }
        } }
        section {
            h2 { (w.say("replay-costs")) }
            (pairs(w, &title("replay-costs"), None, &costs(w, found)))
            @if found.yen.is_none() { p.hint { (w.say("replay-no-yen")) } }
        }
        @if visit.person.roles.may(Task::Residents) && !report.most.is_empty() {
            section {
                h2 { (w.say("replay-people")) }
                p.hint { (w.say("replay-people-text")) }
                ul.list { @for (resident, messages) in &report.most {
                    li { a href=(visit.path(&format!("/replays/{}/residents/{resident}", replay.id))) { (resident) } " " (w.with("replay-people-messages", [("count", signed(*messages).into())])) }
                } }
            }
        }
    }
}

/// The first numbers: in force, draft, and how they differ.
pub(in super::super) fn totals(visit: &Visit<'_>, found: &Found) -> Markup {
    let w = visit.words();
    let name = w.say("replay-messages");
    tallies(w, &name, vec![(html! { (name) }, found.report.total)])
}

/// How those messages differ that both versions have.
fn changed(w: Words, report: &Report) -> String {
    let of = |name: &str| signed(report.changes.get(name).copied().unwrap_or_default()).into();
    w.with("replay-changes", [("text", of("text")), ("time", of("time")), ("channel", of("channel"))])
}

/// Each reason, and below that of the caps which of them it was.
fn withheld(visit: &Visit<'_>, report: &Report) -> Vec<(Markup, Pair<i64>)> {
    let w = visit.words();
    let mut rows = Vec::new();
    for (reason, times) in &report.withheld {
        rows.push((html! { (reason_told(visit.door.language(), *reason)) }, times.map(|times| signed(*times))));
        if *reason == Reason::Capped {
            let each = report.caps.iter().map(|(cap, times)| {
                let cap = w.say(&format!("replay-cap-{}", cap.replace('_', "-")));
                (
                    html! { span.within { (w.with("replay-of-these", [("what", cap.into())])) } },
                    times.map(|times| signed(*times)),
                )
            });
            rows.extend(each);
        }
    }
    rows
}

fn costs(w: Words, found: &Found) -> Vec<(Markup, Pair<i64>)> {
    let volume = &found.report.volume;
    let mut rows = vec![
        ("replay-line-messages", volume.map(|volume| signed(volume.line_messages))),
        ("replay-sms-messages", volume.map(|volume| signed(volume.sms_messages))),
        ("replay-sms-parts", volume.map(|volume| signed(volume.sms_parts))),
    ];
    rows.extend(found.yen.as_ref().map(|yen| ("replay-yen", yen.map(|yen| yen.round() as i64))));
    rows.into_iter().map(|(key, pair)| (html! { (w.say(key)) }, pair)).collect()
}

/// A message as people know it, with its name in the files.
fn message(named: &Named, name: &str) -> Markup {
    html! {
        @match named.get(name) {
            Some(called) => { (called) " " small { code { (name) } } },
            None => code { (name) },
        }
    }
}

fn tallies(w: Words, title: &str, rows: Vec<(Markup, Tally)>) -> Markup {
    let keys = ["replay-live", "replay-new", "replay-added", "replay-removed", "replay-changed"];
    let rows = rows.into_iter().map(|(name, tally)| {
        let Tally { live, new, added, removed, changed } = tally;
        (name, [live, new, added, removed, changed].map(|number| w.number(signed(number))))
    });
    table(w, (title, Some("replay-unit-messages")), keys, rows)
}

/// What each version comes to, and how much more that is.
pub(super) fn pairs(w: Words, title: &str, unit: Option<&str>, rows: &[(Markup, Pair<i64>)]) -> Markup {
    let keys = ["replay-live", "replay-new", "replay-difference"];
    let rows = rows.iter().map(|(name, pair)| {
        let more = pair.new - pair.live;
        let sign = if more > 0 { "+" } else { "" };
        (name.clone(), [w.number(pair.live), w.number(pair.new), format!("{sign}{}", w.number(more))])
    });
    table(w, (title, unit), keys, rows)
}

fn table<const N: usize>(
    w: Words,
    (title, unit): (&str, Option<&str>),
    keys: [&str; N],
    rows: impl Iterator<Item = (Markup, [String; N])>,
) -> Markup {
    html! {
        .scroll tabindex="0" role="region" aria-label=(title) {
            table {
                @if let Some(unit) = unit { caption { (w.say(unit)) } }
                thead { tr { th scope="col" { span.unseen { (title) } } @for key in keys { th.number scope="col" { (w.say(key)) } } } }
                tbody { @for (name, numbers) in rows {
                    tr { th scope="row" { (name) } @for number in numbers { td.number { (number) } } }
                } }
            }
        }
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn group_name(w: Words, group: &Group) -> String {
    let unknown = || w.say("replay-unknown");
    let district = group.district.clone().unwrap_or_else(unknown);
    let age = group.age.map_or_else(unknown, |age| w.with("replay-age", [("age", i64::from(age).into())]));
    format!("{district} · {age}")
}
