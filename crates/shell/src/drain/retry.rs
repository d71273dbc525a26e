//! When a call is made again, and when never.

use crate::store::Claimed;
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::ChannelKind;
use domain::release::Departure;
use domain::{MessageId, chance};
use wire::RetryReason;

/// What becomes of a message whose call did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is tried again then.
    Again(DateTime<Utc>),
    /// It is not, for this reason.
    Never(&'static str),
}

/// LINE keeps a retry key for 24 hours from the first try; after that the same key would
/// send again. An hour's margin covers clocks and queues.
const KEY_LIFE: TimeDelta = TimeDelta::hours(23);

/// After which the provider surely has forgotten a key, with the same margin.
const KEY_FORGOTTEN: TimeDelta = TimeDelta::hours(25);

/// Why a claimed message must not be tried any more.
pub(super) fn no_more(claimed: &Claimed, now: DateTime<Utc>) -> Option<&'static str> {
    let by_sms = claimed.channel.as_deref() == Some("sms");
    if claimed.interrupted && (by_sms || claimed.by_reply) {
        // The call may have been made; neither has a key to ask with.
        return Some("ambiguous");
    }
    let key_old = claimed.first_try.is_some_and(|first| now - first >= KEY_LIFE);
    // What surely was not taken can be sent under a key that has become new again.
    (claimed.recipient.is_some() && key_old && !by_sms).then_some("key_expired")
}

/// Since when a provider knows the key of a call made now: since the first call that it saw,
/// unless that is so long ago that it has forgotten.
pub(super) fn key_from(claimed: &Claimed, now: DateTime<Utc>) -> DateTime<Utc> {
    claimed.first_try.filter(|first| now - *first < KEY_FORGOTTEN).unwrap_or(now)
}

/// Until when a message can be tried again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    /// When it is worth nothing any more.
    pub(super) own: DateTime<Utc>,
    /// Of one that may have been taken, and so only leaves again by the same call: when the first message of that call is
    /// worth nothing any more, and since when the provider knows the key.
    pub(super) taken: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// When to try again: 5 s, 10 s, 20 s … to half an hour, half as much again by a hash of the
/// call and the attempt so that retries spread out. Never past the message's own time, nor, for one
/// that may have been taken, past the time of its call or the life of its key. What surely was not taken is
/// bound to no call any more: each of a call for several has its own time.
pub(super) fn fate(
    call: MessageId,
    attempt: i64,
    reason: RetryReason,
    after: Option<u32>,
    ends: Ends,
    now: DateTime<Utc>,
) -> Fate {
    let doublings = u32::try_from(attempt.clamp(1, 10) - 1).unwrap_or_default();
    let base = if reason.needs_people() { 600 } else { (5 << doublings).min(1800) };
    let id = call.to_string();
    let jitter = chance::number("retry", &id, &attempt.to_string()) * 0.5 * f64::from(base);
    let wait = TimeDelta::seconds(i64::from(base.max(after.unwrap_or_default()))) + TimeDelta::seconds(jitter as i64);
    let at = now + wait;
    if at >= ends.own {
        return Fate::Never("expired");
    }
    match ends.taken {
        Some((_, key_from)) if at - key_from >= KEY_LIFE => Fate::Never("key_expired"),
        // Without the one that is over it would be another call.
        Some((call_ends, _)) if at >= call_ends => Fate::Never("ambiguous"),
        _ => Fate::Again(at),
    }
}

/// A hash of the address, enough to see that a retry goes to the same one.
pub(super) fn fingerprint(departure: &Departure) -> String {
    let to = match departure {
        Departure::Line { to, .. } | Departure::Sms { to, .. } => to,
    };
    fingerprint_of(departure.channel(), to)
}

/// The same of an address of a channel.
pub(crate) fn fingerprint_of(channel: ChannelKind, address: &str) -> String {
    format!("{:032x}", chance::digest("recipient", &[channel.as_str(), address]))
}
