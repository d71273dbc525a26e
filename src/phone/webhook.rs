//! Posting to the service: one signed request, and how it was taken.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;

use super::counts::count;
use super::state::Inner;

/// LINE gives up after 2 s; the phone waits longer and says how long it took, so that a slow
/// machine does not lose a demo and a test can still ask for 2 s.
const PATIENCE: Duration = Duration::from_secs(10);

/// How the service took a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// `webhookEventId`, or the SMS sid: what the service knows the event by.
    pub event_id: String,
    /// Status answered; `None` when there was no answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub error: Option<String>,
    /// Milliseconds until the answer. LINE calls more than 2,000 a `request_timeout`.
    pub took_ms: u64,
}

impl Delivery {
    /// Whether the service said 2xx.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// A request to be posted, whole and signed.
#[derive(Clone)]
pub(super) struct Outgoing {
    path: String,
    content_type: &'static str,
    signature: (&'static str, String),
    pub(super) body: Bytes,
    pub(super) event_id: String,
}

impl Outgoing {
    pub(super) fn json(path: &str, body: String, signature: String, event_id: String) -> Self {
        Self {
            path: path.to_owned(),
            content_type: "application/json; charset=utf-8",
            signature: ("x-line-signature", signature),
            body: body.into(),
            event_id,
        }
    }

    pub(super) fn form(path: &str, form: &[(String, String)], signature: String, event_id: String) -> Self {
        Self {
            path: path.to_owned(),
            content_type: "application/x-www-form-urlencoded; charset=UTF-8",
            signature: ("x-twilio-signature", signature),
            // Pairs of strings always have a form encoding.
            body: serde_urlencoded::to_string(form).unwrap_or_default().into(),
            event_id,
        }
    }

    /// The same event over another body, as LINE's redelivery is.
    pub(super) fn with_body(&self, body: String, signature: String) -> Self {
        Self { body: body.into(), signature: (self.signature.0, signature), ..self.clone() }
    }
}

/// A webhook kept for [`super::Phone::redeliver`].
#[derive(Clone)]
pub(super) struct Posted {
    pub(super) event_id: String,
    pub(super) outgoing: Outgoing,
}

/// The connections to the service, kept open between webhooks.
pub(super) struct Client(HttpClient<HttpConnector, Full<Bytes>>);

impl Default for Client {
    fn default() -> Self {
        Self(HttpClient::builder(TokioExecutor::new()).build_http())
    }
}

/// Posts below the webhook base. Never fails: what went wrong is part of the delivery.
pub(super) async fn post(inner: &Inner, outgoing: Outgoing) -> Delivery {
    count(&inner.counters.webhooks);
    let event_id = outgoing.event_id.clone();
    let path = outgoing.path.clone();
    inner.posted(Posted { event_id: event_id.clone(), outgoing: outgoing.clone() });
    let began = Instant::now();
    let answer = match tokio::time::timeout(PATIENCE, send(inner, outgoing)).await {
        Ok(answer) => answer,
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
    };
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (status, error) = match answer {
        Ok(status) => (Some(status), None),
        Err(error) => (None, Some(error)),
    };
    let delivery = Delivery { event_id, status, error, took_ms };
    if delivery.is_ok() {
        tracing::debug!(path, took_ms, "phone: webhook taken");
    } else {
        count(&inner.counters.webhooks_failed);
        tracing::warn!(path, status, error = delivery.error, "phone: webhook not taken");
    }
    delivery
}

async fn send(inner: &Inner, outgoing: Outgoing) -> Result<u16, String> {
    let base = inner.webhook_base().ok_or("no webhook base is set")?;
    let request = Request::post(format!("{}{}", base.trim_end_matches('/'), outgoing.path))
        .header(header::CONTENT_TYPE, outgoing.content_type)
        .header(header::USER_AGENT, "ayumi-stand-in-phone")
        .header(outgoing.signature.0, outgoing.signature.1)
        .body(Full::new(outgoing.body))
        .map_err(|error| error.to_string())?;
    let answer = inner.client.0.request(request).await.map_err(|error| root_cause(&error))?;
    Ok(answer.status().as_u16())
}

/// hyper-util says "client error (Connect)"; the reason is further down.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(below) = cause.source() {
        cause = below;
    }
    cause.to_string()
}
