//! What a resident chose on their own page. It holds for the very next message.

use super::{Channel, Snapshot, content};
use crate::event::{ChannelKind, Choices};
use crate::time::{Day, QuietHours};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The latest word of a resident on what they want, as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// What was chosen.
    #[serde(flatten)]
    pub choices: Choices,
    /// When that was said.
    pub at: DateTime<Utc>,
}

impl Snapshot {
    /// Whether a resident wishes to be reached so: as enrolled, by having linked it since, or by preferring it
    /// since. Who is not enrolled yet has said nothing against it.
    pub fn wishes(&self, kind: ChannelKind) -> bool {
        let Some(profile) = &self.profile else { return true };
        // Both at the same instant come from one form, and its `reach` is the answer to this question.
        let since = |channel: &Channel| channel.linked && profile.since < channel.at;
        profile.enrolled.reach.contains(&kind)
            || self.contact.channels.get(&kind).is_some_and(since)
            || self.chosen_since().and_then(|chosen| chosen.prefer) == Some(kind)
    }

    /// The ways of messages, the first to be tried first: LINE, which costs the resident nothing, unless SMS is
    /// preferred.
    pub fn ways(&self) -> [ChannelKind; 2] {
        match self.prefers() {
            Some(ChannelKind::Sms) => [ChannelKind::Sms, ChannelKind::Line],
            _ => [ChannelKind::Line, ChannelKind::Sms],
        }
    }

    /// The way that the resident prefers, where they said so.
    pub fn prefers(&self) -> Option<ChannelKind> {
        let enrolled = || self.profile.as_ref().and_then(|profile| profile.enrolled.prefer);
        self.chosen_since().and_then(|chosen| chosen.prefer).or_else(enrolled)
    }

    /// The language, where one was asked for.
    pub fn language(&self) -> Option<&str> {
        let enrolled = || self.profile.as_ref().and_then(|profile| profile.enrolled.language.as_deref());
        self.chosen_since().and_then(|chosen| chosen.language.as_deref()).or_else(enrolled)
    }

    /// Whether the resident has closed their page on all telephones since an instant, in whole minutes.
    pub fn is_closed_since(&self, let_in: DateTime<Utc>) -> bool {
        let closed = self.choices.as_ref().and_then(|chosen| chosen.choices.closed);
        closed.is_some_and(|closed| let_in.timestamp().div_euclid(60) < closed.timestamp().div_euclid(60))
    }

    /// The last day of the pause that a resident has chosen, where a day lies in it.
    pub fn pause_on(&self, day: Day) -> Option<Day> {
        let until = Day::from_date(self.choices.as_ref()?.choices.paused_until?);
        (day <= until).then_some(until)
    }

    /// Whether a resident wants no messages of a topic.
    pub fn is_off(&self, topic: &str) -> bool {
        self.choices.as_ref().is_some_and(|chosen| chosen.choices.topics_off.iter().any(|off| off == topic))
    }

    /// What of the day is quiet for this resident, beside what is quiet for everybody. Where nothing would be left of
    /// the day, nothing is: who asks for what cannot be is told at the city's hours.
    pub fn quiet_beside(&self, city: &QuietHours) -> Option<QuietHours> {
        let (from, until) = self.choices.as_ref()?.choices.hours?.clock();
        let own = QuietHours { from: until, until: from };
        // Where two spans of a day have a minute in common, one begins in the other.
        let both = [own.until, city.until].into_iter().any(|time| !own.covers(time) && !city.covers(time));
        both.then_some(own)
    }

    /// What holds of the choices, to be said again with a change. Way and language that an enrolment has overtaken since
    /// are not among them: said again, they would come back.
    pub fn chosen(&self) -> Choices {
        let Some(chosen) = &self.choices else { return Choices::default() };
        let mut choices = chosen.choices.clone();
        if self.chosen_since().is_none() {
            (choices.prefer, choices.language) = (None, None);
        }
        choices
    }

    /// Whether somebody of the family may look, by what the page knows them by.
    pub fn is_family(&self, id: &str) -> bool {
        self.choices.as_ref().is_some_and(|chosen| chosen.choices.family.iter().any(|relative| relative.id == id))
    }

    /// What was chosen after the enrolment, which says some of the same.
    fn chosen_since(&self) -> Option<&Choices> {
        let since = self.profile.as_ref().map(|profile| profile.since);
        let chosen = self.choices.as_ref().filter(|chosen| since.is_none_or(|since| since < chosen.at))?;
        Some(&chosen.choices)
    }

    pub(super) fn choose(&mut self, data: &Choices, at: DateTime<Utc>) -> bool {
        let newer = |known: &Chosen| (known.at, content(&known.choices)) < (at, content(data));
        let is_news = self.choices.as_ref().is_none_or(newer);
        if is_news {
            self.choices = Some(Chosen { choices: data.clone(), at });
        }
        is_news
    }
}
