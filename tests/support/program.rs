//! The `ayumi` program as its users start it: another process, with its exit code and what it
//! prints.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tempfile::TempDir;

use super::host::root;
use super::service::project;

/// The program, with nothing of this process's own settings.
pub fn ayumi() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ayumi"));
    const OURS: [&str; 5] = ["AYUMI_STAFF_TOKEN", "RUST_LOG", "LC_ALL", "LC_MESSAGES", "LANG"];
    let ours = |name: &str| name.starts_with("SPIN_VARIABLE_") || OURS.contains(&name);
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// What a command printed, on both streams, and its exit code.
pub fn ended(command: &mut Command) -> (i32, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (status.code().unwrap(), text)
}

/// `ayumi up`, serving.
pub struct Up {
    child: Child,
    pub addr: String,
    stdout: BufReader<ChildStdout>,
    stderr: JoinHandle<String>,
    pub state: Arc<TempDir>,
    printed: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Up {
    /// Starts it on a free port and an empty state folder, and waits until it serves.
    pub fn start(change: impl FnOnce(&mut Command)) -> Self {
        Self::start_on(Arc::new(tempfile::tempdir().unwrap()), change)
    }

    /// The same, on the state that another one left.
    pub fn start_on(state: Arc<TempDir>, change: impl FnOnce(&mut Command)) -> Self {
        Self::start_with(state, &root().join("campaigns"), &root().join("rules"), change)
    }

    /// The same, with other packs.
    pub fn start_with(state: Arc<TempDir>, campaigns: &Path, rules: &Path, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = ayumi();
        command.args(["up", "--no-build", "--listen", "127.0.0.1:0", "--state"]).arg(state.path());
        command.arg("--campaigns").arg(campaigns).arg("--rules").arg(rules);
        command.current_dir(project()).stdout(Stdio::piped()).stderr(Stdio::piped());
        change(&mut command);
        let mut child = command.spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let stderr = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            stderr.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        stdout.read_line(&mut printed).unwrap();
        let Some((_, addr)) = printed.trim_end().split_once("http://") else {
            panic!("it does not start: {printed}{}", stderr.join().unwrap());
        };
        let addr = addr.to_owned();
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { child, addr, stdout, stderr, state, printed, client }
    }

    /// One of the secrets that it made for itself.
    pub fn secret(&self, name: &str) -> String {
        ayumi::secrets::load(self.state.path()).unwrap().remove(name).unwrap()
    }

    /// Sends a request; the status that came back.
    pub async fn send(&self, request: Request<Bytes>) -> Result<u16, String> {
        let (mut parts, body) = request.into_parts();
        parts.uri = format!("http://{}{}", self.addr, parts.uri).parse().unwrap();
        let request = Request::from_parts(parts, Full::new(body));
        let answer = self.client.request(request).await.map_err(|error| error.to_string())?;
        let status = answer.status().as_u16();
        answer.into_body().collect().await.map_err(|error| error.to_string())?;
        Ok(status)
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Asks it to stop, which it does well, and gives all that it printed.
    pub fn stop(&mut self) -> String {
        self.terminate();
        let (code, text) = self.end();
        assert_eq!(code, Some(0), "{text}");
        text
    }

    /// Its exit code once it has ended, and all that it printed.
    pub fn end(&mut self) -> (Option<i32>, String) {
        let mut text = std::mem::take(&mut self.printed);
        self.stdout.read_to_string(&mut text).unwrap();
        let status = self.child.wait().unwrap();
        let stderr = std::mem::replace(&mut self.stderr, std::thread::spawn(String::new));
        text.push_str(&stderr.join().unwrap());
        (status.code(), text)
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // It has stopped already, unless a test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
