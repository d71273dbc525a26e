//! Senders that stall, are cut off, or meet a busy database.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::task::{Context, Poll, Waker};

use ayumi::native::Native;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use shell::drain::Letter;
use shell::sql::{Row, Sql, SqlError, Value};
use shell::{Turn, drain, handle};
use wire::{DeadReason, Outcome, RetryReason};

use super::given::{Dying, Shell, check, city, joins, noon, notebook, number_of, read, text};
use crate::support::service::{event, line_user, pages};

pub(super) fn accepted() -> Outcome {
    Outcome::Accepted { provider_id: None, request_id: None }
}

fn refused() -> Outcome {
    Outcome::Dead { reason: DeadReason::Refused, code: "21610".to_owned(), request_id: Some("RQ1".to_owned()) }
}

pub(super) fn retry(reason: RetryReason) -> Outcome {
    Outcome::Retry { reason, after: None, code: "500".to_owned(), request_id: Some("RQ2".to_owned()) }
}

/// A shell with one message each for so many people, by SMS or LINE.
pub(super) async fn waiting(people: usize, sms: bool) -> Shell {
    let shell = Shell::new().await;
    for person in 0..people {
        let who = format!("p-{person}");
        let events = [joins(&who, sms, noon()), vec![notebook(&format!("note-{who}"), &who, noon())]].concat();
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events), noon()).await.unwrap();
    }
    shell
}

impl Shell {
    async fn states(&self) -> Vec<Row> {
        self.rows("SELECT state, count(*) FROM outbox GROUP BY 1 ORDER BY 1").await
    }

    pub(super) async fn send(&self, now: DateTime<Utc>, outcome: Outcome) -> drain::Drained {
        let send = async |_| outcome.clone();
        drain::drain(&self.sql, &self.cache, &city(), &Turn::at(now, 1_000), pages(), send).await.unwrap()
    }

    async fn is_open(&self, channel: &str) -> bool {
        let path = format!("$.contact.channels.{channel}.refused");
        self.count(&format!("SELECT count(*) FROM residents WHERE state ->> '{path}' IS NULL")).await == 1
    }
}

#[tokio::test]
async fn what_is_cut_off_in_its_calls_leaves_only_what_was_called() {
    let shell = waiting(150, true).await;
    let called = Cell::new(0);
    {
        let send = async |_| {
            called.set(called.get() + 1);
            pending::<Outcome>().await
        };
        let (turn, city) = (Turn::at(noon(), 1_000), city());
        let mut drain = Box::pin(drain::drain(&shell.sql, &shell.cache, &city, &turn, pages(), send));
        let polled = drain.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Pending));
    }
    // As many as the provider takes in a second.
    assert_eq!(called.get(), 100);
    assert_eq!(shell.states().await, vec![vec!["claimed".into(), 50.into()], vec!["sending".into(), 100.into()]]);
    // The next sender leaves nobody out but those whose fate is unknown.
    let drained = shell.send(noon() + TimeDelta::minutes(4), accepted()).await;
    assert_eq!((drained.accepted, drained.dead), (50, 100));
}

#[tokio::test]
async fn a_turn_that_is_over_leaves_the_rest_to_the_next() {
    let people = drain::GROUP + 100;
    let shell = waiting(people, false).await;
    // Ten seconds pass with each call, and what says the same goes by one.
    let passed = Cell::new(0);
    let send = async |_| {
        passed.set(passed.get() + 1);
        accepted()
    };
    let clock = || noon() + TimeDelta::seconds(10 * passed.get());
    let turn = Turn::new(clock, noon() + TimeDelta::seconds(10), 1_000);
    let drained = drain::drain(&shell.sql, &shell.cache, &city(), &turn, pages(), send).await.unwrap();
    assert_eq!(drained.accepted, drain::GROUP);
    assert_eq!(passed.get(), 1);
    assert_eq!(shell.count("SELECT count(*) FROM outbox WHERE state = 'waiting'").await, 100);
    assert_eq!(shell.send(noon(), accepted()).await.accepted, 100);
}

/// A worker stalls in its call until its time is up, and another takes the message: what the
/// first one hears then is no longer its own to note.
#[tokio::test]
async fn a_worker_that_stalls_writes_over_nothing() {
    for (sms, late) in [(true, accepted()), (true, retry(RetryReason::RateLimited)), (false, refused())] {
        let shell = waiting(1, sms).await;
        let later = noon() + TimeDelta::minutes(4);
        let send = async |_| {
            let drained = shell.send(later, accepted()).await;
            assert_eq!(drained.total(), 1);
            late.clone()
        };
        let drained =
            drain::drain(&shell.sql, &shell.cache, &city(), &Turn::at(noon(), 1_000), pages(), send).await.unwrap();
        assert_eq!(drained.total(), 0, "{late:?}");
        let rows = shell.rows("SELECT state, reason, claimed_until FROM outbox").await;
        let known: Vec<Value> = if sms {
            vec!["dead".into(), "ambiguous".into(), Value::Null]
        } else {
            vec!["accepted".into(), Value::Null, Value::Null]
        };
        assert_eq!(rows, vec![known], "{late:?}");
        assert_eq!(shell.count("SELECT count(*) FROM deliveries").await, 1, "{late:?}");
        assert!(shell.is_open(if sms { "sms" } else { "line" }).await);
        assert_eq!(shell.send(later + TimeDelta::days(1), accepted()).await.total(), 0);
    }
}

