//! A record was taken back: points follow what is left.

use super::awards::is_proposed;
use super::{Case, Decision, Detail, Trace};
use crate::event::{Event, Payload, Withdrawn};
use crate::pack::OncePer;
use crate::resident::{Snapshot, Standing, WINDOW_DAYS};
use crate::rules::{Evaluation, Facts, Proposal, Proposed};
use crate::time::Day;
use std::rc::Rc;

/// What is to be decided again: by the function that is asked about such records.
pub(super) struct Undone {
    /// The record, as an event of its own.
    pub(super) record: Event,
}

impl Undone {
    /// `None` where rules can have given nothing for the record: points never rest on a checkup or
    /// a forecast.
    pub(super) fn of(event: &Event, data: &Withdrawn) -> Option<Self> {
        let payload = data.record().ok().filter(|payload| !payload.is_sensitive())?;
        Some(Self { record: Event { payload, ..event.clone() } })
    }

    /// What is left of a day, as the events that would say so now.
    pub(super) fn left(&self, snapshot: &Snapshot, day: Day) -> Vec<Rc<Event>> {
        let left = snapshot.left_of(&self.record.payload, day).into_iter();
        left.map(|payload| Rc::new(Event { payload, ..self.record.clone() })).collect()
    }
}

impl Case<'_> {
    /// Asks again about all that is left, and enters the difference in points. Nothing else that rules
    /// propose is done: a mistake of ours is no occasion for a word to the resident.
    pub(super) fn decide_again(&self, undone: &Undone, decision: &mut Decision) {
        let day = self.facts.day;
        let Some((earned, base)) = self.earned_on(day, undone, decision) else {
            return;
        };
        // Another source may count for the day now, and it may earn more. What is left of entries,
        // visits and stamps was asked about when it came.
        if matches!(undone.record.payload, Payload::Steps(_)) {
            for proposal in &earned {
                self.judge_one(proposal, &base, decision);
            }
        }
        let mut gone = Vec::new();
        for (award, once_per, standing) in self.unearned(&earned) {
            match self.is_earned_elsewhere(&award, once_per, standing, undone, decision) {
                Some(true) => {}
                Some(false) => gone.push((award, standing)),
                None => return,
            }
        }
        self.take_back(gone, &Detail::RecordWithdrawn, &base, decision);
    }

    /// Whether another day earns an award of a longer period. One that was given before what is still
    /// known may rest on days that are not; `None` when the rule stops.
    fn is_earned_elsewhere(
        &self,
        award: &str,
        once_per: OncePer,
        standing: Standing,
        undone: &Undone,
        decision: &mut Decision,
    ) -> Option<bool> {
        if once_per == OncePer::Day {
            return Some(false);
        }
        let today = self.ruleset.city.zone.day(self.now());
        let first = today.plus(-WINDOW_DAYS);
        if standing.day < first {
            return Some(true);
        }
        let days = (0..=WINDOW_DAYS + 1).map(|days| first.plus(days));
        for day in days.filter(|day| once_per.period(*day) == standing.period && *day != self.facts.day) {
            let (earned, _) = self.earned_on(day, undone, decision)?;
            if is_proposed(award, &earned) {
                return Some(true);
            }
        }
        Some(false)
    }

    /// The awards that what is left of a day earns, and what was read for it; `None` when the rule stops.
    fn earned_on(&self, day: Day, undone: &Undone, decision: &mut Decision) -> Option<(Vec<Proposal>, Trace)> {
        let mut earned: Vec<Proposal> = Vec::new();
        let mut base = Trace::default();
        // Of a day before the campaign, or after it, nothing was asked.
        if !self.campaign.period.contains(day) || !self.campaign.is_for(&self.facts.snapshot, day) {
            return Some((earned, base));
        }
        for event in undone.left(&self.facts.snapshot, day) {
            let point = format!("{}:{day}", self.hook);
            let facts = Facts { event: Some(event), day, point, ..self.facts.as_ref().clone() };
            let evaluation = self.ask(&Rc::new(facts));
            let Evaluation { proposals, read, sensitive, .. } = self.unless_stopped(evaluation, decision)?;
            base.sensitive |= sensitive;
            if base.facts.is_empty() {
                base.facts = read;
            }
            let awards = proposals.into_iter();
            earned.extend(awards.filter(|proposal| matches!(proposal.what, Proposed::Award { .. })));
        }
        Some((earned, base))
    }

    fn judge_one(&self, proposal: &Proposal, base: &Trace, decision: &mut Decision) {
        let mut trace = self.trace_of(proposal, base);
        let (kind, name) = proposal.what.kind_and_name();
        if let Some(outcome) = self.judge_award(name, base, decision, &mut trace) {
            decision.verdicts.push(self.verdict(kind, name, outcome, trace));
        }
    }
}
