//! Designs: clusters, a roll-out in steps, a hold-out, and chance that a rule of known facts says. Of each: what is
//! withheld, and what is recorded of how it came about.

use crate::town::{Campaign, Town, Written, hana, pack, walk};
use domain::decide::{Detail, Randomised};
use domain::event::{ChallengeJoined, ChannelKind, Enrolled};
use domain::{Payload, Reason, Verdict};

const HELLO: &str =
    "[hello]\n[hello.ja]\nline = \"こんにちは。\"\nreplies = [{ label = \"はい\", action = \"yes\" }]\n";

const NOTED: &str = "fn on_notebook(me, event) { nudge(\"hello\"); }";

fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn lives_in(town: &mut Town, district: &str) {
    let (sex, district, language, prefer) = (None, Some(district.to_owned()), None, None);
    let reach = vec![ChannelKind::Line];
    town.post(Payload::Enrolled(Enrolled { birth_year: 1952, sex, district, language, reach, prefer }));
    let _ = town.verdicts();
}

fn one(town: &mut Town) -> Verdict {
    let verdicts = town.verdicts();
    let [verdict] = verdicts.as_slice() else { panic!("{verdicts:?}") };
    verdict.clone()
}

#[test]
fn who_moves_to_another_district_keeps_the_arm() {
    let settings = "[who]\ndistricts = [\"荒尾\", \"八幡\"]\n[experiment]\nseed = \"walk\"\nby = \"district\"\n\
                    arms = { nudge = 0.5, control = 0.5 }\n";
    let mut kept = Vec::new();
    for first in ["荒尾", "八幡"] {
        let mut town = Town::at("2026-11-16 10:00", &walk(settings, HELLO, NOTED));
        lives_in(town.until("2026-11-16 10:05"), first);
        let before = one(town.notes());
        let other = if first == "荒尾" { "八幡" } else { "荒尾" };
        lives_in(town.until("2026-11-18 10:00"), other);
        let after = one(town.notes());
        assert_eq!(before.trace.arm, after.trace.arm);
        let draw = before.trace.arm.clone().unwrap();
        assert_eq!((draw.cluster.as_deref(), draw.probability, draw.place.unwrap().of), (Some(first), 0.5, 2));
        match draw.arm.as_str() {
            "nudge" => assert!(before.outcome.is_ok() && after.outcome.is_ok()),
            _ => {
                assert_eq!([before.outcome, after.outcome], [Err(Reason::ControlArm), Err(Reason::ControlArm)]);
                assert_eq!(after.trace.detail, Some(Detail::InControl));
            }
        }
        kept.push(draw.arm);
    }
    kept.sort();
    assert_eq!(kept, ["control", "nudge"], "two districts are in two arms");
}

#[test]
fn who_is_in_no_team_is_in_no_arm_and_hears_nothing() {
    let settings = "from = 2026-11-01\nuntil = 2026-11-30\n[challenge]\nbetween = \"teams\"\nranks_by = \"mean\"\n\
                    [experiment]\nseed = \"walk\"\nby = \"team\"\narms = { a = 0.5, b = 0.5 }\n";
    let mut town = Town::at("2026-11-16 10:00", &walk(settings, HELLO, NOTED));
    let before = one(town.notes());
    assert_eq!((before.outcome, before.trace.detail), (Err(Reason::NotAvailable), Some(Detail::NoTeam)));
    assert_eq!(before.trace.passed.last(), Some(&Reason::NotAvailable));
    let joined = ChallengeJoined { challenge: "walk".to_owned(), team: Some("桜山".to_owned()) };
    town.until("2026-11-17 10:00").post(Payload::Joined(joined));
    let after = one(town.notes());
    let arm = after.trace.arm.unwrap();
    assert!(after.outcome.is_ok());
    assert_eq!((arm.cluster.as_deref(), arm.point.as_str()), (Some("桜山"), "arm"));
}

