//! The story: a pack, events in every mode, refusals, two senders at once, messages out, answers in.

use std::collections::BTreeMap;

use ayumi::phone::Channel;
use bytes::Bytes;
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::{Value, json};

use super::place::{Place, TOKENS};
use crate::support::child::real;
use crate::support::host::root;
use crate::support::service::{ARAO, event, joins, line_user, steps};

const BATCH: &str = "application/cloudevents-batch+json";

/// Plays the story and tells what could be seen, without what is another each time.
pub async fn tell(place: &impl Place) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |what: &str, (status, body): (StatusCode, Value)| told.push(line(what, status, &body));
    let events = format!("/v1/{ARAO}/events");
    let now = real() - TimeDelta::minutes(1);

    tell("health", place.call("GET", "/healthz", &[], Bytes::new()).await);
    tell("a city that is not there", post(place, &joins("p-1", now)).await);
    tell("publish", staff(place, "POST", "campaigns", json!({ "files": pack(true) })).await);
    tell("publish the same", staff(place, "POST", "campaigns", json!({ "files": pack(true) })).await);
    tell("publish nonsense", staff(place, "POST", "campaigns", json!({ "files": pack(false) })).await);
    tell("versions", staff(place, "GET", "campaigns", Value::Null).await);

    let mut people = joins("p-1", now);
    people.extend(joins("p-2", now));
    people[5]["data"]["reach"] = json!(["line", "sms"]);
    people.push(event(
        "p-2-sms",
        "channel.linked.v1",
        "p-2",
        now,
        json!({ "channel": "sms", "address": "+819012345678" }),
    ));
    people.push(event(
        "p-2-line-gone",
        "channel.unlinked.v1",
        "p-2",
        now,
        json!({ "channel": "line", "address": line_user("p-2") }),
    ));
    people.push(event("bad", "steps.guessed.v1", "p-1", now, json!({})));
    tell("a batch", post(place, &people).await);
    tell("the batch again", post(place, &people).await);

    let one = steps("p-1", &now.date_naive().to_string(), 4_000, 1, now);
    let token = bearer("ingest_token");
    let structured = [("authorization", token.as_str()), ("content-type", "application/cloudevents+json")];
    tell("structured", place.call("POST", &events, &structured, one.to_string().into()).await);
    let binary = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
        ("ce-specversion", "1.0"),
        ("ce-id", "binary"),
        ("ce-source", "//tests/%E6%AD%A9%E6%95%B0"),
        ("ce-type", "ayumi.steps.recorded.v1"),
        ("ce-subject", "p-1"),
        ("ce-time", one["time"].as_str().unwrap()),
    ];
    let mut newer = one["data"].clone();
    newer["version"] = json!(2);
    tell("binary", place.call("POST", &events, &binary, newer.to_string().into()).await);

    tell("no token", place.call("POST", &events, &[("content-type", BATCH)], "[]".into()).await);
    tell("not JSON", place.call("POST", &events, &structured, "{".into()).await);
    let xml = [("authorization", token.as_str()), ("content-type", "text/xml")];
    tell("not CloudEvents", place.call("POST", &events, &xml, "<a/>".into()).await);
    let large = vec![b' '; 5 * 1024 * 1024];
    tell("too large", place.call("POST", &events, &structured, large.into()).await);
    tell("another method", place.call("DELETE", &events, &structured, Bytes::new()).await);
    tell("no such door", place.call("GET", "/nowhere", &[], Bytes::new()).await);

    // Two senders with the same residents at the same time: both are taken, and nothing is lost.
    let walked = |sender: u64| -> Vec<Value> {
        let day = |n: i64| (now - TimeDelta::days(n)).date_naive().to_string();
        (0..200).map(|n| steps(&format!("p-{}", n % 20), &day(n / 20), 100, sender * 1_000 + n as u64, now)).collect()
    };
    let (first, second) = (walked(1), walked(2));
    let (first, second) = tokio::join!(post(place, &first), post(place, &second));
    tell("one of two senders", first);
    tell("the other", second);

    for (who, message) in [("p-1", "lasting"), ("p-2", "lasting")] {
        let say =
            event(&format!("{who}-say"), "reply.received.v1", who, now, json!({ "action": format!("say_{message}") }));
        tell("somebody is to be told something", post(place, &[say]).await);
    }
    tell("a tick without its token", place.call("POST", "/internal/tick", &[], Bytes::new()).await);
    tell("a tick", tick(place).await);
    tell("a tick with nothing to do", tick(place).await);
    told.extend(shown(place));

    let stop = place.phone().say(&line_user("p-1"), "配信停止").await.unwrap();
    told.push(format!("stop by LINE: {:?}", stop.status));
    let stop = place.phone().say("+819012345678", "停止").await.unwrap();
    told.push(format!("stop by SMS: {:?}", stop.status));
    for who in ["p-1", "p-2"] {
        let say = event(&format!("{who}-other"), "reply.received.v1", who, real(), json!({ "action": "say_other" }));
        let (status, body) = post(place, &[say]).await;
        told.push(line("told something else", status, &body));
        told.extend(decisions(place, who).await);
    }
    let (status, body) = tick(place).await;
    told.push(line("a last tick", status, &body));
    told
}

