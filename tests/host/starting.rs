//! What keeps the host from starting, and what it says then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ayumi::host::{HostError, start};

use crate::support::host::{options, root, run};

#[tokio::test]
async fn a_port_in_use_is_named() {
    let running = run(|_| {}).await;
    let state = tempfile::tempdir().unwrap();
    let mut options = options(state.path());
    options.listen = running.host.addr();
    let error = start(options).await.err().unwrap();
    assert!(matches!(error, HostError::AddressInUse { .. }), "{error}");
    assert!(error.to_string().contains("--listen"), "{error}");
}

#[tokio::test]
async fn a_state_folder_that_cannot_be_written_is_named() {
    // No permission stops root, so the folder is below a file.
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = start(options(&file.path().join("state"))).await.err().unwrap();
    assert!(matches!(error, HostError::StateReadOnly { .. }), "{error}");
    // Nor is a damaged database taken for an empty one.
    let state = tempfile::tempdir().unwrap();
    std::fs::write(state.path().join("sqlite_db.db"), "not a database, but long enough to look at").unwrap();
    let error = start(options(state.path())).await.err().unwrap();
    assert!(matches!(error, HostError::DatabaseBroken { .. }), "{error}");
    assert!(error.to_string().contains("not a database"), "{error}");
}

#[tokio::test]
async fn variables_must_be_known_and_present() {
    let state = tempfile::tempdir().unwrap();
    let mut unknown = options(state.path());
    unknown.variables.insert("greetnig".into(), "x".into());
    let error = start(unknown).await.err().unwrap().to_string();
    assert_eq!(error, "there is no variable `greetnig`; spin.toml declares: api, greeting, secret, tick_token");

    let folder = tempfile::tempdir().unwrap();
    let mut missing = options(state.path());
    missing.manifest = folder.path().join("spin.toml");
    let text = "spin_manifest_version = 2\n[application]\nname = \"a\"\n[variables]\nkey = { required = true }\n\
                [[trigger.http]]\nroute = \"/...\"\ncomponent = \"a\"\n[component.a]\nsource = \"a.wasm\"\n";
    std::fs::write(&missing.manifest, text).unwrap();
    let error = start(missing.clone()).await.err().unwrap().to_string();
    assert_eq!(error, "variable `key` is required and has no value; set SPIN_VARIABLE_KEY");

    missing.variables.insert("key".into(), "x".into());
    let error = start(missing.clone()).await.err().unwrap();
    assert!(matches!(error, HostError::ComponentMissing { .. }));
    assert!(error.to_string().contains("cargo run --release -- up"), "{error}");

    std::fs::write(folder.path().join("a.wasm"), "(component (import \"a:b/c\" (func)))").unwrap();
    let error = start(missing).await.err().unwrap();
    assert!(matches!(error, HostError::ComponentUnusable { .. }), "{error}");
}

#[tokio::test]
async fn a_host_that_is_setting_a_grant_wrong_is_told_where() {
    let state = tempfile::tempdir().unwrap();
    let mut options = options(state.path());
    options.variables.insert("api".into(), "api.line.me".into());
    let error = start(options).await.err().unwrap().to_string();
    assert!(error.contains("spin.toml:25:27: `api.line.me` must be written scheme://host[:port]"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_compiled_is_kept_and_found() {
    let cache = tempfile::tempdir().unwrap();
    let start = || run(|options| options.cache = Some(cache.path().join("compiled")));
    let running = start().await;
    assert_eq!(running.ok("/ok").await, "ok");
    running.host.stop().await.unwrap();
    // It is written by a thread of its own.
    while kept(cache.path()).is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let before = kept(cache.path());
    let running = start().await;
    assert_eq!(running.ok("/ok").await, "ok");
    running.host.stop().await.unwrap();
    assert_eq!(kept(cache.path()), before, "nothing was compiled anew");
}

/// The compiled components below a folder, each with the time at which it was written.
fn kept(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(kept(&path));
        } else if path.extension().is_none() {
            found.insert(path.clone(), std::fs::metadata(&path).unwrap().modified().unwrap());
        }
    }
    found
}

#[tokio::test]
async fn the_projects_own_manifest_is_accepted() {
    // Copied away from its components, so that their absence is the first thing to be said.
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.manifest = folder.path().join("spin.toml");
    std::fs::copy(root().join("spin.toml"), &options.manifest).unwrap();
    let error = start(options).await.err().unwrap();
    assert!(matches!(error, HostError::ComponentMissing { .. }), "{error}");
}