#[test]
fn a_district_hears_nothing_before_its_step() {
    let settings =
        "[who]\ndistricts = [\"荒尾\", \"八幡\"]\n[rollout]\nseed = \"steps\"\nsteps = [2026-11-18, 2026-11-20]\n";
    let written = walk(settings, HELLO, NOTED);
    let rollout = pack(&written).compile().unwrap().campaigns["walk"].rollout.clone().unwrap();
    let later = ["荒尾", "八幡"].into_iter().find(|name| rollout.step(name).unwrap().0 == rollout.steps[1]).unwrap();
    let mut town = Town::at("2026-11-16 10:00", &written);
    lives_in(town.until("2026-11-16 10:05"), later);
    for day in ["2026-11-18", "2026-11-19"] {
        let verdict = one(town.until(&format!("{day} 10:00")).notes());
        assert_eq!(verdict.outcome, Err(Reason::ControlArm));
        assert_eq!(verdict.trace.detail, Some(Detail::NotYet("2026-11-20".parse().unwrap())));
    }
    let verdict = one(town.until("2026-11-20 10:00").notes());
    assert!(verdict.outcome.is_ok());
    let draw = verdict.trace.rollout.unwrap();
    assert_eq!((draw.arm.as_str(), draw.probability, draw.place.unwrap().rank), ("2026-11-20", 0.5, 2));
    // Who moves to where it began earlier, or later, is still one of the first district.
    assert_eq!(town.snapshot().cluster("walk", "steps"), Some(later));
}

/// A city that holds hana out, or does not.
fn city_with(holds_out: bool) -> &'static str {
    let seeds = (0..100).map(|n| format!("seed-{n}"));
    let is_wanted = |seed: &String| {
        let settings = leaked(format!("[holdout]\nshare = 0.3\nseed = \"{seed}\"\n"));
        let ruleset = pack(&walk("", HELLO, NOTED).in_a_city(settings)).compile().unwrap();
        let draw = ruleset.city.holdout.as_ref().unwrap().draw(&hana()).unwrap();
        (draw.arm == "held_out") == holds_out
    };
    let seed = seeds.into_iter().find(is_wanted).unwrap();
    leaked(format!("[holdout]\nshare = 0.3\nseed = \"{seed}\"\nexcept = [\"care\"]\n"))
}

#[test]
fn who_is_held_out_hears_of_what_is_excepted_and_is_answered() {
    let rules = "fn on_notebook(me, event) { nudge(\"hello\"); }\nfn on_reply(me, event) { nudge(\"thanks\"); }";
    let messages = leaked(format!("{HELLO}[thanks]\n[thanks.ja]\nline = \"ありがとうございます。\"\n"));
    let mut written = walk(
        "[decision_points.noon]\nat = \"12:00\"\nprobability = 0.5\n",
        messages,
        leaked(format!("{rules}\nfn at_noon(me) {{ nudge(\"hello\"); }}")),
    );
    written.campaigns.push(Campaign { name: "care", settings: "", messages: HELLO, rules: NOTED });
    let written = Written { city: city_with(true), ..written };
    let mut town = Town::at("2026-11-16 10:00", &written);
    town.notes();
    let verdicts = town.verdicts();
    let [care, held] = verdicts.as_slice() else { panic!("{verdicts:?}") };
    assert!(care.campaign == "care" && care.outcome.is_ok() && care.trace.holdout.is_none());
    assert_eq!((&held.outcome, &held.trace.detail), (&Err(Reason::ControlArm), &Some(Detail::HeldOut)));
    let draw = held.trace.holdout.as_ref().unwrap();
    assert_eq!((draw.point.as_str(), draw.arm.as_str(), draw.probability), ("holdout", "held_out", 0.3));
    // Nothing could leave, so that no chance is drawn at the decision point.
    let point = one(town.until("2026-11-16 13:00"));
    assert_eq!((point.outcome, point.trace.detail), (Err(Reason::ControlArm), Some(Detail::HeldOut)));
    assert_eq!((point.trace.draw, point.trace.randomised.unwrap().probability), (None, Some(0.5)));
    let answer = one(town.until("2026-11-17 10:00").says("yes"));
    assert!(answer.outcome.is_ok() && answer.name == "thanks" && answer.trace.holdout.is_none());

    let written = walk("", HELLO, NOTED);
    let mut other = Campaign { name: "care", settings: "", messages: HELLO, rules: "" };
    other.rules = NOTED;
    let written = Written { campaigns: written.campaigns.into_iter().chain([other]).collect(), city: city_with(false) };
    let mut town = Town::at("2026-11-16 10:00", &written);
    town.notes();
    let served = town.verdicts().into_iter().find(|verdict| verdict.campaign == "walk").unwrap();
    assert!(served.outcome.is_ok());
    assert_eq!(served.trace.holdout.unwrap().arm, "served");
}

