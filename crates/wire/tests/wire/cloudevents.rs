use crate::files::{compare, json, message, text};
use domain::event::{Event, Payload, Refusal, Reply};
use std::fmt::Write;
use wire::Headers;
use wire::cloudevents::{MAX_BODY, MAX_EVENTS, Unreadable, parse};
use wire::problem::{Kind, Problem};
use wire::{Rejected, Report};

pub(crate) fn headers<'a>(pairs: &'a [(String, String)]) -> Headers<'a> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
}

pub(crate) fn typed(content_type: &str) -> Vec<(String, String)> {
    vec![("content-type".to_owned(), content_type.to_owned())]
}

const STRUCTURED: &str = "application/cloudevents+json";
const BATCH: &str = "application/cloudevents-batch+json; charset=utf-8";

#[test]
fn bad_requests_are_refused_in_words() {
    compare("bad/cloudevents", "http", "err", |bytes| {
        let request = message(bytes);
        match parse(&request.headers, request.body) {
            Err(error) => {
                let status = error.kind().status();
                format!("{status}\n{}", String::from_utf8(Problem::from(error).to_json()).unwrap())
            }
            Ok(received) => {
                let mut lines = "200".to_owned();
                for one in received {
                    let id = one.id.unwrap_or_else(|| "-".to_owned());
                    let result = one.event.map_or_else(|refusal| refusal.to_string(), |_| "read".to_owned());
                    write!(lines, "\n{} {id} {result}", one.index).unwrap();
                }
                lines
            }
        }
    });
}

/// The feature file's own events are of a type that is none of ours; with one of ours in
/// its place they are read, attribute by attribute.
#[test]
fn conformance_of_the_http_binding() {
    let feature = text("data/cloudevents/http-protocol-binding.feature");
    let mut cases = 0;
    for scenario in feature.split("Scenario Outline:").skip(1) {
        let block = scenario.split("\"\"\"").nth(1).unwrap();
        let request: Vec<&str> = block.lines().map(|line| line.strip_prefix("        ").unwrap_or("")).collect();
        let request = request[1..].join("\n");
        let examples = scenario.split("| contentType").nth(1).unwrap();
        for example in examples.lines().skip(1).filter_map(|line| line.trim().strip_prefix('|')) {
            let content_type = example.trim_end_matches('|').trim();
            let request = request.replace("<contentType>", content_type);
            let theirs = message(request.as_bytes());
            let received = parse(&theirs.headers, theirs.body).unwrap();
            assert_eq!(received.len(), 1);
            assert_eq!(received[0].id.as_deref(), Some("1234-1234-1234"));
            assert_eq!(received[0].event, Err(Refusal::UnknownType("com.example.someevent".to_owned())));

            let ours = request.replace("com.example.someevent", "ayumi.reply.received.v1").replace("message", "action");
            let ours = message(ours.as_bytes());
            let received = parse(&ours.headers, ours.body).unwrap();
            let expected = Event {
                source: "/mycontext/subcontext".to_owned(),
                id: "1234-1234-1234".to_owned(),
                subject: None,
                time: "2018-04-05T03:56:24Z".parse().unwrap(),
                payload: Payload::Reply(Reply {
                    message: None,
                    action: "Hello World!".to_owned(),
                    text: None,
                    provider_id: None,
                }),
            };
            assert_eq!(received[0].event, Ok(expected), "{content_type}");
            cases += 1;
        }
    }
    assert_eq!(cases, 4);
}

/// The suite's events in both modes. They are valid CloudEvents, so what is refused is only
/// what this door asks for beyond the specification.
#[test]
fn conformance_events() {
    for case in json("data/cloudevents/events.json").as_array().unwrap() {
        let attributes = case["attributes"].as_object().unwrap();
        let attribute = |name: &str| attributes.get(name).map(|value| value.as_str().unwrap().to_owned());
        let data = case["data"].as_str().unwrap();
        let media_type = attribute("datacontenttype").unwrap_or_else(|| "application/json".to_owned());
        let is_json = media_type.starts_with("application/json");

        let mut binary = typed(&media_type);
        for name in attributes.keys().filter(|name| *name != "datacontenttype") {
            let value = attribute(name).unwrap();
            let encoded = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
            binary.push((format!("Ce-{name}"), encoded.to_string()));
        }
        let mut structured = case["attributes"].clone();
        structured["data"] = if is_json { serde_json::from_str(data).unwrap() } else { data.into() };

        let expected = if attribute("specversion").as_deref() == Some("0.3") {
            "the attribute `specversion` is `0.3`; this door reads `1.0`".to_owned()
        } else if attribute("time").is_none() {
            "the attribute `time` is missing".to_owned()
        } else {
            Refusal::UnknownType(attribute("type").unwrap()).to_string()
        };
        match parse(&headers(&binary), data.as_bytes()) {
            Ok(received) => assert_eq!(received[0].event.as_ref().unwrap_err().to_string(), expected),
            Err(Unreadable::ContentType(_)) => assert!(!is_json),
            Err(error) => panic!("{error}"),
        }
        let received = parse(&headers(&typed(STRUCTURED)), structured.to_string().as_bytes()).unwrap();
        assert_eq!(received[0].id, attribute("id"));
        assert_eq!(received[0].event.as_ref().unwrap_err().to_string(), expected);
    }
}

