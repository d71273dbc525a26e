//! `ayumi up` as a process of its own, which can be killed.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tempfile::TempDir;

use super::service::{ARAO, project};

/// The process, with what it takes to talk to it.
pub struct Up {
    process: Mutex<Child>,
    pub address: SocketAddr,
    token: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Up {
    /// Starts on the components as built, and waits until it serves. `variables` are Spin's.
    pub fn start(state: &Path, campaigns: &Path, rules: &Path, variables: &[(&str, String)]) -> Self {
        let mut command = Command::new(program());
        command.args(["up", "--no-build", "--listen", "127.0.0.1:0", "--state"]).arg(state);
        command.arg("--campaigns").arg(campaigns).arg("--rules").arg(rules);
        command.current_dir(project()).stdin(Stdio::null()).stdout(Stdio::piped());
        for (name, value) in variables {
            command.env(format!("SPIN_VARIABLE_{}", name.to_uppercase()), value);
        }
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let greeting = lines.find_map(|line| line.unwrap().split_once("http://").map(|(_, rest)| rest.to_owned()));
        let address = greeting.expect("it says where it serves").trim().parse().unwrap();
        let token = ayumi::secrets::load(state).unwrap()["ingest_token"].clone();
        // What else it says goes nowhere, and must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let client = Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
        Self { process: Mutex::new(process), address, token, client }
    }

    /// Posts events as a batch; `None` when the process was gone before it answered.
    pub async fn offer(&self, events: &[Value]) -> Option<(StatusCode, Value)> {
        let request = Request::post(format!("http://{}/v1/{ARAO}/events", self.address))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/cloudevents-batch+json")
            .body(Full::from(Value::from(events).to_string()))
            .unwrap();
        let answer = self.client.request(request).await.ok()?;
        let status = answer.status();
        let body = answer.into_body().collect().await.ok()?.to_bytes();
        Some((status, serde_json::from_slice(&body).unwrap()))
    }

    /// Kills it where it stands (SIGKILL), and waits until it is gone.
    pub fn kill(&self) {
        let mut process = self.process.lock().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // Killing what is gone already does nothing.
        self.kill();
    }
}

/// A copy of the program, safe from a build that goes on meanwhile.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = PROGRAM.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ayumi");
        std::fs::copy(env!("CARGO_BIN_EXE_ayumi"), &path).unwrap();
        (folder, path)
    });
    path
}

/// The time that the process sees.
pub fn real() -> chrono::DateTime<chrono::Utc> {
    ayumi::host::Clock::real().now()
}
