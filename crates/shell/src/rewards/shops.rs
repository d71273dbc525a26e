//! What a shop does with a code that a resident shows.

use super::{Counter, Void, confirmed};
use crate::store::{Redemption, Shop, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::Day;
use domain::linking::{Code, Slip, hour};

/// How many codes a shop may have wrong in an hour of the clock. Typing slips are found by the check digit and count
/// for nothing.
pub const WRONG_CODES: i64 = 10;

/// How many may be wrong in a city in an hour: with a thousand codes out, a year of nothing else finds one in a hundred
/// million codes some five times, and each of them names the shop that used it.
pub const WRONG_CODES_IN_CITY: i64 = 60;

/// Wrong codes in the whole city. They are counted apart from those for linking: no shop keeps residents from that.
const OF_ALL: &str = "coupon";

/// What came of a code that a shop entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtShop {
    /// It is the shop's to hand over, now.
    Done(Redemption),
    /// It was used, cancelled or expired before; where a shop confirmed it, with the shop's name.
    Before(Redemption, Option<String>),
    /// Its last day was this one.
    Over(Day),
    /// It was typed wrong, which counts for nothing.
    Slip(Slip),
    /// There is no such code.
    Wrong,
    /// Too many were wrong; codes are looked at again in so many seconds.
    Locked(i64),
}

/// Confirms a code at a shop. A second tap is told that it was done, when and by whom.
///
/// # Errors
/// The database's own.
pub async fn hand_over(
    counter: &Counter<'_, impl Sql>,
    shop: &Shop,
    typed: &str,
    now: DateTime<Utc>,
) -> Result<AtShop, Error> {
    let code = match Code::parse(typed) {
        Ok(code) => code,
        Err(slip) => return Ok(AtShop::Slip(slip)),
    };
    let (store, city) = (Store::new(counter.sql), counter.city);
    let (hour, left) = hour(now);
    let own = format!("coupon:{}", shop.id);
    // Under the lock, so that no two guesses at the same time are looked at where one was left.
    let work = async || {
        let of_one = store.times(city, &own, hour).await? >= WRONG_CODES;
        let of_all = store.times(city, OF_ALL, hour).await? >= WRONG_CODES_IN_CITY;
        if of_one || of_all {
            return Ok(AtShop::Locked(left));
        }
        match confirmed(counter, &store, &code, &by(shop), now).await? {
            Ok(made) => Ok(AtShop::Done(made)),
            Err(Void::Settled(made)) => {
                let named = match made.by.strip_prefix(BY) {
                    Some(id) => store.shop(city, id).await?,
                    None => None,
                };
                Ok(AtShop::Before(*made, named.map(|shop| shop.name)))
            }
            Err(Void::Over(last)) => Ok(AtShop::Over(last)),
            Err(Void::Unknown | Void::OnList) => {
                store.count(city, &own, hour).await?;
                store.count(city, OF_ALL, hour).await?;
                Ok(AtShop::Wrong)
            }
        }
    };
    store.at_once(work).await
}

const BY: &str = "shop:";

/// The shop, as it stands beside what it confirmed.
fn by(shop: &Shop) -> String {
    format!("{BY}{}", shop.id)
}