fn line(what: &str, status: StatusCode, body: &Value) -> String {
    let mut body = body.clone();
    if let Some(fields) = body.as_object_mut() {
        // When it was published is another instant each time.
        fields.remove("at");
    }
    if let Some(list) = body.as_array_mut() {
        list.iter_mut().filter_map(Value::as_object_mut).for_each(|fields| _ = fields.remove("at"));
    }
    format!("{what}: {} {body}", status.as_u16())
}

fn bearer(name: &str) -> String {
    let token = TOKENS.iter().find(|(known, _)| *known == name).unwrap().1;
    format!("Bearer {token}")
}

async fn post(place: &impl Place, events: &[Value]) -> (StatusCode, Value) {
    let token = bearer("ingest_token");
    let headers = [("authorization", token.as_str()), ("content-type", BATCH)];
    place.call("POST", &format!("/v1/{ARAO}/events"), &headers, Value::from(events).to_string().into()).await
}

async fn staff(place: &impl Place, method: &str, door: &str, body: Value) -> (StatusCode, Value) {
    let token = bearer("staff_token");
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
    place.call(method, &format!("/v1/{ARAO}/{door}"), &headers, body).await
}

async fn tick(place: &impl Place) -> (StatusCode, Value) {
    let token = bearer("tick_token");
    place.call("POST", "/internal/tick", &[("authorization", token.as_str())], Bytes::new()).await
}

/// What stands on the two screens.
fn shown(place: &impl Place) -> Vec<String> {
    let screens = [(Channel::Line, line_user("p-1")), (Channel::Sms, "+819012345678".to_owned())];
    let messages = place.phone().messages();
    let on = |(channel, address): &(Channel, String)| {
        let here = messages.iter().filter(|message| message.channel == *channel && message.to == *address);
        here.map(|message| format!("on {address}: {}", message.text)).collect::<Vec<_>>()
    };
    screens.iter().flat_map(on).collect()
}

/// What was decided about a resident, as staff are told.
async fn decisions(place: &impl Place, who: &str) -> Vec<String> {
    let (_, story) = staff(place, "GET", &format!("residents/{who}/why"), Value::Null).await;
    let decided = story["decisions"].as_array().unwrap().iter();
    decided.map(|one| format!("{who}: {} {} {} {}", one["kind"], one["name"], one["outcome"], one["state"])).collect()
}

/// The pack of the tests of sending, in a city without quiet hours: the story plays at any time.
fn pack(good: bool) -> BTreeMap<String, String> {
    let folder = root().join("tests/sending/pack");
    let mut files = BTreeMap::new();
    for name in ["city.toml", "say/campaign.toml", "say/rules.rhai", "say/messages.toml", "say/cases.toml"] {
        let path = format!("campaigns/{ARAO}/{name}");
        let text = std::fs::read_to_string(folder.join(&path)).unwrap();
        files.insert(path, text.replace("until = \"8:00\"", "until = \"21:00\""));
    }
    if !good {
        let rules = files.get_mut(&format!("campaigns/{ARAO}/say/rules.rhai")).unwrap();
        *rules = rules.replace("nudge(\"brief\")", "nudge(\"breif\")");
    }
    files
}
