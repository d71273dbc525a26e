use super::{Linking, guessed, guesses_of, locked};
use crate::store::{NewNonce, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::event::ChannelKind;
use domain::linking::{Code, Secret, Slip, TOKEN_LIVES, seal};

/// Whether a page can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// It was sent to somebody, within the last ten minutes.
    Yes,
    /// It was not, or too long ago.
    Gone,
}

/// What became of a code that was entered on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// It is right: LINE is to be given the number.
    Right,
    /// It was typed wrong, which counts for nothing.
    Slip(Slip),
    /// There is no such code, or no longer.
    Wrong,
    /// Too many were wrong; codes are looked at again in so many seconds.
    Locked(i64),
    /// The page was not sent to anybody, or too long ago.
    Gone,
}

/// The name of the city for the page of a link token, if it was sent to somebody who can still use it.
///
/// # Errors
/// An unknown city, or the database's own.
pub async fn page(
    linking: &Linking<'_, impl Sql>,
    link_token: &str,
    now: DateTime<Utc>,
) -> Result<(String, Open), Error> {
    let store = Store::new(linking.sql);
    let row = store.city(linking.city).await?.ok_or_else(|| Error::UnknownCity(linking.city.to_string()))?;
    let ruleset = linking.cache.ruleset(&store, linking.city, &row.pack).await?;
    let token = seal(linking.key, linking.city, Secret::Token, link_token);
    let sent = store.sent_token(linking.city, &token, now).await?;
    Ok((ruleset.city.name.clone(), if sent.is_some() { Open::Yes } else { Open::Gone }))
}

/// Looks at what was typed on the page of a link token, and keeps the number that LINE is to be given
/// if it is right. Codes are compared as keyed hashes, whose letters tell nothing of how near a guess
/// was.
///
/// # Errors
/// The database's own.
pub async fn enter(
    linking: &Linking<'_, impl Sql>,
    link_token: &str,
    typed: &str,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<Entered, Error> {
    let &Linking { sql, key, city, .. } = linking;
    let store = Store::new(sql);
    let token = seal(key, city, Secret::Token, link_token);
    let Some(address) = store.sent_token(city, &token, now).await? else { return Ok(Entered::Gone) };
    let code = match Code::parse(typed) {
        Ok(code) => code,
        Err(slip) => return Ok(Entered::Slip(slip)),
    };
    let code = seal(key, city, Secret::Code, code.digits());
    let nonce = seal(key, city, Secret::Nonce, nonce);
    // Under the lock, so that no two guesses at the same time are looked at where one was left.
    store.begin().await?;
    let entered = async {
        let who = guesses_of(ChannelKind::Line, &address);
        if let Some(seconds) = locked(&store, city, &who, now).await? {
            return Ok(Entered::Locked(seconds));
        }
        if store.code(city, &code, ChannelKind::Line, None, now).await?.is_none() {
            guessed(&store, city, &who, now).await?;
            return Ok(Entered::Wrong);
        }
        let new = NewNonce { nonce: &nonce, code: &code, address: &address, expires: now + TOKEN_LIVES };
        store.new_nonce(city, &new).await?;
        Ok(Entered::Right)
    };
    let entered = entered.await;
    match entered {
        Ok(_) => store.commit().await?,
        Err(_) => store.rollback().await,
    }
    entered
}