fn goal(id: &str) -> String {
    format!(
        r#"{{"specversion":"1.0","id":"{id}","source":"/432041/test","type":"ayumi.goal.set.v1","subject":"p-0001",
            "time":"2026-11-21T17:30:00+09:00","data":{{"metric":"steps_per_day","target":6000,"from":"2026-11-01"}}}}"#
    )
}

#[test]
fn a_batch_keeps_its_order_and_one_bad_event_spoils_no_other() {
    // A lone surrogate and a number beyond all floats are JSON by its grammar and no value.
    let bad = [r#""text""#, "null", "[[1]]", r#"{"id":"\ud800"}"#, r#"{"id":1e999}"#, "{}"];
    for bad in bad {
        let body = format!("[{},{bad},{}]", goal("first"), goal("last"));
        let received = parse(&headers(&typed(BATCH)), body.as_bytes()).unwrap();
        let indices: Vec<usize> = received.iter().map(|one| one.index).collect();
        assert_eq!(indices, [0, 1, 2]);
        assert!(received[0].event.is_ok() && received[1].event.is_err() && received[2].event.is_ok(), "{bad}");
        assert_eq!(received[2].id.as_deref(), Some("last"));
    }
    assert_eq!(parse(&headers(&typed(BATCH)), b"[]").unwrap(), []);
}

#[test]
fn a_batch_has_a_thousand_events_at_most() {
    let batch = |events: usize| format!("[{}]", vec![goal("same"); events].join(","));
    assert_eq!(parse(&headers(&typed(BATCH)), batch(MAX_EVENTS).as_bytes()).unwrap().len(), MAX_EVENTS);
    let error = parse(&headers(&typed(BATCH)), batch(MAX_EVENTS + 1).as_bytes()).unwrap_err();
    assert_eq!(error, Unreadable::TooMany { events: 1_001 });
    assert_eq!(error.kind(), Kind::TooLarge);
    let large = " ".repeat(MAX_BODY + 1);
    assert_eq!(parse(&headers(&typed(BATCH)), large.as_bytes()), Err(Unreadable::TooLarge));
}

#[test]
fn depth_is_no_danger() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let body = format!("[{}]", deep(MAX_BODY / 2 - 1));
    let received = parse(&headers(&typed(BATCH)), body.as_bytes()).unwrap();
    assert_eq!(
        received[0].event.as_ref().unwrap_err().to_string(),
        "data: the event is an array; an event is a JSON object"
    );
    let event = goal("deep").replace(r#""target":6000"#, &format!(r#""target":{}"#, deep(500_000)));
    assert!(matches!(parse(&headers(&typed(STRUCTURED)), event.as_bytes()).unwrap()[0].event, Err(Refusal::Data(_))));
    assert!(matches!(parse(&headers(&typed(BATCH)), "[".repeat(MAX_BODY).as_bytes()), Err(Unreadable::NotJson { .. })));
}

#[test]
fn many_members_are_read_in_time() {
    let members: Vec<String> = (0..100_000).map(|n| format!(r#""x{n}":1"#)).collect();
    let event = goal("many").replacen('{', &format!("{{{},", members.join(",")), 1);
    assert!(parse(&headers(&typed(STRUCTURED)), event.as_bytes()).unwrap()[0].event.is_ok());
}

#[test]
fn all_modes_give_the_same_event() {
    let structured = parse(&headers(&typed("Application/CloudEvents+JSON; charset=\"UTF-8\"")), goal("g-1").as_bytes());
    let expected = structured.unwrap()[0].event.clone().unwrap();
    let with_mark = format!("\u{feff}[{}]", goal("g-1"));
    assert_eq!(parse(&headers(&typed(BATCH)), with_mark.as_bytes()).unwrap()[0].event, Ok(expected.clone()));

    let data = r#"{"metric":"steps_per_day","target":6000,"from":"2026-11-01"}"#;
    let mut binary = typed("application/json; charset=utf-8");
    for (name, value) in [
        ("ce-specversion", "1.0"),
        ("CE-ID", "%67-1"),
        ("ce-source", "\"/432041/test\""),
        ("ce-type", "ayumi.goal.set.v1"),
        ("ce-subject", "p-0001"),
        ("ce-time", "2026-11-21T08:30:00Z"),
        ("ce-traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ] {
        binary.push((name.to_owned(), value.to_owned()));
    }
    assert_eq!(parse(&headers(&binary), data.as_bytes()).unwrap()[0].event, Ok(expected.clone()));

    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(data);
    let event = goal("g-1").replace(&format!(r#""data":{data}"#), &format!(r#""data_base64":"{encoded}","data":null"#));
    let both = parse(&headers(&typed(STRUCTURED)), event.as_bytes()).unwrap();
    assert!(both[0].event.is_err(), "an explicit `null` is data");
    let event = event.replace(r#","data":null"#, r#","subject2":null,"dataschema":null"#);
    assert_eq!(parse(&headers(&typed(STRUCTURED)), event.as_bytes()).unwrap()[0].event, Ok(expected));
}

#[test]
fn the_report_is_as_promised() {
    let rejected = Rejected { index: 3, id: None, reason: Refusal::Missing("time").to_string() };
    let report = Report { accepted: 2, duplicates: 1, rejected: vec![rejected] };
    assert_eq!(
        serde_json::to_string(&report).unwrap(),
        r#"{"accepted":2,"duplicates":1,"rejected":[{"index":3,"id":null,"reason":"the attribute `time` is missing"}]}"#
    );
}
