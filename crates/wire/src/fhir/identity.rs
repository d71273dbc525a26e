//! What makes the same resource, sent again, the same event.
//!
//! | there is | `source` | `id` |
//! |---|---|---|
//! | `identifier` with system and value | `fhir:` and the system | type, value, resident, version |
//! | `meta.source` | `fhir:` and that | type, id, resident, version |
//! | a `fullUrl` that is an address | `fhir:` and the server | type, id, resident, version |
//! | none of them | `fhir` | type, id, resident, hash of the content |
//!
//! The version is `meta.versionId`; without it, or without a name, a hash of the content stands there. So it
//! does where nothing tells the server: each counts its ids and its versions from 1, and two that have an
//! `Observation/1` of one resident would be taken for one. The content has `meta.versionId` within it.

use super::issue::Issue;
use super::node::Node;
use super::resource::Resource;
use super::when::When;
use chrono::{DateTime, Utc};
use domain::ResidentId;
use domain::event::{Event, Payload};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Who says so, under which name, and when.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    source: String,
    key: String,
    version: String,
    /// When this version was said: `meta.lastUpdated`, else `issued`.
    pub(super) said: Option<DateTime<Utc>>,
    /// What the server counts its versions by, if that is a number.
    number: Option<u64>,
    now: DateTime<Utc>,
}

impl Identity {
    /// Reads it off a resource.
    pub(super) fn read(resource: &Resource<'_, '_>) -> Result<Self, Issue> {
        let node = resource.node;
        let kind = node.text("resourceType")?.unwrap_or_default();
        let id = node.text("id")?;
        let meta = node.child("meta");
        let of_meta = |name: &str| meta.as_ref().map_or(Ok(None), |meta| meta.text(name));
        let (version, origin) = (of_meta("versionId")?, of_meta("source")?);
        let named = identifier(node)?;
        let server = resource.full_url.filter(|url| url.starts_with("http")).zip(id).and_then(|(url, id)| {
            let ending = format!("/{kind}/{id}");
            url.strip_suffix(ending.as_str())
        });
        let origin = named.map(|(system, _)| system).or(origin).or(server);
        let name = named.map(|(_, value)| value).or(id);
        let version_of = version.filter(|_| name.is_some() && origin.is_some());
        let said = match &meta {
            Some(meta) => When::child(meta, "lastUpdated")?,
            None => None,
        };
        let said = said.map_or_else(|| When::child(node, "issued"), |when| Ok(Some(when)))?;
        Ok(Self {
            source: origin.map_or_else(|| "fhir".to_owned(), |origin| format!("fhir:{}", short(origin, 150))),
            key: name.map_or_else(|| kind.to_owned(), |name| format!("{kind}/{}", short(name, 64))),
            version: version_of.map_or_else(|| digest(node.value), |version| short(version, 32)),
            said: said.map(|when| when.instant(resource.arrival.zone)),
            number: version.and_then(|version| version.parse().ok()),
            now: resource.arrival.now,
        })
    }

    /// The `version` of steps, which rises: the time at which this was said, in milliseconds. A server
    /// counts each resource's versions from 1 and may write a new resource for the same day, so that
    /// `versionId` is asked only where no time is given; without either, what arrives later is newer.
    pub(super) fn revision(&self) -> u64 {
        let millis = |at: DateTime<Utc>| u64::try_from(at.timestamp_millis()).unwrap_or_default();
        self.said.map(millis).or(self.number).unwrap_or_else(|| millis(self.now))
    }

    /// When it was said, as far as anybody knows.
    pub(super) fn time(&self) -> DateTime<Utc> {
        self.said.unwrap_or(self.now)
    }

    /// The event of a resource, or of a part of it.
    pub(super) fn event(&self, resident: &ResidentId, time: DateTime<Utc>, part: &str, payload: Payload) -> Event {
        let mut id = format!("{}/{resident}/{}", self.key, self.version);
        if !part.is_empty() {
            // Events' ids have 200 characters; writing to a text cannot fail.
            let _ = write!(id, "/{}", short(part, 32));
        }
        // What is taken back never passes for what was said, also where a server keeps its version.
        if matches!(payload, Payload::Withdrawn(_) | Payload::ConsentWithdrawn(_)) {
            id.push_str("/withdrawn");
        }
        Event { source: self.source.clone(), id, subject: Some(resident.clone()), time, payload }
    }
}

/// The first identifier with a system and a value.
fn identifier<'a>(node: &Node<'a>) -> Result<Option<(&'a str, &'a str)>, Issue> {
    for one in node.list("identifier")? {
        if let (Some(system), Some(value)) = (one.text("system")?, one.text("value")?) {
            return Ok(Some((system, value)));
        }
    }
    Ok(None)
}

/// A name as it is, or its hash where it is long or has what no event's id may have.
fn short(text: &str, most: usize) -> String {
    let fits = text.chars().count() <= most && !text.chars().any(char::is_control);
    if fits { text.to_owned() } else { digest(&Value::from(text)) }
}

/// 128 bits of a hash of JSON, whatever the order of its members and the space between them.
pub(super) fn digest(value: &Value) -> String {
    let mut hash = Sha256::new();
    feed(&mut hash, value);
    hash.finalize().iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn feed(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Array(all) => {
            hash.update(format!("[{}", all.len()));
            all.iter().for_each(|one| feed(hash, one));
        }
        Value::Object(members) => {
            hash.update(format!("{{{}", members.len()));
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| name.as_str());
            for (name, one) in sorted {
                feed(hash, &Value::from(name.as_str()));
                feed(hash, one);
            }
        }
        // Texts are in quotes and escaped, so that no two values are written alike.
        leaf => hash.update(format!("{leaf},")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_hash_is_of_what_is_said() {
        let one = digest(&json!({"a": [1, "x"], "b": null}));
        assert_eq!(one.len(), 32);
        assert_eq!(one, digest(&serde_json::from_str(r#"{ "b" : null, "a":[1,"x"]}"#).unwrap_or_default()));
        for other in [json!({"a": ["1", "x"], "b": null}), json!({"a": [1, "x", null], "b": null}), json!([])] {
            assert_ne!(one, digest(&other));
        }
    }
}
