//! Scripts in Python over the providers' own SDKs.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{ended, installed, run, sources};

/// Python with what `requirements.txt` names, installed below `target/peers`.
pub(super) fn python() -> Result<PathBuf, String> {
    let folder = installed("python", &["requirements.txt"], |folder| {
        run(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
        let pip = ["-m", "pip", "install", "--quiet", "--no-deps", "-r"];
        run(Command::new(folder.join("venv/bin/python")).args(pip).arg(folder.join("requirements.txt"))).map(drop)
    })?;
    Ok(folder.join("venv/bin/python"))
}

/// Runs a script of this folder with what it needs to know, as JSON. It must end well, and say how many
/// things it found as they should be.
pub(super) async fn judge(python: PathBuf, script: &'static str, told: Value) -> u64 {
    let judged = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(python);
        command.arg(sources().join(script)).env("PYTHONDONTWRITEBYTECODE", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A proxy of the machine's is none of ours, and Python would ask it for loopback too.
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(name);
        }
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let mut stdin = child.stdin.take().unwrap();
        // It reads all of it before it says anything; what it does not read, it will complain about.
        let _ = stdin.write_all(told.to_string().as_bytes());
        drop(stdin);
        ended(script, child.wait_with_output())
    });
    let said = judged.await.unwrap().unwrap_or_else(|said| panic!("{said}"));
    let last = said.lines().rev().find_map(|line| line.strip_prefix("good: ")?.parse().ok());
    last.unwrap_or_else(|| panic!("{script} does not say how many were good: {said}"))
}