const EVENING: &str =
    "[decision_points.evening]\nat = \"17:30\"\nprobability = { by = \"rule\", least = 0.2, most = 0.8 }\n";

fn evening(probability: &str) -> Written {
    let rules = format!("fn at_evening(me) {{ nudge(\"hello\"); }}\nfn probability_evening(me) {{ {probability} }}");
    walk(EVENING, HELLO, leaked(rules))
}

#[test]
fn a_rule_of_known_facts_says_how_likely_a_message_is() {
    for (said, used, beyond) in
        [("0.5", 0.5, None), ("if me.steps == 5000 { 3 } else { 0.1 }", 0.8, Some(3.0)), ("-1.5", 0.2, Some(-1.5))]
    {
        let mut town = Town::at("2026-11-16 10:00", &evening(said));
        let verdict = one(town.steps("2026-11-16", 5_000).until("2026-11-16 18:00"));
        assert_eq!(verdict.trace.randomised, Some(Randomised { probability: Some(used), said: beyond }), "{said}");
        let draw = verdict.trace.draw.unwrap();
        let sends = if draw.arm == "send" { draw.probability } else { 1.0 - draw.probability };
        assert!((sends - used).abs() < 1e-15);
        assert_eq!((draw.arm == "send", draw.point.as_str()), (draw.number < used, "at_evening:2026-11-16"));
        assert_eq!(verdict.outcome.is_ok(), draw.number < used);
        let is_read = |facts: &[(String, String)]| facts.contains(&("me.steps".to_owned(), "5000".to_owned()));
        assert_eq!(is_read(&verdict.trace.facts), said.contains("steps"));
    }
}

#[test]
fn what_is_no_probability_withholds_and_says_so() {
    for said in ["\"0.5\"", "()", "0.0 / 0.0", "me.steps + 1"] {
        let verdict = one(Town::at("2026-11-16 10:00", &evening(said)).until("2026-11-16 18:00"));
        assert_eq!((&verdict.outcome, &verdict.trace.draw), (&Err(Reason::RuleError), &None), "{said}");
        assert!(matches!(verdict.trace.detail, Some(Detail::Script(_))), "{said}");
        assert_eq!(verdict.trace.randomised, Some(Randomised::default()));
    }
}

#[test]
fn a_probability_that_rests_on_health_lets_neutral_texts_out_only() {
    let neutral =
        "[hello]\nneutral = { approved_by = \"保健師\", on = 2026-04-01 }\n[hello.ja]\nline = \"こんにちは。\"\n";
    let rules = "fn at_evening(me) { nudge(\"hello\"); }\n\
                 fn probability_evening(me) { if me.worst(\"dementia\") == () { 0.3 } else { 0.7 } }";
    let refused = pack(&walk(EVENING, HELLO, rules)).compile().unwrap_err();
    let said: Vec<&str> = refused.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        said,
        ["`hello` is not marked `neutral`, and `probability_evening` reads `me.worst`, which is sensitive: \
          only a text that was found neutral may leave"]
    );
    let mut town = Town::at("2026-11-16 10:00", &walk(EVENING, neutral, rules));
    let verdict = one(town.forecast(3.0).until("2026-11-16 18:00"));
    assert!(verdict.trace.sensitive);
    assert!(verdict.trace.facts.iter().any(|(name, value)| name == "me.worst(\"dementia\")" && value == "•"));
    assert_eq!(verdict.trace.randomised.unwrap().probability, Some(0.7));
}

/// One draw for all that is proposed at a point, and the same probability with each.
#[test]
fn a_point_has_one_draw_whatever_is_proposed_there() {
    let messages = "[one]\n[one.ja]\nline = \"ひとつ。\"\n[two]\n[two.ja]\nline = \"ふたつ。\"\n";
    let settings = "[decision_points.evening]\nat = \"17:30\"\ndays = [\"mon\"]\nprobability = 0.5\n";
    let rules = "fn at_evening(me) { nudge(\"one\"); nudge(\"two\"); }";
    let mut outcomes = Vec::new();
    let mut town = Town::at("2026-11-02 10:00", &walk(settings, messages, rules));
    for monday in ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"] {
        let verdicts = town.until(&format!("{monday} 18:00")).verdicts();
        let [one, two] = verdicts.as_slice() else { panic!("{verdicts:?}") };
        assert_eq!(one.trace.draw, two.trace.draw);
        assert!(one.trace.draw.is_some());
        assert_eq!(one.outcome.is_ok(), two.outcome.is_ok());
        assert_eq!(one.trace.randomised, two.trace.randomised);
        outcomes.push(one.outcome.is_ok());
    }
    assert!(outcomes.contains(&true) && outcomes.contains(&false), "{outcomes:?}");
}

