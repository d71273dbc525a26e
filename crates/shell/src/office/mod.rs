//! What staff do in the console: signing in, drafts, requests and their approval, what rules flagged
//! for them, and walking challenges. Each deed is one transaction, with its entry in the log.

pub mod cases;
pub mod challenges;
pub mod drafts;
pub mod machine;
pub mod openid;
pub mod people;
mod refusal;
pub mod replays;
pub mod reports;
pub mod requests;
pub mod rewards;
pub mod sharing;
pub mod signing;
pub mod work;

pub use refusal::Refusal;

use crate::store::{Deed, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;

/// Enters something that was only looked at.
///
/// # Errors
/// The database's own: what cannot be entered is not shown.
pub async fn looked(sql: &impl Sql, city: &CityCode, deed: &Deed<'_>, now: DateTime<Utc>) -> Result<(), Error> {
    let store = Store::new(sql);
    store.at_once(async || store.note_deed(city, deed, now).await).await
}
