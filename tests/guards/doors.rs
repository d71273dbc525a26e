//! The tables of doors and events in the READMEs, and the description of the doors, are those of the code.

use super::source::{literals, quoted, read, rows};
use domain::Payload;
use domain::event::Refusal;
use serde_json::Value;
use shell::openapi::DOCUMENT;
use shell::routes::{ROUTES, find};
use std::collections::BTreeSet;

const PAGES: [&str; 2] = ["README.md", "README.ja.md"];

#[test]
fn the_tables_of_events_are_the_codes() {
    let kinds: BTreeSet<String> = literals(&read("crates/domain/src/event/mod.rs"))
        .into_iter()
        .filter(|literal| literal.starts_with("ayumi."))
        .collect();
    assert!(kinds.len() >= 12, "{kinds:?}");
    for page in PAGES {
        let listed: BTreeSet<String> = rows(&read(page))
            .iter()
            .filter_map(|row| row.first().map(|cell| quoted(cell)))
            .flatten()
            .filter(|name| name.starts_with("ayumi."))
            .collect();
        assert_eq!(listed, kinds, "{page}");
        for kind in listed {
            let read = Payload::parse(&kind, "{}");
            assert!(!matches!(read, Err(Refusal::UnknownType(_))), "{page}: `{kind}` is not read");
        }
    }
}

/// Every door of the code, as `POST /v1/{}/events`.
fn doors() -> BTreeSet<String> {
    ROUTES.iter().map(|route| plain(&format!("{} {}", route.method, route.path))).collect()
}

/// `POST /v1/{city}/events` as `POST /v1/{}/events`.
fn plain(route: &str) -> String {
    let segments: Vec<&str> =
        route.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect();
    segments.join("/")
}

#[test]
fn the_tables_of_doors_are_the_codes() {
    let doors = doors();
    assert!(doors.len() >= 9, "{doors:?}");
    for page in PAGES {
        let listed: BTreeSet<String> = rows(&read(page))
            .iter()
            .filter_map(|row| row.first().map(|cell| quoted(cell)))
            .flatten()
            .filter(|route| route.starts_with("POST /") || route.starts_with("GET /"))
            .map(|route| plain(&route))
            .collect();
        assert_eq!(listed, doors, "{page}");
    }
}

#[test]
fn every_door_has_its_own_path() {
    assert_eq!(doors().len(), ROUTES.len(), "two routes are the same");
    for route in &ROUTES {
        let path = route.path.replace("{city}", "432041").replace("{id}", "p-0001");
        let found = format!("{:?}", find(&route.method, &path));
        assert!(found.starts_with(&format!("Door({:?}, ", route.door)), "{path} leads to {found}");
    }
}

/// What `GET /openapi.json` lists is what there is, and it says nothing twice.
#[test]
fn the_description_of_the_doors_is_the_codes() {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let mut listed = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let door = format!("{} {path}", method.to_uppercase());
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{door}: its id is another's");
            for name in ["city", "id"] {
                let is_described = operation["parameters"].as_array().into_iter().flatten().any(|parameter| {
                    let place = parameter["$ref"].as_str().unwrap_or_default().replacen('#', "", 1);
                    document.pointer(&place).unwrap_or(parameter)["name"] == name
                });
                assert_eq!(path.contains(&format!("{{{name}}}")), is_described, "{door}: `{name}`");
            }
            listed.insert(door);
        }
    }
    let doors: BTreeSet<String> = ROUTES.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(listed, doors);
    for reference in DOCUMENT.split("\"$ref\": \"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "nothing is at `{reference}`");
    }
    for (kind, members) in document["components"].as_object().unwrap() {
        for name in members.as_object().unwrap().keys().filter(|_| kind != "securitySchemes") {
            let used = format!("\"#/components/{kind}/{name}\"");
            assert!(DOCUMENT.contains(&used), "nothing uses {used}");
        }
    }
}
