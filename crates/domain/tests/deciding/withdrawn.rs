//! Records that were taken back: points follow what is left, and nobody hears of our mistake.

use crate::NONE;
use crate::town::{Town, walk};
use domain::Payload;
use domain::event::{Modality, SourceKind, StepSource, Steps, Visit, VisitKind, Withdrawn};

const SETTINGS: &str = r#"
[points.goal_day]
points = 10
[points.class]
points = 5
[points.event]
points = 3
[points.entry]
points = 1
[points.first_class]
points = 20
once_per = "campaign"
"#;

const MESSAGES: &str = "[hello]\nif_quiet = \"wait\"\n[hello.ja]\nline = \"こんにちは。\"\n";

const RULES: &str = r#"
fn on_steps(me, event) {
    if event.steps >= 5000 { award("goal_day"); }
    if event.steps < 3000 { nudge("hello"); flag_for_staff("歩数が少ない日です。"); }
}
fn on_visit(me, event) {
    if event.kind == "class" { award("class"); award("first_class"); }
    if event.kind == "event" && event.place == "広場" { award("event"); }
}
fn on_notebook(me, event) { award("entry"); }
"#;

fn town() -> Town {
    Town::at("2026-11-20 12:00", &walk(SETTINGS, MESSAGES, RULES))
}

fn steps(steps: i64, kind: SourceKind, version: u64) -> Payload {
    let source = StepSource { id: "s".to_owned(), kind, modality: Modality::Sensed };
    Payload::Steps(Steps { date: "2026-11-20".parse().unwrap(), steps, source, version, complete: false })
}

fn visit(kind: VisitKind, place: Option<&str>) -> Payload {
    Payload::Visit(Visit { kind, place: place.map(str::to_owned), date: "2026-11-20".parse().unwrap() })
}

fn back(record: &Payload) -> Payload {
    let data = serde_json::from_str(&record.to_json()).unwrap();
    Payload::Withdrawn(Withdrawn { kind: record.kind().to_owned(), record: data })
}

#[test]
fn points_of_steps_that_nobody_walked_are_taken_back_and_nothing_is_said() {
    let mut town = town();
    let record = steps(62_000, SourceKind::Paper, 3);
    assert_eq!(town.post(record.clone()).decided(), ["award goal_day 10"]);
    let verdicts = town.post(back(&record)).verdicts();
    assert_eq!(verdicts.len(), 1, "{verdicts:?}");
    assert!(verdicts[0].trace.takes_back() && verdicts[0].hook == "on_steps", "{verdicts:?}");
    assert_eq!(verdicts[0].trace.facts, [("event.steps".to_owned(), "0".to_owned())]);
    assert_eq!(town.snapshot().awards.balance, 0);
    // It arrives once more, in an event of its own; then it is put right.
    assert_eq!(town.post(record).decided(), NONE);
    assert_eq!(town.post(back(&steps(62_000, SourceKind::Paper, 3))).decided(), NONE);
    assert_eq!(town.post(steps(6_200, SourceKind::Paper, 4)).decided(), ["award goal_day 10"]);
}

#[test]
fn what_another_source_counted_counts_instead() {
    let mut town = town();
    let (tracker, phone) = (steps(800, SourceKind::Tracker, 1), steps(7_000, SourceKind::Phone, 1));
    town.post(phone).post(tracker.clone());
    assert_eq!(
        town.decided(),
        ["award goal_day 10", "nudge hello", "flag_for_staff 歩数が少ない日です。", "award goal_day -10"]
    );
    assert_eq!(town.post(back(&tracker)).decided(), ["award goal_day 10"]);
}

#[test]
fn a_version_above_the_one_that_was_taken_back_stays() {
    let mut town = town();
    town.post(steps(5_500, SourceKind::Paper, 3)).post(steps(6_000, SourceKind::Paper, 4)).decided();
    assert_eq!(town.post(back(&steps(5_500, SourceKind::Paper, 3))).decided(), NONE);
    assert_eq!(town.snapshot().awards.balance, 10);
}

