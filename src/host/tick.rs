//! The clock's work: `POST /internal/tick`, by the way of every other request.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{Request, Response};
use tokio::sync::{Mutex, watch};
use tokio::time::MissedTickBehavior;

use super::HostError;
use super::app::App;

const PATH: &str = "/internal/tick";

/// Ticks, one at a time.
pub(super) struct Ticker {
    app: Arc<App>,
    token: String,
    turn: Mutex<()>,
}

impl Ticker {
    pub(super) fn new(app: Arc<App>, token: String) -> Self {
        Self { app, token, turn: Mutex::new(()) }
    }

    /// One tick, after the one that may be running.
    pub(super) async fn tick(&self) -> Result<Response<Bytes>, HostError> {
        let _turn = self.turn.lock().await;
        let request = Request::post(PATH)
            .header(HOST, "localhost")
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Bytes::new())
            .map_err(|error| HostError::Request { reason: error.to_string() })?;
        self.app.ask(request).await
    }

    /// Ticks every `period` of real time until `stop` changes, and says when it stops or starts to go well.
    pub(super) async fn run(self: Arc<Self>, period: Duration, mut stop: watch::Receiver<bool>) {
        let mut times = tokio::time::interval(period);
        // After a long tick the next one waits its period: ticks do not pile up.
        times.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last = None;
        loop {
            tokio::select! {
                _ = times.tick() => {}
                _ = stop.changed() => return,
            }
            let failure = match self.tick().await {
                Ok(response) if response.status().is_success() => None,
                Ok(response) => Some(format!("answered {}", response.status())),
                Err(error) => Some(error.to_string()),
            };
            match &failure {
                same if *same == last => {}
                Some(failure) => tracing::error!("the clock's work fails: {PATH} {failure}"),
                None => tracing::info!("the clock's work goes on"),
            }
            last = failure;
        }
    }
}
