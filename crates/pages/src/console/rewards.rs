//! What residents spend points on: how many are left and what became of those taken, lists by which a local currency is
//! paid, and prizes to hand over.

use super::Shown;
use super::failure::Failure;
use super::shops;
use super::visit::{Layout, Visit};
use crate::design::empty;
use crate::words::Words;
use domain::pack::{Reward, RewardKind};
use domain::rewards::{State, Taken, left_of, units};
use domain::staff::Task;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use maud::{Markup, html};
use serde_json::json;
use shell::doors::Incoming;
use shell::office::{looked, rewards};
use shell::store::{Deed, PayList, Standing};
use std::collections::BTreeSet;
use wire::currency::{Line, MEDIA, csv};

/// How many prizes are shown; as they are handed over, others come.
const MOST: i64 = 200;

/// Every reward with what is left and what became of those taken, and the shops.
pub(super) async fn list(visit: &Visit<'_>) -> Shown {
    visit.may(Task::Read)?;
    let (w, door) = (visit.words(), visit.door);
    let standing = visit.store().redemptions_standing(&door.city).await?;
    let rewards = &door.ruleset.rewards;
    // What was taken stays in sight, also of a reward that staff took out.
    let names: BTreeSet<&str> =
        rewards.keys().map(String::as_str).chain(standing.iter().map(|one| one.reward.as_str())).collect();
    let shops = if visit.person.roles.may(Task::Residents) { Some(shops::section(visit).await?) } else { None };
    let body = html! {
        p { (w.say("rewards-text")) }
        @if names.is_empty() { (empty(&w.say("rewards-empty"), None)) }
        @else { (table(visit, &names, &standing)) }
        @if let Some(shops) = shops { (shops) }
    };
    let title = w.say("nav-rewards");
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}

/// The states that have a column.
const STATES: [(State, &str); 6] = [
    (State::Taken, "rewards-open"),
    (State::Used, "rewards-used"),
    (State::Expired, "rewards-expired"),
    (State::Cancelled, "rewards-cancelled"),
    (State::Won, "rewards-won"),
    (State::Lost, "rewards-lost"),
];

fn table(visit: &Visit<'_>, names: &BTreeSet<&str>, standing: &[Standing]) -> Markup {
    let (w, rewards) = (visit.words(), &visit.door.ruleset.rewards);
    let of = |name: &str, state: State| -> i64 {
        standing.iter().filter(|one| one.reward == name && one.state == state).map(|one| one.count).sum()
    };
    let spent = |name: &str| -> i64 {
        let kept = standing.iter().filter(|one| one.reward == name && one.state != State::Cancelled);
        kept.map(|one| one.points).sum()
    };
    let left = |name: &str, reward: &Reward| {
        let all = standing.iter().filter(|one| one.reward == name && one.state != State::Cancelled);
        let in_all = u32::try_from(all.map(|one| one.count).sum::<i64>()).unwrap_or(u32::MAX);
        left_of(reward, Taken { in_all, by_person: 0 })
    };
    html! {
        .scroll tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { (w.say("rewards-name")) } th scope="col" { (w.say("rewards-kind")) }
                    th.number scope="col" { (w.say("rewards-points")) } th.number scope="col" { (w.say("rewards-stock")) }
                    @for (_, key) in STATES { th.number scope="col" { (w.say(key)) } }
                    th.number scope="col" { (w.say("rewards-spent")) }
                } }
                tbody {
                    @for name in names {
                        @let reward = rewards.get(*name);
                        tr {
                            th scope="row" { (named(visit, name, reward)) }
                            td { @if let Some(reward) = reward { (w.say(kind(reward))) } }
                            td.number { @if let Some(reward) = reward { (w.number(reward.points)) } }
                            td.number { @if let Some(left) = reward.and_then(|reward| left(name, reward)) { (w.number(left.into())) } }
                            @for (state, _) in STATES { td.number { (w.number(of(name, state))) } }
                            td.number { (w.number(spent(name))) }
                        }
                    }
                }
            }
        }
    }
}

