//! No faster than the providers take it.

use super::call::Letter;
use super::note::Note;
use super::parcel::{Parcel, in_order};
use super::{Departing, Exits};
use crate::store::Rate;
use crate::{Error, Sql};
use chrono::TimeDelta;
use domain::pack::Priority;
use domain::release::Hold;

/// LINE takes 2,000 pushes a second of a channel and 200 multicasts; a tenth is left to others who use
/// the channel. Source: Messaging API reference, "Rate limits".
const PUSH: Rate = Rate { endpoint: "push", per_second: 1_800 };
const MULTICAST: Rate = Rate { endpoint: "multicast", per_second: 180 };

/// The same of replies. Source: as above.
const REPLY: Rate = Rate { endpoint: "reply", per_second: 1_800 };

/// The SMS provider queues what is beyond the sender's own rate, but takes only so many calls at a time.
const SMS: Rate = Rate { endpoint: "sms", per_second: 100 };

/// How soon what had to wait is looked at again.
const SOON: TimeDelta = TimeDelta::seconds(1);

impl<S: Sql> Exits<'_, S> {
    /// The calls that may be made now; the rest waits for its turn. Replies were asked about before.
    pub(super) async fn pace(&self, parcels: Vec<Parcel>) -> Result<(Vec<Parcel>, Vec<Note>), Error> {
        let (mut now, mut notes) = (Vec::with_capacity(parcels.len()), Vec::new());
        let mut by_rate: Vec<(Rate, Vec<Parcel>)> = [PUSH, MULTICAST, SMS].map(|rate| (rate, Vec::new())).into();
        for parcel in parcels {
            match by_rate.iter_mut().find(|(rate, _)| rate_of(&parcel.call.letter) == Some(*rate)) {
                Some((_, those)) => those.push(parcel),
                None => now.push(parcel),
            }
        }
        for (rate, those) in by_rate {
            let (granted, held) = self.granted(rate, those).await?;
            now.extend(granted);
            let calls: Vec<_> = held.iter().map(|parcel| (parcel.priority(), parcel.members.as_slice())).collect();
            notes.extend(self.queue(rate, &calls).await?);
        }
        in_order(&mut now);
        Ok((now, notes))
    }

    /// Those of the answers that may leave as replies now; the rest waits, and keeps its tokens.
    pub(super) async fn pace_replies(&self, mut answers: Vec<Departing>) -> Result<(Vec<Departing>, Vec<Note>), Error> {
        answers.sort_by_key(|one| (one.claimed.message.priority, one.sending.id));
        let (now, held) = self.granted(REPLY, answers).await?;
        let calls: Vec<_> = held.iter().map(|one| (one.claimed.message.priority, std::slice::from_ref(one))).collect();
        let notes = self.queue(REPLY, &calls).await?;
        Ok((now, notes))
    }

    /// Of calls of a kind, in the order in which they are to be made, as many as may be made now, and the rest.
    async fn granted<T>(&self, rate: Rate, mut calls: Vec<T>) -> Result<(Vec<T>, Vec<T>), Error> {
        let granted = self.store.take_tokens(self.city, rate, calls.len(), self.now).await?;
        let held = calls.split_off(granted.min(calls.len()));
        Ok((calls, held))
    }

    /// Has messages wait as long as their place in the line demands, so that not all that waits is looked at each second.
    /// What cannot wait has a line of its own.
    async fn queue(&self, rate: Rate, calls: &[(Priority, &[Departing])]) -> Result<Vec<Note>, Error> {
        let mut notes = Vec::new();
        for priority in [Priority::High, Priority::Normal] {
            let line: Vec<_> =
                calls.iter().filter(|(known, _)| *known == priority).map(|(_, members)| members).collect();
            if line.is_empty() {
                continue;
            }
            let first = self.store.queue(self.city, rate, priority, line.len(), self.now).await?;
            for (place, members) in line.into_iter().enumerate() {
                let turn = (first + rate.takes(place + 1)).max(self.now + SOON);
                notes.extend(members.iter().map(|one| {
                    let until = turn.min(one.claimed.message.expires_at);
                    self.wait(&one.claimed, until, Hold::Pace.as_str())
                }));
            }
        }
        Ok(notes)
    }
}

fn rate_of(letter: &Letter) -> Option<Rate> {
    match letter {
        Letter::Push { .. } => Some(PUSH),
        Letter::Reply { .. } => None,
        Letter::Multicast { .. } => Some(MULTICAST),
        Letter::Sms { .. } => Some(SMS),
    }
}
