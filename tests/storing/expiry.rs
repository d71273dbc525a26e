//! Points that are not used in time: they end on the day, the oldest are used first, and whatever comes after their end,
//! accounts hold what residents have.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::points::{Account, GoodFor, Holding, PointCaps};
use domain::rewards::NotTaken;
use domain::{Day, Event, Pack, ResidentId, Ruleset, Snapshot, chance};
use shell::rewards::{Answer, Counter, Wish, cancel, take};
use shell::sql::{Row, Sql, SqlError, Value};
use shell::store::{PointsFor, Store};
use shell::{Cache, Turn, expiry, handle, publish};

use super::given::{Dying, Shell, city, joins, noon, notebook, number, pack, read, text};
use crate::support::service::{local, steps};

const BATH: &str = "[bath]\ntitle = { ja = \"入浴券\" }\npoints = 10\ncoupon = { stock = 1000, days = 200 }\n";

/// The small pack with a reward, and points that are good for some months.
fn good_for(months: Option<i64>) -> Pack {
    let mut pack = pack();
    pack.files.insert(pack.rewards_path(), BATH.to_owned());
    let (path, mut text) = pack.files.iter().find(|(path, _)| path.ends_with("city.toml")).map(owned).unwrap();
    if let Some(months) = months {
        text.push_str(&format!("[points]\ngood_for_months = {months}\n"));
    }
    pack.files.insert(path, text);
    pack
}

fn owned((path, text): (&String, &String)) -> (String, String) {
    (path.clone(), text.clone())
}

fn who(name: &str) -> ResidentId {
    name.parse().unwrap()
}

async fn publishes(shell: &Shell, months: Option<i64>, now: DateTime<Utc>) {
    publish::publish(&shell.sql, &good_for(months), now).await.unwrap();
}

/// `a` and `b`, who have walked on three days of November: 30 points each.
async fn walked(months: Option<i64>) -> Shell {
    let shell = Shell::new().await;
    publishes(&shell, months, noon()).await;
    for name in ["a", "b"] {
        takes_in(&shell, &joins(name, false, noon()), noon()).await;
        for date in ["2026-11-21", "2026-11-22", "2026-11-23"] {
            walks(&shell, name, date, 1, noon()).await;
        }
    }
    shell
}

async fn takes_in(shell: &Shell, events: &[serde_json::Value], now: DateTime<Utc>) {
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(events), now).await.unwrap();
}

/// Enough steps for ten points.
async fn walks(shell: &Shell, name: &str, date: &str, version: u64, now: DateTime<Utc>) {
    takes_in(shell, &[steps(name, date, 6_000, version, now)], now).await;
}

/// Too few steps after all.
async fn corrected(shell: &Shell, name: &str, date: &str, version: u64, now: DateTime<Utc>) {
    takes_in(shell, &[steps(name, date, 10, version, now)], now).await;
}

async fn ruleset(shell: &Shell) -> Rc<Ruleset> {
    let store = Store::new(&shell.sql);
    let row = store.city(&city()).await.unwrap().unwrap();
    shell.cache.ruleset(&store, &city(), &row.pack).await.unwrap()
}

async fn ticks(shell: &Shell, now: DateTime<Utc>) -> usize {
    let rules = ruleset(shell).await;
    expiry::expire(&shell.sql, &city(), &rules, &Turn::at(now, 10_000)).await.unwrap()
}

async fn asks(shell: &Shell, name: &str, id: &str, now: DateTime<Utc>) -> Answer {
    let (city, resident) = (city(), who(name));
    let counter = Counter { sql: &shell.sql, cache: &shell.cache, key: "a key for codes", city: &city };
    take(&counter, Wish { resident: &resident, reward: "bath", form: id, id }, now).await.unwrap()
}

async fn has(shell: &Shell, name: &str, id: &str, now: DateTime<Utc>) {
    let answer = asks(shell, name, id, now).await;
    assert!(matches!(answer, Answer::Had(..)), "{name} gets no bath: {answer:?}");
}

