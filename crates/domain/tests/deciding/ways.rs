//! By which way a message goes, and when it no longer does.

use domain::event::ChannelKind::{Line, Paper, Sms};

use crate::NONE;
use crate::town::{Town, Written, at, walk};

fn hello() -> Written {
    let messages = "[hello]\nif_quiet = \"drop\"\nvalid_for = \"3d\"\n[hello.ja]\nline = \"こんにちは、{name}さん。\"\n\
                    sms = \"荒尾市:こんにちは、{name}さん。お元気でいらっしゃいますか。きょうもよい一日を。\"\n";
    walk(
        "",
        messages,
        r#"fn on_notebook(me, event) { nudge("hello", #{ name: "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめも" }); }
                          fn on_goal(me, event) { nudge("hello", #{ name: "花" }); }"#,
    )
}

#[test]
fn by_no_way_that_was_not_wished() {
    let mut town = Town::empty("2026-11-16 10:00", &hello());
    town.joins(&[Line, Sms]).consents().links(Line).links(Sms);
    town.until("2026-11-16 11:00").joins(&[Paper]);
    assert_eq!(town.goal("2026-11-16", 6_000).decided(), ["withheld hello no_channel"]);
    // Who links a number later says otherwise.
    town.until("2026-11-17 10:00").links(Sms).goal("2026-11-17", 6_000);
    let left = town.left();
    assert_eq!(left.iter().map(|(_, way)| *way).collect::<Vec<_>>(), [Sms]);
}

#[test]
fn of_a_form_that_gives_a_number_and_wishes_for_line_only_the_number_is_no_way() {
    let mut town = Town::empty("2026-11-16 10:00", &hello());
    town.joins(&[Line]).consents().links(Sms);
    assert_eq!(town.goal("2026-11-16", 6_000).decided(), ["withheld hello no_channel"]);
}

#[test]
fn a_campaign_for_those_by_sms_is_for_whoever_linked_a_number_since() {
    let messages = "[hello]\n[hello.ja]\nsms = \"荒尾市:こんにちは。\"\n";
    let rules = r#"fn on_goal(me, event) { nudge("hello"); }"#;
    let mut town = Town::empty("2026-11-16 10:00", &walk("who = { reach = [\"sms\"] }\n", messages, rules));
    town.joins(&[Line]).consents();
    assert_eq!(town.goal("2026-11-16", 6_000).decided(), NONE);
    assert_eq!(town.until("2026-11-17 10:00").links(Sms).goal("2026-11-17", 6_000).decided(), ["nudge hello"]);
}

#[test]
fn what_is_too_long_for_sms_may_go_by_line() {
    let mut town = Town::empty("2026-11-16 10:00", &hello());
    town.joins(&[Line, Sms]).consents().links(Sms);
    assert_eq!(town.notes().decided(), ["withheld hello rule_error"]);
    assert_eq!(town.until("2026-11-17 10:00").links(Line).notes().decided(), ["nudge hello"]);
}

#[test]
fn what_cannot_wait_is_dropped_where_it_has_become_night() {
    let mut town = Town::at("2026-11-16 20:59", &hello());
    // Decided in the last minute, looked at when the night has begun.
    town.journey.sleep(at("2026-11-16 20:59"));
    let event = domain::Event {
        source: "test".to_owned(),
        id: "late".to_owned(),
        subject: Some(crate::town::hana()),
        time: town.journey.now(),
        payload: domain::Payload::Goal(domain::event::Goal {
            metric: domain::event::Metric::StepsPerDay,
            target: 6_000,
            from: "2026-11-16".parse().unwrap(),
            until: None,
        }),
    };
    let _ = town.journey.post(&std::rc::Rc::new(event));
    town.journey.sleep(at("2026-11-16 21:30"));
    town.until("2026-11-17 12:00");
    assert_eq!(town.left().len(), NONE.len());
}
