//! Calls to a running service, on any Spin host.

use super::state::StateFolder;
use crate::refusal::Refusal;
use crate::secrets;
use anyhow::{Context, bail};
use clap::Args;
use domain::{CityCode, Problem};
use http::StatusCode;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Which service, and as whom.
#[derive(Args)]
pub(super) struct Remote {
    /// The service's address
    #[arg(long, default_value = "http://127.0.0.1:3000", value_name = "URL")]
    to: String,
    #[command(flatten)]
    state: StateFolder,
}

/// About which city, in which form, and on which service: what most commands ask first.
#[derive(Args)]
pub(super) struct Whom {
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    pub(super) city: CityCode,
    /// Print the answer as JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) remote: Remote,
}

/// Where the staff token may be, before the secrets of a local `ayumi up`. The second is what gives
/// a local `ayumi up` another one than its secrets.
const TOKENS: [&str; 2] = ["AYUMI_STAFF_TOKEN", "SPIN_VARIABLE_STAFF_TOKEN"];

/// How a call went.
pub(super) enum Replied<T> {
    /// Well.
    Done(T),
    /// The pack was refused, for these reasons.
    Problems(Vec<Problem>),
}

impl<T> Replied<T> {
    /// What came, where no pack was sent.
    pub(super) fn done(self) -> anyhow::Result<T> {
        match self {
            Self::Done(value) => Ok(value),
            Self::Problems(_) => bail!("the service answered as if a pack had been sent"),
        }
    }
}

impl Whom {
    /// The path of one of the city's doors.
    pub(super) fn path(&self, door: &str) -> String {
        format!("/v1/{}/{door}", self.city)
    }
}

impl Remote {
    pub(super) fn new(to: String, state: StateFolder) -> Self {
        Self { to, state }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let request = self.agent().get(self.url(path)).header("authorization", self.authorization()?);
        read(request.call(), &self.to)?.done()
    }

    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl serde::Serialize,
    ) -> anyhow::Result<Replied<T>> {
        let request = self.agent().post(self.url(path)).header("authorization", self.authorization()?);
        read(request.send_json(body), &self.to)
    }

    /// Sends a file as it is read; `digest` is its fingerprint.
    pub(super) fn send<T: DeserializeOwned>(
        &self,
        path: &str,
        (kind, digest): (&str, &str),
        file: std::fs::File,
    ) -> anyhow::Result<T> {
        let settings = ureq::Agent::config_builder();
        let agent: ureq::Agent =
            settings.http_status_as_error(false).timeout_global(Some(Duration::from_secs(20 * 60))).build().into();
        let request = agent
            .post(self.url(path))
            .header("authorization", self.authorization()?)
            .header("content-type", kind)
            .header("content-digest", digest);
        read(request.send(file), &self.to)?.done()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.to.trim_end_matches('/'))
    }

    fn agent(&self) -> ureq::Agent {
        let settings = ureq::Agent::config_builder();
        settings.http_status_as_error(false).timeout_global(Some(Duration::from_secs(60))).build().into()
    }

    fn authorization(&self) -> anyhow::Result<String> {
        let given = TOKENS.iter().find_map(|name| std::env::var(name).ok());
        let token = match given {
            Some(token) => token,
            None => {
                let state = self.state.holding("secrets.toml", "secrets");
                let state = state.with_context(|| format!("no staff token: set {}, or use --state", TOKENS[0]))?;
                secrets::load(&state)?.remove("staff_token").context("the state folder has no staff token")?
            }
        };
        Ok(format!("Bearer {token}"))
    }
}

fn read<T: DeserializeOwned>(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    to: &str,
) -> anyhow::Result<Replied<T>> {
    let mut answer = answer.with_context(|| format!("the service at {to} does not answer; is it running?"))?;
    let status = answer.status();
    let body = answer.body_mut().read_to_string().with_context(|| format!("{to} broke off its answer"))?;
    if status.is_success() {
        let value =
            serde_json::from_str(&body).with_context(|| format!("{to} answered something else than expected"))?;
        return Ok(Replied::Done(value));
    }
    let Refusal { detail, problems } = Refusal::read(body.as_bytes());
    if !problems.is_empty() {
        return Ok(Replied::Problems(problems));
    }
    if status == StatusCode::UNAUTHORIZED {
        bail!(
            "{to} does not know this staff token ({detail}); name the state folder that it runs on with --state, or set {}",
            TOKENS[0]
        );
    }
    bail!("the service refused with {status}: {detail}")
}
