//! `ayumi estimate`, on a real trial's file and on files that have no answer.

mod designs;

use serde_json::Value;

use crate::support::host::root;
use crate::support::program::{ayumi, ended};

const COLUMNS: [&str; 6] = ["--person", "user", "--available", "avail", "--treatment", "send"];

/// The trial of crates/outcomes/tests/data/README.md.
fn heartsteps(method: &str, options: &[&str]) -> (i32, String) {
    let mut command = ayumi();
    command.current_dir(root()).args(["estimate", method, "crates/outcomes/tests/data/heartsteps_v1.csv"]);
    ended(command.args(COLUMNS).args(options))
}

/// A file of a few rows.
fn small(method: &str, text: &[u8], options: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data.csv"), text).unwrap();
    let mut command = ayumi();
    ended(command.current_dir(folder.path()).args(["estimate", method, "data.csv"]).args(options))
}

#[test]
fn the_published_trial_is_told_to_machines() {
    let asked = ["--probability", "0.6", "--outcome", "log_steps30_post", "--controls", "log_steps30_pre", "--json"];
    let (code, said) = heartsteps("wcls", &asked);
    assert_eq!(code, 0, "{said}");
    let fit: Value = serde_json::from_str(&said).unwrap();
    let effect = &fit["terms"][2];
    assert_eq!((&effect["name"], &effect["role"]), (&"effect".into(), &"effect".into()));
    let digits = |name: &str| format!("{:.5}", effect[name].as_f64().unwrap());
    assert_eq!(["estimate", "se", "ci_low", "ci_high"].map(digits), ["0.13120", "0.06739", "-0.00576", "0.26815"]);
    assert_eq!((&fit["df"], &fit["people"], &fit["rows"]), (&34.0.into(), &37.into(), &6061.into()));
    let mut names: Vec<&String> = fit.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["df", "joint", "people", "rows", "terms"]);
}

#[test]
fn treatments_are_drawn_again_with_the_probabilities_that_were_logged() {
    let asked = ["--probability", "0.6", "--outcome", "log_steps30_post", "--controls", "log_steps30_pre"];
    let again = [&asked[..], &["--redraws", "99", "--lang", "en"]].concat();
    let (code, said) = heartsteps("wcls", &again);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Drawn again 99 times with the logged probabilities"), "{said}");
    assert_eq!(heartsteps("wcls", &again).1, said);
    let (_, said) = heartsteps("wcls", &[&again[..], &["--seed", "another", "--json"]].concat());
    let redrawn = &serde_json::from_str::<Value>(&said).unwrap()["redrawn"];
    // By t it is .0599.
    assert!((0.01..0.15).contains(&redrawn["p"].as_f64().unwrap()), "{redrawn}");
    assert_eq!(redrawn["draws"], 99);
    let (code, said) = heartsteps("wcls", &[&asked[..], &["--redraws", "0", "--lang", "en"]].concat());
    assert!(code == 1 && said.contains("the test is to draw again 0 times"), "{said}");
    let (code, said) = heartsteps("wcls", &[&asked[..], &["--seed", "alone"]].concat());
    assert!(code == 2 && said.contains("--redraws"), "{said}");
}

/// docs/outcomes.md shows what is said.
#[test]
fn the_page_shows_what_people_are_told() {
    let page = std::fs::read_to_string(root().join("docs/outcomes.md")).unwrap();
    let shown = page.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let asked = "--probability 0.6 --outcome log_steps30_post --controls log_steps30_pre --moderators study_day \
                 --at study_day=41 --lang en";
    let (code, said) = heartsteps("wcls", &asked.split(' ').collect::<Vec<_>>());
    assert_eq!((code, said.as_str()), (0, shown));
}

#[test]
fn an_interval_is_of_the_level_that_is_asked_for() {
    let width = |alpha: &str| {
        let asked = ["--probability", "0.6", "--outcome", "log_steps30_post", "--json", "--alpha", alpha];
        let (_, said) = heartsteps("wcls", &asked);
        let fit: Value = serde_json::from_str(&said).unwrap();
        fit["terms"][1]["ci_high"].as_f64().unwrap() - fit["terms"][1]["ci_low"].as_f64().unwrap()
    };
    assert!(width("0.01") > 1.2 * width("0.05"));
}

#[test]
fn what_has_no_answer_is_said_in_either_language() {
    let head = "user,avail,send,p,y\n";
    let all = [COLUMNS.as_slice(), &["--probability", "p", "--outcome", "y"]].concat();
    let rows = |text: &str| [head, text].concat().into_bytes();
    let cases = [
        (rows("a,1,1,1,3\n"), "data.csv: row 2: the probability of treatment is 1: nothing was drawn there"),
        (rows("a,1,1,0.5,x\n"), "data.csv: row 2: `y` is `x`, which is no number"),
        (rows("a,1,1,0.5,3\na,1,0,0.5,2\n"), "data.csv: 1 person is too few for 2 terms"),
        (b"user,send,p,y\na,1,0.5,3\n".to_vec(), "data.csv: there is no column `avail`; there are `user`, `send`"),
        (rows(""), "data.csv: there are no rows"),
        ([head.as_bytes(), b"\x8a\x72,1,1,0.5,3\n"].concat(), "data.csv: row 2: it is not written in UTF-8"),
    ];
    for (text, expected) in cases {
        let (code, said) = small("wcls", &text, &[&all[..], &["--lang", "en"]].concat());
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(expected), "{said}");
        let (_, said) = small("wcls", &text, &[&all[..], &["--lang", "ja"]].concat());
        assert!(said.starts_with("ayumi: data.csv: ") && !said.contains(expected), "{said}");
    }
    let (code, said) = heartsteps("emee", &["--probability", "0.6", "--outcome", "log_steps30_post", "--lang", "en"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("row 2: the outcome is 7.17892679930693; a relative risk"), "{said}");
    let (code, said) = heartsteps("wcls", &["--outcome", "log_steps30_post"]);
    assert_eq!(code, 2, "without a probability: {said}");
}

#[test]
fn people_drawn_once_are_compared_as_drawn() {
    let rows: String =
        (0..12).map(|n| format!("p{n},{},{}\n", n % 2, 5000 + 37 * (n * n % 7) + 400 * (n % 2))).collect();
    let text = ["id,arm,steps\n", &rows].concat();
    let asked = ["--person", "id", "--treatment", "arm", "--outcome", "steps"];
    let (code, said) = small("itt", text.as_bytes(), &[&asked[..], &["--json"]].concat());
    assert_eq!(code, 0, "{said}");
    let fit: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&fit["terms"][1]["role"], &fit["people"]), (&"effect".into(), &12.into()), "{fit}");
    let (code, said) = small("itt", text.as_bytes(), &[&asked[..], &["--lang", "ja"]].concat());
    assert!(code == 0 && said.contains("12人、12行"), "{said}");
}
