//! Cases from what is on record of one resident.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use domain::event::{Alert, AlertKind, Metric};
use domain::journey::Journey;
use domain::pack::{Case, HealthRecords, History, NoCase, Played, Wanted};
use domain::replay::{Happened, Past, PastMessage, Window};
use domain::resident::{GoalPeriod, MessageRecord};
use domain::{Day, Event, Language, Payload, Snapshot};
use serde_json::json;

use crate::cases::{RULES, SETTINGS, TEXTS, compiled, played, with_case};
use crate::town::{Written, at, hana, pack, walk};

/// What happened, by when it was received.
fn past(told: &[(&str, &str, serde_json::Value)]) -> Past {
    let event = |(number, (time, kind, data)): (usize, &(&str, &str, serde_json::Value))| {
        let payload = Payload::parse(&format!("ayumi.{kind}.v1"), &data.to_string()).unwrap();
        let (source, id, time) = ("test".to_owned(), number.to_string(), at(time));
        Happened { received: time, event: Rc::new(Event { source, id, subject: Some(hana()), time, payload }) }
    };
    Past { events: told.iter().enumerate().map(event).collect(), ..Past::none(hana()) }
}

type Told = (&'static str, &'static str, serde_json::Value);

fn joins() -> Vec<Told> {
    let enrolled = json!({ "birth_year": 1953, "sex": "female", "district": "荒尾第一", "reach": ["line"] });
    let consent = json!({ "purpose": "engagement", "categories": [], "text_version": "1", "via": "paper" });
    vec![
        ("2026-10-01 10:00", "consent.given", consent),
        ("2026-10-01 10:00", "channel.linked", json!({ "channel": "line", "address": format!("U{:032x}", 7) })),
        ("2026-10-01 10:00", "resident.enrolled", enrolled),
        ("2026-10-01 10:00", "goal.set", json!({ "metric": "steps_per_day", "target": 6000, "from": "2026-10-01" })),
    ]
}

fn steps(time: &'static str, date: &str, steps: i64) -> Told {
    let source = json!({ "id": "花子さんの歩数計", "kind": "tracker", "modality": "sensed" });
    (time, "steps.recorded", json!({ "date": date, "steps": steps, "source": source, "version": 1 }))
}

/// The case of a history over the 14 days until 20 November 2026.
fn made(written: &Written, past: &Past, alerts: &[(DateTime<Utc>, Alert)]) -> Result<String, NoCase> {
    made_with(written, past, alerts, &[])
}

/// The same, with goals that rules set, by their first day.
fn made_with(
    written: &Written,
    past: &Past,
    alerts: &[(DateTime<Utc>, Alert)],
    by_rules: &[(&str, i64)],
) -> Result<String, NoCase> {
    made_by(written, past, alerts, by_rules, HealthRecords::Seen)
}

/// The same, by someone who may or may not see what tells of health.
fn made_by(
    written: &Written,
    past: &Past,
    alerts: &[(DateTime<Utc>, Alert)],
    by_rules: &[(&str, i64)],
    health: HealthRecords,
) -> Result<String, NoCase> {
    let pack = pack(written);
    let ruleset = compiled(&pack);
    let mut snapshot = Snapshot::default();
    for one in &past.events {
        let _ = snapshot.observe(&one.event, &ruleset.city, one.received);
    }
    let mut goals = snapshot.goals;
    for (from, target) in by_rules {
        let from = Day::from_date(from.parse().unwrap());
        let (target, until, at) = (*target, None, at("2026-11-08 10:00"));
        goals.enter(Metric::StepsPerDay, GoalPeriod { target, from, until, at, sensitive: false });
    }
    let window = Window::ending(14, "2026-11-20".parse().unwrap()).unwrap();
    let history = History { past, goals: &goals, alerts, window, now: at("2026-11-20 19:00") };
    let wanted = Wanted { pack: &pack, ruleset: &ruleset, campaign: "walk", language: Language::Ja, health };
    Case::from_history(&history, &wanted)
}

