//! Every call that we make to LINE, written out: what is asked for in `requests/line/*.json`, the
//! call beside it in `.request`, and what LINE tells in `answers/line_told`.

use crate::files::{compare, message, pretty};
use domain::decide::LineBody;
use domain::id::MessageId;
use serde::Deserialize;
use wire::line::{Content, Multicast, Push, Reply, aggregation, consumption, quota, validate};
use wire::{Outcome, Request};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    call: String,
    #[serde(default)]
    to: Vec<String>,
    #[serde(default)]
    body: LineBody,
    unit: Option<String>,
    #[serde(default)]
    reply_token: String,
}

fn call(asked: &Asked) -> Request {
    let key: MessageId = "01JD8Q9Z0V6K3M5N7P9R1S3T5V".parse().unwrap();
    let content = Content { body: &asked.body, tag: &key.to_string() };
    let aggregation_unit = asked.unit.as_deref();
    let to: Vec<&str> = asked.to.iter().map(String::as_str).collect();
    let [from, day] = ["2026-11-01", "2026-11-21"].map(|day| day.parse().unwrap());
    match asked.call.as_str() {
        "push" => Push { to: to[0], content, key, aggregation_unit }.request("token"),
        "multicast" => Multicast { to: &to, content, key, aggregation_unit }.request("token"),
        "reply" => Reply { token: &asked.reply_token, content }.request("token"),
        "validate" => validate::request(validate::Kind::Push, &[content], "token"),
        "quota" => quota::request("token"),
        "consumption" => consumption::request("token"),
        "aggregation_usage" => aggregation::usage_request("nudge_arm", from, day, "token"),
        other => panic!("there is no call `{other}`"),
    }
}

#[test]
fn calls_are_as_written() {
    compare("requests/line", "json", "request", |bytes| {
        let asked: Asked = serde_json::from_slice(bytes).unwrap();
        let Request { method, path, headers, body } = call(&asked);
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let body = match serde_json::from_slice::<serde_json::Value>(&body) {
            Ok(json) => pretty(&json),
            Err(_) => String::from_utf8(body).unwrap(),
        };
        format!("{method} {path}\n{}\n{body}", headers.concat()).trim_end().to_owned()
    });
}

#[test]
fn answers_to_a_reply_mean_what_line_says() {
    compare("answers/line_reply", "http", "outcome", |bytes| {
        let answer = message(bytes);
        let status = answer.start.split(' ').nth(1).unwrap().parse().unwrap();
        format!("{:?}", wire::line::classify_reply(status, &answer.headers, answer.body))
    });
    assert!(matches!(wire::line::unanswered_reply(), Outcome::Dead { reason: wire::DeadReason::Ambiguous, .. }));
}

/// Each answer is read by every reader: its own takes it, and the others must not fall over it.
#[test]
fn what_line_tells_is_read() {
    compare("answers/line_told", "http", "told", |bytes| {
        let answer = message(bytes);
        let (status, body) = (answer.start.split(' ').nth(1).unwrap().parse().unwrap(), answer.body);
        [
            format!("quota       {:?}", quota::read(status, body)),
            format!("consumption {:?}", consumption::read(status, body)),
            format!("validate    {:?}", validate::read(status, body)),
            format!("usage       {:?}", aggregation::read_usage(status, body)),
        ]
        .join("\n")
    });
}
