//! What makes a fact the same: its event's source and id.

use super::Notification;
use chrono::{DateTime, Utc};
use domain::ResidentId;
use domain::event::Payload;
use domain::pack::CityOsRow;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The longest id of a notification that is taken as it is.
const LONGEST: usize = 100;

/// Who says so: the door and the tenant.
pub(super) fn source(notification: &Notification) -> String {
    match &notification.tenant {
        Some(tenant) => format!("{}/{tenant}", notification.door),
        None => notification.door.to_owned(),
    }
}

/// Which fact it is. A notification that has an id has it again when it is repeated: then it is that id,
/// the entity's place, the row and the dataset. Otherwise it is what is said: whom it is about, when it was
/// observed, and the data. Other attributes of the entity, which the row does not name, change nothing.
pub(super) fn id(
    notification: &Notification,
    index: usize,
    row: &CityOsRow,
    dataset: Option<&str>,
    fact: (Option<&ResidentId>, Option<DateTime<Utc>>, &Payload),
) -> String {
    let plain = |id: &&String| id.chars().count() <= LONGEST && !id.chars().any(char::is_control);
    if let Some(known) = notification.id.as_ref().filter(plain) {
        let set = dataset.map(|name| format!("@{}", hash(&[name]))).unwrap_or_default();
        return format!("{known}#{index}/{}{set}", row.name);
    }
    let (subject, observed, payload) = fact;
    let observed = observed.map(|at| at.to_rfc3339()).unwrap_or_default();
    let subject = subject.map(ResidentId::as_str).unwrap_or_default();
    format!("{}:{}", row.name, hash(&[payload.kind(), subject, &observed, &payload.to_json()]))
}

/// 128 bits of SHA-256 over each part with its length before it.
fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().take(16).fold(String::new(), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
