//! The order in which events arrive decides nothing about what is known.

use std::rc::Rc;

use domain::decide::Rulesets;
use domain::event::{ChannelKind, Metric, Purpose};
use domain::journey::{Journey, Saved};
use domain::pack::City;
use domain::resident::MessageRecord;
use domain::{Event, MessageId, Ruleset, Snapshot};
use proptest::prelude::*;

use crate::given::{any_orders, joins, noon, resident, talkative};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_order_of_the_same_events_gives_the_same_facts((one, other) in any_orders(30)) {
        let ruleset = ruleset();
        let city = &ruleset.city;
        let (one, other) = (observed(&one, city), observed(&other, city));
        prop_assert_eq!(facts(&one, city), facts(&other, city));
    }

    #[test]
    fn an_event_that_comes_twice_says_nothing_new((one, other) in any_orders(20)) {
        let ruleset = ruleset();
        let city = &ruleset.city;
        let twice: Vec<Event> = one.iter().chain(&other).cloned().collect();
        prop_assert_eq!(facts(&observed(&one, city), city), facts(&observed(&twice, city), city));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_is_stored_is_read_back_the_same((events, _) in any_orders(30)) {
        let rulesets = Rulesets::new(ruleset());
        let mut journey = Journey::new(rulesets.clone(), noon());
        for event in joins(noon()).into_iter().chain(events.into_iter().map(Rc::new)) {
            let _ = journey.post(&event);
        }
        let snapshot = journey.resident(&resident()).unwrap();
        let stored = serde_json::to_string(snapshot).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Snapshot>(&stored).unwrap(), snapshot);
        let saved = serde_json::to_string(&journey.save()).unwrap();
        let resumed = Journey::resume(rulesets, serde_json::from_str::<Saved>(&saved).unwrap());
        prop_assert_eq!(resumed.save(), journey.save());
    }
}

fn ruleset() -> Rc<Ruleset> {
    thread_local! {
        static RULESET: Rc<Ruleset> = talkative("Asia/Tokyo", ("20:00", "8:30"), (2, 5));
    }
    RULESET.with(Rc::clone)
}

fn observed(events: &[Event], city: &City) -> Snapshot {
    let mut snapshot = Snapshot { messages: messages(city), ..Snapshot::default() };
    for event in events {
        let _ = snapshot.observe(event, city, noon());
    }
    snapshot
}

/// Messages that left within the weeks of the events: some of them sensitive, some that offer an answer.
fn messages(city: &City) -> Vec<MessageRecord> {
    let today = city.zone.day(noon());
    let record = |back: i32| MessageRecord {
        id: MessageId(ulid::Ulid::from_parts(1_000 - back as u64, 0)),
        campaign: "walk".to_owned(),
        message: "a".to_owned(),
        occasion: back.to_string(),
        day: today.plus(-back),
        lasting: false,
        sensitive: back % 8 == 0,
        is_answer: false,
        offers: if back % 3 == 0 { vec!["yes".to_owned()] } else { Vec::new() },
    };
    (0..25).step_by(4).map(record).collect()
}

/// Everything that rules and guards can ask of a snapshot, and nothing about how it is kept.
fn facts(snapshot: &Snapshot, city: &City) -> Vec<String> {
    let today = city.zone.day(noon());
    let mut facts = vec![
        format!("{:?}", snapshot.profile),
        format!("{:?}", snapshot.consents),
        format!("{:?}", snapshot.consents_to(Purpose::Engagement)),
        format!("{:?}", snapshot.contact.opted_out()),
        format!("{:?}", snapshot.contact.channels),
        format!("{:?}", snapshot.way(ChannelKind::Line)),
        format!("{:?}", snapshot.wishes(ChannelKind::Line)),
        format!("{:?}", snapshot.notebook),
        format!("{:?}", snapshot.forecast),
        format!("{:?}", snapshot.reply),
        format!("{:?}", snapshot.sensitive_reply),
        format!("{:?}", snapshot.steps.latest()),
    ];
    for day in (-25..=1).map(|days| today.plus(days)) {
        let goal = snapshot.goals.on(Metric::StepsPerDay, day).map(|goal| goal.target);
        facts.push(format!("{day}: {:?} of {goal:?}", snapshot.steps.on(day, city)));
    }
    facts
}
