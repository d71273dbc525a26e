//! What docs/contracts.md and its Japanese twin say is so: their example is a contract that is good, pays what they show,
//! and every key that contracts use has a row. `AYUMI_REWRITE=1` writes the statements that they show anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use domain::Language;
use domain::pack::Contract;
use outcomes::payment::{Observations, payment};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap()
}

/// The first block of a language.
fn block<'p>(page: &'p str, language: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```\n").unwrap().0
}

#[test]
fn the_example_pays_what_the_pages_show() {
    let pages = [(Language::En, page("contracts.md")), (Language::Ja, page("contracts.ja.md"))];
    let of = |kind| pages.each_ref().map(|(_, page)| block(page, kind));
    let ([contract, twin], [observed, same]) = (of("toml"), of("json"));
    assert_eq!((contract, observed), (twin, same), "both pages show the same example");
    let (contract, warnings) = Contract::open("contract.toml", contract).unwrap_or_else(|found| panic!("{found:#?}"));
    assert_eq!(warnings, []);
    let observed: Observations = serde_json::from_str(observed).unwrap();
    let statement = payment(&contract, &observed);
    for ((language, page), name) in pages.iter().zip(["contracts.md", "contracts.ja.md"]) {
        let (shown, told) = (block(page, "text"), statement.tell(*language));
        if std::env::var_os("AYUMI_REWRITE").is_some() {
            fs::write(root().join("docs").join(name), page.replacen(shown, &told, 1)).unwrap();
        } else {
            assert_eq!(shown, told, "docs/{name}");
        }
    }
}

/// Keys of a contract's file: what stands before ` = `.
fn keys(text: &str) -> BTreeSet<String> {
    let code = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let words = code.flat_map(|line| {
        let mut before: Vec<&str> = line.split(" = ").collect();
        before.pop();
        before.into_iter().filter_map(|part| part.rsplit([' ', '{', '[']).next().map(str::to_owned)).collect::<Vec<_>>()
    });
    words.filter(|word| !word.is_empty()).collect()
}

#[test]
fn every_key_has_a_row() {
    let folder = root().join("crates/outcomes/tests/contracts");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let contracts = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let mut all: BTreeSet<String> = contracts.flat_map(|path| keys(&fs::read_to_string(path).unwrap())).collect();
    all.extend(keys(block(&page("contracts.md"), "toml")));
    assert!(all.len() > 25, "{all:?}");
    for name in ["contracts.md", "contracts.ja.md"] {
        let page = page(name);
        let rows: String = page.lines().filter(|line| line.starts_with("| `")).collect();
        for key in &all {
            let is_told = rows.split(|c: char| !c.is_ascii_lowercase() && c != '_').any(|word| word == key);
            assert!(is_told, "docs/{name} has no row for `{key}`");
        }
    }
}
