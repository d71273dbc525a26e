//! LINE Messaging API at its real paths.
//!
//! Source: LINE Developers, "Messaging API reference"; line-openapi `messaging-api.yml`.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::answer::{Refusal, Sent, json_answer};
use super::faults::Fault;
use super::ids::fingerprint;
use super::line_checks as checks;
use super::options::Strangers;
use super::read::{self, Read};
use super::record::{Channel, Entry, Fate, Message};
use super::retry::{Accepted, Admission, is_uuid};
use super::server::Cut;
use super::state::{Inner, count};

/// The documented limit is "2MB"; the smaller reading of it is the safe one to be tested against.
const BODY_LIMIT: usize = 2_000_000;
/// Beyond the limit a body is still read this far, so that the caller hears the 413.
const PATIENCE: usize = 16_000_000;

/// `POST /v2/bot/message/push`: `{to, messages[1..5], notificationDisabled?, customAggregationUnits?}`
/// → 200 `{"sentMessages":[{"id","quoteToken"}]}`.
pub(super) async fn push(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "push");
    let done = call.send(request, RetryKey::Allowed, |call, body| {
        checks::push(body)?;
        let to = text_of(body, "to");
        if inner.options.strangers == Strangers::Refuse && !inner.knows(to) {
            return Err(Refusal::bad("Failed to send messages"));
        }
        Ok(call.offer(vec![to.to_owned()], body))
    });
    call.answer(done.await.map(|accepted| json!({ "sentMessages": accepted.sent })))
}

/// `POST /v2/bot/message/multicast`: as push, `to` a list of up to 500 → 200 `{}`.
pub(super) async fn multicast(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "multicast");
    let done = call.send(request, RetryKey::Allowed, |call, body| {
        checks::multicast(body)?;
        let known = |to: &&str| inner.options.strangers == Strangers::Accept || inner.knows(to);
        let to = body.get("to").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let to = to.iter().filter_map(Value::as_str).filter(known).map(str::to_owned).collect();
        // Message ids are told for push and reply only.
        let offer = call.offer(to, body);
        Ok(Offer { sent: Vec::new(), ..offer })
    });
    call.answer(done.await.map(|_| json!({})))
}

/// `POST /v2/bot/message/reply`: `{replyToken, messages[1..5]}` → 200 with `sentMessages`.
/// The token works once, within a minute of its webhook; replies are free of charge.
pub(super) async fn reply(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "reply");
    let done = call.send(request, RetryKey::Refused, |call, body| {
        checks::reply(body)?;
        let token = text_of(body, "replyToken");
        let user = inner.spend_reply_token(token, call.now);
        let user = user.ok_or_else(|| Refusal::bad("Invalid reply token"))?;
        Ok(Offer { free: true, ..call.offer(vec![user], body) })
    });
    call.answer(done.await.map(|accepted| json!({ "sentMessages": accepted.sent })))
}

/// `POST /v2/bot/message/validate/{push,multicast,reply}`: `{messages[1..5]}` → 200 `{}`.
pub(super) async fn validate(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "validate");
    let (parts, body) = request.into_parts();
    let checked = async {
        call.admit(&parts.headers)?;
        call.refuse_retry_key(&parts.headers)?;
        checks::messages(&parse(&read_body(&parts.headers, body).await?)?)?;
        Ok(json!({}))
    };
    call.answer(checked.await)
}

/// `GET /v2/bot/message/quota` → `{"type":"limited","value":n}` or `{"type":"none"}`.
pub(super) async fn quota(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "quota");
    call.answer(call.admit(request.headers()).map(|()| match inner.options.monthly_limit {
        Some(limit) => json!({ "type": "limited", "value": limit }),
        None => json!({ "type": "none" }),
    }))
}

/// `GET /v2/bot/message/quota/consumption` → `{"totalUsage":n}`, people since the month began in Japan.
pub(super) async fn consumption(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "consumption");
    let used = call.admit(request.headers()).map(|()| inner.month().used(call.now));
    call.answer(used.map(|used| json!({ "totalUsage": used })))
}

/// `GET /v2/bot/profile/{userId}` → `{"displayName","userId","language"}`;
/// 404 for a stranger and for one who blocked.
pub(super) async fn profile(
    State(inner): State<Arc<Inner>>,
    Path(user): Path<String>,
    request: Request,
) -> Response {
    let call = Call::new(&inner, &request, "profile");
    let found = call.admit(request.headers()).and_then(|()| {
        let label = inner.label(&user).filter(|_| !inner.faults.is_blocked(&user));
        let label = label.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "Not found"))?;
        Ok(json!({ "displayName": label, "userId": user, "language": "ja" }))
    });
    call.answer(found)
}

