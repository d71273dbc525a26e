//! Webhooks of LINE at a steady rate: how long it waits, with nothing else to do and while messages
//! leave (`sending.rs`).

use super::load::steadily;
use super::steady::PERIOD;
use super::table::{Figure, Target};
use super::{BenchError, millis, quantile};
use crate::phone::line_signature;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Request;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::time::Duration;

/// How many are sent before it is looked whether messages leave still.
const ROUND: usize = 100;

/// How many are sent at most while messages leave.
const MOST: usize = 2000;

/// Webhooks until something is over: how long each took, in milliseconds, and one round at least.
pub(super) async fn while_it_goes_on(line: &Line, is_over: impl Fn() -> bool) -> Result<Vec<f64>, BenchError> {
    let mut times = Vec::new();
    for round in 0..MOST / ROUND {
        times.extend(line.say(ROUND, &format!("b{round}")).await?);
        if is_over() {
            break;
        }
    }
    Ok(times)
}

/// The rows of what was measured.
pub(super) fn figures(mut alone: Vec<f64>, mut busy: Vec<f64>) -> [Figure; 2] {
    [("webhook while messages leave, 200/s: p50", 0.5), ("webhook while messages leave, 200/s: p99", 0.99)].map(
        |(name, share)| {
            let beside = ("with none leaving", quantile(&mut alone, share));
            let target = (share > 0.9).then_some(Target::Below(50.0));
            Figure::new(name, (quantile(&mut busy, share), "ms"), beside, target)
        },
    )
}

/// LINE, as far as it tells us of people's words.
pub(super) struct Line {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    secret: String,
    at: i64,
    people: usize,
}

impl Line {
    /// LINE as it speaks to a service's city.
    pub(super) fn new(service: &str, (city, people): (&str, usize), secret: &str, now: DateTime<Utc>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            client: Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector),
            url: format!("{service}/webhooks/{city}/line"),
            secret: secret.to_owned(),
            at: now.timestamp_millis(),
            people,
        }
    }

    /// Has people say something, each once in their turn; how long each webhook took, in milliseconds.
    pub(super) async fn say(&self, count: usize, run: &str) -> Result<Vec<f64>, BenchError> {
        let bodies = (0..count).map(|place| self.words(place, run)).collect();
        let times: Vec<Duration> = steadily(bodies, PERIOD, |body| self.post(body)).await?;
        Ok(times.into_iter().map(millis).collect())
    }

    fn words(&self, place: usize, run: &str) -> String {
        let (at, person) = (self.at, place % self.people);
        format!(
            r#"{{"destination":"U{0:032x}","events":[{{"type":"message","mode":"active","timestamp":{at},"source":{{"type":"user","userId":"U{person:032x}"}},"webhookEventId":"{run}-{place}","deliveryContext":{{"isRedelivery":false}},"message":{{"type":"text","id":"{run}{place}","text":"きょうも歩きました"}}}}]}}"#,
            0
        )
    }

    fn post(&self, body: String) -> impl Future<Output = Result<(), BenchError>> + Send + 'static {
        let signature = line_signature(&self.secret, body.as_bytes());
        let request = Request::post(&self.url)
            .header(wire::line::SIGNATURE_HEADER, signature)
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body)));
        let client = self.client.clone();
        async move {
            let answer = client.request(request.map_err(BenchError::service)?).await.map_err(BenchError::service)?;
            if answer.status() == 200 {
                return Ok(());
            }
            Err(BenchError::Service(format!("a webhook was answered with {}", answer.status())))
        }
    }
}
