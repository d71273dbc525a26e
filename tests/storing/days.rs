//! What is counted by campaign and day is what stands, whatever came twice or again; and what was before the counts is
//! counted as they count.

use std::collections::BTreeMap;

use ayumi::native::Native;
use chrono::TimeDelta;
use domain::event::ChannelKind;
use serde_json::json;
use shell::hear::{self, Heard};
use shell::sql::Sql;
use shell::store::{MACHINE, Store, What};
use shell::{Turn, drain, due, handle, stop};
use wire::{Outcome, RetryReason};

use super::given::{Shell, check, city, days_ago, joins, noon, notebook, number, read, text};
use super::lived;
use super::senders::{accepted, retry};
use crate::support::host::root;
use crate::support::service::{event, pages, steps};

/// How often something was counted, by campaign, day and what.
type Counts = BTreeMap<(String, i64, String), i64>;

async fn counts(sql: &Native, query: &str) -> Counts {
    let rows = sql.query(query, Vec::new()).await.unwrap();
    let count = |row: &Vec<_>| ((text(&row[0]).to_owned(), number(&row[1]), text(&row[2]).to_owned()), number(&row[3]));
    rows.iter().map(count).collect()
}

/// The counts are what decisions and messages say. Called for every database that tests leave behind.
pub(super) async fn are_what_stands(sql: &Native) {
    let none = async |what: &str, stands: &str| {
        let query = format!(
            "SELECT * FROM (SELECT campaign, what, sum(times) AS times FROM campaign_days GROUP BY 1, 2 HAVING sum(times) <> 0) c \
             FULL JOIN ({stands}) s ON s.campaign = c.campaign AND s.what = c.what \
             WHERE (c.times IS NOT s.times) AND ({what})"
        );
        let rows = sql.query(&query, Vec::new()).await.unwrap();
        assert!(rows.is_empty(), "counted, and what stands: {rows:?}");
    };
    none(
        "s.what IS NOT NULL OR c.what LIKE 'withheld:%' OR c.what IN ('nudge', 'invite', 'award', 'flag_for_staff')",
        "SELECT campaign, CASE WHEN outcome = 'allowed' THEN kind WHEN kind IN ('award', 'enrol', 'set_goal', 'schedule', 'flag_for_staff') \
         THEN kind || ':' || outcome ELSE 'withheld:' || outcome END AS what, count(*) AS times FROM decisions GROUP BY 1, 2",
    )
    .await;
    none(
        "s.what IS NOT NULL OR c.what LIKE 'held:%' OR c.what LIKE 'dead:%'",
        "SELECT campaign, iif(state = 'dead', 'dead:', 'held:') || reason AS what, count(*) AS times FROM outbox \
         WHERE state IN ('dead', 'withheld') GROUP BY 1, 2",
    )
    .await;
    for (what, receipts) in
        [("delivered", "'delivered', 'read'"), ("read", "'read'"), ("failed", "'failed'"), ("refused", "'refused'")]
    {
        none(
            &format!("coalesce(s.what, c.what) = '{what}'"),
            &format!("SELECT campaign, '{what}' AS what, count(*) AS times FROM outbox WHERE receipt IN ({receipts}) GROUP BY 1"),
        )
        .await;
    }
    let flags = "SELECT count(*) FROM (SELECT id FROM decisions WHERE kind = 'flag_for_staff' AND outcome = 'allowed') d \
                 FULL JOIN flags f ON f.decision = d.id WHERE f.decision IS NULL OR d.id IS NULL";
    assert_eq!(number(&sql.query(flags, Vec::new()).await.unwrap()[0][0]), 0, "a flag for each decision");
}

const COUNTED: &str = "SELECT campaign, day, what, times FROM campaign_days WHERE what <> 'due'";
const DUE: &str = "SELECT campaign, day, what, times FROM campaign_days WHERE what = 'due'";

