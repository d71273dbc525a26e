//! The guards: what is asked of every proposal before it may become more. In order; the
//! first that says no is the reason.

use super::{Case, Cause, Decision, Detail, Effect, Outgoing, Reason, SEND, Trace, Verdict};
use crate::chance;
use crate::id::MessageId;
use crate::pack::{IfQuiet, Message, Values};
use crate::release::Hold;
use crate::resident::MessageRecord;
use crate::sentence::Sentence;
use crate::time::Day;
use chrono::{DateTime, Utc};
use std::rc::Rc;

impl Case<'_> {
    pub(super) fn judge_message(
        &self,
        name: &str,
        values: &Values,
        decided: &Decision,
        trace: &mut Trace,
    ) -> Result<Effect, Reason> {
        let Some(message) = self.campaign.messages.get(name) else {
            trace.detail = Some(Detail::NoSuchMessage(name.to_owned()));
            return Err(Reason::RuleError);
        };
        let occasion = message.once_per.occasion(self.facts.day);
        let expires_at = message.valid_for.expiry(self.ruleset.city.zone, self.facts.day, self.meant_for());
        let is_answer = self.is_first_answer(decided);
        let city = &self.ruleset.city;
        // What somebody asked for a minute ago comes whatever they chose for messages.
        let opening = match is_answer {
            true => city.opening(self.now(), message.priority),
            false => city.opening_for(&self.facts.snapshot, self.now(), message.priority),
        };
        let leaves_on = city.zone.day(opening.at);

        let just_said = self.just_said(decided);
        trace.randomised = self.randomised();

        let mut pass = |reason: Reason, withheld: bool| {
            trace.passed.push(reason);
            if withheld { Err(reason) } else { Ok(()) }
        };
        pass(Reason::SensitiveText, trace.sensitive && !message.neutral)?;
        let said = self.facts.snapshot.messages.iter().chain(&just_said);
        pass(Reason::Duplicate, said.into_iter().any(|known| known.is(self.campaign_name, name, &occasion)))?;
        let (bodies, follow_up) = self.texts(message, values, &just_said).map_err(|(reason, detail)| {
            trace.detail = detail;
            reason
        })?;
        pass(Reason::NoConsent, !self.consents())?;
        let topic_off = self.topic_off().filter(|_| !is_answer);
        let unwanted = pass(Reason::OptedOut, self.facts.snapshot.contact.opted_out() || topic_off.is_some());
        trace.detail = topic_off.filter(|_| !self.facts.snapshot.contact.opted_out());
        unwanted?;
        pass(Reason::NoChannel, !bodies.reach_anybody())?;
        let is_paused = self.context.city.paused(self.campaign_name, None).is_some();
        let suspended = pass(Reason::Suspended, is_paused || self.suspended(message));
        trace.detail = is_paused.then_some(Detail::Paused);
        suspended?;
        pass(Reason::Expired, self.now() >= expires_at || self.is_over())?;
        let too_late = opening.held.is_some() && opening.at >= expires_at;
        let cannot_wait = opening.held.is_some() && message.if_quiet == IfQuiet::Drop;
        let no_time = pass(Reason::QuietHours, too_late || cannot_wait);
        let own_hours = self.own_hours().filter(|_| opening.held == Some(Hold::OwnHours));
        trace.detail = opening.closed.map(Detail::ClosedDay).or(own_hours).filter(|_| no_time.is_err());
        no_time?;
        let capped = if is_answer { None } else { self.capped(leaves_on, &just_said) };
        let cap_reached = pass(Reason::Capped, capped.is_some());
        trace.detail = capped;
        cap_reached?;

        // Whether the resident could be helped now is settled before any chance is drawn.
        let pause = self.facts.snapshot.pause_on(leaves_on).filter(|_| !is_answer);
        if let Some(until) = pause {
            trace.detail = Some(Detail::OwnPause(until.date()));
            pass(Reason::NotAvailable, true)?;
        }
        let availability =
            self.availability.get_or_init(|| self.ruleset.rules.available(self.campaign_name, Rc::clone(&self.facts)));
        if let Some(error) = &availability.error {
            trace.detail = Some(Detail::Script(error.sentence()));
            return Err(if error.budget { Reason::Budget } else { Reason::RuleError });
        }
        for read in &availability.read {
            if !trace.facts.contains(read) {
                trace.facts.push(read.clone());
            }
        }
        // That the message leaves at all tells what was read.
        trace.sensitive |= availability.sensitive;
        if trace.sensitive && !message.neutral {
            return Err(Reason::SensitiveText);
        }
        let lacks_team = self.lacks_team();
        let unavailable = pass(Reason::NotAvailable, !availability.available || lacks_team);
        trace.detail = lacks_team.then_some(Detail::NoTeam).filter(|_| availability.available);
        unavailable?;
        let held_back = self.held_back(trace);
        let likely = if held_back.is_none() { self.likely(trace)? } else { None };
        if trace.sensitive && !message.neutral {
            return Err(Reason::SensitiveText);
        }
        trace.draw = likely.and_then(|probability| self.draw(probability));
        let drawn_out = trace.draw.as_ref().is_some_and(|draw| draw.arm != SEND).then_some(Detail::DrawnOut);
        let held_back = held_back.or(drawn_out);
        trace.passed.push(Reason::ControlArm);
        if held_back.is_some() {
            trace.detail = held_back;
            return Err(Reason::ControlArm);
        }
        let arm = trace.draw.as_ref().or(trace.arm.as_ref()).map(|draw| draw.arm.clone());

        let id = self.message_id(name, &occasion);
        let language = self.facts.snapshot.language();
        Ok(Effect::Send(Box::new(Outgoing {
            id,
            campaign: self.campaign_name.to_owned(),
            message: name.to_owned(),
            occasion,
            topic: self.campaign.topic.clone(),
            bodies,
            follow_up,
            follows: None,
            offers: message.text(language).map(|(_, text)| text.offers()).unwrap_or_default(),
            outdoor: message.outdoor,
            priority: message.priority,
            if_quiet: message.if_quiet,
            is_answer,
            arm,
            sensitive: trace.sensitive,
            not_before: opening.at,
            expires_at,
        })))
    }

    /// The instant that a message is meant for: now, or when its decision point was to be asked.
    /// One that an outage made late says nothing that was to be said within hours.
    fn meant_for(&self) -> DateTime<Utc> {
        match self.cause {
            Cause::Event(_) => self.now(),
            Cause::Point(due) => due.at.min(self.now()),
        }
    }

    /// The campaign's topic in the city's words, where the resident wants no messages of it.
    fn topic_off(&self) -> Option<Detail> {
        let topic = self.campaign.topic.as_ref().filter(|topic| self.facts.snapshot.is_off(topic))?;
        let words = self.ruleset.city.topics.get(topic);
        let said = |language| words.and_then(|words| words.of(language)).unwrap_or(topic);
        Some(Detail::TopicOff(Sentence::new(said("en"), said("ja"))))
    }

    /// The hours that the resident chose.
    fn own_hours(&self) -> Option<Detail> {
        self.facts.snapshot.choices.as_ref()?.choices.hours.map(Detail::OwnHours)
    }

    fn suspended(&self, message: &Message) -> bool {
        let district = self.facts.snapshot.district();
        self.context.city.is_suspended(self.ruleset.code.as_str(), district, message.outdoor, self.now())
    }

    /// Messages let out in this same decision, as they will be remembered.
    fn just_said(&self, decided: &Decision) -> Vec<MessageRecord> {
        let zone = self.ruleset.city.zone;
        let said = decided.verdicts.iter().filter_map(|verdict| match &verdict.outcome {
            Ok(Effect::Send(outgoing)) => Some(outgoing.record(zone.day(outgoing.not_before))),
            _ => None,
        });
        said.collect()
    }

    /// Whether a message is what a resident set off by answering, and so no interruption: one to
    /// each answer, so that no rule can turn an answer into a flood.
    fn is_first_answer(&self, decided: &Decision) -> bool {
        let is_one = |verdict: &Verdict| matches!(&verdict.outcome, Ok(Effect::Send(outgoing)) if outgoing.is_answer);
        self.is_answer && !decided.verdicts.iter().any(is_one)
    }

    /// The cap that is reached, if any.
    fn capped(&self, leaves_on: Day, just_said: &[MessageRecord]) -> Option<Detail> {
        let all = self.facts.snapshot.messages.iter().chain(just_said).filter(|record| !record.is_answer);
        let own = all.clone().filter(|record| record.campaign == self.campaign_name).map(|record| record.day);
        let all = all.map(|record| record.day);
        self.ruleset
            .city
            .caps
            .reached(leaves_on, all)
            .map(Detail::CityCap)
            .or_else(|| self.campaign.caps.reached(leaves_on, own).map(Detail::CampaignCap))
    }

    fn message_id(&self, message: &str, occasion: &str) -> MessageId {
        let fields = [self.facts.resident.as_str(), self.campaign_name, message, occasion];
        let bits = chance::digest(self.ruleset.code.as_str(), &fields);
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        MessageId(ulid::Ulid::from_parts(millis, bits))
    }
}
