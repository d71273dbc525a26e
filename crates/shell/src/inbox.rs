//! Where a webhook waits that the database did not take in time: its form in a key-value store.
//!
//! ```text
//! inbox/001795138200123/432041/9f86d081884c7d65
//! {"from":"sms_status","message":"01JD8Q9Z0V6K3M5N7P9R1S3T5V","received":1795138200123}
//! MessageSid=SM…&MessageStatus=delivered…
//! ```
//!
//! Keys sort by the time of receipt and name the city; two different bodies of an instant have two
//! keys. The value is a line about the body, and the body as it came.

use crate::hear::{From, Heard};
use chrono::DateTime;
use domain::{CityCode, MessageId, chance};
use serde::{Deserialize, Serialize};

/// How keys of the inbox begin; a store may hold others.
const PREFIX: &str = "inbox/";

/// The line before the body.
#[derive(Serialize, Deserialize)]
struct Head {
    from: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    received: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Line,
    SmsInbound,
    SmsStatus,
}

/// How keys begin under which this program keeps what it could not read.
const ASIDE: &str = "unreadable/";

/// Where an entry goes that this program cannot read.
pub fn aside(key: &str) -> String {
    format!("{ASIDE}{}", key.strip_prefix(PREFIX).unwrap_or(key))
}

/// The key and the value of what was heard.
pub fn entry(city: &CityCode, heard: &Heard) -> (String, Vec<u8>) {
    let (from, message) = match heard.from {
        From::Line => (Name::Line, None),
        From::SmsInbound => (Name::SmsInbound, None),
        From::SmsStatus(message) => (Name::SmsStatus, Some(message.to_string())),
    };
    let received = heard.received.timestamp_millis();
    // A struct of texts and numbers always has a JSON form.
    let mut value = serde_json::to_vec(&Head { from, message, received }).unwrap_or_default();
    value.push(b'\n');
    value.extend_from_slice(&heard.body);
    let bits = chance::digest("inbox", &[&String::from_utf8_lossy(&value)]);
    (format!("{PREFIX}{received:015}/{}/{bits:032x}", city.as_str()), value)
}

/// The city of a key, or `None` for a key of another's.
pub fn city_of(key: &str) -> Option<CityCode> {
    let (_, rest) = key.strip_prefix(PREFIX)?.split_once('/')?;
    rest.split('/').next()?.parse().ok()
}

/// What was heard, or `None` for a value that this program does not understand.
pub fn read(value: &[u8]) -> Option<Heard> {
    let end = value.iter().position(|byte| *byte == b'\n')?;
    let (head, body) = value.split_at_checked(end)?;
    let head: Head = serde_json::from_slice(head).ok()?;
    let message = head.message.and_then(|id| id.parse::<MessageId>().ok());
    let from = match (head.from, message) {
        (Name::Line, _) => From::Line,
        (Name::SmsInbound, _) => From::SmsInbound,
        (Name::SmsStatus, message) => From::SmsStatus(message?),
    };
    let received = DateTime::from_timestamp_millis(head.received)?;
    Some(Heard { from, received, body: body.get(1..)?.to_vec() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_is_put_in_comes_out_as_it_was() {
        let city: CityCode = "432041".parse().unwrap();
        let message = "01JD8Q9Z0V6K3M5N7P9R1S3T5V".parse().unwrap();
        let mut keys = Vec::new();
        for (at, from) in [(3, From::Line), (20, From::SmsInbound), (100, From::SmsStatus(message))] {
            for body in [b"".as_slice(), b"{\"a\":1}", b"a\nb\n", b"\xff\x00\n"] {
                let received = DateTime::from_timestamp_millis(1_795_138_200_000 + at).unwrap();
                let heard = Heard { from, received, body: body.to_vec() };
                let (key, value) = entry(&city, &heard);
                assert_eq!(read(&value), Some(heard));
                assert_eq!(city_of(&key), Some(city.clone()));
                keys.push(key);
            }
        }
        let mut sorted = keys.clone();
        sorted.dedup();
        assert_eq!(sorted.len(), 12);
        sorted.sort_by_key(|key| key.split('/').nth(1).map(str::to_owned));
        assert_eq!(sorted, keys, "the order of receipt");
    }

    #[test]
    fn what_is_set_aside_waits_no_more() {
        let key = aside("inbox/001795138200123/432041/9f86d081884c7d65");
        assert_eq!((key.as_str(), city_of(&key)), ("unreadable/001795138200123/432041/9f86d081884c7d65", None));
    }

    #[test]
    fn what_is_anothers_is_left_alone() {
        for key in ["", "other", "inbox", "inbox/", "inbox/1", "inbox/000000000000001/x/y"] {
            assert_eq!(city_of(key), None, "{key}");
        }
        for value in [
            b"".as_slice(),
            b"\n",
            b"{}\n",
            b"{\"from\":\"line\",\"received\":1}",
            b"{\"from\":\"fax\",\"received\":1}\n",
        ] {
            assert_eq!(read(value), None, "{}", String::from_utf8_lossy(value));
        }
    }
}
