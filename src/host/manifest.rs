//! `spin.toml`, version 2: what stock Spin reads, as far as this host can honour it.
//!
//! A field that this host knows nothing of, or knows and cannot honour, is refused by name and
//! place: running on with another meaning than Spin's would be worse than not running.

mod check;
mod raw;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::HostError;
use super::template::Template;

/// An application, checked.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) variables: BTreeMap<String, Variable>,
    pub(super) routes: Vec<Route>,
    pub(super) components: BTreeMap<String, Component>,
    pub(super) source: Source,
}

/// A variable of the application; without a default it is required.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) default: Option<String>,
}

/// Which component answers which paths.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) pattern: String,
    pub(super) component: String,
}

/// One component and what it is granted.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) file: PathBuf,
    pub(super) build: String,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) variables: BTreeMap<String, Template>,
    pub(super) databases: Vec<String>,
    pub(super) stores: Vec<String>,
    /// Each with its place in the manifest, since it is read in full only once variables have values.
    pub(super) hosts: Vec<(Template, Range<usize>)>,
}

/// The text of a manifest, for saying where in it something is wrong.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    text: String,
}

impl Manifest {
    /// Reads and checks the manifest at `path`. Paths in it are taken from its folder.
    ///
    /// # Errors
    /// [`HostError::ManifestUnreadable`] and [`HostError::Manifest`].
    pub(super) fn load(path: &Path) -> Result<Self, HostError> {
        let text = std::fs::read_to_string(path)
            .map_err(|cause| HostError::ManifestUnreadable { path: path.to_owned(), cause })?;
        let source = Source { path: path.to_owned(), text };
        let read: raw::Application = toml::from_str(&source.text)
            .map_err(|error| source.error(error.span().unwrap_or(0..0), error.message().to_owned()))?;
        check::check(read, source)
    }
}

impl Source {
    /// An error at the place that begins where `span` begins.
    pub(super) fn error(&self, span: Range<usize>, message: impl Into<String>) -> HostError {
        let before = self.text.get(..span.start).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        HostError::Manifest {
            path: self.path.clone(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            message: message.into(),
        }
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}
