//! How a campaign does, day by day: read from counts, so that it may be asked for every few seconds while messages
//! leave. Nobody can be told from it.

use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::Visit;
use crate::design::{bars, days_table, empty, lying_bars};
use crate::words::{Language, Words};
use domain::pack::Campaign;
use domain::staff::Task;
use domain::{Day, Reason};
use fluent_bundle::FluentArgs;
use http::StatusCode;
use maud::{Markup, PreEscaped, html};
use shell::doors::Incoming;
use shell::store::{Unit, What};
use std::collections::BTreeMap;

/// The periods to choose from, in days; the second is shown where none is asked for.
const PERIODS: [i32; 3] = [7, 28, 90];

/// How often the numbers are asked for anew, in milliseconds.
const EVERY: &str = "3000";

/// The part of the numbers that is a table by day.
const BY_DAY: &str = "days";

/// The arm to which nothing is sent.
const CONTROL: &str = "control";

/// What is counted of one day.
#[derive(Default, Clone, Copy)]
struct Counted {
    /// Decision points asked.
    due: i64,
    /// Messages to which nothing but chance was left to say no.
    eligible: i64,
    /// Messages withheld when decided, by chance too.
    withheld: i64,
    by_line: i64,
    by_sms: i64,
    delivered: i64,
    failed: i64,
    answered: i64,
    stopped: i64,
}

/// What is counted of a period.
struct Numbers {
    days: BTreeMap<Day, Counted>,
    /// Why messages were not let out, were held back, and were not taken: times by name.
    withheld: BTreeMap<String, i64>,
    held: BTreeMap<String, i64>,
    dead: BTreeMap<String, i64>,
    units: Vec<Unit>,
}

/// The part of a campaign's page that tells how it does.
pub(super) async fn section(
    visit: &Visit<'_>,
    name: &str,
    campaign: &Campaign,
    request: &Incoming,
) -> Result<Markup, Failure> {
    let w = visit.words();
    let days = period(request);
    let address = visit.path(&format!("/campaigns/{name}/numbers?days={days}"));
    let by_day = format!("{address}&part={BY_DAY}");
    let numbers = read(visit, name, days).await?;
    // What has ended changes no more.
    let is_live = campaign.period.until.is_none_or(|until| w.zone.day(visit.door.now).plus(-7) <= until);
    Ok(html! {
        section #numbers {
            h2 { (w.say("numbers-title")) }
            ul.periods aria-label=(w.say("numbers-period")) {
                @for choice in PERIODS {
                    li {
                        a href=(visit.path(&format!("/campaigns/{name}?days={choice}#numbers"))) aria-current=[(choice == days).then_some("true")] {
                            (w.with("days", [("days", i64::from(choice).into())]))
                        }
                    }
                }
            }
            div data-refresh=[is_live.then_some(&address)] data-every=[is_live.then_some(EVERY)] {
                (told(visit, name, &numbers))
            }
            // Within what is fetched anew it would fold again, and lose its place and the focus.
            details #numbers-by-day {
                summary { (w.say("numbers-by-day")) }
                .scroll tabindex="0" role="region" aria-label=(w.say("plot-as-table")) data-refresh=[is_live.then_some(&by_day)] data-every=[is_live.then_some(EVERY)] {
                    (table(w, &numbers))
                }
                p.hint { (w.say("numbers-which-day")) }
            }
        }
    })
}

/// The same without a frame, for a page that is open.
pub(in super::super) async fn numbers(visit: &Visit<'_>, name: &str, request: &Incoming) -> Shown {
    visit.may(Task::Read)?;
    if !visit.door.ruleset.campaigns.contains_key(name) {
        return Err(Failure::NotFound);
    }
    let numbers = read(visit, name, period(request)).await?;
    let PreEscaped(text) = match request.asked("part").as_deref() {
        Some(BY_DAY) => table(visit.words(), &numbers),
        _ => told(visit, name, &numbers),
    };
    Ok(visit.door.html(StatusCode::OK, text))
}

fn period(request: &Incoming) -> i32 {
    let [_, usual, _] = PERIODS;
    let asked = request.asked("days").and_then(|days| days.parse().ok());
    asked.filter(|days| PERIODS.contains(days)).unwrap_or(usual)
}

