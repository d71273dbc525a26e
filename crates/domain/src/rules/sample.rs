//! A campaign in which every example of the reference holds, and residents to ask it about.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::{Arm, Facts};
use crate::event::{Event, Payload};
use crate::pack::{Experiment, Pack, Ruleset};
use crate::resident::MessageRecord;
use crate::{Day, Snapshot};
use chrono::{DateTime, TimeDelta, Utc};
use std::rc::Rc;

/// Messages, each of which some example says or a function at the end does.
const MESSAGES: &str = r#"
[almost_there.ja]
line = "あと{left}歩"
[well_done.ja]
line = "よくできました"
[welcome_back.ja]
line = "おかえりなさい"
[walk_with_friend.ja]
line = "だれかと歩きませんか"
[short_loop.ja]
line = "近くをひとまわり"
[talk]
neutral = { approved_by = "保健師", on = 2026-04-01 }
ja = { line = "お話しませんか" }
"#;

const REST: &str = "\nfn at_rest(me) { nudge(\"almost_there\", #{ left: 1 }); nudge(\"well_done\"); nudge(\"welcome_back\"); \
                    nudge(\"walk_with_friend\"); nudge(\"short_loop\"); nudge(\"talk\"); }\n";

/// The campaign `walk` with a script, ready to be asked; or the problems that it has.
pub(super) fn compiled(script: &str) -> Result<Rc<Ruleset>, Vec<String>> {
    let points = script.split("fn at_").skip(1).filter_map(|rest| rest.split('(').next());
    let points: String =
        points.chain(["rest"]).map(|point| format!("[decision_points.{point}]\nat = \"17:30\"\n")).collect();
    let by_rule: Vec<&str> =
        script.split("fn probability_").skip(1).filter_map(|rest| rest.split('(').next()).collect();
    let randomised = |point: &&str| {
        format!(
            "[decision_points.{point}]\nat = \"17:30\"\nprobability = {{ by = \"rule\", least = 0.2, most = 0.8 }}\n"
        )
    };
    let randomised: String = by_rule.iter().map(randomised).collect();
    let asked: String = by_rule.iter().map(|point| format!("fn at_{point}(me) {{ nudge(\"talk\"); }}\n")).collect();
    let campaign = "title = \"歩く\"\nfrom = 2026-04-01\n[points.goal_day]\npoints = 10\n[points.class_day]\npoints = 50\n[stamps]\n\
                    places = [{ name = \"四山神社\" }, { name = \"万田坑\" }]\ncomplete = 1\n";
    let files = [
        (
            "city.toml",
            "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
             quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n"
                .to_owned(),
        ),
        ("walk/campaign.toml", format!("{campaign}{points}{randomised}")),
        ("walk/messages.toml", MESSAGES.to_owned()),
        ("walk/rules.rhai", format!("{script}{REST}{asked}")),
        ("care/campaign.toml", "title = \"寄り添い\"\nfrom = 2026-04-01\nwho = { entry = \"enrolled\" }\n".to_owned()),
        ("care/messages.toml", String::new()),
        ("care/rules.rhai", String::new()),
    ];
    let files = files.map(|(path, text)| (format!("campaigns/432041/{path}"), text)).into();
    let pack = Pack { city: "432041".parse().unwrap(), files };
    pack.compile().map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

/// What happened, an event for each function that is asked about one.
pub(super) const EVENTS: [(&str, &str, &str); 12] = [
    (
        "on_enrolled",
        "ayumi.resident.enrolled.v1",
        r#"{"birth_year": 1948, "sex": "male", "district": "荒尾第一", "language": "easy_ja", "reach": ["line"]}"#,
    ),
    (
        "on_consent",
        "ayumi.consent.given.v1",
        r#"{"purpose": "engagement", "categories": [], "text_version": "1", "via": "paper"}"#,
    ),
    ("on_channel", "ayumi.channel.linked.v1", r#"{"channel": "line", "address": "U8189cf6745fc0d808977bdb0b9f22995"}"#),
    ("on_goal", "ayumi.goal.set.v1", r#"{"metric": "steps_per_day", "target": 6000, "from": "2026-11-01"}"#),
    (
        "on_steps",
        "ayumi.steps.recorded.v1",
        r#"{"date": "2026-11-20", "steps": 9000, "source": {"id": "b", "kind": "tracker", "modality": "sensed"}, "version": 1}"#,
    ),
    (
        "on_notebook",
        "ayumi.notebook.entry.v1",
        r#"{"kind": "blood_pressure", "systolic_mmhg": 132, "diastolic_mmhg": 84, "at": "2026-11-20T07:10:00+09:00"}"#,
    ),
    ("on_visit", "ayumi.visit.recorded.v1", r#"{"kind": "class", "place": "健康福祉センター", "date": "2026-11-20"}"#),
    ("on_stamp", "ayumi.stamp.collected.v1", r#"{"campaign": "walk", "place": "四山神社", "date": "2026-11-20"}"#),
    (
        "on_forecast",
        "ayumi.forecast.issued.v1",
        r#"{"test_date": "2026-10-20", "provider": "x", "predictions": [
            {"condition": "mi_stroke", "horizon_years": 4, "probability_percent": 2.35,
             "comparison": {"basis": "low_risk_group", "ratio_low": 2.0, "ratio_high": 3.0}},
            {"condition": "dementia", "horizon_years": 20, "probability_percent": 30.0,
             "comparison": {"basis": "low_risk_group", "ratio_low": 2.0, "ratio_high": 3.0}}]}"#,
    ),
    (
        "on_checkup",
        "ayumi.checkup.recorded.v1",
        r#"{"date": "2026-06-12", "items": [{"code": "9N011000000000001", "value": 26.1, "unit": "kg/m2"},
            {"code": "9N506000000000011", "value": "2"}, {"code": "9N801000000000011", "value": "3"}]}"#,
    ),
    (
        "on_guidance",
        "ayumi.guidance.held.v1",
        r#"{"program": "dynamic_support_2026", "session": 1, "by_role": "public_health_nurse"}"#,
    ),
    ("on_reply", "ayumi.reply.received.v1", r#"{"action": "yes"}"#),
];

/// At six in the evening of a Friday.
pub(super) fn now() -> DateTime<Utc> {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

/// The event that a function is asked about; none at a decision point.
pub(super) fn event(function: &str) -> Option<Event> {
    let (_, kind, data) = EVENTS.iter().find(|known| known.0 == function)?;
    let payload = Payload::parse(kind, data).unwrap_or_else(|refusal| panic!("{function}: {refusal}"));
    Some(Event { source: "test".to_owned(), id: function.to_owned(), subject: None, time: now(), payload })
}

/// A resident of whom nothing is known but what a function is asked about.
pub(super) fn stranger(ruleset: &Ruleset, function: &str) -> Facts {
    asked(ruleset, function, Snapshot::default())
}

/// A resident of whom everything is known.
pub(super) fn acquaintance(ruleset: &Ruleset, function: &str) -> Facts {
    let mut snapshot = Snapshot::default();
    for ago in 1..10 {
        let date = (now() - TimeDelta::days(ago)).date_naive();
        let data = format!(
            r#"{{"date": "{date}", "steps": {}, "source": {{"id": "b", "kind": "tracker", "modality": "sensed"}}, "version": 1}}"#,
            7_000 - ago * 100
        );
        let payload = Payload::parse("ayumi.steps.recorded.v1", &data).unwrap();
        let event = Event { source: "test".to_owned(), id: date.to_string(), subject: None, time: now(), payload };
        let _ = snapshot.observe(&event, &ruleset.city, now());
    }
    let weekly = r#"{"metric": "notebook_days_per_week", "target": 4, "from": "2026-11-01"}"#;
    let payload = Payload::parse("ayumi.goal.set.v1", weekly).unwrap();
    let event = Event { source: "test".to_owned(), id: "weekly".to_owned(), subject: None, time: now(), payload };
    let _ = snapshot.observe(&event, &ruleset.city, now());
    snapshot.messages.push(MessageRecord {
        id: "01JD8Q9Z0V6K3M5N7P9R1S3T5V".parse().unwrap(),
        campaign: "walk".to_owned(),
        message: "talk".to_owned(),
        occasion: "once".to_owned(),
        day: Day::from_date(now().date_naive()).plus(-4),
        lasting: false,
        sensitive: false,
        is_answer: false,
        offers: vec!["yes".to_owned()],
    });
    for (known, _, _) in EVENTS {
        let _ = snapshot.observe(&self::event(known).unwrap(), &ruleset.city, now());
    }
    let experiment = Experiment::of_residents("test".to_owned(), vec![("with_friend".to_owned(), 1.0)]);
    Facts { arm: Arm::of(Some(Rc::new(experiment)), None), ..asked(ruleset, function, snapshot) }
}

fn asked(ruleset: &Ruleset, function: &str, mut snapshot: Snapshot) -> Facts {
    let event = event(function);
    if let Some(event) = &event {
        let _ = snapshot.observe(event, &ruleset.city, now());
    }
    Facts {
        resident: "p-1".parse().unwrap(),
        snapshot: Rc::new(snapshot),
        event: event.map(Rc::new),
        city: Rc::clone(&ruleset.city),
        day: Day::from_date(now().date_naive()),
        now: now(),
        seed: "test".to_owned(),
        point: function.to_owned(),
        arm: Arm::default(),
        sensitive: false,
    }
}
