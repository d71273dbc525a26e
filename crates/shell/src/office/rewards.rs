//! What staff do about rewards: shops, lists by which a local currency is paid, and prizes.

use super::Refusal;
use crate::store::{Deed, Shop, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::rewards::State;
use serde_json::json;

/// Enters a shop; `key` is the hash of its key.
///
/// # Errors
/// The database's own.
pub async fn make_shop(sql: &impl Sql, city: &CityCode, by: &str, shop: &Shop, key: &str) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        store.enter_shop(city, shop, key).await?;
        let deed = Deed::new(by, "shop_made", &shop.name).with(json!({ "shop": shop.id }));
        store.note_deed(city, &deed, shop.at).await
    };
    store.at_once(done).await
}

/// Gives a shop another key: the one before opens nothing any more. Gives the shop.
///
/// # Errors
/// There is no such shop, or the database's own.
pub async fn renew_shop(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    (id, key): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Shop, Error> {
    let store = Store::new(sql);
    let done = async || {
        store.set_shop_key(city, id, key).await?;
        let shop = store.shop(city, id).await?.ok_or(Refusal::UnknownShop)?;
        let deed = Deed::new(by, "shop_renewed", &shop.name).with(json!({ "shop": id }));
        store.note_deed(city, &deed, now).await?;
        Ok(shop)
    };
    store.at_once(done).await
}

/// Lets a shop's key open nothing any more. What it confirmed stays, with its name.
///
/// # Errors
/// There is no such shop, or the database's own.
pub async fn close_shop(sql: &impl Sql, city: &CityCode, by: &str, id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        let shop = store.shop(city, id).await?.ok_or(Refusal::UnknownShop)?;
        if !store.close_shop(city, id).await? {
            return Ok(());
        }
        let deed = Deed::new(by, "shop_closed", &shop.name).with(json!({ "shop": id }));
        store.note_deed(city, &deed, now).await
    };
    store.at_once(done).await
}

/// Makes a list of what is to be paid and is on none yet. Gives its number.
///
/// # Errors
/// There is nothing, or the database's own.
pub async fn make_list(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    reward: &str,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let store = Store::new(sql);
    let done = async || {
        let number = store.make_pay_list(city, reward, by, now).await?.ok_or(Refusal::NothingToPay)?;
        let deed = Deed::new(by, "pay_list_made", reward).with(json!({ "list": number }));
        store.note_deed(city, &deed, now).await?;
        Ok(number)
    };
    store.at_once(done).await
}

/// Notes that a list was paid: what is on it is used.
///
/// # Errors
/// Somebody noted it before, or the database's own.
pub async fn paid(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    (reward, number): (&str, i64),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        if !store.pay(city, (reward, number), by, now).await? {
            return Err(Refusal::PaidAlready.into());
        }
        let deed = Deed::new(by, "pay_list_paid", reward).with(json!({ "list": number }));
        store.note_deed(city, &deed, now).await
    };
    store.at_once(done).await
}

/// Notes that a prize was handed over.
///
/// # Errors
/// It was before, or did not win, or the database's own.
pub async fn handed(sql: &impl Sql, city: &CityCode, by: &str, id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        if !store.change_redemption(city, id, (State::Won, State::Used), by, now).await? {
            return Err(Refusal::HandedAlready.into());
        }
        let made = store.redemption(city, id).await?.ok_or(Refusal::HandedAlready)?;
        let deed = Deed::new(by, "prize_handed", made.resident.as_str());
        let deed = deed.with(json!({ "reward": made.reward, "ticket": id }));
        store.note_deed(city, &deed, now).await
    };
    store.at_once(done).await
}
