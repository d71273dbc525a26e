use crate::files::{compare, json, message, text};
use domain::decide::LineBody;
use domain::event::{ChannelKind, Event, Payload};
use domain::id::ResidentId;
use std::collections::BTreeMap;
use wire::line::{Content, Push, classify, parse, unanswered, verify};
use wire::{Inbound, Outcome, What};

fn resident() -> ResidentId {
    "p-0001".parse().unwrap()
}

#[test]
fn answers_mean_what_line_says() {
    compare("answers/line", "http", "outcome", |bytes| {
        let answer = message(bytes);
        let status = answer.start.split(' ').nth(1).unwrap().parse().unwrap();
        format!("{:?}", classify(status, &answer.headers, answer.body))
    });
}

#[test]
fn no_answer_is_asked_again_with_the_same_key() {
    assert!(matches!(unanswered(), Outcome::Retry { .. }));
}

#[test]
fn bad_webhooks_are_refused_or_passed_over() {
    compare("bad/line", "json", "err", |bytes| match parse(bytes) {
        Err(error) => format!("400 {error}"),
        Ok(inbound) => {
            let lines: Vec<String> = inbound.iter().map(|one| format!("{:?}", one.what)).collect();
            format!("200 {}", lines.join("\n    "))
        }
    });
}

#[test]
fn signatures() {
    for vector in json("data/line/signature-vectors.json").as_array().unwrap() {
        let field = |name: &str| vector[name].as_str().unwrap();
        let valid = verify(field("channel_secret"), field("body").as_bytes(), Some(field("signature")));
        assert_eq!(valid, vector["valid"].as_bool().unwrap(), "{}", field("source"));
        assert!(!verify(field("channel_secret"), b"another body", Some(field("signature"))));
        assert!(!verify("", field("body").as_bytes(), Some(field("signature"))));
        assert!(!verify(field("channel_secret"), field("body").as_bytes(), None));
        assert!(!verify(field("channel_secret"), field("body").as_bytes(), Some("")));
    }
}

#[test]
fn all_of_lines_own_events_are_read() {
    let inbound = parse(text("data/line/webhook-events.json").as_bytes()).unwrap();
    assert_eq!(inbound.len(), 28);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &inbound {
        assert!(one.at.is_some());
        assert_eq!(one.id, "testwebhookeventid");
        let kind = match &one.what {
            What::Follow => "follow",
            What::Unfollow => "unfollow",
            What::AccountLink { .. } => "account link",
            What::Postback { .. } => "postback",
            What::Text { .. } => "text",
            What::Unsend { .. } => "unsend",
            What::Other { .. } => "other",
        };
        *kinds.entry(kind).or_default() += 1;
    }
    // The four postbacks are of another system; two texts were said, and one taken back, in groups.
    let expected = [("account link", 1), ("follow", 1), ("other", 23), ("text", 2), ("unfollow", 1)];
    assert_eq!(kinds, BTreeMap::from(expected));
}

#[test]
fn an_empty_webhook_is_the_verify_button() {
    assert_eq!(parse(br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#), Ok(vec![]));
}

/// A pushed answer, tapped: what LINE gives back is what was put in.
#[test]
fn a_tapped_answer_finds_its_message() {
    let message: domain::id::MessageId = "01JD8Q9Z0V6K3M5N7P9R1S3T5V".parse().unwrap();
    let replies = [("歩いてくる", "go"), ("通知をとめる", "stop"), ("また今度 & 明日", "not_now&m=x")];
    let body = LineBody {
        text: "きょうはあと1,200歩で目標です。\n\"ひと回り\"いかがですか。".to_owned(),
        replies: replies.map(|(label, action)| (label.to_owned(), action.to_owned())).into(),
        ..LineBody::default()
    };
    let push = Push {
        to: "U8189cf6745fc0d808977bdb0b9f22995",
        content: Content { body: &body, tag: &message.to_string() },
        key: message,
        aggregation_unit: Some("arao_walk"),
    };
    let request = push.request("token");
    assert_eq!(request, push.request("token"), "a retry has the same bytes");
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body, json("data/line/push.json"));
    assert_eq!((request.method, request.path.as_str()), ("POST", "/v2/bot/message/push"));
    let header = |name: &str| request.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str());
    assert_eq!(header("authorization"), Some("Bearer token"));
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("x-line-retry-key"), Some(message.as_uuid().as_str()));
    assert!(!format!("{request:?}").contains("token"));

    let happened = "2016-05-07T13:57:59.859Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    for (index, action) in ["go", "stop", "not_now&m=x"].into_iter().enumerate() {
        let data = body["messages"][0]["quickReply"]["items"][index]["action"]["data"].as_str().unwrap();
        let webhook =
            serde_json::json!({"events": [event("postback", serde_json::json!({"postback": {"data": data}}))]});
        let inbound = parse(webhook.to_string().as_bytes()).unwrap().remove(0);
        assert_eq!(inbound.what, What::Postback { message: Some(message), action: action.to_owned() });
        let event = inbound.clone().into_event(resident(), happened + chrono::TimeDelta::days(1)).unwrap();
        assert_eq!((event.source.as_str(), event.id.as_str()), ("line", "01FZ74A0TDDPYRVKNK77XKC3ZR:p-0001"));
        assert_eq!(event.time, happened);
        assert!(
            matches!(event.payload, Payload::Reply(reply) if reply.action == action && reply.message == Some(message))
        );
        // A provider's clock may be before ours.
        let earlier = happened - chrono::TimeDelta::hours(1);
        assert_eq!(inbound.into_event(resident(), earlier).unwrap().time, earlier);
    }
}

