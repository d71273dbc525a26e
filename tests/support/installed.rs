//! Programs of others that tests need, installed below `target/` and nowhere else.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::host::root;

/// A folder below `target/peers`, made by `make` once and again when one of the files of `sources` that it is made from
/// has changed. What went wrong, where it could not be made.
pub fn installed(
    name: &str,
    sources: &Path,
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

/// What a folder's `package.json` and `package-lock.json` name, installed.
pub fn from_npm(name: &str, sources: &Path) -> Result<PathBuf, String> {
    installed(name, sources, &["package.json", "package-lock.json"], |folder| {
        let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        run(Command::new("npm").args(install).current_dir(folder)).map(drop)
    })
}

/// Runs a command to its end; what it said, where it failed or is not there.
pub fn run(command: &mut Command) -> Result<String, String> {
    let name = format!("{command:?}");
    ended(&name, command.output())
}

/// What a program said that has ended well.
pub fn ended(name: &str, output: std::io::Result<Output>) -> Result<String, String> {
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if output.status.success() { Ok(said) } else { Err(format!("{name}: {said}")) }
}
