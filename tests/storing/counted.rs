//! What left is counted, whatever becomes of its sender: by LINE once, by SMS each time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::pending;
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, TimeDelta, Utc};
use domain::MessageId;
use domain::pack::sms_parts;
use shell::drain::{Call, Letter};
use shell::hear::{self, Heard};
use shell::watch::{Month, watch};
use shell::{Turn, drain, handle};
use wire::line::quota::Quota;
use wire::{Outcome, RetryReason};

use super::given::{Shell, check, city, joins, noon, notebook, read, text};
use super::senders::{accepted, retry, waiting};
use crate::support::service::pages;

/// A provider that writes down what it gets. LINE knows a call again by its key.
#[derive(Default)]
struct Got {
    by_line: RefCell<BTreeMap<MessageId, usize>>,
    by_sms: RefCell<Vec<usize>>,
}

impl Got {
    fn take(&self, call: &Call) {
        let people = match &call.letter {
            Letter::Push { .. } | Letter::Reply { .. } => 1,
            Letter::Multicast { to, .. } => to.len(),
            Letter::Sms { text, .. } => return self.by_sms.borrow_mut().push(sms_parts(text)),
        };
        self.by_line.borrow_mut().insert(call.key, people);
    }

    /// What we count is what it got.
    async fn is_counted(&self, shell: &Shell) {
        let sum = async |what: &str, channel: &str| {
            shell.count(&format!("SELECT coalesce(sum({what}), 0) FROM sent_days WHERE channel = '{channel}'")).await
        };
        let line = self.by_line.borrow().values().sum::<usize>() as i64;
        let (texts, parts) = (self.by_sms.borrow().len() as i64, self.by_sms.borrow().iter().sum::<usize>() as i64);
        assert_eq!((sum("messages", "line").await, sum("messages", "sms").await), (line, texts));
        assert_eq!((sum("parts", "line").await, sum("parts", "sms").await), (0, parts));
        assert_eq!(shell.count("SELECT state ->> '$.line_quota.since' FROM cities").await, line);
        assert_eq!(shell.count("SELECT count(*) FROM units").await, i64::from(line > 0));
    }
}

/// A sender whose calls arrive, and that dies before it hears of them.
async fn dies_with_its_calls_out(shell: &Shell, got: &Got, now: DateTime<Utc>) {
    let send = async |call: Call| {
        got.take(&call);
        pending::<Outcome>().await
    };
    let (turn, city) = (Turn::at(now, 1_000), city());
    let mut drain = Box::pin(drain::drain(&shell.sql, &shell.cache, &city, &turn, pages(), send));
    assert!(matches!(drain.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
}

async fn asked_of_the_month(shell: &Shell) {
    let month = Month { quota: Quota::Limited(1_000), used: 0 };
    watch(&shell.sql, &city(), noon(), async || Some(Ok(month))).await.unwrap();
}

#[tokio::test]
async fn what_a_dead_sender_had_out_is_counted_once() {
    let shell = waiting(6, false).await;
    for who in ["s-1", "s-2", "s-3"] {
        let events = [joins(who, true, noon()), vec![notebook(&format!("note-{who}"), who, noon())]].concat();
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events), noon()).await.unwrap();
    }
    asked_of_the_month(&shell).await;
    let got = Got::default();
    dies_with_its_calls_out(&shell, &got, noon()).await;
    assert_eq!((got.by_line.borrow().len(), got.by_sms.borrow().len()), (1, 3));
    // The call for several goes again by its key, and comes to nothing for a while. What became of the SMS nobody
    // knows: they may have been paid for.
    for (minutes, outcome) in
        [(4, retry(RetryReason::Provider)), (8, retry(RetryReason::RateLimited)), (20, accepted())]
    {
        let send = async |call: Call| {
            got.take(&call);
            outcome.clone()
        };
        let turn = Turn::at(noon() + TimeDelta::minutes(minutes), 1_000);
        let drained = drain::drain(&shell.sql, &shell.cache, &city(), &turn, pages(), send).await.unwrap();
        assert_eq!(drained.dead, if minutes == 4 { 3 } else { 0 });
        got.is_counted(&shell).await;
    }
    assert_eq!(shell.count("SELECT count(*) FROM outbox WHERE state = 'accepted'").await, 6);
    check(&shell.sql).await;
}

/// The report came while the call was out, and then the sender died: it was taken, and did not arrive.
#[tokio::test]
async fn a_handset_that_was_not_reached_is_tried_again_also_where_the_sender_died() {
    let shell = waiting(1, true).await;
    asked_of_the_month(&shell).await;
    let got = Got::default();
    dies_with_its_calls_out(&shell, &got, noon()).await;
    let id = text(&shell.rows("SELECT id FROM outbox").await[0][0]).parse().unwrap();
    let told = noon() + TimeDelta::minutes(1);
    let body = b"MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003".to_vec();
    let report = Heard { from: hear::From::SmsStatus(id), received: told, body };
    hear::hear(&shell.sql, &shell.cache, &city(), &report, None, told).await.unwrap();
    let stands = async || shell.rows("SELECT state, reason FROM outbox").await;
    assert_eq!(stands().await, vec![vec!["sending".into(), "unreachable".into()]]);
    let send = async |minutes: i64| {
        let send = async |call: Call| {
            got.take(&call);
            accepted()
        };
        let turn = Turn::at(noon() + TimeDelta::minutes(minutes), 1_000);
        drain::drain(&shell.sql, &shell.cache, &city(), &turn, pages(), send).await.unwrap()
    };
    assert_eq!(send(4).await.accepted, 0);
    assert_eq!(stands().await, vec![vec!["waiting".into(), "unreachable".into()]]);
    got.is_counted(&shell).await;
    assert_eq!(send(20).await.total(), 0, "not before its time");
    assert_eq!(send(21).await.accepted, 1);
    assert_eq!(got.by_sms.borrow().len(), 2);
    got.is_counted(&shell).await;
    check(&shell.sql).await;
}
