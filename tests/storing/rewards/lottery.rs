//! A lottery is bound before its first ticket, and drawn once.

use std::rc::Rc;

use ayumi::native::Native;
use chrono::{DateTime, Utc};
use domain::Ruleset;
use domain::rewards::{NotTaken, State, draw};
use shell::rewards::{Answer, Drawing, Void, cancel, draw_due};
use shell::store::{Draw, Redemption, Store};
use shell::{Cache, Sql, publish, resident};

use super::{KEY, REWARDS, asks, city, counter, walked, who, with_rewards};
use crate::storing::given::{Shell, check, noon};
use crate::support::service::local;

async fn rules(sql: &Native, cache: &Cache) -> Rc<Ruleset> {
    let city = city();
    let place = resident::Place { sql, cache, city: &city };
    resident::known(&place, &who("a")).await.unwrap().ruleset
}

async fn ticks(shell: &Shell, key: &str, at: DateTime<Utc>) -> Drawing {
    let rules = rules(&shell.sql, &shell.cache).await;
    draw_due(&shell.sql, (&city(), key), &rules, at).await.unwrap()
}

async fn ticket(shell: &Shell, name: &str, id: &str) -> Redemption {
    match asks(&shell.sql, &shell.cache, name, "spring", id, march()).await.unwrap() {
        Answer::Had(made, None) => made,
        other => panic!("{other:?}"),
    }
}

/// Two tickets of `a` and one of `b`.
async fn three_tickets(shell: &Shell) {
    for (name, id) in [("a", "t-1"), ("b", "t-2"), ("a", "t-3")] {
        assert_eq!(ticket(shell, name, id).await.state, State::Taken);
    }
}

fn march() -> DateTime<Utc> {
    local("2027-03-10 12:00")
}

fn draws() -> DateTime<Utc> {
    local("2027-04-05 00:00")
}

fn only(what: &str) -> Vec<String> {
    vec![what.to_owned()]
}

#[tokio::test]
async fn it_is_drawn_as_it_was_bound() {
    let shell = walked().await;
    let store = Store::new(&shell.sql);
    assert_eq!(ticks(&shell, KEY, noon()).await, Drawing { bound: only("spring"), ..Drawing::default() });
    let bound = store.lottery(&city(), "spring").await.unwrap().unwrap();
    assert_eq!((bound.at, bound.drawn), (noon(), None));
    three_tickets(&shell).await;
    assert_eq!(ticks(&shell, KEY, local("2027-04-04 23:59")).await, Drawing::default());
    assert_eq!(store.lottery(&city(), "spring").await.unwrap().unwrap(), bound);
    assert_eq!(store.drawn(&city(), "spring").await.unwrap(), None);

    assert_eq!(ticks(&shell, KEY, draws()).await.drawn, only("spring"));
    let drawn = store.drawn(&city(), "spring").await.unwrap().unwrap();
    assert!(bound.commitment.holds(&drawn.seed));
    assert_eq!(drawn.tickets, ["t-1", "t-2", "t-3"]);
    let again: Vec<String> = draw(&drawn.seed, &drawn.tickets, 1).into_iter().map(|won| won.ticket).collect();
    assert_eq!(drawn.winners, again);
    let told = Draw { seed: drawn.seed.clone(), tickets: 3, winners: again };
    assert_eq!(store.draw_of(&city(), "spring").await.unwrap(), Some(told));
    for ticket in &drawn.tickets {
        let expected = if drawn.winners.contains(ticket) { State::Won } else { State::Lost };
        let made = store.redemption(&city(), ticket).await.unwrap().unwrap();
        assert_eq!((made.state, made.by.as_str(), made.changed), (expected, "clock", draws()), "{ticket}");
    }
    check(&shell.sql).await;
}

