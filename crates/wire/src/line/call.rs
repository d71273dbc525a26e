//! What all calls to LINE have in common.

use crate::send::Request;
use domain::id::MessageId;
use serde::Serialize;

/// A call with a JSON body.
pub(super) fn post(path: String, token: &str, key: Option<MessageId>, body: &impl Serialize) -> Request {
    let mut headers =
        vec![("authorization", format!("Bearer {token}")), ("content-type", "application/json".to_owned())];
    headers.extend(key.map(|key| ("x-line-retry-key", key.as_uuid())));
    // Texts, lists and structs of them always have a JSON form.
    Request { method: "POST", path, headers, body: serde_json::to_vec(body).unwrap_or_default() }
}

/// A call that only asks.
pub(super) fn get(path: String, token: &str) -> Request {
    Request { method: "GET", path, headers: vec![("authorization", format!("Bearer {token}"))], body: Vec::new() }
}

/// The name under which LINE counts a message: 1 to 30 of A–Z, a–z, 0–9 and `_`. Another name is
/// left out, since statistics are not worth losing a message for.
pub(super) fn units(name: Option<&str>) -> Option<[&str; 1]> {
    let is_unit =
        |name: &&str| (1..=30).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    name.filter(is_unit).map(|name| [name])
}
