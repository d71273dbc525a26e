//! A record was taken back: points follow what is left of its day.

use super::{Case, Decision, Trace};
use crate::event::{Event, Payload, Withdrawn};
use crate::rules::{Facts, Proposal, Proposed};
use std::rc::Rc;

/// What is to be decided again.
pub(super) struct Undone {
    /// The function that was asked about such records.
    pub(super) hook: &'static str,
    /// The record, as an event of its own.
    pub(super) record: Event,
}

impl Undone {
    /// `None` where rules can have given nothing for the record: points never rest on a checkup.
    pub(super) fn of(event: &Event, data: &Withdrawn) -> Option<Self> {
        let payload = data.record().ok().filter(|payload| !payload.is_sensitive())?;
        let hook = payload.hook()?;
        Some(Self { hook, record: Event { payload, ..event.clone() } })
    }
}

impl Case<'_> {
    /// Asks again about all that counts on the day, and enters the difference in points. Nothing else
    /// that rules propose is done: a mistake of ours is no occasion for a word to the resident.
    pub(super) fn decide_again(&self, left: &[Rc<Event>], decision: &mut Decision) {
        let mut earned: Vec<Proposal> = Vec::new();
        let mut base = Trace::default();
        for event in left {
            let facts = Facts { event: Some(Rc::clone(event)), ..self.facts.clone() };
            let evaluation = self.ruleset.rules.ask(self.campaign_name, self.hook, facts);
            let Some(evaluation) = self.unless_stopped(evaluation, decision) else {
                return;
            };
            base.sensitive |= evaluation.sensitive;
            if base.facts.is_empty() {
                base.facts = evaluation.read;
            }
            let awards = evaluation.proposals.into_iter();
            earned.extend(awards.filter(|proposal| matches!(proposal.what, Proposed::Award { .. })));
        }
        // Another source may count for the day now, and it may earn more. What is left of entries and
        // visits was asked about when it came.
        if left.iter().any(|event| matches!(event.payload, Payload::Steps(_))) {
            for proposal in &earned {
                self.judge_one(proposal, &base, decision);
            }
        }
        self.reverse_awards(&earned, &base, decision);
    }

    fn judge_one(&self, proposal: &Proposal, base: &Trace, decision: &mut Decision) {
        let mut trace = self.trace_of(proposal, base);
        let (kind, name) = proposal.what.kind_and_name();
        if let Some(outcome) = self.judge_award(name, base, decision, &mut trace) {
            decision.verdicts.push(self.verdict(kind, name, outcome, trace));
        }
    }
}
