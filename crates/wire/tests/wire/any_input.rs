//! Whatever comes, nothing breaks; what is written is read back.

use crate::cloudevents::{headers, typed};
use crate::fhir::arrival;
use domain::event::{Event, Goal, Metric, Payload, Reply};
use proptest::prelude::*;
use wire::{Headers, cloudevents, line, sms};

/// Bytes, texts, and texts that look like the format.
pub(crate) fn body() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(","),
        Just(":"),
        Just("\""),
        Just("\\"),
        Just("\\ud800"),
        Just("\"id\""),
        Just("\"data\""),
        Just("\"type\""),
        Just("\"events\""),
        Just("\"source\""),
        Just("null"),
        Just("1e999"),
        Just("-1"),
        Just("true"),
        Just("\"あ\""),
        Just("\u{feff}"),
        Just("\"specversion\":\"1.0\""),
        Just("MessageSid="),
        Just("&"),
        Just("%"),
        Just("%zz"),
        Just("+"),
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        any::<String>().prop_map(String::into_bytes),
        proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

fn content_type() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("application/cloudevents+json".to_owned()),
        Just("application/cloudevents-batch+json".to_owned()),
        Just("application/json".to_owned()),
        any::<String>(),
    ]
}

/// JSON as any library may write it.
pub(crate) fn tree() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(Value::from("1.0")),
    ];
    let name = prop_oneof![
        Just("id".to_owned()),
        Just("source".to_owned()),
        Just("type".to_owned()),
        Just("data".to_owned()),
        Just("specversion".to_owned()),
        Just("time".to_owned()),
        Just("events".to_owned()),
        any::<String>(),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_breaks_the_doors(body in body(), content_type in content_type(), name in "[ -~]{0,12}", value in any::<Vec<u8>>()) {
        let name = format!("ce-{name}");
        let fields: Headers<'_> = [("content-type", content_type.as_bytes()), (name.as_str(), value.as_slice())].into_iter().collect();
        let _ = cloudevents::parse(&fields, &body);
        let typed_json = typed("application/json");
        let json = headers(&typed_json);
        let _ = wire::fhir::parse(&json, &body, arrival());
        let _ = wire::openmhealth::parse(&json, &body, arrival().zone);
        let _ = line::parse(&body);
        let _ = line::classify(400, &fields, &body);
        let _ = sms::classify(400, &fields, &body);
        let form = sms::Form::parse(&body);
        let _ = (form.inbound(), form.status());
        let text = String::from_utf8_lossy(&value);
        let _ = line::verify("secret", &body, Some(&text));
        let _ = sms::verify("secret", &text, &body, Some(&text));
        let _ = wire::bearer::admits(Some(&text), "secret");
        let _ = domain::event::is_stop(&text);
    }

    #[test]
    fn json_is_never_called_unreadable_in_a_batch(events in proptest::collection::vec(tree(), 0..5)) {
        let body = serde_json::Value::from(events.clone()).to_string();
        let received = cloudevents::parse(&headers(&typed("application/cloudevents-batch+json")), body.as_bytes()).unwrap();
        prop_assert_eq!(received.len(), events.len());
        let points = wire::openmhealth::parse(&headers(&typed("application/json")), body.as_bytes(), arrival().zone);
        prop_assert_eq!(points.unwrap().len(), events.len());
        let entries: Vec<_> = events.iter().map(|resource| serde_json::json!({"resource": resource})).collect();
        let bundle = serde_json::json!({"resourceType": "Bundle", "type": "batch", "entry": entries}).to_string();
        let brought = wire::fhir::parse(&headers(&typed("application/json")), bundle.as_bytes(), arrival()).unwrap();
        prop_assert_eq!(brought.entries.len(), events.len());
        let webhook = serde_json::json!({"events": events}).to_string();
        prop_assert_eq!(line::parse(webhook.as_bytes()).unwrap().len(), events.len());
    }

    #[test]
    fn an_event_is_read_as_it_was_written(
        id in "\\PC{1,200}",
        source in "\\PC{1,200}",
        subject in "[A-Za-z0-9_.:-]{1,11}",
        seconds in 946_684_800_i64..4_000_000_000,
        goal in proptest::option::of(1_i64..50_000),
        action in "\\PC{1,50}",
        text in proptest::option::of("\\PC{0,500}"),
    ) {
        let payload = match goal {
            Some(target) => Payload::Goal(Goal {
                metric: Metric::StepsPerDay,
                target,
                from: "2026-11-01".parse().unwrap(),
                until: None,
            }),
            None => Payload::Reply(Reply { message: None, action, text, provider_id: None }),
        };
        let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        let event = Event { source, id, subject: Some(subject.parse().unwrap()), time, payload };
        let data: serde_json::Value = serde_json::from_str(&event.payload.to_json()).unwrap();
        let structured = serde_json::json!({
            "specversion": "1.0", "id": event.id, "source": event.source, "type": event.payload.kind(),
            "subject": event.subject.as_ref().unwrap().as_str(), "time": event.time.to_rfc3339(), "data": data,
        });
        let received = cloudevents::parse(&headers(&typed("application/cloudevents+json")), structured.to_string().as_bytes());
        prop_assert_eq!(&received.unwrap()[0].event, &Ok(event.clone()));

        let encode = |value: &str| percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
        let mut binary = typed("application/json");
        for name in ["specversion", "id", "source", "type", "subject", "time"] {
            binary.push((format!("ce-{name}"), encode(structured[name].as_str().unwrap())));
        }
        let received = cloudevents::parse(&headers(&binary), data.to_string().as_bytes());
        prop_assert_eq!(&received.unwrap()[0].event, &Ok(event));
    }
}