async fn read(visit: &Visit<'_>, name: &str, days: i32) -> Result<Numbers, Failure> {
    let (store, city) = (visit.store(), &visit.door.city);
    let today = visit.words().zone.day(visit.door.now);
    let first = today.plus(1 - days);
    let mut numbers = Numbers {
        days: (0..days).map(|place| (first.plus(place), Counted::default())).collect(),
        withheld: BTreeMap::new(),
        held: BTreeMap::new(),
        dead: BTreeMap::new(),
        units: store.units(city).await?.into_iter().filter(|unit| unit.campaign == name).collect(),
    };
    for count in store.campaign_days(city, name, first).await? {
        let Some(day) = numbers.days.get_mut(&count.day) else { continue };
        let times = count.times;
        match count.what {
            What::Due => day.due += times,
            What::Allowed(kind) if kind == "nudge" || kind == "invite" => day.eligible += times,
            What::Withheld(reason) => {
                day.withheld += times;
                if reason == Reason::ControlArm.as_str() {
                    day.eligible += times;
                }
                *numbers.withheld.entry(reason.into_owned()).or_default() += times;
            }
            What::Held(reason) => *numbers.held.entry(reason.into_owned()).or_default() += times,
            What::Dead(reason) => *numbers.dead.entry(reason.into_owned()).or_default() += times,
            What::Answered => day.answered += times,
            What::Stopped => day.stopped += times,
            What::Delivered => day.delivered += times,
            What::Failed | What::Refused => day.failed += times,
            What::Allowed(_) | What::NotDone(..) | What::Read => {}
        }
    }
    for sent in store.sent_days(city, first).await?.into_iter().filter(|sent| sent.campaign == name) {
        let Some(day) = numbers.days.get_mut(&Day::from_date(sent.day)) else { continue };
        match sent.channel.as_str() {
            "sms" => day.by_sms += sent.messages,
            _ => day.by_line += sent.messages,
        }
    }
    Ok(numbers)
}

impl Numbers {
    fn sum(&self, of: impl Fn(&Counted) -> i64) -> i64 {
        self.days.values().map(of).sum()
    }

    fn columns<const N: usize>(&self, of: impl Fn(&Counted) -> [i64; N]) -> Vec<(Day, Vec<i64>)> {
        self.days.iter().map(|(day, counted)| (*day, of(counted).to_vec())).collect()
    }

    fn is_empty(&self) -> bool {
        let any = |one: &Counted| {
            let Counted { due, eligible, withheld, by_line, by_sms, delivered, failed, answered, stopped } = one;
            [due, eligible, withheld, by_line, by_sms, delivered, failed, answered, stopped]
                .into_iter()
                .any(|n| *n != 0)
        };
        !self.days.values().any(any) && self.held.is_empty() && self.dead.is_empty()
    }
}

fn told(visit: &Visit<'_>, name: &str, numbers: &Numbers) -> Markup {
    let w = visit.words();
    if numbers.is_empty() {
        let next = visit.path(&format!("/edit/campaign:{name}"));
        return empty(&w.say("numbers-none"), Some((&next, &w.say("numbers-none-next"))));
    }
    let sent = numbers.sum(|day| day.by_line + day.by_sms);
    let answers = numbers.columns(|day| [day.answered, day.stopped]);
    let say = |keys: &[&str]| keys.iter().map(|key| w.say(key)).collect::<Vec<_>>();
    html! {
        p.hint { (w.with("numbers-at", [("at", w.instant(visit.door.now).into())])) }
        dl.numbers {
            (tile(w, "due", numbers.sum(|day| day.due)))
            (tile(w, "eligible", numbers.sum(|day| day.eligible)))
            (tile(w, "withheld", numbers.sum(|day| day.withheld)))
            (tile(w, "sent", sent))
            (tile(w, "delivered", numbers.sum(|day| day.delivered)))
            (tile(w, "answered", numbers.sum(|day| day.answered)))
            (tile(w, "stopped", numbers.sum(|day| day.stopped)))
        }
        (bars(w, &w.say("numbers-sent-by-day"), &say(&["numbers-line", "numbers-sms"]), &numbers.columns(|day| [day.by_line, day.by_sms])))
        @if answers.iter().any(|(_, values)| values.iter().any(|value| *value != 0)) {
            (bars(w, &w.say("numbers-answers-by-day"), &say(&["numbers-answered", "numbers-stopped"]), &answers))
        }
        (reasons(w, "numbers-why-withheld", &numbers.withheld, reason_name))
        (reasons(w, "numbers-why-held", &numbers.held, reason_name))
        (reasons(w, "numbers-why-dead", &numbers.dead, dead_name))
        @if !numbers.units.is_empty() { (units(w, visit.door.ruleset.campaigns.get(name), &numbers.units)) }
    }
}

/// The same of each day.
fn table(w: Words, numbers: &Numbers) -> Markup {
    let names = [
        "numbers-due",
        "numbers-eligible",
        "numbers-withheld",
        "numbers-line",
        "numbers-sms",
        "numbers-delivered",
        "numbers-failed",
        "numbers-answered",
        "numbers-stopped",
    ];
    let days = numbers.columns(|day| {
        let Counted { due, eligible, withheld, by_line, by_sms, delivered, failed, answered, stopped } = *day;
        [due, eligible, withheld, by_line, by_sms, delivered, failed, answered, stopped]
    });
    days_table(w, &names.map(|key| w.say(key)), &days)
}

fn tile(w: Words, key: &str, value: i64) -> Markup {
    html! {
        div {
            dt { (w.say(&format!("numbers-{key}"))) }
            dd { strong { (w.number(value)) } small { (w.say(&format!("numbers-{key}-text"))) } }
        }
    }
}

