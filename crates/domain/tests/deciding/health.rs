//! Checkups, guidance and visits: what was found steers neutral words only, having gone earns points.

use crate::NONE;
use crate::town::{Campaign, Town, at, pack, walk};
use domain::Payload;
use domain::event::Withdrawn;
use serde_json::json;

const TALK: &str = r#"
[talk]
neutral = { approved_by = "保健師", on = 2026-04-01 }
once_per = "day"
valid_for = "3d"
[talk.ja]
line = "お話ししませんか。"
replies = [{ label = "はい", action = "yes" }]
[again]
neutral = { approved_by = "保健師", on = 2026-04-01 }
valid_for = "3d"
[again.ja]
line = "いかがおすごしですか。"
"#;

const PLAIN: &str = "[hello]\n[hello.ja]\nline = \"こんにちは。\"\n";

fn checkup(date: &str, stage: &str, weight: f64) -> Payload {
    let data = json!({ "date": date, "items": [
        { "code": "9N801000000000011", "value": stage }, { "code": "9N006000000000001", "value": weight, "unit": "kg" },
    ] });
    Payload::parse("ayumi.checkup.recorded.v1", &data.to_string()).unwrap()
}

fn guidance(session: u32) -> Payload {
    let data = json!({ "program": "support_2026", "session": session, "by_role": "public_health_nurse" });
    Payload::parse("ayumi.guidance.held.v1", &data.to_string()).unwrap()
}

fn visit(kind: &str, date: &str) -> Payload {
    Payload::parse("ayumi.visit.recorded.v1", &json!({ "kind": kind, "date": date }).to_string()).unwrap()
}

fn back(record: &Payload) -> Payload {
    let data = serde_json::from_str(&record.to_json()).unwrap();
    Payload::Withdrawn(Withdrawn { kind: record.kind().to_owned(), record: data })
}

#[test]
fn a_checkup_leads_to_neutral_words_that_fit_the_stage() {
    let rules = r#"
        fn on_checkup(me, event) {
            if event.item("stage_of_change") == "soon" && event.has_item("weight") && event.item("weight") > 60 {
                invite("talk");
            }
        }
        fn on_notebook(me, event) {
            if me.checkup("stage_of_change") == "over_6_months" && me.days_since("checkup") == 161 { nudge("again"); }
            if me.checkup("bmi") != () || me.checkup("weight") < 60.5 { flag_for_staff("ちがう"); }
        }
    "#;
    let mut town = Town::at("2026-11-20 12:00", &walk("", TALK, rules));
    let verdicts = town.post(checkup("2026-06-12", "3", 61.5)).verdicts();
    assert!(verdicts[0].trace.sensitive && verdicts[0].name == "talk", "{verdicts:?}");
    assert!(verdicts[0].trace.facts.iter().all(|fact| fact.1 == "•"), "{verdicts:?}");
    assert_eq!(town.notes().decided(), NONE);
    // The same again is no news, and neither is an older one.
    assert_eq!(town.post(checkup("2026-06-12", "3", 61.5)).post(checkup("2025-06-12", "3", 64.0)).decided(), NONE);
    town.post_of(at("2026-11-20 12:00"), checkup("2026-06-12", "5", 61.5));
    assert_eq!(town.notes().decided(), NONE, "of two words at the same instant one holds in any order");
    town.until("2026-11-20 12:30").post(checkup("2026-06-12", "5", 61.5));
    assert_eq!(town.notes().decided(), ["nudge again"]);
}

#[test]
fn a_checkup_that_is_taken_back_is_not_known_and_the_one_before_stands_again() {
    let rules = r#"
        fn on_checkup(me, event) { invite("talk"); }
        fn on_notebook(me, event) { if me.checkup("stage_of_change") == "no_intent" { nudge("again"); } }
    "#;
    let mut town = Town::at("2026-11-20 12:00", &walk("", TALK, rules));
    let wrong = checkup("2026-06-12", "5", 615.0);
    town.post(checkup("2025-06-12", "1", 61.5)).post(wrong.clone()).decided();
    assert_eq!(town.notes().decided(), NONE);
    assert_eq!(town.post(back(&wrong)).decided(), NONE, "nobody is asked about it");
    assert_eq!(town.until("2026-11-20 12:30").notes().decided(), ["nudge again"]);
}

#[test]
fn a_forecast_of_somebody_else_is_taken_back_and_nobody_hears_of_it() {
    let rules = r#"
        fn on_forecast(me, event) { if event.has("dementia") { invite("talk"); } }
        fn on_notebook(me, event) { if me.worst("dementia") == () { nudge("again"); } }
    "#;
    let data = json!({ "test_date": "2026-10-20", "provider": "lab", "predictions": [
        { "condition": "dementia", "horizon_years": 4, "probability_percent": 2.0 } ] });
    let wrong = Payload::parse("ayumi.forecast.issued.v1", &data.to_string()).unwrap();
    let mut town = Town::at("2026-11-20 12:00", &walk("", TALK, rules));
    assert_eq!(town.post(wrong.clone()).decided(), ["invite talk"]);
    assert!(back(&wrong).is_sensitive());
    assert_eq!(town.post(back(&wrong)).decided(), NONE, "nobody is asked about it");
    assert_eq!(town.post(wrong).decided(), NONE, "it arrives once more");
    assert_eq!(town.notes().decided(), ["nudge again"], "nothing is foreseen");
}