async fn cancels(shell: &Shell, id: &str, now: DateTime<Utc>) {
    let city = city();
    let counter = Counter { sql: &shell.sql, cache: &shell.cache, key: "a key for codes", city: &city };
    cancel(&counter, id, "resident", now).await.unwrap().unwrap();
}

async fn snapshot(shell: &Shell, name: &str) -> Rc<Snapshot> {
    let known = Store::new(&shell.sql).residents(&city(), [&who(name)]).await.unwrap();
    Rc::clone(&known[&who(name)].snapshot)
}

/// What somebody has, below zero where it is owed.
async fn left(shell: &Shell, name: &str) -> i64 {
    let Holding { held, owed } = snapshot(shell, name).await.awards.left();
    held - owed
}

/// The last day of somebody's oldest points, as it is stored.
async fn until(shell: &Shell, name: &str) -> Option<String> {
    let rows = shell.rows(&format!("SELECT day FROM expiries WHERE resident = '{name}'")).await;
    rows.first().map(|row| Day(number(&row[0]).try_into().unwrap()).to_string())
}

async fn balance(shell: &Shell, account: Account) -> i64 {
    Store::new(&shell.sql).balance(&city(), &account).await.unwrap()
}

/// What ended of somebody's points and came back, the latest first, as they read it.
async fn entries(shell: &Shell, name: &str) -> Vec<i64> {
    let all = Store::new(&shell.sql).point_moves(&city(), &who(name), 1_000).await.unwrap();
    all.iter().filter(|entry| entry.what == PointsFor::Expired).map(|entry| entry.points).collect()
}

/// Whatever happened: all accounts together hold nothing, a resident's are what the snapshot and the list of entries
/// say, and who has points that end stands with their day.
async fn balanced(shell: &Shell, months: i64) {
    assert_eq!(shell.count("SELECT SUM(balance) FROM accounts").await, 0);
    let mut expired = 0;
    for row in shell.rows("SELECT id, state FROM residents").await {
        let (name, snapshot): (_, Snapshot) = (text(&row[0]), serde_json::from_str(text(&row[1])).unwrap());
        let Holding { held, owed } = snapshot.awards.left();
        assert_eq!(balance(shell, Account::Resident(who(name))).await, held, "what {name} holds");
        assert_eq!(balance(shell, Account::Owed(who(name))).await, -owed, "what {name} owes");
        let read = Store::new(&shell.sql).point_moves(&city(), &who(name), 10_000).await.unwrap();
        assert_eq!(read.iter().map(|entry| entry.points).sum::<i64>(), held - owed, "what {name} reads");
        let lasting = snapshot.awards.lasting(GoodFor::months(months).unwrap(), &PointCaps::default());
        assert_eq!(until(shell, name).await, lasting.first().map(|first| first.until.to_string()), "when {name}'s end");
        expired += snapshot.awards.expired;
    }
    assert_eq!(balance(shell, Account::Expired).await, expired);
}

#[tokio::test]
async fn points_end_when_their_last_day_is_over_and_only_once() {
    let shell = walked(Some(1)).await;
    assert_eq!(until(&shell, "a").await.as_deref(), Some("2026-12-31"));
    balanced(&shell, 1).await;
    assert_eq!((ticks(&shell, local("2026-12-31 23:59")).await, left(&shell, "a").await), (0, 30));
    let midnight = local("2027-01-01 00:00");
    assert_eq!((ticks(&shell, midnight).await, left(&shell, "a").await), (2, 0));
    assert_eq!((ticks(&shell, midnight).await, balance(&shell, Account::Expired).await), (0, 60));
    assert_eq!((entries(&shell, "a").await, until(&shell, "a").await), (vec![-30], None));
    balanced(&shell, 1).await;
    // What is earned from then on has its own day.
    walks(&shell, "a", "2027-01-02", 1, local("2027-01-02 20:00")).await;
    assert_eq!(until(&shell, "a").await.as_deref(), Some("2027-02-28"));
    balanced(&shell, 1).await;
}

