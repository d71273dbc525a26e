#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

use super::facts::facts as vocabulary;
use super::proposals::OFFERS;
use super::{Arm, Evaluation, Facts, Proposal, Proposed, budget, check, language};
use crate::event::{Event, Metric, Modality, Payload, SourceKind, StepSource, Steps};
use crate::pack::{Pack, Ruleset};
use crate::resident::{Enrolment, GoalPeriod};
use crate::sentence::thousands;
use crate::{Day, Snapshot};
use chrono::{DateTime, Utc};
use std::rc::Rc;

const DOCS: &str = include_str!("../../../../docs/rules.md");

#[test]
fn the_docs_name_every_fact_and_proposal() {
    for fact in vocabulary() {
        let name = fact.name;
        let named = DOCS.contains(&format!(".{name}`"))
            || DOCS.contains(&format!(".{name}("))
            || DOCS.contains(&format!("`{name}`"));
        assert!(named, "docs/rules.md does not name `{}.{name}`", fact.of.path());
    }
    for offer in OFFERS {
        assert!(DOCS.contains(&format!("`{}(", offer.name)), "docs/rules.md does not name `{}`", offer.name);
    }
    for hook in check::HOOKS.iter().map(|hook| hook.name) {
        assert!(DOCS.contains(&format!("`{hook}(me, event)`")), "docs/rules.md does not name `{hook}`");
    }
    for name in language::FUNCTIONS.iter().map(|function| function.name) {
        assert!(DOCS.contains(&format!("`{name}`")), "docs/rules.md does not name `{name}`");
    }
    for (word, ..) in language::BANNED {
        assert!(DOCS.contains(&format!("`{word}`")), "docs/rules.md does not say that `{word}` cannot be used");
    }
}

#[test]
fn the_docs_name_no_fact_that_is_not_there() {
    let dotted = DOCS.split('`').skip(1).step_by(2).filter_map(|code| code.split_once('.'));
    for (owner, rest) in dotted.filter(|parts| ["me", "event", "now"].contains(&parts.0)) {
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        assert!(vocabulary().any(|fact| fact.name == name), "docs/rules.md says `{owner}.{rest}`");
    }
}

#[test]
fn the_docs_say_every_budget() {
    let budgets = [
        format!("{} operations", thousands(budget::OPERATIONS)),
        format!("{} calls deep", budget::CALLS),
        format!("{} proposals", budget::PROPOSALS),
        format!("{} bytes", thousands(budget::TEXT_BYTES)),
        format!("lists of {}", budget::LIST),
        format!("maps of {}", budget::MAP),
        format!("{} variables", budget::VARIABLES),
        format!("{} functions", budget::FUNCTIONS),
        format!("nested {} deep", budget::NESTING),
        format!("scripts of {} KB", budget::SCRIPT_BYTES / 1024),
    ];
    for budget in budgets {
        assert!(DOCS.contains(&budget), "docs/rules.md does not say `{budget}`");
    }
}

#[test]
fn every_function_of_the_language_is_there_and_takes_what_is_said() {
    let values = |name: &str, count: usize| match (name, count) {
        ("to_float" | "abs" | "sign" | "is_even" | "is_odd" | "is_zero" | "to_string", 1) => "-3",
        ("ceiling" | "floor" | "round" | "sqrt" | "to_int", 1) => "2.5",
        ("parse_int", 1) => "\"7\"",
        ("len" | "is_empty" | "to_lower" | "to_upper", 1) => "\"abc\"",
        ("trim", 1) => "text",
        ("pop" | "reverse" | "sort", 1) => "list",
        ("keys", 1) => "#{ a: 1 }",
        ("max" | "min" | "range", 2) => "1, 2",
        ("range", 3) => "1, 9, 2",
        ("contains" | "starts_with" | "ends_with" | "index_of" | "split", 2) => "\"abc\", \"b\"",
        ("sub_string", 2) => "\"abc\", 1",
        ("sub_string", 3) => "\"abc\", 1, 1",
        ("replace", 3) => "text, \"a\", \"b\"",
        ("push", 2) => "list, 3",
        other => panic!("no example for {other:?}"),
    };
    for function in language::FUNCTIONS {
        let name = function.name;
        for count in function.takes {
            let call = format!("let text = \"abc\"; let list = [2, 1]; {name}({});", values(name, *count));
            let evaluation = ask(&format!("fn on_steps(me, event) {{ {call} }}"), &facts());
            assert_eq!(evaluation.error, None, "{call}");
        }
    }
}

