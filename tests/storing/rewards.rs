//! Points that are spent: the last one is had by one, a double tap by nobody twice, and nobody is ever below zero.

mod currency;
mod lottery;
mod pages;
mod shops;

use std::path::Path;

use ayumi::native::Native;
use chrono::{DateTime, TimeDelta, Utc};
use domain::linking::Code;
use domain::points::{Account, Holding};
use domain::rewards::{NotTaken, State};
use domain::{Pack, ResidentId};
use shell::rewards::{Answer, AtShop, Counter, Void, Wish, cancel, hand_over, take};
use shell::store::{Redemption, Shop, Store};
use shell::{Cache, Error, handle, publish};

use super::given::{Shell, check, city, days_ago, joins, noon, pack, read};
use crate::support::service::steps;

const KEY: &str = "a key for codes";

const REWARDS: &str = r#"
[towel]
title = { ja = "タオル" }
points = 20
per_person = 1
coupon = { stock = 1, days = 30 }

[bath]
title = { ja = "入浴券" }
points = 10
coupon = { stock = 100, days = 2 }

[tree]
title = { ja = "公園に木を植える" }
points = 10
cause = {}

[spring]
title = { ja = "春の抽選" }
points = 10
from = 2027-03-01
until = 2027-03-31
lottery = { winners = 1, drawn_on = 2027-04-05 }

[coin]
title = { ja = "地域通貨" }
points = 10
currency = { units = 12 }
"#;

fn with_rewards(text: &str) -> Pack {
    let mut pack = pack();
    pack.files.insert(pack.rewards_path(), text.to_owned());
    pack
}

fn who(name: &str) -> ResidentId {
    name.parse().unwrap()
}

/// `a` and `b` with 30 points each, `c` with none.
async fn walked() -> Shell {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, &with_rewards(REWARDS), noon()).await.unwrap();
    for (name, days) in [("a", 3), ("b", 3), ("c", 0)] {
        let walked = (0..days).map(|back| steps(name, &days_ago(back), 5_200, 1, noon()));
        let events = [joins(name, false, noon()), walked.collect()].concat();
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events), noon()).await.unwrap();
    }
    shell
}

/// A day on which too few steps were counted after all.
async fn corrected(shell: &Shell, name: &str, back: i64) {
    let events = [steps(name, &days_ago(back), 10, 2, noon())];
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events), noon()).await.unwrap();
}

async fn asks(
    sql: &Native,
    cache: &Cache,
    name: &str,
    reward: &str,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Answer, Error> {
    let (city, resident) = (city(), who(name));
    let counter = Counter { sql, cache, key: KEY, city: &city };
    take(&counter, Wish { resident: &resident, reward, form: id, id }, now).await
}

async fn has(shell: &Shell, name: &str, reward: &str, id: &str) -> (Redemption, Option<Code>) {
    match asks(&shell.sql, &shell.cache, name, reward, id, noon()).await.unwrap() {
        Answer::Had(made, code) => (made, code),
        Answer::Not(why) => panic!("{name} gets no {reward}: {why:?}"),
    }
}

async fn refused(shell: &Shell, name: &str, reward: &str) -> NotTaken {
    match asks(&shell.sql, &shell.cache, name, reward, "refused", noon()).await.unwrap() {
        Answer::Had(made, _) => panic!("{name} has {made:?}"),
        Answer::Not(why) => why,
    }
}

async fn left(shell: &Shell, name: &str) -> Holding {
    let known = Store::new(&shell.sql).residents(&city(), [&who(name)]).await.unwrap();
    known[&who(name)].snapshot.awards.left()
}

async fn balance(shell: &Shell, account: Account) -> i64 {
    Store::new(&shell.sql).balance(&city(), &account).await.unwrap()
}

fn counter<'a>(shell: &'a Shell, city: &'a domain::CityCode) -> Counter<'a, Native> {
    Counter { sql: &shell.sql, cache: &shell.cache, key: KEY, city }
}

fn shop(id: &str) -> Shop {
    Shop { id: id.to_owned(), name: format!("店{id}"), at: noon(), active: true }
}

#[tokio::test]
async fn a_reward_costs_its_points_once_however_often_one_taps() {
    let shell = walked().await;
    let (made, code) = has(&shell, "a", "towel", "r-1").await;
    assert_eq!((made.state, made.points, made.good_until), (State::Taken, 20, Some(domain::Day(20_809))));
    let again = has(&shell, "a", "towel", "r-1").await;
    assert_eq!(again, (made.clone(), code.clone()));
    // The form says that it is the same; what it is known by is made anew each time, and counts the first time.
    let (city, a) = (city(), who("a"));
    let wish = Wish { resident: &a, reward: "towel", form: "r-1", id: "another" };
    assert_eq!(take(&counter(&shell, &city), wish, noon()).await.unwrap(), Answer::Had(made, code));
    assert_eq!(left(&shell, "a").await, Holding { held: 10, owed: 0 });
    assert_eq!(balance(&shell, Account::Resident(who("a"))).await, 10);
    assert_eq!(balance(&shell, Account::Reward("towel".to_owned())).await, 20);
    // Another's form is no way to it.
    let error = asks(&shell.sql, &shell.cache, "b", "towel", "r-1", noon()).await.unwrap_err();
    assert_eq!(error, Error::UnknownReward("towel".to_owned()));
    check(&shell.sql).await;
}

#[tokio::test]
async fn what_is_not_given_is_told_why() {
    let shell = walked().await;
    let _ = has(&shell, "a", "towel", "r-1").await;
    assert_eq!(refused(&shell, "b", "towel").await, NotTaken::Gone);
    assert_eq!(refused(&shell, "c", "tree").await, NotTaken::Short(10));
    assert_eq!(refused(&shell, "b", "spring").await, NotTaken::NotYet(domain::Day(20_878)));
    let error = asks(&shell.sql, &shell.cache, "a", "car", "r-2", noon()).await.unwrap_err();
    assert_eq!(error, Error::UnknownReward("car".to_owned()));
    let error = asks(&shell.sql, &shell.cache, "nobody", "tree", "r-2", noon()).await.unwrap_err();
    assert_eq!(error, Error::UnknownResident("nobody".to_owned()));
    assert_eq!(shell.count("SELECT COUNT(*) FROM redemptions").await, 1);
}

/// Each with a connection of its own, at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_one_is_had_by_one() {
    let shell = walked().await;
    let state = shell.state.path().to_owned();
    let tap = |name: &'static str, path: &Path| {
        let path = path.to_owned();
        std::thread::spawn(move || {
            let sql = Native::open(&path).unwrap();
            let cache = Cache::default();
            futures::executor::block_on(asks(&sql, &cache, name, "towel", &format!("r-{name}"), noon())).unwrap()
        })
    };
    let taps = [tap("a", &state), tap("b", &state)].map(|tap| tap.join().unwrap());
    let had = taps.iter().filter(|answer| matches!(answer, Answer::Had(..))).count();
    assert_eq!(had, 1, "{taps:?}");
    assert!(taps.contains(&Answer::Not(NotTaken::Gone)));
    check(&shell.sql).await;
}

