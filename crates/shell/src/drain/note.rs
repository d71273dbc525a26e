//! What became of a group of messages, and all that follows from it: one transaction.

use super::{Drained, Exits, retry};
use crate::handle::handle_within;
use crate::log::log;
use crate::store::{Delivery, Mark, Sent, What};
use crate::{Error, Sql, SqlError, Turn};
use chrono::{DateTime, TimeDelta, Utc};
use domain::city::Pause;
use domain::decide::Outgoing;
use domain::event::{ChannelKind, DeliveryState, DeliveryUpdated};
use domain::release::Hold;
use domain::resident::Observed;
use domain::{Event, Notice, Payload, ResidentId};
use std::rc::Rc;

/// What became of one message.
pub(super) struct Note {
    pub(super) mark: Mark,
    pub(super) step: Delivery,
    pub(super) follows: Follows,
    /// What left by it, or may have, and was not counted before.
    pub(super) sent: Option<Sent>,
}

impl Note {
    /// One from which nothing follows for others.
    pub(super) fn new(mark: Mark, step: Delivery, sent: Option<Sent>) -> Self {
        Self { mark: Mark { counted: i64::from(sent.is_some()), ..mark }, step, follows: Follows::Nothing, sent }
    }
}

/// What follows for others than the message.
pub(super) enum Follows {
    Nothing,
    /// The address takes nothing more.
    Refused(Refused),
    /// Nothing is to be tried by LINE until then.
    LineSpent(DateTime<Utc>),
    /// An SMS waits for whether anything is heard of the message.
    Sms(ResidentId, Box<Outgoing>),
}

/// An address that refuses everything.
pub(super) struct Refused {
    pub(super) resident: ResidentId,
    pub(super) channel: ChannelKind,
    /// Its fingerprint.
    pub(super) recipient: String,
    pub(super) code: String,
}

/// How often a busy database is asked to note outcomes. It is waited for five seconds each time
/// (`busy_timeout`).
const TRIES: usize = 12;

/// After which it is not asked again, counted from when the messages were taken: a tick began its
/// last group within twenty seconds, and a host gives it two minutes.
const PATIENCE: TimeDelta = TimeDelta::seconds(75);

