//! Points follow the facts: what a day earns is compared with what stands for it.

use super::{Case, Cause, Decision, Detail, Effect, Reason, Trace};
use crate::event::Payload;
use crate::pack::OncePer;
use crate::resident::{DayStanding, PointEntry};
use crate::rules::{Proposal, Proposed};
use crate::time::Day;

impl Case<'_> {
    /// The difference between what is earned and what stands; `None` when there is none.
    pub(super) fn judge_award(
        &self,
        name: &str,
        base: &Trace,
        decided: &Decision,
        trace: &mut Trace,
    ) -> Option<Result<Effect, Reason>> {
        let Some(award) = self.campaign.points.get(name) else {
            trace.detail = Some(Detail::NoSuchAward(name.to_owned()));
            return Some(Err(Reason::RuleError));
        };
        if base.sensitive {
            return Some(Err(Reason::SensitiveAward));
        }
        let period = award.once_per.period(self.facts.day);
        let just_now: i64 = decided
            .verdicts
            .iter()
            .filter_map(|verdict| match &verdict.outcome {
                Ok(Effect::Points { entry, .. })
                    if entry.campaign == self.campaign_name && entry.award == name && entry.period == period =>
                {
                    Some(entry.points)
                }
                _ => None,
            })
            .sum();
        let stands = self.facts.snapshot.awards.standing(self.campaign_name, name, period) + just_now;
        if stands == award.points {
            return None;
        }
        if !self.consents() {
            return Some(Err(Reason::NoConsent));
        }
        if self.is_closed() {
            return Some(Err(Reason::Expired));
        }
        Some(Ok(self.points(name, period, award.points - stands)))
    }

    /// Takes back what this function gave for this day and now no longer proposes. Only steps
    /// are revised, and records taken back: another entry or answer on the same day undoes none before it.
    pub(super) fn reverse_awards(&self, proposals: &[Proposal], base: &Trace, decision: &mut Decision) {
        let why = match self.cause {
            Cause::Event(event) => match event.payload {
                Payload::Steps(_) => Detail::DayRevised,
                Payload::Withdrawn(_) => Detail::RecordWithdrawn,
                _ => return,
            },
            Cause::Point(_) => return,
        };
        // Without consent nothing could be given back, so nothing is taken.
        if self.is_closed() || !self.consents() {
            return;
        }
        let earned = |award: &str| {
            proposals.iter().any(|proposal| matches!(&proposal.what, Proposed::Award { award: name } if name == award))
        };
        let standing = self.facts.snapshot.awards.given_by(self.campaign_name, self.hook, self.facts.day);
        // A longer period's award rests on more days than this one, and one that the campaign no
        // longer has was earned by rules that did.
        let daily =
            |award: &str| self.campaign.points.get(award).is_some_and(|settings| settings.once_per == OncePer::Day);
        for (award, points) in standing.into_iter().filter(|(award, _)| daily(award) && !earned(award)) {
            // An evaluation that proposes nothing keeps no facts; this one has a consequence.
            let facts = match base.facts.is_empty() && self.facts.event.is_some() {
                true => self.ruleset.rules.read(self.campaign_name, self.hook, self.facts.clone()),
                false => base.facts.clone(),
            };
            let trace = Trace { detail: Some(why.clone()), facts, ..base.clone() };
            let outcome = Ok(self.points(&award, self.facts.day, -points));
            decision.verdicts.push(self.verdict("award", &award, outcome, trace));
        }
    }

    fn points(&self, award: &str, period: Day, points: i64) -> Effect {
        let entry = PointEntry { campaign: self.campaign_name.to_owned(), award: award.to_owned(), period, points };
        Effect::Points { entry, hook: self.hook.to_owned() }
    }

    fn is_closed(&self) -> bool {
        let today = self.ruleset.city.zone.day(self.now());
        self.ruleset.city.standing(self.facts.day, today) == DayStanding::Closed
    }
}
