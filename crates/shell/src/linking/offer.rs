use super::Linking;
use crate::store::{Store, Wanted};
use crate::{Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::ChannelKind;
use domain::linking::{Secret, TOKEN_LIVES, code, seal};
use domain::pack::LinkTexts;
use domain::{CityCode, MessageId, chance};
use wire::{Outcome, RetryReason, line};

/// A call that has to be made to offer a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Says this to a LINE account.
    Line {
        /// The message.
        message: MessageId,
        /// To whom.
        to: String,
        /// What.
        text: String,
    },
    /// Says this to a telephone.
    Sms {
        /// To which.
        to: String,
        /// What.
        text: String,
    },
}

/// How many are sent something at a time.
const MOST: usize = 20;

/// How often it is tried. Who has waited so long taps again.
const TRIES: i64 = 5;

/// Sends those who asked to be linked the page's address, and telephones their codes. Says to how many.
///
/// # Errors
/// The database's own.
pub async fn offer(
    linking: &Linking<'_, impl Sql>,
    public_url: &str,
    now: impl Fn() -> DateTime<Utc>,
    token: impl AsyncFn(&str) -> Result<String, Outcome>,
    send: impl AsyncFn(Offer) -> Outcome,
) -> Result<usize, Error> {
    let &Linking { sql, cache, key, city } = linking;
    let store = Store::new(sql);
    let claimed = store.claim_links(city, MOST, now()).await?;
    if claimed.is_empty() {
        return Ok(0);
    }
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let ruleset = cache.ruleset(&store, city, &row.pack).await?;
    let Some(told) = ruleset.city.link.as_ref() else {
        for wanted in &claimed {
            store.settle_link(city, wanted, "failed", now()).await?;
        }
        return Ok(0);
    };
    let offering = Offering { store: &store, key, public_url, city, told };
    let mut sent = 0;
    for wanted in &claimed {
        let outcome = match offering.text(wanted, &now, &token).await? {
            Ok(Some(text)) => send(written(city, wanted, text, now())).await,
            // The code was used, or another one took its place.
            Ok(None) => Outcome::Stop { request_id: None },
            Err(outcome) => outcome,
        };
        let (state, at) = settled(&outcome, wanted, now());
        sent += usize::from(state == "asked");
        store.settle_link(city, wanted, state, at).await?;
    }
    store.forget_links(city, now()).await?;
    Ok(sent)
}

struct Offering<'a, S> {
    store: &'a Store<'a, S>,
    key: &'a str,
    public_url: &'a str,
    city: &'a CityCode,
    told: &'a LinkTexts,
}

impl<S: Sql> Offering<'_, S> {
    /// What is to be said; nothing when there is nothing to say any more.
    async fn text(
        &self,
        wanted: &Wanted,
        now: &impl Fn() -> DateTime<Utc>,
        token: &impl AsyncFn(&str) -> Result<String, Outcome>,
    ) -> Result<Result<Option<String>, Outcome>, Error> {
        if wanted.channel == ChannelKind::Sms {
            let seed = Some(wanted.seed.as_str()).filter(|seed| !seed.is_empty());
            return Ok(Ok(seed.and_then(|seed| self.told.by_sms(&code(self.key, self.city, seed)))));
        }
        // Its time begins no later than this.
        let asked = now();
        let token = match token(&wanted.address).await {
            Ok(token) => token,
            Err(outcome) => return Ok(Err(outcome)),
        };
        let hash = seal(self.key, self.city, Secret::Token, &token);
        self.store.keep_token(self.city, &wanted.address, &hash, asked + TOKEN_LIVES).await?;
        Ok(Ok(Some(self.told.by_line(&line::link_page(self.public_url, self.city.as_str(), &token)))))
    }
}

fn written(city: &CityCode, wanted: &Wanted, text: String, now: DateTime<Utc>) -> Offer {
    let to = wanted.address.clone();
    if wanted.channel == ChannelKind::Sms {
        return Offer::Sms { to, text };
    }
    // Each try says something else, and is a message of its own.
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    let bits = chance::digest(city.as_str(), &["link", &to, &text]);
    Offer::Line { message: MessageId(ulid::Ulid::from_parts(millis, bits)), to, text }
}

/// What became of it, and when. Nothing that may have arrived is sent again: who did not get it asks
/// once more.
fn settled(outcome: &Outcome, wanted: &Wanted, now: DateTime<Utc>) -> (&'static str, DateTime<Utc>) {
    match outcome {
        Outcome::Accepted { .. } | Outcome::Retry { reason: RetryReason::NoAnswer, .. } => ("asked", now),
        Outcome::Retry { after, .. } if wanted.attempts + 1 < TRIES => {
            let wait = 5_i64 << wanted.attempts.clamp(0, TRIES);
            ("wanted", now + TimeDelta::seconds(wait.max(i64::from(after.unwrap_or_default()))))
        }
        Outcome::Retry { .. } | Outcome::Dead { .. } | Outcome::Stop { .. } => ("failed", now),
    }
}
