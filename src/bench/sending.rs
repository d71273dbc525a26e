//! Messages out: a provider that takes its time, and as many calls to it as are made at a time.

use super::load::Door;
use super::scene::{SENDING, Scene};
use super::service::Variables;
use super::table::{Figure, Target};
use super::webhooks::{self, Line};
use super::{BenchError, People};
use crate::phone::{self, Phone};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::future::try_join;
use futures::{StreamExt, stream};
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the provider takes for each call.
const ANSWERS_AFTER: Duration = Duration::from_millis(50);

/// After which messages that do not leave are taken for a mistake.
const PATIENCE: Duration = Duration::from_secs(300);

/// How many calls the drain and the plain client make at a time.
const AT_A_TIME: usize = shell::drain::PARALLEL;

pub(super) async fn measure(scene: &Scene, progress: &dyn Fn(&str)) -> Result<Vec<Figure>, BenchError> {
    let count = scene.size.messages;
    let mut options = phone::Options::new(Arc::new(real));
    options.answer_delay = ANSWERS_AFTER;
    options.city = SENDING.to_owned();
    let line_token = options.line_token.clone();
    let secret = options.line_channel_secret.clone();
    let phone = phone::start(options).await.map_err(BenchError::service)?;
    let base = format!("http://{}", phone.addr());
    let settings = [
        ("line_api_base", base.clone()),
        ("line_channel_access_token", line_token.clone()),
        ("line_channel_secret", secret.clone()),
    ];
    let variables: Variables = settings.map(|(name, value)| (name.to_owned(), value)).into();
    // The clock of this service goes on: no provider takes more in a second than it says.
    let service = scene.running("sending", variables)?;
    let staff = service.token("staff_token");
    progress("messages wait");
    post(&service.url, "stops", staff, r#"{"scope":"channel:line","why":"until all wait"}"#).await?;
    let people = People { city: SENDING, count, passes: 1, now: real() };
    let door = Door::new(&service.url, SENDING, service.token("ingest_token"));
    for (body, events) in people.with_a_number_each() {
        door.send(Bytes::from(body), events).await?;
    }
    let idle = service.memory("VmHWM");
    progress("webhooks");
    let line = Line::new(&service.url, (SENDING, count), &secret, real());
    let alone = line.say(scene.size.singles, "a").await?;
    progress("messages leave");
    let begun = Instant::now();
    post(&service.url, "stops/resume", staff, r#"{"scope":"channel:line"}"#).await?;
    // One half with nothing else to do, the other while people write.
    let (half, all) = (count as u64 / 2, count as u64);
    wait(&phone, half).await?;
    let drained = half as f64 / begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let leaving = async {
        wait(&phone, all).await?;
        Ok::<_, BenchError>((all - half) as f64 / begun.elapsed().as_secs_f64())
    };
    let telling = webhooks::while_it_goes_on(&line, || phone.counts().accepted >= all);
    let (drained_meanwhile, busy) = try_join(leaving, telling).await?;
    let held = service.memory("VmHWM");
    drop(service);

    progress("the same calls by a plain client");
    let begun = Instant::now();
    plain(&base, &line_token, count).await?;
    let plainly = count as f64 / begun.elapsed().as_secs_f64();
    phone.stop().await;
    let mut figures = vec![Figure::new(
        "messages out a second, answered after 50 ms",
        (drained, "/s"),
        ("a plain client, as many at a time", plainly),
        Some(Target::AtLeast(1_000.0)),
    )];
    figures.push(Figure::new(
        "messages out a second, with 200 webhooks a second",
        (drained_meanwhile, "/s"),
        ("with none", drained),
        None,
    ));
    if let (Some(idle), Some(held)) = (idle, held) {
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        figures.push(Figure::new(
            "peak memory while they leave",
            (megabytes(held), "MB"),
            ("before they leave", megabytes(idle)),
            Some(Target::Below(300.0)),
        ));
    }
    figures.extend(webhooks::figures(alone, busy));
    Ok(figures)
}

async fn wait(phone: &Phone, count: u64) -> Result<(), BenchError> {
    let begun = Instant::now();
    while phone.counts().accepted < count {
        if begun.elapsed() > PATIENCE {
            let accepted = phone.counts().accepted;
            return Err(BenchError::Service(format!("only {accepted} of {count} messages left it")));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

async fn post(service: &str, door: &str, token: &str, body: &'static str) -> Result<(), BenchError> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let request = Request::post(format!("{service}/v1/{SENDING}/{door}"))
        .header("authorization", format!("Bearer {token}"))
        .body(Full::new(Bytes::from_static(body.as_bytes())))
        .map_err(BenchError::service)?;
    let status = client.request(request).await.map_err(BenchError::service)?.status();
    if status == StatusCode::OK { Ok(()) } else { Err(BenchError::Service(format!("`{door}` answered {status}"))) }
}

/// What the provider takes from anyone who makes as many calls at a time.
async fn plain(base: &str, token: &str, count: usize) -> Result<(), BenchError> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let call = |number: usize| {
        let body =
            format!(r#"{{"to":"U{number:032x}","messages":[{{"type":"text","text":"きょうは{number}歩でした。"}}]}}"#);
        let request = Request::post(format!("{base}/v2/bot/message/push"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body)));
        let client = client.clone();
        async move {
            let response = client.request(request.map_err(BenchError::service)?).await.map_err(BenchError::service)?;
            if response.status() == StatusCode::OK {
                return Ok(());
            }
            Err(BenchError::Service(format!("the stand-in answered {}", response.status())))
        }
    };
    let mut calls = stream::iter((0..count).map(call)).buffer_unordered(AT_A_TIME);
    while let Some(called) = calls.next().await {
        called?;
    }
    Ok(())
}

/// This machine's clock, which the service goes by.
fn real() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}