#[tokio::test]
async fn what_is_spent_is_of_the_oldest() {
    let shell = walked(Some(1)).await;
    for date in ["2026-12-09", "2026-12-10"] {
        walks(&shell, "a", date, 1, local("2026-12-10 20:00")).await;
    }
    for id in ["r-1", "r-2"] {
        has(&shell, "a", id, local("2026-12-11 09:00")).await;
    }
    assert_eq!(until(&shell, "a").await.as_deref(), Some("2026-12-31"));
    ticks(&shell, local("2027-01-01 00:01")).await;
    assert_eq!((entries(&shell, "a").await, left(&shell, "a").await), (vec![-10], 20));
    assert_eq!(until(&shell, "a").await.as_deref(), Some("2027-01-31"));
    // Who spends all of November's has what December's ends with.
    for id in ["r-3", "r-4"] {
        has(&shell, "a", id, local("2027-01-02 09:00")).await;
    }
    assert_eq!(until(&shell, "a").await, None);
    balanced(&shell, 1).await;
}

#[tokio::test]
async fn what_is_over_buys_nothing_though_the_clock_has_not_come() {
    let shell = walked(Some(1)).await;
    walks(&shell, "a", "2026-12-10", 1, local("2026-12-10 20:00")).await;
    let morning = local("2027-01-01 08:00");
    assert_eq!(asks(&shell, "b", "r-0", morning).await, Answer::Not(NotTaken::Short(10)));
    assert_eq!(balance(&shell, Account::Expired).await, 0, "who gets nothing changes nothing");
    has(&shell, "a", "r-1", morning).await;
    assert_eq!((left(&shell, "a").await, entries(&shell, "a").await), (0, vec![-30]));
    assert_eq!(asks(&shell, "a", "r-2", morning).await, Answer::Not(NotTaken::Short(10)));
    balanced(&shell, 1).await;
    assert_eq!(ticks(&shell, morning).await, 1, "only the other one is still due");
    balanced(&shell, 1).await;
}

/// Days close before their points end: a correction after that comes by a clock that is late.
#[tokio::test]
async fn what_is_taken_back_after_it_ended_is_not_taken_twice() {
    let shell = walked(Some(1)).await;
    has(&shell, "a", "r-1", local("2026-12-30 09:00")).await;
    ticks(&shell, local("2027-01-01 00:01")).await;
    assert_eq!((entries(&shell, "a").await, left(&shell, "a").await), (vec![-20], 0));
    corrected(&shell, "a", "2026-11-21", 2, noon()).await;
    assert_eq!((left(&shell, "a").await, balance(&shell, Account::Expired).await), (0, 40));
    balanced(&shell, 1).await;
    corrected(&shell, "a", "2026-11-22", 2, noon()).await;
    assert_eq!((left(&shell, "a").await, balance(&shell, Account::Expired).await), (0, 30));
    // Of what was spent nothing had ended.
    corrected(&shell, "a", "2026-11-23", 2, noon()).await;
    assert_eq!((left(&shell, "a").await, balance(&shell, Account::Expired).await), (-10, 30));
    balanced(&shell, 1).await;
    let mut said = entries(&shell, "a").await;
    said.sort_unstable();
    assert_eq!(said, [-20, 10, 10]);
}

#[tokio::test]
async fn what_comes_back_at_once_is_one_entry_though_some_of_it_settles_what_is_owed() {
    let shell = walked(Some(1)).await;
    walks(&shell, "b", "2026-12-10", 1, local("2026-12-10 20:00")).await;
    ticks(&shell, local("2027-01-01 00:01")).await;
    let back = ["2026-11-21", "2026-11-22"].map(|date| steps("b", date, 10, 2, noon()));
    takes_in(&shell, &back, noon()).await;
    let mut said = entries(&shell, "b").await;
    said.sort_unstable();
    assert_eq!((said, left(&shell, "b").await), (vec![-30, 20], 10));
    assert_eq!(shell.count("SELECT COUNT(*) FROM transfers WHERE from_account = 'expired:'").await, 2);
    balanced(&shell, 1).await;
}

