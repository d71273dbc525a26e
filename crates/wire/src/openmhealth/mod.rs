//! Open mHealth data points: step counts.
//!
//! ```json
//! {"header": {"id": "243c773b-8936-407e-9c23-270d0ea49cc4", "creation_date_time": "2026-11-22T00:10:12+09:00",
//!             "schema_id": {"namespace": "omh", "name": "step-count", "version": "3.0"},
//!             "acquisition_provenance": {"source_name": "band-1", "modality": "sensed"}, "user_id": "p-0001"},
//!  "body": {"step_count": {"value": 7321, "unit": "steps"},
//!           "effective_time_frame": {"time_interval": {"start_date_time": "2026-11-21T00:00:00+09:00",
//!                                                      "end_date_time": "2026-11-22T00:00:00+09:00"}}}}
//! ```
//!
//! Versions 1.0, 2.0 and 3.0 of the schema are read. What is a valid step count and no day's sum (an
//! hour, an average) is refused for that, and says so. The request is one data point or a list.
//!
//! Source: openmhealth/schemas, `schema/omh/step-count-*.json`, `data-point-1.x.json`, `header-1.x.json`.

mod header;
mod step_count;

pub use crate::document::{MAX_BODY, Unreadable};

use crate::document::{self, Media};
use crate::{Headers, Received};
use domain::Zone;
use domain::event::{Event, Payload, Refusal};
use header::Header;
use serde_json::Value;

/// The most data points of a request.
pub const MAX_POINTS: usize = 1_000;

const MEDIA: Media = Media { types: &["application/json"], parameters: &[], expected: "`application/json`" };

/// Reads the data points of a request; days are civil days in the zone.
///
/// # Errors
/// What makes the request unreadable as a whole. A data point that cannot be taken is no error: it is
/// among the received, with its refusal.
pub fn parse(headers: &Headers<'_>, body: &[u8], zone: Zone) -> Result<Vec<Received>, Unreadable> {
    let document = document::read(headers, body, &MEDIA)?;
    let points = match &document {
        Value::Array(points) if points.len() > MAX_POINTS => {
            return Err(Unreadable::TooMany { found: points.len(), most: MAX_POINTS, what: "data points" });
        }
        Value::Array(points) => points.as_slice(),
        Value::Object(_) => std::slice::from_ref(&document),
        _ => return Err(Unreadable::Shape("the body is no data point, nor a list of them")),
    };
    Ok(points.iter().enumerate().map(|(index, point)| received(index, point, zone)).collect())
}

fn received(index: usize, point: &Value, zone: Zone) -> Received {
    let id = point.get("header").and_then(|header| header.get("id")).and_then(Value::as_str);
    Received { index, id: id.map(crate::echo::clip), event: event(point, zone) }
}

fn event(point: &Value, zone: Zone) -> Result<Event, Refusal> {
    let header = point.get("header").ok_or_else(|| refused("`header` is missing"))?;
    let body = point.get("body").ok_or_else(|| refused("`body` is missing"))?;
    let header = Header::read(header)?;
    let count = step_count::read(body, header.version)?;
    let payload = Payload::Steps(count.steps(&header, zone)?);
    // The limits of a day's steps are the domain's.
    let payload = Payload::parse(payload.kind(), &payload.to_json())?;
    Ok(Event {
        source: header.event_source(),
        id: header.id.to_owned(),
        subject: Some(header.user),
        time: header.created,
        payload,
    })
}

fn refused(text: impl Into<String>) -> Refusal {
    Refusal::Data(text.into())
}

/// A text that has to be there.
fn text<'a>(of: &'a Value, place: &str, name: &str) -> Result<&'a str, Refusal> {
    match of.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(_) => Err(refused(format!("`{place}.{name}` is a text, and not empty"))),
        None => Err(refused(format!("`{place}.{name}` is missing"))),
    }
}

/// A time that has to be there.
fn time(of: &Value, place: &str, name: &str) -> Result<chrono::DateTime<chrono::Utc>, Refusal> {
    let text = text(of, place, name)?;
    chrono::DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&chrono::Utc)).map_err(|_| {
        let found = crate::echo::clip_to(text, 40);
        refused(format!("`{place}.{name}` is `{found}`; write it as `2026-11-21T00:00:00+09:00`"))
    })
}
