//! A LINE request's headers and body, read and refused in LINE's words.

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::answer::Refusal;
use super::retry::is_uuid;

/// The documented limit is "2MB"; the smaller reading of it is the safe one to be tested against.
const BODY_LIMIT: usize = 2_000_000;
/// Beyond the limit a body is still read this far, so that the caller hears the 413.
const PATIENCE: usize = 16_000_000;

pub(super) fn retry_key(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let Some(key) = headers.get("x-line-retry-key") else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if is_uuid(key) => Ok(Some(key)),
        // LINE documents the status only; the wording is our own.
        _ => Err(Refusal::bad("The X-Line-Retry-Key header must be a UUID in hexadecimal")),
    }
}

pub(super) async fn read_body(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    let too_large = || Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "Request entity too large");
    let body = to_bytes(body, PATIENCE).await.map_err(|_| too_large())?;
    if body.len() > BODY_LIMIT {
        return Err(too_large());
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let message = format!("The content type, {kind}, is not supported");
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    Ok(body)
}

pub(super) fn parse(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Refusal::bad(format!("The request body could not be parsed as JSON (line: {line}, column: {column})"))
    })
}

pub(super) fn text_of<'a>(body: &'a Value, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}
