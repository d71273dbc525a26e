//! Calls to a running service, on any Spin host.

use super::dates::Clocks;
use super::language::{Spoken, said};
use super::say;
use super::state::{Kept, StateFolder};
use crate::refusal::Refusal;
use crate::secrets;
use anyhow::{Context, bail};
use clap::Args;
use domain::{CityCode, Language, Problem, Sentence};
use http::StatusCode;
use serde::de::DeserializeOwned;
use std::time::Duration;
use wire::table::{LEFT_OUT, NEXT};

/// Which service, as whom, and in which language it is told.
#[derive(Args)]
pub(super) struct Remote {
    /// The service's address
    #[arg(long, default_value = "http://127.0.0.1:3000", value_name = "URL")]
    to: String,
    #[command(flatten)]
    state: StateFolder,
    #[command(flatten)]
    spoken: Spoken,
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
    pub(super) clocks: Clocks,
    #[command(flatten)]
    pub(super) remote: Remote,
}

/// Where the staff token may be, before the secrets of a local `ayumi up`. The second is what gives
/// a local `ayumi up` another one than its secrets.
const TOKENS: [&str; 2] = ["AYUMI_STAFF_TOKEN", "SPIN_VARIABLE_STAFF_TOKEN"];

/// A part of a table that a service hands out part by part.
pub(super) struct TablePart {
    /// The head and the rows, as comma-separated values.
    pub(super) text: String,
    /// What is to be asked for after it; nothing with the last.
    pub(super) next: Option<String>,
    /// How many people are left out.
    pub(super) left_out: u64,
}

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

    /// When something was, as people say it.
    pub(super) fn when(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        self.clocks.told(at, self.remote.language())
    }

    /// Prints one of both.
    pub(super) fn say(&self, en: impl Into<String>, ja: impl Into<String>) {
        say(Sentence::new(en, ja).say(self.remote.language()));
    }
}

impl Remote {
    pub(super) fn new(to: String, state: StateFolder, spoken: Spoken) -> Self {
        Self { to, state, spoken }
    }

    /// In which language its answers are told.
    pub(super) fn language(&self) -> Language {
        self.spoken.language()
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let request = self.agent().get(self.url(path)).header("authorization", self.authorization()?);
        self.read(request.call())?.done()
    }

    /// An answer that is a text, as it came.
    pub(super) fn text(&self, path: &str) -> anyhow::Result<String> {
        let request = self.agent().get(self.url(path)).header("authorization", self.authorization()?);
        match self.answered(request.call())? {
            Replied::Done(body) => Ok(body),
            Replied::Problems(_) => bail!("the service answered as if a pack had been sent"),
        }
    }

    /// A part of a table.
    pub(super) fn part(&self, path: &str) -> anyhow::Result<TablePart> {
        let request = self.agent().get(self.url(path)).header("authorization", self.authorization()?);
        let answer = request.call();
        let header = |name: &str| {
            let value = answer.as_ref().ok()?.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let (next, left_out) = (header(NEXT), header(LEFT_OUT));
        let left_out = left_out.and_then(|number| number.parse().ok()).unwrap_or_default();
        Ok(TablePart { text: self.answered(answer)?.done()?, next, left_out })
    }

    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl serde::Serialize,
    ) -> anyhow::Result<Replied<T>> {
        let request = self.agent().post(self.url(path)).header("authorization", self.authorization()?);
        self.read(request.send_json(body))
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
        self.read(request.send(file))?.done()
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
                let state = self.state.holding(Kept::Secrets, self.language());
                let state = state.with_context(|| {
                    self.told(
                        format!("no staff token: set {}, or use --state", TOKENS[0]),
                        format!(
                            "職員のトークンがありません。環境変数 {} に入れるか、`--state` を使ってください",
                            TOKENS[0]
                        ),
                    )
                })?;
                let token = secrets::load(&state)?.remove("staff_token");
                token.with_context(|| {
                    let path = state.display();
                    self.told(
                        format!("`{path}` has no staff token; set {}", TOKENS[0]),
                        format!("`{path}` に職員のトークンがありません。環境変数 {} に入れてください。", TOKENS[0]),
                    )
                })?
            }
        };
        Ok(format!("Bearer {token}"))
    }

    fn told(&self, en: String, ja: String) -> String {
        Sentence::new(en, ja).say(self.language()).to_owned()
    }

    fn read<T: DeserializeOwned>(
        &self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> anyhow::Result<Replied<T>> {
        let body = match self.answered(answer)? {
            Replied::Done(body) => body,
            Replied::Problems(problems) => return Ok(Replied::Problems(problems)),
        };
        let value = serde_json::from_str(&body).with_context(|| {
            let to = &self.to;
            self.told(
                format!("{to} answered something else than expected"),
                format!("{to} から、思わぬ返事がありました。`--to` の宛先が歩みのサービスか、確かめてください"),
            )
        })?;
        Ok(Replied::Done(value))
    }

    /// The body that came, if all went well.
    fn answered(
        &self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> anyhow::Result<Replied<String>> {
        let to = &self.to;
        let mut answer = answer.with_context(|| {
            self.told(
                format!("the service at {to} does not answer; is it running?"),
                format!("{to} のサービスから返事がありません。動いているか、宛先が正しいかを確かめてください"),
            )
        })?;
        let status = answer.status();
        let body = answer.body_mut().read_to_string().with_context(|| {
            self.told(
                format!("{to} broke off its answer"),
                format!("{to} の返事が途中で切れました。もう一度お試しください"),
            )
        })?;
        if status.is_success() {
            return Ok(Replied::Done(body));
        }
        let Refusal { detail, problems } = Refusal::read(body.as_bytes());
        if !problems.is_empty() {
            return Ok(Replied::Problems(problems));
        }
        let refused = if status == StatusCode::UNAUTHORIZED {
            let name = TOKENS[0];
            Sentence::new(
                format!(
                    "{to} does not know this staff token ({detail}); name the state folder that it runs on with \
                     --state, or set {name}"
                ),
                format!(
                    "{to} は、この職員のトークンを受け付けません。そのサービスのフォルダーを `--state` で指定するか、環境変数 \
                     {name} に正しいトークンを入れてください（{detail}）。"
                ),
            )
        } else {
            Sentence::new(
                format!("the service refused with {status}: {detail}"),
                format!("サービスに断られました（{status}）：{detail}"),
            )
        };
        Err(said(&refused, self.language()))
    }
}
