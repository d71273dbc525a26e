//! The schema moves forward with its data, and a newer one is told from an older.
//!
//! `schemas/v<n>.sql` is a database of each version with data in it. A new version adds its file
//! (`AYUMI_REWRITE=1` writes that of the newest where it is missing or of another layout) and changes none before it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ayumi::native::{DATABASE, Native};
use chrono::TimeDelta;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use shell::store::schema::{self, NEWEST};
use shell::{Error, handle};

use super::given::{Shell, check, city, noon, notebook, number_of, read};
use super::lived;
use crate::support::host::root;
use crate::support::service::{Setup, Town};

#[tokio::test]
async fn every_version_comes_forward_with_its_data() {
    let newest = dump(&newest().await);
    // What was published never changes: a file is written anew where it is missing or has another layout.
    let kept = std::fs::read_to_string(file(NEWEST)).ok();
    let is_of_today = kept.is_some_and(|kept| layout_of(&kept) == layout_of(&newest));
    if std::env::var_os("AYUMI_REWRITE").is_some() && !is_of_today {
        std::fs::write(file(NEWEST), &newest).unwrap();
    }
    for version in 1..=NEWEST {
        let text = std::fs::read_to_string(file(version)).unwrap_or_else(|error| panic!("v{version}.sql: {error}"));
        let state = tempfile::tempdir().unwrap();
        let before = Connection::open(state.path().join(DATABASE)).unwrap();
        before.execute_batch(&text).unwrap();
        let counts = counts(&before);
        for trace in lived::TRACES {
            let rows: i64 = before.query_row(&format!("SELECT count(*) FROM {trace}"), [], |row| row.get(0)).unwrap();
            assert!(rows > 0, "v{version}.sql has no {trace}");
        }
        drop(before);
        // Twice: what is newest already is left as it is.
        for _ in 0..2 {
            let sql = Native::open(state.path()).unwrap();
            schema::prepare(&sql).await.unwrap();
            check(&sql).await;
        }
        let after = Connection::open(state.path().join(DATABASE)).unwrap();
        for filled in lived::FILLED {
            let rows: i64 = after.query_row(&format!("SELECT count(*) FROM {filled}"), [], |row| row.get(0)).unwrap();
            assert!(rows > 0, "v{version} comes forward with no {filled}");
        }
        for (table, rows) in &counts {
            let now = self::counts(&after).into_iter().find(|(name, _)| name == table);
            // Version 1 had one resident for each address, and the others come back.
            let back = i64::from(version == 1 && table == "addresses");
            assert_eq!(now, Some((table.clone(), *rows + back)), "rows of {table} from v{version}");
        }
        assert_eq!(layout(&after), layout_of(&newest), "v{version} comes to the same layout as a new database");
        let shared = "SELECT resident FROM addresses WHERE address = ? ORDER BY resident DESC";
        let mut shared = after.prepare(shared).unwrap();
        let number = [number_of(lived::COUPLE[0])];
        let couple: Vec<String> = shared.query_map(number, |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(couple, lived::COUPLE);
        drop(shared);
        // And it works on: what was stored is known, what is new is taken.
        let sql = Native::open(state.path()).unwrap();
        let cache = shell::Cache::default();
        let later = noon() + TimeDelta::days(2);
        let events = [lived::happens().concat(), vec![notebook("later", "hana", later)]].concat();
        let handled = handle::handle(&sql, &cache, &city(), &read(&events), later).await.unwrap();
        assert_eq!((handled.accepted, handled.duplicates), (1, events.len() - 1), "v{version}");
        check(&sql).await;
    }
}

#[tokio::test]
async fn the_file_of_the_newest_version_is_of_today() {
    let kept = std::fs::read_to_string(file(NEWEST)).unwrap();
    let shell = Shell::new().await;
    let fresh = Connection::open(shell.state.path().join(DATABASE)).unwrap();
    assert_eq!(
        layout_of(&kept),
        layout(&fresh),
        "AYUMI_REWRITE=1 writes v{NEWEST}.sql anew; a published one never changes"
    );
}

#[tokio::test]
async fn pages_are_those_that_the_database_was_made_with() {
    let (new, old) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let before = Connection::open(old.path().join(DATABASE)).unwrap();
    before.execute_batch("PRAGMA page_size = 4096").unwrap();
    before.execute_batch(&std::fs::read_to_string(file(1)).unwrap()).unwrap();
    drop(before);
    for (state, size) in [(&new, 8192), (&old, 4096)] {
        let sql = Native::open(state.path()).unwrap();
        schema::prepare(&sql).await.unwrap();
        check(&sql).await;
        assert_eq!(page_size(state.path()), size);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_makes_pages_of_the_same_size() {
    let town = Town::new().await;
    assert_eq!(town.rows("PRAGMA page_size").await, [[8192.into()]]);
    town.stop().await;
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    let shell = Shell::new().await;
    let newer = NEWEST + 3;
    shell::Sql::run(&shell.sql, &format!("PRAGMA user_version = {newer}"), Vec::new()).await.unwrap();
    let error = schema::prepare(&Native::open(shell.state.path()).unwrap()).await.unwrap_err();
    assert_eq!(error, Error::NewerDatabase { found: newer, known: NEWEST });
    assert_eq!(
        error.to_string(),
        format!("the database has schema version {newer}, and this program knows up to {NEWEST}; use a newer program")
    );
    assert_eq!(shell.count("PRAGMA user_version").await, newer);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_says_so_at_its_start() {
    let setup = Setup::new();
    let sql = Native::open(setup.state.path()).unwrap();
    shell::Sql::run(&sql, &format!("PRAGMA user_version = {}", NEWEST + 1), Vec::new()).await.unwrap();
    let error = setup.start().await.err().expect("it must not start").to_string();
    assert!(error.contains("use a newer program"), "{error}");
}

fn file(version: i64) -> PathBuf {
    root().join(format!("tests/storing/schemas/v{version}.sql"))
}

/// A database of the newest version with something of everything in it.
async fn newest() -> Connection {
    let shell = lived::lived().await;
    check(&shell.sql).await;
    let copy = Connection::open_in_memory().unwrap();
    let source = Connection::open(Path::new(shell.state.path()).join(DATABASE)).unwrap();
    copy.execute_batch(&dump(&source)).unwrap();
    copy
}

/// A database as SQL.
fn dump(connection: &Connection) -> String {
    let mut text = String::new();
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    // Triggers come last: what they did stands among the rows.
    let (triggers, made): (Vec<_>, Vec<_>) =
        layout(connection).into_iter().partition(|(_, sql)| sql.starts_with("CREATE TRIGGER"));
    for (_, sql) in made {
        writeln!(text, "{sql};").unwrap();
    }
    for (table, _) in counts(connection) {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let width = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<String> = (0..width).map(|place| literal(&row.get::<_, Cell>(place).unwrap())).collect();
            writeln!(text, "INSERT INTO {table} VALUES ({});", values.join(", ")).unwrap();
        }
    }
    for (_, sql) in triggers {
        writeln!(text, "{sql};").unwrap();
    }
    writeln!(text, "PRAGMA user_version = {version};").unwrap();
    text
}

fn literal(value: &Cell) -> String {
    match value {
        Cell::Null => "NULL".to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Cell::Blob(_) => panic!("no table has bytes"),
    }
}

fn layout_of(script: &str) -> Vec<(String, String)> {
    let made = Connection::open_in_memory().unwrap();
    made.execute_batch(script).unwrap();
    layout(&made)
}

/// Tables and indexes, each in one line.
fn layout(connection: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'index', name";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    rows.map(Result::unwrap).map(|(name, sql)| (name, sql.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

fn page_size(state: &Path) -> i64 {
    let read = Connection::open(state.join(DATABASE)).unwrap();
    read.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap()
}

fn counts(connection: &Connection) -> Vec<(String, i64)> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    let mut statement = connection.prepare(sql).unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let count = |name: String| {
        let rows = connection.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0)).unwrap();
        (name, rows)
    };
    names.into_iter().map(count).collect()
}
