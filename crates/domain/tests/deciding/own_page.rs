//! Messages that lead to the resident's own pages, and what those show of them.

use domain::decide::{Outgoing, Shown};
use domain::event::ChannelKind::{Line, Sms};
use domain::pack::{Link, OwnPage, leads_to_own_page, with_own_page};
use serde_json::json;

use crate::town::{Town, Written, pack, walk};

const HELLO: &str = "fn on_goal(me, event) { nudge(\"hello\"); }";

fn hello(text: &str) -> Written {
    walk("", text.to_owned().leak(), HELLO)
}

/// What is wrong with a pack that says this, in both languages.
fn wrong(text: &str) -> Vec<(String, String)> {
    let problems = pack(&hello(text)).compile().err().unwrap_or_default();
    problems.into_iter().map(|problem| (problem.message, problem.message_ja)).collect()
}

fn left(town: &mut Town) -> Outgoing {
    town.left().remove(0).0
}

#[test]
fn a_bad_way_to_the_own_page_is_told_beside_its_text() {
    let long = "あ".repeat(2_001);
    for (text, en, ja) in [
        ("line = \"{my_page}へ\"", "take what stands right behind `{my_page}`", "すぐ後ろの文字は"),
        ("line = \"{my_page} {my_page}/a\"", "take what stands right behind", "すぐ後ろの文字は"),
        (
            "style = \"card\"\ntitle = \"{my_page}\"\nline = \"あ\"",
            "`{my_page}` is for `line` and `sms`",
            "書けるのは `line` と `sms` だけです",
        ),
        ("line = \"あ\"\npage = \"{my_page}\"", "`{my_page}` is for `line` and `sms`", "だけです"),
        ("line = \"あ\"\nlink = { label = \"い\", page = \"hom\" }", "did you mean `home`?", "`home`"),
        ("line = \"あ\"\nlink = { label = \"い\" }", "the link leads nowhere", "入口の行き先がありません"),
        (
            "line = \"あ\"\nlink = { label = \"い\", page = \"home\", url = \"tel:0968631111\" }",
            "a link has one way to go",
            "行き先はひとつです",
        ),
        (
            "line = \"あ\"\nlink = { label = \"い\", url = \"{my_page}\" }",
            "write `page = \"home\"` in place of `url`",
            "`page = \"home\"` と書いて",
        ),
        ("line = \"あ\"\nlink = { label = \"い\", url = \"https://{my_page}\" }", "in place of `url`", "代わりに"),
        // The address has 82 letters, and one part of an SMS 70.
        ("sms = \"荒尾市:{my_page}\"", "the SMS has 86 characters (2 parts)", "SMSが86文字（2通分）"),
        ("line = \"あ\"\npage = \"LONG\"", "the text of the page has 2,001 characters; 2,000 fit", "2,001文字です"),
        ("line = \"あ\"\npage = \"\"", "the text is empty", "文が空です"),
        ("line = \"あ\"\npage = \"{left\"", "a value stands between `{` and `}`", "合っていません"),
        (
            "line = \"あ\"\npage = \"https://example.com/\"",
            "`example.com` is not one of the city's own",
            "`example.com`",
        ),
        (
            "line = \"あ\"\npage = \"糖尿病の教室です。\"",
            "the text of the page says 「糖尿病」, which tells of health; say in `neutral` who approved",
            "`neutral` に書いて",
        ),
    ] {
        let found = wrong(&format!("[hello.ja]\n{}\n", text.replace("LONG", &long)));
        let told = matches!(found.as_slice(), [(in_en, in_ja)] if in_en.contains(en) && in_ja.contains(ja));
        assert!(told, "{text}: {found:?}");
    }
}

#[test]
fn the_address_is_no_strangers_and_a_neutral_text_may_have_it() {
    let text = "[hello]\nmax_parts = 2\nneutral = { approved_by = \"保健師\", on = 2026-04-01 }\n[hello.ja]\n\
                line = \"{sender}です。\\n{my_page}\"\nsms = \"荒尾市:お知らせです。\\n{my_page}\"\n\
                link = { label = \"わたしのページ\", page = \"messages\" }\npage = \"糖尿病の教室です。\"\n";
    assert_eq!(wrong(text), []);
}