#[test]
fn without_answers_nothing_is_offered() {
    let key = "01JD8Q9Z0V6K3M5N7P9R1S3T5V".parse().unwrap();
    let content = Content { body: &LineBody { text: "a".to_owned(), ..LineBody::default() }, tag: "x" };
    let push = Push { to: "U1", content, key, aggregation_unit: Some("not a unit") };
    assert_eq!(push.request("t").body, br#"{"to":"U1","messages":[{"type":"text","text":"a"}]}"#);
}

#[test]
fn what_people_do_becomes_events() {
    let one = |kind: &str, rest: serde_json::Value| -> Option<Event> {
        let webhook = serde_json::json!({"events": [event(kind, rest)]});
        let inbound: Inbound = parse(webhook.to_string().as_bytes()).unwrap().remove(0);
        assert_eq!(inbound.channel, ChannelKind::Line);
        inbound.into_event(resident(), chrono::DateTime::UNIX_EPOCH)
    };
    let said = |text: &str| serde_json::json!({"message": {"type": "text", "id": "1", "text": text}});
    let json = |event: Option<Event>| event.map(|event| (event.payload.kind(), event.payload.to_json()));
    let address = r#"{"channel":"line","address":"U206d25c2ea6bd87c17655609a1c37cb8"}"#.to_owned();
    assert_eq!(
        json(one("follow", serde_json::json!({"follow": {"isUnblocked": true}}))),
        Some(("ayumi.channel.linked.v1", address.clone()))
    );
    let blocked = address.replace('}', r#","blocked":true}"#);
    assert_eq!(json(one("unfollow", serde_json::json!({}))), Some(("ayumi.channel.unlinked.v1", blocked)));
    assert_eq!(
        json(one("message", said("配信停止してください"))),
        Some((
            "ayumi.reply.received.v1",
            r#"{"action":"stop","text":"配信停止してください","provider_id":"1"}"#.to_owned()
        ))
    );
    assert_eq!(
        json(one("message", said("歩きました"))),
        Some(("ayumi.reply.received.v1", r#"{"action":"text","text":"歩きました","provider_id":"1"}"#.to_owned()))
    );
    assert_eq!(one("message", serde_json::json!({"message": {"type": "sticker", "text": "stop"}})), None);
    assert_eq!(one("unsend", serde_json::json!({"unsend": {"messageId": "1"}})), None);
    assert_eq!(one("unfollow", serde_json::json!({"mode": "standby"})), None);
    let mut standby = said("停止");
    standby["mode"] = "standby".into();
    assert_eq!(one("message", standby), None);
}

#[test]
fn words_can_be_taken_back() {
    let what = |rest: serde_json::Value| {
        let webhook = serde_json::json!({"events": [event("unsend", rest)]});
        parse(webhook.to_string().as_bytes()).unwrap().remove(0).what
    };
    let unsend = || serde_json::json!({"unsend": {"messageId": "325708"}});
    assert_eq!(what(unsend()), What::Unsend { provider_id: "325708".to_owned() });
    let mut grouped = unsend();
    grouped["source"] = serde_json::json!({"type": "group", "groupId": "C1", "userId": "U1"});
    for odd in [grouped, serde_json::json!({})] {
        assert_eq!(what(odd.clone()), What::Other { kind: "unsend".to_owned() }, "{odd}");
    }
    let odd = serde_json::json!({"unsend": {"messageId": 7}});
    assert_eq!(what(odd), What::Other { kind: "unreadable".to_owned() });
}

fn event(kind: &str, rest: serde_json::Value) -> serde_json::Value {
    let mut event = serde_json::json!({
        "type": kind, "mode": "active", "timestamp": 1_462_629_479_859_i64,
        "source": {"type": "user", "userId": "U206d25c2ea6bd87c17655609a1c37cb8"},
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR", "deliveryContext": {"isRedelivery": false},
    });
    for (name, value) in rest.as_object().into_iter().flatten() {
        event[name] = value.clone();
    }
    event
}