fn reasons(w: Words, title: &str, times: &BTreeMap<String, i64>, name: fn(Words, &str) -> String) -> Markup {
    let mut rows: Vec<(String, i64)> =
        times.iter().filter(|(_, times)| **times > 0).map(|(reason, times)| (name(w, reason), *times)).collect();
    rows.sort_by_key(|(_, times)| -times);
    html! {
        @if !rows.is_empty() { div.plot { h3 { (w.say(title)) } (lying_bars(w, &rows)) } }
    }
}

/// As the page on one resident says it.
fn reason_name(w: Words, reason: &str) -> String {
    let language = match w.language {
        Language::Ja => domain::why::Language::Ja,
        Language::En => domain::why::Language::En,
    };
    Reason::from_name(reason)
        .map_or_else(|| reason.to_owned(), |reason| domain::why::reason_told(language, reason).to_owned())
}

fn dead_name(w: Words, reason: &str) -> String {
    let key = format!("dead-{}", reason.replace('_', "-"));
    w.find(&key, &FluentArgs::new()).unwrap_or_else(|| reason_name(w, reason))
}

/// What LINE counted, for each arm.
fn units(w: Words, campaign: Option<&Campaign>, units: &[Unit]) -> Markup {
    // LINE tells nothing below twenty, and nothing before it was asked.
    let people = |unit: &Unit, count: Option<i64>| match (count, unit.until) {
        (Some(count), _) => w.number(count),
        (None, Some(_)) => w.say("numbers-few"),
        (None, None) => w.say("numbers-not-asked"),
    };
    html! {
        div.plot {
            h3 { (w.say("numbers-units")) }
            .scroll tabindex="0" role="region" aria-label=(w.say("numbers-units")) {
                table {
                    thead { tr {
                        th scope="col" { (w.say("numbers-arm")) } th.number scope="col" { (w.say("numbers-seen")) }
                        th.number scope="col" { (w.say("numbers-opened")) } th scope="col" { (w.say("numbers-until")) }
                    } }
                    tbody {
                        @for unit in units {
                            tr {
                                th scope="row" { (group(w, campaign, unit.arm.as_deref())) }
                                td.number { (people(unit, unit.seen)) }
                                td.number { (people(unit, unit.opened)) }
                                td { @if let Some(until) = unit.until { (w.short_day(until)) } }
                            }
                        }
                    }
                }
            }
            p.hint { (w.say("numbers-units-text")) }
            @if units.iter().any(|unit| unit.arm.is_some()) { p.hint { (w.say("numbers-arm-text")) } }
        }
    }
}

/// Whom chance put together, in plain words; by its name in the files only where there are several that are written to.
fn group(w: Words, campaign: Option<&Campaign>, arm: Option<&str>) -> String {
    let Some(arm) = arm else { return w.say("numbers-all") };
    let arms = campaign.and_then(|campaign| campaign.experiment.as_ref()).map(|experiment| &experiment.arms);
    let written_to = arms.into_iter().flatten().filter(|(name, _)| name != CONTROL).collect::<Vec<_>>();
    match written_to.as_slice() {
        _ if arm == CONTROL => w.say("numbers-arm-control"),
        [(only, _)] if only == arm => w.say("numbers-arm-sent"),
        _ => w.with("numbers-arm-of", [("name", arm.into())]),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use domain::Pack;

    fn named(arms: &str) -> Vec<String> {
        let city = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                    quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n\
                    how_to_stop.sms = { ja = \"停止は「停止」と返信\" }\n";
        let campaign =
            format!("title = \"歩く\"\nfrom = 2026-04-01\n[experiment]\nseed = \"walk-2026\"\narms = {{ {arms} }}\n");
        let files = [
            ("city.toml", city),
            ("walk/campaign.toml", &campaign),
            ("walk/messages.toml", ""),
            ("walk/rules.rhai", ""),
        ];
        let files = files.map(|(path, text)| (format!("campaigns/432041/{path}"), text.to_owned())).into();
        let pack = Pack { city: "432041".parse().unwrap(), files };
        let ruleset = pack.compile().unwrap_or_else(|problems| panic!("{problems:#?}"));
        let w = Words { language: Language::Ja, book: crate::words::Book::Console, zone: ruleset.city.zone };
        let arms = ["control", "nudge", "gentle"].map(Some).into_iter().chain([None]);
        arms.map(|arm| group(w, ruleset.campaigns.get("walk"), arm)).collect()
    }

    #[test]
    fn groups_have_plain_names() {
        let one = named("control = 0.5, nudge = 0.5");
        assert_eq!(one, ["送らずに比べるグループ", "お知らせを送るグループ", "グループ「gentle」", "全員"]);
        let two = named("control = 0.2, nudge = 0.4, gentle = 0.4");
        assert_eq!(two.get(1..3).unwrap(), ["グループ「nudge」", "グループ「gentle」"]);
    }
}