/// What really was decided in those days, in the order of time.
fn record(written: &Written, past: &Past) -> Vec<(DateTime<Utc>, String)> {
    let mut journey = Journey::new(domain::decide::Rulesets::new(compiled(&pack(written))), at("2026-09-30 00:00"));
    let mut decided = Vec::new();
    let keep = |time, happened: Vec<domain::journey::Happened>, decided: &mut Vec<(DateTime<Utc>, String)>| {
        for one in happened {
            let domain::journey::Happened::Decided(_, decision) = one else { continue };
            decided
                .extend(decision.verdicts.iter().map(|verdict| (time, format!("{} {}", verdict.kind, verdict.name))));
        }
    };
    for one in &past.events {
        while let Some(came) = journey.move_on(one.received) {
            keep(came.at, came.happened.into_iter().collect(), &mut decided);
        }
        journey.sleep(one.received);
        keep(one.received, journey.post(&one.event), &mut decided);
    }
    while let Some(came) = journey.move_on(at("2026-11-20 19:00")) {
        keep(came.at, came.happened.into_iter().collect(), &mut decided);
    }
    decided
}

/// What a case decides, in the order of time.
fn decided(played: &Played) -> Vec<(DateTime<Utc>, String)> {
    let came = played.steps.iter().flat_map(|step| &step.came);
    let verdicts = came.filter_map(|came| match &came.happened {
        Some(domain::journey::Happened::Decided(_, decision)) => Some((came.at, &decision.verdicts)),
        _ => None,
    });
    verdicts.flat_map(|(at, all)| all.iter().map(move |one| (at, format!("{} {}", one.kind, one.name)))).collect()
}

#[test]
fn a_history_played_back_decides_the_same_and_names_nobody() {
    let mut told = joins();
    told.extend([
        steps("2026-11-09 18:00", "2026-11-09", 6150),
        steps("2026-11-11 16:12", "2026-11-11", 4321),
        ("2026-11-11 16:40", "reply.received", json!({ "action": "text", "text": "花子です。090-1234-5678 です。" })),
        steps("2026-11-13 09:00", "2026-11-12", 7777),
        (
            "2026-11-14 10:00",
            "notebook.entry",
            json!({ "kind": "note", "text": "花子の日記", "at": "2026-11-14T10:00:00+09:00" }),
        ),
        ("2026-11-15 10:00", "visit.recorded", json!({ "kind": "class", "place": "花子の家", "date": "2026-11-14" })),
        (
            "2026-11-16 10:00",
            "consent.withdrawn",
            json!({ "purpose": "engagement", "categories": [], "text_version": "1", "via": "paper" }),
        ),
        steps("2026-11-17 18:00", "2026-11-17", 6400),
        (
            "2026-11-18 10:00",
            "consent.given",
            json!({ "purpose": "engagement", "categories": [], "text_version": "1", "via": "paper" }),
        ),
        ("2026-11-19 10:00", "channel.unlinked", json!({ "channel": "line", "address": format!("U{:032x}", 7) })),
        steps("2026-11-20 16:30", "2026-11-20", 4000),
    ]);
    let (written, past) = (walk(SETTINGS, TEXTS, RULES), past(&told));
    let case = made(&written, &past, &[]).unwrap();
    let played = played(&with_case(&written, &case));
    assert_eq!(played.problems().count(), 0, "{case}");
    let (ours, theirs) = (decided(&played), record(&written, &past));
    assert_eq!(ours.iter().map(|one| &one.1).collect::<Vec<_>>(), theirs.iter().map(|one| &one.1).collect::<Vec<_>>());
    assert!(
        ours.iter().any(|one| one.1 == "nudge evening") && ours.iter().any(|one| one.1 == "award goal_day"),
        "{ours:?}"
    );
    // Moved by whole weeks, all alike.
    let moved: Vec<i64> = ours.iter().zip(&theirs).map(|(ours, theirs)| (ours.0 - theirs.0).num_minutes()).collect();
    assert!(
        moved.iter().all(|minutes| *minutes == moved[0] && minutes % (7 * 24 * 60) == 0 && *minutes != 0),
        "{moved:?}"
    );
    for private in ["hana", "花子", "090", "荒尾第一", "1953", "female", "2026-11-11", "4321", "7777", "0000000007"]
    {
        assert!(!case.contains(private), "{private}: {case}");
    }
    for said in ["birth_year = 1950", "steps = 4300", "consent = false", "consent = true", "unlink = \"line\""] {
        assert!(case.contains(said), "{said}: {case}");
    }
}