/// Any path that neither provider has.
pub(super) async fn unknown(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "unknown");
    call.answer(Err(Refusal::new(StatusCode::NOT_FOUND, "Not found")))
}

/// A known path with a method it does not have.
pub(super) async fn wrong_method(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "wrong_method");
    call.answer(Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")))
}

#[derive(Clone, Copy)]
enum RetryKey {
    Allowed,
    Refused,
}

/// Messages on their way to people, checked but not yet accepted.
struct Offer {
    to: Vec<String>,
    messages: Vec<Read>,
    sent: Vec<Sent>,
    free: bool,
}

/// One request, from its arrival on.
struct Call<'a> {
    inner: &'a Inner,
    endpoint: &'static str,
    path: String,
    request_id: String,
    now: DateTime<Utc>,
}

impl<'a> Call<'a> {
    fn new(inner: &'a Inner, request: &Request, endpoint: &'static str) -> Self {
        count(&inner.counters.requests);
        let path = request.uri().path().to_owned();
        Self { inner, endpoint, path, request_id: inner.ids.request(), now: inner.now() }
    }

    /// Everything between a send call's arrival and its answer.
    async fn send(
        &self,
        request: Request,
        retry: RetryKey,
        read: impl FnOnce(&Self, &Value) -> Result<Offer, Refusal>,
    ) -> Result<Accepted, Refusal> {
        let (parts, body) = request.into_parts();
        let body = read_body(&parts.headers, body).await;
        let done = self.accept(&parts.headers, body, retry, read).await;
        self.inner.answer_delay().await;
        done
    }

    async fn accept(
        &self,
        headers: &HeaderMap,
        body: Result<Bytes, Refusal>,
        retry: RetryKey,
        read: impl FnOnce(&Self, &Value) -> Result<Offer, Refusal>,
    ) -> Result<Accepted, Refusal> {
        self.admit(headers)?;
        let body = body?;
        let key = match retry {
            RetryKey::Allowed => retry_key(headers)?,
            RetryKey::Refused => self.refuse_retry_key(headers).map(|()| None)?,
        };
        if let Some(key) = key {
            self.inner.retry_keys().tried(key, self.now);
        }
        let print = fingerprint(&[self.endpoint.as_bytes(), &body]);
        let identity = fingerprint(&[&print.to_be_bytes(), key.unwrap_or_default().as_bytes()]);
        let fault = self.inner.faults.strike(Channel::Line, identity);
        if let Some(fault) = fault {
            self.fail(fault).await?;
        }
        let offer = read(self, &parse(&body)?)?;
        let accepted = self.admit_once(key, print, offer)?;
        match fault {
            Some(Fault::AnswerLost) => Err(Refusal::Cut(Cut::Close)),
            _ => Ok(accepted),
        }
    }