#[tokio::test]
async fn what_was_before_is_counted_as_what_comes_after() {
    let shell = lived::lived().await;
    are_what_stands(&shell.sql).await;
    let (counted, asked) = (counts(&shell.sql, COUNTED).await, counts(&shell.sql, DUE).await);
    for what in ["nudge", "award", "flag_for_staff", "answered", "stopped", "held:opted_out", "dead:refused"] {
        assert!(counted.keys().any(|(_, _, known)| known == what), "no {what} in {counted:?}");
    }
    // The schema comes forward again, over the same decisions and messages.
    shell.rows("DELETE FROM campaign_days").await;
    shell.rows("DELETE FROM flags").await;
    let script = std::fs::read_to_string(root().join("crates/shell/src/store/schema_6.sql")).unwrap();
    let code: Vec<&str> = script.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let fills = code.split(';').map(str::trim).filter(|part| part.starts_with("INSERT INTO "));
    for statement in fills {
        shell.rows(statement).await;
    }
    assert_eq!(counts(&shell.sql, COUNTED).await, counted);
    are_what_stands(&shell.sql).await;
    // Of points that led to nothing nothing is kept.
    let before = counts(&shell.sql, DUE).await;
    assert!(!before.is_empty());
    for (key, times) in before {
        assert!(times <= asked[&key], "{key:?}: {times} of {}", asked[&key]);
    }
}

#[tokio::test]
async fn each_point_that_is_asked_is_counted_once() {
    let shell = Shell::new().await;
    let events = ["a", "b", "c"]
        .map(|who| [joins(who, false, noon()), vec![steps(who, &days_ago(0), 5_200, 1, noon())]].concat());
    for _ in 0..2 {
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events.concat()), noon()).await.unwrap();
    }
    let mut asked = 0;
    for hours in [0, 1, 7, 7, 24] {
        let turn = Turn::at(noon() + TimeDelta::hours(hours), 100);
        asked += due::due(&shell.sql, &shell.cache, &city(), &turn).await.unwrap();
    }
    let day = domain::Zone::default().day(noon());
    let counted = counts(&shell.sql, DUE).await;
    assert_eq!(counted.values().sum::<i64>(), i64::try_from(asked).unwrap());
    assert_eq!(counted[&("walk".to_owned(), i64::from(day.0), "due".to_owned())], 6, "noon and evening of three");
    // What the page of numbers reads.
    let store = Store::new(&shell.sql);
    let days = store.campaign_days(&city(), "walk", day).await.unwrap();
    assert!(days.iter().any(|one| one.day == day && one.what == What::Due && one.times == 6), "{days:?}");
    assert!(store.campaign_days(&city(), "walk", day.plus(1)).await.unwrap().is_empty());
    are_what_stands(&shell.sql).await;
}

/// Two by SMS, whose messages wait.
async fn two_wait() -> (Shell, Vec<domain::MessageId>) {
    let shell = Shell::new().await;
    for who in ["s-1", "s-2"] {
        let events = [joins(who, true, noon()), vec![notebook(&format!("note-{who}"), who, noon())]].concat();
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events), noon()).await.unwrap();
    }
    let ids = shell.rows("SELECT id FROM outbox ORDER BY resident").await;
    (shell, ids.iter().map(|row| text(&row[0]).parse().unwrap()).collect())
}

async fn send(shell: &Shell, minutes: i64, outcome: &Outcome) {
    let turn = Turn::at(noon() + TimeDelta::minutes(minutes), 100);
    let _ = drain::drain(&shell.sql, &shell.cache, &city(), &turn, pages(), async |_| outcome.clone()).await.unwrap();
    check(&shell.sql).await;
}

async fn report(shell: &Shell, message: domain::MessageId, minutes: i64, words: &str) {
    let received = noon() + TimeDelta::minutes(minutes);
    let body = format!("MessageSid=SM{message}&{words}").into_bytes();
    let heard = Heard { from: hear::From::SmsStatus(message), received, body };
    hear::hear(&shell.sql, &shell.cache, &city(), &heard, None, received).await.unwrap();
    check(&shell.sql).await;
}

async fn times(shell: &Shell, what: &str) -> i64 {
    shell.count(&format!("SELECT coalesce(sum(times), 0) FROM campaign_days WHERE what = '{what}'")).await
}