#[test]
fn what_was_read_is_kept_with_what_was_proposed() {
    let script = r#"
        fn on_steps(me, event) {
            let left = me.goal.steps - event.steps;
            if me.days_since("reply") > 3 && now.hour >= 16 && me.steps_ago(1) == () {
                nudge("almost_there", #{ left: left });
            }
            if me.goal.steps > 0 { award("goal_day"); }
        }"#;
    let evaluation = ask(script, &facts());
    let read: Vec<String> = evaluation.read.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let expected = [
        "me.goal.steps = 6000",
        "event.steps = 3000",
        "me.days_since(\"reply\") = 9999",
        "now.hour = 18",
        "me.steps_ago(1) = ()",
    ];
    assert_eq!(read, expected);
    let [nudge, award] = evaluation.proposals.as_slice() else { panic!("{evaluation:?}") };
    let Proposed::Nudge { message, values } = &nudge.what else { panic!("{nudge:?}") };
    assert_eq!((message.as_str(), values["left"].as_str(), nudge.line), ("almost_there", "3,000", 5));
    assert_eq!((award.line, award.file.as_ref(), award.draw.as_ref()), (7, None, None));
    assert!(!evaluation.sensitive);
}

#[test]
fn nothing_proposed_keeps_nothing_until_someone_asks() {
    let ruleset = compile("fn on_steps(me, event) { if me.age == 3 { award(\"goal_day\"); } }");
    assert_eq!(ruleset.rules.ask("walk", "on_steps", facts()).read, []);
    let read = [("me.age".to_owned(), "()".to_owned())];
    assert_eq!(ruleset.rules.read("walk", "on_steps", facts()), read);
    // At a decision point it is on record.
    let at_point = Facts { event: None, ..facts() };
    assert_eq!(ruleset.rules.ask("walk", "on_steps", at_point).read, read);
}

#[test]
fn a_sensitive_fact_marks_all_and_shows_no_value() {
    let marks = |script: &str, facts: &Facts| {
        let evaluation = ask(&format!("fn on_steps(me, event) {{ {script} }}"), facts);
        assert_eq!(evaluation.error, None, "{script}");
        (evaluation.sensitive, evaluation.read.into_iter().map(|read| read.1).collect::<Vec<_>>())
    };
    let plain = facts();
    assert_eq!(marks("if me.goal.steps > 1 { nudge(\"talk\"); }", &plain), (false, vec!["6000".to_owned()]));
    // What is read after the proposal tells as much.
    assert_eq!(marks("nudge(\"talk\"); let x = me.worst(\"dementia\");", &plain), (true, vec!["•".to_owned()]));

    let mut by_goal = facts();
    let mut snapshot = Snapshot::clone(&by_goal.snapshot);
    snapshot.goals.enter(Metric::StepsPerDay, goal(&by_goal, true));
    let enrolment = Enrolment { version: "v".to_owned(), at: by_goal.now, sensitive: true };
    snapshot.enrolments.insert("care".to_owned(), enrolment);
    by_goal.snapshot = Rc::new(snapshot);
    for read in ["me.goal.steps", "me.streak", "me.goal_days(3)", "me.enrolled(\"care\")"] {
        assert!(marks(&format!("let x = {read}; nudge(\"talk\");"), &by_goal).0, "{read}");
    }
    assert!(!marks("let x = me.steps; nudge(\"talk\");", &by_goal).0);
    let led = Facts { sensitive: true, ..facts() };
    assert!(marks("nudge(\"talk\");", &led).0);
    assert!(marks("", &led).0);
}

#[test]
fn the_same_question_has_the_same_answer() {
    let script = r#"
        fn on_steps(me, event) {
            let first = choose("talk", "well_done");
            nudge(first);
            nudge(choose(["talk", "well_done"]));
            award("goal_day");
        }"#;
    let rules = compile(script);
    let both: Vec<(String, String)> = (0..400)
        .map(|n| {
            let facts = || Facts { resident: format!("p-{n}").parse().unwrap(), ..facts() };
            let evaluation = rules.rules.ask("walk", "on_steps", facts());
            assert_eq!(evaluation, rules.rules.ask("walk", "on_steps", facts()));
            let [first, second, award] = evaluation.proposals.as_slice() else { panic!("{evaluation:?}") };
            assert_eq!(award.draw, None);
            let arm = |proposal: &super::Proposal| {
                let draw = proposal.draw.clone().unwrap();
                assert_eq!((draw.arm.as_str(), draw.probability), (proposal.what.kind_and_name().1, 0.5));
                draw.arm
            };
            (arm(first), arm(second))
        })
        .collect();
    // Independent draws: each of the four pairs near a quarter.
    for one in ["talk", "well_done"] {
        for other in ["talk", "well_done"] {
            let count = both.iter().filter(|pair| (pair.0.as_str(), pair.1.as_str()) == (one, other)).count();
            assert!((65..=135).contains(&count), "{one} and {other}: {count}");
        }
    }
}

#[test]
fn shared_functions_serve_every_campaign_and_say_where_they_are() {
    let shared = "\n\nfn cheer(me) {\n    nudge(\"well_done\");\n}\n";
    let mut pack = pack(&format!("fn on_steps(me, event) {{ cheer(me); }}\n{REST}"));
    pack.files.insert("rules/432041/cheers.rhai".to_owned(), shared.to_owned());
    let ruleset = compiled(&pack);
    let evaluation = ruleset.rules.ask("walk", "on_steps", facts());
    let [nudge] = evaluation.proposals.as_slice() else { panic!("{evaluation:?}") };
    assert_eq!((nudge.file.as_deref(), nudge.line), (Some("rules/432041/cheers.rhai"), 4));
    assert!(ruleset.rules.has("walk", "on_steps"));
    assert!(!ruleset.rules.has("walk", "on_reply") && !ruleset.rules.has("none", "on_steps"));
}

#[test]
fn available_answers_yes_or_no() {
    let available = |script: &str| compile(script).rules.available("walk", facts());
    assert!(available("").available);
    assert!(!available("fn available(me) { me.steps > 5000 }").available);
    assert!(available("fn available(me) { me.steps < 5000 }").available);
    let unclear = available("fn available(me) { me.steps }");
    assert!(!unclear.available);
    assert!(unclear.error.unwrap().message.contains("`true` or `false`"));
}

#[test]
fn facts_are_about_the_day_that_is_asked_about() {
    let values = |facts: &Facts| {
        let script = r#"
            fn on_steps(me, event) {
                nudge("almost_there", #{ left: `${me.steps} ${me.steps_ago(1)} ${me.average_steps(7)}` });
                nudge("almost_there", #{ left: `${me.days_with_steps(7)} ${me.goal_days(7)} ${me.streak}` });
                nudge("almost_there", #{ left: `${me.days_since("steps")} ${event.date} ${event.is_today}` });
            }"#;
        let evaluation = ask(script, facts);
        let value = |proposal: &Proposal| match &proposal.what {
            Proposed::Nudge { values, .. } => values["left"].clone(),
            other => panic!("{other:?}"),
        };
        evaluation.proposals.iter().map(value).collect::<Vec<_>>().join(" ")
    };
    let mut facts = facts();
    let mut snapshot = Snapshot::clone(&facts.snapshot);
    for (day, count) in [(17, 6_000), (18, 7_001), (19, 9_000)] {
        let _ = snapshot.observe(&steps(day, count), &facts.city, facts.now);
    }
    facts.snapshot = Rc::new(snapshot);
    assert_eq!(values(&facts), "3000 9000 7334 4 3 0 0 2026-11-20 true");
    facts.day = facts.day.plus(-1);
    assert_eq!(values(&facts), "9000 7001 6501 3 3 3 0 2026-11-19 false");
}

#[test]
fn a_script_may_have_many_branches() {
    let branches: String = (0..20)
        .map(|n| format!("else if me.points == {n} {{ if me.age == {n} {{ award(\"goal_day\"); }} }} "))
        .collect();
    let sums = "1 + ".repeat(20);
    let evaluation =
        ask(&format!("fn on_steps(me, event) {{ if me.points < 0 {{}} {branches} let x = {sums} 1; }}"), &facts());
    assert_eq!(evaluation.error, None);
}

#[test]
fn deep_calls_stay_on_a_small_stack() {
    // Every level of the calls as deep as a script can be written.
    let deep = (1..budget::NESTING).rev().map(|deep| {
        let (open, close) = ("if n > 0 { ".repeat(deep), "}".repeat(deep));
        pack(&format!("fn on_steps(me, event) {{ down(1); }}\nfn down(n) {{ {open} down(n + 1); {close} }}\n{REST}"))
    });
    let script =
        deep.into_iter().find(|pack| pack.compile().is_ok()).unwrap().files["campaigns/432041/walk/rules.rhai"].clone();
    let run = move || {
        let ruleset = compiled(&pack(&script));
        let error = ruleset.rules.ask("walk", "on_steps", facts()).error.unwrap();
        assert!(error.budget && error.message.contains("16 deep"), "{error}");
    };
    // Unoptimised frames are several times as large as those of a component.
    let bytes = if cfg!(debug_assertions) { 4 << 20 } else { 512 << 10 };
    std::thread::Builder::new().stack_size(bytes).spawn(run).unwrap().join().unwrap();
}

fn ask(script: &str, facts: &Facts) -> Evaluation {
    compile(script).rules.ask("walk", "on_steps", facts.clone())
}

fn compile(script: &str) -> Rc<Ruleset> {
    compiled(&pack(&format!("{script}\n{REST}")))
}

/// Says every message, so that none is unused.
const REST: &str = "fn at_rest(me) { nudge(\"well_done\"); nudge(\"talk\"); nudge(\"almost_there\", #{ left: 1 }); }";

fn compiled(pack: &Pack) -> Rc<Ruleset> {
    pack.compile()
        .unwrap_or_else(|found| panic!("{}", found.iter().map(|problem| format!("{problem}\n")).collect::<String>()))
}

fn pack(script: &str) -> Pack {
    let files = [
        (
            "campaigns/432041/city.toml",
            "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
             quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n",
        ),
        (
            "campaigns/432041/walk/campaign.toml",
            "title = \"歩く\"\nfrom = 2026-04-01\n[decision_points.rest]\nat = \"17:30\"\n[points.goal_day]\npoints = 10\n",
        ),
        (
            "campaigns/432041/walk/messages.toml",
            "[almost_there.ja]\nline = \"あと{left}歩\"\n[well_done]\nneutral = { approved_by = \"x\", on = 2026-04-01 }\n\
             ja = { line = \"よくできました\" }\n[talk]\nneutral = { approved_by = \"x\", on = 2026-04-01 }\n\
             ja = { line = \"話\" }\n",
        ),
        (
            "campaigns/432041/care/campaign.toml",
            "title = \"寄り添い\"\nfrom = 2026-04-01\nwho = { entry = \"enrolled\" }\n",
        ),
        ("campaigns/432041/care/messages.toml", ""),
        ("campaigns/432041/care/rules.rhai", ""),
        ("campaigns/432041/walk/rules.rhai", script),
    ];
    Pack { city: "432041".parse().unwrap(), files: files.map(|(path, text)| (path.to_owned(), text.to_owned())).into() }
}

/// A resident with a goal of 6,000 steps who has walked 3,000, at six in the evening.
fn facts() -> Facts {
    let now: DateTime<Utc> = "2026-11-20T09:00:00Z".parse().unwrap();
    let city = Rc::clone(&compiled(&pack("fn at_rest(me) { let m = \"talk\"; m += \"\"; nudge(m); }")).city);
    let event = steps(20, 3_000);
    let mut snapshot = Snapshot::default();
    let _ = snapshot.observe(&event, &city, now);
    let day = Day::from_date("2026-11-20".parse().unwrap());
    let facts = Facts {
        resident: "p-1".parse().unwrap(),
        snapshot: Rc::new(snapshot),
        event: Some(Rc::new(event)),
        city,
        day,
        now,
        seed: "test".to_owned(),
        point: "on_steps:2026-11-20".to_owned(),
        arm: Arm::default(),
        sensitive: false,
    };
    let mut snapshot = Snapshot::clone(&facts.snapshot);
    snapshot.goals.enter(Metric::StepsPerDay, goal(&facts, false));
    Facts { snapshot: Rc::new(snapshot), ..facts }
}

fn goal(facts: &Facts, sensitive: bool) -> GoalPeriod {
    GoalPeriod { target: 6_000, from: facts.day.plus(-19), until: None, at: facts.now, sensitive }
}

fn steps(day: u32, steps: i64) -> Event {
    Event {
        source: "test".to_owned(),
        id: format!("{day}"),
        subject: None,
        time: "2026-11-20T09:00:00Z".parse().unwrap(),
        payload: Payload::Steps(Steps {
            date: format!("2026-11-{day:02}").parse().unwrap(),
            steps,
            source: StepSource { id: "band".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed },
            version: 1,
            complete: false,
        }),
    }
}
