//! What a service must refuse, as files: `cases/<name>.http` is a request, `<name>.answer` what
//! comes of it and what it leaves in the database. `AYUMI_REWRITE=1` rewrites the answers.
//!
//! ```text
//! # What is odd about it.
//! POST /v1/432041/events
//! authorization: Bearer {ingest_token}
//!
//! The body. `«3×ab»` stands for `ababab` (`#` in it counts from 1), `«hex:c3 28»` for two bytes.
//! ```

mod request;
mod secrets;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use http::StatusCode;
use serde_json::Value;

use crate::support::host::root;
use crate::support::service::{Answer, Setup, Town};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bad_request_is_refused_and_nothing_falls_over() {
    let town = Setup::new().start().await.unwrap();
    let rewrite = std::env::var_os("AYUMI_REWRITE").is_some();
    let secrets = town.secrets();
    let mut wrong = String::new();
    for path in cases() {
        let before = town.contents().await;
        let request = request::read(&fs::read_to_string(&path).unwrap(), |token| town.service.token(token).to_owned());
        let answer = town.send(request).await;
        let told = tell(&answer, &difference(&before, &town.contents().await));
        if let Some(secret) = secrets.iter().find(|secret| told.contains(secret.as_str())) {
            writeln!(wrong, "{}: tells the secret `{secret}`", path.display()).unwrap();
        }
        let expected = path.with_extension("answer");
        if rewrite {
            fs::write(&expected, &told).unwrap();
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(&told) {
            writeln!(wrong, "{}:\n{told}", expected.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");

    let health = town.send(http::Request::get("/healthz").body(Default::default()).unwrap()).await;
    assert_eq!(health.status, StatusCode::OK);
    assert_eq!(health.json()["status"], "ok");
    town.stop().await;
}

/// A folder without its cases would pass unseen, and so would an answer to no request.
#[test]
fn every_answer_has_its_request() {
    let requests = cases();
    assert!(requests.len() > 100, "the folder of bad requests was not found");
    for path in files("answer") {
        assert!(path.with_extension("http").exists(), "{} answers no request", path.display());
    }
}

pub(super) fn cases() -> Vec<PathBuf> {
    files("http")
}

fn files(extension: &str) -> Vec<PathBuf> {
    let folder: &Path = &root().join("tests/bad/cases");
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.extension().is_some_and(|found| found == extension));
    all.sort();
    all
}

/// The answer as it stands in the files: status, the headers that say something, the body, and
/// what was stored.
fn tell(answer: &Answer, stored: &str) -> String {
    let mut told = format!("{}\n", answer.status);
    for name in ["content-type", "www-authenticate", "allow"] {
        for value in answer.headers.get_all(name) {
            writeln!(told, "{name}: {}", value.to_str().unwrap()).unwrap();
        }
    }
    let body = match serde_json::from_slice::<Value>(&answer.body) {
        Ok(json) => serde_json::to_string_pretty(&json).unwrap(),
        Err(_) => answer.text().to_owned(),
    };
    writeln!(told, "\n{body}\n\nstored: {stored}").unwrap();
    told
}

const TABLES: [&str; 12] = [
    "cities",
    "packs",
    "releases",
    "residents",
    "addresses",
    "events",
    "decisions",
    "points",
    "due",
    "outbox",
    "deliveries",
    "uploads",
];

/// What a table holds: how many rows, and a hash of all their values.
type Content = (i64, u128);

impl Town {
    /// What each table holds.
    pub(super) async fn contents(&self) -> Vec<Content> {
        let mut contents = Vec::new();
        for table in TABLES {
            let mut rows: Vec<String> =
                self.rows(&format!("SELECT * FROM {table}")).await.iter().map(|row| format!("{row:?}")).collect();
            rows.sort();
            let values: Vec<&str> = rows.iter().map(String::as_str).collect();
            contents.push((rows.len() as i64, domain::chance::digest(table, &values)));
        }
        contents
    }

    /// Every value that must never be told.
    pub(super) fn secrets(&self) -> Vec<String> {
        let own = ["ingest_token", "tick_token", "staff_token", "link_key"].map(|name| self.service.token(name));
        let given = ["line_channel_access_token", "line_channel_secret", "sms_auth_token"]
            .map(|name| self.settings.variables[name].as_str());
        own.into_iter().chain(given).filter(|secret| !secret.is_empty()).map(str::to_owned).collect()
    }
}

fn difference(before: &[Content], after: &[Content]) -> String {
    let changed: Vec<String> = TABLES
        .iter()
        .zip(before.iter().zip(after))
        .filter(|(_, (before, after))| before != after)
        .map(|(table, (before, after))| match after.0 - before.0 {
            0 => format!("{table} changed"),
            more => format!("{table} {more:+}"),
        })
        .collect();
    if changed.is_empty() { "nothing".to_owned() } else { changed.join(", ") }
}
