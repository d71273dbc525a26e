use super::outcome::{call, called, not_called};
use super::{Linking, own_page};
use crate::drain::Pages;
use crate::store::{Sent, Store, Wanted};
use crate::{Error, Sql, SqlError};
use chrono::{DateTime, Utc};
use domain::event::ChannelKind;
use domain::linking::{Secret, TOKEN_LIVES, code, seal};
use domain::pack::sms_parts;
use domain::{CityCode, CityState, Day, MessageId, Zone, chance};
use futures_util::future::join_all;
use wire::{Outcome, line};

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
    /// As what left, on a civil day, to somebody who asked.
    fn sent(&self, wanted: &Wanted, day: Day) -> Sent {
        let (channel, parts) = match self {
            Self::Line { .. } => (ChannelKind::Line, 0),
            Self::Sms { text, .. } => (ChannelKind::Sms, sms_parts(text)),
        };
        let campaign = if wanted.is_own_page() { OWN_PAGES } else { OFFERS };
        Sent { day, campaign: campaign.to_owned(), arm: None, unit: String::new(), channel, is_reply: false, parts }
    }
}

/// Under which name offers are counted. No campaign can have it.
const OFFERS: &str = "link-offer";

/// Under which name links to own pages are counted.
const OWN_PAGES: &str = "own-page";

/// How many are sent something at a time.
const MOST: u64 = 20;

/// When LINE was asked for a token, and what it gave.
type Asked = (DateTime<Utc>, Result<String, Outcome>);

/// What is to be done for somebody who asked.
enum Step {
    /// This call.
    Call(Offer),
    /// Nothing: the code was used, or another one took its place.
    Nothing,
    /// LINE gave no token.
    NoToken(Outcome),
}

/// Sends those who asked to be linked the page's address, telephones their codes, and those who asked for it the way to
/// their own page. Says to how many. What is stopped, or has no message left this month, waits.
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
    if !store.wants_links(city, now()).await? {
        return Ok(0);
    }
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let mut claimed = claim(&store, city, &row.state, now()).await?;
    let ruleset = cache.ruleset(&store, city, &row.pack).await?;
    let told = ruleset.city.link.as_ref();
    if told.is_none() {
        for wanted in claimed.iter().filter(|wanted| !wanted.is_own_page()) {
            store.settle_link(city, wanted, "failed", now()).await?;
        }
        claimed.retain(Wanted::is_own_page);
    }
    let pages = Pages::new(key, public_url);
    let mut own = Vec::with_capacity(claimed.len());
    for wanted in &claimed {
        own.push(match wanted.is_own_page() {
            true => own_page::text(&store, (city, &ruleset.city), &pages, wanted, now()).await?,
            false => None,
        });
    }
    // A provider that hangs is waited for by all at once. A token's time begins no later than when it is asked for.
    let tokens = claimed.iter().map(async |wanted| match wanted.channel {
        ChannelKind::Line if !wanted.is_own_page() => Some((now(), token(&wanted.address).await)),
        _ => None,
    });
    let tokens = join_all(tokens).await;
    let step = |((wanted, token), own): ((&Wanted, &Option<Asked>), Option<String>)| {
        let text = match token {
            Some((_, Err(outcome))) => return Step::NoToken(outcome.clone()),
            Some((_, Ok(token))) => told.map(|told| told.by_line(&line::link_page(public_url, city.as_str(), token))),
            None => own.or_else(|| {
                let seed = Some(wanted.seed.as_str()).filter(|seed| !seed.is_empty())?;
                told?.by_sms(&code(key, city, seed))
            }),
        };
        text.map_or(Step::Nothing, |text| Step::Call(written(city, wanted, text, now())))
    };
    let steps: Vec<Step> = claimed.iter().zip(&tokens).zip(own).map(step).collect();
    // Before the first call: whoever dies after it, nothing that may have arrived is sent again.
    let marked = store.at_once(async || {
        for ((wanted, token), step) in claimed.iter().zip(&tokens).zip(&steps) {
            if let Some((asked, Ok(token))) = token {
                let hash = seal(key, city, Secret::Token, token);
                store.keep_token(city, &wanted.address, &hash, *asked + TOKEN_LIVES).await?;
            }
            if matches!(step, Step::Call(_)) {
                store.settle_link(city, wanted, "asked", now()).await?;
            }
        }
        Ok(())
    });
    marked.await?;
    let became = claimed.iter().zip(&steps).map(async |(wanted, step)| match step {
        Step::Call(offer) => called(&call(offer, &send).await, wanted, now()),
        Step::Nothing => ("failed", now()),
        Step::NoToken(outcome) => not_called(outcome, wanted, now()),
    });
    let became = join_all(became).await;
    let left = |((wanted, step), (state, at)): ((&Wanted, &Step), &(&str, DateTime<Utc>))| match step {
        Step::Call(offer) if *state == "asked" => Some(offer.sent(wanted, ruleset.city.zone.day(*at))),
        _ => None,
    };
    let sent: Vec<Sent> = claimed.iter().zip(&steps).zip(&became).filter_map(left).collect();
    let note = async || {
        for (wanted, (state, at)) in claimed.iter().zip(&became) {
            store.settle_link(city, wanted, state, *at).await?;
        }
        count(&store, city, &sent, now()).await
    };
    // The database is waited for five seconds each time.
    for _ in 0..3 {
        match store.at_once(note).await {
            Err(Error::Sql(SqlError::Busy)) => {}
            noted => return noted.map(|()| sent.len()),
        }
    }
    store.at_once(note).await.map(|()| sent.len())
}

/// Those whose way takes something now, and no more by LINE than the month has left.
async fn claim<S: Sql>(
    store: &Store<'_, S>,
    city: &CityCode,
    state: &CityState,
    now: DateTime<Utc>,
) -> Result<Vec<Wanted>, Error> {
    let month = Zone::default().day(now).month_start();
    let left = state.line_quota.as_ref().and_then(|quota| quota.left(month)).unwrap_or(u64::MAX);
    let mut claimed = Vec::new();
    for (way, left) in [(ChannelKind::Line, left), (ChannelKind::Sms, u64::MAX)] {
        if state.is_open(way, month, now) {
            claimed.extend(store.claim_links(city, way, left.min(MOST), now).await?);
        }
    }
    Ok(claimed)
}

/// Counts what left with all else that does: SMS are paid for, and pushes are of the month's messages.
async fn count<S: Sql>(store: &Store<'_, S>, city: &CityCode, sent: &[Sent], now: DateTime<Utc>) -> Result<(), Error> {
    store.count_sent(city, sent).await?;
    let by_line = sent.iter().filter(|one| one.channel == ChannelKind::Line).count() as u64;
    let Some(mut row) = store.city(city).await?.filter(|_| by_line > 0) else { return Ok(()) };
    let Some(quota) = &mut row.state.line_quota else { return Ok(()) };
    quota.since += by_line;
    let notice = quota.warn();
    store.write_city_state(city, &row).await?;
    store.tell(city, notice.as_slice(), now).await
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