#[test]
fn guidance_is_sensitive_and_its_sessions_are_heard_of() {
    let rules = r#"
        fn on_guidance(me, event) {
            if event.program == "support_2026" && event.session == 1 { schedule("after", #{ days: 14, at: "10:00" }); }
        }
        fn at_after(me) { if me.days_since("guidance") == 14 { nudge("again"); } invite("talk"); }
    "#;
    let mut town = Town::at("2026-11-20 12:00", &walk("", TALK, rules));
    assert_eq!(town.post(guidance(1)).post(guidance(2)).decided(), ["schedule after"]);
    assert_eq!(town.until("2026-12-04 10:00").decided(), ["nudge again", "invite talk"]);
    // One of before the latest arrives late.
    assert_eq!(town.post_of(at("2026-11-10 12:00"), guidance(1)).decided(), NONE);
}

#[test]
fn having_gone_to_a_checkup_earns_points_and_what_was_found_does_not() {
    let gone = r#"
        fn on_visit(me, event) {
            if event.kind == "checkup" { award("gone"); nudge("hello"); }
            if me.visits("class", 30) == 2 && me.days_since("visit") == 0 { award("two_classes"); }
        }
    "#;
    let settings = "[points.gone]\npoints = 100\nonce_per = \"campaign\"\n[points.two_classes]\npoints = 5\n";
    let mut town = Town::at("2026-11-20 12:00", &walk(settings, PLAIN, gone));
    assert_eq!(town.post(visit("checkup", "2026-11-20")).decided(), ["award gone 100", "nudge hello"]);
    assert_eq!(
        town.post(visit("class", "2026-11-19")).post(visit("class", "2026-11-20")).decided(),
        ["award two_classes 5"]
    );
    assert_eq!(town.post(checkup("2026-11-18", "3", 61.5)).decided(), NONE);
    // What a rule can know of the checkup only as it runs is held back then.
    let found = r#"
        fn on_visit(me, event) { if me.days_since(what(event)) < 9999 { award("gone"); } }
        fn what(event) { if event.kind == "checkup" { "checkup" } else { "visit" } }
    "#;
    let mut town = Town::at("2026-11-20 12:00", &walk("[points.gone]\npoints = 5\n", "", found));
    assert_eq!(town.post(visit("class", "2026-11-20")).decided(), ["award gone 5"]);
    town.post(checkup("2026-11-18", "3", 61.5)).decided();
    assert_eq!(town.post(visit("checkup", "2026-11-19")).decided(), ["withheld gone sensitive_award"]);
}

#[test]
fn a_check_finds_words_that_are_not_neutral_and_points_for_findings() {
    let mut written = walk("[points.gone]\npoints = 5\n", PLAIN, "fn on_checkup(me, event) { nudge(\"hello\"); }\n");
    let rules = r#"
fn on_guidance(me, event) { award("told"); }
fn on_steps(me, event) { if me.days_since("guidance") < 7 { nudge("hi"); } }
fn on_notebook(me, event) { if of(me, "bmi") > 25 { award("told"); } }
fn on_visit(me, event) { if me.days_since("visit") < 7 && me.checkups > 0 { award("told"); } }
fn of(me, what) { me.checkup(what) }
"#;
    let messages = "[hi]\n[hi.ja]\nline = \"こんにちは。\"\n";
    written.campaigns.push(Campaign { name: "talk", settings: "[points.told]\npoints = 5\n", messages, rules });
    let problems = pack(&written).compile().unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let expected = [
        "talk/rules.rhai:2:35: no points here, since `on_guidance` is asked because of health guidance",
        "talk/rules.rhai:3:67: `hi` is not marked `neutral`, and `on_steps` reads `me.days_since(\"guidance\")`",
        "talk/rules.rhai:4:59: no points here, since `on_notebook` reads `me.checkup`",
        "talk/rules.rhai:5:62: `checkups` is not a fact of `me`; did you mean `checkup`?",
        "walk/rules.rhai:1:34: `hello` is not marked `neutral`, and `on_checkup` is asked because of a checkup",
    ];
    for text in expected {
        assert!(said.iter().any(|problem| problem.contains(text)), "no `{text}` in {said:#?}");
    }
    assert!(!said.iter().any(|problem| problem.contains("rules.rhai:5:77")), "{said:#?}");
}
