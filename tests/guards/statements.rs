//! Every statement names its city, and every statement is in the store.

use super::source::{literals, rust};

/// What the clock goes through, and what a health check runs.
const WITHOUT_A_CITY: [&str; 2] = ["SELECT city FROM cities ORDER BY city", "SELECT 1"];

const STORE: &str = "crates/shell/src/store/";

fn is_statement(literal: &str) -> bool {
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "REPLACE ", "WITH "].iter().any(|verb| literal.starts_with(verb))
}

#[test]
fn every_statement_names_its_city() {
    let mut seen = 0;
    for file in rust(&[STORE]) {
        for literal in literals(&file.text).iter().filter(|literal| is_statement(literal)) {
            seen += 1;
            // An insert's first column is the city; everything else is looked up by it.
            let inserts = literal.starts_with("INSERT INTO ")
                && literal.split_once('(').is_some_and(|(_, columns)| columns.starts_with("city,"));
            let named = inserts || literal.contains("city = ?");
            assert!(named || WITHOUT_A_CITY.contains(&literal.as_str()), "{}: {literal}", file.path);
        }
    }
    assert!(seen > 20, "only {seen} statements were found; does the search still work?");
}

#[test]
fn every_table_begins_with_the_city() {
    let schema = super::source::read("crates/shell/src/store/schema.sql");
    let tables: Vec<&str> = schema.split("CREATE TABLE ").skip(1).collect();
    assert!(tables.len() >= 10);
    for table in tables {
        let (name, columns) = table.split_once('(').unwrap();
        assert!(columns.trim_start().starts_with("city TEXT"), "the table {name} does not begin with its city");
    }
}

#[test]
fn sql_is_in_the_store_and_nowhere_else() {
    for file in rust(&["crates", "components"]) {
        if file.path.starts_with(STORE) {
            continue;
        }
        for literal in literals(&file.text).iter().filter(|literal| is_statement(literal)) {
            assert!(WITHOUT_A_CITY.contains(&literal.as_str()), "{} has SQL: {literal}", file.path);
        }
    }
}