#[test]
fn goals_that_rules_of_other_campaigns_set_are_steps() {
    let mut told = joins();
    told.extend([steps("2026-11-09 18:00", "2026-11-09", 5000), steps("2026-11-13 18:00", "2026-11-13", 5000)]);
    let written = walk(SETTINGS, TEXTS, RULES);
    let case = made_with(&written, &past(&told), &[], &[("2026-11-12", 4500)]).unwrap();
    let (before, after) = case.split_once("goal = 4500").unwrap();
    assert!(before.contains("nudge almost") && after.contains("award goal_day 10"), "{case}");
    // What the campaign itself sets, it sets in the case too.
    let own = format!("{RULES}\nfn on_visit(me, event) {{ set_goal(\"steps_per_day\", 4500, 20); }}");
    let own = walk(SETTINGS, TEXTS, own.leak());
    let case = made_with(&own, &past(&told), &[], &[("2026-11-12", 4500)]).unwrap();
    assert!(!case.contains("goal = 4500"), "{case}");
}

/// What a counter takes at once begins the case.
#[test]
fn who_joins_in_those_days_is_there_when_the_case_begins() {
    let mut told: Vec<Told> = joins().into_iter().map(|(_, kind, data)| ("2026-11-09 12:00", kind, data)).collect();
    told[3].2["from"] = json!("2026-11-09");
    told.push(steps("2026-11-09 17:10", "2026-11-09", 4800));
    let written = walk(SETTINGS, TEXTS, RULES);
    let case = made(&written, &past(&told), &[]).unwrap();
    assert!(case.contains("resident = { birth_year = 1950, reach = [\"line\"], goal = 6000 }"), "{case}");
    assert!(case.contains("expect = [\"nudge almost\"]") && !case.contains("途中で"), "{case}");
    assert_eq!(played(&with_case(&written, &case)).problems().count(), 0, "{case}");
}

#[test]
fn what_decides_is_kept_as_exact_as_it_has_to_be() {
    // An age, a district and a number between two hundreds decide here.
    let settings = "[who]\nmax_age = 73\ndistricts = [\"荒尾第一\"]\n";
    let rules = "fn on_steps(me, event) { if event.steps > 6151 { nudge(\"evening\"); } if me.sex == \"male\" { nudge(\"almost\", #{ left: 1 }); } }";
    let mut told = joins();
    told.push(steps("2026-11-09 18:00", "2026-11-09", 6155));
    let written = walk(settings, TEXTS, rules);
    let case = made(&written, &past(&told), &[]).unwrap();
    for said in [
        "birth_year = 1953",
        "sex = \"female\"",
        "district = \"荒尾第一\"",
        "steps = 6155",
        "[\"nudge evening\"]",
        "年齢で結果が変わります",
        "もとの数のままです",
    ] {
        assert!(case.contains(said), "{said}: {case}");
    }
    assert_eq!(played(&with_case(&written, &case)).problems().count(), 0, "{case}");
}

#[test]
fn what_the_campaign_does_not_read_takes_no_room() {
    let mut told = joins();
    for day in 8..=20 {
        let date = format!("2026-11-{day:02}");
        told.push(steps(format!("{date} 12:00").leak(), &date, 3000));
    }
    told.insert(
        4,
        ("2026-11-07 10:00", "visit.recorded", json!({ "kind": "class", "place": "x", "date": "2026-11-07" })),
    );
    let rules = "fn on_visit(me, event) { nudge(\"evening\"); nudge(\"almost\", #{ left: 1 }); }";
    let case = made(&walk("", TEXTS, rules), &past(&told), &[]).unwrap();
    assert_eq!((case.matches("steps = ").count(), case.matches("visit = ").count()), (0, 1), "{case}");
    assert!(case.contains("nudge evening") && !case.contains("goal ="), "{case}");
}