#[tokio::test]
async fn the_last_word_of_a_message_is_counted_and_no_other() {
    let (shell, ids) = two_wait().await;
    send(&shell, 1, &accepted()).await;
    for _ in 0..2 {
        report(&shell, ids[0], 2, "MessageStatus=delivered").await;
    }
    assert_eq!(times(&shell, "delivered").await, 1);
    // It was not reached, and leaves again: that is no failure yet.
    report(&shell, ids[1], 2, "MessageStatus=undelivered&ErrorCode=30003").await;
    assert_eq!(times(&shell, "failed").await, 0);
    send(&shell, 30, &accepted()).await;
    report(&shell, ids[1], 31, "MessageStatus=delivered").await;
    assert_eq!((times(&shell, "delivered").await, times(&shell, "failed").await), (2, 0));
    // Several words of one batch, the one that holds among them.
    let late = noon() + TimeDelta::hours(1);
    let word = |id: &str, state: &str| {
        event(id, "delivery.updated.v1", "s-1", late, json!({ "message": ids[0], "channel": "sms", "state": state }))
    };
    let words = [word("w-1", "accepted"), word("w-2", "read"), word("w-3", "failed")];
    for _ in 0..2 {
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&words), late).await.unwrap();
        check(&shell.sql).await;
    }
    assert_eq!((times(&shell, "delivered").await, times(&shell, "read").await), (2, 1));
    let left: i64 = shell.count("SELECT sum(messages) FROM sent_days").await;
    assert_eq!(left, 3, "one left twice, and each is paid for");
}

#[tokio::test]
async fn what_looked_dead_and_was_taken_is_dead_no_more() {
    let (shell, ids) = two_wait().await;
    let unclear = Outcome::Dead { reason: wire::DeadReason::Ambiguous, code: "timeout".to_owned(), request_id: None };
    send(&shell, 1, &retry(RetryReason::RateLimited)).await;
    send(&shell, 10, &unclear).await;
    assert_eq!(times(&shell, "dead:ambiguous").await, 2);
    report(&shell, ids[0], 11, "MessageStatus=sent").await;
    assert_eq!((times(&shell, "dead:ambiguous").await, times(&shell, "delivered").await), (1, 0));
    report(&shell, ids[0], 12, "MessageStatus=undelivered&ErrorCode=30007").await;
    assert_eq!(times(&shell, "failed").await, 1);
}

#[tokio::test]
async fn what_a_stop_throws_away_is_counted() {
    let (shell, _) = two_wait().await;
    let scope = domain::city::Scope::Channel(ChannelKind::Line);
    let stop = |scope, discard| stop::Stop { scope, words: "点検", discard, by: MACHINE };
    let at = noon() + TimeDelta::minutes(1);
    // They have a text by SMS too.
    stop::stop(&shell.sql, &shell.cache, &city(), stop(scope, stop::Discard::Waiting), at).await.unwrap();
    assert_eq!(times(&shell, "held:suspended").await, 0);
    stop::stop(&shell.sql, &shell.cache, &city(), stop(domain::city::Scope::All, stop::Discard::Waiting), at)
        .await
        .unwrap();
    assert_eq!(times(&shell, "held:suspended").await, 2);
    check(&shell.sql).await;
    // And what no program can read.
    let events = [joins("s-3", true, at), vec![notebook("note-s-3", "s-3", at)]].concat();
    let scope = domain::city::Scope::All;
    stop::resume(&shell.sql, &shell.cache, &city(), &scope, MACHINE, at).await.unwrap();
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events), at).await.unwrap();
    shell.rows("UPDATE outbox SET body = '{}' WHERE resident = 's-3'").await;
    send(&shell, 2, &accepted()).await;
    assert_eq!(times(&shell, "dead:corrupt").await, 1);
}

#[tokio::test]
async fn answers_and_stops_are_counted_by_the_campaign_that_was_answered() {
    let (shell, ids) = two_wait().await;
    send(&shell, 1, &accepted()).await;
    let at = noon() + TimeDelta::minutes(5);
    let says = |id: &str, who: &str, said: serde_json::Value| event(id, "reply.received.v1", who, at, said);
    let said = [
        says("r-1", "s-1", json!({ "message": ids[0], "action": "yes" })),
        says("r-2", "s-1", json!({ "action": "text", "text": "元気です" })),
        says("r-3", "s-2", json!({ "action": "stop" })),
        says("r-4", "s-2", json!({ "action": "stop" })),
        // Who was sent nothing answers nothing.
        says("r-5", "s-9", json!({ "action": "yes" })),
        says("r-6", "s-9", json!({ "action": "stop" })),
    ];
    for _ in 0..2 {
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&said), at).await.unwrap();
    }
    assert_eq!((times(&shell, "answered").await, times(&shell, "stopped").await), (2, 1));
    // Weeks later, to no message in particular.
    let later = noon() + TimeDelta::days(20);
    let stops = event("r-7", "reply.received.v1", "s-1", later, json!({ "action": "stop" }));
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&[stops]), later).await.unwrap();
    assert_eq!(times(&shell, "stopped").await, 2);
    check(&shell.sql).await;
}
