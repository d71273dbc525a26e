//! The cities before anything is measured: packs in force, people with their history.

use super::alone::Alone;
use super::people::People;
use super::service::{Running, Start, Variables};
use super::{BenchError, Size};
use crate::native::DATABASE;
use crate::packs;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{CityCode, Pack};
use std::cell::Cell;
use std::path::{Path, PathBuf};

/// Ten rules for each event; a few lead to something.
pub(super) const WALKING: &str = "990019";
/// Eight campaigns with ten rules each, which lead to nothing.
pub(super) const QUIET: &str = "990027";
/// No rule for the events.
pub(super) const SILENT: &str = "990035";

/// A text for everybody, at any hour.
pub(super) const SENDING: &str = "990043";

/// Everybody walks in one challenge.
pub(super) const WALKED: &str = "990051";

/// How many campaigns of the same ten rules [`QUIET`] has.
pub(super) const QUIET_CAMPAIGNS: usize = 8;

/// Where everything is measured.
pub(super) struct Scene {
    pub(super) root: PathBuf,
    pub(super) size: Size,
    folder: PathBuf,
    /// The same instant in every run, a Friday at half past ten: rules ask for the hour and the weekday.
    pub(super) begun: DateTime<Utc>,
    batches: Cell<i64>,
}

impl Scene {
    /// A folder and a clock, and no city.
    pub(super) fn empty(root: &Path, size: Size) -> Self {
        let folder = root.join("target").join(format!("bench-{}", std::process::id()));
        let begun = DateTime::from_timestamp(1_795_138_200, 0).unwrap_or_default();
        Self { root: root.to_owned(), size, folder, begun, batches: Cell::new(0) }
    }

    /// Makes the cities, once; everything measured runs on copies.
    pub(super) fn prepare(root: &Path, size: Size) -> Result<Self, BenchError> {
        let scene = Self::empty(root, size);
        let begun = scene.begun;
        let packs = scene.write_packs()?;
        let alone = Alone::open(&scene.state("seed")?)?;
        for pack in &packs {
            alone.publish(pack, begun)?;
        }
        for (code, count) in [(WALKING, size.people), (QUIET, size.others), (SILENT, size.others)] {
            for body in scene.people(code, count).history() {
                alone.take(&city(code), &body, begun)?;
            }
        }
        alone.settle()?;
        Ok(scene)
    }

    /// The people of a city.
    pub(super) fn people(&self, city: &'static str, count: usize) -> People {
        // Two passes more than the rounds take: for warming up, and for single events.
        let passes = self.size.rounds * self.size.passes * 2 + 2;
        People { city, count, passes, now: self.begun }
    }

    /// An instant of its own for each batch, by which its rows are found.
    pub(super) fn instant(&self) -> DateTime<Utc> {
        self.batches.set(self.batches.get() + 1);
        self.begun + TimeDelta::milliseconds(self.batches.get())
    }

    /// A state folder with a copy of the cities.
    pub(super) fn copy(&self, name: &str) -> Result<PathBuf, BenchError> {
        let state = self.state(name)?;
        std::fs::copy(self.folder.join("seed").join(DATABASE), state.join(DATABASE))?;
        Ok(state)
    }

    /// The service on a copy of the cities.
    pub(super) fn service(&self, name: &str, variables: Variables) -> Result<Running, BenchError> {
        let start = Start { root: &self.root, state: &self.copy(name)?, packs: &self.folder, now: Some(self.begun) };
        Running::start(start, variables)
    }

    /// The service on an empty database, with a clock that goes on.
    pub(super) fn running(&self, name: &str, variables: Variables) -> Result<Running, BenchError> {
        let start = Start { root: &self.root, state: &self.state(name)?, packs: &self.folder, now: None };
        Running::start(start, variables)
    }

    pub(super) fn state(&self, name: &str) -> Result<PathBuf, BenchError> {
        let state = self.folder.join(name);
        std::fs::create_dir_all(&state)?;
        Ok(state)
    }

    /// Writes the packs as the service shall find them, the quiet campaign eight times.
    fn write_packs(&self) -> Result<Vec<Pack>, BenchError> {
        let mut packs = packs::read(&self.root.join("bench/campaigns"), &self.root.join("bench/rules"))?;
        for pack in &mut packs {
            let files = std::mem::take(&mut pack.files);
            for (path, text) in files {
                match path.split_once("/quiet/") {
                    Some((before, after)) => pack
                        .files
                        .extend((1..=QUIET_CAMPAIGNS).map(|n| (format!("{before}/quiet_{n}/{after}"), text.clone()))),
                    None => _ = pack.files.insert(path, text),
                }
            }
            for (path, text) in &pack.files {
                let file = self.folder.join(path);
                std::fs::create_dir_all(file.parent().unwrap_or(&self.folder))?;
                std::fs::write(file, text)?;
            }
        }
        std::fs::create_dir_all(self.folder.join("rules"))?;
        Ok(packs)
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The code of one of our cities.
#[allow(clippy::expect_used, reason = "the codes above have six digits")]
pub(super) fn city(code: &str) -> CityCode {
    code.parse().expect("a city of the workload")
}
