//! What left, or may have, is counted: a message by LINE once, however often its call is made; an SMS at each
//! call, since each is paid for.

use super::Departing;
use super::look::unit;
use crate::store::{Claimed, Sent};
use domain::Day;
use domain::event::ChannelKind;
use domain::pack::sms_parts;
use domain::release::Departure;

/// What is counted as a call ends, by which the message left, or may have, or did not.
pub(super) fn of_call(one: &Departing, left: bool) -> Option<Sent> {
    let Departing { claimed, sending, token, .. } = one;
    let counts = match sending.channel {
        ChannelKind::Sms => left,
        _ => (left || claimed.recipient.is_some()) && claimed.counted == 0,
    };
    let parts = match &one.departure {
        Departure::Sms { text, .. } => sms_parts(text),
        Departure::Line { .. } => 0,
    };
    counts.then(|| sent(claimed, sending.channel, sending.day, token.is_some(), parts))
}

/// What is counted of a message that is looked at and not called with: the call that a worker had out as it died.
/// Nobody knows of it, and it may have been paid for, by its `parts`.
pub(super) fn of_dead_worker(claimed: &Claimed, today: Day, parts: usize) -> Option<Sent> {
    let (channel, counts) = match claimed.channel.as_deref() {
        Some("sms") => (ChannelKind::Sms, claimed.interrupted || claimed.unreachable.is_some()),
        _ => (ChannelKind::Line, claimed.recipient.is_some() && claimed.counted == 0),
    };
    counts.then(|| sent(claimed, channel, claimed.left_day.unwrap_or(today), claimed.by_reply, parts))
}

fn sent(claimed: &Claimed, channel: ChannelKind, day: Day, is_reply: bool, parts: usize) -> Sent {
    let message = &claimed.message;
    let parts = match channel {
        ChannelKind::Sms => parts,
        _ => 0,
    };
    Sent {
        day,
        campaign: message.campaign.clone(),
        arm: message.arm.clone(),
        unit: unit(&message.campaign, message.arm.as_deref()),
        channel,
        is_reply,
        parts,
    }
}
