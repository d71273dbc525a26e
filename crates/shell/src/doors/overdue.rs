//! The inbox, emptied: what webhooks left there while the database took nothing.

use super::kept::cache;
use crate::hear::hear;
use crate::log::log;
use crate::spin::{KeyValue, NotKept, Setting, connect, now, setting};
use crate::store::Store;
use crate::{Error, inbox};
use chrono::{DateTime, Utc};
use domain::{CityCode, Notice};
use std::collections::BTreeSet;

/// What became of the inbox.
#[derive(Default)]
pub(super) struct Emptied {
    /// How many webhooks were taken in.
    pub(super) heard: usize,
    /// Cities of which some wait still. A stop may be among them, so that nothing leaves there.
    pub(super) waiting: BTreeSet<CityCode>,
}

/// Takes in what waits, oldest first, beginning nothing after an instant. A webhook leaves the inbox
/// only after it was taken in; where a death comes between the two, it is taken in again, and known.
///
/// # Errors
/// The store's own: then nobody knows what waits.
pub(super) async fn empty(until: DateTime<Utc>) -> Result<Emptied, NotKept> {
    let store = KeyValue::open().await?;
    let mut emptied = Emptied::default();
    for key in store.keys().await? {
        let Some(city) = inbox::city_of(&key) else { continue };
        // In their order: what came later may take back what came before.
        if emptied.waiting.contains(&city) || now() >= until {
            emptied.waiting.insert(city);
            continue;
        }
        // Another tick took it in meanwhile.
        let Some(value) = store.value(&key).await? else { continue };
        let heard = inbox::read(&value);
        let taken = match &heard {
            Some(heard) => take(&city, heard).await,
            None => Err(Error::Corrupt(format!("the key-value store's `{key}`"))),
        };
        // What cannot be read now never can be, be it the entry or what is stored of whom it is about.
        let taken = match taken {
            Err(Error::Corrupt(what)) => set_aside(&store, &city, &key, &value, &what).await,
            taken => taken,
        };
        match taken {
            Ok(()) => {
                emptied.heard += usize::from(heard.is_some());
                store.let_go(&key).await?;
            }
            Err(error) => {
                log(&format!("{city}: a webhook waits in the inbox still, and nothing leaves before it: {error}"));
                emptied.waiting.insert(city);
            }
        }
    }
    Ok(emptied)
}

/// Keeps an entry elsewhere that would keep everything else from leaving, and tells staff: a stop may be in it.
async fn set_aside(store: &KeyValue, city: &CityCode, key: &str, value: &[u8], what: &str) -> Result<(), Error> {
    let aside = inbox::aside(key);
    store.keep(&aside, value).await.map_err(|_| Error::Corrupt(format!("the key-value store's `{key}`")))?;
    let sql = connect().await?;
    let notice = Notice::WebhookUnreadable { key: aside };
    Store::new(&sql).tell(city, std::slice::from_ref(&notice), now()).await?;
    sql.keep();
    log(&format!("{city}: {} ({what})", notice.en()));
    Ok(())
}

async fn take(city: &CityCode, heard: &crate::hear::Heard) -> Result<(), Error> {
    let sql = connect().await?;
    let key = setting("link_key").await.ok();
    hear(&sql, &cache(), city, heard, key.as_ref().map(Setting::value), now()).await?;
    sql.keep();
    Ok(())
}
