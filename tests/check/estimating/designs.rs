//! Clusters in arms, roll-outs and intervals that hold at every look: `*.csv` are made up, and each `*.txt` holds commands with
//! what they say in English, in Japanese and to machines.

use super::{heartsteps, small};
use crate::support::golden::Golden;
use crate::support::host::root;
use crate::support::program::{ayumi, ended};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::PathBuf;

const FOLDER: &str = "tests/check/estimating";

const TEAMS: &str = "itt teams.csv --person id --treatment arm --outcome steps";
const ROLL_OUT: &str = "stepped roll_out.csv --cluster district --period month --treatment begun --outcome steps";

fn folder() -> PathBuf {
    root().join(FOLDER)
}

/// What is said to a line of options.
fn said(asked: &str) -> (i32, String) {
    ended(ayumi().current_dir(folder()).arg("estimate").args(asked.split(' ')))
}

fn json(asked: &str) -> Value {
    let (code, said) = said(&format!("{asked} --json"));
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&said).unwrap()
}

#[test]
fn clusters_roll_outs_and_looks_are_told() {
    let mut golden = Golden::default();
    for (name, asked) in [
        (
            "teams",
            [
                format!("{TEAMS} --cluster team --permutations 1000"),
                format!("{TEAMS} --cluster team --controls before --permutations 20 --seed teams --expected 40"),
                format!("{TEAMS} --controls before --received received --permutations 99 --coins 0.5"),
            ],
        ),
        (
            "roll_out",
            [
                format!("{ROLL_OUT} --permutations 1000"),
                format!("{ROLL_OUT} --permutations 50 --seed order"),
                ROLL_OUT.to_owned(),
            ],
        ),
    ] {
        let mut text = String::new();
        for asked in asked {
            for more in ["--lang en", "--lang ja", "--json"] {
                let (code, said) = said(&format!("{asked} {more}"));
                assert_eq!(code, 0, "{said}");
                writeln!(text, "$ ayumi estimate {asked} {more}\n{said}").unwrap();
            }
        }
        golden.check(&folder().join(format!("{name}.txt")), &text);
    }
    golden.end();
}

/// What has no answer, in both languages.
#[test]
fn what_cannot_be_drawn_again_or_looked_at_is_a_sentence() {
    let mut text = String::new();
    for asked in [
        format!("{TEAMS} --cluster team --permutations 0"),
        format!("{TEAMS} --cluster team --permutations 99 --coins 1"),
        format!("{TEAMS} --cluster id --expected 0"),
        format!("{TEAMS} --cluster team --expected=-5"),
        format!("{TEAMS} --received before"),
        format!("{ROLL_OUT} --permutations 0"),
        ROLL_OUT.replace("month", "district"),
        ROLL_OUT.replace("--period month", "--period begun"),
        ROLL_OUT.replace("--cluster district", "--cluster month"),
        ROLL_OUT.replace("--treatment begun", "--treatment month"),
        ROLL_OUT.replace("steps", "stairs"),
    ] {
        let [en, ja] = ["en", "ja"].map(|language| {
            let (code, said) = said(&format!("{asked} --lang {language}"));
            assert_eq!(code, 1, "{asked}: {said}");
            said
        });
        assert!(ja.chars().any(|letter| matches!(letter, 'ぁ'..='ん')), "{ja}");
        writeln!(text, "$ ayumi estimate {asked}\n{en}{ja}").unwrap();
    }
    let mut golden = Golden::default();
    golden.check(&folder().join("no_answer.txt"), &text);
    golden.end();
    for alone in ["--seed x", "--coins 0.5"] {
        assert_eq!(said(&format!("{TEAMS} {alone}")).0, 2);
    }
    // One team in an arm is one arrangement, of which nothing can be told.
    let few = "id,team,arm,steps\na,x,0,3\nb,x,0,4\nc,y,1,5\nd,y,1,7\ne,z,1,8\n";
    let asked =
        ["--person", "id", "--treatment", "arm", "--outcome", "steps", "--cluster", "team", "--permutations", "9"];
    let (code, said) = small("itt", few.as_bytes(), &[&asked[..], &["--lang", "en"]].concat());
    assert!(code == 1 && said.contains("an arm has one cluster with known outcomes"), "{said}");
}

/// The interval is that of the formula in docs/outcomes-designs.md, of people and not of points.
#[test]
fn an_interval_that_holds_at_every_look_is_that_of_its_formula() {
    let asked = ["--probability", "0.6", "--outcome", "log_steps30_post", "--controls", "log_steps30_pre", "--json"];
    let (code, said) = heartsteps("wcls", &[&asked[..], &["--expected", "40"]].concat());
    assert_eq!(code, 0, "{said}");
    let fit: Value = serde_json::from_str(&said).unwrap();
    let (effect, held) = (&fit["terms"][2], &fit["always"][0]);
    assert_eq!((&held["name"], &held["estimate"]), (&"effect".into(), &effect["estimate"]));
    let number = |value: &Value| value.as_f64().unwrap();
    assert!(number(&held["ci_low"]) < number(&effect["ci_low"]), "{fit}");
    assert!(number(&held["ci_high"]) > number(&effect["ci_high"]), "{fit}");
    assert!(number(&held["p"]) > number(&effect["p"]), "{fit}");
    let again = ["--moderators", "study_day", "--at", "study_day=41", "--expected", "40"];
    let (_, said) = heartsteps("wcls", &[&asked[..], &again].concat());
    let fit: Value = serde_json::from_str(&said).unwrap();
    let names: Vec<&Value> = fit["always"].as_array().unwrap().iter().map(|held| &held["name"]).collect();
    assert_eq!(names, ["effect", "study_day", "effect at study_day=41"]);
}

/// Whatever order the rows are in, the same comes of the same seed.
#[test]
fn the_order_of_rows_makes_no_difference() {
    let turned = tempfile::tempdir().unwrap();
    for (name, asked) in [
        ("teams.csv", format!("{TEAMS} --cluster team --permutations 20 --seed s")),
        ("roll_out.csv", format!("{ROLL_OUT} --permutations 20 --seed s")),
    ] {
        let text = std::fs::read_to_string(folder().join(name)).unwrap();
        let (head, rows) = text.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().rev().collect();
        std::fs::write(turned.path().join(name), format!("{head}\n{}\n", rows.join("\n"))).unwrap();
        let asked = format!("{asked} --json");
        let there = ended(ayumi().current_dir(turned.path()).arg("estimate").args(asked.split(' ')));
        assert_eq!(there, said(&asked));
        let other = json(&asked.replace("--seed s", "--seed t").replace(" --json", ""));
        assert_ne!(serde_json::from_str::<Value>(&there.1).unwrap()["permuted"], other["permuted"]);
    }
}
