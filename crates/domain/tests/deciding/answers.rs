//! What residents answer, and what comes of it.

use domain::event::ChannelKind;

use crate::NONE;
use crate::town::{Town, Written, walk};

const MESSAGES: &str = r#"
[invite_a]
valid_for = "3d"
[invite_a.ja]
line = "お話ししませんか。"
sms = "荒尾市:お話ししませんか。"
replies = [{ label = "はい", action = "yes" }]
[hello]
[hello.ja]
line = "こんにちは。"
[thanks]
valid_for = "1d"
[thanks.ja]
line = "ありがとうございます。"
[more]
valid_for = "1d"
[more.ja]
line = "もうひとつ。"
"#;

const RULES: &str = r#"
fn on_goal(me, event) { invite("invite_a"); }
fn on_notebook(me, event) { nudge("hello"); }
fn on_reply(me, event) {
    if event.message == "invite_a" && event.action == "yes" {
        flag_for_staff("お電話をお願いします。");
        nudge("thanks");
        nudge("more");
    }
}
"#;

fn talk() -> Written {
    walk("", MESSAGES, RULES)
}

#[test]
fn an_answer_comes_beside_the_caps_and_one_only() {
    let mut town = Town::at("2026-11-16 10:00", &talk());
    town.goal("2026-11-16", 6_000);
    let invitation = town.left()[0].0.id;
    town.notes();
    // Two a day is the city's cap.
    town.decided();
    town.taps(invitation, "yes");
    let got = ["flag_for_staff お電話をお願いします。", "nudge thanks", "withheld more capped"];
    assert_eq!(town.decided(), got);
    // What answered does not count: three more leave in the week's five.
    for day in 17..=21 {
        town.until(&format!("2026-11-{day} 10:00")).notes();
    }
    let left = town.left();
    assert_eq!(left.iter().map(|(outgoing, _)| outgoing.message.as_str()).collect::<Vec<_>>(), ["hello"; 3]);
}

#[test]
fn words_answer_the_message_that_offers_such_an_answer() {
    let mut town = Town::at("2026-11-16 10:00", &talk());
    town.goal("2026-11-16", 6_000).until("2026-11-16 12:00").notes().decided();
    town.says("yes");
    assert_eq!(town.decided()[0], "flag_for_staff お電話をお願いします。");
    // Other words are taken to answer what came last.
    assert_eq!(town.says("text").decided(), NONE);
}

#[test]
fn a_tap_may_come_late() {
    let mut town = Town::at("2026-09-01 10:00", &talk());
    town.goal("2026-09-01", 6_000);
    let invitation = town.left()[0].0.id;
    for month in ["2026-10-01 10:00", "2026-10-15 10:00"] {
        town.until(month).notes();
    }
    town.decided();
    town.taps(invitation, "yes");
    assert_eq!(town.decided()[0], "flag_for_staff お電話をお願いします。");
}

#[test]
fn nothing_is_done_for_one_who_has_withdrawn() {
    let rules = r#"
        fn on_goal(me, event) {
            set_goal("steps_per_day", 5000, 28);
            enrol("care");
            flag_for_staff("お電話をお願いします。");
            schedule("later", #{ days: 1, at: "10:00" });
        }
        fn at_later(me) {}
    "#;
    let mut written = walk("", "", rules);
    written.campaigns.push(crate::town::Campaign {
        name: "care",
        settings: "who = { entry = \"enrolled\" }\n",
        messages: "",
        rules: "",
    });
    let mut town = Town::at("2026-11-16 10:00", &written);
    town.withdraws().goal("2026-11-16", 6_000);
    let got = [
        "withheld steps_per_day no_consent",
        "withheld care no_consent",
        "withheld お電話をお願いします。 no_consent",
        "schedule later",
    ];
    assert_eq!(town.decided(), got);
    town.until("2026-11-16 11:00").consents().goal("2026-11-17", 6_000);
    assert_eq!(town.decided()[1], "enrol care");
}

#[test]
fn nobody_is_enrolled_twice_in_one_decision() {
    let mut written = walk("", "", "fn on_goal(me, event) { enrol(\"care\"); enrol(\"care\"); }");
    written.campaigns.push(crate::town::Campaign {
        name: "care",
        settings: "who = { entry = \"enrolled\" }\n",
        messages: "",
        rules: "",
    });
    let mut town = Town::at("2026-11-16 10:00", &written);
    assert_eq!(town.goal("2026-11-16", 6_000).decided(), ["enrol care", "withheld care duplicate"]);
}

#[test]
fn a_reply_by_one_who_has_only_sms_is_understood_too() {
    let mut town = Town::empty("2026-11-16 10:00", &talk());
    town.joins(&[ChannelKind::Sms]).consents().links(ChannelKind::Sms).goal("2026-11-16", 6_000).decided();
    assert_eq!(town.says("yes").decided()[0], "flag_for_staff お電話をお願いします。");
}

#[test]
fn yes_answers_the_latest_of_two_that_ask_for_it() {
    let goals = r#"
        [suggestion]
        valid_for = "3d"
        [suggestion.ja]
        sms = "荒尾市:目標をきめたい方は「はい」とご返信ください。"
        replies = [{ label = "目標をきめる", action = "yes" }]
    "#;
    let rules = r#"
        fn on_notebook(me, event) { invite("suggestion"); }
        fn on_reply(me, event) { if event.message == "suggestion" { set_goal("steps_per_day", 5000, 28); } }
    "#;
    let mut written = talk();
    written.campaigns.push(crate::town::Campaign { name: "welcome", settings: "", messages: goals, rules });
    let mut town = Town::empty("2026-11-16 10:00", &written);
    town.joins(&[ChannelKind::Sms]).consents().until("2026-11-16 10:01").links(ChannelKind::Sms);
    town.goal("2026-11-16", 6_000).until("2026-11-17 10:00").notes().decided();
    assert_eq!(town.says("yes").decided(), ["set_goal steps_per_day"]);
    town.until("2026-11-18 10:00").goal("2026-11-18", 7_000).decided();
    assert_eq!(town.says("yes").decided()[0], "flag_for_staff お電話をお願いします。");
}
