#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use crate::decide::{Fixed, Reason, Rulesets};
use crate::event::{Event, Payload};
use crate::journey::{Happened, Journey};
use crate::pack::{Campaign, City, Outcome, Proximal, Transform, Window};
use crate::resident::Snapshot;
use crate::time::Day;
use crate::{Pack, Ruleset};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;

const CITY: &str = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                    quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 5, per_week = 20 }\n\
                    how_to_stop = { sms = { ja = \"停止は「停止」と返信\" } }\n[steps]\nclose_after_days = 7\n";

const CAMPAIGN: &str = "title = \"歩く\"\nfrom = 2026-11-20\n[caps]\nper_day = 5\nper_week = 20\n\
                        [decision_points.noon]\nat = \"12:30\"\nprobability = 0.6\n\
                        [decision_points.evening]\nat = \"18:00\"\n\
                        [outcome]\nproximal = \"steps_same_day\"\n";

const RULES: &str = "fn at_noon(me) { nudge(\"hello\"); }\nfn at_evening(me) { nudge(\"hello\"); }\n";

const EVENING: &str = "fn at_evening(me) { nudge(\"hello\"); }\n";

const MESSAGES: &str =
    "[hello]\nonce_per = \"day\"\nvalid_for = \"today\"\nif_quiet = \"drop\"\n[hello.ja]\nline = \"こんにちは\"\n";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The day's decision point: half past twelve in Arao.
fn due() -> DateTime<Utc> {
    at("2026-11-23T03:30:00Z")
}

fn ruleset(campaign: &str, rules: &str) -> Rc<Ruleset> {
    let folder = "campaigns/432041";
    let files = [
        (format!("{folder}/city.toml"), CITY),
        (format!("{folder}/walk/campaign.toml"), campaign),
        (format!("{folder}/walk/rules.rhai"), rules),
        (format!("{folder}/walk/messages.toml"), MESSAGES),
        (format!("{folder}/walk/cases.toml"), ""),
    ];
    let files: BTreeMap<String, String> = files.map(|(path, text)| (path, text.to_owned())).into();
    let pack = Pack { city: "432041".parse().unwrap(), files };
    pack.compile().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn event(id: &str, kind: &str, time: DateTime<Utc>, data: &Value) -> Event {
    let payload = Payload::parse(&format!("ayumi.{kind}"), &data.to_string()).unwrap();
    Event { source: "//test".into(), id: id.into(), subject: Some("hana".parse().unwrap()), time, payload }
}

fn steps(id: &str, day: Day, steps: i64, version: u64) -> Event {
    let source = json!({ "id": "band", "kind": "tracker", "modality": "sensed" });
    let data = json!({ "date": day.to_string(), "steps": steps, "source": source, "version": version });
    event(id, "steps.recorded.v1", due(), &data)
}

fn joins(consents: bool, time: DateTime<Utc>) -> Vec<Event> {
    let who = json!({ "birth_year": 1952, "district": "荒尾", "language": "ja", "reach": ["line"] });
    let consent = json!({ "purpose": "engagement", "categories": ["steps"], "text_version": "1", "via": "counter" });
    let line = json!({ "channel": "line", "address": format!("U{:032x}", 7) });
    let mut events = vec![event("line", "channel.linked.v1", time, &line)];
    if consents {
        events.push(event("consent", "consent.given.v1", time, &consent));
    }
    events.push(event("enrolled", "resident.enrolled.v1", time, &who));
    events
}

/// What goes on record of one day of somebody, by a pack, with chance as it is wished.
fn points(ruleset: &Rc<Ruleset>, consents: bool, send: Option<bool>, until: DateTime<Utc>) -> Vec<Point> {
    let morning = due() - TimeDelta::hours(3);
    let journey = Journey::new(Rulesets::new(Rc::clone(ruleset)), morning);
    let mut journey = journey.with_fixed(Fixed { send, ..Fixed::NOTHING });
    let mut happened = Vec::new();
    for event in joins(consents, morning) {
        happened.extend(journey.post(&Rc::new(event)));
    }
    for (ago, walked) in [(1, 4_000), (3, 5_001), (8, 90_000)] {
        happened.extend(journey.post(&Rc::new(steps(&ago.to_string(), Day(20_780).plus(-ago), walked, 1))));
    }
    journey.sleep(until);
    happened.extend(journey.advance(until));
    let points = happened.into_iter().filter_map(|happened| match happened {
        Happened::Decided(_, decision) => Some(decision.randomised),
        _ => None,
    });
    points.flatten().collect()
}

#[test]
fn a_point_says_what_was_drawn_and_what_was_known() {
    let ruleset = ruleset(CAMPAIGN, RULES);
    for send in [true, false] {
        let points = points(&ruleset, true, Some(send), due());
        let [point] = points.as_slice() else { panic!("{points:?}") };
        assert_eq!((point.campaign.as_str(), point.point.as_str(), point.day), ("walk", "noon", Day(20_780)));
        assert_eq!((point.unavailable, point.probability), (None, Some(0.6)));
        assert_eq!(point.drawn.map(|drawn| drawn.sends), Some(send));
        assert_eq!(point.sent.is_some(), send);
        assert_eq!(point.message, Some(("hello".to_owned(), "2026-11-23".to_owned())), "also where it is withheld");
        assert_eq!(point.known, Known { before_sum: 9_001, before_days: 2, days_in: 0, age_band: Some(70), sex: None });
        assert_eq!(point.known.before(), Some(4_500.5));
        assert_eq!(point.window, Window { start: at("2026-11-22T15:00:00Z"), end: at("2026-11-23T15:00:00Z") });
        assert_eq!(point.closes, Day(20_788), "the eighth day after");
        assert_eq!(point.terms.version, ruleset.hash);
        assert_eq!(point.terms.experiment, Terms::binding("432041/walk"));
    }
}

#[test]
fn who_cannot_be_helped_has_the_reason_and_no_draw() {
    let unavailable = |ruleset: &Rc<Ruleset>, consents| {
        let points = points(ruleset, consents, None, due());
        let [point] = points.as_slice() else { panic!("{points:?}") };
        assert_eq!((point.drawn, point.sent), (None, None));
        (point.unavailable, point.message.is_some())
    };
    assert_eq!(unavailable(&ruleset(CAMPAIGN, RULES), false), (Some(Reason::NoConsent), true));
    let silent = ruleset(CAMPAIGN, &format!("{EVENING}fn at_noon(me) {{ if me.age > 200 {{ nudge(\"hello\"); }} }}"));
    assert_eq!(unavailable(&silent, true), (Some(Reason::NotAvailable), false));
    let away = ruleset(CAMPAIGN, &format!("{RULES}fn available(me) {{ me.age > 200 }}\n"));
    assert_eq!(unavailable(&away, true), (Some(Reason::NotAvailable), true));
    let broken = ruleset(
        CAMPAIGN,
        &format!("{EVENING}fn at_noon(me) {{ let zero = 0; if me.age / zero > 1 {{ nudge(\"hello\"); }} }}"),
    );
    assert_eq!(unavailable(&broken, true), (Some(Reason::RuleError), false));
    let arms = format!("{CAMPAIGN}[experiment]\nseed = \"s\"\narms = {{ control = 0.999999, nudge = 0.000001 }}\n");
    assert_eq!(unavailable(&ruleset(&arms, RULES), true), (Some(Reason::ControlArm), true));
}

#[test]
fn what_a_long_stop_let_go_is_on_record_too() {
    let late = points(&ruleset(CAMPAIGN, RULES), true, None, due() + TimeDelta::days(9));
    let reasons: Vec<_> = late.iter().map(|point| (point.day.since(Day(20_780)), point.unavailable)).collect();
    assert!(reasons.contains(&(0, Some(Reason::Expired))), "{reasons:?}");
    assert!(reasons.iter().all(|(_, reason)| reason.is_some() || late.len() > 1));
}

#[test]
fn terms_are_bound_and_numbered() {
    let terms = Terms { version: "v".into(), experiment: Terms::binding("seed"), outcome: None };
    assert_eq!(terms.number("walk"), terms.clone().number("walk"));
    assert_ne!(terms.number("walk"), terms.number("swim"));
    assert_ne!(terms.number("walk"), Terms { version: "w".into(), ..terms.clone() }.number("walk"));
    assert!((0..1 << 48).contains(&terms.number("walk")));
    assert_ne!(Terms::binding("seed"), Terms::binding("other"));
}

fn city() -> Rc<City> {
    Rc::clone(&ruleset(CAMPAIGN, RULES).city)
}

fn open(proximal: Proximal) -> Open {
    let (day, decided) = (Day(20_780), due());
    let window = proximal.window(decided, day, city().zone);
    Open { day, decided, outcome: Some(Outcome { proximal, cap: None, transform: Transform::None }), window }
}

fn known(events: &[Event]) -> Snapshot {
    let (city, mut snapshot) = (city(), Snapshot::default());
    for event in joins(true, due() - TimeDelta::days(30)).iter().chain(events) {
        let _ = snapshot.observe(event, &city, due() + TimeDelta::days(8));
    }
    snapshot
}

fn value(proximal: Proximal, events: &[Event]) -> Result<f64, Missing> {
    close(&open(proximal), &known(events), events, &city(), Day(20_788)).value
}

#[test]
fn each_outcome_is_what_its_name_says() {
    let day = Day(20_780);
    assert_eq!(value(Proximal::StepsSameDay, &[]), Err(Missing::NoData));
    assert_eq!(value(Proximal::StepsSameDay, &[steps("1", day, 0, 1)]), Ok(0.0), "nothing walked is no missing day");
    let both = [steps("1", day, 5_000, 1), steps("2", day.plus(1), 7_000, 1)];
    assert_eq!(value(Proximal::StepsNextDay, &both), Ok(7_000.0));
    let goal = event(
        "goal",
        "goal.set.v1",
        due(),
        &json!({ "metric": "steps_per_day", "target": 5_000, "from": "2026-11-01" }),
    );
    assert_eq!(value(Proximal::GoalReachedSameDay, &both), Err(Missing::NoGoal));
    assert_eq!(value(Proximal::GoalReachedSameDay, &[goal.clone(), both[0].clone()]), Ok(1.0));
    assert_eq!(value(Proximal::GoalReachedSameDay, &[goal.clone(), steps("1", day, 4_999, 1)]), Ok(0.0));
    assert_eq!(value(Proximal::GoalReachedSameDay, &[goal]), Err(Missing::NoData));
    let wrote =
        |at: DateTime<Utc>| event("note", "notebook.entry.v1", at, &json!({ "kind": "mood", "score": 4, "at": at }));
    let notebook = Proximal::NotebookWithinDays { days: 1 };
    assert_eq!(value(notebook, &[]), Ok(0.0), "silence is no");
    assert_eq!(value(notebook, &[wrote(due() - TimeDelta::seconds(1))]), Ok(0.0));
    assert_eq!(value(notebook, &[wrote(due())]), Ok(1.0));
    assert_eq!(value(notebook, &[wrote(at("2026-11-24T15:00:00Z"))]), Ok(0.0));
    let says = |action: &str, hours| {
        event("r", "reply.received.v1", due() + TimeDelta::hours(hours), &json!({ "action": action }))
    };
    let reply = Proximal::ReplyWithinHours { hours: 24 };
    assert_eq!(
        [says("yes", 1), says("yes", 24), says("stop", 1)].map(|said| value(reply, &[said])),
        [Ok(1.0), Ok(0.0), Ok(0.0)]
    );
    let came = |kind: &str, date: &str| event("v", "visit.recorded.v1", due(), &json!({ "kind": kind, "date": date }));
    let visit = Proximal::VisitWithinDays { days: 7, visit: crate::event::VisitKind::Class };
    assert_eq!(value(visit, &[came("class", "2026-11-30")]), Ok(1.0));
    assert_eq!(
        [came("class", "2026-12-01"), came("event", "2026-11-30")].map(|came| value(visit, &[came])),
        [Ok(0.0), Ok(0.0)]
    );
}

#[test]
fn consent_and_what_is_kept_come_before_the_outcome() {
    let day = Day(20_780);
    let withdraws = |at| {
        let data = json!({ "purpose": "engagement", "categories": [], "text_version": "1", "via": "counter" });
        event("no", "consent.withdrawn.v1", at, &data)
    };
    let walked = steps("1", day, 6_000, 1);
    let of = |events: &[Event], today: i32| {
        close(&open(Proximal::StepsSameDay), &known(events), events, &city(), Day(today)).value
    };
    assert_eq!(of(&[walked.clone(), withdraws(due() + TimeDelta::hours(1))], 20_788), Err(Missing::NoConsent));
    assert_eq!(
        of(&[walked.clone(), withdraws(due() + TimeDelta::days(2))], 20_788),
        Ok(6_000.0),
        "the window was over"
    );
    assert_eq!(of(&[], 20_816), Err(Missing::NotKept));
    let none = Open { outcome: None, ..open(Proximal::StepsSameDay) };
    assert_eq!(close(&none, &known(&[]), &[], &city(), Day(20_788)).value, Err(Missing::NoneStated));
}

#[test]
fn answers_are_looked_for_in_every_arm_for_72_hours() {
    let says = |id: &str, action: &str, hours| {
        event(id, "reply.received.v1", due() + TimeDelta::hours(hours), &json!({ "action": action }))
    };
    let events =
        [says("1", "yes", 71), says("2", "ok", 5), says("3", "stop", 6), says("4", "stop", 72), says("5", "no", -1)];
    let closed = close(&open(Proximal::StepsSameDay), &known(&[]), &events, &city(), Day(20_788));
    assert_eq!(closed.replied_at, Some(due() + TimeDelta::hours(5)));
    assert_eq!(closed.stopped_at, Some(due() + TimeDelta::hours(6)));
}

#[test]
fn a_look_after_closing_counts_what_is_new_and_forgets_nothing() {
    let closed = |value| Closed { value, source: None, replied_at: None, stopped_at: None };
    let none = Relook { revised: 0, latest: None };
    let first = Relook::at(Some(5_000.0), none, &closed(Ok(6_000.0)));
    assert_eq!(first, Relook { revised: 1, latest: Some(6_000.0) });
    assert_eq!(Relook::at(Some(5_000.0), none, &closed(Ok(5_000.0))), none);
    assert_eq!(Relook::at(Some(5_000.0), first, &closed(Ok(6_000.0))), first);
    let gone = Relook::at(Some(5_000.0), first, &closed(Err(Missing::NoData)));
    assert_eq!(gone, Relook { revised: 2, latest: None }, "taken back");
    assert_eq!(Relook::at(Some(5_000.0), gone, &closed(Err(Missing::NoData))), gone);
    assert_eq!(Relook::at(None, none, &closed(Ok(3_000.0))), Relook { revised: 1, latest: Some(3_000.0) });
    for missing in [Missing::NoConsent, Missing::NotKept] {
        assert_eq!(Relook::at(Some(5_000.0), first, &closed(Err(missing))), first);
    }
}

#[test]
fn an_event_is_about_the_time_that_outcomes_look_at() {
    let zone = city().zone;
    let day = Day(20_780);
    let whole = Some((at("2026-11-22T15:00:00Z"), at("2026-11-23T15:00:00Z")));
    assert_eq!(about(&steps("1", day, 1, 1), zone), whole);
    let back = json!({ "type": "ayumi.steps.recorded.v1", "record": steps("1", day, 1, 1).payload.to_json().parse::<Value>().unwrap() });
    let payload = Payload::parse("ayumi.record.withdrawn.v1", &back.to_string()).unwrap();
    assert_eq!(about(&Event { payload, ..steps("2", day, 1, 1) }, zone), whole);
    assert_eq!(about(&joins(true, due())[0], zone), None);
    assert!(!may_be_closed(day, day.plus(1)) && may_be_closed(day, day.plus(2)));
}

#[test]
fn a_campaign_is_randomised_by_its_points() {
    let is = |ruleset: Rc<Ruleset>| ruleset.campaigns.values().any(Campaign::is_randomised);
    assert!(is(ruleset(CAMPAIGN, RULES)));
    assert!(!is(ruleset(&CAMPAIGN.replace("probability = 0.6\n", ""), RULES)));
}

proptest! {
    /// Whatever arrives before closing, in whatever order and however often, is closed as the same.
    #[test]
    fn any_order_of_late_data_is_closed_as_the_same(
        said in prop::collection::vec((0..3i32, 0..20_000i64, 1..6u64, any::<bool>()), 0..12),
        keys in prop::collection::vec(any::<u32>(), 24),
    ) {
        let events: Vec<Event> = said.iter().enumerate().map(|(number, (day, walked, version, complete))| {
            // One version of a day says one thing: of two that differ the first would hold.
            let source = json!({ "id": format!("band-{number}"), "kind": "tracker", "modality": "sensed" });
            let date = Day(20_779 + day).to_string();
            let data = json!({ "date": date, "steps": walked, "source": source, "version": version, "complete": complete });
            event(&number.to_string(), "steps.recorded.v1", due(), &data)
        }).collect();
        let closed = |events: &[Event]| close(&open(Proximal::StepsSameDay), &known(events), events, &city(), Day(20_788));
        let mut twice: Vec<(u32, Event)> = keys.iter().copied().zip(events.iter().chain(&events).cloned()).collect();
        twice.sort_by_key(|(key, _)| *key);
        let mixed: Vec<Event> = twice.into_iter().map(|(_, event)| event).collect();
        prop_assert_eq!(closed(&mixed), closed(&events));
    }
}
