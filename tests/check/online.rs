//! `ayumi check --online`, with the stand-in phone in LINE's place.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use ayumi::phone::{Fault, Options, Phone, start};
use serde_json::Value;

use super::{bad_pack, folder};
use crate::support::host::root;
use crate::support::program::{ayumi, ended};

async fn line() -> Phone {
    let now = "2026-11-22T03:14:00Z".parse().unwrap();
    start(Options::new(Arc::new(move || now))).await.unwrap()
}

fn check(phone: &Phone, token: Option<&str>) -> Command {
    let mut command = ayumi();
    command.args(["check", "--online", "--line-api-base", &format!("http://{}/", phone.addr())]);
    if let Some(token) = token {
        command.env("SPIN_VARIABLE_LINE_CHANNEL_ACCESS_TOKEN", token);
    }
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn line_takes_every_text_of_arao() {
    let phone = line().await;
    let (code, said) = ended(check(&phone, Some("phone-line-token")).arg(root()));
    assert_eq!(code, 0, "{said}");
    let asked = phone.requests();
    assert!(asked > 20 && said.contains(&format!("LINE would take all of its {asked} texts")), "{said}");
    assert!(phone.messages().is_empty(), "nothing is sent");
    let (_, said) = ended(check(&phone, Some("phone-line-token")).arg("--json").arg(folder().join("good")));
    let found: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(found[0]["asked"], 3, "{said}");
    phone.stop().await;
}

/// A pack that is wrong is not shown to LINE; what only LINE knows to be wrong has its place.
#[tokio::test(flavor = "multi_thread")]
async fn what_line_says_has_a_place() {
    let phone = line().await;
    let pack = bad_pack("message_title_too_long");
    let (code, said) = ended(check(&phone, Some("phone-line-token")).arg(pack.path()));
    assert!(code == 1 && phone.requests() == 0, "{said}");

    let messages = pack.path().join("campaigns/432041/walk/messages.toml");
    let text = fs::read_to_string(folder().join("good/campaigns/432041/walk/messages.toml")).unwrap();
    fs::write(&messages, text).unwrap();
    phone.faults().next_at("validate", Fault::BadRequest, 2);
    let (code, said) = ended(check(&phone, Some("phone-line-token")).arg(pack.path()));
    assert_eq!(code, 1, "{said}");
    for place in ["talk/messages.toml:2:8", "walk/messages.toml:9:8"] {
        let problem = "LINE would not take this: May not be empty (`messages[0].text`)";
        assert!(said.contains(&format!("campaigns/432041/{place}: {problem}\n")), "{said}");
    }
    assert_eq!(said.lines().count(), 3, "{said}");
    phone.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_or_an_answer_it_says_what_is_missing() {
    let phone = line().await;
    let good = folder().join("good");
    let mut unset = check(&phone, None);
    // Nothing of a developer's own `.env`.
    let elsewhere = tempfile::tempdir().unwrap();
    unset.current_dir(elsewhere.path());
    let (code, said) = ended(unset.arg(&good));
    assert!(code == 1 && said.contains("SPIN_VARIABLE_LINE_CHANNEL_ACCESS_TOKEN"), "{said}");
    let (code, said) = ended(check(&phone, Some("other")).arg(&good));
    assert!(code == 1 && said.contains("LINE answered 401") && !said.contains("other"), "{said}");
    for (fault, words) in [
        (Fault::Html, "LINE answered 502"),
        (Fault::Redirect, "LINE answered 302"),
        (Fault::RateLimited, "LINE answered 429"),
        (Fault::Reset, "does not answer"),
    ] {
        phone.faults().next_at("validate", fault, 1);
        let (code, said) = ended(check(&phone, Some("phone-line-token")).arg(&good));
        assert!(code == 1 && said.contains(words), "{fault:?}: {said}");
    }
    let (code, _) = ended(ayumi().args(["check", "--line-api-base", "http://127.0.0.1:1"]).arg(&good));
    assert_eq!(code, 2, "a base without --online is a slip");
    phone.stop().await;
}
