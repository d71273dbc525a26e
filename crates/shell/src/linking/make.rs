use super::Linking;
use crate::store::{NewCode, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::ResidentId;
use domain::event::ChannelKind;
use domain::linking::{CODE_LIVES, Code, Secret, code, seal};

/// What is to be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// The LINE account of whoever enters the code.
    Line,
    /// This telephone, if its owner sends the code back.
    Sms(String),
}

/// A code that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The code, for the resident alone. By SMS nobody but the telephone is told.
    pub code: Option<Code>,
    /// Until when it can be used.
    pub expires: DateTime<Utc>,
}

/// How often other digits are tried when there is such a code already.
const TRIES: usize = 5;

/// Makes a code for a resident. One that was made before for the same and not used is no longer good.
///
/// # Errors
/// An unknown city or resident, a city that does not link so, or the database's own.
pub async fn make(
    linking: &Linking<'_, impl Sql>,
    resident: &ResidentId,
    wish: &Wish,
    random: impl Fn() -> u128,
    now: DateTime<Utc>,
) -> Result<Made, Error> {
    let &Linking { sql, cache, key, city } = linking;
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let known = store.residents(city, [resident]).await?.remove(resident).unwrap_or_default();
    if known.rev == 0 {
        return Err(Error::UnknownResident(resident.to_string()));
    }
    let ruleset = cache.ruleset(&store, city, &row.pack).await?;
    let told = ruleset.city.link.as_ref();
    let (channel, address) = match wish {
        Wish::Line => (ChannelKind::Line, None),
        Wish::Sms(number) => (ChannelKind::Sms, Some(number.as_str())),
    };
    match channel {
        ChannelKind::Sms if told.is_none_or(|told| told.sms.is_none()) => return Err(Error::NoLinking("SMS")),
        _ if told.is_none() => return Err(Error::NoLinking("LINE")),
        _ => {}
    }
    let expires = now + CODE_LIVES;
    store.begin().await?;
    let made = async {
        for _ in 0..TRIES {
            let seed = format!("{:032x}", random());
            let code = code(key, city, &seed);
            let hash = seal(key, city, Secret::Code, code.digits());
            let new = NewCode { code: &hash, resident, channel, address, seed: &seed, expires };
            if store.new_code(city, &new, now).await? {
                if let Some(number) = address {
                    store.want_link(city, channel, number, &hash, now).await?;
                }
                return Ok(Made { code: address.is_none().then_some(code), expires });
            }
        }
        Err(Error::Contended)
    };
    let made = made.await;
    match made {
        Ok(_) => store.commit().await?,
        Err(_) => store.rollback().await,
    }
    made
}
