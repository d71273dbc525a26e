//! What comes late, twice, or not at all.

use domain::Payload;
use domain::event::{Modality, SourceKind, StepSource, Steps};

use crate::NONE;
use crate::town::{Town, at, walk};

const HELLO: &str = "[hello]\nvalid_for = \"12h\"\n[hello.ja]\nline = \"こんにちは。\"\n";

const GOAL_DAY: &str = "[points.goal_day]\npoints = 10\n";

const AWARD: &str = "fn on_steps(me, event) { if event.steps >= me.goal.steps { award(\"goal_day\"); } }";

#[test]
fn what_is_scheduled_is_never_due_at_once() {
    let rules = r#"
        fn on_goal(me, event) { schedule("again", #{ days: 0, at: "0:00" }); schedule("soon", #{ days: 0, at: "18:00" }); }
        fn at_again(me) { schedule("again", #{ days: 0, at: "0:00" }); }
        fn at_soon(me) { schedule("sooner", #{ days: 0, at: "18:01" }); }
        fn at_sooner(me) { schedule("soon", #{ days: 0, at: "18:02" }); }
    "#;
    let mut town = Town::at("2026-11-16 10:00", &walk("", "", rules));
    town.goal("2026-11-16", 6_000);
    // In steps that end, so that a loop shows as too many and does not hang.
    let end = at("2026-11-20 12:00");
    let mut asked = 0;
    while let Some(next) = town.journey.next().filter(|next| *next <= end && asked < 100) {
        assert!(next > town.journey.now(), "due at once");
        let _ = town.journey.advance(next);
        asked += 1;
    }
    // Each midnight, and each evening the one or the other.
    assert_eq!(asked, 4 + 4);
}

#[test]
fn the_last_days_earn_though_they_arrive_later_and_nothing_is_said_any_more() {
    let rules = "fn on_steps(me, event) { if event.steps >= me.goal.steps { award(\"goal_day\"); nudge(\"hello\"); } }";
    let settings = "from = 2026-04-01\nuntil = 2026-11-20\n[points.goal_day]\npoints = 10\n";
    let mut town = Town::at("2026-11-10 10:00", &walk(settings, HELLO, rules));
    town.goal("2026-11-10", 6_000).until("2026-11-22 10:00").decided();
    assert_eq!(town.steps("2026-11-20", 7_000).decided(), ["award goal_day 10", "withheld hello expired"]);
    assert_eq!(town.steps("2026-11-20", 5_000).decided(), ["award goal_day -10"]);
    assert_eq!(town.steps("2026-11-21", 7_000).decided(), NONE);
}

#[test]
fn days_before_a_campaign_earn_nothing() {
    let settings = "from = 2026-11-20\n[points.goal_day]\npoints = 10\n";
    let mut town = Town::at("2026-11-10 10:00", &walk(settings, "", AWARD));
    town.goal("2026-11-10", 6_000).until("2026-11-21 10:00");
    assert_eq!(town.steps("2026-11-19", 7_000).decided(), NONE);
    assert_eq!(town.steps("2026-11-20", 7_000).decided(), ["award goal_day 10"]);
}

#[test]
fn decision_points_stay_within_the_campaign() {
    let settings = "from = 2026-11-18\nuntil = 2026-11-19\n[decision_points.noon]\nat = \"12:00\"\n";
    let mut town = Town::at("2026-11-10 10:00", &walk(settings, HELLO, "fn at_noon(me) { nudge(\"hello\"); }"));
    assert_eq!(town.until("2026-11-30 10:00").decided(), ["nudge hello"; 2]);
    assert_eq!(town.journey.next(), None, "nothing is left to be asked");
}

#[test]
fn what_a_long_stop_missed_is_made_up_for_a_week() {
    let settings = "[decision_points.noon]\nat = \"12:00\"\nprobability = 0.5\n";
    let mut town = Town::at("2026-09-19 13:00", &walk(settings, HELLO, "fn at_noon(me) { nudge(\"hello\"); }"));
    let decided = town.outage("2026-11-20 13:00").decided();
    // The one that stood in line is accounted for, and those of a week.
    assert_eq!(decided[0], "withheld noon expired");
    assert_eq!(decided.len(), 1 + 7, "{decided:?}");
}

#[test]
fn what_was_to_be_said_within_hours_is_not_said_days_late() {
    let settings = "[decision_points.noon]\nat = \"12:00\"\n";
    let mut town = Town::at("2026-11-16 13:00", &walk(settings, HELLO, "fn at_noon(me) { nudge(\"hello\"); }"));
    let decided = town.outage("2026-11-19 14:00").decided();
    assert_eq!(decided, ["withheld hello expired", "withheld hello expired", "nudge hello"]);
}

#[test]
fn a_new_address_swallows_no_decision_point() {
    let settings = "[decision_points.noon]\nat = \"12:00\"\nprobability = 0.5\n";
    let mut town = Town::at("2026-11-16 13:00", &walk(settings, HELLO, "fn at_noon(me) { nudge(\"hello\"); }"));
    town.journey.sleep(at("2026-11-19 13:00"));
    town.joins(&[domain::event::ChannelKind::Line]);
    assert_eq!(town.until("2026-11-19 14:00").decided().len(), 3);
}

#[test]
fn who_writes_again_has_not_just_joined() {
    let rules = "fn on_notebook(me, event) { if me.days_since(\"enrolled\") >= 10 { nudge(\"hello\"); } }";
    let mut town = Town::at("2026-11-01 10:00", &walk("", HELLO, rules));
    town.until("2026-11-16 10:00").joins(&[domain::event::ChannelKind::Line]).decided();
    assert_eq!(town.notes().decided(), ["nudge hello"]);
}

#[test]
fn a_goal_that_is_set_each_day_measures_each_day() {
    let mut town = Town::at("2026-11-01 10:00", &walk(GOAL_DAY, "", AWARD));
    for day in 1..=14 {
        town.until(&format!("2026-11-{day:02} 10:00")).goal(&format!("2026-11-{day:02}"), 6_000);
    }
    assert_eq!(town.steps("2026-11-01", 6_000).decided(), ["award goal_day 10"]);
    assert_eq!(town.steps("2026-11-01", 6_100).decided(), NONE);
    // Goals for days far ahead do not push out the present one.
    for year in 2030..2130 {
        town.goal(&format!("{year}-01-01"), 9_000);
    }
    assert_eq!(town.steps("2026-11-14", 6_000).decided(), ["award goal_day 10"]);
}

#[test]
fn points_stand_still_without_consent() {
    let mut town = Town::at("2026-11-16 10:00", &walk(GOAL_DAY, "", AWARD));
    town.goal("2026-11-16", 6_000).steps("2026-11-16", 6_000).withdraws().decided();
    assert_eq!(town.steps("2026-11-16", 4_000).decided(), NONE);
    assert_eq!(town.steps("2026-11-16", 6_500).decided(), NONE);
    assert_eq!(town.snapshot().awards.balance, 10);
    assert_eq!(town.until("2026-11-16 11:00").consents().steps("2026-11-16", 4_500).decided(), ["award goal_day -10"]);
}

#[test]
fn a_source_with_a_new_name_each_time_does_not_make_a_resident_grow() {
    let mut town = Town::at("2026-11-16 10:00", &walk(GOAL_DAY, "", AWARD));
    let mut record = |name: String, kind, steps| {
        let source = StepSource { id: name, kind, modality: Modality::Sensed };
        let date = "2026-11-16".parse().unwrap();
        town.post(Payload::Steps(Steps { date, steps, source, version: 1, complete: false }));
    };
    record("watch".to_owned(), SourceKind::Tracker, 5_000);
    for number in 0..500 {
        record(format!("sync-{number:03}"), SourceKind::Phone, number);
    }
    let snapshot = town.snapshot();
    let city = &pack_city();
    assert_eq!(snapshot.steps.on(city.zone.day(at("2026-11-16 10:00")), city), Some(5_000));
    assert!(serde_json::to_string(&snapshot.steps).unwrap().len() < 600);
}

fn pack_city() -> std::rc::Rc<domain::pack::City> {
    crate::town::pack(&walk("", "", "")).compile().unwrap().city.clone()
}