#[tokio::test]
async fn what_is_taken_back_after_it_was_spent_is_owed_and_settled_first() {
    let shell = walked().await;
    let _ = has(&shell, "a", "bath", "r-1").await;
    let _ = has(&shell, "a", "bath", "r-2").await;
    let _ = has(&shell, "a", "tree", "r-3").await;
    assert_eq!(left(&shell, "a").await, Holding { held: 0, owed: 0 });
    corrected(&shell, "a", 1).await;
    assert_eq!(left(&shell, "a").await, Holding { held: 0, owed: 10 });
    assert_eq!(balance(&shell, Account::Resident(who("a"))).await, 0);
    assert_eq!(balance(&shell, Account::Owed(who("a"))).await, -10);
    assert_eq!(refused(&shell, "a", "tree").await, NotTaken::Owes(10));
    check(&shell.sql).await;
    // What comes back pays it.
    let city = city();
    cancel(&counter(&shell, &city), "r-2", "resident", noon()).await.unwrap().unwrap();
    assert_eq!(left(&shell, "a").await, Holding { held: 0, owed: 0 });
    check(&shell.sql).await;
}

#[tokio::test]
async fn a_code_is_confirmed_once_and_only_in_its_days() {
    let shell = walked().await;
    let (city, later) = (city(), noon() + TimeDelta::minutes(5));
    let counter = counter(&shell, &city);
    let (made, code) = has(&shell, "a", "bath", "r-1").await;
    let code = code.unwrap();
    let stored: String = shell.rows("SELECT code FROM redemptions").await[0].iter().map(|v| format!("{v:?}")).collect();
    assert!(!stored.contains(code.digits()), "{stored}");
    let [bath, other] = ["bath", "other"].map(shop);
    let AtShop::Done(used) = hand_over(&counter, &bath, code.digits(), later).await.unwrap() else { panic!() };
    assert_eq!((used.state, used.by.as_str(), used.id), (State::Used, "shop:bath", made.id));
    let AtShop::Before(known, _) = hand_over(&counter, &other, code.digits(), later).await.unwrap() else { panic!() };
    assert_eq!((known.by.as_str(), known.changed), ("shop:bath", later));
    let Err(Void::Settled(known)) = cancel(&counter, "r-1", "resident", later).await.unwrap() else { panic!() };
    assert_eq!(known.state, State::Used);
    let none = Code::from_bits(7);
    assert_eq!(hand_over(&counter, &bath, none.digits(), later).await.unwrap(), AtShop::Wrong);

    let (_, code) = has(&shell, "a", "bath", "r-2").await;
    let (code, last) = (code.unwrap(), noon() + TimeDelta::days(1));
    let over = noon() + TimeDelta::days(2);
    let late = hand_over(&counter, &bath, code.digits(), over).await.unwrap();
    assert_eq!(late, AtShop::Over(domain::Day(20_781)));
    let store = Store::new(&shell.sql);
    assert_eq!(store.expire_redemptions(&city, domain::Day(20_781), 100, last).await.unwrap(), 0);
    assert_eq!(store.expire_redemptions(&city, domain::Day(20_782), 100, over).await.unwrap(), 1);
    assert_eq!(store.redemption(&city, "r-2").await.unwrap().unwrap().state, State::Expired);
    let with_another_key = Counter { key: "another key", ..counter };
    assert_eq!(hand_over(&with_another_key, &bath, code.digits(), noon()).await.unwrap(), AtShop::Wrong);
}

