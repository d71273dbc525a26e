//! No faster than the providers take it.

use super::Exits;
use super::call::Letter;
use super::note::Note;
use super::parcel::Parcel;
use crate::store::Rate;
use crate::{Error, Sql};
use chrono::TimeDelta;
use domain::release::Hold;

/// LINE takes 2,000 pushes a second of a channel and 200 multicasts; a tenth is left to others who use
/// the channel. Source: Messaging API reference, "Rate limits".
const PUSH: Rate = Rate { endpoint: "push", per_second: 1_800 };
const MULTICAST: Rate = Rate { endpoint: "multicast", per_second: 180 };

/// The same of replies. Source: as above.
const REPLY: Rate = Rate { endpoint: "reply", per_second: 1_800 };

/// The SMS provider queues what is beyond the sender's own rate, but takes only so many calls at a time.
const SMS: Rate = Rate { endpoint: "sms", per_second: 100 };

/// When what had to wait is looked at again.
const SOON: TimeDelta = TimeDelta::seconds(1);

impl<S: Sql> Exits<'_, S> {
    /// The calls that may be made now; the rest waits a moment.
    pub(super) async fn pace(&self, parcels: Vec<Parcel>) -> Result<(Vec<Parcel>, Vec<Note>), Error> {
        let (mut now, mut notes) = (Vec::with_capacity(parcels.len()), Vec::new());
        let mut granted = [(PUSH, 0), (REPLY, 0), (MULTICAST, 0), (SMS, 0)];
        for (rate, tokens) in &mut granted {
            let wanted = parcels.iter().filter(|parcel| rate_of(&parcel.call.letter) == *rate).count();
            *tokens = self.store.take_tokens(self.city, *rate, wanted, self.now).await?;
        }
        for parcel in parcels {
            let rate = rate_of(&parcel.call.letter);
            match granted.iter_mut().find(|(known, tokens)| *known == rate && *tokens > 0) {
                Some((_, tokens)) => {
                    *tokens -= 1;
                    now.push(parcel);
                }
                None => notes.extend(
                    parcel.members.iter().map(|one| self.wait(&one.claimed, self.now + SOON, Hold::Pace.as_str())),
                ),
            }
        }
        Ok((now, notes))
    }
}

fn rate_of(letter: &Letter) -> Rate {
    match letter {
        Letter::Push { .. } => PUSH,
        Letter::Reply { .. } => REPLY,
        Letter::Multicast { .. } => MULTICAST,
        Letter::Sms { .. } => SMS,
    }
}
