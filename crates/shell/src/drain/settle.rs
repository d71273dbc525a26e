//! What a provider's answer means for a message.

use super::note::{Follows, Note, Refused};
use super::retry::{self, Ends, Fate};
use super::{Call, Departing, Exits, count};
use crate::Sql;
use crate::store::{Claimed, Delivery, Mark};
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{ChannelKind, DeliveryState};
use domain::{MessageId, Zone};
use wire::{DeadReason, Outcome, RetryReason};

/// After which LINE is asked again whether its month is still used up: the plan may have been
/// enlarged.
const PROBE: TimeDelta = TimeDelta::hours(6);

/// The call that ended.
#[derive(Clone, Copy)]
pub(super) struct Settled {
    /// Its key: all its messages are tried again at the same time.
    pub(super) key: MessageId,
    /// When the first of them is worthless, and the call cannot be made again as it was.
    pub(super) expires_at: DateTime<Utc>,
}

impl Settled {
    pub(super) fn of(call: &Call, members: &[Departing], now: DateTime<Utc>) -> Self {
        let expires_at = members.iter().map(|one| one.claimed.message.expires_at).min().unwrap_or(now);
        Self { key: call.key, expires_at }
    }
}

impl<S: Sql> Exits<'_, S> {
    /// What becomes of a message whose call ended at `at`.
    ///
    /// A call for several that is refused was taken for none of them: each goes alone, and hears for itself. Where an
    /// earlier try of it may have been taken, the refusal tells nothing of that one, and none of them is written to again.
    pub(super) fn settle(&self, one: &Departing, call: &Settled, outcome: Outcome, at: DateTime<Utc>) -> Note {
        let Departing { claimed, sending, .. } = one;
        let attempt = claimed.attempts + 1;
        let traces = match one.token {
            Some(_) => Traces::of(claimed).and_reply(&outcome),
            None => Traces::of(claimed).and(&outcome),
        };
        let left = Traces::default().and(&outcome).left;
        let note = |state, next, reason: Option<&str>, step, code, request| {
            let channel = Some(sending.channel.as_str());
            let step = Delivery { id: sending.id, at, step, channel, attempt, code, request };
            let mark = mark(claimed, state, next, reason, traces);
            Note::new(mark, step, count::of_call(one, left))
        };
        if let Outcome::Dead { code, request_id, .. } = &outcome
            && sending.call.is_some()
        {
            if traces.left {
                let told = Some(format!("ambiguous {code}"));
                return note("dead", at, Some("ambiguous"), "dead", told, request_id.clone());
            }
            let note = note("waiting", at, Some("alone"), "retry", Some(format!("alone {code}")), request_id.clone());
            return Note { mark: Mark { alone: true, ..note.mark }, ..note };
        }
        match outcome {
            Outcome::Accepted { provider_id, request_id } => {
                let note = note("accepted", at, None, "accepted", provider_id, request_id);
                let by_line = sending.channel == ChannelKind::Line;
                match claimed.message.followed_by(at).filter(|_| by_line) {
                    Some(sms) => Note { follows: Follows::Sms(claimed.resident.clone(), Box::new(sms)), ..note },
                    None => note,
                }
            }
            Outcome::Retry { reason, after, code, request_id } => {
                let ends = Ends {
                    own: claimed.message.expires_at,
                    taken: traces.left.then_some((call.expires_at, sending.first_try)),
                };
                match retry::fate(call.key, attempt, reason, after, ends, at) {
                    Fate::Again(next) => {
                        let code = format!("{} {code}", reason.as_str());
                        note("waiting", next, Some(reason.as_str()), "retry", Some(code), request_id)
                    }
                    Fate::Never(why) => note("dead", at, Some(why), "dead", Some(format!("{why} {code}")), request_id),
                }
            }
            // Nothing was said by it, and everything can be said without it.
            Outcome::Dead { reason: DeadReason::ReplyToken, code, request_id } => {
                let why = DeadReason::ReplyToken.as_str();
                note("waiting", at, Some(why), "retry", Some(format!("{why} {code}")), request_id)
            }
            Outcome::Dead { reason, code, request_id } => {
                let told = Some(format!("{} {code}", reason.as_str()));
                let is_refused = reason.delivery_state() == DeliveryState::Refused;
                // The address is closed with this note, so that the next look finds the SMS.
                let goes_by_sms = is_refused
                    && sending.channel == ChannelKind::Line
                    && claimed.message.bodies.sms.is_some()
                    && claimed.recipient.is_none();
                let (state, step) = if goes_by_sms { ("waiting", "retry") } else { ("dead", "dead") };
                let note = note(state, at, Some(reason.as_str()), step, told, request_id);
                if !is_refused {
                    return note;
                }
                let (channel, recipient) = (sending.channel, sending.recipient.clone());
                let refused = Refused { resident: claimed.resident.clone(), channel, recipient, code };
                Note { follows: Follows::Refused(refused), ..note }
            }
            Outcome::Stop { request_id } => {
                let until = self.spent_until(at);
                let next = until.min(claimed.message.expires_at);
                let limit = Some("monthly_limit");
                let note = note("waiting", next, limit, "waiting", limit.map(str::to_owned), request_id);
                Note { follows: Follows::LineSpent(until), ..note }
            }
        }
    }

    /// How many messages may still leave by LINE this month, as far as that is known. LINE's months are
    /// Japan's (UTC+9).
    pub(super) fn quota_left(&self) -> Option<u64> {
        let month = Zone::default().day(self.now).month_start();
        self.state.line_quota.as_ref().and_then(|quota| quota.left(month))
    }

    /// Until when nothing more is tried by LINE: the month's end, or the next probe before it.
    pub(super) fn spent_until(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let zone = Zone::default();
        let next_month = zone.day(at).month_start().plus(32).month_start();
        zone.end_of(next_month.plus(-1)).min(at + PROBE)
    }
}

pub(super) fn mark(
    claimed: &Claimed,
    state: &'static str,
    at: DateTime<Utc>,
    reason: Option<&str>,
    traces: Traces,
) -> Mark {
    let Traces { left, seen } = traces;
    let (id, until, reason) = (claimed.message.id, claimed.until, reason.map(str::to_owned));
    Mark { id, until, state, at, reason, left, seen, alone: false, counted: 0 }
}

/// What a message's calls may have left behind at a provider.
#[derive(Clone, Copy, Default)]
pub(super) struct Traces {
    /// It has the message, or may have it for all we know.
    left: bool,
    /// It has seen the message's key.
    seen: bool,
}

impl Traces {
    /// Of the calls before this one.
    pub(super) fn of(claimed: &Claimed) -> Self {
        Self { left: claimed.recipient.is_some(), seen: claimed.first_try.is_some() }
    }

    /// Of a reply too: LINE has seen no key of it.
    fn and_reply(self, outcome: &Outcome) -> Self {
        Self { left: self.and(outcome).left, seen: self.seen }
    }

    /// Of this one too.
    fn and(self, outcome: &Outcome) -> Self {
        let (left, seen) = match outcome {
            Outcome::Accepted { .. } => (true, true),
            Outcome::Retry { reason: RetryReason::Provider | RetryReason::NoAnswer, .. } => (true, true),
            Outcome::Retry { reason: RetryReason::NotReached | RetryReason::Misconfigured, .. } => (false, false),
            Outcome::Retry { reason: RetryReason::RateLimited | RetryReason::Credentials, .. }
            | Outcome::Stop { .. } => (false, true),
            Outcome::Dead { reason, .. } => (*reason == DeadReason::Ambiguous, true),
        };
        Self { left: self.left || left, seen: self.seen || seen }
    }
}
