//! The commands where the computer speaks Japanese, as a clerk has it: plain words, and the city's own time.

use serde_json::Value;

use crate::support::host::root;
use crate::support::program::{Up, ayumi, ended};

/// Half past nine of a Monday morning in Arao; half past midnight by UTC.
const STILL: &str = "2026-11-30T00:30:00Z";

/// A command in Japanese, on a service.
fn said(up: &Up, arguments: &[&str]) -> (i32, String) {
    let to = format!("http://{}", up.addr);
    let service = if arguments[0] == "export" { "--from" } else { "--to" };
    let mut command = ayumi();
    command.current_dir(root()).env("LANG", "ja_JP.UTF-8").args(arguments).args([service, &to, "--state"]);
    ended(command.arg(up.state.path()))
}

fn says(up: &Up, arguments: &[&str], expected: &[&str]) {
    let (code, text) = said(up, arguments);
    assert_eq!(code, 0, "{arguments:?}: {text}");
    for one in expected {
        assert!(text.contains(one), "{arguments:?}: {one}: {text}");
    }
    assert!(!text.contains("UTC"), "{arguments:?}: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_is_japanese_and_in_the_citys_time() {
    let up = Up::start(|command| {
        command.args(["--still", STILL]);
    });
    let at = "2026年11月30日(月) 9:30";
    says(&up, &["versions"], &[at, "公開", "いまの版"]);
    says(&up, &["versions", "--zone", "UTC", "--lang", "en"], &["Mon 30 Nov 2026 0:30", "in force"]);
    let (_, json) = said(&up, &["versions", "--json"]);
    let versions: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(versions[0]["at"], STILL, "{json}");

    says(&up, &["status"], &["止めているものはありません"]);
    let stopped =
        ["に、職員が取り組み「step_goal」を止めました。理由: 文面を直します", at, "ayumi resume campaign:step_goal"];
    says(&up, &["stop", "campaign:step_goal", "--why", "文面を直します"], &stopped);
    says(&up, &["status"], &stopped);
    says(&up, &["resume", "campaign:step_goal"], &["止めているものはありません"]);
    says(&up, &["status", "--lang", "en"], &["nothing is stopped", "campaign:step_goal goes on"]);

    let paper = ["load", "docs/samples/paper.csv", "--kind", "paper"];
    says(&up, &[&paper[..], &["--preview"]].concat(), &["まだ何も取り込んでいません"]);
    says(&up, &paper, &["を取り込みました", "取り消すときの番号は"]);
    says(&up, &["uploads"], &[at, "紙の記録", "取り込み"]);
    let invite = ["invite", "--name", "花", "--role", "author"];
    says(&up, &invite, &["一度だけ使えます", "花さんのほかには"]);
    says(&up, &["audit", "verify"], &["変えられたところ、抜けたところはありません", "最後の照合値"]);
    let (code, text) = said(&up, &["audit", "verify", "--kept", "0123456789abcdef"]);
    assert!(code == 1 && text.contains("控えておいた照合値がありません"), "{text}");
    let (code, text) = said(&up, &["undo", "nothing"]);
    assert!(code == 1 && text.contains("取り込みの番号ではありません"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_in_force_is_a_file_without_the_files_it_was_written_in() {
    let up = Up::start(|_| {});
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shared.ayumi.toml");
    let export = ["export", "step_goal", "--to", file.to_str().unwrap()];
    says(&up, &export, &["に書き出しました", "ほかの市に渡せます"]);
    // The same as of the files from which it was published.
    let (_, local) = ended(ayumi().current_dir(root()).args(["export", "step_goal"]));
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim_end(), local.trim_end());
    // It is in the log that it was taken.
    says(&up, &["audit", "verify"], &["操作の記録"]);
    for (name, expected) in [("nothing", "`nothing`"), ("../stops", "フォルダーの名前を書いてください")]
    {
        let (code, text) = said(&up, &["export", name]);
        assert!(code == 1 && text.contains(expected), "{text}");
    }
}

#[test]
fn what_is_missing_is_told_with_what_to_do() {
    let japanese = |arguments: &[&str], expected: &[&str]| {
        let (code, text) = ended(ayumi().env("LANG", "ja_JP.UTF-8").args(arguments));
        assert_eq!(code, 1, "{arguments:?}: {text}");
        for one in expected {
            assert!(text.contains(one), "{arguments:?}: {one}: {text}");
        }
    };
    let to = "http://127.0.0.1:9";
    japanese(
        &["versions", "--to", to, "--state", "/nowhere"],
        &[
            "職員のトークンがありません",
            "AYUMI_STAFF_TOKEN",
            "`/nowhere` にトークンのファイルがありません",
            "`--state`",
        ],
    );
    japanese(&["audit", "verify", "--state", "/nowhere"], &["`/nowhere` にデータベースがありません"]);
    japanese(&["import", "/nowhere.toml"], &["`/nowhere.toml` を読めません"]);
    let state = tempfile::tempdir().unwrap();
    std::fs::write(state.path().join("secrets.toml"), "staff_token = \"sesame\"\n").unwrap();
    japanese(&["status", "--to", to, "--state", state.path().to_str().unwrap()], &["返事がありません"]);
}

/// Another's token.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_told_with_what_to_do() {
    let up = Up::start(|_| {});
    let to = format!("http://{}", up.addr);
    let mut command = ayumi();
    command.env("LANG", "ja_JP.UTF-8").env("AYUMI_STAFF_TOKEN", "other").args(["versions", "--to", &to]);
    let (code, text) = ended(&mut command);
    assert!(code == 1 && text.contains("この職員のトークンを受け付けません"), "{text}");
}
