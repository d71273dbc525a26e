//! Points follow the facts: what a day earns is compared with what stands for it.

use super::{Case, Cause, Decision, Detail, Effect, Reason, Trace};
use crate::event::Payload;
use crate::pack::OncePer;
use crate::points::PointCap;
use crate::resident::{Awards, DayStanding, PointEntry, Standing};
use crate::rules::{Proposal, Proposed};
use crate::time::Day;
use std::borrow::Cow;
use std::rc::Rc;

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
        let awards = self.awards_with(decided);
        let stands = awards.standing(self.campaign_name, name, period);
        if stands == award.points {
            return None;
        }
        if !self.consents() {
            return Some(Err(Reason::NoConsent));
        }
        if self.is_closed() {
            return Some(Err(Reason::Expired));
        }
        let (effect, capped) = self.points(&awards, name, period, award.points - stands);
        trace.detail = capped.map(Detail::PointsCapped);
        Some(Ok(effect))
    }

    /// What stands with what was decided just now.
    fn awards_with(&self, decided: &Decision) -> Cow<'_, Awards> {
        let mut awards = Cow::Borrowed(&self.facts.snapshot.awards);
        for verdict in &decided.verdicts {
            if let Ok(Effect::Points { entry, hook }) = &verdict.outcome {
                awards.to_mut().enter(entry, hook, verdict.day, &self.ruleset.city.points);
            }
        }
        awards
    }

    /// Takes back what this function gave for this day and now no longer proposes. Only steps
    /// are revised: another entry or answer on the same day undoes none before it.
    pub(super) fn revise_awards(&self, proposals: &[Proposal], base: &Trace, decision: &mut Decision) {
        if matches!(self.cause, Cause::Event(event) if matches!(event.payload, Payload::Steps(_))) {
            // A longer period's award rests on more days than this one.
            let gone = self.unearned(proposals).into_iter().filter(|(_, once_per, _)| *once_per == OncePer::Day);
            let gone: Vec<(String, Standing)> = gone.map(|(award, _, standing)| (award, standing)).collect();
            self.take_back(gone, &Detail::DayRevised, base, decision);
        }
    }

    /// What this function gave for the period of this day, and for this day no longer proposes. An award
    /// that the campaign no longer has was earned by rules that did.
    pub(super) fn unearned(&self, proposals: &[Proposal]) -> Vec<(String, OncePer, Standing)> {
        // Without consent nothing could be given back, so nothing is taken.
        if self.is_closed() || !self.consents() {
            return Vec::new();
        }
        let of = |name: &str| {
            let once_per = self.campaign.points.get(name)?.once_per;
            (!is_proposed(name, proposals)).then(|| (once_per.period(self.facts.day), once_per))
        };
        let awards = &self.facts.snapshot.awards;
        let of_day = awards.given_by(self.campaign_name, self.hook, |award| of(award).map(|(period, _)| period));
        let with_period = |(award, standing): (String, Standing)| Some((of(&award)?.1, award, standing));
        of_day
            .into_iter()
            .filter_map(with_period)
            .map(|(once_per, award, standing)| (award, once_per, standing))
            .collect()
    }

    pub(super) fn take_back(&self, gone: Vec<(String, Standing)>, why: &Detail, base: &Trace, decision: &mut Decision) {
        for (award, standing) in gone {
            // An evaluation that proposes nothing keeps no facts; this one has a consequence.
            let is_told = self.context.rulesets.memo.is_none();
            let facts = match base.facts.is_empty() && self.facts.event.is_some() && is_told {
                true => self.ruleset.rules.read(self.campaign_name, self.hook, Rc::clone(&self.facts)),
                false => base.facts.clone(),
            };
            let trace = Trace { detail: Some(why.clone()), facts, ..base.clone() };
            let outcome = Ok(self.points(&self.awards_with(decision), &award, standing.period, -standing.points).0);
            decision.verdicts.push(self.verdict("award", &award, outcome, trace));
        }
    }

    /// An entry, and the cap that kept some of it from being granted.
    fn points(&self, awards: &Awards, award: &str, period: Day, points: i64) -> (Effect, Option<PointCap>) {
        let (campaign, award, hook) = (self.campaign_name.to_owned(), award.to_owned(), self.hook.to_owned());
        let mut entry = PointEntry { campaign, award, period, points, granted: 0 };
        let grant = awards.grant(&entry, &hook, self.facts.day, &self.ruleset.city.points);
        entry.granted = grant.granted;
        (Effect::Points { entry, hook }, grant.capped)
    }

    fn is_closed(&self) -> bool {
        let today = self.ruleset.city.zone.day(self.now());
        self.ruleset.city.standing(self.facts.day, today) == DayStanding::Closed
    }
}

/// Whether an award is among what is proposed.
pub(super) fn is_proposed(award: &str, proposals: &[Proposal]) -> bool {
    proposals.iter().any(|proposal| matches!(&proposal.what, Proposed::Award { award: name } if name == award))
}
