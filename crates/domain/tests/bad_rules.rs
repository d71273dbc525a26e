//! Bad scripts beside what is said about them: `bad_rules/<name>.rhai` and `.err`.
//!
//! A script is the `rules.rhai` of the campaign `walk`; a line `// file: <path>` begins
//! another file of the pack. What is wrong before a script runs is expected, and where nothing
//! is, what goes wrong when its functions are asked; below each line in English, the same in
//! Japanese. `AYUMI_REWRITE=1` rewrites the `.err`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "tests")]

use domain::event::{Modality, Payload, SourceKind, StepSource, Steps};
use domain::rules::{Arm, Facts};
use domain::{Day, Event, Pack, Snapshot};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::rc::Rc;

const SCRIPT: &str = "campaigns/432041/walk/rules.rhai";

#[test]
fn every_bad_script_is_told_what_is_wrong() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_rules");
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let (mut scripts, others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|path| path.extension().is_some_and(|ending| ending == "rhai"));
    scripts.sort();
    let alone: Vec<_> = others.iter().filter(|path| !scripts.contains(&path.with_extension("rhai"))).collect();
    assert!(alone.is_empty(), "these belong to no script: {alone:?}");
    assert!(!scripts.is_empty(), "the folder of bad scripts was not found");
    let rewrite = std::env::var_os("AYUMI_REWRITE").is_some();
    let mut wrong = String::new();
    for script in scripts {
        let said = judge(&fs::read_to_string(&script).unwrap());
        let expected = script.with_extension("err");
        if said.is_empty() {
            writeln!(wrong, "{}: nothing was found wrong", script.display()).unwrap();
        } else if rewrite {
            fs::write(&expected, &said).unwrap();
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&said) {
            writeln!(wrong, "{}:\n{said}", expected.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// All that is said about a script.
fn judge(script: &str) -> String {
    let mut files = pack_files();
    let mut path = SCRIPT.to_owned();
    let mut text = String::new();
    for line in script.lines() {
        if let Some(next) = line.strip_prefix("// file: ") {
            files.insert(std::mem::replace(&mut path, next.to_owned()), std::mem::take(&mut text));
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    files.insert(path, text);
    let pack = Pack { city: "432041".parse().unwrap(), files };
    let told: Vec<(String, String)> = match pack.compile() {
        Err(problems) => problems.into_iter().map(|problem| (problem.to_string(), problem.message_ja)).collect(),
        Ok(ruleset) => ["on_steps", "at_evening"]
            .iter()
            .filter_map(|function| {
                let evaluation = ruleset.rules.ask("walk", function, facts(&ruleset));
                let error = evaluation.error?;
                assert!(evaluation.proposals.is_empty(), "what was proposed before an error is void");
                let budget = if error.budget { " (budget)" } else { "" };
                Some((format!("asked {function}: {error}{budget}"), error.message_ja))
            })
            .collect(),
    };
    let lines = told.into_iter().map(|(english, japanese)| {
        assert!(is_japanese(&japanese), "{english}\n{japanese}");
        format!("{english}\n    {japanese}\n")
    });
    lines.collect()
}

/// Whether a sentence is Japanese throughout: but for what stands in backquotes, and paths, no two words
/// of English follow each other.
fn is_japanese(sentence: &str) -> bool {
    let outside: String = sentence.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let words: Vec<&str> = outside.split(' ').collect();
    let english = words.windows(2).any(|pair| pair.iter().all(|word| is_word(word)));
    outside.chars().any(|c| matches!(c, 'ぁ'..='ん')) && !english
}

/// A resident without a goal who walked 3,000 steps.
fn facts(ruleset: &domain::Ruleset) -> Facts {
    let now = "2026-11-20T09:00:00Z".parse().unwrap();
    let event = Event {
        source: "test".to_owned(),
        id: "1".to_owned(),
        subject: None,
        time: now,
        payload: Payload::Steps(Steps {
            date: "2026-11-20".parse().unwrap(),
            steps: 3_000,
            source: StepSource { id: "band".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed },
            version: 1,
            complete: false,
        }),
    };
    let mut snapshot = Snapshot::default();
    let _ = snapshot.observe(&event, &ruleset.city, now);
    Facts {
        resident: "p-1".parse().unwrap(),
        snapshot: Rc::new(snapshot),
        event: Some(Rc::new(event)),
        city: Rc::clone(&ruleset.city),
        day: Day::from_date("2026-11-20".parse().unwrap()),
        now,
        seed: "test".to_owned(),
        point: "test".to_owned(),
        arm: Arm::default(),
        sensitive: false,
    }
}

fn pack_files() -> BTreeMap<String, String> {
    let files = [
        (
            "campaigns/432041/city.toml",
            r#"
name = "荒尾市"
time_zone = "Asia/Tokyo"
sender = "荒尾市"
quiet_hours = { from = "21:00", until = "8:00" }
caps = { per_day = 2, per_week = 5 }
"#,
        ),
        (
            "campaigns/432041/walk/campaign.toml",
            r#"
title = "歩く"
from = 2026-04-01

[decision_points.evening]
at = "17:30"

[points.goal_day]
points = 10
"#,
        ),
        (
            "campaigns/432041/walk/messages.toml",
            r#"
[almost_there.ja]
line = "きょうはあと{left}歩です。"

[well_done.ja]
line = "よくできました。"

[talk]
neutral = { approved_by = "保健師", on = 2026-04-01 }
ja = { line = "お話ししませんか。" }
"#,
        ),
        (
            "campaigns/432041/care/campaign.toml",
            "title = \"寄り添い\"\nfrom = 2026-04-01\nwho = { entry = \"enrolled\" }\n",
        ),
        ("campaigns/432041/care/messages.toml", "[hello.ja]\nline = \"こんにちは。\"\n"),
        ("campaigns/432041/care/rules.rhai", "fn on_steps(me, event) { nudge(\"hello\"); }\n"),
    ];
    files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
}
