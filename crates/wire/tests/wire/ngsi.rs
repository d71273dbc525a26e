//! Notifications of a city OS, by the table in `ngsi/city.toml`: `ngsi/read/` beside the events that come
//! of them, `bad/ngsi/` beside what is said of them. The path in the first line names the door.

use crate::any_input::{body, tree};
use crate::files::{compare, json, message, text};
use chrono::{DateTime, Utc};
use domain::Pack;
use domain::event::Event;
use domain::pack::City;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::rc::Rc;
use wire::Headers;
use wire::ngsi::{self, MAX_BODY, Reading, Unreadable};
use wire::problem::Problem;

fn now() -> DateTime<Utc> {
    "2026-11-22T09:00:00+09:00".parse().unwrap()
}

fn city() -> Rc<City> {
    let city = "432041".parse().unwrap();
    let files = [("campaigns/432041/city.toml".to_owned(), text("ngsi/city.toml"))].into();
    let compiled = Pack { city, files }.compile();
    Rc::clone(&compiled.unwrap_or_else(|problems| panic!("{problems:#?}")).city)
}

fn read(bytes: &[u8], city: &City) -> Result<Reading, Unreadable> {
    let request = message(bytes);
    match request.start {
        "POST /v1/432041/ngsi/v2/notify" => ngsi::v2(&request.headers, request.body, city, now()),
        "POST /v1/432041/ngsi-ld/notify" => ngsi::ld(&request.headers, request.body, city, now()),
        other => panic!("`{other}` is no door"),
    }
}

fn told(read: Result<Reading, Unreadable>) -> String {
    let reading = match read {
        Ok(reading) => reading,
        Err(error) => {
            let status = error.kind().status();
            return format!("{status}\n{}", String::from_utf8(Problem::from(error).to_json()).unwrap());
        }
    };
    let mut told = String::new();
    for one in reading.received {
        let id = one.id.unwrap_or_else(|| "-".to_owned());
        match one.event {
            Ok(event) => {
                let subject = event.subject.as_ref().map_or("-", |subject| subject.as_str());
                writeln!(told, "{} {id}\n  {} {}", one.index, event.source, event.id).unwrap();
                writeln!(told, "  {} {subject} {}", event.payload.kind(), event.time.to_rfc3339()).unwrap();
                writeln!(told, "  {}", event.payload.to_json()).unwrap();
            }
            Err(refusal) => writeln!(told, "{} {id} refused: {refusal}", one.index).unwrap(),
        }
    }
    write!(told, "passed over: {}", reading.passed_over).unwrap();
    told
}

#[test]
fn notifications_become_events() {
    let city = city();
    compare("ngsi/read", "http", "events", |bytes| told(read(bytes, &city)));
}

#[test]
fn bad_notifications_are_refused_in_words() {
    let city = city();
    compare("bad/ngsi", "http", "err", |bytes| told(read(bytes, &city)));
}

const JSON: (&str, &[u8]) = ("content-type", b"application/json");

/// The notifications of FIWARE's tutorials are read; what is refused is that no row is for their types.
#[test]
fn the_tutorials_notifications_are_understood() {
    let table = text("ngsi/city.toml")
        + "\n[city_os.pig]\ntype = \"Animal\"\nevent = \"ayumi.environment.alert.v1\"\nfields.area = \"name\"\n\
           fields.from = \"heartRate.observedAt\"\nconstants = { kind = \"heat\", until = \"2022-03-31\" }\n\
           [city_os.filling]\ntype = \"FillingLevelSensor\"\nevent = \"ayumi.notebook.entry.v1\"\n\
           subject = [\"controlledAsset\", \"https://uri.etsi.org/ngsi-ld/default-context/controlledAsset\"]\n\
           subject_prefix = \"urn:ngsi-ld:Building:\"\n\
           fields.hours = [\"filling\", \"https://w3id.org/saref#fillingLevel\"]\nconstants.kind = \"sleep\"\n";
    let files = [("campaigns/432041/city.toml".to_owned(), table)].into();
    let compiled = Pack { city: "432041".parse().unwrap(), files }.compile();
    let city = Rc::clone(&compiled.unwrap_or_else(|problems| panic!("{problems:#?}")).city);
    for (file, expected) in [
        (
            "concise_1",
            "{\"kind\":\"heat\",\"area\":\"Flamingo\",\"from\":\"2022-03-03T12:30:27Z\",\"until\":\"2022-03-31T15:00:00Z\"}",
        ),
        (
            "concise_2",
            "{\"kind\":\"heat\",\"area\":\"Flamingo\",\"from\":\"2022-03-03T12:30:58Z\",\"until\":\"2022-03-31T15:00:00Z\"}",
        ),
        ("subscriptions_1", "{\"kind\":\"sleep\",\"at\":\"2020-12-09T15:55:46.520Z\",\"hours\":0.59}"),
        // Its unit is C62, a number of things: hours are not.
        ("subscriptions_2", "data: `hours` is in `C62`; it should be in `HUR`, `h`"),
        ("subscriptions_3", "data: `hours` is in `C62`; it should be in `HUR`, `h`"),
    ] {
        let body = json(&format!("data/ngsi/notification_{file}.json")).to_string();
        let headers: Headers<'_> = [JSON].into_iter().collect();
        let reading = ngsi::ld(&headers, body.as_bytes(), &city, now()).unwrap();
        assert_eq!(reading.received.len(), 1, "{file}");
        let said = match &reading.received[0].event {
            Ok(event) => event.payload.to_json(),
            Err(refusal) => refusal.to_string(),
        };
        assert_eq!(said, expected, "{file}");
    }
}

