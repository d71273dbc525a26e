//! One call to LINE from its arrival to its answer: who may call, trouble, checks, acceptance.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use super::answer::{Detail, Refusal, Sent, json_answer};
use super::counts::count;
use super::entry::{Channel, Entry, Fate, Message};
use super::faults::Fault;
use super::ids::fingerprint;
use super::line_body::{parse, read_body, retry_key};
use super::quota::Limit;
use super::read::{self, Read};
use super::retry::{Accepted, Admission};
use super::server::Cut;
use super::state::Inner;

#[derive(Clone, Copy)]
pub(super) enum RetryKey {
    Allowed,
    Refused,
}

/// Messages on their way to people, checked but not yet accepted.
pub(super) struct Offer {
    pub(super) to: Vec<String>,
    pub(super) messages: Vec<Read>,
    /// What the caller is told of each message; a multicast is told nothing.
    pub(super) sent: Vec<Sent>,
    pub(super) price: Price,
    /// The name under which LINE counts them.
    pub(super) unit: Option<String>,
}

/// Whether the month's messages pay for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Price {
    Counted,
    /// Replies are free of charge.
    Free,
}

/// One request, from its arrival on.
pub(super) struct Call<'a> {
    inner: &'a Inner,
    endpoint: &'static str,
    path: String,
    request_id: String,
    pub(super) now: DateTime<Utc>,
}

impl<'a> Call<'a> {
    pub(super) fn new(inner: &'a Inner, request: &Request, endpoint: &'static str) -> Self {
        // A question changes nothing, and comes when the service thinks it time.
        if !matches!(endpoint, "quota" | "consumption" | "insight") {
            count(&inner.counters.requests);
        }
        let path = request.uri().path().to_owned();
        Self { inner, endpoint, path, request_id: inner.ids.request(), now: inner.now() }
    }

    /// Everything between a send call's arrival and its answer.
    pub(super) async fn send(
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
        let fault = self.inner.faults.strike(Channel::Line, self.endpoint, Some(identity));
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
    pub(super) fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let sent = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
        let expected = format!("Bearer {}", self.inner.options.line_token);
        if !sent.is_some_and(|sent| bool::from(sent.ct_eq(expected.as_bytes()))) {
            let message = "Authentication failed. Confirm that the access token in the \
                           authorization header is valid.";
            return Err(Refusal::new(StatusCode::UNAUTHORIZED, message));
        }
        let limit = self.limit();
        // An hour is one of the phone's own clock, which the demo turns; a second is the machine's.
        let now = match limit {
            Some(Limit { seconds: 3_600, .. }) => Duration::from_secs(self.now.timestamp().unsigned_abs()),
            _ => self.inner.running(),
        };
        if self.inner.rate().take(self.endpoint, limit, now) { Ok(()) } else { Err(Refusal::rate_limit()) }
    }

    fn limit(&self) -> Option<Limit> {
        let options = &self.inner.options;
        match self.endpoint {
            "delivery" | "insight" => Some(Limit::COUNTS),
            "multicast" => options.multicast_rate_limit.or(options.rate_limit).map(Limit::a_second),
            _ => options.rate_limit.map(Limit::a_second),
        }
    }

    /// Everything between a question's arrival and its answer. Only trouble that was ordered for this
    /// endpoint strikes it, so that orders for sends meet sends.
    pub(super) async fn ask(
        &self,
        headers: &HeaderMap,
        answer: impl FnOnce() -> Result<Value, Refusal>,
    ) -> Result<Value, Refusal> {
        self.admit(headers)?;
        let fault = self.inner.faults.strike(Channel::Line, self.endpoint, None);
        if let Some(fault) = fault {
            self.fail(fault).await?;
        }
        let answer = answer()?;
        match fault {
            Some(Fault::AnswerLost) => Err(Refusal::Cut(Cut::Close)),
            _ => Ok(answer),
        }
    }

    /// "If you specify `X-Line-Retry-Key` in the request header of the APIs not listed above, your
    /// request is rejected and you'll get the status code 400." The wording here is our own.
    pub(super) fn refuse_retry_key(&self, headers: &HeaderMap) -> Result<(), Refusal> {
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
            Fault::Redirect => Refusal::Elsewhere,
            Fault::BadRequest => Refusal::blames(Detail::new("May not be empty", "messages[0].text")),
            Fault::RateLimited => Refusal::rate_limit(),
            Fault::MonthlyLimit => Refusal::monthly_limit(),
            Fault::Reset => Refusal::Cut(Cut::Reset),
            Fault::Timeout => {
                tokio::time::sleep(self.inner.faults.silence()).await;
                Refusal::Cut(Cut::Close)
            }
        })
    }

    pub(super) fn offer(&self, to: Vec<String>, body: &Value) -> Offer {
        let messages = body.get("messages").and_then(Value::as_array);
        let messages: Vec<Read> = messages.into_iter().flatten().map(read::message).collect();
        let ids = &self.inner.ids;
        let sent = messages.iter().map(|_| Sent { id: ids.message(), quote_token: ids.token() });
        let unit = body.pointer("/customAggregationUnits/0").and_then(Value::as_str).map(str::to_owned);
        Offer { to, sent: sent.collect(), messages, price: Price::Counted, unit }
    }

    /// Accepts once for each retry key; the second time is written down too, but not shown.
    fn admit_once(&self, key: Option<&str>, print: u64, offer: Offer) -> Result<Accepted, Refusal> {
        let Some(key) = key else {
            return self.take(None, print, &offer);
        };
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
        let people = if offer.price == Price::Free { 0 } else { reached.len() as u64 };
        if !self.inner.month().take(people, self.now) {
            return Err(Refusal::monthly_limit());
        }
        count(&self.inner.counters.accepted);
        self.inner.tally().add(self.endpoint, offer.unit.as_deref(), reached.len() as u64, self.now);
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
                    title: read.title.clone(),
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

    pub(super) fn answer(&self, done: Result<Value, Refusal>) -> Response {
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
