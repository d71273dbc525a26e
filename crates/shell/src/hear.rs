//! What a provider told, taken in: now, or later where it had to wait.

use crate::drain::fingerprint_of;
use crate::handle::handle;
use crate::log::log;
use crate::store::{Store, Taken};
use crate::{Cache, Error, Sql, inbound, linking};
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{ChannelKind, DeliveryState};
use domain::{CityCode, Event, MessageId, Payload, Snapshot};
use std::rc::Rc;
use wire::{What, line, sms};

/// A webhook whose signature was right.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// Who told it, and of what kind it is.
    pub from: From,
    /// When it came: where the provider gives no time, it happened then.
    pub received: DateTime<Utc>,
    /// Its body, as it came.
    pub body: Vec<u8>,
}

/// Whose webhook it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// LINE, about what people do.
    Line,
    /// The SMS provider, about a message to us.
    SmsInbound,
    /// The SMS provider, about a message from us.
    SmsStatus(MessageId),
}

/// Takes in what was told. When it returns, it is durable; told again, nothing is done again. Who is
/// linked to no resident, and what is none of ours, is passed over.
///
/// # Errors
/// The database's own. What of it was stored before is found again.
pub async fn hear(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    heard: &Heard,
    link_key: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    match heard.from {
        From::Line => {
            let told = line::parse(&heard.body).unwrap_or_default();
            Store::new(sql).keep_reply_tokens(city, &told, heard.received, now).await?;
            let (unsent, told) = told.into_iter().partition(|one| matches!(one.what, What::Unsend { .. }));
            take(sql, cache, city, told, link_key, heard.received, now).await?;
            inbound::unsend(sql, city, unsent, now).await
        }
        From::SmsInbound => {
            let told = sms::Form::parse(&heard.body).inbound().into_iter().collect();
            take(sql, cache, city, told, link_key, heard.received, now).await
        }
        From::SmsStatus(message) => match sms::Form::parse(&heard.body).status() {
            Ok(status) => report(sql, cache, city, (message, status), heard.received, now).await,
            Err(_) => Ok(()),
        },
    }
}

/// Finds who did it, and hands the events over.
async fn take(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    told: Vec<wire::Inbound>,
    link_key: Option<&str>,
    received: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // Without the key nothing can be linked; everything else is heard as ever.
    let told = match link_key {
        Some(key) => {
            linking::asked(sql, city, &told, received).await?;
            let told = told.into_iter().filter(|one| !linking::asks_for_page(&one.what)).collect();
            linking::answered(&linking::Linking { sql, cache, key, city }, told, received).await?
        }
        None => told,
    };
    let events = inbound::events(sql, city, told, received).await?;
    if !events.is_empty() {
        let _ = handle(sql, cache, city, &events, now).await?;
    }
    Ok(())
}

/// How often a message is given to the provider altogether whose handset could not be reached.
const MOST_TRIES: i64 = 3;

/// After which it is given again, times the tries before.
const AGAIN: TimeDelta = TimeDelta::minutes(20);

/// Stores what became of a message of ours. One that surely did not arrive since the handset could
/// not be reached leaves again, while it is still worth something.
async fn report(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    (message, status): (MessageId, sms::Status),
    received: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let Some(taken) = store.taken(city, message).await? else {
        log(&format!("{city}: the SMS provider reports about {message}, which is none of ours"));
        return Ok(());
    };
    let unreachable = status.is_unreachable();
    let Some(mut event) = status.into_event(message, taken.resident.clone(), received) else { return Ok(()) };
    let residents = store.residents(city, [&taken.resident]).await?;
    let snapshot = residents.get(&taken.resident).map(|known| known.snapshot.as_ref());
    only_for_its_number(&mut event, &taken, snapshot);
    let _ = handle(sql, cache, city, &[Rc::new(event)], now).await?;
    // Tries that never left, as the provider was busy or a setting missing, are none.
    let next = now + AGAIN * i32::try_from(taken.left.max(1)).unwrap_or(1);
    if unreachable && taken.left < MOST_TRIES && next < taken.expires_at {
        store.send_again(city, message, taken.attempts, next).await?;
    }
    Ok(())
}

/// A refusal closes the number that refused. One that was linked since is another, and stays open.
fn only_for_its_number(event: &mut Event, taken: &Taken, snapshot: Option<&Snapshot>) {
    let Payload::Delivery(data) = &mut event.payload else { return };
    let now = snapshot.and_then(|snapshot| snapshot.contact.channels.get(&ChannelKind::Sms));
    let now = now.map(|channel| fingerprint_of(ChannelKind::Sms, &channel.address));
    if data.state == DeliveryState::Refused && now != taken.recipient {
        data.state = DeliveryState::Failed;
    }
}
