//! The senders: real requests over real connections.

use super::BenchError;
use super::alone::wire_kind;
use bytes::Bytes;
use futures::future::try_join_all;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::Instant;

/// Where events are sent, with connections kept open.
#[derive(Clone)]
pub(super) struct Door {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    authorization: String,
}

/// Has the clock's work done once.
pub(super) async fn tick(service: &str, token: &str) -> Result<(), BenchError> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let request = Request::post(format!("{service}/internal/tick"))
        .header("authorization", format!("Bearer {token}"))
        .body(Full::<Bytes>::default())
        .map_err(BenchError::service)?;
    let response = client.request(request).await.map_err(BenchError::service)?;
    if response.status() == StatusCode::OK {
        return Ok(());
    }
    Err(BenchError::Service(format!("a tick was answered with {}", response.status())))
}

/// What the door answers.
#[derive(Deserialize)]
struct Report {
    accepted: usize,
}

impl Door {
    /// The door for a city's events of a service.
    pub(super) fn new(service: &str, city: &str, token: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        Self { client, url: format!("{service}/v1/{city}/events"), authorization: format!("Bearer {token}") }
    }

    /// Sends a body and waits for its answer; anything but all of it accepted is an error.
    pub(super) async fn send(&self, body: Bytes, events: usize) -> Result<(), BenchError> {
        let request = Request::post(&self.url)
            .header("authorization", &self.authorization)
            .header("content-type", wire_kind(&body))
            .body(Full::new(body))
            .map_err(BenchError::service)?;
        let response = self.client.request(request).await.map_err(BenchError::service)?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(BenchError::service)?.to_bytes();
        let accepted = serde_json::from_slice::<Report>(&body).map_or(0, |report| report.accepted);
        if status == StatusCode::OK && accepted == events {
            return Ok(());
        }
        Err(BenchError::Service(format!("{status}: {}", String::from_utf8_lossy(&body))))
    }

    /// Sends bodies by several senders, each its next one when its last was answered. Gives
    /// the time that all took.
    pub(super) async fn send_all(
        &self,
        bodies: &[Vec<u8>],
        sizes: &[usize],
        senders: usize,
    ) -> Result<Duration, BenchError> {
        let work: Vec<(Bytes, usize)> =
            bodies.iter().zip(sizes).map(|(body, size)| (Bytes::copy_from_slice(body), *size)).collect();
        let begun = Instant::now();
        let sender = |place: usize| {
            let work = work.iter().skip(place).step_by(senders);
            async move {
                for (body, size) in work {
                    self.send(body.clone(), *size).await?;
                }
                Ok::<_, BenchError>(())
            }
        };
        try_join_all((0..senders).map(sender)).await?;
        Ok(begun.elapsed())
    }
}

/// Sends things at a steady rate, whether earlier ones are answered or not. Latencies count from the
/// instant at which each was due.
pub(super) async fn steadily<T, S, F>(work: Vec<T>, period: Duration, send: S) -> Result<Vec<Duration>, BenchError>
where
    S: Fn(T) -> F,
    F: Future<Output = Result<(), BenchError>> + Send + 'static,
{
    let begun = Instant::now() + period;
    let mut sent = Vec::with_capacity(work.len());
    for (one, place) in work.into_iter().zip(0..) {
        let due = begun + period * place;
        tokio::time::sleep_until(due).await;
        let sending = send(one);
        sent.push(tokio::spawn(async move {
            sending.await?;
            Ok::<_, BenchError>(due.elapsed())
        }));
    }
    let mut latencies = Vec::with_capacity(sent.len());
    for request in sent {
        latencies.push(request.await.map_err(BenchError::service)??);
    }
    Ok(latencies)
}