const NEUTRAL: &str =
    "[talk]\nneutral = { approved_by = \"保健師\", on = 2026-04-01 }\n[talk.ja]\nline = \"お話ししませんか。\"\n";

#[test]
fn health_is_left_out_unless_it_is_read_and_then_rounded() {
    let prediction = |condition: &str, ratio: f64| {
        let comparison = json!({ "basis": "average", "ratio_low": ratio, "ratio_high": ratio + 1.0 });
        json!({ "condition": condition, "horizon_years": 4, "probability_percent": 2.35, "comparison": comparison })
    };
    let items = json!([{ "code": "9N801000000000011", "value": "3" }, { "code": "9N006000000000001", "value": 63.4, "unit": "kg" }]);
    let mut told = joins();
    told.extend([
        steps("2026-11-09 18:00", "2026-11-09", 3000),
        ("2026-11-10 10:00", "forecast.issued", json!({ "test_date": "2026-10-20", "provider": "病院", "predictions": [prediction("mi_stroke", 2.37), prediction("dementia", 1.96)] })),
        ("2026-11-11 10:00", "checkup.recorded", json!({ "date": "2026-11-02", "items": items })),
        ("2026-11-12 10:00", "guidance.held", json!({ "program": "積極的支援", "session": 2, "by_role": "nurse" })),
    ]);
    let past = past(&told);
    let blind = made(&walk(SETTINGS, TEXTS, RULES), &past, &[]).unwrap();
    for word in ["forecast", "checkup", "guidance", "mi_stroke", "健診", "予測", "健康"] {
        assert!(!blind.contains(word), "{word}: {blind}");
    }
    let rules = "fn on_forecast(me, event) { if event.worst(\"mi_stroke\").ratio_low >= 2.0 { invite(\"talk\"); } \
                 if event.worst(\"dementia\").ratio_low >= 2.0 { flag_for_staff(\"x\"); } }\n\
                 fn on_checkup(me, event) { if event.item(\"weight\") > 60 { invite(\"talk\"); } }\n\
                 fn on_guidance(me, event) { invite(\"talk\"); }";
    let written = walk("", NEUTRAL, rules);
    // Whoever writes the rules could have any number asked for: it is for those who may see it.
    assert_eq!(made_by(&written, &past, &[], &[], HealthRecords::Unseen), Err(NoCase::TellsOfHealth));
    assert!(made_by(&walk(SETTINGS, TEXTS, RULES), &past, &[], &[], HealthRecords::Unseen).is_ok());
    let case = made(&written, &past, &[]).unwrap();
    for said in ["mi_stroke = 2.0", "dementia = 1.5", "checkup = { weight = 63.0 }", "session = 2", "\"invite talk\""] {
        assert!(case.contains(said), "{said}: {case}");
    }
    // 60, the next five below, would not be more than 60.
    assert!(
        !case.contains("2.35") && !case.contains("病院") && !case.contains("積極的") && !case.contains("stage"),
        "{case}"
    );
    assert_eq!(played(&with_case(&written, &case)).problems().count(), 0, "{case}");
}

