//! SMS: the provider has no key, so what may have been sent is never sent again.

use std::time::Duration;

use ayumi::phone::{Channel, Fault, NumberTrouble};
use chrono::TimeDelta;
use serde_json::json;

use super::{sent, setup};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_sms_that_may_have_been_sent_is_never_sent_again() {
    let town = setup().start().await.unwrap();
    let faults = town.phone.faults();
    faults.hang(Duration::from_millis(50));
    let troubles = [
        (Fault::ServerError, "dead ambiguous 20500"),
        (Fault::Html, "dead ambiguous 502"),
        (Fault::Timeout, "dead ambiguous no answer"),
        (Fault::Reset, "dead ambiguous no answer"),
        (Fault::AnswerLost, "dead ambiguous no answer"),
    ];
    for (place, (fault, step)) in troubles.into_iter().enumerate() {
        let (resident, number) = (&format!("p-{place}"), &format!("+81901234567{place}"));
        town.sms(resident, number).await;
        town.say(resident, "lasting").await;
        faults.next(fault, 1);
        town.tick().await;
        assert_eq!(town.stands(resident, "lasting").await, sent("dead", Some("ambiguous"), 1), "{fault:?}");
        assert_eq!(town.steps(resident).await, [format!("1 {step}")], "{fault:?}");
        let requests = town.phone.requests();
        town.later(TimeDelta::hours(1));
        town.tick().await;
        assert_eq!(town.phone.requests(), requests, "{fault:?}: sent again");
        assert!(town.shown(Channel::Sms, number).len() <= 1, "{fault:?}");
        // The way stays open for the next, which counts the one that may have arrived.
        town.say(resident, "other").await;
        town.tick().await;
        assert_eq!(town.stands(resident, "other").await, sent("accepted", None, 1), "{fault:?}");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_surely_was_not_sent_is_sent_later_in_one_part() {
    let town = setup().start().await.unwrap();
    let number = "+819012345678";
    town.sms("p-1", number).await;
    town.say("p-1", "lasting").await;
    town.phone.faults().next(Fault::RateLimited, 2);
    for attempt in 1..=2 {
        town.tick_when_due("p-1").await;
        assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("rate_limited"), attempt));
    }
    town.tick_when_due("p-1").await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 3));
    let shown = town.shown(Channel::Sms, number);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].text, "荒尾市:SMSのlastingです。\n停止は「停止」と返信");
    assert_eq!(shown[0].length.as_ref().unwrap().parts, 1);
    town.stop().await;
}

/// Packets that are lost before there is a connection: nothing can have left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_takes_no_connection_has_seen_nothing() {
    // A listener whose queue is full answers no more, as one behind a broken network.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let deaf = socket.listen(1).unwrap();
    let address = deaf.local_addr().unwrap();
    let mut queue = Vec::new();
    let patience = Duration::from_millis(300);
    while let Ok(connected) = tokio::time::timeout(patience, tokio::net::TcpStream::connect(address)).await {
        queue.push(connected.unwrap());
    }
    let mut setup = setup();
    setup.variables.insert("sms_api_base".to_owned(), format!("http://{address}"));
    let town = setup.start().await.unwrap();
    town.sms("p-1", "+819012345678").await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("not_reached"), 1));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_text_leaves_in_as_many_parts_as_its_campaign_allows() {
    let town = setup().start().await.unwrap();
    let number = "+819012345678";
    town.sms("p-1", number).await;
    town.say("p-1", "long").await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "long").await, sent("accepted", None, 1));
    let shown = town.shown(Channel::Sms, number);
    assert_eq!(shown.len(), 1);
    assert!(shown[0].text.ends_with("ながいおしらせです。\n停止は「停止」と返信"));
    assert_eq!(shown[0].length.as_ref().unwrap().parts, 2);
    // What is paid for is counted.
    let told = town.call("GET", "/v1/432041/sent", "staff_token", "", "").await.json();
    let day = json!({ "day": "2026-11-23", "campaign": "say", "channel": "sms", "messages": 1, "parts": 2 });
    assert_eq!(told, json!([day]));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_refuses_is_closed_for_good() {
    let town = setup().start().await.unwrap();
    let faults = town.phone.faults();
    faults.number("+819012345671", Some(NumberTrouble::Unsubscribed));
    faults.number("+819012345672", Some(NumberTrouble::NotMobile));
    faults.number("+819012345673", Some(NumberTrouble::Unverified));
    let troubles = [
        ("p-1", "+819012345671", "refused", "1 dead refused 21610", "no_channel"),
        ("p-2", "+819012345672", "bad_address", "1 dead bad_address 21614", "no_channel"),
        ("p-4", "+0123456789", "bad_address", "1 dead bad_address 21211", "no_channel"),
        // The account's trouble, not the number's.
        ("p-3", "+819012345673", "unroutable", "1 dead unroutable 21608", "allowed"),
    ];
    for (resident, number, reason, step, next) in troubles {
        town.sms(resident, number).await;
        town.say(resident, "lasting").await;
        town.tick().await;
        assert_eq!(town.stands(resident, "lasting").await, sent("dead", Some(reason), 1));
        assert_eq!(town.steps(resident).await, [step]);
        town.say(resident, "other").await;
        assert_eq!(town.decided(resident, "other").await, next, "{resident}");
    }
    // Well again by itself it is not: the resident must link it anew.
    faults.number("+819012345671", None);
    town.later(TimeDelta::days(1));
    town.say("p-1", "lasting").await;
    assert_eq!(town.decided("p-1", "lasting").await, "no_channel");
    let address = serde_json::json!({ "channel": "sms", "address": "+819012345671" });
    town.happens("channel.linked.v1", "p-1", address).await;
    town.later(TimeDelta::minutes(1));
    town.say("p-1", "lasting").await;
    assert_eq!(town.decided("p-1", "lasting").await, "allowed");
    town.stop().await;
}
