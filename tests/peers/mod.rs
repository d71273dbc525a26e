//! Programs that others wrote, as judges of what we send and receive. They are no part of the project:
//! `README.md` says where each is from.

mod cloudevents;
mod estimates;
mod experiments;
mod fhir;
mod line;
mod prism;
mod python;
mod schemathesis;
mod twilio;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::host::root;
use crate::support::installed::{ended, run};

/// A folder below `target/peers`, made from files of this folder.
fn installed(name: &str, from: &[&str], make: impl FnOnce(&Path) -> Result<(), String>) -> Result<PathBuf, String> {
    crate::support::installed::installed(name, &sources(), from, make)
}

/// This folder.
fn sources() -> PathBuf {
    root().join("tests/peers")
}

/// The judge, or `None` with a word why not. On a machine that must have it, its absence is a failure.
fn present<T>(who: &str, judge: Result<T, String>) -> Option<T> {
    crate::support::left_out::present(who, "AYUMI_PEERS", judge)
}

/// A golden request of crates/wire: what we send, as a test of that crate holds it.
struct Golden {
    name: String,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// All golden requests to LINE.
fn goldens() -> Vec<Golden> {
    let folder = root().join("crates/wire/tests/requests/line");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "request"));
    files.sort();
    assert!(files.len() >= 15, "{files:?}");
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
        let mut lines = head.lines();
        let (method, path) = lines.next().unwrap().split_once(' ').unwrap();
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        Golden {
            name: file.file_stem().unwrap().to_string_lossy().into_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            headers: lines.map(|line| header(line).unwrap()).collect(),
            body: body.trim_end().to_owned(),
        }
    };
    files.iter().map(read).collect()
}