/// A reward's title, which leads to what is to be done about it.
fn named(visit: &Visit<'_>, name: &str, reward: Option<&Reward>) -> Markup {
    let w = visit.words();
    let title = title(w, name, reward);
    let has_page = !matches!(reward.map(|reward| reward.kind), Some(RewardKind::Coupon { .. } | RewardKind::Cause));
    html! {
        @if has_page && visit.person.roles.may(Task::Residents) { a href=(visit.path(&format!("/rewards/{name}"))) { (title) } }
        @else { (title) }
        @if reward.is_none() { " " small { (w.say("rewards-gone")) } }
    }
}

fn title(w: Words, name: &str, reward: Option<&Reward>) -> String {
    reward.and_then(|reward| reward.title.of(w.of_messages())).unwrap_or(name).to_owned()
}

fn kind(reward: &Reward) -> &'static str {
    match reward.kind {
        RewardKind::Coupon { .. } => "rewards-kind-coupon",
        RewardKind::Lottery { .. } => "rewards-kind-lottery",
        RewardKind::Cause => "rewards-kind-cause",
        RewardKind::Currency { .. } => "rewards-kind-currency",
    }
}

/// What is to be done about one reward, or its file.
pub(super) async fn show(visit: &Visit<'_>, name: &str, request: &Incoming) -> Shown {
    visit.may(Task::Residents)?;
    if let Some(name) = name.strip_suffix(".csv") {
        return file(visit, name, request).await;
    }
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let reward = door.ruleset.rewards.get(name);
    let standing = store.redemptions_standing(&door.city).await?;
    if reward.is_none() && !standing.iter().any(|one| one.reward == name) {
        return Err(Failure::NotFound);
    }
    // Of a reward that is gone from the file it is seen by what there is.
    let (lottery, lists) = (store.lottery(&door.city, name).await?, store.pay_lists(&door.city, name).await?);
    let body = html! {
        @if lottery.is_some() { (prizes(visit, name).await?) }
        @if !lists.is_empty() || reward.is_some_and(|reward| units(reward) > 0) { (paying(visit, name, &lists).await?) }
        p { a href=(visit.path("/rewards")) { (w.say("nav-rewards")) } }
    };
    Ok(visit.page(&title(w, name, reward), &body))
}