#[tokio::test]
async fn what_was_cancelled_can_be_had_again() {
    let shell = walked().await;
    let city = city();
    let _ = has(&shell, "a", "towel", "r-1").await;
    let gone = cancel(&counter(&shell, &city), "r-1", "resident", noon()).await.unwrap().unwrap();
    assert_eq!(gone.state, State::Cancelled);
    assert_eq!(cancel(&counter(&shell, &city), "r-0", "resident", noon()).await.unwrap(), Err(Void::Unknown));
    let Err(Void::Settled(_)) = cancel(&counter(&shell, &city), "r-1", "resident", noon()).await.unwrap() else {
        panic!()
    };
    assert_eq!(left(&shell, "a").await, Holding { held: 30, owed: 0 });
    let _ = has(&shell, "b", "towel", "r-2").await;
    assert_eq!(balance(&shell, Account::Reward("towel".to_owned())).await, 20);
    check(&shell.sql).await;
    let all = Store::new(&shell.sql).redemptions(&city, &who("a")).await.unwrap();
    assert_eq!(all.iter().map(|one| one.state).collect::<Vec<_>>(), [State::Cancelled]);
}

/// Whatever a program gets wrong, the database lets nobody spend what is not there, and forgets nothing.
#[tokio::test]
async fn the_database_itself_keeps_accounts() {
    use shell::Sql;
    let shell = walked().await;
    let run = async |sql: &str| shell.sql.run(sql, Vec::new()).await.map_err(|error| error.to_string());
    let spend = "INSERT INTO transfers (city, id, at, from_account, to_account, points, kind, about) \
                 VALUES ('432041', 'x', 0, 'resident:a', 'reward:car', 31, 'spent', 'x')";
    assert!(run(spend).await.unwrap_err().contains("CHECK"));
    for (wrong, why) in [
        (spend.replace("31", "0"), "CHECK"),
        (spend.replace("31", "-5"), "CHECK"),
        (spend.replace("reward:car", "resident:a").replace("31", "1"), "CHECK"),
        ("UPDATE transfers SET points = points + 1".to_owned(), "only added to"),
        ("DELETE FROM transfers".to_owned(), "only added to"),
    ] {
        let error = run(&wrong).await.unwrap_err();
        assert!(error.contains(why), "{wrong}: {error}");
    }
    check(&shell.sql).await;
}

#[test]
fn rewards_that_cannot_be_are_told_with_their_place() {
    let told = |text: &str| -> Vec<String> {
        let problems = with_rewards(text).compile().map(|_| ()).unwrap_err();
        problems.iter().map(|problem| problem.to_string()).collect()
    };
    let words = "title = { ja = \"券\" }\npoints = 10\n";
    let texts = [
        format!("[bath]\n{words}"),
        format!("[bath]\n{words}cause = {{}}\ncurrency = {{ units = 1 }}\n"),
        format!("[Bath]\n{words}cause = {{}}\n"),
        "[bath]\ntitle = { ja = \" \" }\npoints = 0\ncause = {}\n".to_owned(),
        format!("[bath]\n{words}from = 2026-12-02\nuntil = 2026-12-01\ncoupon = {{ stock = 0 }}\n"),
        format!("[bath]\n{words}per_person = 0\nlottery = {{ winners = 1, drawn_on = 2027-01-01 }}\n"),
        format!("[bath]\n{words}until = 2027-01-01\nlottery = {{ winners = 1, drawn_on = 2027-01-01 }}\n"),
        format!("[bath]\n{words}currency = {{ units = 0 }}\nprize = 1\n"),
    ];
    let all: Vec<String> = texts.iter().map(|text| format!("{text}---\n{}\n", told(text).join("\n"))).collect();
    insta::assert_snapshot!(all.join("\n"));
}