/// The outbox knows no address.
#[test]
fn a_mark_stands_for_the_address_until_the_message_leaves() {
    let text = "[hello]\nmax_parts = 3\n[hello.ja]\nline = \"歩きました。\\n{my_page}\\nまた。\"\n\
                sms = \"荒尾市:歩きました。\\n{my_page}\"\nlink = { label = \"手帳\", page = \"notebook\" }\n";
    let mut town = Town::empty("2026-11-16 10:00", &hello(text));
    town.joins(&[Line, Sms]).consents().links(Line).links(Sms).goal("2026-11-16", 6_000);
    let message = left(&mut town);
    assert!(!serde_json::to_string(&message).unwrap().contains("https"), "{message:?}");
    let line = message.bodies.line.clone().unwrap();
    assert!(line.leads_to_own_page());
    assert_eq!(line.link.as_ref().and_then(Link::page), Some(OwnPage::Notebook));
    let body = line.with_page("https://a.jp/open?t=x");
    assert_eq!(body.text, "歩きました。\nhttps://a.jp/open?t=x\nまた。");
    assert_eq!(body.link.as_ref().unwrap().url, "https://a.jp/open?t=x&to=notebook");
    assert!(!body.leads_to_own_page());
    let sms = message.bodies.sms.as_deref().unwrap();
    assert!(leads_to_own_page(sms));
    let sent = with_own_page(sms, "https://a.jp/open?t=x");
    assert_eq!(sent, "荒尾市:歩きました。\nhttps://a.jp/open?t=x\n停止は「停止」と返信");
}

#[test]
fn the_page_shows_its_own_text_or_else_what_was_sent_without_what_only_a_message_needs() {
    let city = "how_to_stop.line = { ja = \"止めるときは「停止」とお送りください。\" }\n";
    let shown = |text: &str, way| {
        let written = hello(text).in_a_city(city);
        let ruleset = pack(&written).compile().unwrap();
        let mut town = Town::empty("2026-11-16 10:00", &written);
        town.joins(&[way]).consents().links(way).goal("2026-11-16", 6_000);
        left(&mut town).shown(&ruleset.city)
    };
    let plain = |text: &str| Shown { title: None, text: text.to_owned(), link: None, sensitive: false };
    assert_eq!(shown("[hello.ja]\nline = \"歩きました。\\n{my_page}\"\n", Line), plain("歩きました。"));
    assert_eq!(shown("[hello.ja]\nsms = \"荒尾市:歩きました。\"\n", Sms), plain("荒尾市:歩きました。"));
    let text = "[hello.ja]\nstyle = \"card\"\ntitle = \"きょう\"\nline = \"みじかく。\"\npage = \"{city}から。\\nながく。\"\n\
                link = { label = \"目標\", page = \"goal\" }\n";
    let link = Some(Link { label: "目標".to_owned(), url: "{my_page}&to=goal".to_owned() });
    let expected = Shown { title: Some("きょう".to_owned()), link, ..plain("荒尾市から。\nながく。") };
    assert_eq!(shown(text, Line), expected);
}

#[test]
fn what_a_message_may_not_say_stands_on_the_page_and_staff_do_not_read_it() {
    let messages = "[talk]\nneutral = { approved_by = \"保健師\", on = 2026-04-01 }\n[talk.ja]\n\
                    line = \"お知らせがあります。\"\npage = \"予測では、認知症の方の割合が平均の{times}倍です。\"\n\
                    link = { label = \"読む\", page = \"messages\" }\n";
    let rules = "fn on_forecast(me, event) { invite(\"talk\", #{ times: event.worst(\"dementia\").ratio_low }); }";
    let mut town = Town::at("2026-11-16 10:00", &walk("", messages, rules));
    let message = left(town.forecast(2.5));
    assert_eq!(message.bodies.line.as_ref().unwrap().text, "お知らせがあります。");
    assert_eq!(message.bodies.page.as_deref(), Some("予測では、認知症の方の割合が平均の2.5倍です。"));
    assert!(message.sensitive);
    let stored = serde_json::to_string(&message).unwrap();
    let read: Outgoing = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, message);
    assert_eq!(read.for_staff().bodies.page, None);
}

/// Behind the sign-in alone: nobody is reached by it.
#[test]
fn a_text_of_the_page_is_no_way_to_reach_anybody() {
    let text = "[hello.ja]\nsms = \"荒尾市:あ\"\npage = \"い\"\n";
    let mut town = Town::at("2026-11-16 10:00", &hello(text));
    assert_eq!(town.goal("2026-11-16", 6_000).decided(), ["withheld hello no_channel"]);
    let found = wrong("[hello.ja]\npage = \"い\"\n");
    assert!(found[0].0.contains("there is no text"), "{found:?}");
    // A value that only the page has is asked for as any other.
    let found = wrong("[hello.ja]\nline = \"あ\"\npage = \"{left}歩\"\n");
    assert!(found[0].0.contains("needs a value for `{left}`"), "{found:?}");
}

/// What was stored before there was a text for the page.
#[test]
fn older_rows_are_read() {
    let old = json!({ "line": { "text": "あ", "link": { "label": "市", "url": "https://www.city.arao.lg.jp/" } } });
    let bodies: domain::decide::Bodies = serde_json::from_value(old).unwrap();
    assert_eq!(bodies.page, None);
    assert_eq!(bodies.line.unwrap().link.unwrap().page(), None);
}