#[test]
fn a_day_that_is_closed_and_one_without_consent_keep_their_points() {
    let record = steps(6_000, SourceKind::Paper, 1);
    let mut closed = town();
    closed.post(record.clone()).until("2026-12-05 12:00").decided();
    assert_eq!(closed.post(back(&record)).decided(), NONE);
    let mut withdrawn = town();
    withdrawn.post(record.clone()).withdraws().decided();
    assert_eq!(withdrawn.post(back(&record)).decided(), NONE);
    assert_eq!(withdrawn.snapshot().awards.balance, 10);
}

#[test]
fn a_visit_earns_and_what_is_left_of_its_day_is_looked_at() {
    let mut town = town();
    let (here, there) = (visit(VisitKind::Class, Some("中央")), visit(VisitKind::Class, None));
    let square = visit(VisitKind::Event, Some("広場"));
    assert_eq!(town.post(here.clone()).decided(), ["award class 5", "award first_class 20"]);
    assert_eq!(town.post(there.clone()).post(square.clone()).decided(), ["award event 3"]);
    assert_eq!(town.post(back(&here)).decided(), NONE, "the other class is left");
    assert_eq!(town.post(back(&there)).decided(), ["award class -5", "award first_class -20"]);
    assert_eq!(town.post(here).decided(), NONE, "the same time as when it was taken back");
    assert_eq!(town.post(back(&square)).decided(), ["award event -3"]);
    assert_eq!(town.snapshot().visits.latest(), None);
    town.until("2026-11-20 12:01");
    assert_eq!(town.post(there).decided(), ["award class 5", "award first_class 20"], "said anew");
}

#[test]
fn what_is_given_once_stays_while_another_day_earns_it_or_may_have_earned_it() {
    let class = |date: &str| Payload::Visit(Visit { kind: VisitKind::Class, place: None, date: date.parse().unwrap() });
    let mut town = town();
    town.post(class("2026-11-20")).until("2026-11-27 12:00").post(class("2026-11-27")).decided();
    assert_eq!(town.post(back(&class("2026-11-20"))).decided(), ["award class -5"]);
    assert_eq!(town.post(back(&class("2026-11-27"))).decided(), ["award class -5", "award first_class -20"]);
    // Given so long ago that the day is no longer known: nothing says that it was a mistake.
    town.until("2026-11-28 12:00").post(class("2026-11-28")).until("2027-01-10 12:00").post(class("2027-01-10"));
    assert_eq!(town.decided(), ["award class 5", "award first_class 20", "award class 5"]);
    assert_eq!(town.post(back(&class("2027-01-10"))).decided(), ["award class -5"]);
    assert_eq!(town.snapshot().awards.balance, 25);
}

#[test]
fn an_entry_that_is_taken_back_earns_nothing_once_none_is_left() {
    let mut town = town();
    assert_eq!(town.notes().decided(), ["award entry 1"]);
    let entry = |at: &str| {
        let data = serde_json::json!({ "kind": "note", "at": at, "text": "…" }).to_string();
        Payload::parse("ayumi.notebook.entry.v1", &data).unwrap()
    };
    let later = entry("2026-11-20T12:30:00+09:00");
    town.until("2026-11-20 12:30").post(later.clone()).decided();
    assert_eq!(town.post(back(&later)).decided(), NONE);
    assert_eq!(town.post(back(&entry("2026-11-20T12:00:00+09:00"))).decided(), ["award entry -1"]);
    assert_eq!(town.snapshot().notebook.latest(), None);
}

#[test]
fn what_was_taken_back_before_it_arrives_earns_nothing() {
    let mut town = town();
    let (record, class) = (steps(6_000, SourceKind::Paper, 1), visit(VisitKind::Class, None));
    town.post(back(&record)).post(back(&class)).post(record).post(class);
    assert_eq!(town.decided(), NONE);
}

#[test]
fn a_rule_that_stops_takes_nothing_back() {
    let rules = r#"
        fn on_visit(me, event) {
            if event.kind == "class" { award("class"); }
            if me.visits("class", 1) == 0 { let more = me.goal.steps + 1; }
        }
    "#;
    let mut town = Town::at("2026-11-20 12:00", &walk("[points.class]\npoints = 5\n", "", rules));
    let class = visit(VisitKind::Class, None);
    town.post(class.clone()).post(visit(VisitKind::Screening, None)).decided();
    assert_eq!(town.post(back(&class)).decided(), ["withheld on_visit rule_error"]);
    assert_eq!(town.snapshot().awards.balance, 5);
}
