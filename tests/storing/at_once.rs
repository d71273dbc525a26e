//! Requests at once over the same residents, through the real components.

use std::sync::Arc;

use futures::future::join_all;
use http::StatusCode;
use serde_json::Value;
use tokio::sync::Barrier;

use super::given::{check, days_ago, joins, noon, notebook, number, pack_folders};
use crate::support::service::{Setup, Town, steps};

/// Fewer than go by one call.
const RESIDENTS: usize = 4;
const ROUNDS: usize = 30;
const WRITERS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_over_the_same_residents_lose_nothing_and_double_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (campaigns, rules) = pack_folders(folder.path());
    let setup = Setup { campaigns, rules, now: noon(), ..Setup::new() };
    let town = Arc::new(setup.start().await.unwrap());
    for resident in residents() {
        town.post(&joins(&resident, false, noon())).await;
    }
    let barrier = Arc::new(Barrier::new(WRITERS + 1));
    let writers = (0..WRITERS).map(|writer| tokio::spawn(write(Arc::clone(&town), Arc::clone(&barrier), writer)));
    // The clock's work goes on in between.
    let clock = tokio::spawn({
        let (town, barrier) = (Arc::clone(&town), Arc::clone(&barrier));
        async move {
            for _ in 0..ROUNDS {
                barrier.wait().await;
                town.tick().await;
            }
        }
    });
    let told: Vec<(u64, u64)> = join_all(writers).await.into_iter().map(Result::unwrap).collect();
    clock.await.unwrap();
    let accepted: u64 = told.iter().map(|counts| counts.0).sum();
    let duplicates: u64 = told.iter().map(|counts| counts.1).sum();
    // Each writer's own events, and one batch a round that all of them send.
    let own = ROUNDS * WRITERS * RESIDENTS;
    let shared = ROUNDS * RESIDENTS;
    assert_eq!(accepted as usize, own + shared);
    assert_eq!(duplicates as usize, shared * (WRITERS - 1));
    let rows = town.rows("SELECT count(*) FROM events").await;
    assert_eq!(number(&rows[0][0]) as usize, own + shared + 3 * RESIDENTS);
    check(&town.database()).await;
    town.tick().await;
    let waiting = town.rows("SELECT count(*) FROM outbox WHERE state <> 'accepted'").await;
    assert_eq!(number(&waiting[0][0]), 0);
    let messages = town.phone.messages();
    let keys: std::collections::BTreeSet<_> = messages.iter().map(|message| message.retry_key.clone()).collect();
    assert_eq!(messages.len(), keys.len(), "each message left once");
}

/// One writer's rounds: steps of its own, and entries that everybody sends.
async fn write(town: Arc<Town>, barrier: Arc<Barrier>, writer: usize) -> (u64, u64) {
    let (mut accepted, mut duplicates) = (0, 0);
    for round in 0..ROUNDS {
        let version = (round * WRITERS + writer + 1) as u64;
        // Above and below the goal in turn, so that points come and go.
        let count = if version.is_multiple_of(2) { 5_000 + version as i64 } else { 4_000 };
        let mut events: Vec<Value> =
            residents().map(|who| steps(&who, &days_ago(round as i64 % 4), count, version, noon())).collect();
        events.extend(residents().map(|who| notebook(&format!("{who}-note-{round}"), &who, noon())));
        barrier.wait().await;
        let answer = town.offer(&events).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let report = answer.json();
        accepted += report["accepted"].as_u64().unwrap();
        duplicates += report["duplicates"].as_u64().unwrap();
    }
    (accepted, duplicates)
}

fn residents() -> impl Iterator<Item = String> {
    (0..RESIDENTS).map(|number| format!("p-{number}"))
}
