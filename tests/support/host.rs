//! A host for tests: the probe component, an empty database, a free port.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use ayumi::host::{Clock, Host, Limits, Options, start};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use tempfile::TempDir;

/// A host and the folder of its state.
pub struct Running {
    pub host: Host,
    pub state: TempDir,
}

/// The options that tests begin with: the probe, a real clock.
pub fn options(state: &Path) -> Options {
    Options {
        manifest: probe().to_owned(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        state: state.to_owned(),
        variables: BTreeMap::new(),
        clock: Clock::real(),
        cache: Some(root().join("target/fixtures/cache")),
        limits: Limits::default(),
        redirect: BTreeMap::new(),
    }
}

/// Starts the probe with options changed by `change`.
pub async fn run(change: impl FnOnce(&mut Options)) -> Running {
    let state = tempfile::tempdir().unwrap();
    let mut options = options(state.path());
    change(&mut options);
    Running { host: start(options).await.unwrap(), state }
}

impl Running {
    /// The answer to `GET path`, in-process.
    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Bytes::new()).unwrap();
        let response = self.host.request(request).await.unwrap();
        (response.status(), text(response))
    }

    /// The body of the answer to `GET path`, which must be 200.
    pub async fn ok(&self, path: &str) -> String {
        let (status, text) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        text
    }
}

pub fn text(response: Response<Bytes>) -> String {
    String::from_utf8(response.into_body().to_vec()).unwrap()
}

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The manifest of the probe, built once for all tests.
fn probe() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = root().join("tests/fixtures/probe").canonicalize().unwrap();
        let target = folder.join("../../../target/fixtures");
        let status = Command::new(env!("CARGO"))
            .args(["build", "--release", "--locked", "--target", "wasm32-wasip2", "--target-dir"])
            .arg(target)
            .current_dir(&folder)
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTFLAGS")
            .status()
            .unwrap();
        assert!(status.success(), "the probe does not build");
        folder.join("spin.toml")
    })
}
