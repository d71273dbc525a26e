//! Notifications of a city OS (FIWARE): NGSIv2 and NGSI-LD, in every attribute format. Which entity
//! becomes which event is told by the city's own table, `city_os` in city.toml
//! ([`domain::pack::CityOsRow`]).
//!
//! ```json
//! {"subscriptionId": "57458eb60962ef754e7c0998", "data": [
//!   {"id": "urn:ngsi-ld:DailySteps:p-0001:2026-11-21", "type": "DailySteps",
//!    "steps": {"type": "Number", "value": 7321, "metadata": {
//!       "TimeInstant": {"type": "DateTime", "value": "2026-11-21T17:10:00+09:00"}}}}]}
//! ```
//!
//! Brokers send at least once. So an event's id is made of what makes it the same: the notification's
//! id and the entity's place in it (NGSI-LD), or else the fact itself: row, resident, time of observation
//! and data. Nothing that was not in the notification goes into it.
//!
//! | file | what it knows |
//! |---|---|
//! | `v2` | NGSIv2: formats, headers |
//! | `ld` | NGSI-LD: formats, headers, `@context` |
//! | `entity` | entities whatever the format, and how a name is found |
//! | `table` | which rows are for an entity |
//! | `event` | a row and an entity: the event |
//! | `value` | texts, numbers, days and instants as the event has them |
//! | `observed` | when a fact was observed |
//! | `identity` | what makes a fact the same |
//!
//! Sources: FIWARE NGSI v2 (release 2.1), "Notification Messages"; ETSI GS CIM 009 V1.8.1, 4.5 and 5.3.1.

mod entity;
mod event;
mod identity;
mod ld;
mod observed;
mod table;
mod unreadable;
mod v2;
mod value;

pub use ld::read as ld;
pub use unreadable::Unreadable;
pub use v2::read as v2;

use crate::Received;
use crate::json::NotJson;
use entity::Item;

/// The most bytes a notification may have: 2 MiB. The door stops reading beyond it.
pub const MAX_BODY: usize = 2 * 1024 * 1024;

/// The most entities in a notification, and the most events that may come of it.
pub const MAX_ENTITIES: usize = 1_000;

/// What a notification brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Events, and refused entities. `index` is the entity's place, `id` the entity's.
    pub received: Vec<Received>,
    /// Entities of which nothing was to be taken, and rightly: a condition that does not hold, an
    /// attribute or an entity that was deleted.
    pub passed_over: usize,
}

/// A notification, whatever its format.
struct Notification {
    /// Which of the two doors, as it stands in an event's source.
    door: &'static str,
    /// What the name of the tenant's header is.
    tenant_header: &'static str,
    tenant: Option<String>,
    /// The service paths of all entities, or of each.
    paths: Vec<String>,
    subscription: Option<String>,
    /// The notification's own id, which a repeated one has too.
    id: Option<String>,
    notified_at: Option<chrono::DateTime<chrono::Utc>>,
    items: Vec<Item>,
}

/// The body as JSON.
fn json(body: &[u8]) -> Result<serde_json::Value, Unreadable> {
    if body.len() > MAX_BODY {
        return Err(Unreadable::TooLarge);
    }
    let broken = |error: &serde_json::Error| match NotJson::of(error) {
        NotJson::Grammar { what, line, column } if what == "recursion limit exceeded" => {
            NotJson::Grammar { what: "it is nested deeper than any notification".to_owned(), line, column }
        }
        other => other,
    };
    Ok(serde_json::from_str(crate::json::text(body)?).map_err(|error| broken(&error))?)
}

/// A tenant's name in a header. Brokers allow 50 letters, digits and `_`; we allow what can stand in a source.
fn tenant(headers: &crate::Headers<'_>, header: &'static str) -> Result<Option<String>, Unreadable> {
    let Some(name) = headers.get(header).filter(|name| !name.is_empty()) else { return Ok(None) };
    let is_plain = name.len() <= 100 && name.bytes().all(|b| b.is_ascii_graphic());
    if is_plain { Ok(Some(name.to_ascii_lowercase())) } else { Err(Unreadable::Tenant(header)) }
}
