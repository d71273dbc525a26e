//! Events as a table that opens in a spreadsheet: UTF-8 with a mark at its beginning, as Excel wants it (RFC 4180).

use crate::resident::notebook::told as entry;
use crate::spreadsheet::cell;
use crate::words::Words;
use domain::{Event, Payload};
use serde_json::Value;

/// The table, the latest event first.
pub(super) fn table(w: Words, events: &[Event]) -> String {
    let mut text = String::from("\u{feff}");
    let columns = ["csv-when", "csv-kind", "csv-what", "csv-from", "csv-data"].map(|key| w.say(key));
    row(&mut text, columns);
    for event in events {
        let local = w.zone.civil(event.time).format("%Y-%m-%d %H:%M").to_string();
        let data = event.payload.to_json();
        row(&mut text, [local, kind(w, &event.payload), what(w, &event.payload, &data), event.source.clone(), data]);
    }
    text
}

fn row(text: &mut String, cells: [String; 5]) {
    text.push_str(&cells.map(|one| cell(&one)).join(","));
    text.push_str("\r\n");
}

/// `ayumi.steps.recorded.v1` as words.
fn kind(w: Words, payload: &Payload) -> String {
    let name = payload.kind().trim_start_matches("ayumi.").trim_end_matches(".v1");
    w.say(&format!("event-{}", name.replace(['.', '_'], "-")))
}

fn what(w: Words, payload: &Payload, data: &str) -> String {
    match payload {
        Payload::Steps(data) => format!("{} {}", data.date, w.with("steps", [("steps", data.steps.into())])),
        Payload::Goal(data) => format!("{} {}", data.from, w.number(data.target)),
        Payload::Notebook(data) => entry(w, data),
        Payload::Reply(data) => {
            [Some(data.action.clone()), data.text.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        _ => plain(&serde_json::from_str(data).unwrap_or_default()),
    }
}

/// The members of an object by name, one behind the other.
fn plain(data: &Value) -> String {
    let Value::Object(members) = data else { return String::new() };
    let one = |(name, value): (&String, &Value)| match value {
        Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    };
    members.iter().map(one).collect::<Vec<_>>().join(" / ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::words::{Book, Language};
    use domain::Zone;

    #[test]
    fn cells_hold_what_people_write_and_compute_nothing() {
        let w = Words { language: Language::Ja, book: Book::Own, zone: Zone::default() };
        let note = r#"{"kind": "note", "at": "2026-11-21T07:10:00+09:00", "text": "=1+1 \"は\"\n2"}"#;
        let event = Event {
            source: "page".to_owned(),
            id: "1".to_owned(),
            subject: None,
            time: "2026-11-21T07:10:00+09:00".parse().unwrap(),
            payload: Payload::parse("ayumi.notebook.entry.v1", note).unwrap(),
        };
        let table = table(w, &[event]);
        assert!(table.starts_with("\u{feff}\"日時\",\"種類\",\"内容\""), "{table}");
        assert!(table.contains("\r\n\"2026-11-21 07:10\",\"健康手帳\",\"'=1+1 \"\"は\"\"\n2\",\"page\","), "{table}");
    }
}
