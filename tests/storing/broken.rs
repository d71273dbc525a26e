//! A process that dies at any statement: all of a batch is stored, or nothing.

use ayumi::native::Native;
use chrono::TimeDelta;
use shell::drain::Letter;
use shell::{Turn, drain, due, handle};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wire::Outcome;

use super::given::{Dying, Shell, check, city, days_ago, joins, noon, notebook, read};
use crate::support::service::{pages, steps};

#[tokio::test]
async fn a_batch_of_events_is_stored_whole_or_not_at_all() {
    for statements in 0.. {
        let mut shell = Shell::new().await;
        let events = read(
            &[
                joins("hana", false, noon()),
                vec![steps("hana", &days_ago(0), 5_200, 1, noon()), notebook("note", "hana", noon())],
            ]
            .concat(),
        );
        let dying = Dying::after(&shell.sql, statements);
        let died = handle::handle(&dying, &shell.cache, &city(), &events, noon()).await.is_err();
        // The connection of a process that is gone ends, and with it what was begun.
        shell.sql = Native::open(shell.state.path()).unwrap();
        let stored = shell.count("SELECT count(*) FROM events").await;
        assert_eq!(stored, if died { 0 } else { 5 }, "after {statements} statements");
        check(&shell.sql).await;
        let again = handle::handle(&shell.sql, &shell.cache, &city(), &events, noon()).await.unwrap();
        assert_eq!((again.accepted, again.duplicates), if died { (5, 0) } else { (0, 5) });
        check(&shell.sql).await;
        assert_eq!(shell.count("SELECT sum(points) FROM points").await, 10);
        assert_eq!(shell.count("SELECT count(*) FROM outbox").await, 2);
        if !died {
            assert!(statements >= 8, "only {statements} statements were seen; does the test still break anything?");
            return;
        }
    }
}

#[tokio::test]
async fn decision_points_are_asked_once_wherever_the_asking_dies() {
    for statements in 0.. {
        let mut shell = Shell::new().await;
        let events = read(&[joins("hana", false, noon()), joins("taro", true, noon())].concat());
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &events, noon()).await.unwrap();
        let evening = noon() + TimeDelta::hours(7);
        let dying = Dying::after(&shell.sql, statements);
        let died = due::due(&dying, &shell.cache, &city(), &Turn::at(evening, 100)).await.is_err();
        shell.sql = Native::open(shell.state.path()).unwrap();
        check(&shell.sql).await;
        due::due(&shell.sql, &shell.cache, &city(), &Turn::at(evening, 100)).await.unwrap();
        check(&shell.sql).await;
        let points = "SELECT count(*), count(DISTINCT resident) FROM decisions WHERE hook = 'at_noon'";
        assert_eq!(shell.rows(points).await, vec![vec![2.into(), 2.into()]]);
        assert_eq!(shell.count("SELECT count(*) FROM due").await, 4, "each comes again tomorrow");
        if !died {
            assert!(statements >= 8, "only {statements} statements were seen; does the test still break anything?");
            return;
        }
    }
}

/// Whatever statement a sender dies at, and a second one after it: LINE goes again with its own
/// key, an SMS whose fate is unknown does not.
#[tokio::test]
async fn no_sms_is_called_twice_wherever_senders_die() {
    let (mut first, mut lived) = (0, false);
    while !lived {
        for second in 0..6 {
            lived = send_dying(first, second).await;
        }
        first += 1;
    }
    assert!(first >= 8, "only {first} statements were seen; does the test still break anything?");
}

/// The first sender dies after so many statements, the second too, the third lives.
async fn send_dying(first: u64, second: u64) -> bool {
    let mut shell = Shell::new().await;
    let events = read(
        &[
            joins("hana", false, noon()),
            joins("taro", true, noon()),
            vec![notebook("note-1", "hana", noon()), notebook("note-2", "taro", noon())],
        ]
        .concat(),
    );
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &events, noon()).await.unwrap();
    let calls: RefCell<BTreeMap<(String, &str), usize>> = RefCell::default();
    let send = async |call: drain::Call| {
        let channel = if matches!(call.letter, Letter::Sms { .. }) { "sms" } else { "line" };
        *calls.borrow_mut().entry((call.key.to_string(), channel)).or_default() += 1;
        Outcome::Accepted { provider_id: None, request_id: None }
    };
    let mut lived = true;
    for (turn, statements) in [first, second, 1_000].into_iter().enumerate() {
        let now = noon() + TimeDelta::minutes(4 * turn as i64);
        let dying = Dying::after(&shell.sql, statements);
        let died = drain::drain(&dying, &shell.cache, &city(), &Turn::at(now, 100), pages(), send).await.is_err();
        lived &= !died || turn == 1;
        shell.sql = Native::open(shell.state.path()).unwrap();
        check(&shell.sql).await;
    }
    let calls = calls.take();
    for ((message, channel), times) in &calls {
        assert!(*channel == "line" || *times == 1, "{message} by {channel}: {times} times ({first}, {second})");
    }
    let fates = shell.rows("SELECT channel, state, reason FROM outbox ORDER BY channel").await;
    assert_eq!(fates[0][..2], ["line".into(), "accepted".into()], "{fates:?} ({first}, {second})");
    let sms = fates[1].clone();
    let sent = sms[..2] == ["sms".into(), "accepted".into()];
    let unknown = sms == ["sms".into(), "dead".into(), "ambiguous".into()];
    assert!(sent || unknown, "{sms:?} ({first}, {second})");
    assert!(!sent || calls.keys().any(|(_, channel)| *channel == "sms"), "an SMS that was never sent is not accepted");
    lived
}
