//! The service in a process of its own, so that its memory is its own.

use super::BenchError;
use crate::secrets;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// A running `ayumi up`.
pub(super) struct Running {
    child: Child,
    /// Its address, such as `http://127.0.0.1:40123`.
    pub(super) url: String,
    secrets: BTreeMap<String, String>,
}

/// Where everything is, and the time it is there.
pub(super) struct Start<'a> {
    pub(super) root: &'a Path,
    pub(super) state: &'a Path,
    pub(super) packs: &'a Path,
    /// Nothing where the clock goes on and ticks by itself.
    pub(super) now: Option<DateTime<Utc>>,
}

/// Spin variables by name.
pub(super) type Variables = BTreeMap<String, String>;

impl Running {
    /// Starts this same program as a service on a state folder, and waits until it serves.
    pub(super) fn start(start: Start<'_>, variables: Variables) -> Result<Self, BenchError> {
        let secrets = secrets::load_or_make(start.state)?;
        // What the operator's own environment may say otherwise.
        let told = secrets.iter().chain(&variables);
        let mut child = Command::new(std::env::current_exe()?)
            .args(["up", "--no-build", "--listen", "127.0.0.1:0", "--state"])
            .arg(start.state)
            .args(start.now.iter().flat_map(|now| ["--still".to_owned(), now.to_rfc3339()]))
            .arg("--campaigns")
            .arg(start.packs.join("campaigns"))
            .arg("--rules")
            .arg(start.packs.join("rules"))
            .current_dir(start.root)
            .envs(told.map(|(name, value)| (format!("SPIN_VARIABLE_{}", name.to_uppercase()), value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // Both are read to their end: a pipe that is full or closed would be the service's trouble.
        let errors = child.stderr.take().map(gather);
        let lines = child.stdout.take().map(|output| BufReader::new(output).lines());
        let mut running = Self { child, url: String::new(), secrets };
        let mut lines = lines.into_iter().flatten();
        for line in lines.by_ref() {
            if let Some((_, url)) = line?.split_once("ayumi serves at ") {
                running.url = url.trim().to_owned();
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(running);
            }
        }
        let said = errors.and_then(|errors| errors.join().ok()).unwrap_or_default();
        Err(BenchError::Service(format!("it ended before it served: {}", said.trim())))
    }

    /// One of its tokens.
    pub(super) fn token(&self, name: &str) -> &str {
        self.secrets.get(name).map_or("", String::as_str)
    }

    /// A line of the process's status, in bytes: `VmHWM` or `VmRSS`.
    pub(super) fn memory(&self, line: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'))?;
        found.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }
}

fn gather(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = Vec::new();
        // What came before a pipe breaks is worth telling too.
        _ = pipe.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    })
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its folder goes with it, so nothing is lost by ending it at once.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
