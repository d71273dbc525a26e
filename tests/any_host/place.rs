//! Hosts that run `spin.toml`, each a process of its own, with a phone beside it.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use ayumi::phone::{self, Phone};
use bytes::Bytes;

use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::child::real;
use crate::support::service::project;

/// Where the story plays.
pub trait Place {
    /// Where it serves, without a path.
    fn base(&self) -> &str;
    fn phone(&self) -> &Phone;
    fn client(&self) -> &Client<HttpConnector, Full<Bytes>>;

    /// The answer: status, and the body as JSON where it is some.
    async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Bytes) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.client().request(request.body(Full::new(body)).unwrap()).await.unwrap();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }
}

/// The tokens that both hosts are given.
pub const TOKENS: [(&str, &str); 3] = [
    ("ingest_token", "ingest-of-the-story"),
    ("tick_token", "tick-of-the-story"),
    ("staff_token", "staff-of-the-story"),
];

async fn a_phone() -> Phone {
    let mut options = phone::Options::new(Arc::new(real));
    // The same ids on every host.
    options.seed = 7;
    options.receipts = phone::Receipts::Kept;
    options.public_url = Some("http://ayumi.test".to_owned());
    phone::start(options).await.unwrap()
}

/// Spin's variables in the environment of a host.
fn give_variables(command: &mut Command, phone: &Phone) {
    let options = phone::Options::new(Arc::new(real));
    let base = format!("http://{}", phone.addr());
    let settings = [
        ("public_url", "http://ayumi.test"),
        ("line_api_base", &base),
        ("line_channel_access_token", &options.line_token),
        ("line_channel_secret", &options.line_channel_secret),
        ("sms_api_base", &base),
        ("sms_account_sid", &options.sms_account_sid),
        ("sms_auth_token", &options.sms_auth_token),
        ("sms_from", &options.sms_from),
    ];
    for (name, value) in settings.into_iter().chain(TOKENS) {
        command.env(format!("SPIN_VARIABLE_{}", name.to_uppercase()), value);
    }
}

fn client() -> Client<HttpConnector, Full<Bytes>> {
    Client::builder(TokioExecutor::new()).build_http()
}

/// The host that comes with the program, in this process.
pub struct Ours {
    host: ayumi::host::Host,
    base: String,
    phone: Phone,
    client: Client<HttpConnector, Full<Bytes>>,
    _state: TempDir,
}

impl Ours {
    pub async fn start() -> Self {
        let phone = a_phone().await;
        let state = tempfile::tempdir().unwrap();
        let mut command = Command::new("unused");
        give_variables(&mut command, &phone);
        let variables = command
            .get_envs()
            .filter_map(|(name, value)| {
                let name = name.to_str()?.strip_prefix("SPIN_VARIABLE_")?.to_lowercase();
                Some((name, value?.to_str()?.to_owned()))
            })
            .collect();
        let options = ayumi::host::Options {
            manifest: project().join("spin.toml"),
            variables,
            ..crate::support::host::options(state.path())
        };
        let host = ayumi::host::start(options).await.unwrap();
        let base = format!("http://{}", host.addr());
        phone.set_webhook_base(&base).unwrap();
        Self { host, base, phone, client: client(), _state: state }
    }

    pub async fn end(self) {
        self.host.stop().await.unwrap();
    }
}

impl Place for Ours {
    fn base(&self) -> &str {
        &self.base
    }

    fn phone(&self) -> &Phone {
        &self.phone
    }

    fn client(&self) -> &Client<HttpConnector, Full<Bytes>> {
        &self.client
    }
}

/// Stock Spin, as another process.
pub struct Stock {
    process: Child,
    base: String,
    phone: Phone,
    client: Client<HttpConnector, Full<Bytes>>,
    _state: TempDir,
}

impl Stock {
    pub async fn start(spin: &Path) -> Self {
        let phone = a_phone().await;
        let state = tempfile::tempdir().unwrap();
        // Spin does not say which port it took, so one is looked for.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(spin);
        command.arg("up").arg("--quiet").arg("-f").arg(project().join("spin.toml"));
        command.args(["--listen", &address.to_string(), "--state-dir"]).arg(state.path());
        command.current_dir(state.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        give_variables(&mut command, &phone);
        let base = format!("http://{address}");
        phone.set_webhook_base(&base).unwrap();
        let place = Self { process: command.spawn().unwrap(), base, phone, client: client(), _state: state };
        // The components are compiled at the start, which takes a Spin built for debugging minutes.
        for _ in 0..4500 {
            let request = Request::get(format!("{}/healthz", place.base)).body(Full::default()).unwrap();
            match place.client.request(request).await {
                Ok(answer) if answer.status() == 200 => return place,
                _ => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
        panic!("`{}` does not serve", spin.display());
    }

    pub async fn end(mut self) {
        // Asked rather than killed, since it has a child of its own.
        assert!(Command::new("kill").arg(self.process.id().to_string()).status().unwrap().success());
        self.process.wait().unwrap();
    }
}

impl Place for Stock {
    fn base(&self) -> &str {
        &self.base
    }

    fn phone(&self) -> &Phone {
        &self.phone
    }

    fn client(&self) -> &Client<HttpConnector, Full<Bytes>> {
        &self.client
    }
}