/// Whatever stands in the way, a randomised point leaves a row that says so, and no draw.
#[test]
fn who_is_not_available_at_a_point_is_not_drawn_for() {
    let settings = "[decision_points.evening]\nat = \"17:30\"\nprobability = 0.5\n";
    for (rules, kind, reason) in [
        ("fn at_evening(me) { if me.points > 0 { nudge(\"hello\"); } }", "point", Reason::NotAvailable),
        ("fn at_evening(me) { nudge(\"hello\"); }\nfn available(me) { false }", "nudge", Reason::NotAvailable),
        ("fn at_evening(me) { let far = 1 / (me.points - me.points); nudge(\"hello\"); }", "rule", Reason::RuleError),
    ] {
        let verdict = one(Town::at("2026-11-16 10:00", &walk(settings, HELLO, rules)).until("2026-11-16 18:00"));
        assert_eq!((verdict.kind, &verdict.outcome), (kind, &Err(reason)), "{rules}");
        assert_eq!(verdict.trace.draw, None);
        assert_eq!(verdict.trace.randomised, Some(Randomised { probability: Some(0.5), said: None }));
    }
}

/// In the arm `control` nothing could leave: no chance is drawn at its points.
#[test]
fn no_chance_is_drawn_in_the_arm_in_which_nothing_is_sent() {
    let settings = "[decision_points.evening]\nat = \"17:30\"\nprobability = 0.5\n[experiment]\nseed = \"s\"\n\
                    arms = { nudge = 0.001, control = 0.999 }\n";
    let verdict = one(Town::at("2026-11-16 10:00", &walk(settings, HELLO, "fn at_evening(me) { nudge(\"hello\"); }"))
        .until("2026-11-16 18:00"));
    assert_eq!((verdict.outcome, verdict.trace.detail), (Err(Reason::ControlArm), Some(Detail::InControl)));
    assert_eq!((verdict.trace.arm.unwrap().arm.as_str(), verdict.trace.draw), ("control", None));
}

/// A case shows what rules do: nobody in it is held out, and the campaign has begun everywhere.
#[test]
fn cases_are_open_and_say_their_arm() {
    let settings =
        "[who]\ndistricts = [\"荒尾\", \"八幡\"]\n[rollout]\nseed = \"steps\"\nsteps = [2027-11-18, 2027-11-20]\n";
    let by_district = "[who]\ndistricts = [\"荒尾\", \"八幡\"]\n[experiment]\nseed = \"s\"\nby = \"district\"\n\
                       arms = { nudge = 0.5, control = 0.5 }\n";
    for (settings, arm, expect) in [
        (settings, "", "nudge hello"),
        (by_district, "arm = \"nudge\"\n", "nudge hello"),
        (by_district, "arm = \"control\"\n", "withheld hello control_arm"),
    ] {
        let mut pack = pack(&walk(settings, HELLO, NOTED).in_a_city(city_held_out()));
        pack.files.insert(
            "campaigns/432041/walk/cases.toml".to_owned(),
            format!(
                "[[case]]\nname = \"c\"\nresident = {{ birth_year = 1952, district = \"荒尾\", reach = [\"line\"] }}\n{arm}\
                 [[case.step]]\nat = \"2026-11-16 10:00\"\nnotebook = \"note\"\nexpect = [\"{expect}\"]\n"
            ),
        );
        let ruleset = pack.compile().unwrap();
        let failures: Vec<_> = pack.cases(&ruleset).unwrap().iter().flat_map(|case| case.run(&ruleset)).collect();
        assert!(failures.is_empty(), "{failures:?}");
    }
}

fn city_held_out() -> &'static str {
    "[holdout]\nshare = 0.5\nseed = \"half\"\n"
}
