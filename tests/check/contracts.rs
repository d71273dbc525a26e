//! `ayumi contract`, on the example that docs/contracts.md shows and on a contract that is none.

use std::fs;

use serde_json::Value;

use super::folder;
use crate::support::host::root;
use crate::support::program::{ayumi, ended};

/// The first block of a language in a page of the documentation.
fn block(page: &str, language: &str) -> String {
    let text = fs::read_to_string(root().join("docs").join(page)).unwrap();
    let (_, rest) = text.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```\n").unwrap().0.to_owned()
}

#[test]
fn the_example_is_worked_out_as_the_pages_show() {
    let files = tempfile::tempdir().unwrap();
    let (contract, observed) = (files.path().join("contract.toml"), files.path().join("observed.json"));
    fs::write(&contract, block("contracts.md", "toml")).unwrap();
    fs::write(&observed, block("contracts.md", "json")).unwrap();
    for (page, language) in [("contracts.md", "en"), ("contracts.ja.md", "ja")] {
        let mut command = ayumi();
        command.arg("contract").arg(&contract).arg("--observed").arg(&observed).args(["--lang", language]);
        let (code, said) = ended(&mut command);
        let (hash, statement) = said.split_once('\n').unwrap();
        assert_eq!((code, statement), (0, block(page, "text").as_str()), "{page}");
        assert!(hash.contains("SHA-256 "), "{hash}");
    }
    let (code, said) = ended(ayumi().arg("contract").arg(&contract).arg("--observed").arg(&observed).arg("--json"));
    let told: Value = serde_json::from_str(&said).unwrap();
    let hash = domain::pack::Contract::hash_of(&block("contracts.md", "toml"));
    assert_eq!((code, told["contract_sha256"].as_str()), (0, Some(hash.as_str())));
    assert_eq!(told["statement"]["total_yen"], 3_043_000);

    let (code, said) = ended(ayumi().arg("contract").arg(&contract).args(["--lang", "ja"]));
    assert!(code == 0 && said.contains("間違いはありません") && said.contains(&hash), "{said}");
}

#[test]
fn what_is_open_or_wrong_ends_with_1() {
    let files = tempfile::tempdir().unwrap();
    let (contract, observed) = (files.path().join("contract.toml"), files.path().join("observed.json"));
    fs::write(&contract, block("contracts.md", "toml")).unwrap();
    let told = |text: &str| {
        fs::write(&observed, text).unwrap();
        ended(ayumi().arg("contract").arg(&contract).arg("--observed").arg(&observed))
    };
    let (code, said) = told("{}");
    assert!(code == 1 && said.contains("total: open") && said.contains("there is no value"), "{said}");
    let (code, said) = told("{\"metrics\": {\"steps\": {\"valu\": 1}}}");
    assert!(code == 1 && said.contains("see docs/contracts.md") && said.contains("valu"), "{said}");

    let bad = folder().join("bad/contract_contradicts_itself/campaigns/432041/walk/contract.toml");
    let (code, said) = ended(ayumi().arg("contract").arg(bad));
    assert!(
        code == 1 && said.lines().count() == 12 && said.contains(":29:50: two amounts are written for 40"),
        "{said}"
    );
    let (code, said) = ended(ayumi().args(["contract", "nowhere.toml"]));
    assert!(code == 1 && said.contains("`nowhere.toml` cannot be read"), "{said}");
}
