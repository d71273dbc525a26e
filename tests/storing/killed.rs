//! A process killed in the middle of load: what was answered is there, and the rest can be sent
//! again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use http::StatusCode;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::given::{check, joins, pack_folders, text};
use crate::support::child::{Up, real};
use crate::support::service::steps;

const RESIDENTS: usize = 40;
const SENDERS: usize = 6;
const BATCHES: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_answered_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let (campaigns, rules) = pack_folders(folder.path());
    let state = folder.path().join("state");
    let up = Up::start(&state, &campaigns, &rules, &nowhere());
    let begin = real() - TimeDelta::minutes(5);
    for resident in 0..RESIDENTS {
        let (status, _) = up.offer(&joins(&format!("p-{resident}"), false, begin)).await.unwrap();
        assert_eq!(status, StatusCode::OK);
    }
    let plenty = Arc::new(Notify::new());
    let answered = Arc::new(AtomicUsize::new(0));
    let sharing = Arc::new(up);
    let senders = (0..SENDERS).map(|sender| {
        let (up, plenty, answered) = (Arc::clone(&sharing), Arc::clone(&plenty), Arc::clone(&answered));
        tokio::spawn(async move {
            let mut done = Vec::new();
            for number in 0..BATCHES {
                let Some((status, report)) = up.offer(&batch(begin, sender, number)).await else { break };
                assert_eq!(status, StatusCode::OK, "{report}");
                done.push(number);
                if answered.fetch_add(1, Ordering::SeqCst) + 1 == SENDERS * BATCHES / 3 {
                    plenty.notify_one();
                }
            }
            done
        })
    });
    let senders: Vec<_> = senders.collect();
    plenty.notified().await;
    sharing.kill();
    let done: Vec<Vec<usize>> = join_all(senders).await.into_iter().map(Result::unwrap).collect();
    assert!(done.iter().any(|batches| batches.len() < BATCHES), "it was killed in the middle");

    let up = Up::start(&state, &campaigns, &rules, &nowhere());
    let sql = ayumi::native::Native::open_to_read(&state).unwrap();
    check(&sql).await;
    let stored: BTreeSet<String> = ids(&sql).await;
    for (sender, batches) in done.iter().enumerate() {
        for number in batches {
            for event in batch(begin, sender, *number) {
                let id = event["id"].as_str().unwrap();
                assert!(stored.contains(id), "{id} was answered and is not there");
            }
        }
    }
    // A batch that was not answered is there whole, or not at all.
    let mut fresh = 0;
    for sender in 0..SENDERS {
        for number in 0..BATCHES {
            let events = batch(begin, sender, number);
            let there = events.iter().filter(|event| stored.contains(event["id"].as_str().unwrap())).count();
            assert!(there == 0 || there == events.len(), "{there} of batch {sender}/{number}");
            let (status, report) = up.offer(&events).await.unwrap();
            assert_eq!(status, StatusCode::OK);
            assert_eq!(report["duplicates"], json!(there), "{report}");
            assert_eq!(report["accepted"], json!(events.len() - there), "{report}");
            fresh += events.len() - there;
        }
    }
    assert_eq!(ids(&sql).await.len(), stored.len() + fresh);
    check(&sql).await;
}

/// Ten residents' steps of three days, above and below the goal in turn.
fn batch(now: DateTime<Utc>, sender: usize, batch: usize) -> Vec<Value> {
    let version = (batch * SENDERS + sender + 1) as u64;
    let count = if version.is_multiple_of(2) { 6_000 } else { 3_000 + version as i64 };
    let date = (now - TimeDelta::days(1 + version as i64 % 3)).date_naive().to_string();
    let residents = (0..10).map(|place| format!("p-{}", (place * 4 + batch + sender) % RESIDENTS));
    residents.map(|who| steps(&who, &date, count, version, now)).collect()
}

async fn ids(sql: &ayumi::native::Native) -> BTreeSet<String> {
    let rows = shell::Sql::query(sql, "SELECT id FROM events", Vec::new()).await.unwrap();
    rows.iter().map(|row| text(&row[0]).to_owned()).collect()
}

/// Providers that nobody can reach: messages wait.
fn nowhere() -> Vec<(&'static str, String)> {
    vec![
        ("line_api_base", "http://127.0.0.1:9".to_owned()),
        ("sms_api_base", "http://127.0.0.1:9".to_owned()),
        ("line_channel_access_token", "token".to_owned()),
    ]
}
