//! `ayumi bench` in its quick form: that every figure can be had, and how they are shown. What they
//! are is no test's to say.

use serde_json::Value;

use crate::support::program::{ayumi, ended};
use crate::support::service::project;

fn bench(format: &str) -> String {
    let mut command = ayumi();
    let (code, said) = ended(command.current_dir(project()).args(["bench", "--quick", "--no-build", format]));
    assert_eq!(code, 0, "{said}");
    said
}

#[test]
fn every_figure_stands_beside_another() {
    let report: Value = serde_json::from_str(&bench("--json")).unwrap();
    let figures = report["figures"].as_array().unwrap();
    let named = |name: &str| figures.iter().any(|figure| figure["name"].as_str().unwrap().contains(name));
    for name in [
        "one sender",
        "two senders",
        "ten rules",
        "p50",
        "p99",
        "cold instance",
        "peak memory",
        "into standings",
        "balance",
        "WCLS from a file",
    ] {
        assert!(named(name), "no figure of {name}: {figures:?}");
    }
    for figure in figures {
        let number = |name: &str| figure[name].as_f64().unwrap_or_else(|| panic!("{name} of {figure}"));
        assert!(number("value").is_finite() && number("other").is_finite() && number("ratio").is_finite());
        assert_eq!(figure["target"].is_null(), figure["met"].is_null(), "{figure}");
    }
}

#[test]
fn how_challenges_grow_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("growth.svg");
    let mut command = ayumi();
    let command =
        command.current_dir(project()).args(["bench", "--quick", "--no-build", "--only", "challenges", "--json"]);
    let (code, said) = ended(command.arg("--plot").arg(&file));
    assert_eq!(code, 0, "{said}");
    let report: Value = serde_json::from_str(&said).unwrap();
    let growth = report["growth"].as_array().unwrap();
    let people: Vec<u64> = growth.iter().filter_map(|grown| grown["people"].as_u64()).collect();
    assert_eq!(people, [100, 200]);
    let picture = std::fs::read_to_string(file).unwrap();
    assert!(picture.starts_with("<svg") && picture.contains("participants"), "{picture}");
}

#[test]
fn the_table_is_one_for_a_page() {
    let said = bench("--markdown");
    let (table, machine) = said.split_once("\n\n").unwrap();
    assert!(table.starts_with("| figure | value | ratio | beside it, in the same run | target |\n| --- |"), "{said}");
    assert!(table.lines().count() > 8 && table.lines().all(|line| line.matches('|').count() == 6), "{said}");
    assert!(machine.starts_with("`ayumi bench` (quick") && machine.ends_with("one run.\n"), "{said}");
}
