//! Two versions over what was recorded: what reaches whom, and what counts as known when.

use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{
    Alert, AlertKind, ChannelKind, ChannelLinked, ConsentGiven, Enrolled, EntryKind, Modality, NotebookEntry, Purpose,
    SourceKind, StepSource, Steps,
};
use domain::replay::{
    Came, Change, Era, Happened, Lived, Past, Plan, Report, Versions, Whose, Window, by_day, differences, live_through,
};
use domain::resident::Enrolment;
use domain::{Event, Payload, Ruleset};

use crate::town::{Campaign, Written, at, hana, pack, walk};

const HELLO: &str = "[hello]\nvalid_for = \"2d\"\n[hello.ja]\nline = \"こんにちは。\"\nsms = \"荒尾市:こんにちは。\"\n";
const GOOD_DAY: &str =
    "[hello]\nvalid_for = \"2d\"\n[hello.ja]\nline = \"よい日ですね。\"\nsms = \"荒尾市:よい日ですね。\"\n";

fn compiled(written: &Written) -> Rc<Ruleset> {
    pack(written).compile().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The days from 9 to 20 November 2026.
fn plan(live: &Rc<Ruleset>, new: &Rc<Ruleset>, alerts: &[(DateTime<Utc>, Alert)]) -> Plan {
    let window = Window::ending(12, "2026-11-20".parse().unwrap()).unwrap();
    let era = Era { since: at("2026-04-01 00:00"), ruleset: Rc::clone(live) };
    let versions = Versions { live: Rc::clone(live), new: Rc::clone(new), only_texts: false };
    Plan::new("walk", window, versions, alerts, &[era]).unwrap()
}

fn past(told: Vec<(&str, Payload)>) -> Past {
    let joined = [
        Payload::Enrolled(Enrolled {
            birth_year: 1952,
            sex: None,
            district: None,
            language: None,
            reach: vec![ChannelKind::Line, ChannelKind::Sms],
            prefer: None,
        }),
        Payload::ConsentGiven(ConsentGiven {
            purpose: Purpose::Engagement,
            categories: Vec::new(),
            text_version: "1".to_owned(),
            via: "counter".to_owned(),
        }),
        Payload::ChannelLinked(ChannelLinked { channel: ChannelKind::Line, address: format!("U{:032x}", 1) }),
        Payload::ChannelLinked(ChannelLinked { channel: ChannelKind::Sms, address: "+819012345678".to_owned() }),
    ];
    let joined = joined.map(|payload| ("2026-10-01 10:00", payload));
    let event = |(number, (time, payload)): (usize, (&str, Payload))| {
        let (source, id, time) = ("test".to_owned(), number.to_string(), at(time));
        Happened { received: time, event: Rc::new(Event { source, id, subject: Some(hana()), time, payload }) }
    };
    Past { events: joined.into_iter().chain(told).enumerate().map(event).collect(), ..Past::none(hana()) }
}

fn notes(time: &'static str) -> (&'static str, Payload) {
    let (weight_kg, systolic_mmhg, diastolic_mmhg, hours, score) = (None, None, None, None, None);
    let (kind, at, text) = (EntryKind::Note, at(time), Some("…".to_owned()));
    (time, Payload::Notebook(NotebookEntry { kind, at, weight_kg, systolic_mmhg, diastolic_mmhg, hours, score, text }))
}

fn steps(time: &'static str, steps: i64) -> (&'static str, Payload) {
    let source = StepSource { id: "band".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed };
    let date = time.split(' ').next().unwrap().parse().unwrap();
    (time, Payload::Steps(Steps { date, steps, source, version: 1, complete: false }))
}

fn changes(lived: &Lived) -> Vec<Change> {
    differences(lived).iter().map(|one| one.change()).collect()
}

/// Who was enrolled stays with the version of then; who is enrolled within the days is on either.
#[test]
fn the_change_reaches_whom_it_would_have_reached() {
    let rules = "fn on_notebook(me, event) { nudge(\"hello\"); }";
    let who = "[who]\nentry = \"enrolled\"\n";
    let (live, new) = (compiled(&walk(who, HELLO, rules)), compiled(&walk(who, GOOD_DAY, rules)));
    let told = vec![notes("2026-11-08 10:00"), notes("2026-11-12 10:00"), notes("2026-11-13 10:00")];
    let enrolled = |time: &str| {
        let mut past = past(told.clone());
        let enrolment = Enrolment { version: live.hash.clone(), at: at(time), sensitive: false };
        past.enrolments.insert("walk".to_owned(), enrolment);
        past
    };
    let plan = plan(&live, &new, &[]).with_pinned(&[(live.hash.clone(), Rc::clone(&live))].into());
    let before = live_through(&plan, &enrolled("2026-11-01 10:00"));
    assert_eq!((changes(&before), before.pinned), (vec![Change::Same, Change::Same], true));
    let within = live_through(&plan, &enrolled("2026-11-12 12:00"));
    assert_eq!((changes(&within), within.pinned), (vec![Change::Text], false));
    let never = live_through(&plan, &past(told.clone()));
    assert!(changes(&never).is_empty() && !never.concerned.new);
}

#[test]
fn an_alert_is_known_from_when_it_was_received() {
    let outdoor = "[hello]\noutdoor = true\n[hello.ja]\nline = \"外へ。\"\n";
    let ruleset = compiled(&walk("", outdoor, "fn on_notebook(me, event) { nudge(\"hello\"); }"));
    let (kind, area) = (AlertKind::Heat, "432041".to_owned());
    let alert = Alert { kind, area, from: at("2026-11-12 00:00"), until: at("2026-11-14 00:00") };
    let plan = plan(&ruleset, &ruleset, &[(at("2026-11-13 08:00"), alert)]);
    let lived = live_through(
        &plan,
        &past(vec![notes("2026-11-12 10:00"), notes("2026-11-13 10:00"), notes("2026-11-14 10:00")]),
    );
    let days: Vec<&str> = lived.led.live.said.iter().map(|said| said.occasion.as_str()).collect();
    assert_eq!(days, ["2026-11-12", "2026-11-14"]);
    assert_eq!(lived.led.live.withheld.len(), 1);
}

/// Goals are not on record: the campaign that sets them is asked again, also about the time before.
#[test]
fn goals_that_rules_set_hold() {
    let goals = "fn on_notebook(me, event) { set_goal(\"steps_per_day\", 1000 * me.notebook_days(7), 10); }";
    let other = Campaign { name: "goals", settings: "", messages: "", rules: goals };
    let mut written =
        walk("", HELLO, "fn on_steps(me, event) { if event.steps >= me.goal.steps { nudge(\"hello\"); } }");
    written.campaigns.push(other);
    let ruleset = compiled(&written);
    let plan = plan(&ruleset, &ruleset, &[]);
    let told = vec![
        notes("2026-11-06 10:00"),
        notes("2026-11-07 10:00"),
        // 2,000 until the 17th.
        steps("2026-11-09 10:00", 1_999),
        steps("2026-11-10 10:00", 2_000),
        notes("2026-11-16 10:00"),
        // 1,000 from the 17th.
        steps("2026-11-16 11:00", 1_999),
        steps("2026-11-17 10:00", 1_000),
    ];
    let lived = live_through(&plan, &past(told));
    let days: Vec<&str> = lived.led.live.said.iter().map(|said| said.occasion.as_str()).collect();
    assert_eq!(days, ["2026-11-10", "2026-11-17"]);
}

#[test]
fn an_sms_that_follows_is_a_message_and_costs() {
    let city = "fallback_after = \"24h\"\nalso_on_line = { ja = \"LINEでもお送りしています。\" }\n";
    let rules = "fn on_notebook(me, event) { nudge(\"hello\"); }";
    let live = compiled(&walk("", HELLO, rules).in_a_city(city));
    let new = compiled(&walk("fallback_after = \"never\"\n", HELLO, rules).in_a_city(city));
    let plan = plan(&live, &new, &[]);
    let lived = live_through(&plan, &past(vec![notes("2026-11-12 10:00")]));
    assert_eq!(changes(&lived), [Change::Same, Change::Removed]);
    let mut report = Report::default();
    report.count(&plan, &lived);
    let volume = report.volume;
    assert_eq!((volume.live.line_messages, volume.live.sms_messages, volume.live.sms_parts), (1, 1, 1));
    assert_eq!((volume.new.line_messages, volume.new.sms_messages), (1, 0));
}

/// What is let out on the last evening leaves on the morning after, and counts.
#[test]
fn the_last_evening_is_lived_to_its_end() {
    let ruleset = compiled(&walk("", HELLO, "fn on_notebook(me, event) { nudge(\"hello\"); }"));
    let plan = plan(&ruleset, &ruleset, &[]);
    let lived = live_through(&plan, &past(vec![notes("2026-11-20 22:30"), notes("2026-11-21 09:00")]));
    let left: Vec<DateTime<Utc>> = lived.led.live.said.iter().map(|said| said.left).collect();
    assert_eq!(left, [at("2026-11-21 08:00")]);
    assert_eq!(plan.span().1 - plan.span().0, TimeDelta::days(12));
}

/// By civil day, what both have once, and what only one of them has under its name.
#[test]
fn a_life_is_told_day_by_day() {
    const NOTES: &str = "fn on_notebook(me, event) { nudge(\"hello\"); award(\"note\"); }\n";
    const STEPS: &str = "fn on_notebook(me, event) { nudge(\"hello\"); award(\"note\"); }\n\
                         fn on_steps(me, event) { nudge(\"hello\"); }";
    let live = compiled(&walk("[points.note]\npoints = 5\n", HELLO, STEPS));
    let new = compiled(&walk("[points.note]\npoints = 7\n", HELLO, NOTES));
    let plan = plan(&live, &new, &[]);
    let told = vec![notes("2026-11-12 10:00"), notes("2026-11-12 11:00"), steps("2026-11-13 10:00", 2_000)];
    let days = by_day(&plan, &live_through(&plan, &past(told)));
    let said = days.into_iter().map(|(day, all)| {
        let all = all.iter().map(|one| {
            let what = match &one.what {
                Came::Said(said) => format!("{:?}", said.change),
                Came::Withheld(withheld) => format!("{} {}", withheld.kind, withheld.reason),
                Came::Points(entered) => entered.points.to_string(),
            };
            (one.whose, one.differs(), what)
        });
        (day.to_string(), all.collect::<Vec<_>>())
    });
    let one = |whose, differs, what: &str| (whose, differs, what.to_owned());
    let first = vec![
        one(Whose::Both, false, "Same"),
        one(Whose::Live, true, "5"),
        one(Whose::New, true, "7"),
        one(Whose::Both, false, "nudge duplicate"),
    ];
    let second = vec![one(Whose::Live, true, "Removed")];
    let expected = [("2026-11-12".to_owned(), first), ("2026-11-13".to_owned(), second)];
    assert_eq!(said.collect::<Vec<_>>(), expected);
}
