//! Linking an account or a telephone to a resident, and what those who are linked can ask for: the way to their own page.
//!
//! ```text
//! staff ──▶ make     a code for a resident; by SMS, the telephone is to be sent it
//! LINE  ──▶ asked    somebody follows or taps `link`: to be sent the page's address
//! clock ──▶ offer    asks LINE for a link token, sends the page's address; sends the code by SMS
//! page  ──▶ enter    checks the code, gives a number for LINE
//! LINE  ──▶ answered the number comes back: linked
//! SMS   ──▶ answered the code comes back from its telephone: linked
//! both  ──▶ asked    somebody asks for their own page: the clock sends its address
//! ```

mod answered;
mod enter;
mod make;
mod offer;
mod outcome;
mod own_page;

pub use answered::{answered, asked};
pub use enter::{Entered, Open, enter, page};
pub use make::{Made, Wish, make};
pub use offer::{Offer, offer};
pub use own_page::asks_for_page;

use crate::store::Store;
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::event::ChannelKind;
use domain::linking::{GUESSES, GUESSES_IN_CITY, hour};

/// Where something is to be linked, and the key of its secrets: the setting `link_key`.
#[derive(Debug)]
pub struct Linking<'a, S> {
    /// The database.
    pub sql: &'a S,
    /// Compiled rules, with the city's settings among them.
    pub cache: &'a Cache,
    /// The key.
    pub key: &'a str,
    /// The city.
    pub city: &'a CityCode,
}

/// Guesses of an account or a telephone.
fn guesses_of(channel: ChannelKind, address: &str) -> String {
    format!("guess:{}:{address}", channel.as_str())
}

/// Guesses in the whole city.
const GUESSES_OF_ALL: &str = "guess";

/// The seconds until codes are looked at again, when too many were guessed wrong.
async fn locked(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    who: &str,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    let (hour, left) = hour(now);
    let of_one = store.times(city, who, hour).await? >= GUESSES;
    let of_all = store.times(city, GUESSES_OF_ALL, hour).await? >= GUESSES_IN_CITY;
    Ok((of_one || of_all).then_some(left))
}

/// Counts a wrong guess, for the one who made it and for the city.
async fn guessed(store: &Store<'_, impl Sql>, city: &CityCode, who: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let (hour, _) = hour(now);
    store.count(city, who, hour).await?;
    store.count(city, GUESSES_OF_ALL, hour).await?;
    if store.times(city, GUESSES_OF_ALL, hour).await? == GUESSES_IN_CITY {
        let told = "link codes were guessed wrong in this hour; none is taken until it ends";
        crate::log::log(&format!("{city}: {GUESSES_IN_CITY} {told}"));
    }
    Ok(())
}
