//! What a provider's answer means for somebody who is to be sent a link.

use super::Offer;
use crate::store::Wanted;
use chrono::{DateTime, TimeDelta, Utc};
use wire::{DeadReason, Outcome, RetryReason};

/// After which LINE is tried again that has no message left.
const MONTH: TimeDelta = TimeDelta::minutes(30);

/// How often it is tried. Who has waited so long taps again.
const TRIES: i64 = 5;

/// Makes a call, and one that LINE failed at once more and again: it has the same key, so that LINE says it once.
pub(super) async fn call(offer: &Offer, send: &impl AsyncFn(Offer) -> Outcome) -> Outcome {
    let mut outcome = send(offer.clone()).await;
    for _ in 0..2 {
        match (&outcome, offer) {
            (Outcome::Retry { reason: RetryReason::Provider, .. }, Offer::Line { .. }) => {
                outcome = send(offer.clone()).await;
            }
            _ => break,
        }
    }
    outcome
}

/// What becomes of somebody for whom a provider was called. What may have arrived is not sent again: who did not
/// get it asks once more.
pub(super) fn called(outcome: &Outcome, wanted: &Wanted, now: DateTime<Utc>) -> (&'static str, DateTime<Utc>) {
    match outcome {
        Outcome::Accepted { .. }
        | Outcome::Retry { reason: RetryReason::NoAnswer | RetryReason::Provider, .. }
        | Outcome::Dead { reason: DeadReason::Ambiguous, .. } => ("asked", now),
        // The month is used up, whatever is known of it here.
        Outcome::Stop { .. } => ("wanted", now + MONTH),
        other => not_called(other, wanted, now),
    }
}

/// What becomes of somebody to whom surely nothing was sent.
pub(super) fn not_called(outcome: &Outcome, wanted: &Wanted, now: DateTime<Utc>) -> (&'static str, DateTime<Utc>) {
    match outcome {
        Outcome::Retry { after, .. } if wanted.attempts + 1 < TRIES => {
            let wait = 5_i64 << wanted.attempts.clamp(0, TRIES);
            ("wanted", now + TimeDelta::seconds(wait.max(i64::from(after.unwrap_or_default()))))
        }
        _ => ("failed", now),
    }
}