impl<S: Sql> Exits<'_, S> {
    /// Notes what became of the messages that are still ours. Outcomes stand nowhere else until
    /// then, so a database that is busy is asked again.
    pub(super) async fn note<C>(&self, notes: Vec<Note>, blown: &[Pause], turn: &Turn<C>) -> Result<Drained, Error>
    where
        C: Fn() -> DateTime<Utc>,
    {
        let mut tries = 1;
        loop {
            match self.transaction(&notes, blown, turn.now()).await {
                Err(Error::Sql(SqlError::Busy)) if tries < TRIES && turn.now() < self.now + PATIENCE => tries += 1,
                noted => return noted,
            }
        }
    }

    async fn transaction(&self, notes: &[Note], blown: &[Pause], now: DateTime<Utc>) -> Result<Drained, Error> {
        self.store.begin().await?;
        let noted = self.within(notes, blown, now).await;
        match &noted {
            Ok(_) => self.store.commit().await?,
            Err(_) => self.store.rollback().await,
        }
        noted
    }

    async fn within(&self, notes: &[Note], blown: &[Pause], now: DateTime<Utc>) -> Result<Drained, Error> {
        let ours = self.store.mark(self.city, notes.iter().map(|note| &note.mark)).await?;
        let notes: Vec<&Note> = notes.iter().filter(|note| ours.contains_key(&note.mark.id)).collect();
        self.store.deliver(self.city, notes.iter().map(|note| &note.step)).await?;
        let sent: Vec<Sent> = notes.iter().filter_map(|note| note.sent.clone()).collect();
        self.store.count_sent(self.city, &sent).await?;
        self.store.note_units(self.city, &sent).await?;
        let today = self.today();
        let ended = ours.values().filter_map(|noted| {
            let what = What::of_end(&noted.state, noted.reason.as_deref().unwrap_or_default())?;
            Some((noted.campaign.as_str(), noted.left_day.unwrap_or(today), what, 1))
        });
        self.store.count_days(self.city.as_str(), ended).await?;
        let mut drained = Drained::default();
        let mut spent_until = None;
        for note in &notes {
            drained.count(&note.mark);
            if let Follows::LineSpent(until) = note.follows {
                spent_until = spent_until.max(Some(until));
            }
        }
        let messages = notes.iter().filter_map(|note| match &note.follows {
            Follows::Sms(resident, message) => Some((resident, message.as_ref())),
            _ => None,
        });
        self.store.enqueue(self.city, messages).await?;
        let by_line = sent.iter().filter(|one| one.channel == ChannelKind::Line && !one.is_reply).count() as u64;
        let counts = by_line > 0 && self.state.line_quota.is_some();
        if counts || spent_until.is_some() || !blown.is_empty() {
            self.city_after(by_line, spent_until, blown, now).await?;
        }
        // What was let go on while this group was looked at did not find it waiting.
        if notes.iter().any(|note| note.mark.reason.as_deref() == Some(Hold::Paused.as_str()))
            && self.store.city(self.city).await?.is_some_and(|row| row.state.pauses != self.state.pauses)
        {
            self.store.wake(self.city, Hold::Paused, now).await?;
        }
        let refusals = self.refusals(&notes).await?;
        if !refusals.is_empty() {
            let _ = handle_within(self.store, self.cache, self.city, &refusals, now).await?;
        }
        Ok(drained)
    }

    /// What follows for the city, and what staff are told of it.
    async fn city_after(
        &self,
        by_line: u64,
        spent_until: Option<DateTime<Utc>>,
        blown: &[Pause],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(mut row) = self.store.city(self.city).await? else { return Ok(()) };
        let state = &mut row.state;
        let mut notices = Vec::new();
        if spent_until.is_some() {
            if state.line_spent_until.is_none_or(|until| until <= now) {
                notices.push(Notice::QuotaSpent);
            }
            state.line_spent_until = spent_until;
        }
        if let Some(quota) = &mut state.line_quota {
            quota.since += by_line;
            notices.extend(quota.warn());
        }
        for pause in blown {
            if state.pause(pause.clone()) == Observed::Changed {
                notices.push(pause.notice());
            }
        }
        self.store.write_city_state(self.city, &row).await?;
        self.store.tell(self.city, &notices, now).await?;
        notices.iter().for_each(|notice| log(&format!("{}: {}", self.city, notice.en())));
        Ok(())
    }

    /// The events that close addresses. One that was linked while the old one was called is
    /// another, and stays open.
    async fn refusals(&self, notes: &[&Note]) -> Result<Vec<Rc<Event>>, Error> {
        let refused = || {
            notes.iter().filter_map(|note| match &note.follows {
                Follows::Refused(refused) => Some((*note, refused)),
                _ => None,
            })
        };
        let residents = self.store.residents(self.city, refused().map(|(_, refused)| &refused.resident)).await?;
        let event = |(note, refused): (&Note, &Refused)| {
            let channel = residents.get(&refused.resident)?.snapshot.contact.channels.get(&refused.channel)?;
            if retry::fingerprint_of(refused.channel, &channel.address) != refused.recipient {
                return None;
            }
            let data = DeliveryUpdated {
                message: note.mark.id,
                channel: Some(refused.channel),
                state: DeliveryState::Refused,
                code: Some(refused.code.clone()),
            };
            Some(Rc::new(Event {
                source: "ayumi/dispatch".to_owned(),
                // One message may be refused by LINE, then by the telephone.
                id: format!("{}:refused:{}", note.mark.id, refused.recipient),
                subject: Some(refused.resident.clone()),
                time: note.step.at,
                payload: Payload::Delivery(data),
            }))
        };
        Ok(refused().filter_map(event).collect())
    }
}
