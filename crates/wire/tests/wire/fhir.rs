//! FHIR resources beside the events that they become (`.events`) and the `OperationOutcome` that goes
//! back (`.outcome`), in `fhir/`, `data/fhir/` and `data/examples/`.

use crate::cloudevents::{headers, typed};
use crate::files::{compare, pretty};
use chrono::{DateTime, Utc};
use domain::Zone;
use proptest::prelude::*;
use serde_json::{Value, json};
use wire::fhir::{Arrival, Brought, MAX_BODY, MAX_ENTRIES, Outcome, Unreadable, parse};
use wire::{Rejected, Report};

const FOLDERS: [&str; 3] = ["fhir", "data/fhir", "data/examples"];

pub(crate) fn arrival() -> Arrival {
    Arrival { zone: zone(), now: now() }
}

pub(crate) fn zone() -> Zone {
    Zone("Asia/Tokyo".parse().unwrap())
}

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00+09:00".parse().unwrap()
}

fn read(body: &[u8]) -> Result<Brought, Unreadable> {
    parse(&headers(&typed("application/fhir+json")), body, arrival())
}

/// What the door would do, on an empty database.
fn report(brought: &Brought) -> Report {
    let mut report = Report::default();
    let mut known = std::collections::BTreeSet::new();
    for one in brought.received() {
        let event = one.event.unwrap();
        match event.check(now()) {
            Ok(()) if known.insert((event.source, event.id)) => report.accepted += 1,
            Ok(()) => report.duplicates += 1,
            Err(refusal) => {
                report.rejected.push(Rejected { index: one.index, id: one.id, reason: refusal.to_string() });
            }
        }
    }
    report
}

fn outcome(body: &[u8]) -> Outcome {
    match read(body) {
        Ok(brought) => {
            let report = report(&brought);
            Outcome::of(brought, &report)
        }
        Err(error) => Outcome::unreadable(&error),
    }
}

fn told(brought: &Brought) -> Vec<Value> {
    let one = |made: &wire::fhir::Made| {
        let data: Value = serde_json::from_str(&made.event.payload.to_json()).unwrap();
        json!({
            "source": made.event.source, "id": made.event.id, "type": made.event.payload.kind(),
            "subject": made.event.subject, "time": made.event.time, "data": data, "of": made.entries,
        })
    };
    brought.events.iter().map(one).collect()
}

#[test]
fn resources_become_these_events() {
    for folder in FOLDERS {
        compare(folder, "json", "events", |body| {
            pretty(&read(body).map_or_else(|error| json!(error.to_string()), |brought| told(&brought).into()))
        });
    }
}

#[test]
fn resources_are_answered_so() {
    for folder in FOLDERS {
        compare(folder, "json", "outcome", |body| pretty(&outcome(body).to_json()));
    }
}

/// Clients look at the status first.
#[test]
fn nothing_taken_is_no_success() {
    let example = |name: &str| std::fs::read(crate::files::path(&format!("fhir/{name}.json"))).unwrap();
    for (name, status) in [
        ("steps_versioned", 200),
        ("bundle_one_bad", 200),
        ("bundle_empty", 200),
        ("bundle_patients_only", 200),
        ("questionnaire_some_unknown", 200),
        ("bundle_all_bad", 422),
        ("bundle_searchset", 422),
        ("steps_future", 422),
        ("shape_not_taken", 422),
        ("shape_array", 400),
        ("shape_cut_off", 400),
        ("shape_deep", 400),
    ] {
        assert_eq!(outcome(&example(name)).status, status, "{name}");
    }
}

fn steps(n: usize) -> Value {
    json!({
        "resourceType": "Observation", "status": "final", "subject": { "reference": format!("Patient/p-{n}") },
        "code": { "coding": [{ "system": "http://loinc.org", "code": "41950-7" }] },
        "effectiveDateTime": "2026-11-21",
        "valueQuantity": { "value": n, "system": "http://unitsofmeasure.org", "code": "/d" },
    })
}

