//! Transactions belong to their connection, and end with it.

use futures::future::join_all;
use http::StatusCode;
use rusqlite::Connection;

use crate::support::host::run;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_hold_between_requests_at_once() {
    let running = run(|_| {}).await;
    running.ok("/sql/create").await;
    let added = join_all((0..40).map(|_| running.ok("/sql/add"))).await;
    assert!(added.iter().all(|changed| changed == "1"), "{added:?}");
    assert_eq!(running.ok("/sql/count").await, "40");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trap_in_a_transaction_rolls_it_back() {
    let running = run(|_| {}).await;
    running.ok("/sql/create").await;
    assert_eq!(running.get("/sql/trap").await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(running.ok("/sql/count").await, "0");
    assert_eq!(running.ok("/sql/add").await, "1", "the lock is free again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_dropped_in_a_transaction_rolls_it_back() {
    let running = run(|_| {}).await;
    running.ok("/sql/create").await;
    running.ok("/sql/leave").await;
    assert_eq!(running.ok("/sql/add").await, "1");
    assert_eq!(running.ok("/sql/count").await, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_waits_does_not_stop_the_one_it_waits_for() {
    let running = run(|_| {}).await;
    assert_eq!(running.ok("/sql/two").await, "done");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_all_types_come_in_full() {
    let running = run(|_| {}).await;
    for n in [1_i64, 2, 4095, 4096, 4097, 30_000] {
        let sum = n * (n + 1) / 2;
        assert_eq!(running.ok(&format!("/sql/rows?n={n}")).await, format!("5 {n} {sum}"));
    }
    assert!(running.ok("/sql/one-by-one?n=5000").await.starts_with("5000 "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_not_read_stop_being_made() {
    let running = run(|_| {}).await;
    assert_eq!(running.ok("/sql/unread").await, "done");
    assert_eq!(running.ok("/sql/unread-result").await, "Error::Io(\"row send error\")");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_statement_is_told() {
    let running = run(|_| {}).await;
    let told = running.ok("/sql/bad").await;
    assert!(told.contains("near \\\"SELEKT\\\": syntax error"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_can_give_up_waiting_for_a_lock() {
    let running = run(|_| {}).await;
    running.ok("/sql/create").await;
    let other = Connection::open(running.state.path().join("sqlite_db.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The answer comes while the lock is held.
    assert_eq!(running.ok("/sql/gives-up?n=20").await, "gave up");
    other.execute_batch("COMMIT").unwrap();
    // What it waited for is not left open behind it.
    assert_eq!(running.ok("/sql/add").await, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_waits_for_as_long_as_its_component_says() {
    let running = run(|_| {}).await;
    running.ok("/sql/create").await;
    let other = Connection::open(running.state.path().join("sqlite_db.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    for patience in [0, 20] {
        let told = running.ok(&format!("/sql/impatient?n={patience}")).await;
        assert!(told.contains("database is locked"), "{told}");
    }
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(running.ok("/sql/impatient?n=20").await, "done");
}
