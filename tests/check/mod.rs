//! `ayumi check` on packs that are good, and on packs that are not: `bad/<name>/` holds what is
//! different from the pack in `good/`, and `bad/<name>/expected.txt` what is said about it: below each
//! line in English, the same in Japanese. A file `<file>.gone` takes a file away. Packs in `warned/` are
//! good, and something is said all the same.

mod codes;
mod commands;
mod contracts;
mod estimating;
mod measured;
mod online;
mod sharing;
mod sizes;
mod spoken;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::golden::Golden;
use crate::support::host::root;
use crate::support::program::{ayumi, ended};

#[test]
fn every_bad_pack_is_told_where_it_is_wrong() {
    let mut golden = Golden::default();
    for (name, pack) in bad_packs() {
        golden.check(&folder().join("bad").join(&name).join("expected.txt"), &said_twice(pack.path(), 1));
    }
    golden.end();
}

#[test]
fn what_is_better_done_otherwise_is_told_and_publishes() {
    let mut golden = Golden::default();
    for entry in fs::read_dir(folder().join("warned")).unwrap() {
        let over = entry.unwrap().path();
        let pack = tempfile::tempdir().unwrap();
        lay(&folder().join("good"), pack.path());
        lay(&over, pack.path());
        let said = said_twice(pack.path(), 0);
        assert!(said.contains("warning: ") && said.contains("注意：") && said.contains("are good"), "{said}");
        golden.check(&over.join("expected.txt"), &said);

        let (code, said) = ended(ayumi().args(["check", "--json"]).arg(pack.path()));
        let found: Value = serde_json::from_str(&said).unwrap();
        assert_eq!((code, &found[0]["problems"]), (0, &Value::Array(Vec::new())), "{said}");
        assert!(found[0]["warnings"][0]["line"].as_u64().unwrap() > 0, "{said}");
    }
    golden.end();
}

#[test]
fn every_file_of_a_bad_pack_is_looked_at() {
    let folders = ["bad", "warned"].map(|kind| fs::read_dir(folder().join(kind)).unwrap());
    for entry in folders.into_iter().flatten() {
        let folder = entry.unwrap().path();
        let mut inside: Vec<_> = fs::read_dir(&folder)
            .unwrap_or_else(|_| panic!("{} is no folder", folder.display()))
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        inside.retain(|name| name != "expected.txt");
        let known = inside.iter().all(|name| name == "campaigns" || name == "rules");
        assert!(!inside.is_empty() && known, "{} holds {inside:?}", folder.display());
    }
}

#[test]
fn the_good_pack_and_that_of_arao_are_good() {
    for pack in [folder().join("good"), root().to_owned()] {
        let (code, said) = ended(ayumi().arg("check").arg(&pack));
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("are good (version "), "{said}");
    }
}

#[test]
fn a_machine_reads_the_same_findings() {
    let (code, said) = ended(ayumi().args(["check", "--json"]).arg(folder().join("good")));
    let found: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &found[0]["city"], &found[0]["campaigns"]), (0, &"432041".into(), &2.into()), "{said}");
    assert_eq!(found[0]["problems"], Value::Array(Vec::new()));

    let pack = bad_pack("two_at_once");
    let (code, said) = ended(ayumi().args(["check", "--json"]).arg(pack.path()));
    let found: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &found[0]["hash"]), (1, &Value::Null));
    let problems = found[0]["problems"].as_array().unwrap();
    assert!(problems.len() >= 3, "{said}");
    for problem in problems {
        assert!(problem["file"].as_str().unwrap().starts_with("campaigns/432041/"), "{problem}");
        assert!(problem["line"].as_u64().unwrap() > 0 && problem["column"].as_u64().unwrap() > 0, "{problem}");
    }
}

/// What is said about a pack in English, and below each line the same in Japanese, without what names the version.
fn said_twice(pack: &Path, expected: i32) -> String {
    let (code, english) = ended(ayumi().arg("check").arg(pack));
    assert_eq!(code, expected, "{english}");
    let (code, japanese) = ended(ayumi().arg("check").arg(pack).env("LANG", "ja_JP.UTF-8"));
    assert_eq!((code, english.lines().count()), (expected, japanese.lines().count()), "{english}{japanese}");
    let mut said = String::new();
    for (english, japanese) in english.lines().zip(japanese.lines()) {
        let english = english.split_once(" (version ").map_or(english, |(before, _)| before);
        let japanese = japanese.split_once("（版 ").map_or(japanese, |(before, _)| before);
        // The place is the same in both.
        let (place, _) = english.split_once(": ").unwrap();
        let japanese = japanese.strip_prefix(place).and_then(|rest| rest.strip_prefix(": "));
        let japanese = japanese.unwrap_or_else(|| panic!("{english}\n{japanese:?}"));
        assert!(is_japanese(japanese), "{english}\n{japanese}");
        writeln!(said, "{english}\n    {japanese}").unwrap();
    }
    said
}

/// Whether a sentence is Japanese throughout: but for what stands in backquotes, no two words of English
/// follow each other.
fn is_japanese(sentence: &str) -> bool {
    let outside = sentence.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let words: Vec<&str> = outside.split(' ').collect();
    let english = words.windows(2).any(|pair| pair.iter().all(|word| is_word(word)));
    outside.chars().any(|c| matches!(c, 'ぁ'..='ん')) && !english
}

/// The bad packs, complete, in folders of their own.
pub fn bad_packs() -> Vec<(String, TempDir)> {
    let mut names: Vec<String> = fs::read_dir(folder().join("bad"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() > 40, "the folder of bad packs was not found");
    names.into_iter().map(|name| (name.clone(), bad_pack(&name))).collect()
}

/// One of them.
pub fn bad_pack(name: &str) -> TempDir {
    let pack = tempfile::tempdir().unwrap();
    lay(&folder().join("good"), pack.path());
    lay(&folder().join("bad").join(name), pack.path());
    pack
}

/// What is expected to be said about one of them: each line in English, with the same in Japanese.
pub fn expected(name: &str) -> Vec<(String, String)> {
    let said = fs::read_to_string(folder().join("bad").join(name).join("expected.txt")).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    lines.chunks(2).map(|both| (both[0].to_owned(), both[1].trim_start().to_owned())).collect()
}

/// The folder of these files.
pub fn folder() -> PathBuf {
    root().join("tests/check")
}

/// Lays the files of one folder over those of another.
pub fn lay(from: &Path, over: &Path) {
    fs::create_dir_all(over).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            lay(&entry.path(), &over.join(&name));
        } else if let Some(gone) = name.strip_suffix(".gone") {
            fs::remove_file(over.join(gone)).unwrap();
        } else if name != "expected.txt" {
            fs::copy(entry.path(), over.join(&name)).unwrap();
        }
    }
}
