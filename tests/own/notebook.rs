//! The notebook: what people type, what comes of it, and taking it back.

use chrono::TimeDelta;
use http::StatusCode;
use serde_json::json;

use super::{HANAKO, browser, does, has, has_not, me, refused, send, town};
use crate::support::service::event;

/// The numbers of the entries on a page that can be taken back, the latest first.
fn entries(page: &str) -> Vec<String> {
    let ids = page.split("name=\"entry\" value=\"").skip(1);
    ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_stands_there_and_can_be_taken_back() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let page = hanako.open(&town, &me("/notebook")).await;
    has(&page, &["健康手帳", "まだ記録はありません。"]);
    // A second tap on the same button is the same.
    let mut shown = None;
    for _ in 0..2 {
        let answer = hanako.fill_at(&town, &page, "/notebook/weight", &[("weight", "６２，５ kg")]).await;
        shown = Some(hanako.follow(&town, &answer).await);
    }
    let shown = shown.unwrap();
    has(&shown, &["体重を書きました。", "62.5kg", "体重のグラフ（kg）"]);
    assert_eq!(shown.text().matches("62.5kg").count(), 1);
    // However high it is, nothing is said of it.
    let shown =
        does(&town, &mut hanako, "/notebook", "/notebook/blood_pressure", &[("upper", "２９９"), ("lower", "199")])
            .await;
    has(&shown, &["血圧を書きました。", "上299・下199", "実線が上の血圧、点線が下の血圧です。"]);
    has_not(&shown, &["高血圧", "受診", "高め"]);
    has(
        &does(&town, &mut hanako, "/notebook", "/notebook/mood", &[("score", "4")]).await,
        &["気分を書きました。", "よい"],
    );
    let note = "<b>孫と</b>公園へ\r\n\"行った\"";
    let shown = does(&town, &mut hanako, "/notebook", "/notebook/note", &[("text", note)]).await;
    has(&shown, &["メモを書きました。", "&lt;b&gt;孫と&lt;/b&gt;公園へ"]);
    assert_eq!(entries(shown.text()).len(), 4);

    // The last one was entered first.
    let first = entries(shown.text()).pop().unwrap();
    let back = [("entry", first.as_str())];
    let shown = does(&town, &mut hanako, "/notebook", "/notebook/back", &back).await;
    has(&shown, &["取り消しました。", "上299・下199"]);
    has_not(&shown, &["62.5kg"]);
    assert_eq!(entries(shown.text()).len(), 3);
    // Once more is the same; what is not theirs cannot be taken back.
    has(&does(&town, &mut hanako, "/notebook", "/notebook/back", &back).await, &["取り消しました。"]);
    let none = send(&town, &mut hanako, "/notebook", "/notebook/back", &[("entry", &"0".repeat(32))]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_so_is_told_where_it_was_typed() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let long = "あ".repeat(1_001);
    let weight = "体重は10kgから400kgの間で入れてください。";
    let upper = "上の血圧は40から300の間の整数で入れてください。";
    let lower = "下の血圧は20から200の間の整数で入れてください。";
    type Typed<'a> = &'a [(&'a str, &'a str)];
    let cases: [(&str, Typed<'_>, &str); 12] = [
        ("weight", &[("weight", "9.9")], weight),
        ("weight", &[("weight", "400.1")], weight),
        ("weight", &[("weight", "六十二")], weight),
        ("weight", &[("weight", "")], weight),
        ("blood_pressure", &[("upper", "301"), ("lower", "80")], upper),
        ("blood_pressure", &[("upper", "130.5"), ("lower", "80")], upper),
        ("blood_pressure", &[("upper", "130"), ("lower", "19")], lower),
        (
            "blood_pressure",
            &[("upper", "80"), ("lower", "130")],
            "上の血圧に大きい数、下の血圧に小さい数を入れてください。",
        ),
        ("mood", &[("score", "6")], "気分は、5つの中から1つ選んでください。"),
        ("mood", &[("score", "")], "気分は、5つの中から1つ選んでください。"),
        ("note", &[("text", " \r\n ")], "メモは1文字から1000文字で入れてください。"),
        ("note", &[("text", &long)], "メモは1文字から1000文字で入れてください。"),
    ];
    for (kind, fields, words) in cases {
        let page = send(&town, &mut hanako, "/notebook", &format!("/notebook/{kind}"), fields).await;
        refused(&page, words);
        // What was typed is still there.
        if let Some((_, typed)) = fields.iter().find(|(_, typed)| !typed.trim().is_empty()).filter(|_| kind != "mood") {
            has(&page, &[typed]);
        }
    }
    assert!(super::column(&town, "SELECT id FROM events WHERE type LIKE '%notebook%'").await.is_empty());
    let nothing = send(&town, &mut hanako, "/notebook", "/notebook/weight", &[("form", "x"), ("weight", "60")]).await;
    assert_eq!(nothing.status, StatusCode::FORBIDDEN, "a form without its number is not one of ours");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_thirty_days_are_shown_and_what_others_sent_is_among_them() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    for (back, weight) in [(29, 61.1), (30, 59.9)] {
        let at = town.clock.now() - TimeDelta::days(back);
        let data = json!({ "kind": "weight", "weight_kg": weight, "at": at.to_rfc3339() });
        town.post(&[event(&format!("w-{back}"), "notebook.entry.v1", HANAKO, town.clock.now(), data)]).await;
    }
    let page = hanako.open(&town, &me("/notebook")).await;
    has(&page, &["61.1kg", "10/25(日)"]);
    has_not(&page, &["59.9kg"]);
    assert!(entries(page.text()).is_empty(), "what a scale sent is not taken back here");
    for language in ["en", "easy_ja"] {
        let page = hanako.open(&town, &me(&format!("/notebook?lang={language}"))).await;
        has(&page, &["61.1kg"]);
        has_not(&page, &["健康手帳"]);
    }
    town.stop().await;
}
