//! What is neither a message nor points: goals, enrolments, decision points to come.

use super::{Case, Decision, Due, Effect, Reason, points};
use crate::event::Metric;
use crate::resident::{Enrolment, GoalPeriod};
use chrono::NaiveTime;

impl Case<'_> {
    pub(super) fn set_goal(&self, metric: Metric, target: i64, days: i64, sensitive: bool) -> Effect {
        let from = self.ruleset.city.zone.day(self.now()).plus(1);
        let days = i32::try_from(days).unwrap_or(1).clamp(1, 366);
        let until = Some(from.plus(days - 1));
        Effect::Goal(metric, GoalPeriod { target, from, until, at: self.now(), sensitive })
    }

    pub(super) fn enrol(&self, campaign: &str, sensitive: bool, decision: &mut Decision) -> Result<Effect, Reason> {
        if self.facts.snapshot.enrolments.contains_key(campaign) {
            return Err(Reason::Duplicate);
        }
        let current = &self.context.rulesets.current;
        let Some(joined) = current.campaigns.get(campaign) else {
            return Err(Reason::RuleError);
        };
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
        let day = zone.day(self.now()).plus(i32::try_from(days).unwrap_or(0));
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
