//! The page: safe, usable without a script, and up to date with one.

use ayumi::phone::{Arrival, Both, Channel, Followed, Outcome, Words};
use http::StatusCode;
use serde_json::json;

use super::support::{NUMBER, Service, USER, bench};

#[tokio::test]
async fn a_message_is_text_whatever_it_says() {
    let bench = bench(|_| {}).await;
    bench.push(None, "<script>alert(1)</script>").await.unwrap();
    let page = bench.get("/phone?r=1").await;
    assert!(page.text().contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.text().contains("<script>alert"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    assert!(!page.text().contains("style=") && !page.text().contains("onclick"));
    for path in ["/phone", "/phone/style.css", "/phone/script.js"] {
        let answer = bench.get(path).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.text().contains("//fonts.") && !answer.text().contains("cdn"), "{path}");
    }
}

#[tokio::test]
async fn it_speaks_japanese_first_and_english_when_asked() {
    let bench = bench(|_| {}).await;
    bench.push(None, "おはようございます").await.unwrap();
    let page = bench.get("/phone?r=1").await;
    for words in ["<html lang=\"ja\">", "11月22日(日)", "12:14", "荒尾 花子さん(74)・LINE", "送信"] {
        assert!(page.text().contains(words), "{words}");
    }
    let english = bench.get("/phone?r=1&lang=en").await;
    for words in ["<html lang=\"en\">", "Sun 22 Nov", "Send", "name=\"lang\" value=\"en\""] {
        assert!(english.text().contains(words), "{words}");
    }
}

#[tokio::test]
async fn an_empty_page_says_what_to_do() {
    let bench = bench(|options| options.residents.clear()).await;
    assert!(bench.get("/phone").await.text().contains("ayumi up --demo"));
    bench.text(&[]).await.unwrap();
    let page = bench.get("/phone").await;
    assert!(page.text().contains("名簿にない宛先") && page.text().contains(NUMBER));
}

#[tokio::test]
async fn forms_alone_are_enough_to_answer() {
    let service = Service::new(StatusCode::OK).await;
    let base = service.base.clone();
    let bench = bench(|options| options.webhook_base = Some(base)).await;
    let push = json!({ "to": USER, "messages": [{ "type": "text", "text": "今日は?", "quickReply": {
        "items": [{ "type": "action", "action": { "type": "postback", "label": "歩きます", "data": "a" } }] } }] });
    bench.line("/v2/bot/message/push", None, &push).await.unwrap();
    let page = bench.get("/phone?r=1").await;
    assert!(page.text().contains("name=\"choice\" value=\"1-0\""));

    let tapped = bench.form("/phone/tap", &[("r", "1"), ("choice", "1-0"), ("lang", "en")], "same-origin").await;
    assert_eq!((tapped.status.as_u16(), &tapped.headers["location"]), (303, &"/phone?r=1&lang=en".parse().unwrap()));
    assert!(service.hooks()[0].body.contains("\"data\":\"a\""));
    let after = bench.get("/phone?r=1").await;
    assert!(!after.text().contains("value=\"1-0\""), "an answer sweeps the quick replies away");
    assert!(after.text().contains("市に届きました"));

    bench.form("/phone/say", &[("r", "2"), ("text", "もしもし")], "same-origin").await;
    assert_eq!(service.hooks()[1].path, "/webhooks/432041/sms/inbound");
    bench.form("/phone/block", &[("r", "1")], "same-origin").await;
    assert!(bench.get("/phone?r=1").await.text().contains("ブロック中"));
    let refused = bench.form("/phone/say", &[("r", "1"), ("text", "x")], "same-origin").await;
    assert_eq!(refused.headers["location"], "/phone?r=1&oops=blocked");

    let foreign = bench.form("/phone/say", &[("r", "2"), ("text", "x")], "cross-site").await;
    assert_eq!(foreign.status, 403, "another site's page may not write in a resident's name");
    assert_eq!(bench.phone.chat(Channel::Sms, NUMBER).len(), 1);
}

#[tokio::test]
async fn the_script_is_sent_only_what_is_new() {
    let bench = bench(|_| {}).await;
    let first = bench.get("/phone/live?r=1").await;
    let version = first.headers["x-version"].to_str().unwrap().to_owned();
    let same = bench.get(&format!("/phone/live?r=1&v={version}")).await;
    assert_eq!((same.status.as_u16(), same.text()), (204, ""));
    bench.push(None, "届きました").await.unwrap();
    let news = bench.get(&format!("/phone/live?r=1&v={version}")).await;
    assert!(news.text().contains("届きました") && !news.text().contains("<html"));
    assert_eq!(bench.get("/phone?r=99").await.status, 200);
}

#[tokio::test]
async fn shapes_stand_out_and_can_be_tapped() {
    let bench = bench(|_| {}).await;
    for shape in ["push_text", "push_quick_replies_and_link", "push_buttons", "push_buttons_untitled", "push_card"] {
        let path = format!("{}/crates/wire/tests/requests/line/{shape}.request", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let (_, body) = text.split_once("\n\n").unwrap();
        let mut body: serde_json::Value = serde_json::from_str(body).unwrap();
        body["to"] = json!(USER);
        assert_eq!(bench.line("/v2/bot/message/push", None, &body).await.unwrap().status, 200, "{shape}");
    }
    let page = bench.get("/phone?r=1").await;
    for words in [
        "<div class=\"bubble template\">",
        "<b class=\"title\">お話しませんか</b>",
        "<div class=\"bubble card\">",
        "<b class=\"title\">火曜の朝のひと歩き</b>",
        "class=\"first\"",
        "href=\"https://ayumi.example.jp/map\"",
        "href=\"tel:0968631111\"",
    ] {
        assert!(page.text().contains(words), "{words}");
    }
    let card = bench.phone.messages().pop().unwrap();
    assert_eq!(card.title.as_deref(), Some("火曜の朝のひと歩き"));
    let labels: Vec<&str> = card.buttons.iter().map(|button| button.label.as_str()).collect();
    assert_eq!(labels, ["行ってみます", "今回は休みます", "地図を見る"]);
    assert!(labels.iter().all(|label| !card.text.contains(label)), "a button's words are on the button only");
}

/// What came by other doors is told on a page of its own, on the phone it is about, and nowhere before it came.
#[tokio::test]
async fn what_came_by_other_doors_is_told_where_it_belongs() {
    let bench = bench(|_| {}).await;
    let own = "/phone?r=doors";
    assert!(!bench.get("/phone").await.text().contains("別の入口"));
    assert!(bench.get(own).await.text().contains("まだ何も届いていません"));
    let words =
        Words { begins: "お出かけくださり<b>".to_owned(), why: Some(Both::new("そのわけ", "the reason")) };
    bench.phone.show_arrivals(vec![Arrival {
        what: Both::new("紙の記録表", "A paper sheet"),
        file: "demo/doors/sheet.csv".to_owned(),
        door: "POST /v1/432041/checkups".to_owned(),
        at: "2026-11-22T03:00:00Z".parse().unwrap(),
        taken: Both::new("1人分を受け取りました", "one was taken"),
        people: vec![Followed {
            resident: 0,
            said: Both::new("教室に参加", "came to a class"),
            outcomes: vec![Outcome::Reached(words), Outcome::Withheld(Both::new("停止のご希望", "asked to stop"))],
        }],
    }]);
    let page = bench.get(own).await;
    for words in
        ["荒尾 花子さん(74)", "教室に参加", "届きました", "お出かけくださり&lt;b&gt;", "停止のご希望", "/phone?r=1"]
    {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let english = bench.get("/phone?r=doors&lang=en").await;
    for words in ["What came in by other doors", "A paper sheet", "came to a class", "the reason", "asked to stop"] {
        assert!(english.text().contains(words), "{words}");
    }
    assert!(bench.get("/phone").await.text().contains("別の入口から届いたもの"));
    assert!(bench.get("/phone?r=1").await.text().contains("教室に参加"));
    assert!(!bench.get("/phone?r=2").await.text().contains("教室に参加"));
    assert!(bench.get("/phone/live?r=doors").await.text().contains("data-live=\"doors\""));
}
