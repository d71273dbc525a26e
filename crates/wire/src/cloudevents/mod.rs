//! CloudEvents 1.0 over HTTP, in its three modes.
//!
//! | mode | `Content-Type` | where the attributes are |
//! |---|---|---|
//! | binary | `application/json` (or `…+json`) | `ce-*` headers; the body is the data |
//! | structured | `application/cloudevents+json` | members of a JSON object |
//! | batch | `application/cloudevents-batch+json` | a JSON array of such objects |
//!
//! ```json
//! {"specversion": "1.0", "id": "p-0001-2026-11-21", "source": "/432041/phone", "subject": "p-0001",
//!  "type": "ayumi.steps.recorded.v1", "time": "2026-11-22T00:10:12Z",
//!  "data": {"date": "2026-11-21", "steps": 7321, "source": {"id": "phone-1", "kind": "phone",
//!           "modality": "sensed"}, "version": 1}}
//! ```
//!
//! Beyond the specification, `time` is required (it says when it happened) and data is JSON.
//! What is wrong with one event is that event's [`Refusal`]; what makes the body unreadable
//! as a whole is [`Unreadable`]. Extension attributes are checked and not kept.
//!
//! A batch is scanned once: attributes are borrowed from the body and data is handed to
//! the domain as the slice it is. Nothing in it recurses, so depth needs no limit of its
//! own; data that is nested where its type is flat is refused with that event.
//!
//! Sources: cloudevents/spec v1.0.2, `bindings/http-protocol-binding.md` and
//! `formats/json-format.md`.

mod binary;
mod envelope;
mod media;
mod structured;
mod unreadable;

pub use unreadable::Unreadable;

pub(crate) use media::is_json;

use crate::{Headers, Received, json};
use media::Mode;

/// The most bytes a body may have: 2 MiB. The door stops reading beyond it.
pub const MAX_BODY: usize = 2 * 1024 * 1024;

/// The most events in a batch.
pub const MAX_EVENTS: usize = 1_000;

/// Reads the events of a request.
///
/// # Errors
/// What makes the request unreadable as a whole. An event that cannot be read is no error:
/// it is among the received, with its refusal.
pub fn parse(headers: &Headers<'_>, body: &[u8]) -> Result<Vec<Received>, Unreadable> {
    if body.len() > MAX_BODY {
        return Err(Unreadable::TooLarge);
    }
    let mode = media::mode(headers)?;
    let text = json::text(body)?;
    match mode {
        Mode::Binary => binary::parse(headers, text).map(|received| vec![received]),
        Mode::Structured => structured::one(text).map(|received| vec![received]),
        Mode::Batch => structured::batch(text),
    }
}
