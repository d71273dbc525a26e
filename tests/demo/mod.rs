//! The demo's month as a test: everything that must hold for a city holds for Arao.

mod doors;
mod month;
mod rules;
mod start;

use crate::support::service::project;
use ayumi::demo::{Demo, Summary};
use ayumi::host::Clock;
use ayumi::service::{Service, Settings, start};
use domain::Day;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// A month gone by.
struct Month {
    demo: Demo,
    service: Service,
    summary: Summary,
    state: TempDir,
}

impl Month {
    /// The month before 22 November 2026, as fast as it goes.
    async fn go_by() -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let state = tempfile::tempdir().unwrap();
        let mut settings = settings(&root, state.path());
        let today = Day::from_date("2026-11-22".parse().unwrap());
        let demo = Demo::start_before(&root, &mut settings, today).await.unwrap();
        let service = start(settings).await.unwrap();
        let summary = demo.replay(&service, Duration::ZERO).await.unwrap();
        Self { demo, service, summary, state }
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.state.path().join(ayumi::native::DATABASE)).unwrap()
    }

    async fn end(self) {
        self.demo.stop().await;
        self.service.host.stop().await.unwrap();
    }
}

fn settings(root: &Path, state: &Path) -> Settings {
    Settings {
        manifest: project().join("spin.toml"),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        state: state.to_owned(),
        campaigns: root.join("campaigns"),
        rules: root.join("rules"),
        cache: Some(root.join("target/compiled")),
        clock: Clock::real(),
        tick_every: None,
        variables: BTreeMap::new(),
        redirect: BTreeMap::new(),
    }
}