#[test]
fn what_a_case_has_no_word_for_is_listed() {
    let mut told = joins();
    told.extend([
        steps("2026-11-09 18:00", "2026-11-09", 3000),
        (
            "2026-11-10 10:00",
            "goal.set",
            json!({ "metric": "notebook_days_per_week", "target": 4, "from": "2026-11-10" }),
        ),
        ("2026-11-11 10:00", "channel.linked", json!({ "channel": "sms", "address": "+819012345678" })),
        ("2026-11-12 10:00", "reply.received", json!({ "message": "01JD8Q9Z0V6K3M5N7P9R1S3T5V", "action": "yes" })),
    ]);
    let mut past = past(&told);
    let record = MessageRecord {
        id: "01JD8Q9Z0V6K3M5N7P9R1S3T5V".parse().unwrap(),
        campaign: "other".to_owned(),
        message: "hello".to_owned(),
        occasion: "2026-11-11".to_owned(),
        day: Day::from_date("2026-11-11".parse().unwrap()),
        lasting: false,
        sensitive: false,
        is_answer: false,
        offers: vec!["yes".to_owned()],
    };
    past.messages = vec![PastMessage { at: at("2026-11-11 12:00"), left: Some(record.day), record: Some(record) }];
    let (kind, area) = (AlertKind::Heat, "432041".to_owned());
    let alert = Alert { kind, area, from: at("2026-11-13 08:00"), until: at("2026-11-15 08:00") };
    let elsewhere = Alert { area: "よその地区".to_owned(), ..alert.clone() };
    let written = walk(SETTINGS, TEXTS, RULES);
    let case = made(&written, &past, &[(at("2026-11-13 08:00"), alert), (at("2026-11-14 08:00"), elsewhere)]).unwrap();
    for said in [
        "健康手帳の日数の目標：1件",
        "途中で連携された連絡先：1件",
        "この見本にないお知らせへの返信：1件",
        "ほかの取り組みのお知らせ（市の上限に数えるもの）：1件",
        "日をまたぐ警戒の情報（見本ではその日の終わりまで）：1件",
    ] {
        assert!(case.contains(said), "{said}: {case}");
    }
    assert!(!case.contains("reply =") && case.matches("alert =").count() == 1, "{case}");
    assert_eq!(played(&with_case(&written, &case)).problems().count(), 0, "{case}");
}

#[test]
fn of_a_long_history_the_last_forty_steps_are_kept() {
    let mut told = joins();
    for day in 7..=20 {
        for hour in ["10", "12", "14", "16"] {
            let (date, count) = (format!("2026-11-{day:02}"), i64::from(day) * 100 + hour.parse::<i64>().unwrap() * 50);
            let time: &'static str = format!("{date} {hour}:00").leak();
            let (_, kind, mut data) = steps(time, &date, count);
            data["version"] = json!(hour.parse::<u64>().unwrap());
            told.push((time, kind, data));
        }
    }
    let written = walk(SETTINGS, TEXTS, RULES);
    let case = made(&written, &past(&told), &[]).unwrap();
    let steps = case.matches("[[case.step]]").count();
    assert!((38..=40).contains(&steps), "{steps}");
    assert!(case.contains(&format!("{}件は省きました", 14 * 4 - (steps - 1))), "{case}");
    assert_eq!(played(&with_case(&written, &case)).problems().count(), 0, "{case}");
}

#[test]
fn chance_says_what_it_said_most_often() {
    let settings = "[decision_points.evening]\nat = \"17:30\"\nprobability = 0.5\n[experiment]\nseed = \"s\"\narms = { nudge = 0.5, control = 0.5 }\n";
    let rules = "fn at_evening(me) { nudge(\"evening\"); }\nfn on_steps(me, event) { if event.steps == 1 { nudge(\"almost\", #{ left: 1 }); } }";
    let mut told = joins();
    told.push(steps("2026-11-09 18:00", "2026-11-09", 3000));
    let written = walk(settings, TEXTS, rules);
    let case = made(&written, &past(&told), &[]).unwrap();
    let arm = compiled(&pack(&written)).campaigns["walk"].experiment.as_ref().unwrap().arm(&hana(), None).unwrap().arm;
    assert!(case.contains(&format!("arm = \"{arm}\"")) && case.contains("chance = "), "{case}");
    assert_eq!(played(&with_case(&written, &case)).problems().count(), 0, "{case}");
}

#[test]
fn without_an_enrolment_or_anything_that_happened_there_is_no_case() {
    let written = walk(SETTINGS, TEXTS, RULES);
    assert_eq!(made(&written, &past(&joins()), &[]), Err(NoCase::NothingHappened));
    let stranger = past(&[steps("2026-11-09 18:00", "2026-11-09", 3000)]);
    assert_eq!(made(&written, &stranger, &[]), Err(NoCase::NotEnrolled));
    let mut long_ago = joins();
    long_ago.push(steps("2026-10-09 18:00", "2026-10-09", 3000));
    assert_eq!(made(&written, &past(&long_ago), &[]), Err(NoCase::NothingHappened));
}
