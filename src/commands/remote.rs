//! Calls to a running service, on any Spin host.

use super::default_state;
use crate::secrets;
use anyhow::{Context, bail};
use clap::Args;
use domain::Problem;
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::time::Duration;

/// Which service, and as whom.
#[derive(Args)]
pub(super) struct Remote {
    /// The service's address
    #[arg(long, default_value = "http://127.0.0.1:3000", value_name = "URL")]
    to: String,
    /// The state folder of a local `ayumi up`, where the staff token is unless AYUMI_STAFF_TOKEN is set
    #[arg(long, default_value_os_t = default_state(), value_name = "DIR")]
    state: PathBuf,
}

/// How a call went.
pub(super) enum Replied<T> {
    /// Well.
    Done(T),
    /// The pack was refused, for these reasons.
    Problems(Vec<Problem>),
}

impl Remote {
    pub(super) fn new(to: String, state: PathBuf) -> Self {
        Self { to, state }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let request = self.agent().get(self.url(path)).header("authorization", self.authorization()?);
        match read(request.call(), &self.to)? {
            Replied::Done(value) => Ok(value),
            Replied::Problems(_) => bail!("the service answered as if a pack had been sent"),
        }
    }

    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl serde::Serialize,
    ) -> anyhow::Result<Replied<T>> {
        let request = self.agent().post(self.url(path)).header("authorization", self.authorization()?);
        read(request.send_json(body), &self.to)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.to.trim_end_matches('/'))
    }

    fn agent(&self) -> ureq::Agent {
        let settings = ureq::Agent::config_builder();
        settings.http_status_as_error(false).timeout_global(Some(Duration::from_secs(60))).build().into()
    }

    fn authorization(&self) -> anyhow::Result<String> {
        let token = match std::env::var("AYUMI_STAFF_TOKEN") {
            Ok(token) => token,
            Err(_) => secrets::load(&self.state)
                .context(
                    "no staff token: set AYUMI_STAFF_TOKEN, or name the folder of a local `ayumi up` with --state",
                )?
                .remove("staff_token")
                .context("the state folder has no staff token")?,
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
    let problem: Document = serde_json::from_str(&body).unwrap_or_default();
    if !problem.problems.is_empty() {
        return Ok(Replied::Problems(problem.problems));
    }
    bail!("the service refused with {status}: {}", problem.detail.unwrap_or_default())
}

/// What we read of a problem document.
#[derive(serde::Deserialize, Default)]
struct Document {
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    problems: Vec<Problem>,
}
