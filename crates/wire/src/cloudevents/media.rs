//! Which of the three modes a request is in, and which data is JSON.

use super::Unreadable;
use crate::Headers;
use crate::echo::clip;

/// The mode of a request (HTTP binding section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Binary,
    Structured,
    Batch,
}

pub(super) const STRUCTURED: &str = "application/cloudevents+json";
pub(super) const BATCH: &str = "application/cloudevents-batch+json";

pub(super) fn mode(headers: &Headers<'_>) -> Result<Mode, Unreadable> {
    let Some(value) = headers.get("content-type") else {
        return Err(Unreadable::ContentType(None));
    };
    let refused = || Unreadable::ContentType(Some(clip(value)));
    let media = MediaType::read(value).ok_or_else(refused)?;
    if media.is(STRUCTURED) {
        return Ok(Mode::Structured);
    }
    if media.is(BATCH) {
        return Ok(Mode::Batch);
    }
    let has_attributes = headers
        .iter()
        .any(|(name, _)| name.split_at_checked(3).is_some_and(|(head, _)| head.eq_ignore_ascii_case("ce-")));
    if media.is_json() && !media.is_cloudevents() && has_attributes { Ok(Mode::Binary) } else { Err(refused()) }
}

/// Whether a `datacontenttype` says that data is JSON in UTF-8.
pub(crate) fn is_json(value: &str) -> bool {
    MediaType::read(value).is_some_and(|media| media.is_json())
}

/// A media type whose parameters, if any, say UTF-8.
struct MediaType<'a>(&'a str);

impl<'a> MediaType<'a> {
    fn read(value: &'a str) -> Option<Self> {
        let mut parts = value.split(';').map(str::trim);
        let essence = parts.next()?;
        parts.all(|parameter| parameter.is_empty() || is_utf8(parameter)).then_some(Self(essence))
    }

    fn is(&self, name: &str) -> bool {
        self.0.eq_ignore_ascii_case(name)
    }

    fn is_json(&self) -> bool {
        let Some((_, subtype)) = self.0.split_once('/') else { return false };
        let suffix = subtype.rsplit_once('+').map_or(subtype, |(_, suffix)| suffix);
        suffix.eq_ignore_ascii_case("json")
    }

    fn is_cloudevents(&self) -> bool {
        self.0.to_ascii_lowercase().starts_with("application/cloudevents")
    }
}

fn is_utf8(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset")
            && (value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8"))
    })
}
