//! What is neither a message nor points: goals, enrolments, decision points to come.

use super::{Case, Cause, Decision, Due, Effect, Reason, Trace, Verdict, points};
use crate::event::Metric;
use crate::pack::Entry;
use crate::resident::{Enrolment, GoalPeriod};
use chrono::NaiveTime;

impl Case<'_> {
    pub(super) fn set_goal(&self, metric: Metric, target: i64, days: i64, sensitive: bool) -> Effect {
        let from = self.ruleset.city.zone.day(self.now()).plus(1);
        let days = i32::try_from(days).unwrap_or(1).clamp(1, 366);
        let until = Some(from.plus(days - 1));
        Effect::Goal(metric, GoalPeriod { target, from, until, at: self.now(), sensitive })
    }

    pub(super) fn enrol(
        &self,
        campaign: &str,
        sensitive: bool,
        decision: &mut Decision,
        trace: &mut Trace,
    ) -> Result<Effect, Reason> {
        let open = self.context.rulesets.current.campaigns.get(campaign).filter(|open| open.who.entry == Entry::Open);
        if let Some(challenge) = open.and_then(|open| open.challenge.as_ref()) {
            return self.join(challenge, sensitive, decision, trace);
        }
        let just_now = |verdict: &Verdict| matches!(&verdict.outcome, Ok(Effect::Enrol(known, _)) if known == campaign);
        if self.facts.snapshot.enrolments.contains_key(campaign) || decision.verdicts.iter().any(just_now) {
            return Err(Reason::Duplicate);
        }
        let current = &self.context.rulesets.current;
        // The rule may be of an older version, in which that campaign was another.
        let joined = current.campaigns.get(campaign).filter(|joined| joined.who.entry == Entry::Enrolled);
        let joined = joined.ok_or(Reason::RuleError)?;
        points::begin_campaign(campaign, joined, current.city.zone, self.now(), sensitive, decision);
        let enrolment = Enrolment { version: current.hash.clone(), at: self.now(), sensitive };
        Ok(Effect::Enrol(campaign.to_owned(), enrolment))
    }

    pub(super) fn schedule(
        &self,
        point: &str,
        days: i64,
        at: NaiveTime,
        sensitive: bool,
        decision: &mut Decision,
    ) -> Effect {
        let zone = self.ruleset.city.zone;
        let mut day = zone.day(self.now()).plus(i32::try_from(days).unwrap_or(0));
        // What has passed already comes a day later, and so does what a scheduled point asks for on
        // its own day: points that call each other must not keep a resident's day busy.
        let was_scheduled = matches!(self.cause, Cause::Point(due) if due.once);
        if days == 0 && (was_scheduled || zone.instant(day, at) <= self.now()) {
            day = day.plus(1);
        }
        decision.due.push(Due {
            campaign: self.campaign_name.to_owned(),
            point: point.to_owned(),
            at: zone.instant(day, at),
            day,
            once: true,
            sensitive,
        });
        Effect::Schedule
    }
}
