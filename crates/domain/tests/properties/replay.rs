//! A replay does what was done, finds nothing between a version and itself, and adds up in any order.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::decide::{Effect, Rulesets};
use domain::journey::{Happened, Journey};
use domain::replay::{
    Change, Era, Happened as Heard, Lived, Past, PastMessage, PastPoints, Plan, Report, Versions, Window, differences,
    live_through, only_texts,
};
use domain::{Event, ResidentId, Ruleset};
use proptest::prelude::*;

use super::given::{any_event, joins, noon, resident, talkative};

/// What came of a life: messages with when they were decided and left, what was withheld, and points.
type Told = (Vec<(String, String, DateTime<Utc>, DateTime<Utc>)>, Vec<String>, Vec<(String, i64, i64)>);

/// The day after everything.
fn now() -> DateTime<Utc> {
    noon() + TimeDelta::days(1)
}

fn ruleset() -> Rc<Ruleset> {
    talkative("Asia/Tokyo", ("21:00", "8:00"), (2, 5))
}

/// The same with other words.
fn reworded() -> Rc<Ruleset> {
    let pack = super::given::talkative_pack("Asia/Tokyo", ("21:00", "8:00"), (2, 5), "");
    let (live, mut new) = (pack.clone(), pack);
    let texts = new.files.iter_mut().filter(|(path, _)| path.ends_with("messages.toml"));
    texts.for_each(|(_, text)| *text = text.replace("歩きましょう。", "ひと回りしましょう。"));
    assert!(only_texts(&live, &new, "walk") && live != new);
    let contract = "title = \"例\"\nnot_stated = \"例\"\n".to_owned();
    new.files.insert(new.campaign_path("walk", "contract.toml"), contract);
    assert!(only_texts(&live, &new, "walk"), "what is paid for results decides nothing about residents");
    new.compile().unwrap()
}

/// One function is another, and with it what the others meet.
fn another() -> Rc<Ruleset> {
    let mut pack = super::given::talkative_pack("Asia/Tokyo", ("21:00", "8:00"), (2, 5), "");
    let rules = pack.files.iter_mut().filter(|(path, _)| path.ends_with("rules.rhai"));
    rules.for_each(|(_, text)| {
        *text = text.replace("event.steps >= 5000", "event.steps >= 4000 && me.days_since(\"message\") > 1")
    });
    pack.compile().unwrap()
}

fn window(ruleset: &Ruleset, days: i64) -> Window {
    Window::last(days, now(), ruleset.city.zone).unwrap()
}

fn plan(live: &Rc<Ruleset>, new: &Rc<Ruleset>, days: i64) -> Plan {
    let versions = Versions { live: Rc::clone(live), new: Rc::clone(new), only_texts: false };
    let era = Era { since: now() - TimeDelta::days(1000), ruleset: Rc::clone(live) };
    Plan::new("walk", window(live, days), versions, &[], &[era]).unwrap()
}

/// Events in the order of their times, each received when it happened.
fn lived(events: Vec<Event>) -> Vec<Heard> {
    let begin = noon() - TimeDelta::days(22);
    let joined = joins(begin).into_iter();
    let mut events: Vec<Rc<Event>> = joined.chain(events.into_iter().map(Rc::new)).collect();
    events.sort_by_key(|event| event.time);
    events.into_iter().map(|event| Heard { received: event.time, event }).collect()
}

/// The same events in a city without a database, told from an instant on, and what a record would have of before.
fn really(ruleset: &Rc<Ruleset>, events: &[Heard], from: DateTime<Utc>, until: DateTime<Utc>) -> (Told, Past) {
    let mut journey = Journey::new(Rulesets::new(Rc::clone(ruleset)), noon() - TimeDelta::days(30));
    let mut past = Past { events: events.to_vec(), ..Past::none(resident()) };
    let mut told = Told::default();
    let mut decided = BTreeMap::new();
    let zone = ruleset.city.zone;
    let mut take = |happened: Vec<Happened>, now: DateTime<Utc>| {
        for one in happened {
            match one {
                Happened::Decided(_, decision) => {
                    for verdict in decision.verdicts {
                        match verdict.outcome {
                            Ok(Effect::Send(message)) => {
                                let record = message.record(zone.day(message.not_before));
                                let at = DateTime::from_timestamp_millis(message.id.0.timestamp_ms() as i64).unwrap();
                                decided.insert(message.id, at);
                                if at < from {
                                    past.messages.push(PastMessage { at, record: Some(record), left: None });
                                }
                            }
                            Ok(Effect::Points { entry, hook }) if now >= from => {
                                told.2.push((entry.award, entry.period.0.into(), entry.points));
                                _ = hook;
                            }
                            Ok(Effect::Points { entry, hook }) => {
                                past.points.push(PastPoints { at: now, entry, by: (hook, verdict.day) });
                            }
                            Err(reason) if now >= from => told.1.push(format!("{} {reason}", verdict.name)),
                            _ => {}
                        }
                    }
                }
                Happened::Left(_, message, _) => {
                    let at = decided.get(&message.id).copied().unwrap();
                    if at >= from {
                        told.0.push((message.message, message.occasion, at, now));
                    } else if let Some(known) = past
                        .messages
                        .iter_mut()
                        .find(|known| known.record.as_ref().is_some_and(|record| record.id == message.id))
                    {
                        known.left = Some(zone.day(now)).filter(|_| !message.is_answer);
                    }
                }
                Happened::HeldBack(_, message, reason) => {
                    if decided.get(&message.id).is_some_and(|at| *at >= from) {
                        told.1.push(format!("{} {reason}", message.message));
                    }
                }
            }
        }
    };
    for heard in events {
        while let Some(at) = journey.next().filter(|at| *at <= heard.received) {
            let happened = journey.advance(at);
            take(happened, at);
        }
        journey.advance(heard.received);
        let happened = journey.post(&heard.event);
        take(happened, heard.received);
    }
    while let Some(at) = journey.next().filter(|at| *at < until) {
        let happened = journey.advance(at);
        take(happened, at);
    }
    past.messages.sort_by_key(|message| message.at);
    (told, past)
}