#[tokio::test]
async fn what_comes_back_after_its_end_can_be_used_until_the_end_of_the_month() {
    let shell = walked(Some(1)).await;
    for (name, id) in [("a", "r-a"), ("b", "r-b")] {
        has(&shell, name, id, local("2026-12-30 09:00")).await;
    }
    // To one the clock came before, to the other it did not.
    cancels(&shell, "r-b", local("2027-01-01 00:00")).await;
    assert_eq!(ticks(&shell, local("2027-01-01 00:01")).await, 1);
    cancels(&shell, "r-a", local("2027-01-05 09:00")).await;
    for name in ["a", "b"] {
        assert_eq!((left(&shell, name).await, entries(&shell, name).await), (10, vec![-20]), "{name}");
        assert_eq!(until(&shell, name).await.as_deref(), Some("2027-01-31"), "{name}");
    }
    balanced(&shell, 1).await;
    assert_eq!((ticks(&shell, local("2027-02-01 00:00")).await, left(&shell, "a").await), (2, 0));
    balanced(&shell, 1).await;
}

#[tokio::test]
async fn who_has_points_when_it_is_published_is_looked_at() {
    let shell = walked(None).await;
    takes_in(&shell, &joins("c", false, noon()), noon()).await;
    assert_eq!((ticks(&shell, local("2027-01-10 12:00")).await, until(&shell, "a").await), (0, None));
    walks(&shell, "b", "2027-01-09", 1, local("2027-01-09 20:00")).await;
    let later = local("2027-01-10 12:00");
    publishes(&shell, Some(1), later).await;
    assert_eq!(shell.count("SELECT COUNT(*) FROM expiries").await, 2, "who has no points has none to end");
    assert_eq!(ticks(&shell, later).await, 2);
    assert_eq!((left(&shell, "a").await, left(&shell, "b").await), (0, 10));
    assert_eq!(until(&shell, "b").await.as_deref(), Some("2027-02-28"));
    balanced(&shell, 1).await;
    // Good for longer: the day is another, and nothing comes back.
    publishes(&shell, Some(12), later).await;
    assert_eq!(ticks(&shell, later).await, 2);
    assert_eq!((left(&shell, "a").await, until(&shell, "b").await.as_deref()), (0, Some("2028-01-31")));
    balanced(&shell, 12).await;
    // What is in force already, and a pack that says the same of points, leave all as it is.
    publishes(&shell, Some(12), later).await;
    let mut other = good_for(Some(12));
    other.files.insert(other.rewards_path(), BATH.replace("1000", "999"));
    publish::publish(&shell.sql, &other, later).await.unwrap();
    assert_eq!(ticks(&shell, later).await, 0);
    // Without end again: nobody is looked at.
    publishes(&shell, None, later).await;
    assert_eq!((ticks(&shell, local("2029-01-01 00:00")).await, left(&shell, "b").await), (0, 10));
}

/// What was told, and when.
type Told = (Vec<Rc<Event>>, DateTime<Utc>);

/// A connection on which somebody else is faster: events are taken in just before the first transaction begins.
struct Overtaken<'a> {
    shell: &'a Shell,
    events: RefCell<Option<Told>>,
}

impl Sql for Overtaken<'_> {
    async fn query(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        let events = sql.starts_with("BEGIN").then(|| self.events.take()).flatten();
        if let Some((events, now)) = events {
            let _ = handle::handle(&self.shell.sql, &Cache::default(), &city(), &events, now).await.unwrap();
        }
        self.shell.sql.query(sql, params).await
    }

    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<u64, SqlError> {
        self.shell.sql.change(sql, params).await
    }
}

