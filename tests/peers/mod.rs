//! Programs that others wrote, as judges of what we send and receive. They are no part of the project:
//! `README.md` says where each is from.

mod cloudevents;
mod fhir;
mod line;
mod prism;
mod python;
mod schemathesis;
mod twilio;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::host::root;

/// A folder below `target/`, made by `make` once and again when one of the files that it is made from
/// has changed. What went wrong, where it could not be made.
fn installed(name: &str, from: &[&str], make: impl FnOnce(&Path) -> Result<(), String>) -> Result<PathBuf, String> {
    installed_of(&sources(), name, from, make)
}

/// The same of files of another folder.
pub(crate) fn installed_of(
    sources: &Path,
    name: &str,
    from: &[&str],
    make: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let peers = root().join("target/peers");
    fs::create_dir_all(&peers).unwrap();
    // Two tests, or two test runs, install one after the other.
    let lock = File::create(peers.join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    let folder = peers.join(name);
    let wanted: String = from.iter().map(|file| fs::read_to_string(sources.join(file)).unwrap()).collect();
    let made_from = folder.join("made-from");
    if fs::read_to_string(&made_from).is_ok_and(|made| made == wanted) {
        return Ok(folder);
    }
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for file in from {
        fs::copy(sources.join(file), folder.join(file)).unwrap();
    }
    make(&folder)?;
    fs::write(made_from, wanted).unwrap();
    Ok(folder)
}

/// This folder.
fn sources() -> PathBuf {
    root().join("tests/peers")
}

/// Runs a command to its end; what it said, where it failed or is not there.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let name = format!("{command:?}");
    ended(&name, command.output())
}

/// What a program said that has ended well.
fn ended(name: &str, output: std::io::Result<Output>) -> Result<String, String> {
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if output.status.success() { Ok(said) } else { Err(format!("{name}: {said}")) }
}

/// The judge, or `None` with a word why not. On a machine that must have it, its absence is a failure.
pub(crate) fn present<T>(who: &str, judge: Result<T, String>) -> Option<T> {
    match judge {
        Ok(judge) => Some(judge),
        Err(why) => {
            let needed = std::env::var_os("CI").is_some() || std::env::var("AYUMI_PEERS").is_ok_and(|set| set == "1");
            assert!(!needed, "{who} is not here: {why}");
            println!("{who} is not here, and nothing was looked at: {why}");
            None
        }
    }
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
