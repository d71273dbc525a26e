//! The ledger of consent: nothing said is missing, nothing is changed, nothing is there twice.

use ayumi::native::{DATABASE, Native};
use chrono::TimeDelta;
use rusqlite::Connection;
use serde_json::json;
use shell::handle;
use shell::store::schema;

use super::given::{Shell, city, joins, noon, read, text};
use crate::support::service::{event, line_user};

/// Everything that is said about consent, by one resident.
fn said() -> Vec<serde_json::Value> {
    let at = |hours| noon() + TimeDelta::hours(hours);
    let about = |purpose: &str, via: &str| json!({ "purpose": purpose, "categories": ["steps"], "text_version": "2026-04", "via": via });
    let blocked = json!({ "channel": "line", "address": line_user("hana"), "blocked": true });
    let mut stop = event("stop", "reply.received.v1", "hana", at(2), json!({ "action": "stop" }));
    stop["source"] = "line".into();
    [
        joins("hana", false, noon()),
        vec![
            event("research", "consent.given.v1", "hana", at(1), about("research", "paper")),
            stop,
            event("blocked", "channel.unlinked.v1", "hana", at(3), blocked),
            event(
                "moved",
                "channel.unlinked.v1",
                "hana",
                at(4),
                json!({ "channel": "sms", "address": "+819012345678" }),
            ),
            event("no", "reply.received.v1", "hana", at(4), json!({ "action": "not_now" })),
            event("back", "consent.withdrawn.v1", "hana", at(5), about("engagement", "counter")),
        ],
    ]
    .concat()
}

const LINES: &str = "SELECT number || ' ' || what || ' ' || purpose || ' ' || categories || ' ' || \
                     coalesce(text_version, '-') || ' ' || via || ' ' || event FROM consents ORDER BY number";

const EXPECTED: [&str; 5] = [
    r#"1 given engagement ["steps"] 2026-04 counter hana-consent"#,
    r#"2 given research ["steps"] 2026-04 paper research"#,
    "3 stopped engagement [] - line stop",
    "4 blocked engagement [] - line blocked",
    r#"5 withdrawn engagement ["steps"] 2026-04 counter back"#,
];

async fn lines(shell: &Shell) -> Vec<String> {
    shell.rows(LINES).await.iter().map(|row| text(&row[0]).to_owned()).collect()
}

async fn take(shell: &Shell, events: &[serde_json::Value]) {
    let _ =
        handle::handle(&shell.sql, &shell.cache, &city(), &read(events), noon() + TimeDelta::hours(6)).await.unwrap();
}

#[tokio::test]
async fn what_is_said_is_entered_once_in_the_order_of_its_arrival() {
    let shell = Shell::new().await;
    for events in said().chunks(4) {
        take(&shell, events).await;
    }
    assert_eq!(lines(&shell).await, EXPECTED);
    take(&shell, &said()).await;
    assert_eq!(lines(&shell).await, EXPECTED, "sent again");
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_what_was_said() {
    let shell = Shell::new().await;
    take(&shell, &said()).await;
    let database = Connection::open(shell.state.path().join(DATABASE)).unwrap();
    for statement in [
        "UPDATE consents SET what = 'given' WHERE number = 5",
        "DELETE FROM consents WHERE number = 5",
        "DELETE FROM consents",
        "INSERT OR REPLACE INTO consents SELECT * FROM consents WHERE number = 5",
        "REPLACE INTO consents (city, number, resident, what, purpose, categories, via, at, received, source, event) \
         VALUES ('432041', 5, 'hana', 'given', 'engagement', '[]', 'x', 0, 0, 'x', 'x')",
        "INSERT INTO consents (city, number, resident, what, purpose, categories, via, at, received, source, event) \
         VALUES ('432041', 9, 'hana', 'given', 'engagement', '[]', 'x', 0, 0, '//test', 'back') \
         ON CONFLICT DO UPDATE SET what = 'given'",
    ] {
        let error = database.execute(statement, []).unwrap_err().to_string();
        assert!(error.contains("the ledger of consent is only added to"), "{statement}: {error}");
    }
    assert_eq!(lines(&shell).await, EXPECTED);
}

#[tokio::test]
async fn what_was_said_before_there_was_a_ledger_is_entered_by_the_migration() {
    let shell = Shell::new().await;
    take(&shell, &said()).await;
    let database = Connection::open(shell.state.path().join(DATABASE)).unwrap();
    // As the version before left it.
    let mine = ["consents", "links", "link_codes", "link_nonces", "link_counts"];
    let later = ["buckets", "sent_days", "notices", "units", "unsent", "uploads", "reply_tokens"];
    let console = [
        "staff",
        "invitations",
        "sessions",
        "audit",
        "drafts",
        "requests",
        "request_entries",
        "replays",
        "replay_spans",
        "flags",
        "campaign_days",
    ];
    let provider = ["staff_subjects", "openid_answers"];
    let ledger = ["transfers", "accounts", "redemptions"];
    let walking = [
        "team_sums",
        "member_sums",
        "turns",
        "team_days",
        "teams",
        "cheers",
        "results",
        "shops",
        "lotteries",
        "pay_lists",
        "doubts",
        "prints",
        "sheets",
        "expiries",
    ];
    let trials = ["trial_terms", "trial_points", "trial_people", "trial_weeks", "plans", "reports"];
    database.execute_batch("DROP TRIGGER transfers_are_kept").unwrap();
    for table in mine.into_iter().chain(later).chain(console).chain(provider).chain(ledger).chain(walking).chain(trials)
    {
        database.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
    database.execute_batch("ALTER TABLE points DROP COLUMN granted").unwrap();
    database.execute_batch("DROP INDEX outbox_by_turn; DROP INDEX outbox_of_call").unwrap();
    for column in ["priority", "call", "alone", "receipt", "reply", "counted"] {
        database.execute_batch(&format!("ALTER TABLE outbox DROP COLUMN {column}")).unwrap();
    }
    let before = "CREATE INDEX outbox_by_time ON outbox (city, state, at); PRAGMA user_version = 2";
    database.execute_batch(before).unwrap();
    drop(database);
    schema::prepare(&Native::open(shell.state.path()).unwrap()).await.unwrap();
    // All arrived at once, so their own times tell the order.
    assert_eq!(lines(&shell).await, EXPECTED);
}