#[tokio::test]
async fn another_try_counts_from_the_answer() {
    let shell = waiting(1, false).await;
    let answered = Cell::new(noon());
    let send = async |_| {
        answered.set(noon() + TimeDelta::minutes(1));
        retry(RetryReason::Provider)
    };
    let turn = Turn::new(|| answered.get(), noon() + TimeDelta::hours(1), 1);
    let drained = drain::drain(&shell.sql, &shell.cache, &city(), &turn, pages(), send).await.unwrap();
    assert_eq!(drained.retried, 1);
    let at = shell.count("SELECT at FROM outbox").await;
    assert!(at >= (answered.get() + TimeDelta::seconds(5)).timestamp_millis(), "{at}");
    let step = shell.rows("SELECT at, step, code, request FROM deliveries").await;
    let millis = answered.get().timestamp_millis();
    assert_eq!(step, vec![vec![millis.into(), "retry".into(), "provider_error 500".into(), "RQ2".into()]]);
}

/// Is busy a number of times from the first outcome on.
struct Busy<'a> {
    sql: &'a Native,
    times: Cell<u32>,
}

impl Sql for Busy<'_> {
    async fn query(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        if sql.starts_with("BEGIN") && self.times.get() > 0 {
            self.times.set(self.times.get() - 1);
            return Err(SqlError::Busy);
        }
        self.sql.query(sql, params).await
    }

    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<u64, SqlError> {
        self.sql.change(sql, params).await
    }
}

#[tokio::test]
async fn a_busy_database_loses_no_outcome() {
    let shell = waiting(2, true).await;
    let busy = Busy { sql: &shell.sql, times: Cell::new(0) };
    let send = async |_| {
        busy.times.set(5);
        accepted()
    };
    let drained = drain::drain(&busy, &shell.cache, &city(), &Turn::at(noon(), 1_000), pages(), send).await.unwrap();
    assert_eq!((drained.accepted, busy.times.get()), (2, 0));
    assert_eq!(shell.states().await, vec![vec!["accepted".into(), 2.into()]]);
}

/// A number that refuses and a month that is used up are noted with their messages, or not at all.
#[tokio::test]
async fn what_follows_from_an_answer_is_noted_with_it_wherever_the_sender_dies() {
    for statements in 0.. {
        let mut shell = waiting(1, true).await;
        let events = [joins("line", false, noon()), vec![notebook("note", "line", noon())]].concat();
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events), noon()).await.unwrap();
        let dying = Dying::after(&shell.sql, statements);
        let send = async |call: drain::Call| match call.letter {
            Letter::Sms { .. } => refused(),
            _ => Outcome::Stop { request_id: None },
        };
        let died = drain::drain(&dying, &shell.cache, &city(), &Turn::at(noon(), 1), pages(), send).await.is_err();
        shell.sql = Native::open(shell.state.path()).unwrap();
        check(&shell.sql).await;
        let noted = shell.count("SELECT count(*) FROM deliveries").await;
        let closed = "SELECT count(*) FROM residents WHERE state ->> '$.contact.channels.sms.refused' IS NOT NULL";
        let spent = "SELECT count(*) FROM cities WHERE state ->> '$.line_spent_until' IS NOT NULL";
        let all = if died { 0 } else { 1 };
        assert_eq!(
            (noted, shell.count(closed).await, shell.count(spent).await),
            (2 * all, all, all),
            "after {statements} statements"
        );
        if !died {
            assert!(statements >= 12, "only {statements} statements were seen");
            return;
        }
    }
}

#[tokio::test]
async fn an_address_linked_while_the_old_one_was_called_stays_open() {
    for sms in [true, false] {
        let shell = waiting(1, sms).await;
        let again = if sms {
            json!({ "channel": "sms", "address": number_of("new") })
        } else {
            json!({ "channel": "line", "address": line_user("new") })
        };
        let link = event("again", "channel.linked.v1", "p-0", noon() + TimeDelta::seconds(1), again);
        let send = async |_| {
            let events = read(std::slice::from_ref(&link));
            let _ = handle::handle(&shell.sql, &shell.cache, &city(), &events, noon()).await.unwrap();
            refused()
        };
        let later = noon() + TimeDelta::minutes(1);
        let drained =
            drain::drain(&shell.sql, &shell.cache, &city(), &Turn::at(later, 1_000), pages(), send).await.unwrap();
        assert_eq!(drained.dead, 1);
        assert!(shell.is_open(if sms { "sms" } else { "line" }).await);
        // The one that was called is closed where it is still the resident's.
        let shell = waiting(1, sms).await;
        assert_eq!(shell.send(noon(), refused()).await.dead, 1);
        assert!(!shell.is_open(if sms { "sms" } else { "line" }).await);
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_read_keeps_no_other_back() {
    let shell = waiting(3, false).await;
    shell.rows("UPDATE outbox SET body = '{\"from\": \"another program\"}' WHERE resident = 'p-1'").await;
    let said = RefCell::new(Vec::new());
    let send = async |call: drain::Call| {
        said.borrow_mut().push(call.key);
        accepted()
    };
    let drained =
        drain::drain(&shell.sql, &shell.cache, &city(), &Turn::at(noon(), 1_000), pages(), send).await.unwrap();
    assert_eq!((drained.accepted, drained.dead, said.borrow().len()), (2, 1, 2));
    let rows = shell.rows("SELECT state, reason FROM outbox WHERE resident = 'p-1'").await;
    assert_eq!(rows, vec![vec!["dead".into(), "corrupt".into()]]);
    let step = shell.rows("SELECT step, code FROM deliveries WHERE step <> 'accepted'").await;
    assert_eq!((text(&step[0][0]), text(&step[0][1])), ("dead", "corrupt"));
}
