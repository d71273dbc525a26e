//! A local currency is paid by lists: everything once.

use chrono::TimeDelta;
use domain::rewards::State;
use shell::office::{Refusal, rewards};
use shell::rewards::{Void, cancel};
use shell::store::Store;
use shell::{Error, publish};

use super::{REWARDS, counter, has, walked, with_rewards};
use crate::storing::given::{Shell, check, city, noon};

async fn list(shell: &Shell) -> Result<i64, Error> {
    rewards::make_list(&shell.sql, &city(), "hana", "coin", noon()).await
}

async fn on(shell: &Shell, number: Option<i64>) -> Vec<(String, i64, State)> {
    let lines = Store::new(&shell.sql).pay_lines(&city(), "coin", number).await.unwrap();
    lines.into_iter().map(|made| (made.id, made.units, made.state)).collect()
}

fn line(id: &str, state: State) -> (String, i64, State) {
    (id.to_owned(), 12, state)
}

#[tokio::test]
async fn each_is_on_one_list_and_paid_once() {
    let shell = walked().await;
    assert_eq!(list(&shell).await, Err(Error::Refused(Refusal::NothingToPay)));
    for (name, id) in [("a", "c-1"), ("b", "c-2"), ("b", "c-3")] {
        let (made, code) = has(&shell, name, "coin", id).await;
        assert_eq!((made.state, made.units, code), (State::Taken, 12, None));
    }
    let city = city();
    cancel(&counter(&shell, &city), "c-3", "resident", noon()).await.unwrap().unwrap();
    assert_eq!(list(&shell).await, Ok(1));
    assert_eq!(list(&shell).await, Err(Error::Refused(Refusal::NothingToPay)));
    // What is on a list does not come back: it is being paid.
    let back = cancel(&counter(&shell, &city), "c-1", "resident", noon()).await.unwrap();
    assert_eq!(back, Err(Void::OnList));
    let _ = has(&shell, "a", "coin", "c-4").await;
    assert_eq!(list(&shell).await, Ok(2));
    assert_eq!(on(&shell, Some(1)).await, [line("c-1", State::Taken), line("c-2", State::Taken)]);
    assert_eq!(on(&shell, Some(2)).await, [line("c-4", State::Taken)]);

    let paid = async |number| rewards::paid(&shell.sql, &city, "hana", ("coin", number), noon()).await;
    assert_eq!(paid(1).await, Ok(()));
    for wrong in [1, 3] {
        assert_eq!(paid(wrong).await, Err(Error::Refused(Refusal::PaidAlready)));
    }
    let all = [line("c-1", State::Used), line("c-2", State::Used), line("c-4", State::Taken)];
    assert_eq!(on(&shell, None).await, all);
    let lists = Store::new(&shell.sql).pay_lists(&city, "coin").await.unwrap();
    let told: Vec<_> = lists.iter().map(|list| (list.number, list.lines, list.units, list.paid.is_some())).collect();
    assert_eq!(told, [(2, 1, 12, false), (1, 2, 24, true)]);
    check(&shell.sql).await;
    let done = "SELECT group_concat(what) FROM (SELECT what FROM audit WHERE who = 'hana' ORDER BY number)";
    assert_eq!(shell.rows(done).await[0][0], "pay_list_made,pay_list_made,pay_list_paid".into());
}

#[tokio::test]
async fn what_was_promised_is_paid_whatever_the_rate_is_later() {
    let shell = walked().await;
    let _ = has(&shell, "a", "coin", "c-1").await;
    let cheaper = with_rewards(&REWARDS.replace("units = 12", "units = 5"));
    publish::publish(&shell.sql, &cheaper, noon() + TimeDelta::minutes(1)).await.unwrap();
    let (made, _) = has(&shell, "b", "coin", "c-2").await;
    assert_eq!(made.units, 5);
    assert_eq!(list(&shell).await, Ok(1));
    let units: Vec<i64> = on(&shell, Some(1)).await.into_iter().map(|(_, units, _)| units).collect();
    assert_eq!(units, [12, 5]);
}
