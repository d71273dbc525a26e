//! What the properties are tried on: a small pack, and events of every kind.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{
    Basis, ChallengeJoined, ChallengeLeft, ChallengePaused, ChannelKind, ChannelLinked, ChannelUnlinked, Checkup,
    CheckupItem, CheckupValue, Choices, Comparison, Condition, ConsentGiven, ConsentWithdrawn, DeliveryState,
    DeliveryUpdated, Enrolled, EntryKind, Forecast, Goal, Guidance, Hours, Metric, Modality, NotebookEntry, Prediction,
    Purpose, Reply, SourceKind, Stamp, StepSource, Steps, Visit, VisitKind, Withdrawn,
};
use domain::{Event, MessageId, Pack, Payload, ResidentId, Ruleset};
use proptest::prelude::*;

/// Noon in Arao on Monday 23 November 2026.
pub fn noon() -> DateTime<Utc> {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

pub fn resident() -> ResidentId {
    "p-1".parse().unwrap()
}

/// A pack that talks as much as it may: a word at each event, and two points a day, one at random.
pub fn talkative(zone: &str, quiet: (&str, &str), caps: (u32, u32)) -> Rc<Ruleset> {
    talkative_but(zone, quiet, caps, "")
}

/// The same in a city that is `closed` on some days.
pub fn talkative_but(zone: &str, quiet: (&str, &str), caps: (u32, u32), closed: &str) -> Rc<Ruleset> {
    let pack = talkative_pack(zone, quiet, caps, closed);
    pack.compile().unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Its files.
pub fn talkative_pack(zone: &str, quiet: (&str, &str), caps: (u32, u32), closed: &str) -> Pack {
    let city = format!(
        "name = \"荒尾市\"\ntime_zone = \"{zone}\"\nsender = \"荒尾市\"\n\
         quiet_hours = {{ from = \"{}\", until = \"{}\" }}\ncaps = {{ per_day = {}, per_week = {} }}\n\
         how_to_stop = {{ sms = {{ ja = \"停止は「停止」と返信\" }} }}\n\
         {closed}\n[steps]\nclose_after_days = 14\n",
        quiet.0, quiet.1, caps.0, caps.1
    );
    let campaign = r#"
title = "歩く"
from = 2020-01-01
[caps]
per_day = 9
per_week = 40
[decision_points.morning]
at = "7:30"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
probability = 0.5
[decision_points.evening]
at = "21:45"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
[points.goal_day]
points = 10
once_per = "day"
[points.class]
points = 5
once_per = "day"
[points.entry]
points = 1
once_per = "day"
[points.joined]
points = 100
once_per = "campaign"
[points.stamp]
points = 2
once_per = "day"
[points.whole]
points = 50
once_per = "campaign"
[stamps]
places = [{ name = "四山神社" }, { name = "万田坑" }]
"#;
    let rules = r#"
fn on_steps(me, event) {
    if event.steps >= 5000 { award("goal_day"); }
    nudge(choose("a", "b"));
}
fn on_notebook(me, event) { award("entry"); nudge("a"); nudge("b"); }
fn on_visit(me, event) { if event.kind == "class" { award("class"); award("joined"); } }
fn on_stamp(me, event) { award("stamp"); if event.is_complete { award("whole"); } }
fn on_reply(me, event) { nudge("c"); schedule("later", #{ days: 2, at: "3:15" }); }
fn at_morning(me) { nudge("a"); nudge("c"); }
fn at_evening(me) { nudge("b"); }
fn at_later(me) { nudge("c"); }
"#;
    let message = |name: &str, once_per: &str| {
        format!(
            "[{name}]\nonce_per = \"{once_per}\"\nvalid_for = \"2d\"\nif_quiet = \"wait\"\n\
             [{name}.ja]\nline = \"歩きましょう。\"\nsms = \"荒尾市:歩きましょう。\"\n"
        )
    };
    let messages = [message("a", "day"), message("b", "day"), message("c", "week")].join("\n");
    let folder = "campaigns/432041";
    let files = BTreeMap::from([
        (format!("{folder}/city.toml"), city),
        (format!("{folder}/walk/campaign.toml"), campaign.to_owned()),
        (format!("{folder}/walk/rules.rhai"), rules.to_owned()),
        (format!("{folder}/walk/messages.toml"), messages),
    ]);
    Pack { city: "432041".parse().unwrap(), files }
}

/// Consent, LINE and enrolment.
pub fn joins(at: DateTime<Utc>) -> Vec<Rc<Event>> {
    let payloads = [
        Payload::ConsentGiven(consent("1")),
        Payload::ChannelLinked(ChannelLinked { channel: ChannelKind::Line, address: address(0) }),
        Payload::Enrolled(enrolled(1950)),
    ];
    let event = |(place, payload)| Rc::new(event(&format!("join-{place}"), at, payload));
    payloads.into_iter().enumerate().map(event).collect()
}

/// Any event of any kind within three weeks before [`noon`]. `place` makes what must be
/// unique so: the id, a revision's version, a test's date.
///
/// Words on the same thing at the same second are told apart where both can be true for a
/// moment (consent, stop, links); an enrolment, a goal or an answer said at the same second as
/// another has no order to be found, so those have their own second.
pub fn any_event(place: usize) -> impl Strategy<Value = Event> {
    let minutes = 0..(21 * 24 * 60_i64);
    (any_payload(place), minutes).prop_map(move |(payload, minutes)| {
        let own = match &payload {
            Payload::Reply(reply) if reply.action == Reply::STOP => 0,
            Payload::Enrolled(_) | Payload::Goal(_) | Payload::Reply(_) => 1 + place as i64 % 59,
            _ => 0,
        };
        // A coarse clock, so that things do happen at the same minute.
        let minutes = if own == 0 { minutes / 360 * 360 } else { minutes };
        let at = noon() - TimeDelta::minutes(minutes) - TimeDelta::seconds(60 - own);
        event(&place.to_string(), at, payload)
    })
}

/// Events in the order in which they were made, and in another.
pub fn any_orders(most: usize) -> impl Strategy<Value = (Vec<Event>, Vec<Event>)> {
    let events = (1..most).prop_flat_map(|count| (0..count).map(any_event).collect::<Vec<_>>());
    events.prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))
}

fn any_payload(place: usize) -> impl Strategy<Value = Payload> {
    let number = 0..3_usize;
    prop_oneof![
        1 => (1930..1980_i32, any::<bool>()).prop_map(|(year, line)| {
            let reach = if line { ChannelKind::Line } else { ChannelKind::Paper };
            Payload::Enrolled(Enrolled { reach: vec![reach], ..enrolled(year) })
        }),
        2 => (0..3_u32).prop_map(|text| Payload::ConsentGiven(consent(&text.to_string()))),
        2 => (0..3_u32).prop_map(|text| {
            let ConsentGiven { purpose, categories, text_version, via } = consent(&text.to_string());
            Payload::ConsentWithdrawn(ConsentWithdrawn { purpose, categories, text_version, via })
        }),
        2 => number.clone().prop_map(|n| {
            Payload::ChannelLinked(ChannelLinked { channel: ChannelKind::Line, address: address(n) })
        }),
        2 => (number, any::<bool>()).prop_map(|(n, blocked)| {
            Payload::ChannelUnlinked(ChannelUnlinked { channel: ChannelKind::Line, address: address(n), blocked })
        }),
        1 => Just(Payload::Delivery(DeliveryUpdated {
            message: MessageId(ulid::Ulid::nil()),
            channel: Some(ChannelKind::Line),
            state: DeliveryState::Refused,
            code: None,
        })),
        4 => (0..21_i64, 0..9_000_i64, 0..3_usize).prop_map(move |(back, count, source)| {
            Payload::Steps(steps(back, count, source, place as u64 + 1))
        }),
        1 => (1_000..9_000_i64, 0..21_i64).prop_map(move |(target, back)| {
            let from = (noon() - TimeDelta::days(back)).date_naive();
            Payload::Goal(Goal { metric: Metric::StepsPerDay, target, from, until: None })
        }),
        2 => (0..21_i64, any::<bool>()).prop_map(|(back, mood)| Payload::Notebook(notebook(back, mood))),
        3 => any_visit().prop_map(Payload::Visit),
        2 => any_stamp().prop_map(Payload::Stamp),
        2 => any_checkup().prop_map(Payload::Checkup),
        1 => (1..4_u32).prop_map(|session| Payload::Guidance(Guidance {
            program: "support".to_owned(),
            session,
            by_role: "dietitian".to_owned(),
        })),
        // What is taken back may have been recorded, in this version or another, or may yet be.
        4 => prop_oneof![
            (0..21_i64, 0..9_000_i64, 0..3_usize, 1..30_u64)
                .prop_map(|(back, count, source, version)| Payload::Steps(steps(back, count, source, version))),
            (0..21_i64, any::<bool>()).prop_map(|(back, mood)| Payload::Notebook(notebook(back, mood))),
            any_visit().prop_map(Payload::Visit),
            any_stamp().prop_map(Payload::Stamp),
            any_checkup().prop_map(Payload::Checkup),
            // An item of it alone.
            any_checkup().prop_map(|mut checkup| {
                checkup.items.truncate(1);
                Payload::Checkup(checkup)
            }),
            (0..3_usize, 1..4_u8).prop_map(|(place, ratio)| Payload::Forecast(forecast(place, ratio.into()))),
        ].prop_map(|record| withdrawn(&record)),
        2 => (1..4_u8).prop_map(move |ratio| Payload::Forecast(forecast(place, ratio.into()))),
        2 => any_challenge(),
        3 => any_choices(),
        2 => prop_oneof![Just("yes"), Just("not_now"), Just("text"), Just(Reply::STOP)].prop_map(|action| {
            Payload::Reply(Reply { message: None, action: action.to_owned(), text: None, provider_id: None })
        }),
    ]
}

pub fn event(id: &str, time: DateTime<Utc>, payload: Payload) -> Event {
    Event { source: "test".to_owned(), id: id.to_owned(), subject: Some(resident()), time, payload }
}

/// Steps of a day so many days before [`noon`], from one of three sources.
pub fn steps(back: i64, steps: i64, source: usize, version: u64) -> Steps {
    let kinds = [SourceKind::Tracker, SourceKind::Phone, SourceKind::Paper];
    let date = (noon() - TimeDelta::days(back)).date_naive();
    let source = StepSource { id: format!("s-{source}"), kind: kinds[source], modality: Modality::Sensed };
    Steps { date, steps, source, version, complete: false }
}

/// A word about one of two challenges.
fn any_challenge() -> impl Strategy<Value = Payload> {
    let challenge = prop_oneof![Just("walk"), Just("race")].prop_map(str::to_owned);
    (challenge, 0..4_u32, -3..21_i64).prop_map(|(challenge, word, back)| match word {
        0 => Payload::Left(ChallengeLeft { challenge }),
        1 => Payload::Paused(ChallengePaused {
            challenge,
            from: (noon() - TimeDelta::days(back)).date_naive(),
            days: back.unsigned_abs() as u32 % 4,
        }),
        _ => {
            let team = [None, Some("red"), Some("blue")][back.unsigned_abs() as usize % 3];
            Payload::Joined(ChallengeJoined { challenge, team: team.map(str::to_owned) })
        }
    })
}

/// What a resident may choose.
fn any_choices() -> impl Strategy<Value = Payload> {
    let hours =
        prop::option::of((0..24_u32).prop_flat_map(|from| (from + 1..25).prop_map(move |until| Hours { from, until })));
    (hours, any::<bool>(), any::<bool>(), prop::option::of(0..30_i64)).prop_map(|(hours, topic, sms, pause)| {
        Payload::Choices(Choices {
            topics_off: if topic { vec!["walking".to_owned()] } else { Vec::new() },
            hours,
            paused_until: pause.map(|days| (noon() + TimeDelta::days(days - 15)).date_naive()),
            prefer: sms.then_some(ChannelKind::Sms),
            language: topic.then(|| "en".to_owned()),
            family: Vec::new(),
            closed: None,
        })
    })
}

/// A class or a screening of a day in three weeks, here or there.
pub fn any_visit() -> impl Strategy<Value = Visit> {
    (0..21_i64, any::<bool>(), any::<bool>()).prop_map(|(back, class, here)| Visit {
        kind: if class { VisitKind::Class } else { VisitKind::Screening },
        place: here.then(|| "健康福祉センター".to_owned()),
        date: (noon() - TimeDelta::days(back)).date_naive(),
    })
}

/// A stamp of one of two places, on one of few days.
pub fn any_stamp() -> impl Strategy<Value = Stamp> {
    (0..6_i64, any::<bool>()).prop_map(|(back, here)| Stamp {
        campaign: "walk".to_owned(),
        place: if here { "四山神社" } else { "万田坑" }.to_owned(),
        date: (noon() - TimeDelta::days(back)).date_naive(),
    })
}

/// One of a few results of one of three days, which share some of their items.
fn any_checkup() -> impl Strategy<Value = Checkup> {
    (0..3_i64, prop::option::of(60..62_u8), 85..87_u8)
        .prop_map(|(years, weight, waist)| checkup(years, weight.map(f64::from), waist.into()))
}

/// The checkup of so many years ago.
pub fn checkup(years: i64, weight: Option<f64>, waist: f64) -> Checkup {
    let item =
        |code: &str, value| CheckupItem { code: code.to_owned(), value: CheckupValue::Number(value), unit: None };
    let weight = weight.map(|weight| item("9N006000000000001", weight));
    let items = weight.into_iter().chain([item("9N016160100000001", waist)]).collect();
    Checkup { date: (noon() - TimeDelta::days(years * 365)).date_naive(), items }
}

/// The event that takes a record back.
pub fn withdrawn(record: &Payload) -> Payload {
    let data = serde_json::from_str(&record.to_json()).unwrap();
    Payload::Withdrawn(Withdrawn { kind: record.kind().to_owned(), record: data })
}

pub fn enrolled(birth_year: i32) -> Enrolled {
    Enrolled { birth_year, sex: None, district: None, language: None, reach: vec![ChannelKind::Line], prefer: None }
}

fn consent(text: &str) -> ConsentGiven {
    ConsentGiven {
        purpose: Purpose::Engagement,
        categories: Vec::new(),
        text_version: text.to_owned(),
        via: "counter".to_owned(),
    }
}

fn address(number: usize) -> String {
    format!("U{number:032x}")
}

pub fn notebook(back: i64, mood: bool) -> NotebookEntry {
    let kind = if mood { EntryKind::Mood } else { EntryKind::Note };
    NotebookEntry {
        kind,
        at: noon() - TimeDelta::days(back),
        weight_kg: None,
        systolic_mmhg: None,
        diastolic_mmhg: None,
        hours: None,
        score: mood.then_some(3),
        text: (!mood).then(|| "…".to_owned()),
    }
}

pub fn forecast(place: usize, ratio: f64) -> Forecast {
    let comparison = Comparison { basis: Basis::Average, ratio_low: ratio, ratio_high: ratio };
    Forecast {
        // Some forecasts are of one and the same test.
        test_date: (noon() - TimeDelta::days(30 + place as i64 % 3)).date_naive(),
        provider: "test".to_owned(),
        predictions: vec![Prediction {
            condition: Condition::Dementia,
            horizon_years: 5,
            probability_percent: 1.5,
            comparison: Some(comparison),
        }],
        body_state: Vec::new(),
    }
}
