//! The last look at each message of a group, as it leaves.

use super::note::{Follows, Note};
use super::settle::{Traces, mark};
use super::{Departing, Exits, count, retry};
use crate::store::{Claimed, Delivery, Left, Sending};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::city::Pause;
use domain::event::ChannelKind;
use domain::release::{Departure, Exit, Hold, Others, Release, release};
use domain::{Day, MessageId, chance};
use std::collections::{HashMap, HashSet};

/// What a group's last look found.
pub(super) struct Looked {
    /// What leaves.
    pub(super) departing: Vec<Departing>,
    /// What became of the rest.
    pub(super) notes: Vec<Note>,
    /// What stops by itself.
    pub(super) blown: Vec<Pause>,
    /// How many messages the month still has by LINE then, as far as that is known.
    pub(super) month: Option<u64>,
}

impl<S: Sql> Exits<'_, S> {
    /// What may leave, and what became of the rest.
    ///
    /// Those that may have left already are looked at first. Of the group, each counts for those after
    /// it, so that no two wait for each other.
    pub(super) async fn look(&self, mut claimed: Vec<Claimed>) -> Result<Looked, Error> {
        let today = self.today();
        let residents = self.store.residents(self.city, claimed.iter().map(|one| &one.resident)).await?;
        let mut left = self.store.left(self.city, claimed.iter().map(|one| &one.resident), today.plus(-6)).await?;
        claimed.sort_by_key(|one| one.recipient.is_none());
        let mut free = self.free(&claimed, &residents).await?;
        let group: HashSet<MessageId> = claimed.iter().map(|one| one.message.id).collect();
        let mut known: HashMap<MessageId, Left> = HashMap::new();
        for others in left.values_mut() {
            let own = others.extract_if(.., |other| group.contains(&other.message));
            known.extend(own.map(|own| (own.message, own)));
        }
        let mut fuses = self.fuses(self.store.volumes(self.city, today).await?);
        let mut quota = self.quota_left();
        let (mut departing, mut notes) = (Vec::new(), Vec::new());
        for one in claimed {
            let others = left.entry(one.resident.clone()).or_default();
            let counted = |settled: bool| {
                let those = others.iter().filter(move |other| other.settled == settled);
                those.map(|other| other.day).collect::<Vec<Day>>()
            };
            let (days, leaving) = (counted(true), counted(false));
            // Whatever becomes of it now, what was taken before stays counted.
            others.extend(known.remove(&one.message.id).map(|own| Left { settled: true, ..own }));
            // It was taken and did not arrive, which is known though its worker died.
            if let Some(at) = one.unreachable {
                notes.push(self.wait(&one, at.max(self.now), "unreachable"));
                continue;
            }
            if let Some(reason) = retry::no_more(&one, self.now) {
                notes.push(self.end(&one, "dead", reason));
                continue;
            }
            let snapshot = residents.get(&one.resident).cloned().unwrap_or_default().snapshot;
            let is_free = free.has(&one, snapshot.way(ChannelKind::Line));
            let state = if is_free { &free.state } else { &self.state };
            let exit = Exit { code: self.city, settings: &self.ruleset.city, state, now: self.now };
            let others_left = Others { left: &days, leaving: &leaving };
            match release(&one.message, &snapshot, &others_left, &exit) {
                Release::Withhold(reason) => notes.push(self.end(&one, "withheld", reason.as_str())),
                Release::Wait(until, hold) => notes.push(self.wait(&one, until, hold.as_str())),
                Release::Send(departure) => {
                    let recipient = retry::fingerprint(&departure);
                    if one.recipient.as_ref().is_some_and(|first| *first != recipient) {
                        // A retry goes to the same address or nowhere: the provider keeps the
                        // key with what was first sent.
                        notes.push(self.end(&one, "dead", "address_changed"));
                        continue;
                    }
                    let is_new = one.recipient.is_none();
                    let is_counted = is_new && departure.channel() == ChannelKind::Line && !is_free;
                    if is_counted && quota == Some(0) {
                        notes.push(self.spent(&one));
                        continue;
                    }
                    if is_new && !self.holds(&mut fuses, &one, others, today) {
                        notes.push(self.wait(&one, self.now, Hold::Paused.as_str()));
                        continue;
                    }
                    let reply = match &departure {
                        Departure::Line { to, .. } if is_free => {
                            free.spend(to);
                            true
                        }
                        _ => false,
                    };
                    if is_counted {
                        quota = quota.map(|left| left - 1);
                    }
                    if !one.message.is_answer {
                        let said = (one.message.campaign.clone(), one.message.said().to_owned());
                        others.retain(|other| other.message != one.message.id);
                        others.push(Left { message: one.message.id, day: today, said, settled: false });
                    }
                    let channel = departure.channel();
                    let first_try = retry::key_from(&one, self.now);
                    let (id, until) = (one.message.id, one.until);
                    let sending = Sending { id, channel, recipient, call: None, reply, day: today, first_try, until };
                    let unit = unit(&one.message.campaign, one.message.arm.as_deref());
                    departing.push(Departing { claimed: one, departure, unit, sending, token: None });
                }
            }
        }
        Ok(Looked { departing, notes, blown: fuses.blown.into_values().collect(), month: quota })
    }

    pub(super) fn end(&self, claimed: &Claimed, state: &'static str, reason: &str) -> Note {
        self.unsent(claimed, state, self.now, reason)
    }

    pub(super) fn wait(&self, claimed: &Claimed, until: DateTime<Utc>, why: &str) -> Note {
        self.unsent(claimed, "waiting", until, why)
    }

    /// It waits, as the month has no more messages by LINE.
    pub(super) fn spent(&self, claimed: &Claimed) -> Note {
        let spent = self.state.line_spent_until.filter(|until| self.now < *until);
        let until = spent.unwrap_or_else(|| self.spent_until(self.now));
        let note = self.wait(claimed, until.min(claimed.message.expires_at), Hold::MonthlyLimit.as_str());
        Note { follows: Follows::LineSpent(until), ..note }
    }

    /// What was looked at and not called with.
    fn unsent(&self, claimed: &Claimed, state: &'static str, at: DateTime<Utc>, reason: &str) -> Note {
        let step = Delivery {
            id: claimed.message.id,
            at: self.now,
            step: state,
            channel: None,
            attempt: claimed.attempts,
            code: Some(reason.to_owned()),
            request: None,
        };
        let mark = mark(claimed, state, at, Some(reason), Traces::of(claimed));
        let today = self.today();
        Note::new(mark, step, count::of_dead_worker(claimed, today, self.parts(claimed)))
    }
}

/// The name under which LINE counts a campaign's messages, for each arm: 1 to 30 of a–z, A–Z, 0–9 and `_`.
/// Longer names end in a hash.
pub(super) fn unit(campaign: &str, arm: Option<&str>) -> String {
    let name = arm.map_or_else(|| campaign.to_owned(), |arm| format!("{campaign}__{arm}"));
    if name.len() <= 30 {
        return name;
    }
    let hash = chance::digest("unit", &[&name]) & 0xffff_ffff;
    format!("{}_{hash:08x}", name.chars().take(21).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn each_arm_has_a_unit_that_line_takes() {
        assert_eq!(unit("steps", Some("nudge")), "steps__nudge");
        assert_eq!(unit("steps", None), "steps");
        let long = unit("a_campaign_with_quite_a_long_name", Some("nudge"));
        assert_eq!(long.len(), 30);
        assert_ne!(long, unit("a_campaign_with_quite_a_long_name", Some("control")));
    }
}