#[tokio::test]
async fn nothing_is_drawn_twice() {
    let shell = walked().await;
    three_tickets(&shell).await;
    assert_eq!(ticks(&shell, KEY, draws()).await.drawn, only("spring"));
    let store = Store::new(&shell.sql);
    let first = store.drawn(&city(), "spring").await.unwrap();
    assert_eq!(ticks(&shell, KEY, draws()).await, Drawing::default());
    // Nor where staff write later days into it: the next lottery has another name.
    let later = REWARDS.replace("2027-03-31", "2027-05-31").replace("2027-04-05", "2027-06-05");
    publish::publish(&shell.sql, &with_rewards(&later), draws()).await.unwrap();
    let answer = asks(&shell.sql, &shell.cache, "b", "spring", "t-4", local("2027-05-10 12:00")).await.unwrap();
    assert!(matches!(answer, Answer::Not(NotTaken::Over(_))), "{answer:?}");
    assert_eq!(ticks(&shell, KEY, local("2027-06-05 12:00")).await, Drawing::default());
    assert_eq!(store.drawn(&city(), "spring").await.unwrap(), first);
    for change in ["seed = 'x'", "winners = ''", "drawn = NULL"] {
        let error = shell.sql.run(&format!("UPDATE lotteries SET {change}"), Vec::new()).await.unwrap_err();
        assert!(error.to_string().contains("as it was published"), "{error}");
    }
    check(&shell.sql).await;
}

/// Each with a connection of its own, at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_ticks_at_once_draw_once() {
    let shell = walked().await;
    three_tickets(&shell).await;
    let tick = || {
        let path = shell.state.path().to_owned();
        std::thread::spawn(move || {
            let (sql, cache) = (Native::open(&path).unwrap(), Cache::default());
            futures::executor::block_on(async {
                let rules = rules(&sql, &cache).await;
                draw_due(&sql, (&city(), KEY), &rules, draws()).await.unwrap().drawn.len()
            })
        })
    };
    let drawn = [tick(), tick()].map(|tick| tick.join().unwrap());
    assert_eq!(drawn.iter().sum::<usize>(), 1, "{drawn:?}");
    assert_eq!(shell.count("SELECT COUNT(*) FROM redemptions WHERE state = 'won'").await, 1);
    assert_eq!(shell.count("SELECT COUNT(*) FROM redemptions WHERE state = 'lost'").await, 2);
}

#[tokio::test]
async fn a_ticket_binds_it_and_another_key_draws_nothing() {
    let shell = walked().await;
    three_tickets(&shell).await;
    let store = Store::new(&shell.sql);
    let bound = store.lottery(&city(), "spring").await.unwrap().unwrap();
    assert_eq!(bound.at, march());
    assert_eq!(ticks(&shell, "another key", draws()).await.waiting, only("spring"));
    assert_eq!(store.tickets(&city(), "spring").await.unwrap().len(), 3);
    let moved = shell.sql.run("UPDATE lotteries SET commitment = 'x'", Vec::new()).await.unwrap_err();
    assert!(moved.to_string().contains("as it was published"), "{moved}");
    assert_eq!(ticks(&shell, KEY, draws()).await.drawn, only("spring"));
}

/// Who could take tickets out after the last one came could choose from what list is drawn.
#[tokio::test]
async fn a_ticket_comes_back_as_long_as_others_come() {
    let shell = walked().await;
    three_tickets(&shell).await;
    let city = city();
    cancel(&counter(&shell, &city), "t-1", "resident", march()).await.unwrap().unwrap();
    let late = cancel(&counter(&shell, &city), "t-2", "resident", local("2027-04-01 00:00")).await.unwrap();
    assert_eq!(late, Err(Void::Over(domain::Day(20_908))));
    assert_eq!(ticks(&shell, KEY, draws()).await.drawn, only("spring"));
    let drawn = Store::new(&shell.sql).drawn(&city, "spring").await.unwrap().unwrap();
    assert_eq!(drawn.tickets, ["t-2", "t-3"]);
    check(&shell.sql).await;
}
