//! The city's systems: they post events to the service as any sender would, over HTTP.

use crate::service::Service;
use anyhow::{Context, bail};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde_json::{Value, json};

/// The demo's city.
pub(super) const CITY: &str = "432041";

/// A way to the service's door for events.
pub(super) struct Door {
    client: Client<HttpConnector, Full<Bytes>>,
    base: String,
    tokens: [(&'static str, String); 2],
    /// What the door said, all in all.
    pub(super) taken: Taken,
}

/// What is posted, and by whom.
pub(super) struct Letter<'a> {
    pub(super) headers: &'a [(&'a str, &'a str)],
    /// The name of the token that its door asks for.
    pub(super) token: &'static str,
    pub(super) body: &'a str,
}

/// What became of the events that were posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Stored and acted on.
    pub accepted: usize,
    /// Known before.
    pub duplicates: usize,
    /// Not taken.
    pub refused: usize,
}

#[derive(Deserialize)]
struct Report {
    accepted: usize,
    duplicates: usize,
    rejected: Vec<Rejected>,
}

#[derive(Deserialize)]
struct Rejected {
    id: Option<String>,
    reason: String,
}

impl Door {
    pub(super) fn new(base: &str, service: &Service) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            base: base.to_owned(),
            tokens: ["ingest_token", "staff_token"].map(|name| (name, service.token(name).to_owned())),
            taken: Taken::default(),
        }
    }

    /// Posts to any door, which must take it.
    pub(super) async fn send(&self, path: &str, letter: &Letter<'_>) -> anyhow::Result<Bytes> {
        let token = self.tokens.iter().find(|(name, _)| *name == letter.token).map_or("", |(_, token)| token.as_str());
        let mut request =
            Request::post(format!("{}{path}", self.base)).header("authorization", format!("Bearer {token}"));
        for (name, value) in letter.headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::from(letter.body.to_owned()))?;
        let answer = self.client.request(request).await.context("the service does not answer")?;
        let status = answer.status();
        let body = answer.into_body().collect().await.context("the service broke off its answer")?.to_bytes();
        if !status.is_success() {
            bail!("the service refused what came to {path} with {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    /// Posts a batch of CloudEvents.
    pub(super) async fn post(&mut self, events: &[Value]) -> anyhow::Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let headers = &[("content-type", "application/cloudevents-batch+json")];
        let letter = Letter { headers, token: "ingest_token", body: &serde_json::to_string(events)? };
        let body = self.send(&format!("/v1/{CITY}/events"), &letter).await?;
        let report: Report = serde_json::from_slice(&body).context("the service answered something else")?;
        for refused in &report.rejected {
            tracing::warn!(id = refused.id, reason = refused.reason, "demo: an event was refused");
        }
        self.taken.accepted += report.accepted;
        self.taken.duplicates += report.duplicates;
        self.taken.refused += report.rejected.len();
        Ok(())
    }
}

/// One CloudEvent about a resident. Its id is made of what it says, so that a sender who
/// repeats himself is known to do so.
pub(super) fn about(resident: &str, kind: &str, id: &str, time: DateTime<Utc>, data: Value) -> Value {
    let mut event = city_wide(kind, &format!("{resident}:{id}"), time, data);
    if let Some(event) = event.as_object_mut() {
        event.insert("subject".to_owned(), resident.into());
    }
    event
}

/// One CloudEvent about no resident.
pub(super) fn city_wide(kind: &str, id: &str, time: DateTime<Utc>, data: Value) -> Value {
    json!({
        "specversion": "1.0",
        "source": format!("/{CITY}/demo"),
        "type": format!("ayumi.{kind}.v1"),
        "id": id,
        "time": time,
        "datacontenttype": "application/json",
        "data": data,
    })
}