#[test]
fn our_own_examples_are_read() {
    let headers: Headers<'_> = [JSON].into_iter().collect();
    let city = city();
    type Read = fn(&Headers<'_>, &[u8], &City, DateTime<Utc>) -> Result<Reading, Unreadable>;
    let of = |file: &str, read: Read| {
        let body = json(&format!("data/ngsi/{file}.json")).to_string();
        read(&headers, body.as_bytes(), &city, now()).unwrap().received.remove(0).event.unwrap()
    };
    let (normalized, pairs) =
        (of("ngsiv2_notification_normalized", ngsi::v2), of("ngsiv2_notification_keyvalues", ngsi::v2));
    assert_eq!(normalized, pairs);
    let ld = of("ngsild_notification_normalized", ngsi::ld);
    assert_eq!(ld.subject, pairs.subject);
    // Observed when the day was over: a version above that of a count whose hour nobody knows.
    assert!(ld.payload.to_json().contains("\"version\":1795273200"), "{}", ld.payload.to_json());
    assert!(pairs.payload.to_json().contains("\"version\":7321"), "{}", pairs.payload.to_json());
}

#[test]
fn limits_hold() {
    let headers: Headers<'_> = [JSON].into_iter().collect();
    let city = city();
    let both = |body: &[u8]| [ngsi::v2(&headers, body, &city, now()), ngsi::ld(&headers, body, &city, now())];
    let entity = json!({"id": "urn:ngsi-ld:DailySteps:p-1:2026-11-21", "type": "DailySteps", "steps": 1});
    for (count, is_read) in [(1_000, true), (1_001, false)] {
        let body = json!({"data": vec![entity.clone(); count]}).to_string();
        for read in both(body.as_bytes()) {
            assert_eq!(read.is_ok(), is_read, "{count}");
            assert!(is_read || read == Err(Unreadable::TooMany));
        }
    }
    // More datasets than events may come of a notification.
    let instances: Vec<Value> = (0..1_001).map(|n| json!({"value": n, "datasetId": format!("urn:x:{n}")})).collect();
    let body =
        json!({"data": [{"id": "urn:ngsi-ld:DailySteps:p-1:2026-11-21", "type": "DailySteps", "steps": instances}]});
    assert_eq!(ngsi::ld(&headers, body.to_string().as_bytes(), &city, now()), Err(Unreadable::TooMany));
    let deep = "[".repeat(100_000);
    for read in both(deep.as_bytes()) {
        assert!(matches!(read, Err(Unreadable::NotJson { .. })), "{read:?}");
    }
    for read in both(&vec![b' '; MAX_BODY + 1]) {
        assert_eq!(read, Err(Unreadable::TooLarge));
    }
}

fn one(read: Result<Reading, Unreadable>) -> Event {
    let mut received = read.unwrap().received;
    assert_eq!(received.len(), 1);
    received.remove(0).event.unwrap()
}

/// JSON under the names that the table and the formats know.
fn nearly() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just("steps"),
        Just("type"),
        Just("id"),
        Just("value"),
        Just("object"),
        Just("metadata"),
        Just("dataset"),
        Just("datasetId"),
        Just("observedAt"),
        Just("languageMap"),
        Just("refResident"),
        Just("@context"),
        Just("properties"),
        Just("count"),
        Just("day"),
        Just("bloodPressure"),
        Just("wbgt"),
        Just("@value"),
    ];
    let known = prop_oneof![
        Just(json!("DailySteps")),
        Just(json!("Walk")),
        Just(json!("Feature")),
        Just(json!("WeatherAlert")),
        Just(json!("HomeMeasurement")),
        Just(json!("urn:ngsi-ld:DailySteps:p-1:2026-11-21")),
        Just(json!("2026-11-21")),
        Just(json!("urn:ngsi-ld:null")),
        Just(json!("p-1")),
    ];
    let leaf = prop_oneof![4 => known, 1 => tree()];
    leaf.prop_recursive(4, 60, 8, move |inner| {
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => proptest::collection::vec((name.clone(), inner), 0..8)
                .prop_map(|all| Value::Object(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_breaks_the_readers(
        body in body(), format in "normalized|keyValues|values||[ -~]{0,9}", path in "[ -~]{0,9}", data in nearly(), more in nearly(),
    ) {
        let city = city();
        let headers: Headers<'_> = [
            JSON, ("ngsiv2-attrsformat", format.as_bytes()), ("fiware-servicepath", path.as_bytes()),
            ("fiware-service", path.as_bytes()), ("ngsild-tenant", path.as_bytes()),
        ].into_iter().collect();
        let near = json!({"id": "urn:n", "@context": more, "data": [data, more]}).to_string();
        let features = json!({"data": {"features": [data, more]}}).to_string();
        for body in [body.as_slice(), near.as_bytes(), features.as_bytes(), data.to_string().as_bytes()] {
            for read in [ngsi::v2(&headers, body, &city, now()), ngsi::ld(&headers, body, &city, now())] {
                for one in read.map(|reading| reading.received).unwrap_or_default() {
                    // What is read can be stored: its id and source fit, and so does its subject.
                    let event = one.event.map(|event| event.check(now()));
                    prop_assert!(!matches!(event, Ok(Err(domain::event::Refusal::Missing(_)))), "{:?}", event);
                }
            }
        }
    }

    /// An entity of any steps in the four formats of NGSIv2 is one event, to its id.
    #[test]
    fn the_formats_of_v2_say_the_same(
        steps in 0_i64..200_000, who in "[a-z][a-z0-9-]{0,20}", device in "[a-zA-Zぁ-ん0-9 ]{1,20}", hour in 0_u32..24,
    ) {
        let city = city();
        let who = format!("urn:ngsi-ld:Person:{who}");
        let at = format!("2026-11-21T{hour:02}:10:00+09:00");
        let attributes = [
            ("refResident", json!(who)), ("day", json!("2026-11-21")), ("count", json!(steps)),
            ("device", json!(device.as_str())), ("countedAt", json!(at)),
        ];
        prop_assume!(!device.trim().is_empty());
        let entity = |form: &dyn Fn(&Value) -> Value| {
            let mut entity: Map<String, Value> = attributes.iter().map(|(name, value)| ((*name).to_owned(), form(value))).collect();
            entity.insert("id".to_owned(), "walk-1".into());
            entity.insert("type".to_owned(), "Walk".into());
            Value::Object(entity)
        };
        let normalized = entity(&|value| json!({"type": "Thing", "value": value, "metadata": {}}));
        let pairs = entity(&Value::clone);
        let values: Vec<&Value> = attributes.iter().map(|(_, value)| value).collect();
        let sent = [
            ("normalized", json!({"subscriptionId": "s", "data": [normalized]})),
            ("keyValues", json!({"subscriptionId": "s", "data": [pairs]})),
            ("simplifiedNormalized", normalized.clone()),
            ("simplifiedKeyValues", pairs.clone()),
            ("values", json!({"subscriptionId": "s", "data": [values]})),
            ("", json!({"subscriptionId": "s", "data": [normalized]})),
            ("", json!({"subscriptionId": "s", "data": [pairs]})),
            ("", pairs.clone()),
        ];
        let read = |format: &str, body: &Value| {
            let headers: Headers<'_> = [JSON, ("Ngsiv2-AttrsFormat", format.as_bytes())].into_iter().collect();
            one(ngsi::v2(&headers, body.to_string().as_bytes(), &city, now()))
        };
        let first = read(sent[0].0, &sent[0].1);
        for (format, body) in &sent {
            prop_assert_eq!(&read(format, body), &first, "{}", format);
        }
        let mut other = pairs;
        other["count"] = json!(steps + 1);
        prop_assert_ne!(read("simplifiedKeyValues", &other).id, first.id);
    }

    /// And in those of NGSI-LD, whatever form a name has.
    #[test]
    fn the_formats_of_ld_say_the_same(
        steps in 0_i64..200_000, who in "[a-z][a-z0-9-]{0,20}", hour in 0_u32..24, full in any::<bool>(),
    ) {
        let city = city();
        let at = format!("2026-11-21T{hour:02}:10:00+09:00");
        let who = format!("urn:ngsi-ld:Person:{who}");
        let name = |name: &str| if full { format!("https://example.org/ns#{name}") } else { name.to_owned() };
        let entity = |link: Value, form: &dyn Fn(Value) -> Value| json!({
            "id": "urn:ngsi-ld:Walk:1", "type": if full { "https://example.org/ns#WalkRecord" } else { "Walk" },
            name("refResident"): link, name("day"): form(json!("2026-11-21")), name("count"): form(json!(steps)),
            name("device"): form(json!("band-1")), name("countedAt"): form(json!(at)),
        });
        let normalized = entity(json!({"type": "Relationship", "object": who}), &|value| json!({"type": "Property", "value": value}));
        let concise = entity(json!({"object": who}), &|value| json!({"value": value}));
        let bare = entity(json!(who), &|value| value);
        let mut properties = normalized.as_object().unwrap().clone();
        let id = properties.remove("id").unwrap();
        let feature = json!({"id": id, "type": "Feature", "geometry": null, "properties": properties});
        let read = |data: Value| {
            let body = json!({"id": "urn:ngsi-ld:Notification:1", "type": "Notification", "data": data});
            let headers: Headers<'_> = [("content-type", b"application/ld+json".as_slice())].into_iter().collect();
            one(ngsi::ld(&headers, body.to_string().as_bytes(), &city, now()))
        };
        let first = read(json!([normalized]));
        for data in [json!([concise]), json!([bare]), json!({"type": "FeatureCollection", "features": [feature]})] {
            prop_assert_eq!(&read(data), &first);
        }
    }
}
