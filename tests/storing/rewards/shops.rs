//! Shops confirm codes: once each, with a key that can be taken away, and not by guessing.

use chrono::TimeDelta;
use domain::linking::Code;
use domain::rewards::State;
use domain::staff::sealed;
use shell::Error;
use shell::office::{Refusal, rewards};
use shell::rewards::{AtShop, WRONG_CODES, WRONG_CODES_IN_CITY, cancel, hand_over};
use shell::store::{Shop, Store};

use super::{counter, has, walked};
use crate::storing::given::{Shell, city, noon};

async fn shop(shell: &Shell, id: &str) -> Shop {
    let shop = Shop { id: id.to_owned(), name: format!("店{id}"), at: noon(), active: true };
    rewards::make_shop(&shell.sql, &city(), "hana", &shop, &sealed(id)).await.unwrap();
    shop
}

async fn enters(shell: &Shell, shop: &Shop, typed: &str, minutes: i64) -> AtShop {
    let (city, now) = (city(), noon() + TimeDelta::minutes(minutes));
    hand_over(&counter(shell, &city), shop, typed, now).await.unwrap()
}

#[tokio::test]
async fn a_double_tap_is_told_when_and_by_whom_it_was_done() {
    let shell = walked().await;
    let (bath, inn) = (shop(&shell, "bath").await, shop(&shell, "inn").await);
    let (_, code) = has(&shell, "a", "bath", "r-1").await;
    let code = code.unwrap().to_string();
    let AtShop::Done(made) = enters(&shell, &bath, &code, 5).await else { panic!() };
    assert_eq!((made.state, made.by.as_str()), (State::Used, "shop:bath"));
    for other in [&bath, &inn] {
        let AtShop::Before(known, by) = enters(&shell, other, &code, 6).await else { panic!() };
        assert_eq!((known.changed, by.as_deref()), (noon() + TimeDelta::minutes(5), Some("店bath")));
    }
    // Also when the shop takes part no more.
    rewards::close_shop(&shell.sql, &city(), "hana", "bath", noon()).await.unwrap();
    let AtShop::Before(_, by) = enters(&shell, &inn, &code, 7).await else { panic!() };
    assert_eq!(by.as_deref(), Some("店bath"));
}

#[tokio::test]
async fn what_was_cancelled_or_is_over_is_not_handed_over() {
    let shell = walked().await;
    let (bath, city) = (shop(&shell, "bath").await, city());
    let (_, code) = has(&shell, "a", "bath", "r-1").await;
    cancel(&counter(&shell, &city), "r-1", "resident", noon()).await.unwrap().unwrap();
    let AtShop::Before(made, None) = enters(&shell, &bath, code.unwrap().digits(), 1).await else { panic!() };
    assert_eq!(made.state, State::Cancelled);
    let (_, code) = has(&shell, "a", "bath", "r-2").await;
    let late = enters(&shell, &bath, code.unwrap().digits(), 2 * 24 * 60).await;
    assert_eq!(late, AtShop::Over(domain::Day(20_781)));
    assert_eq!(Store::new(&shell.sql).redemption(&city, "r-2").await.unwrap().unwrap().state, State::Taken);
}

#[tokio::test]
async fn codes_are_not_found_by_the_thousand() {
    let shell = walked().await;
    let bath = shop(&shell, "bath").await;
    let (_, right) = has(&shell, "a", "bath", "r-1").await;
    let right = right.unwrap();
    // Slips of the hand count for nothing.
    for _ in 0..100 {
        assert!(matches!(enters(&shell, &bath, "482913058", 0).await, AtShop::Slip(_)));
    }
    let mut wrong = 0;
    for bits in (0..1_000).filter(|bits| Code::from_bits(*bits) != right) {
        match enters(&shell, &bath, Code::from_bits(bits).digits(), 1).await {
            AtShop::Wrong => wrong += 1,
            AtShop::Locked(seconds) => assert_eq!(seconds, 59 * 60),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(wrong, WRONG_CODES);
    // The right one is not looked at either, but at another shop, and in the next hour.
    assert!(matches!(enters(&shell, &bath, right.digits(), 2).await, AtShop::Locked(_)));
    for one in 1..WRONG_CODES_IN_CITY / WRONG_CODES {
        let shop = shop(&shell, &format!("s-{one}")).await;
        for bits in 0..1_000 {
            let answer = enters(&shell, &shop, Code::from_bits(bits).digits(), 2).await;
            assert!(matches!(answer, AtShop::Wrong | AtShop::Locked(_)), "{answer:?}");
        }
    }
    let inn = shop(&shell, "inn").await;
    assert!(matches!(enters(&shell, &inn, right.digits(), 3).await, AtShop::Locked(_)));
    assert!(matches!(enters(&shell, &bath, right.digits(), 60).await, AtShop::Done(_)));
}

#[tokio::test]
async fn a_key_opens_a_shop_until_it_has_another() {
    let shell = walked().await;
    let _ = shop(&shell, "bath").await;
    let (store, city) = (Store::new(&shell.sql), city());
    let opens = async |key: &str| store.shop_of_key(&city, &sealed(key)).await.unwrap().map(|shop| shop.id);
    assert_eq!(opens("bath").await.as_deref(), Some("bath"));
    assert_eq!(store.shop_of_key(&city, "bath").await.unwrap(), None, "keys are kept as hashes");
    let key = sealed("new");
    rewards::renew_shop(&shell.sql, &city, "hana", ("bath", &key), noon()).await.unwrap();
    assert_eq!((opens("bath").await, opens("new").await.as_deref()), (None, Some("bath")));
    rewards::close_shop(&shell.sql, &city, "hana", "bath", noon()).await.unwrap();
    assert_eq!(opens("new").await, None);
    let error = rewards::close_shop(&shell.sql, &city, "hana", "nowhere", noon()).await.unwrap_err();
    assert_eq!(error, Error::Refused(Refusal::UnknownShop));
    let error = rewards::renew_shop(&shell.sql, &city, "hana", ("nowhere", "k"), noon()).await.unwrap_err();
    assert_eq!(error, Error::Refused(Refusal::UnknownShop));
    let done = "SELECT group_concat(what) FROM (SELECT what FROM audit WHERE who = 'hana' ORDER BY number)";
    assert_eq!(shell.rows(done).await[0][0], "shop_made,shop_renewed,shop_closed".into());
}
