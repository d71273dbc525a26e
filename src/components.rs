//! Building the components of `spin.toml`, as `spin build` would.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The target that components are built for.
const TARGET: &str = "wasm32-wasip2";

/// Why the components cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A program is not there or does not start.
    #[error("`{program}` does not start: {cause}; install Rust from https://rustup.rs")]
    NoProgram {
        /// The program.
        program: &'static str,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A program ended with an error, which it has told.
    #[error("`{0}` failed; its output above says why")]
    Failed(String),
}

/// Builds the components in the project at `root`. What is fresh is not built again.
///
/// # Errors
/// cargo or rustup missing, or a build that fails.
pub fn build(root: &Path) -> Result<(), BuildError> {
    if !has_target(root)? {
        run(Command::new("rustup").args(["target", "add", TARGET]).current_dir(root), "rustup")?;
    }
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "build",
            "--profile",
            "component",
            "--target",
            TARGET,
            "-p",
            "ingest",
            "-p",
            "dispatch",
            "-p",
            "console",
            "-p",
            "resident",
        ])
        .current_dir(root)
        // The manifest names the files below `target/`, wherever this program's own build goes.
        .env("CARGO_TARGET_DIR", root.join("target"))
        // Settings of the build that started this program are not meant for the components.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTFLAGS");
    run(&mut cargo, "cargo")
}

/// The nearest folder, from `from` upwards, that holds a `spin.toml`.
pub fn project_root(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|folder| folder.join("spin.toml").is_file()).map(Path::to_owned)
}

/// Whether the target is installed. Without rustup it must be there already; cargo says so
/// if it is not.
fn has_target(root: &Path) -> Result<bool, BuildError> {
    let listed = Command::new("rustup").args(["target", "list", "--installed"]).current_dir(root).output();
    match listed {
        Ok(output) => Ok(String::from_utf8_lossy(&output.stdout).lines().any(|line| line.trim() == TARGET)),
        Err(_) => Ok(true),
    }
}

fn run(command: &mut Command, program: &'static str) -> Result<(), BuildError> {
    let status = command.stdin(Stdio::null()).status().map_err(|cause| BuildError::NoProgram { program, cause })?;
    if status.success() { Ok(()) } else { Err(BuildError::Failed(format!("{command:?}"))) }
}
