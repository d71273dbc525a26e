//! Webhooks of LINE at a steady rate: how long it waits, with nothing else to do and while messages
//! leave.

use super::load::{steadily, tick};
use super::scene::{Scene, WALKING};
use super::service::Running;
use super::steady::PERIOD;
use super::table::{Figure, Target};
use super::{BenchError, millis, quantile};
use crate::phone::{Phone, line_signature};
use bytes::Bytes;
use futures::future::{Either, select};
use http::Request;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;

/// How many are sent before it is looked whether messages leave still.
const ROUND: usize = 100;

/// How many are sent at most while messages leave.
const MOST: usize = 2000;

pub(super) async fn measure(
    scene: &Scene,
    service: &Running,
    (phone, secret): (&Phone, &str),
    progress: &dyn Fn(&str),
) -> Result<Vec<Figure>, BenchError> {
    progress("webhooks");
    let line = Line::new(scene, service, secret);
    let mut alone = line.say(scene.size.singles, "a").await?;
    let before = phone.counts().accepted;
    let (url, token) = (service.url.clone(), service.token("tick_token").to_owned());
    // One tick after another, until one sends nothing more.
    let leaving = async {
        let mut left = before;
        loop {
            tick(&url, &token).await?;
            let now = phone.counts().accepted;
            if now == left {
                return Ok::<_, BenchError>(());
            }
            left = now;
        }
    };
    let heard = RefCell::new(Vec::new());
    let told = async {
        for round in 0..MOST / ROUND {
            let times = line.say(ROUND, &format!("b{round}")).await?;
            heard.borrow_mut().extend(times);
        }
        Ok::<_, BenchError>(())
    };
    // Whichever ends first: what was said after the last message left says nothing.
    match select(pin!(leaving), pin!(told)).await {
        Either::Left((ended, _)) | Either::Right((ended, _)) => ended?,
    }
    let mut busy = heard.take();
    let left = phone.counts().accepted - before;
    if busy.is_empty() || left == 0 {
        return Err(BenchError::Service(format!("{left} messages left while {} webhooks came", busy.len())));
    }
    progress(&format!("webhooks: {} while {left} messages left", busy.len()));
    let row = |name, share, alone: &mut Vec<f64>, busy: &mut Vec<f64>, target| {
        let beside = ("with none leaving", quantile(alone, share));
        Figure::new(name, (quantile(busy, share), "ms"), beside, target)
    };
    Ok(vec![
        row("webhook while messages leave, 200/s: p50", 0.5, &mut alone, &mut busy, None),
        row("webhook while messages leave, 200/s: p99", 0.99, &mut alone, &mut busy, Some(Target::Below(50.0))),
    ])
}

/// LINE, as far as it tells us of people's words.
struct Line {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    secret: String,
    at: i64,
    people: usize,
}

impl Line {
    fn new(scene: &Scene, service: &Running, secret: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            client: Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector),
            url: format!("{}/webhooks/{WALKING}/line", service.url),
            secret: secret.to_owned(),
            at: scene.begun.timestamp_millis(),
            people: scene.size.people,
        }
    }

    /// Has people say something, each once in their turn; how long each webhook took, in milliseconds.
    async fn say(&self, count: usize, run: &str) -> Result<Vec<f64>, BenchError> {
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
            .header("x-line-signature", signature)
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
