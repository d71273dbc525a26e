//! The order in which events arrive decides nothing about what is known.

use std::rc::Rc;

use chrono::TimeDelta;
use domain::decide::Rulesets;
use domain::event::{ChannelKind, Metric, NotebookEntry, Purpose, Stamp, Visit};
use domain::journey::{Journey, Saved};
use domain::pack::City;
use domain::resident::MessageRecord;
use domain::{Event, MessageId, Payload, Ruleset, Snapshot};
use proptest::prelude::*;

use crate::given::{
    any_orders, any_stamp, any_visit, checkup, event, forecast, joins, noon, notebook, resident, steps, talkative,
    withdrawn,
};

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

    #[test]
    fn what_is_recorded_and_taken_back_was_never_recorded(
        (events, _) in any_orders(20),
        records in prop::collection::vec((any_slip(), 0..10_000_i64, 0..200_i64), 1..6),
        places in prop::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        let ruleset = ruleset();
        let city = &ruleset.city;
        // What is kept of checkups, and of forecasts, are four words, one of them a slip's.
        let mut said = [0, 0];
        let mut all: Vec<Event> = events;
        all.retain(|event| few(&event.payload, &mut said, 3));
        let without = facts(&observed(&all, city), city);
        let mut places = places.into_iter();
        let mut slips: Vec<(Payload, i64, i64)> = records;
        let mut said = [0, 0];
        slips.retain(|slip| few(&slip.0, &mut said, 1));
        for (number, (record, minutes, later)) in slips.into_iter().enumerate() {
            let said = noon() - TimeDelta::minutes(minutes);
            // Taken back at the same instant, or after.
            let back = (said + TimeDelta::minutes(later)).min(noon());
            let words = [(said, record.clone()), (back, withdrawn(&record))];
            for (word, (time, payload)) in words.into_iter().enumerate() {
                let place = places.next().unwrap().index(all.len() + 1);
                all.insert(place, event(&format!("slip-{number}-{word}"), time, payload));
            }
        }
        prop_assert_eq!(facts(&observed(&all, city), city), without);
    }
}

/// Whether so few checkups, and forecasts, were said before.
fn few(payload: &Payload, said: &mut [usize; 2], most: usize) -> bool {
    let count = match payload {
        Payload::Checkup(_) => &mut said[0],
        Payload::Forecast(_) => &mut said[1],
        _ => return true,
    };
    *count += 1;
    *count <= most
}

/// A record that no other event is about: a source, an entry, a place, a result of its own.
fn any_slip() -> impl Strategy<Value = Payload> {
    prop_oneof![
        (0..21_i64, 0..30_000_i64, 1..9_u64).prop_map(|(back, count, version)| {
            let mut record = steps(back, count, 2, version);
            record.source.id = "sheet".to_owned();
            Payload::Steps(record)
        }),
        (0..21_i64, any::<bool>()).prop_map(|(back, mood)| {
            let entry = notebook(back, mood);
            Payload::Notebook(NotebookEntry { at: entry.at + TimeDelta::minutes(1), ..entry })
        }),
        any_visit().prop_map(|visit| Payload::Visit(Visit { place: Some("別の場所".to_owned()), ..visit })),
        any_stamp().prop_map(|stamp| Payload::Stamp(Stamp { place: "荒尾干潟".to_owned(), ..stamp })),
        // Its waist others have measured too.
        (0..3_i64).prop_map(|years| Payload::Checkup(checkup(years, Some(600.0), 85.0))),
        (0..3_usize).prop_map(|test| Payload::Forecast(forecast(test, 600.0))),
    ]
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
        format!("{:?} {:?}", snapshot.notebook.latest(), snapshot.visits.latest()),
        format!("{:?} {:?}", snapshot.checkups.latest(), snapshot.checkups.item("weight")),
        format!("{:?}", snapshot.checkups.item("waist")),
        format!("{:?}", snapshot.guidance),
        format!("{:?}", snapshot.forecasts.latest()),
        format!("{:?}", snapshot.reply),
        format!("{:?}", snapshot.sensitive_reply),
        format!("{:?}", snapshot.steps.latest()),
        format!("{:?}", snapshot.challenges),
        format!("{:?} {:?} {:?}", snapshot.choices, snapshot.ways(), snapshot.language()),
    ];
    for day in (-25..=1).map(|days| today.plus(days)) {
        let goal = snapshot.goals.on(Metric::StepsPerDay, day).map(|goal| goal.target);
        facts.push(format!("{day}: {:?} of {goal:?}", snapshot.steps.on(day, city)));
        facts.push(format!("{:?} {:?}", snapshot.notebook.kinds(day), snapshot.visits.on(day)));
        facts.push(format!("{:?}", snapshot.stamps.on("walk", day)));
    }
    facts
}
