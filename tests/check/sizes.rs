//! `ayumi plan size`: the sentence, the JSON, and what cannot be.

use serde_json::Value;

use crate::support::program::{ayumi, ended};

fn said(design: &str, more: &[&str]) -> (i32, String) {
    ended(ayumi().args(["plan", "size", design]).args(more))
}

/// The trial of Liao et al. 2016, which takes 42 people.
fn published(more: &[&str]) -> (i32, String) {
    let trial = "--days 42 --per-day 5 --probability 0.4 --available 0.5 --effect 0.1 --shape quadratic --peak-day 29";
    ended(ayumi().args(["plan", "size", "mrt"]).args(trial.split(' ')).args(more))
}

#[test]
fn a_size_is_told_in_both_languages_and_to_machines() {
    let (code, text) = published(&["--lang", "en"]);
    assert!(code == 0 && text.starts_with("With 42 people, 42 days and 5 decision points a day"), "{text}");
    let (code, text) = published(&["--lang", "ja"]);
    assert!(code == 0 && text.starts_with("42人が42日間"), "{text}");
    let (_, text) = published(&["--json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["design"], &json["size"]["people"]), (&Value::from("mrt"), &Value::from(42)), "{text}");
    let (_, text) = published(&["--people", "109", "--json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert!(json["size"]["power"].as_f64().unwrap() > 0.99, "{text}");
    let (code, text) = said("arms", &["--control", "0.3", "--treated", "0.35"]);
    assert!(code == 0 && text.contains("2,754"), "{text}");
    let (code, text) = said(
        "clusters",
        &["--difference", "0.3", "--sd", "1", "--people-each", "40", "--size-variation", "0.5", "--icc", "0.02"],
    );
    assert!(code == 0 && text.starts_with("With 20 clusters"), "{text}");
    let (code, text) =
        said("stepped", &["--difference=-0.2", "--sd", "1", "--steps", "4", "--clusters-each", "3", "--icc", "0.05"]);
    assert!(code == 0 && text.starts_with("With 12 clusters"), "{text}");
}

#[test]
fn what_cannot_be_planned_is_said() {
    let cases: [(&str, &[&str], &str, i32); 8] = [
        ("arms", &["--difference", "0", "--sd", "1"], "the effect to be found is nothing", 1),
        ("arms", &["--difference", "1", "--sd", "1", "--power", "1"], "which no number of people gives", 1),
        ("arms", &["--difference", "1", "--sd", "1", "--power", "1", "--lang", "ja"], "検出力が1です", 1),
        ("arms", &["--difference", "1", "--sd", "0"], "the standard deviation is 0", 1),
        ("arms", &["--difference", "1"], "--sd", 2),
        ("arms", &["--control", "0.3", "--difference", "1", "--sd", "1"], "cannot be used with", 2),
        ("arms", &[], "required", 2),
        ("mrt", &["--days", "42"], "required", 2),
    ];
    for (design, more, expected, ended_with) in cases {
        let (code, text) = said(design, more);
        assert!(code == ended_with && text.contains(expected), "{design} {more:?}: {code}: {text}");
    }
}
