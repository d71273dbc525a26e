//! statsmodels (PyPI): its generalised estimating equations give what `ayumi estimate` gives, on data made up in Python.

use serde_json::json;

use super::present;
use super::python::{judge, python};
use crate::support::host::root;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statsmodels_agrees_with_our_estimates() {
    let Some(python) = present("statsmodels", python()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let told = json!({
        "ayumi": env!("CARGO_BIN_EXE_ayumi"),
        "folder": folder.path(),
        "heartsteps": root().join("crates/outcomes/tests/data/heartsteps_v1.csv"),
        "seed": 20261122,
    });
    let good = judge(python, "estimates.py", told).await;
    assert!(good >= 400, "{good}");
}
