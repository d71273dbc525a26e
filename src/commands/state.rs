//! Which folder holds the database and the secrets.

use super::language::said;
use super::shown;
use crate::components;
use crate::native::{DATABASE, Native};
use anyhow::Context as _;
use clap::Args;
use domain::{Language, Sentence};
use std::path::{Path, PathBuf};

/// The folder of `ayumi up`, for the commands that look into it.
#[derive(Args)]
pub(super) struct StateFolder {
    /// The state folder of a local `ayumi up` [default: .ayumi in the project]
    #[arg(long = "state", value_name = "DIR")]
    given: Option<PathBuf>,
}

/// What is looked for in it.
#[derive(Clone, Copy)]
pub(super) enum Kept {
    /// What happened and was decided.
    Database,
    /// The tokens that it made for itself.
    Secrets,
}

impl Kept {
    fn file(self) -> &'static str {
        match self {
            Self::Database => DATABASE,
            Self::Secrets => "secrets.toml",
        }
    }

    fn called(self) -> (&'static str, &'static str) {
        match self {
            Self::Database => ("database", "データベース"),
            Self::Secrets => ("secrets", "トークンのファイル"),
        }
    }
}

impl StateFolder {
    /// Its database, to read of it, also while `ayumi up` runs.
    pub(super) fn database(&self, language: Language) -> anyhow::Result<Native> {
        let state = self.holding(Kept::Database, language)?;
        Native::open_to_read(&state).with_context(|| format!("the database in `{}` cannot be read", state.display()))
    }

    /// The folder that holds something.
    pub(super) fn holding(&self, kept: Kept, language: Language) -> anyhow::Result<PathBuf> {
        let state = self.given.clone().unwrap_or_else(default_state);
        if state.join(kept.file()).exists() {
            return Ok(state);
        }
        let (path, (what, what_ja)) = (state.display(), kept.called());
        // The demo has a folder of its own, so that it can begin anew each time.
        let demo = demo_state(&state);
        let told = if self.given.is_none() && demo.join(kept.file()).exists() {
            let demo = demo.display();
            Sentence::new(
                format!("`{path}` has no {what}, but that of the demo has: add --state {demo}"),
                format!(
                    "`{path}` に{what_ja}がありません。デモのフォルダーにはあるので、`--state {demo}` をつけてください。"
                ),
            )
        } else {
            Sentence::new(
                format!("`{path}` has no {what}; name the folder of `ayumi up` with --state"),
                format!(
                    "`{path}` に{what_ja}がありません。`ayumi up` が使っているフォルダーを `--state` で指定してください。"
                ),
            )
        };
        Err(said(&told, language))
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