#[tokio::test]
async fn who_is_changed_meanwhile_is_looked_at_again() {
    let night = local("2027-01-01 00:01");
    for (event, due) in [(notebook("n-1", "a", night), 2), (steps("a", "2027-01-01", 6_000, 1, night), 1)] {
        let shell = walked(Some(1)).await;
        let overtaken = Overtaken { shell: &shell, events: RefCell::new(Some((read(&[event]), night))) };
        let rules = ruleset(&shell).await;
        assert_eq!(expiry::expire(&overtaken, &city(), &rules, &Turn::at(night, 10_000)).await.unwrap(), due);
        assert_eq!((entries(&shell, "a").await, entries(&shell, "b").await), (vec![-30], vec![-30]));
        balanced(&shell, 1).await;
    }
    // By another pack than the one in force nothing ends.
    let shell = walked(Some(1)).await;
    let old = ruleset(&shell).await;
    publishes(&shell, Some(2), night).await;
    assert_eq!(expiry::expire(&shell.sql, &city(), &old, &Turn::at(night, 10_000)).await.unwrap(), 0);
    assert_eq!(balance(&shell, Account::Expired).await, 0);
}

#[tokio::test]
async fn a_death_at_any_statement_ends_nothing_twice() {
    let night = local("2027-01-01 00:01");
    for statements in 0.. {
        let shell = walked(Some(1)).await;
        let rules = ruleset(&shell).await;
        let dying = Dying::after(&shell.sql, statements);
        let lived = expiry::expire(&dying, &city(), &rules, &Turn::at(night, 10_000)).await.is_ok();
        let _ = shell.sql.run("ROLLBACK", Vec::new()).await;
        balanced(&shell, 1).await;
        ticks(&shell, night).await;
        assert_eq!((left(&shell, "a").await, balance(&shell, Account::Expired).await), (0, 60), "after {statements}");
        balanced(&shell, 1).await;
        if lived {
            assert!(statements > 5);
            break;
        }
    }
}

/// Walking, corrections, rewards taken and given back, and a clock that comes when it does, in any order.
#[tokio::test]
async fn accounts_balance_whatever_happens() {
    for life in 0..6_u32 {
        let shell = walked(Some(1 + i64::from(life % 2))).await;
        let months = 1 + i64::from(life % 2);
        let dice =
            |point: &str, most: usize| (chance::number("expiry", &life.to_string(), point) * most as f64) as usize;
        let (mut now, mut version) = (noon(), 1);
        let (mut days, mut taken): (Vec<String>, Vec<String>) = (vec!["2026-11-23".to_owned()], Vec::new());
        for step in 0..50 {
            let of = |what: &str, most: usize| dice(&format!("{step}:{what}"), most);
            let name = ["a", "b"][of("who", 2)];
            now += TimeDelta::hours(of("hours", 140) as i64);
            version += 1;
            match of("what", 6) {
                0 | 1 => {
                    let date = Day::from_date((now + TimeDelta::hours(9)).date_naive()).to_string();
                    walks(&shell, name, &date, version, now).await;
                    days.push(date);
                }
                2 => {
                    // By a clock on which the day is still open.
                    let date = &days[of("day", days.len())];
                    corrected(&shell, name, date, version, local(&format!("{date} 23:00"))).await;
                }
                3 => {
                    let id = format!("r-{step}");
                    if let Answer::Had(..) = asks(&shell, name, &id, now).await {
                        taken.push(id);
                    }
                }
                4 if !taken.is_empty() => {
                    let id = taken.swap_remove(of("taken", taken.len()));
                    let counted = city();
                    let counter =
                        Counter { sql: &shell.sql, cache: &shell.cache, key: "a key for codes", city: &counted };
                    // A code whose days are over stays as it is.
                    let _ = cancel(&counter, &id, "resident", now).await.unwrap();
                }
                _ => {
                    ticks(&shell, now).await;
                }
            }
            balanced(&shell, months).await;
        }
        ticks(&shell, now + TimeDelta::days(200)).await;
        balanced(&shell, months).await;
        assert_eq!(left(&shell, "a").await.max(0) + left(&shell, "b").await.max(0), 0, "in life {life}");
        assert!(balance(&shell, Account::Expired).await > 0);
    }
}
