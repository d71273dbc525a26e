//! The key-value store: granted or not, durable, apart from the database.

use ayumi::host::start;
use bytes::Bytes;
use http::{Request, StatusCode};
use rusqlite::Connection;

use crate::support::host::{options, run, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_not_granted_is_denied() {
    let running = run(|_| {}).await;
    assert_eq!(running.ok("/kv/open?name=default").await, "opened");
    assert_eq!(running.ok("/kv/open?name=other").await, "Error::AccessDenied");
    assert_eq!(running.ok("/bare/x/kv/open?name=default").await, "Error::AccessDenied");
    assert_eq!(running.ok("/kv/many").await, "256 Error::StoreTableFull");
    // They were closed with their request.
    assert_eq!(running.ok("/kv/many").await, "256 Error::StoreTableFull");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_set_is_there_until_it_is_deleted() {
    let running = run(|_| {}).await;
    assert_eq!(running.ok("/kv/keys").await, "");
    assert_eq!(running.ok("/kv/get?name=a").await, "nothing");
    for (name, value) in [("a", "1"), ("b", "2"), ("a", "3")] {
        assert_eq!(running.ok(&format!("/kv/set?name={name}&value={value}")).await, "done");
    }
    assert_eq!(running.ok("/kv/get?name=a").await, "3");
    assert_eq!(running.ok("/kv/keys").await, "a b");
    assert_eq!(running.ok("/kv/exists?name=b").await, "true");
    // Twice, since nobody minds.
    for _ in 0..2 {
        assert_eq!(running.ok("/kv/delete?name=b").await, "done");
        assert_eq!(running.ok("/kv/exists?name=b").await, "false");
    }
    assert_eq!(running.ok("/kv/keys").await, "a");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_outlives_a_trap_and_the_host() {
    let running = run(|_| {}).await;
    assert_eq!(running.get("/kv/trap?name=a&value=1").await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(running.ok("/kv/get?name=a").await, "1");
    let state = running.state;
    running.host.stop().await.unwrap();
    let host = start(options(state.path())).await.unwrap();
    let request = Request::get("/kv/get?name=a").body(Bytes::new()).unwrap();
    assert_eq!(text(host.request(request).await.unwrap()), "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_holds_the_database_does_not_hold_the_store() {
    let running = run(|_| {}).await;
    running.ok("/sql/create").await;
    let other = Connection::open(running.state.path().join("sqlite_db.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert_eq!(running.ok("/kv/set?name=a&value=1").await, "done");
    assert_eq!(running.ok("/kv/get?name=a").await, "1");
    drop(other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_and_its_table_are_spins() {
    let running = run(|_| {}).await;
    running.ok("/kv/set?name=a&value=1").await;
    let file = Connection::open(running.state.path().join("sqlite_key_value.db")).unwrap();
    let row = file.query_row("SELECT store, key, value FROM spin_key_value", [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
    });
    assert_eq!(row.unwrap(), ("default".to_owned(), "a".to_owned(), b"1".to_vec()));
}
