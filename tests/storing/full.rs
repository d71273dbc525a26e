//! A disk that is full, and the settings on which durability rests.

use chrono::TimeDelta;
use shell::sql::{Sql as _, SqlError, Value};
use shell::{Error, handle};

use super::given::{Shell, check, city, joins, noon, notebook, read};
use crate::support::service::Town;

#[tokio::test]
async fn a_full_disk_stores_nothing_and_takes_it_when_there_is_room() {
    let shell = Shell::new().await;
    let people = |from: usize| {
        let events: Vec<_> = (from..from + 200).flat_map(|n| joins(&format!("p-{n}"), false, noon())).collect();
        read(&events)
    };
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &people(0), noon()).await.unwrap();
    let pages = shell.count("PRAGMA page_count").await;
    shell.rows(&format!("PRAGMA max_page_count = {}", pages + 4)).await;
    let before = shell.rows("SELECT count(*), max(rev) FROM residents").await;
    let full = handle::handle(&shell.sql, &shell.cache, &city(), &people(200), noon()).await.unwrap_err();
    assert_eq!(full, Error::Sql(SqlError::Full));
    assert_eq!(shell.rows("SELECT count(*), max(rev) FROM residents").await, before);
    assert_eq!(shell.count("SELECT count(*) FROM events").await, 600);
    // What was there can be read, and the connection works on.
    check(&shell.sql).await;
    shell.rows("PRAGMA max_page_count = 1000000").await;
    let handled = handle::handle(&shell.sql, &shell.cache, &city(), &people(200), noon()).await.unwrap();
    assert_eq!((handled.accepted, handled.duplicates), (600, 0));
    let later = noon() + TimeDelta::minutes(1);
    let note = read(&[notebook("note", "p-1", later)]);
    assert_eq!(handle::handle(&shell.sql, &shell.cache, &city(), &note, later).await.unwrap().accepted, 1);
    check(&shell.sql).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_written_ahead_and_the_disk_is_waited_for() {
    // Components make their connections ready in the same way.
    let shell = Shell::new().await;
    assert_eq!(shell.rows("PRAGMA journal_mode").await, vec![vec!["wal".into()]]);
    assert_eq!(shell.rows("PRAGMA synchronous").await, vec![vec![Value::Integer(2)]]);
    assert_eq!(shell.rows("PRAGMA busy_timeout").await, vec![vec![Value::Integer(5_000)]]);
    let town = Town::new().await;
    let mode = town.database().query("PRAGMA journal_mode", Vec::new()).await.unwrap();
    assert_eq!(mode, vec![vec!["wal".into()]]);
    town.stop().await;
}