fn bundle(resources: Vec<Value>) -> Value {
    let entries: Vec<Value> = resources.into_iter().map(|resource| json!({ "resource": resource })).collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}

#[test]
fn a_bundle_has_a_thousand_entries_at_most() {
    let body = |entries| bundle((0..entries).map(steps).collect()).to_string();
    assert_eq!(read(body(MAX_ENTRIES).as_bytes()).unwrap().events.len(), MAX_ENTRIES);
    let error = read(body(MAX_ENTRIES + 1).as_bytes()).unwrap_err();
    assert_eq!(Outcome::unreadable(&error).status, 413);
    assert_eq!(read(&vec![b' '; MAX_BODY + 1]), Err(Unreadable::TooLarge));
}

#[test]
fn media_types_are_those_of_fhir_r4() {
    let body = steps(1).to_string();
    let takes = |kind: &str| parse(&headers(&typed(kind)), body.as_bytes(), arrival()).is_ok();
    for kind in ["application/json", "Application/FHIR+JSON; charset=UTF-8", "application/fhir+json; fhirVersion=4.0"] {
        assert!(takes(kind), "{kind}");
    }
    for kind in [
        "application/fhir+xml",
        "application/fhir+json; fhirVersion=5.0",
        "text/plain",
        "application/json; charset=shift_jis",
    ] {
        assert!(!takes(kind), "{kind}");
    }
    let error = parse(&headers(&[]), body.as_bytes(), arrival()).unwrap_err();
    assert_eq!(Outcome::unreadable(&error).status, 415);
}

/// A resource that changes is another event, and the same again is not.
#[test]
fn an_event_is_named_by_what_is_said() {
    let id = |resource: &Value| read(resource.to_string().as_bytes()).unwrap().events[0].event.id.clone();
    let one = steps(1);
    assert_eq!(id(&one), id(&serde_json::from_str(&pretty(&one)).unwrap()));
    let mut other = one.clone();
    other["valueQuantity"]["value"] = json!(2);
    assert_ne!(id(&one), id(&other));
    let mut versions = [one.clone(), other].map(|mut resource| {
        resource["id"] = json!("a");
        resource["meta"] = json!({ "versionId": "1" });
        resource
    });
    // Where nothing tells the server, another one's `a` may have a first version too.
    assert_eq!(id(&versions[0]), id(&versions[0].clone()));
    assert_ne!(id(&versions[0]), id(&versions[1]));
    for resource in &mut versions {
        resource["meta"]["source"] = json!("https://clinic.example.jp");
    }
    assert_eq!(id(&versions[0]), id(&versions[1]));
    versions[1]["meta"]["versionId"] = json!("2");
    assert_ne!(id(&versions[0]), id(&versions[1]));
    versions[1]["meta"]["versionId"] = json!("1");
    versions[1]["subject"]["reference"] = json!("Patient/p-9");
    assert_ne!(id(&versions[0]), id(&versions[1]));
    let long = "あ".repeat(500);
    for name in ["a\nb", &long] {
        let mut resource = one.clone();
        resource["identifier"] = json!([{ "system": name, "value": name }]);
        let event = read(resource.to_string().as_bytes()).unwrap().events[0].event.clone();
        assert_eq!(event.check(now()), Ok(()));
    }
}

/// The resources of every case that is a resource of its own, or an entry of one.
fn cases() -> Vec<Value> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for entry in std::fs::read_dir(crate::files::path(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let Ok(document) = serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()) else { continue };
            match document["entry"].as_array() {
                Some(entries) => found.extend(entries.iter().map(|entry| entry["resource"].clone())),
                None => found.push(document),
            }
        }
    }
    found
}

