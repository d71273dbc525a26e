//! The schema's versions. A database moves forward, with its data, and never back.

use crate::{Error, Sql};

/// What each version adds to the one before; the first makes an empty database.
const VERSIONS: [&str; 10] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
    include_str!("schema_10.sql"),
];

/// The newest version this program knows.
pub const NEWEST: i64 = VERSIONS.len() as i64;

/// Settings of a connection: patience first, since the others may meet a lock; a write-ahead
/// log, and a disk that has the data before success is said. Pages of 8 KB, which only an empty
/// database takes: a batch touches fewer of them in the indices. The log grows to 2,000 pages before
/// it goes into the database, so that a page that many batches change is written there once.
pub const SETTINGS: [&str; 5] = [
    "PRAGMA busy_timeout = 5000",
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 2000",
];

/// Makes a new connection ready: its settings, and the newest schema.
///
/// # Errors
/// A database newer than this program, or one that cannot be written to.
pub async fn prepare(sql: &impl Sql) -> Result<(), Error> {
    for setting in SETTINGS {
        sql.run(setting, Vec::new()).await?;
    }
    if version(sql).await? == NEWEST {
        return Ok(());
    }
    sql.run("BEGIN IMMEDIATE", Vec::new()).await?;
    match migrate(sql).await {
        Ok(()) => Ok(sql.run("COMMIT", Vec::new()).await?),
        Err(error) => {
            // The error that stopped the migration is the one to tell.
            let _ = sql.run("ROLLBACK", Vec::new()).await;
            Err(error)
        }
    }
}

async fn migrate(sql: &impl Sql) -> Result<(), Error> {
    // Another connection may have done it while this one waited for the lock.
    let found = version(sql).await?;
    if found > NEWEST {
        return Err(Error::NewerDatabase { found, known: NEWEST });
    }
    for script in VERSIONS.iter().skip(usize::try_from(found).unwrap_or_default()) {
        for statement in statements(script) {
            sql.run(&statement, Vec::new()).await?;
        }
    }
    sql.run(&format!("PRAGMA user_version = {NEWEST}"), Vec::new()).await?;
    Ok(())
}

async fn version(sql: &impl Sql) -> Result<i64, Error> {
    use crate::sql::Columns;
    let rows = sql.query("PRAGMA user_version", Vec::new()).await?;
    Ok(rows.first().map(|row| row.integer(0)).unwrap_or_default())
}

/// Spin runs one statement a call. The scripts have no `;` but at the end of statements, within the
/// body of a trigger, and in comments, which are taken out first.
fn statements(script: &str) -> Vec<String> {
    let code: Vec<&str> = script.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let mut statements: Vec<String> = Vec::new();
    let mut trigger: Option<String> = None;
    for part in code.join("\n").split(';').map(str::trim).filter(|part| !part.is_empty()) {
        match trigger.take() {
            Some(body) if part == "END" => statements.push(format!("{body};\n{part}")),
            Some(body) => trigger = Some(format!("{body};\n{part}")),
            None if part.starts_with("CREATE TRIGGER") => trigger = Some(part.to_owned()),
            None => statements.push(part.to_owned()),
        }
    }
    statements.extend(trigger);
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_is_one_statement() {
        let script = "CREATE TABLE a (b); -- no; not here\nCREATE TRIGGER t BEFORE UPDATE ON a\nBEGIN\n    SELECT 1;\n    SELECT 2;\nEND;\nDROP TABLE a;";
        let found = statements(script);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found.get(2).map(String::as_str), Some("DROP TABLE a"));
        assert_eq!(VERSIONS.iter().map(|script| statements(script).len()).min(), Some(3));
    }
}