    /// Who may call, and how often: asked before the body is looked at.
    fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let sent = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
        let expected = format!("Bearer {}", self.inner.options.line_token);
        if !sent.is_some_and(|sent| bool::from(sent.ct_eq(expected.as_bytes()))) {
            let message = "Authentication failed. Confirm that the access token in the \
                           authorization header is valid.";
            return Err(Refusal::new(StatusCode::UNAUTHORIZED, message));
        }
        let limit = self.inner.options.rate_limit;
        if self.inner.rate().take(self.endpoint, limit, Instant::now()) {
            Ok(())
        } else {
            Err(Refusal::rate_limit())
        }
    }

    /// "If you specify `X-Line-Retry-Key` in the request header of the APIs not listed above, your
    /// request is rejected and you'll get the status code 400." The wording here is our own.
    fn refuse_retry_key(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        if headers.contains_key("x-line-retry-key") {
            return Err(Refusal::bad("The X-Line-Retry-Key header is not supported by this API"));
        }
        Ok(())
    }

    async fn fail(&self, fault: Fault) -> Result<(), Refusal> {
        Err(match fault {
            Fault::AnswerLost => return Ok(()),
            Fault::ServerError => Refusal::server_error(),
            Fault::Html => Refusal::Html,
            Fault::RateLimited => Refusal::rate_limit(),
            Fault::MonthlyLimit => Refusal::monthly_limit(),
            Fault::Reset => Refusal::Cut(Cut::Reset),
            Fault::Timeout => {
                tokio::time::sleep(self.inner.faults.silence()).await;
                Refusal::Cut(Cut::Close)
            }
        })
    }

    fn offer(&self, to: Vec<String>, body: &Value) -> Offer {
        let messages = body.get("messages").and_then(Value::as_array);
        let messages: Vec<Read> = messages.into_iter().flatten().map(read::message).collect();
        let ids = &self.inner.ids;
        let sent = messages.iter().map(|_| Sent { id: ids.message(), quote_token: ids.token() });
        Offer { to, sent: sent.collect(), messages, free: false }
    }

    /// Accepts once for each retry key; the second time is written down too, but not shown.
    fn admit_once(&self, key: Option<&str>, print: u64, offer: Offer) -> Result<Accepted, Refusal> {
        let Some(key) = key else { return self.take(None, print, &offer) };
        // The admission is its own statement, so that the keys' lock ends with it.
        let admission = self.inner.retry_keys().admit(key, || self.take(Some(key), print, &offer));
        match admission? {
            Admission::First(accepted) => Ok(accepted),
            Admission::Again(accepted) => {
                count(&self.inner.counters.duplicates);
                if accepted.fingerprint != print {
                    count(&self.inner.counters.changed_retries);
                    tracing::warn!(key, "phone: a retry key came back with another request");
                }
                for to in &offer.to {
                    self.write_down(Some(key), to, Fate::Duplicate, &offer, &accepted.sent);
                }
                Err(Refusal::Again { request_id: accepted.request_id, sent: accepted.sent })
            }
        }
    }

    fn take(&self, key: Option<&str>, print: u64, offer: &Offer) -> Result<Accepted, Refusal> {
        let (blocked, reached): (Vec<&String>, Vec<&String>) =
            offer.to.iter().partition(|to| self.inner.faults.is_blocked(to));
        let people = if offer.free { 0 } else { reached.len() as u64 };
        if !self.inner.month().take(people, self.inner.options.monthly_limit, self.now) {
            return Err(Refusal::monthly_limit());
        }
        count(&self.inner.counters.accepted);
        for (people, fate) in [(reached, Fate::Shown), (blocked, Fate::Blocked)] {
            for to in people {
                self.write_down(key, to, fate, offer, &offer.sent);
            }
        }
        let request_id = self.request_id.clone();
        Ok(Accepted { request_id, sent: offer.sent.clone(), fingerprint: print })
    }

    fn write_down(&self, key: Option<&str>, to: &str, fate: Fate, offer: &Offer, sent: &[Sent]) {
        for (place, read) in offer.messages.iter().enumerate() {
            let id = sent.get(place).map(|sent| sent.id.clone());
            self.inner.add(|seq| {
                Entry::Message(Arc::new(Message {
                    seq,
                    channel: Channel::Line,
                    to: to.to_owned(),
                    from: read.sender.clone(),
                    kind: read.kind.clone(),
                    text: read.text.clone(),
                    quick_replies: read.quick_replies.clone(),
                    buttons: read.buttons.clone(),
                    at: self.now,
                    retry_key: key.map(str::to_owned),
                    request_id: self.request_id.clone(),
                    id: id.unwrap_or_else(|| self.inner.ids.message()),
                    length: None,
                    fate,
                }))
            });
        }
    }

    fn answer(&self, done: Result<Value, Refusal>) -> Response {
        let mut response = match done {
            Ok(body) => json_answer(StatusCode::OK, &body),
            Err(refusal) => {
                if !matches!(refusal, Refusal::Again { .. }) {
                    self.inner.refused(&self.path, refusal.status(), refusal.reason());
                }
                refusal.into_response()
            }
        };
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            response.headers_mut().insert("x-line-request-id", id);
        }
        response
    }
}

fn retry_key(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let Some(key) = headers.get("x-line-retry-key") else { return Ok(None) };
    match key.to_str() {
        Ok(key) if is_uuid(key) => Ok(Some(key)),
        // LINE documents the status only; the wording is our own.
        _ => Err(Refusal::bad("The X-Line-Retry-Key header must be a UUID in hexadecimal")),
    }
}

async fn read_body(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
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

fn parse(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Refusal::bad(format!(
            "The request body could not be parsed as JSON (line: {line}, column: {column})"
        ))
    })
}

fn text_of<'a>(body: &'a Value, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}
