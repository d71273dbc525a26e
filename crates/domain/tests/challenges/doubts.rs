//! What is worth a look, and what is not.

use chrono::{DateTime, TimeDelta, Utc};
use domain::challenge::{Doubt, doubts, fingerprint};
use domain::event::{Modality, SourceKind, Steps};
use domain::{Event, Payload, Snapshot};
use proptest::prelude::*;

use crate::walk::{Walk, at, enrolled, event, join, nov, steps, who};

const PEOPLE: &str = "between = \"people\"\nranks_by = \"mean\"\n";

/// One who walks, and what is worth a look of it.
struct Looked {
    walk: Walk,
    snapshot: Snapshot,
    version: u64,
}

impl Looked {
    fn at(time: &str) -> Self {
        let mut walk = Walk::of(PEOPLE);
        walk.until(time);
        Self { walk, snapshot: Snapshot::default(), version: 0 }
    }

    fn hear(&mut self, events: &[Event]) -> Vec<Doubt> {
        let Walk { challenge, ruleset, now, .. } = &self.walk;
        let before = self.snapshot.clone();
        for event in events {
            let _ = self.snapshot.observe(event, &ruleset.city, *now);
        }
        let today = ruleset.city.zone.day(*now);
        self.snapshot.prune(today);
        // As it is stored and read again.
        let json = serde_json::to_string(&self.snapshot).unwrap();
        assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), self.snapshot);
        doubts(challenge, &before.steps, events, &self.snapshot.steps, &ruleset.city, today)
    }

    fn walks(&mut self, day: u32, count: i64) -> Vec<Doubt> {
        self.version += 1;
        let data = steps(nov(day), count, self.version);
        self.tell(data)
    }

    fn tell(&mut self, data: Steps) -> Vec<Doubt> {
        self.hear(&[said(self.walk.now, data)])
    }

    /// A source of its own, whose steps a person typed in.
    fn types(&mut self, day: u32, count: i64, kind: SourceKind) -> Vec<Doubt> {
        let mut data = steps(nov(day), count, 1);
        (data.source.kind, data.source.modality) = (kind, Modality::SelfReported);
        self.tell(data)
    }
}

fn said(time: DateTime<Utc>, data: Steps) -> Event {
    event(&who("hana"), time, Payload::Steps(data))
}

#[test]
fn very_many_steps_of_a_day_are_told_once() {
    let mut hana = Looked::at("05 20:00");
    assert_eq!(hana.walks(3, 60_000), []);
    assert_eq!(hana.walks(3, 65_000), [Doubt::TooMany { day: nov(3), steps: 65_000 }]);
    assert_eq!(hana.walks(3, 70_000), [], "it is known");
    assert_eq!(hana.walks(3, 9_000), []);
    assert_eq!(hana.walks(4, 61_000).len(), 1);
    // A day before the challenge, and one that is closed, decide nothing.
    hana.version += 1;
    let before = steps(nov(1).plus(-1), 90_000, hana.version);
    assert_eq!(hana.tell(before), []);
    let mut late = Looked::at("10 20:00");
    assert_eq!((late.walks(2, 90_000), late.walks(3, 90_000).len()), (vec![], 1));
}

#[test]
fn steps_that_grow_faster_than_anyone_runs_are_told_by_when_they_were_said() {
    let mut hana = Looked::at("03 10:00");
    assert_eq!(hana.walks(3, 1_000), []);
    hana.walk.until("03 10:30");
    assert_eq!(hana.walks(3, 6_000), [], "5,000 in half an hour come from a band that was out of reach");
    hana.walk.until("03 11:00");
    assert_eq!(hana.walks(3, 12_700), [Doubt::TooFast { day: nov(3), steps: 6_700, minutes: 30 }]);
    hana.walk.until("03 21:00");
    assert_eq!(hana.walks(3, 60_000), [], "80 a minute");
    // In one batch, in any order.
    let mut kenji = Looked::at("03 12:00");
    let batch = [said(at("03 11:59"), steps(nov(3), 9_000, 2)), said(at("03 11:50"), steps(nov(3), 500, 1))];
    assert_eq!(kenji.hear(&batch), [Doubt::TooFast { day: nov(3), steps: 8_500, minutes: 9 }]);
    assert_eq!(kenji.hear(&batch), [], "again");
    // At one instant, nobody knows how long it took; nor of days that are long over.
    assert_eq!(kenji.hear(&[said(at("03 11:59"), steps(nov(3), 30_000, 3))]), []);
    let mut late = Looked::at("08 12:00");
    assert_eq!((late.walks(3, 1_000), late.walks(3, 20_000)), (vec![], vec![]));
}

#[test]
fn the_same_steps_day_after_day_are_told_when_the_row_is_long_enough() {
    let mut hana = Looked::at("08 20:00");
    for day in 1..5 {
        assert_eq!(hana.walks(day, 7_321), []);
    }
    assert_eq!(hana.walks(5, 7_321), [Doubt::TooEven { from: nov(1), until: nov(5), steps: 7_321 }]);
    assert_eq!(hana.walks(6, 7_321), [], "the row goes on");
    // Nearly the same takes seven days.
    let mut kenji = Looked::at("08 20:00");
    for day in 1..7 {
        assert_eq!(kenji.walks(day, 7_300 + i64::from(day) * 5), []);
    }
    assert_eq!(kenji.walks(7, 7_340), [Doubt::TooEven { from: nov(1), until: nov(7), steps: 7_305 }]);
    // Round numbers are how people write, and few steps are alike indoors; a day between breaks the row.
    for counts in [[5_000; 7], [1_234; 7], [7_321, 7_321, 7_321, 7_321, 9_000, 7_321, 7_321]] {
        let mut mei = Looked::at("08 20:00");
        for (day, count) in (1..).zip(counts) {
            assert_eq!(mei.walks(day, count), [], "{counts:?}");
        }
    }
}

