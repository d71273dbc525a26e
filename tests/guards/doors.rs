//! The tables of doors and events in the READMEs are those of the code.

use super::source::{literals, quoted, read, rows};
use domain::Payload;
use domain::event::Refusal;
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

/// `(&Method::POST, ["v1", city, "events"])` as `POST /v1/{}/events`.
fn doors() -> BTreeSet<String> {
    let mut doors = BTreeSet::from(["POST /internal/tick".to_owned()]);
    for line in read("crates/shell/src/doors/mod.rs").lines() {
        let Some(arm) = line.trim().strip_prefix("(&Method::") else { continue };
        let (method, rest) = arm.split_once(", [").unwrap();
        let (segments, _) = rest.split_once(']').unwrap();
        let path: Vec<&str> = segments
            .split(", ")
            .map(|segment| segment.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or("{}"))
            .collect();
        doors.insert(format!("{method} /{}", path.join("/")));
    }
    doors
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
