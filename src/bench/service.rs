//! The service in a process of its own, so that its memory is its own.

use super::BenchError;
use crate::secrets;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running `ayumi up`.
pub(super) struct Running {
    child: Child,
    /// Its address, such as `http://127.0.0.1:40123`.
    pub(super) url: String,
    token: String,
}

impl Running {
    /// Starts this same program as a service on a state folder, and waits until it serves.
    pub(super) fn start(root: &Path, state: &Path, packs: &Path) -> Result<Self, BenchError> {
        let secrets = secrets::load_or_make(state)?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["up", "--no-build", "--listen", "127.0.0.1:0", "--state"])
            .arg(state)
            .arg("--campaigns")
            .arg(packs.join("campaigns"))
            .arg("--rules")
            .arg(packs.join("rules"))
            .current_dir(root)
            .envs(variables(&secrets))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = child.stdout.take();
        let mut running =
            Self { child, url: String::new(), token: secrets.get("ingest_token").cloned().unwrap_or_default() };
        for line in output.into_iter().flat_map(|output| BufReader::new(output).lines()) {
            if let Some((_, url)) = line?.split_once("ayumi serves at ") {
                running.url = url.trim().to_owned();
                return Ok(running);
            }
        }
        Err(BenchError::Service("it ended before it served; `ayumi up` says why".to_owned()))
    }

    /// The token of the door for events.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// A line of the process's status, in bytes: `VmHWM` or `VmRSS`.
    pub(super) fn memory(&self, line: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'))?;
        found.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }
}

/// What the operator's own environment may say otherwise.
fn variables(secrets: &BTreeMap<String, String>) -> impl Iterator<Item = (String, String)> {
    let nothing_leaves = [("line_channel_access_token", ""), ("sms_auth_token", "")];
    let chosen = secrets.iter().map(|(name, value)| (name.clone(), value.clone()));
    chosen
        .chain(nothing_leaves.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())))
        .map(|(name, value)| (format!("SPIN_VARIABLE_{}", name.to_uppercase()), value))
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its folder goes with it, so nothing is lost by ending it at once.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
