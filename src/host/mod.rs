//! The embedded host: what runs the components of `spin.toml` where there is no Spin.
//!
//! It reads the same manifest, gives what the manifest grants and nothing else, and means by each
//! interface what Spin means. It implements what our components import, no more. Beyond Spin it has
//! a clock that can be virtual, and it calls the clock's work itself.

mod app;
mod bindings;
mod clock;
mod engine;
mod error;
mod grants;
mod manifest;
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
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use clock::Clock;
pub use error::HostError;

use app::App;
use grants::{HostGrant, HostGrants};
use manifest::{Component, Manifest};
use routes::Router;
use service::{Grant, Service};
use sqlite::Database;
use state::Mould;
use tick::Ticker;

/// What to run and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The application's `spin.toml`.
    pub manifest: PathBuf,
    /// Where to listen; port 0 takes a free one, which [`Host::addr`] tells.
    pub listen: SocketAddr,
    /// The folder for the database; made if it is not there.
    pub state: PathBuf,
    /// Values of application variables, before the environment's and the manifest's.
    pub variables: BTreeMap<String, String>,
    /// The time that components see.
    pub clock: Clock,
    /// How often to tick, in real time; never if `None`.
    pub tick_every: Option<Duration>,
    /// The folder for compiled components; without one they are compiled at every start.
    pub cache: Option<PathBuf>,
    /// What a component and a request may use.
    pub limits: Limits,
    /// Exact paths that the host itself sends elsewhere, each with its `Location`.
    pub redirect: BTreeMap<String, String>,
}

/// What a component and a request may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of memory for an instance.
    pub memory: usize,
    /// Instances, and so requests at once, for a component; further requests wait.
    pub instances: u32,
    /// Requests that an instance answers before it is replaced.
    pub reuse: u32,
    /// Running time for a request; waiting does not count.
    pub cpu: Duration,
    /// Time for a request from beginning to end, and for waiting before its beginning.
    pub wall: Duration,
    /// Time for requests in flight when the host stops.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 128 << 20,
            instances: 32,
            reuse: 10_000,
            cpu: Duration::from_secs(10),
            wall: Duration::from_secs(120),
            stop: Duration::from_secs(10),
        }
    }
}

/// An application running. Dropped without [`Host::stop`], it closes and waits for nothing.
pub struct Host {
    address: SocketAddr,
    clock: Clock,
    app: Arc<App>,
    ticker: Arc<Ticker>,
    limits: Limits,
    stop: watch::Sender<bool>,
    busy: watch::Receiver<usize>,
    serving: JoinHandle<()>,
    ticking: Option<JoinHandle<()>>,
}

/// Starts the application.
///
/// # Errors
/// Anything that keeps it from serving: a manifest that cannot be honoured, a variable without a
/// value, a component that is missing or does not fit, a folder that cannot be written, an address
/// in use.
pub async fn start(options: Options) -> Result<Host, HostError> {
    let manifest = Manifest::load(&options.manifest)?;
    let values = variables::resolve(&manifest, &options.variables, |name| std::env::var_os(name))?;
    let listener = serve::listen(options.listen).await?;
    let address = listener
        .local_addr()
        .map_err(|cause| HostError::Listen { address: options.listen, cause })?;
    let token = values.get("tick_token").cloned().unwrap_or_default();
    let Options { state, clock, tick_every, cache, limits, redirect, .. } = options;
    let redirect = redirect
        .into_iter()
        .map(|(path, location)| match HeaderValue::try_from(&location) {
            Ok(location) => Ok((path, location)),
            Err(_) => Err(HostError::Request { reason: format!("`{location}` is not a location") }),
        })
        .collect::<Result<_, _>>()?;
    let build = {
        let (clock, limits) = (clock.clone(), limits.clone());
        // Compiling takes seconds of a thread's whole time.
        move || {
            let database = Arc::new(Database::open(&state)?);
            let client = outbound::client()?;
            let count = u32::try_from(manifest.components.len()).unwrap_or(u32::MAX);
            let engine = engine::start(cache.as_deref(), &limits, count)?;
            let mut services = BTreeMap::new();
            for (id, component) in &manifest.components {
                let parts = load(&engine, id, component)?;
                let mould = Mould {
                    grant: Arc::new(grant(id, component, &values, &manifest.source)?),
                    database: database.clone(),
                    client: client.clone(),
                    own_address: address,
                    clock: clock.clone(),
                    memory: limits.memory,
                };
                let service = Service::new(engine.clone(), mould, parts, limits.clone())
                    .map_err(|reason| unusable(id, reason))?;
                services.insert(id.clone(), service);
            }
            Ok(App { router: Router::new(manifest.routes), services, redirect })
        }
    };
    let built = tokio::task::spawn_blocking(build).await;
    let app = Arc::new(built.map_err(|error| HostError::Engine { reason: error.to_string() })??);
    let (stop, stopped) = watch::channel(false);
    let (count, busy) = watch::channel(0);
    let serving = tokio::spawn(serve::serve(listener, app.clone(), stopped.clone(), count));
    let ticker = Arc::new(Ticker::new(app.clone(), token));
    let ticking = tick_every.map(|period| tokio::spawn(ticker.clone().run(period, stopped)));
    Ok(Host { address, clock, app, ticker, limits, stop, busy, serving, ticking })
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
        tick::ask(&self.app, request).await
    }

    /// Does the clock's work once, after the tick that may be running, and answers as
    /// `/internal/tick` does.
    ///
    /// # Errors
    /// [`HostError::AnswerBroken`].
    pub async fn tick(&self) -> Result<Response<Bytes>, HostError> {
        self.ticker.tick().await
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
        match tokio::time::timeout(self.limits.stop, finished).await {
            Ok(()) => Ok(()),
            Err(_) => Err(HostError::StopTimedOut {
                unfinished: *self.busy.borrow(),
                waited: self.limits.stop,
            }),
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.serving.abort();
        if let Some(ticking) = &self.ticking {
            ticking.abort();
        }
    }
}

fn load(
    engine: &wasmtime::Engine,
    id: &str,
    component: &Component,
) -> Result<wasmtime::component::InstancePre<state::State>, HostError> {
    let file = std::fs::read(&component.file).map_err(|_| HostError::ComponentMissing {
        component: id.to_owned(),
        path: component.file.clone(),
        build: component.build.clone(),
    })?;
    engine::load(engine, &file).map_err(|reason| unusable(id, reason))
}

fn unusable(id: &str, reason: String) -> HostError {
    HostError::ComponentUnusable { component: id.to_owned(), reason }
}

fn grant(
    id: &str,
    component: &Component,
    values: &BTreeMap<String, String>,
    source: &manifest::Source,
) -> Result<Grant, HostError> {
    let hosts = component
        .hosts
        .iter()
        .filter_map(|(template, span)| {
            HostGrant::parse_filled(&template.fill(values))
                .map_err(|problem| source.error(span.clone(), problem))
                .transpose()
        })
        .collect::<Result<Vec<_>, _>>()?;
    let fill = |(name, template): (&String, &template::Template)| (name.clone(), template.fill(values));
    Ok(Grant {
        component: id.into(),
        environment: component.environment.clone(),
        variables: component.variables.iter().map(fill).collect(),
        databases: component.databases.clone(),
        hosts: HostGrants::new(hosts),
    })
}