#[test]
fn most_days_typed_in_are_told_but_not_of_paper() {
    let mut hana = Looked::at("10 20:00");
    for day in 1..5 {
        assert_eq!(hana.types(day, 5_000 + i64::from(day), SourceKind::Phone), []);
    }
    assert_eq!(hana.types(5, 6_000, SourceKind::Phone), [Doubt::TypedIn { until: nov(5), days: 5, of: 5 }]);
    assert_eq!(hana.types(6, 6_500, SourceKind::Phone), []);
    let mut paper = Looked::at("10 20:00");
    for day in 1..9 {
        assert_eq!(paper.types(day, 5_000 + i64::from(day) * 70, SourceKind::Paper), []);
    }
    let mut both = Looked::at("10 20:00");
    for day in 1..6 {
        both.walks(day, 4_000 + i64::from(day) * 100);
    }
    for day in 6..11 {
        assert_eq!(both.types(day, 5_000 + i64::from(day), SourceKind::Phone), [], "half of them");
    }
}

#[test]
fn two_with_the_same_week_have_one_fingerprint() {
    let counts = [7_000, 8_123, 0, 4_002, 9_999, 12_345, 3];
    let week = |counts: [i64; 7]| {
        let mut one = Looked::at("08 20:00");
        for (day, count) in (1..).zip(counts) {
            one.walks(day, count);
        }
        one
    };
    let print = |one: &Looked| fingerprint(&one.snapshot.steps, &one.walk.ruleset.city, nov(8));
    let (hana, mut kenji) = (week(counts), week(counts));
    assert_eq!(print(&hana).map(|print| print.len()), Some(32));
    assert_eq!(print(&hana), print(&kenji));
    // What is walked today, or who the source is, makes no difference; any of the seven days does.
    kenji.walks(8, 5_000);
    assert_eq!(print(&hana), print(&kenji));
    kenji.walks(7, 4);
    assert!(
        print(&kenji)
            .is_some_and(|print| Some(print) != fingerprint(&hana.snapshot.steps, &hana.walk.ruleset.city, nov(8)))
    );
    assert_eq!(print(&week([0; 7])), None);
    assert_eq!(fingerprint(&hana.snapshot.steps, &hana.walk.ruleset.city, nov(9)), None, "a day is missing");
    let mut typed = week(counts);
    typed.types(7, 3, SourceKind::Tracker);
    typed.version = 50;
    assert!(print(&typed).is_some(), "the typed one is another source, and an older word");
    let mut data = steps(nov(7), 3, 99);
    data.source.modality = Modality::SelfReported;
    typed.tell(data);
    assert_eq!(print(&typed), None);
}

#[test]
fn what_is_told_to_staff_accuses_nobody() {
    let (day, from, until) = (nov(3), nov(1), nov(7));
    let all = [
        Doubt::TooMany { day, steps: 65_000 },
        Doubt::TooFast { day, steps: 8_500, minutes: 9 },
        Doubt::TooEven { from, until, steps: 7_321 },
        Doubt::TypedIn { until, days: 5, of: 8 },
        Doubt::alike(nov(8)),
    ];
    let said = all.map(|doubt| doubt.said());
    assert_eq!(
        said[0].ja,
        "1日の歩数がとても多い日があります（11月3日 65,000歩）。機械の不具合や、2台の記録が重なった場合にも起こります。"
    );
    for (sentence, doubt) in said.iter().zip(all) {
        assert!(sentence.ja.ends_with("ます。") && sentence.en.ends_with('.'), "{sentence:?}");
        assert!(!sentence.ja.contains("不正") && !sentence.en.contains("cheat"));
        let json = serde_json::to_value(doubt).unwrap();
        assert_eq!(json["doubt"], doubt.kind());
        assert_eq!(serde_json::from_value::<Doubt>(json).unwrap(), doubt);
    }
    assert_eq!(all.map(|doubt| doubt.day().to_string()).last().unwrap(), "2026-11-07");
}

proptest! {
    /// Doubts come from steps: what else is told of a resident makes no difference.
    #[test]
    fn doubts_come_from_steps_alone(counts in prop::collection::vec((1..9_u32, 0..80_000_i64), 1..20), other in 0..3_usize) {
        let (mut one, mut two) = (Looked::at("08 20:00"), Looked::at("08 20:00"));
        let other = [enrolled(1940), join(Some("red")), join(None)][other].clone();
        let told = two.hear(&[event(&who("hana"), two.walk.now, other)]);
        prop_assert_eq!(told, []);
        for (day, count) in counts {
            prop_assert_eq!(one.walks(day, count), two.walks(day, count));
        }
    }

    /// A batch raises what its events raise one by one, as far as it still stands at the end.
    #[test]
    fn a_batch_raises_no_more_than_its_events(counts in prop::collection::vec((1..9_u32, 0..80_000_i64), 1..12)) {
        let (mut one, mut all) = (Looked::at("08 20:00"), Looked::at("08 20:00"));
        let mut batch = Vec::new();
        let mut kinds: Vec<&str> = Vec::new();
        for (minute, (day, count)) in (0..).zip(counts) {
            let time = all.walk.now + TimeDelta::minutes(minute - 60);
            let told = said(time, steps(nov(day), count, minute as u64));
            kinds.extend(one.hear(std::slice::from_ref(&told)).iter().map(Doubt::kind));
            batch.push(told);
        }
        for doubt in all.hear(&batch) {
            prop_assert!(kinds.contains(&doubt.kind()), "{:?}", doubt);
        }
    }
}