/// The tickets that won and whose prizes wait. The look is in the log, since it tells whose they are.
async fn prizes(visit: &Visit<'_>, name: &str) -> Result<Markup, Failure> {
    let (w, door) = (visit.words(), visit.door);
    let won = visit.store().redemptions_in(&door.city, name, State::Won, MOST).await?;
    let seen: Vec<&str> = won.iter().map(|made| made.resident.as_str()).collect();
    if !seen.is_empty() {
        let deed = Deed::new(&visit.person.id, "prizes_seen", name).with(json!({ "residents": seen }));
        looked(&door.sql, &door.city, &deed, door.now).await?;
    }
    Ok(html! {
        section {
            h2 { (w.say("prizes")) }
            p { (w.say("prizes-text")) }
            p { a href={ "/me/" (door.city) "/lottery/" (name) } { (w.say("lottery-page")) } }
            @if won.is_empty() { (empty(&w.say("prizes-none"), None)) }
            @else {
                .scroll tabindex="0" {
                    table {
                        thead { tr { th scope="col" { (w.say("prize-ticket")) } th scope="col" { (w.say("prize-resident")) } th scope="col" { (w.say("prize-hand")) } } }
                        tbody {
                            @for made in &won {
                                tr {
                                    td { code { (made.id) } }
                                    td { (made.resident) }
                                    td { form method="post" action=(visit.path(&format!("/rewards/{name}/prizes/{}", made.id))) { (visit.csrf_field()) button.plain { (w.say("prize-hand")) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// The lists of a local currency.
async fn paying(visit: &Visit<'_>, name: &str, lists: &[PayList]) -> Result<Markup, Failure> {
    let (w, city) = (visit.words(), &visit.door.city);
    let open = visit.store().unlisted(city, name).await?;
    let path = |rest: &str| visit.path(&format!("/rewards/{name}{rest}"));
    Ok(html! {
        section {
            h2 { (w.say("pay-lists")) }
            p { (w.say("pay-lists-text")) }
            p { (w.with("pay-list-new", [("count", open.into())])) }
            @if open > 0 {
                form method="post" action=(path("/lists")) { (visit.csrf_field()) button.button { (w.say("pay-list-make")) } }
            }
            @if lists.is_empty() { (empty(&w.say("pay-list-none"), None)) }
            @else {
                .scroll tabindex="0" {
                    table {
                        thead { tr {
                            th.number scope="col" { (w.say("pay-list-number")) } th scope="col" { (w.say("pay-list-at")) }
                            th.number scope="col" { (w.say("pay-list-lines")) } th.number scope="col" { (w.say("pay-list-units")) }
                            th scope="col" { (w.say("pay-list-file")) } th scope="col" { (w.say("pay-list-paid")) }
                        } }
                        tbody { @for list in lists { (line(visit, list, &path)) } }
                    }
                }
            }
            p { a href=(path(".csv")) { (w.say("pay-list-all")) } }
        }
    })
}

fn line(visit: &Visit<'_>, list: &PayList, path: &impl Fn(&str) -> String) -> Markup {
    let w = visit.words();
    html! {
        tr {
            td.number { (w.number(list.number)) }
            td { (w.instant(list.at)) }
            td.number { (w.number(list.lines)) }
            td.number { (w.number(list.units)) }
            td { a href=(path(&format!(".csv?list={}", list.number))) { (w.say("pay-list-file")) } }
            td {
                @match list.paid {
                    Some(at) => (w.instant(at)),
                    None => form method="post" action=(path(&format!("/lists/{}/paid", list.number))) { (visit.csrf_field()) button.plain { (w.say("pay-list-pay")) } },
                }
            }
        }
    }
}

/// A list as a file, or all that was asked for. It tells who is paid, so that it is in the log.
async fn file(visit: &Visit<'_>, name: &str, request: &Incoming) -> Shown {
    let door = visit.door;
    let number = match request.asked("list") {
        Some(text) => Some(text.parse::<i64>().map_err(|_| Failure::NotFound)?),
        None => None,
    };
    let lines = visit.store().pay_lines(&door.city, name, number).await?;
    let is_paid = door.ruleset.rewards.get(name).is_some_and(|reward| units(reward) > 0);
    if lines.is_empty() && (number.is_some() || !is_paid) {
        return Err(Failure::NotFound);
    }
    let deed =
        Deed::new(&visit.person.id, "pay_lines_seen", name).with(json!({ "list": number, "lines": lines.len() }));
    looked(&door.sql, &door.city, &deed, door.now).await?;
    let lines: Vec<Line<'_>> = lines
        .iter()
        .map(|made| Line {
            id: &made.id,
            at: door.words.zone.civil(made.at),
            resident: &made.resident,
            points: made.points,
            units: made.units,
        })
        .collect();
    let mut answer = door.html(StatusCode::OK, csv(&lines));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA));
    let number = number.map(|number| format!("-{number}")).unwrap_or_default();
    // A reward's name is of letters that any header may have.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}{number}.csv\"")) {
        answer.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(answer)
}

pub(super) async fn make_list(visit: &Visit<'_>, name: &str) -> Shown {
    visit.may(Task::Residents)?;
    let door = visit.door;
    // Only a local currency is paid by lists.
    door.ruleset.rewards.get(name).filter(|reward| units(reward) > 0).ok_or(Failure::NotFound)?;
    rewards::make_list(&door.sql, &door.city, &visit.person.id, name, door.now).await?;
    Ok(door.go(&format!("/rewards/{name}"), Some("changed")))
}

pub(super) async fn paid(visit: &Visit<'_>, name: &str, number: &str) -> Shown {
    visit.may(Task::Residents)?;
    let (door, number) = (visit.door, number.parse::<i64>().map_err(|_| Failure::NotFound)?);
    rewards::paid(&door.sql, &door.city, &visit.person.id, (name, number), door.now).await?;
    Ok(door.go(&format!("/rewards/{name}"), Some("changed")))
}

pub(super) async fn handed(visit: &Visit<'_>, name: &str, id: &str) -> Shown {
    visit.may(Task::Residents)?;
    let door = visit.door;
    rewards::handed(&door.sql, &door.city, &visit.person.id, id, door.now).await?;
    Ok(door.go(&format!("/rewards/{name}"), Some("changed")))
}