fn told(lived: &Lived) -> Told {
    let led = &lived.led.live;
    let said = led.said.iter().map(|said| (said.message.clone(), said.occasion.clone(), said.decided, said.left));
    let withheld = led.withheld.iter().map(|withheld| format!("{} {}", withheld.name, withheld.reason));
    let entered = led.entered.iter().map(|one| (one.award.clone(), one.period.0.into(), one.points));
    (said.collect(), withheld.collect(), entered.collect())
}

fn any_events(most: usize) -> impl Strategy<Value = Vec<Event>> {
    (1..most).prop_flat_map(|count| (0..count).map(any_event).collect::<Vec<_>>())
}

/// Sorted, since those of one instant may come in any order; and what leaves later than the journey was told.
fn sorted((mut said, mut withheld, mut points): Told, until: DateTime<Utc>) -> Told {
    said.retain(|one| one.3 < until);
    said.sort();
    withheld.sort();
    points.sort();
    (said, withheld, points)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The whole of a life, and its last days with what was before on record.
    #[test]
    fn a_replay_does_what_was_done(events in any_events(40), days in 1..24_i64) {
        let ruleset = ruleset();
        let plan = plan(&ruleset, &ruleset, days);
        let (from, until) = plan.span();
        let events = lived(events);
        let (really, past) = really(&ruleset, &events, from, until);
        let lived = live_through(&plan, &past);
        prop_assert_eq!(sorted(told(&lived), until), sorted(really, until));
        prop_assert!(differences(&lived).iter().all(|one| one.change() == Change::Same));
        prop_assert_eq!(lived.led.live, lived.led.new);
    }

    /// Where only texts differ, rules that say nothing need not be asked twice.
    #[test]
    fn what_is_not_asked_twice_would_have_said_the_same(events in any_events(40)) {
        let (live, new) = (ruleset(), reworded());
        let whole = plan(&live, &new, 20);
        let versions = Versions { live: Rc::clone(&live), new, only_texts: true };
        let era = Era { since: now() - TimeDelta::days(1000), ruleset: Rc::clone(&live) };
        let short = Plan::new("walk", window(&live, 20), versions, &[], &[era]).unwrap();
        let past = Past { events: lived(events), ..Past::none(resident()) };
        prop_assert_eq!(live_through(&short, &past), live_through(&whole, &past));
    }

    /// What a version does does not hang on what it is compared with, though what is the same in both is asked once.
    #[test]
    fn each_version_lives_its_own_life(events in any_events(40)) {
        let (one, other) = (ruleset(), another());
        let past = Past { events: lived(events), ..Past::none(resident()) };
        let both = live_through(&plan(&one, &other, 24), &past).led;
        prop_assert_eq!(&both.live, &live_through(&plan(&one, &one, 24), &past).led.live);
        prop_assert_eq!(&both.new, &live_through(&plan(&other, &other, 24), &past).led.new);
    }

    /// Whoever counts which residents, the sum is one.
    #[test]
    fn reports_add_up_in_any_order(lives in prop::collection::vec((any_events(12), 0..4_usize), 1..8), turn in 0..8_usize) {
        let (live, new) = (ruleset(), talkative("Asia/Tokyo", ("20:00", "9:00"), (1, 3)));
        let plan = plan(&live, &new, 20);
        let mut parts = vec![Report::default(); 4];
        let mut whole = Report::default();
        for (place, (events, part)) in lives.into_iter().enumerate() {
            let id: ResidentId = format!("p-{place}").parse().unwrap();
            let past = Past { events: lived(events), ..Past::none(id) };
            let lived = live_through(&plan, &past);
            whole.count(&plan, &lived);
            parts[part].count(&plan, &lived);
        }
        parts.rotate_left(turn % 4);
        let mut sum = Report::default();
        for part in parts {
            // As it comes back from elsewhere.
            let read: Report = serde_json::from_str(&serde_json::to_string(&part).unwrap()).unwrap();
            prop_assert_eq!(&read, &part);
            sum += read;
        }
        prop_assert_eq!(sum, whole);
    }
}
