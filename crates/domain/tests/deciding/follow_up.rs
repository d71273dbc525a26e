//! One way at a time: the resident's own first, and an SMS after LINE only where it says so.

use domain::event::ChannelKind::{Line, Sms};

use crate::town::{Town, Written, at, walk};

const CITY: &str = "fallback_after = \"24h\"\nalso_on_line = { ja = \"LINEでもお送りしています。\" }\n";

fn hello(settings: &'static str, valid_for: &'static str) -> Written {
    let messages = match valid_for {
        "3d" => "[hello]\nvalid_for = \"3d\"\n[hello.ja]\nline = \"こんにちは。\"\nsms = \"荒尾市:こんにちは。\"\n",
        _ => "[hello]\nvalid_for = \"today\"\n[hello.ja]\nline = \"こんにちは。\"\nsms = \"荒尾市:こんにちは。\"\n",
    };
    walk(settings, messages, "fn on_goal(me, event) { nudge(\"hello\"); }").in_a_city(CITY)
}

/// With LINE and a number.
fn town(written: &Written) -> Town {
    let mut town = Town::empty("2026-11-16 10:00", written);
    town.joins(&[Line, Sms]).consents().links(Line).links(Sms);
    town
}

fn ways(town: &mut Town) -> Vec<domain::event::ChannelKind> {
    town.left().into_iter().map(|(_, way)| way).collect()
}

#[test]
fn of_what_is_not_heard_an_sms_follows_and_says_so() {
    let mut town = town(&hello("", "3d"));
    town.goal("2026-11-16", 6_000);
    assert_eq!(ways(&mut town), [Line]);
    assert_eq!(town.until("2026-11-17 09:59").followed(), [""; 0]);
    let text = "LINEでもお送りしています。\n荒尾市:こんにちは。\n停止は「停止」と返信";
    assert_eq!(town.until("2026-11-17 10:00").followed(), [text]);
    assert_eq!(town.until("2026-11-30 10:00").followed(), [""; 0]);
}

#[test]
fn an_answer_is_a_sign_of_life() {
    let mut town = town(&hello("", "3d"));
    town.goal("2026-11-16", 6_000).until("2026-11-16 20:00").says("text");
    assert_eq!(town.until("2026-11-30 10:00").followed(), [""; 0]);
}

#[test]
fn after_a_stop_or_without_a_number_none_follows() {
    let mut stopped = town(&hello("", "3d"));
    stopped.goal("2026-11-16", 6_000).until("2026-11-16 20:00").withdraws();
    assert_eq!(stopped.until("2026-11-30 10:00").followed(), [""; 0]);
    let mut by_line = Town::at("2026-11-16 10:00", &hello("", "3d"));
    assert_eq!(by_line.goal("2026-11-16", 6_000).left().first().map(|(one, _)| one.follow_up.is_some()), Some(false));
}

#[test]
fn it_waits_for_the_morning() {
    let mut town = town(&hello("fallback_after = \"12h\"\n", "3d"));
    town.goal("2026-11-16", 6_000);
    assert_eq!(town.until("2026-11-17 07:59").followed(), [""; 0]);
    assert_eq!(town.until("2026-11-17 08:00").followed().len(), 1);
}

#[test]
fn what_is_stale_by_then_or_never_to_follow_does_not() {
    for written in [hello("", "today"), hello("fallback_after = \"never\"\n", "3d")] {
        let mut town = town(&written);
        town.goal("2026-11-16", 6_000);
        assert_eq!(town.until("2026-11-30 10:00").followed(), [""; 0]);
    }
}

#[test]
fn who_prefers_sms_gets_the_sms_and_nothing_by_line() {
    let mut town = Town::empty("2026-11-16 10:00", &hello("", "3d"));
    town.prefers(Sms).consents().links(Line).links(Sms).goal("2026-11-16", 6_000);
    let left = town.left();
    let (message, way) = &left[0];
    assert_eq!((left.len(), *way, message.follow_up.clone()), (1, Sms, None));
    assert_eq!(message.bodies.sms.as_deref(), Some("荒尾市:こんにちは。\n停止は「停止」と返信"));
    assert_eq!(town.until("2026-11-30 10:00").followed(), [""; 0]);
}

#[test]
fn who_prefers_sms_and_lost_the_number_is_reached_by_line() {
    let mut town = Town::empty("2026-11-16 10:00", &hello("", "3d"));
    town.prefers(Sms).consents().links(Line).goal("2026-11-16", 6_000);
    assert_eq!(ways(&mut town), [Line]);
}

#[test]
fn the_first_word_by_line_tells_how_to_stop_and_no_other_does() {
    let city = "how_to_stop.line = { ja = \"止めるときは「停止」とお送りください。\" }\n";
    let messages = "[hello]\nvalid_for = \"3d\"\n[hello.ja]\nline = \"こんにちは。\"\n";
    let written = walk("", messages, "fn on_goal(me, event) { nudge(\"hello\"); }").in_a_city(city);
    let mut town = Town::at("2026-11-16 10:00", &written);
    let text = |town: &mut Town| town.left()[0].0.bodies.line.as_ref().unwrap().text.clone();
    town.goal("2026-11-16", 6_000);
    assert_eq!(text(&mut town), "こんにちは。\n\n止めるときは「停止」とお送りください。");
    town.until("2026-11-18 10:00").goal("2026-11-18", 6_000);
    assert_eq!(text(&mut town), "こんにちは。");
}

#[test]
fn the_time_of_the_sms_is_known_from_when_line_took_it() {
    let mut town = town(&hello("", "3d"));
    let message = town.goal("2026-11-16", 6_000).left().remove(0).0;
    let sms = message.followed_by(at("2026-11-16 12:00")).unwrap();
    assert_eq!(sms.not_before, at("2026-11-17 12:00"));
    assert_eq!((sms.occasion.clone(), sms.followed_by(at("2026-11-17 12:00"))), ("2026-11-16+sms".to_owned(), None));
    assert_ne!(sms.id, message.id);
    assert_eq!(message.followed_by(at("2026-11-19 12:00")), None, "no longer worth reading");
    // What was stored by an older program has none of this.
    let mut old = serde_json::to_value(&message).unwrap();
    for key in ["follow_up", "priority"] {
        old.as_object_mut().unwrap().remove(key);
    }
    let old: domain::decide::Outgoing = serde_json::from_value(old).unwrap();
    assert_eq!((old.followed_by(at("2026-11-16 12:00")), old.priority), (None, domain::pack::Priority::Normal));
}