/// A JSON value in the place of another, somewhere within.
fn change(value: &mut Value, path: &[usize], new: &Value) {
    let below = match value {
        Value::Array(all) if !all.is_empty() => {
            let n = path.first().unwrap_or(&0) % all.len();
            all.get_mut(n)
        }
        Value::Object(members) if !members.is_empty() => {
            let n = path.first().unwrap_or(&0) % members.len();
            members.iter_mut().nth(n).map(|(_, value)| value)
        }
        _ => None,
    };
    match (below, path.get(1..)) {
        (Some(below), Some(rest)) if !rest.is_empty() => change(below, rest, new),
        (Some(below), _) => *below = new.clone(),
        (None, _) => *value = new.clone(),
    }
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[{}]])),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!("9999-12-31")),
        Just(json!("0000-01-01")),
        Just(json!("9999-12-31T23:59:59-23:59")),
        Just(json!("entered-in-error")),
        Just(json!("#")),
        Just(json!("/")),
    ]
}

proptest! {
    /// What stands in a Bundle comes to the same in whatever order it stands.
    #[test]
    fn the_order_of_a_bundle_says_nothing(chosen in proptest::collection::vec(any::<prop::sample::Index>(), 1..12), seed in any::<u64>()) {
        let all = cases();
        let resources: Vec<Value> = chosen.iter().map(|index| index.get(&all).clone()).collect();
        let mut order: Vec<usize> = (0..resources.len()).collect();
        order.sort_by_key(|n| domain::chance::digest("order", &[&seed.to_string(), &n.to_string()]));
        let shuffled: Vec<Value> = order.iter().map(|n| resources[*n].clone()).collect();
        let events = |resources: Vec<Value>| {
            let brought = read(bundle(resources).to_string().as_bytes()).unwrap();
            let mut told: Vec<String> = told(&brought).iter_mut().map(|event| {
                event.as_object_mut().unwrap().remove("of");
                event.to_string()
            }).collect();
            told.sort();
            let mut said: Vec<String> = brought.entries.iter().flat_map(|entry| &entry.issues).map(|issue| issue.diagnostics.clone()).collect();
            said.sort();
            (told, said)
        };
        prop_assert_eq!(events(resources), events(shuffled));
    }

    /// Every case with something in it replaced is read or refused; what is read is within limits
    /// that the inlet knows, and the answer has an issue for each entry.
    #[test]
    fn whatever_a_resource_holds_it_is_taken_or_refused(
        chosen in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((proptest::collection::vec(0_usize..20, 1..7), leaf()), 1..4),
    ) {
        let all = cases();
        let mut resource = chosen.get(&all).clone();
        for (path, new) in &changes {
            change(&mut resource, path, new);
        }
        let body = bundle(vec![resource.clone()]).to_string();
        let brought = read(body.as_bytes()).unwrap();
        for made in &brought.events {
            prop_assert!(made.event.source.chars().count() <= 200 && made.event.id.chars().count() <= 200);
            prop_assert_eq!(made.entries.as_slice(), [0]);
        }
        let report = report(&brought);
        let said = Outcome::of(brought, &report).to_json();
        let issues = said["issue"].as_array().unwrap();
        prop_assert!(issues.iter().any(|issue| issue["expression"][0].as_str().is_some_and(|place| place.starts_with("Bundle.entry[0]"))), "{}", said);
        let alone = outcome(resource.to_string().as_bytes());
        for issue in &alone.issues {
            let plain = issue.expression.split(['.', '[', ']']).all(|step| step.chars().all(|c| c.is_ascii_alphanumeric()));
            prop_assert!(plain, "{}", issue.expression);
        }
    }

    #[test]
    fn any_json_is_answered(value in leaf(), path in proptest::collection::vec(0_usize..20, 1..5)) {
        let mut document = bundle(vec![steps(1)]);
        change(&mut document, &path, &value);
        let said = outcome(document.to_string().as_bytes());
        prop_assert!(!said.issues.is_empty());
        prop_assert!([200, 400, 422].contains(&said.status));
        let _ = outcome(value.to_string().as_bytes());
    }
}
