//! The whole service on this machine: the embedded host with its own secrets, and the
//! local packs in force.

use crate::host::{self, Clock, Environment, Host, HostError, Limits};
use crate::native::Native;
use crate::packs::{self, PackError};
use crate::refusal::Refusal;
use crate::secrets::{self, SecretsError};
use bytes::Bytes;
use domain::staff::Role;
use domain::{CityCode, Pack, Problem};
use http::{Request, StatusCode};
use shell::office::machine::is_approved_by_people;
use shell::store::{Release, Store};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
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
    /// What was in force in each city when it had started.
    pub standing: Vec<Standing>,
    secrets: BTreeMap<String, String>,
}

/// Whom a link is for.
#[derive(Debug, Clone)]
pub struct Invited<'a> {
    /// The name that stands on it.
    pub name: &'a str,
    /// What the account may do.
    pub roles: &'a [Role],
    /// Whether it may answer for texts about health.
    pub clinician: bool,
}

/// What is in force in a city, and what that is to the local pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The city.
    pub city: CityCode,
    /// The hash of the version in force.
    pub hash: String,
    /// The local pack.
    pub local: Local,
}

/// What a local pack is to the version in force.
#[derive(Debug, Clone, PartialEq)]
pub enum Local {
    /// The same.
    InForce,
    /// One that was in force before, and that staff went on or back from.
    Past,
    /// One that is new, where the city has people who approve.
    ToBeApproved,
    /// One with problems.
    Broken(Vec<Problem>),
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
    /// The database cannot be read.
    #[error(transparent)]
    Database(#[from] shell::Error),
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

/// Starts the service, and then the clock. A local pack that is new is put in force where nobody can approve it
/// yet; one that was in force before is history, which a start does not repeat.
///
/// # Errors
/// Anything that keeps it from serving, such as a pack with problems where none is in force.
pub async fn start(settings: Settings) -> Result<Service, ServiceError> {
    let packs = packs::read(&settings.campaigns, &settings.rules)?;
    let mut secrets = secrets::load_or_make(&settings.state)?;
    let environment = Environment::beside(&settings.manifest)?;
    for (name, value) in &mut secrets {
        // An operator's own choice comes first.
        if let Some(given) = environment.variable(name)? {
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
        cache: settings.cache,
        // A city's yearly file of checkups is longer than any other request.
        limits: Limits { long_paths: vec!["/v1/*/checkups".to_owned()], ..Limits::default() },
        redirect: settings.redirect,
    };
    let state = options.state.clone();
    let host = host::start(options).await?;
    let mut service = Service { host, standing: Vec::new(), secrets };
    for pack in &packs {
        match service.settle(pack, &state).await {
            Ok(standing) => service.standing.push(standing),
            Err(error) => {
                // Instances still run; dropped, they would outlive what they run on.
                _ = service.host.stop().await;
                return Err(error);
            }
        }
    }
    if let Some(period) = settings.tick_every {
        service.host.tick_every(period);
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

    /// Makes a link that lets someone into a city's console, with the address at which this service listens.
    ///
    /// # Errors
    /// A service that does not answer well.
    pub async fn invite(&self, city: &CityCode, whom: &Invited<'_>) -> Result<String, ServiceError> {
        let Invited { name, roles, clinician } = whom;
        let body = serde_json::json!({ "name": name, "roles": roles, "clinician": clinician }).to_string();
        let path = format!("/v1/{city}/invitations");
        let answer = self.call("POST", &path, "staff_token", "application/json", body).await?;
        let refused = |detail| ServiceError::Refused { status: answer.status(), detail };
        if !answer.status().is_success() {
            return Err(refused(Refusal::read(answer.body()).detail));
        }
        let link: serde_json::Value =
            serde_json::from_slice(answer.body()).map_err(|error| refused(error.to_string()))?;
        let url = link.get("url").and_then(serde_json::Value::as_str).unwrap_or_default();
        let path = url.find("/console/").and_then(|start| url.get(start..)).unwrap_or_default();
        Ok(format!("{}{path}", self.base_url()))
    }

    /// Where the service is for callers on this machine.
    pub fn base_url(&self) -> String {
        let mut address = self.host.addr();
        if address.ip().is_unspecified() {
            address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        }
        format!("http://{address}")
    }

    /// Puts a local pack in force unless it was before, and says what is in force then.
    async fn settle(&self, pack: &Pack, state: &Path) -> Result<Standing, ServiceError> {
        let hash = pack.hash();
        let releases = self.releases(&pack.city).await?;
        let stands = |hash: &str, local| Standing { city: pack.city.clone(), hash: hash.to_owned(), local };
        let Some(present) = releases.first() else {
            self.publish(pack).await?;
            return Ok(stands(&hash, Local::InForce));
        };
        if present.hash == hash {
            return Ok(stands(&hash, Local::InForce));
        }
        if releases.iter().any(|release| release.hash == hash) {
            return Ok(stands(&present.hash, Local::Past));
        }
        let sql = Native::open_to_read(state).map_err(shell::Error::from)?;
        if is_approved_by_people(&Store::new(&sql), &pack.city).await? {
            return Ok(stands(&present.hash, Local::ToBeApproved));
        }
        match self.publish(pack).await {
            Ok(()) => Ok(stands(&hash, Local::InForce)),
            // A mistake in a file is no reason to leave a city without its service.
            Err(ServiceError::Problems { problems, .. }) => Ok(stands(&present.hash, Local::Broken(problems))),
            Err(error) => Err(error),
        }
    }

    async fn releases(&self, city: &CityCode) -> Result<Vec<Release>, ServiceError> {
        let answer = self.call("GET", &format!("/v1/{city}/campaigns"), "staff_token", "application/json", "").await?;
        let refused = |detail| ServiceError::Refused { status: answer.status(), detail };
        if !answer.status().is_success() {
            return Err(refused(Refusal::read(answer.body()).detail));
        }
        serde_json::from_slice(answer.body()).map_err(|error| refused(error.to_string()))
    }

    /// Puts a pack in force, or asks for its approval.
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
        let Refusal { detail, problems } = Refusal::read(answer.body());
        if problems.is_empty() {
            return Err(ServiceError::Refused { status: answer.status(), detail });
        }
        Err(ServiceError::Problems { city: pack.city.to_string(), problems })
    }
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
