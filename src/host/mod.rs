//! The embedded host: what runs the components of `spin.toml` where there is no Spin.
//!
//! It reads the same manifest, gives what the manifest grants and nothing else, and means by each
//! interface what Spin means. It implements what our components import, no more. Beyond Spin it has
//! a clock that can be virtual, and it calls the clock's work itself.

mod app;
mod bindings;
mod build;
mod clock;
mod engine;
mod environment;
mod error;
mod gather;
mod grants;
mod key_value;
mod long;
mod manifest;
mod options;
mod outbound;
mod routes;
mod serve;
mod service;
mod sqlite;
mod state;
mod stdio;
mod template;
mod tick;
mod variables;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use clock::Clock;
pub use environment::Environment;
pub use error::HostError;
pub use options::{Limits, Options};

use app::App;
use build::Build;
use gather::Gatherer;
use long::Long;
use manifest::Manifest;
use tick::Ticker;

/// An application running. Dropped without [`Host::stop`], it closes and waits for nothing; a runtime
/// that ends at that moment ends under the requests in flight.
pub struct Host {
    address: SocketAddr,
    clock: Clock,
    app: Arc<App>,
    ticker: Arc<Ticker>,
    limits: Limits,
    stop: watch::Sender<bool>,
    close: watch::Sender<bool>,
    serving: JoinHandle<()>,
    ticking: Option<JoinHandle<()>>,
}

/// How long requests that are cut off may take to notice.
const CUT_OFF: Duration = Duration::from_secs(5);

/// Starts the application.
///
/// # Errors
/// Anything that keeps it from serving: a manifest that cannot be honoured, a variable without a
/// value, a component that is missing or does not fit, a folder that cannot be written, an address
/// in use.
pub async fn start(options: Options) -> Result<Host, HostError> {
    let manifest = Manifest::load(&options.manifest)?;
    let environment = Environment::beside(&options.manifest)?;
    let values = variables::resolve(&manifest, &options.variables, &environment)?;
    let listener = serve::listen(options.listen).await?;
    let address = listener.local_addr().map_err(|cause| HostError::Listen { address: options.listen, cause })?;
    let token = values.get("tick_token").cloned().unwrap_or_default();
    let Options { state, clock, cache, limits, redirect, .. } = options;
    let redirect = redirects(redirect)?;
    let (close, closed) = watch::channel(false);
    let build = Build {
        manifest,
        values,
        own_address: address,
        state,
        cache,
        clock: clock.clone(),
        limits: limits.clone(),
        closed,
    };
    // Compiling takes seconds of a thread's whole time.
    let built = tokio::task::spawn_blocking(|| build.run()).await;
    let (router, services) = built.map_err(|error| HostError::Engine { reason: error.to_string() })??;
    let gatherer = Gatherer::new(limits.between, limits.wall);
    let long = Long::new(&limits);
    let app = Arc::new(App { router, services, redirect, gatherer, long });
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(serve::serve(listener, app.clone(), stopped));
    let ticker = Arc::new(Ticker::new(app.clone(), token));
    Ok(Host { address, clock, app, ticker, limits, stop, close, serving, ticking: None })
}

impl Host {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The time that its components see.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Has the application answer `request` in-process, by the way that requests from the network
    /// take. The host's own address is taken for a `Host` header left out.
    ///
    /// # Errors
    /// [`HostError::AnswerBroken`] if the answer began and broke off; one that failed before it
    /// began is an answer with status 500, 503 or 504.
    pub async fn request(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, HostError> {
        if request.uri().authority().is_none() {
            let own = HeaderValue::try_from(self.address.to_string())
                .map_err(|error| HostError::Request { reason: error.to_string() })?;
            request.headers_mut().entry(http::header::HOST).or_insert(own);
        }
        self.app.ask(request).await
    }

    /// Does the clock's work once, after the tick that may be running, and answers as
    /// `/internal/tick` does.
    ///
    /// # Errors
    /// [`HostError::AnswerBroken`].
    pub async fn tick(&self) -> Result<Response<Bytes>, HostError> {
        self.ticker.tick().await
    }

    /// Does the clock's work from now on, every `period` of real time, until the host stops.
    pub fn tick_every(&mut self, period: Duration) {
        self.ticking = Some(tokio::spawn(self.ticker.clone().run(period, self.stop.subscribe())));
    }

    /// Stops: no new connection, no new tick, and the requests in flight are finished.
    ///
    /// # Errors
    /// [`HostError::StopTimedOut`] if they took longer than [`Limits::stop`] and were cut off.
    pub async fn stop(mut self) -> Result<(), HostError> {
        self.stop.send_replace(true);
        let finished = async {
            if let Some(ticking) = &mut self.ticking {
                _ = ticking.await;
            }
            _ = (&mut self.serving).await;
            self.app.settled().await;
        };
        if tokio::time::timeout(self.limits.stop, finished).await.is_ok() {
            return Ok(());
        }
        let unfinished = self.app.running();
        // Those cut off end at their next look at the deadline. They have threads of their own, which
        // the caller's runtime must not be gone for.
        self.close.send_replace(true);
        _ = tokio::time::timeout(CUT_OFF, self.app.settled()).await;
        Err(HostError::StopTimedOut { unfinished, waited: self.limits.stop })
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.close.send_replace(true);
        self.serving.abort();
        if let Some(ticking) = &self.ticking {
            ticking.abort();
        }
    }
}

fn redirects(given: BTreeMap<String, String>) -> Result<BTreeMap<String, HeaderValue>, HostError> {
    let read = |(path, location): (String, String)| match HeaderValue::try_from(&location) {
        Ok(value) => Ok((path, value)),
        Err(_) => Err(HostError::Location { path, location }),
    };
    given.into_iter().map(read).collect()
}
