//! The whole service on this machine: the embedded host with its own secrets, and the
//! local packs in force.

use crate::host::{self, Clock, Host, HostError, Limits};
use crate::packs::{self, PackError};
use crate::secrets::{self, SecretsError};
use bytes::Bytes;
use domain::{Pack, Problem};
use http::{Request, StatusCode};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Where everything is, and how it runs.
#[derive(Clone)]
pub struct Settings {
    /// The application's `spin.toml`.
    pub manifest: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder for the database and the secrets.
    pub state: PathBuf,
    /// The folder with a folder for each city.
    pub campaigns: PathBuf,
    /// The folder with each city's shared functions.
    pub rules: PathBuf,
    /// The folder for compiled components.
    pub cache: Option<PathBuf>,
    /// The time that components see.
    pub clock: Clock,
    /// How often the clock's work is done; never when `None`.
    pub tick_every: Option<Duration>,
    /// Values of Spin variables, before the environment's and the secrets.
    pub variables: BTreeMap<String, String>,
    /// Exact paths that the host sends elsewhere.
    pub redirect: BTreeMap<String, String>,
}

/// The service, running.
pub struct Service {
    /// The host.
    pub host: Host,
    secrets: BTreeMap<String, String>,
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The host does not start, or broke off.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The local packs cannot be read.
    #[error(transparent)]
    Packs(#[from] PackError),
    /// The secrets cannot be had.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The service refused a request it should have taken.
    #[error("the service answered {status}: {detail}")]
    Refused {
        /// The status.
        status: StatusCode,
        /// What it said.
        detail: String,
    },
    /// The local pack has problems.
    #[error("the pack of {city} has problems, and was not published:\n{list}", list = list(.problems))]
    Problems {
        /// The city.
        city: String,
        /// The problems.
        problems: Vec<Problem>,
    },
}

/// Starts the service and puts the local packs in force.
///
/// # Errors
/// Anything that keeps it from serving, or a pack with problems.
pub async fn start(settings: Settings) -> Result<Service, ServiceError> {
    let packs = packs::read(&settings.campaigns, &settings.rules)?;
    let mut secrets = secrets::load_or_make(&settings.state)?;
    for (name, value) in &mut secrets {
        // An operator's own choice comes first.
        if let Ok(given) = std::env::var(format!("SPIN_VARIABLE_{}", name.to_uppercase())) {
            *value = given;
        }
    }
    let mut variables = secrets.clone();
    variables.extend(settings.variables);
    secrets.extend(variables.clone().into_iter().filter(|(name, _)| name.ends_with("_token")));
    let options = host::Options {
        manifest: settings.manifest,
        listen: settings.listen,
        state: settings.state,
        variables,
        clock: settings.clock,
        tick_every: settings.tick_every,
        cache: settings.cache,
        limits: Limits::default(),
        redirect: settings.redirect,
    };
    let host = host::start(options).await?;
    let service = Service { host, secrets };
    for pack in &packs {
        service.publish(pack).await?;
    }
    Ok(service)
}

impl Service {
    /// The token of a setting, for callers on this machine.
    pub fn token(&self, name: &str) -> &str {
        self.secrets.get(name).map_or("", String::as_str)
    }

    /// Sends a request with a token, in-process, through the same door as any other.
    ///
    /// # Errors
    /// An answer that broke off.
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        token: &str,
        kind: &str,
        body: impl Into<Bytes>,
    ) -> Result<http::Response<Bytes>, ServiceError> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token(token)))
            .header("content-type", kind)
            .body(body.into())
            .map_err(|error| HostError::Request { reason: error.to_string() })?;
        Ok(self.host.request(request).await?)
    }

    /// Puts a pack in force.
    ///
    /// # Errors
    /// The pack's problems, or a service that does not answer well.
    pub async fn publish(&self, pack: &Pack) -> Result<(), ServiceError> {
        let body = serde_json::json!({ "files": pack.files }).to_string();
        let path = format!("/v1/{}/campaigns", pack.city);
        let answer = self.call("POST", &path, "staff_token", "application/json", body).await?;
        if answer.status().is_success() {
            return Ok(());
        }
        let document: Document = serde_json::from_slice(answer.body()).unwrap_or_default();
        if document.problems.is_empty() {
            return Err(ServiceError::Refused { status: answer.status(), detail: document.detail });
        }
        Err(ServiceError::Problems { city: pack.city.to_string(), problems: document.problems })
    }
}

/// What we read of a problem document.
#[derive(serde::Deserialize, Default)]
struct Document {
    #[serde(default)]
    detail: String,
    #[serde(default)]
    problems: Vec<Problem>,
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
