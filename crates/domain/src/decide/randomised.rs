//! What goes on record of a randomised decision point: made of the verdicts, so that it says what they say.

use super::assigned::CONTROL;
use super::{Case, Cause, Decision, Effect, Reason, SEND, Verdict};
use crate::pack::{Proximal, Window};
use crate::time::Day;
use crate::trial::{ANSWERS_FOR, Cluster, Drawn, Known, Point, Terms};
use chrono::{DateTime, TimeDelta, Utc};

/// What is noted of messages at a decision point: those proposed, and that none was.
const OF_MESSAGES: [&str; 4] = ["nudge", "invite", "point", "rule"];

impl Case<'_> {
    /// Puts a randomised decision point on record, of which the verdicts are those from a place on. A replay has no use
    /// for it.
    pub(super) fn note_point(&self, first: usize, decision: &mut Decision) {
        if self.context.rulesets.memo.is_some() {
            return;
        }
        let Cause::Point(due) = self.cause else { return };
        if self.probability().is_none() {
            return;
        }
        let verdicts = decision.verdicts.get(first..).unwrap_or_default();
        let of_messages = || verdicts.iter().filter(|verdict| OF_MESSAGES.contains(&verdict.kind));
        // One draw is for all that is proposed there. Where it came to none, the first reason stands for all.
        let drawn = of_messages().find(|verdict| verdict.trace.draw.is_some());
        let Some(verdict) = drawn.or_else(|| of_messages().next()) else { return };
        // Whoever has not agreed is in no arm, whatever the rule came to before anybody asked.
        let arm = self.facts.arm().filter(|_| self.consents());
        let unavailable = match &verdict.outcome {
            _ if !self.consents() => Some(Reason::NoConsent),
            // Nobody in this arm is helped at any point, so that it says nothing of a single message.
            _ if arm.is_some_and(|arm| arm.arm == CONTROL) => Some(Reason::ControlArm),
            Err(reason) if verdict.trace.draw.is_none() => Some(*reason),
            _ => None,
        };
        let draw = verdict.trace.draw.as_ref().filter(|_| unavailable.is_none());
        let city = &self.ruleset.city;
        let outcome = self.campaign.outcome;
        let window = outcome.map_or(Proximal::StepsSameDay, |outcome| outcome.proximal);
        let window = window.window(due.at, self.facts.day, city.zone);
        let point = Point {
            campaign: self.campaign_name.to_owned(),
            point: due.point.clone(),
            day: self.facts.day,
            due: due.at,
            terms: Terms { version: self.ruleset.hash.clone(), experiment: Terms::binding(&self.facts.seed), outcome },
            unavailable,
            probability: verdict.trace.randomised.as_ref().and_then(|randomised| randomised.probability),
            drawn: draw.map(|draw| Drawn { sends: draw.arm == SEND, number: draw.number }),
            arm: arm.map(|arm| (arm.arm.clone(), arm.probability)),
            cluster: self.cluster().filter(|_| self.consents()),
            message: self.message_of(verdict),
            sent: match &verdict.outcome {
                Ok(Effect::Send(outgoing)) => Some(outgoing.id),
                _ => None,
            },
            sensitive: verdict.trace.sensitive,
            known: Known::of(&self.facts.snapshot, self.campaign_name, self.campaign, city, self.facts.day),
            window,
            closes: self.closes(window),
        };
        decision.randomised.push(point);
    }

    /// The message that a verdict is about, and for which occasion.
    fn message_of(&self, verdict: &Verdict) -> Option<(String, String)> {
        let message =
            self.campaign.messages.get(&verdict.name).filter(|_| ["nudge", "invite"].contains(&verdict.kind))?;
        Some((verdict.name.clone(), message.once_per.occasion(self.facts.day)))
    }

    /// The cluster with which the resident is assigned, and in a roll-out whether it had begun there.
    fn cluster(&self) -> Option<Cluster> {
        let snapshot = &self.facts.snapshot;
        let Some(rollout) = &self.campaign.rollout else {
            return Some(Cluster { name: self.facts.arm()?.cluster.clone()?, rolled_out: None });
        };
        let district = snapshot.cluster(self.campaign_name, &rollout.seed).or_else(|| snapshot.district())?;
        let (step, _) = rollout.step(district)?;
        Some(Cluster { name: district.to_owned(), rolled_out: Some(step <= self.ruleset.city.zone.day(self.now())) })
    }

    /// The first day on which the days of a window no longer change, and answers are no longer waited for.
    fn closes(&self, window: Window) -> Day {
        let city = &self.ruleset.city;
        let last = city.zone.day(window.end - TimeDelta::milliseconds(1));
        let answered: DateTime<Utc> = self.now() + ANSWERS_FOR;
        last.plus(city.close_after_days.saturating_add(1)).max(city.zone.day(answered).plus(1))
    }
}
