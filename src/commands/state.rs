//! Which folder holds the database and the secrets.

use super::shown;
use crate::components;
use anyhow::bail;
use clap::Args;
use std::path::{Path, PathBuf};

/// The folder of `ayumi up`, for the commands that look into it.
#[derive(Args)]
pub(super) struct StateFolder {
    /// The state folder of a local `ayumi up` [default: .ayumi in the project]
    #[arg(long = "state", value_name = "DIR")]
    given: Option<PathBuf>,
}

impl StateFolder {
    /// The folder that holds `file`, called `what` to users.
    pub(super) fn holding(&self, file: &str, what: &str) -> anyhow::Result<PathBuf> {
        let state = self.given.clone().unwrap_or_else(default_state);
        if state.join(file).exists() {
            return Ok(state);
        }
        let path = state.display();
        // The demo has a folder of its own, so that it can begin anew each time.
        let demo = demo_state(&state);
        if self.given.is_none() && demo.join(file).exists() {
            bail!("`{path}` has no {what}, but that of the demo has: add --state {}", demo.display());
        }
        bail!("`{path}` has no {what}; name the folder of `ayumi up` with --state")
    }
}

/// Where `ayumi up` keeps the database and the secrets, unless said otherwise: in the project,
/// wherever in it the program is started.
pub(super) fn default_state() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let root = components::project_root(&here).unwrap_or(here);
    shown(&root.join(".ayumi"))
}

/// Where the demo keeps them.
pub(super) fn demo_state(state: &Path) -> PathBuf {
    state.join("demo")
}
