//! What the service holds at most: under the load of the other measurements, and while everything
//! that they made leaves, to a stand-in for LINE.

use super::BenchError;
use super::load::tick;
use super::scene::{Scene, WALKING};
use super::service::{Running, Variables};
use super::table::{Figure, Target};
use crate::phone::{self, Phone};
use std::sync::Arc;
use std::time::Duration;

/// Ticks after which messages that still leave are taken for a mistake: each sends what is due.
const MOST_TICKS: usize = 1000;

/// How long LINE takes to answer.
const ANSWER: Duration = Duration::from_millis(50);

/// Where the messages go, and what the service has to know of it.
pub(super) async fn phone(scene: &Scene) -> Result<(Phone, Variables), BenchError> {
    let now = scene.begun;
    let mut options = phone::Options::new(Arc::new(move || now));
    options.city = WALKING.to_owned();
    // As far as a provider is: what leaves takes its time.
    options.answer_delay = ANSWER;
    let (token, secret) = (options.line_token.clone(), options.line_channel_secret.clone());
    let phone = phone::start(options).await.map_err(BenchError::service)?;
    let variables = [
        ("line_api_base", format!("http://{}", phone.addr())),
        ("line_channel_access_token", token),
        ("line_channel_secret", secret),
    ];
    Ok((phone, variables.map(|(name, value)| (name.to_owned(), value)).into()))
}

/// Lets everything leave, and looks at the most that was held until then.
pub(super) async fn measure(
    service: &Running,
    phone: &Phone,
    idle: Option<u64>,
    progress: &dyn Fn(&str),
) -> Result<Option<Figure>, BenchError> {
    let mut left = 0;
    for _ in 0..MOST_TICKS {
        progress(&format!("messages leave: {left}"));
        tick(&service.url, service.token("tick_token")).await?;
        let now = phone.counts().accepted;
        if now == left {
            break;
        }
        left = now;
    }
    if left == 0 {
        return Err(BenchError::Service("no message left it".to_owned()));
    }
    let (Some(peak), Some(idle)) = (service.memory("VmHWM"), idle) else { return Ok(None) };
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    Ok(Some(Figure::new(
        "peak memory of the service",
        (megabytes(peak), "MB"),
        ("before the first request", megabytes(idle)),
        Some(Target::Below(300.0)),
    )))
}
