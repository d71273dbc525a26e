//! One campaign from Arao to another city, by the commands.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::lay;
use crate::support::host::root;
use crate::support::program::{ayumi, ended};

const TAMANA: &str = "432067";

/// The city next door, with a file of its own and one campaign.
fn tamana() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("campaigns").join(TAMANA);
    fs::create_dir_all(own.join("welcome")).unwrap();
    lay(&root().join("campaigns/432041/welcome"), &own.join("welcome"));
    let city = fs::read_to_string(root().join("campaigns/432041/city.toml")).unwrap();
    let city = city.replace("荒尾", "玉名").replace("Arao", "Tamana").replace("arao", "tamana");
    fs::write(own.join("city.toml"), city.replace("432041", TAMANA)).unwrap();
    for file in ["calendar.rhai", "goals.rhai"] {
        fs::create_dir_all(folder.path().join("rules").join(TAMANA)).unwrap();
        let shared = fs::read_to_string(root().join("rules/432041").join(file)).unwrap();
        fs::write(folder.path().join("rules").join(TAMANA).join(file), shared).unwrap();
    }
    for file in ["messages.toml", "cases.toml"] {
        let path = own.join("welcome").join(file);
        let text = fs::read_to_string(&path).unwrap().replace("荒尾", "玉名").replace("Arao", "Tamana");
        fs::write(path, text.replace("arao", "tamana")).unwrap();
    }
    folder
}

fn at(folder: &Path, arguments: &[&str]) -> (i32, String) {
    ended(ayumi().current_dir(folder).args(arguments))
}

fn exported(campaign: &str, folder: &Path) -> String {
    let file = folder.join("shared.ayumi.toml");
    let (code, said) = at(root(), &["export", campaign, "--lang", "en", "--to", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("another city is asked for"), "{said}");
    file.to_str().unwrap().to_owned()
}

#[test]
fn a_campaign_goes_to_the_city_next_door_and_checks_there() {
    let tamana = tamana();
    let before = at(tamana.path(), &["check"]);
    assert_eq!(before.0, 0, "{}", before.1);
    let file = exported("step_goal", tamana.path());
    let import = ["import", &file, "--city", TAMANA, "--name", "more_steps", "--lang", "ja"];
    let (code, said) = at(tamana.path(), &import);
    assert_eq!(code, 0, "{said}");
    // It shares `is_back` and `is_active` no more than Arao's `people.rhai`, which came along.
    assert!(said.contains("ルールの終わりに足しました") && said.contains("is_active"), "{said}");
    let own = tamana.path().join("campaigns").join(TAMANA).join("more_steps");
    let texts = fs::read_to_string(own.join("messages.toml")).unwrap();
    assert!(texts.contains("玉名市") && !texts.contains("荒尾"), "{texts}");
    assert!(fs::read_to_string(own.join("campaign.toml")).unwrap().contains("seed = \"432067-more_steps\""));
    let after = at(tamana.path(), &["check"]);
    assert_eq!(after.0, 0, "{}", after.1);
    // Twice would be over what is written there.
    let (code, said) = at(tamana.path(), &import);
    assert!(code == 1 && said.contains("はもうあります"), "{said}");
}

#[test]
fn what_only_the_city_knows_is_asked_for() {
    let tamana = tamana();
    let file = exported("forecast_follow_up", tamana.path());
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("主任保健師"), "{text}");
    // A page of Arao's is no page of Tamana's.
    let added = text.replace(
        "[files]",
        "[[parameter]]\nname = \"link_9\"\nkind = \"link\"\nwas = \"https://www.city.arao.lg.jp/a\"\n\n[files]",
    );
    fs::write(&file, &added).unwrap();
    let import = ["import", &file, "--city", TAMANA, "--lang", "ja"];
    let (code, said) = at(tamana.path(), &import);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("link_9: 記入してください") && said.contains("--set link_9="), "{said}");
    assert!(!tamana.path().join("campaigns").join(TAMANA).join("forecast_follow_up").exists());
    let there = [&import[..], &["--set", "link_9=https://www.city.tamana.lg.jp/a"]].concat();
    let (code, said) = at(tamana.path(), &there);
    assert_eq!(code, 0, "{said}");
    // Nobody of this city has read the texts yet: they do not leave before.
    assert!(said.contains("neutral"), "{said}");
    assert_eq!(at(tamana.path(), &["check"]).0, 1);
}

#[test]
fn files_that_are_none_of_ours_are_refused() {
    let tamana = tamana();
    let file = exported("step_goal", tamana.path());
    let text = fs::read_to_string(&file).unwrap();
    for (other, expected) in [
        (text.replace("format = 1", "format = 7"), "形式7"),
        ("これは手紙です".to_owned(), "歩みから書き出した"),
        (text.replace("\"rules.rhai\"", "\"rules.sh\""), "余分なもの"),
        ("x".repeat(1_200_000), "バイトをこえています"),
    ] {
        fs::write(&file, other).unwrap();
        let (code, said) = at(tamana.path(), &["import", &file, "--city", TAMANA, "--lang", "ja"]);
        assert!(code == 1 && said.contains(expected), "{expected}: {said}");
    }
    let (code, said) = at(root(), &["export", "nothing"]);
    assert!(code == 1 && said.contains("no campaign is called `nothing`"), "{said}");
    let (code, said) = at(tamana.path(), &["import", "gone.toml", "--city", TAMANA]);
    assert!(code == 1 && said.contains("`gone.toml` cannot be read"), "{said}");
}
