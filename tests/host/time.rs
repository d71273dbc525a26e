//! The clock that components see, and the ticks.

use std::path::Path;
use std::time::{Duration, Instant};

use ayumi::host::Clock;
use chrono::{DateTime, TimeDelta};
use http::StatusCode;

use crate::support::host::{Running, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_see_the_virtual_time() {
    let start = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
    let running = run(|options| options.clock = Clock::virtual_at(start)).await;
    assert_eq!(running.ok("/now").await, "1760000000");
    running.host.clock().advance(TimeDelta::days(30)).unwrap();
    assert_eq!(running.ok("/now").await, "1762592000", "an instance already running sees it too");
    // Waiting is in real time.
    assert_eq!(running.ok("/slow?ms=20").await, "slow");
    assert_eq!(running.ok("/now").await, "1762592000");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_see_the_real_time_otherwise() {
    let running = run(|_| {}).await;
    let seen: i64 = running.ok("/now").await.parse().unwrap();
    assert!((Clock::real().now().timestamp() - seen).abs() < 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tick_is_a_request_with_the_token() {
    let running = run(|_| {}).await;
    let response = running.host.tick().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.into_body(), "POST Bearer t");
    // Each takes 50 ms, and never two at once.
    let began = Instant::now();
    let (a, b, c) = tokio::join!(running.host.tick(), running.host.tick(), running.host.tick());
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert!(began.elapsed() >= Duration::from_millis(150));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ticks_go_on_and_stop_with_the_host() {
    let mut running = run(|_| {}).await;
    running.host.tick_every(Duration::from_millis(5));
    while ticks(running.state.path()) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let Running { host, state } = running;
    host.stop().await.unwrap();
    let at_the_end = ticks(state.path());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(ticks(state.path()), at_the_end, "none after the end");
}

/// How many ticks the probe has written down.
fn ticks(state: &Path) -> i64 {
    let database = rusqlite::Connection::open(state.join(ayumi::native::DATABASE)).unwrap();
    // Before the first tick there is no table.
    database.query_row("SELECT count(*) FROM ticks", [], |row| row.get(0)).unwrap_or(0)
}
