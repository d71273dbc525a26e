use super::Linking;
use crate::store::{Sent, Store, Wanted};
use crate::{Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::ChannelKind;
use domain::linking::{Secret, TOKEN_LIVES, code, seal};
use domain::pack::sms_parts;
use domain::{CityCode, Day, MessageId, Zone, chance};
use futures_util::future::join_all;
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

impl Offer {
    /// As what left, on a civil day.
    fn sent(&self, day: Day) -> Sent {
        let (channel, parts) = match self {
            Self::Line { .. } => (ChannelKind::Line, 0),
            Self::Sms { text, .. } => (ChannelKind::Sms, sms_parts(text)),
        };
        Sent { day, campaign: CAMPAIGN.to_owned(), arm: None, unit: String::new(), channel, is_reply: false, parts }
    }
}

/// Under which name offers are counted. No campaign can have it.
const CAMPAIGN: &str = "link-offer";

/// How many are sent something at a time.
const MOST: usize = 20;

/// How often it is tried. Who has waited so long taps again.
const TRIES: i64 = 5;

/// Sends those who asked to be linked the page's address, and telephones their codes. Says to how many. What is
/// stopped, or has no message left this month, waits.
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
    let begun = now();
    if !store.wants_links(city, begun).await? {
        return Ok(0);
    }
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let month = Zone::default().day(begun).month_start();
    let ways = [ChannelKind::Line, ChannelKind::Sms].into_iter().filter(|way| row.state.is_open(*way, month, begun));
    let claimed = store.claim_links(city, ways, MOST, begun).await?;
    let ruleset = cache.ruleset(&store, city, &row.pack).await?;
    let Some(told) = ruleset.city.link.as_ref() else {
        for wanted in &claimed {
            store.settle_link(city, wanted, "failed", now()).await?;
        }
        return Ok(0);
    };
    // A provider that hangs is waited for by all at once.
    let tokens = claimed.iter().map(async |wanted| match wanted.channel {
        ChannelKind::Line => Some((now(), token(&wanted.address).await)),
        _ => None,
    });
    let tokens = join_all(tokens).await;
    let mut offers = Vec::with_capacity(claimed.len());
    for (wanted, token) in claimed.iter().zip(tokens) {
        let text = match token {
            None => Ok(Some(wanted.seed.as_str()).filter(|seed| !seed.is_empty()))
                .map(|seed| seed.and_then(|seed| told.by_sms(&code(key, city, seed)))),
            Some((_, Err(outcome))) => Err(outcome),
            // Its time begins no later than when it was asked for.
            Some((asked, Ok(token))) => {
                let hash = seal(key, city, Secret::Token, &token);
                store.keep_token(city, &wanted.address, &hash, asked + TOKEN_LIVES).await?;
                Ok(Some(told.by_line(&line::link_page(public_url, city.as_str(), &token))))
            }
        };
        offers.push(text.map(|text| text.map(|text| written(city, wanted, text, now()))));
    }
    let outcomes = offers.iter().map(async |offer| match offer {
        Ok(Some(offer)) => send(offer.clone()).await,
        // The code was used, or another one took its place.
        Ok(None) => Outcome::Stop { request_id: None },
        Err(outcome) => outcome.clone(),
    });
    let outcomes = join_all(outcomes).await;
    let mut sent = Vec::new();
    for ((wanted, offer), outcome) in claimed.iter().zip(&offers).zip(&outcomes) {
        let (state, at) = settled(outcome, wanted, now());
        if let (Ok(Some(offer)), "asked") = (offer, state) {
            sent.push(offer.sent(ruleset.city.zone.day(at)));
        }
        store.settle_link(city, wanted, state, at).await?;
    }
    count(&store, city, &sent).await?;
    Ok(sent.len())
}

/// Counts what left with all else that does: SMS are paid for, and pushes are of the month's messages.
async fn count<S: Sql>(store: &Store<'_, S>, city: &CityCode, sent: &[Sent]) -> Result<(), Error> {
    if sent.is_empty() {
        return Ok(());
    }
    store.begin().await?;
    let counted = async {
        store.count_sent(city, sent).await?;
        let Some(mut row) = store.city(city).await? else { return Ok(()) };
        if let Some(quota) = &mut row.state.line_quota {
            quota.since += sent.iter().filter(|one| one.channel == ChannelKind::Line).count() as u64;
        }
        store.write_city_state(city, &row).await.map(drop)
    };
    match counted.await {
        Ok(()) => store.commit().await,
        Err(error) => {
            store.rollback().await;
            Err(error)
        }
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
