//! Deciding: facts → rules propose → guards allow, or withhold with a closed reason.
//!
//! [`decide`] takes values and returns one value. Storing it and sending what it allows is
//! the shell's work.

mod awards;
mod context;
mod effects;
mod guards;
mod other;
mod points;
mod reason;
mod verdict;

pub use context::{Context, Rulesets};
pub use effects::{Bodies, Due, LineBody, Outgoing};
pub use reason::Reason;
pub use verdict::{Effect, Trace, Verdict};

use crate::chance;
use crate::event::{Event, Payload};
use crate::id::ResidentId;
use crate::pack::{Campaign, Ruleset};
use crate::resident::Snapshot;
use crate::rules::{Facts, Proposed};
use crate::time::Day;
use chrono::{DateTime, Utc};
use std::rc::Rc;

/// What made us decide.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// Something happened.
    Event(Rc<Event>),
    /// A decision point has come.
    Point(Due),
}

/// Everything decided for one resident because of one cause.
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
pub struct Decision {
    /// One for each proposal, in order of campaign and line.
    pub verdicts: Vec<Verdict>,
    /// Decision points to be asked later, because of what was decided or in the normal
    /// course.
    pub due: Vec<Due>,
}

/// Decides for one resident. The snapshot has the cause's facts already.
pub fn decide(cause: &Cause, resident: &ResidentId, snapshot: &Rc<Snapshot>, context: &Context<'_>) -> Decision {
    let mut decision = Decision::default();
    let zone = context.rulesets.current.city.zone;
    let (hook, day, only) = match cause {
        Cause::Event(event) => {
            if matches!(event.payload, Payload::Enrolled(_)) {
                points::begin(&context.rulesets.current, context.now, &mut decision);
            }
            let Some(hook) = event.payload.hook() else {
                return decision;
            };
            (hook.to_owned(), day_of(event, context), None)
        }
        Cause::Point(due) => (format!("at_{}", due.point), due.day, Some(due)),
    };
    for (name, ruleset, campaign, sensitive) in context.rulesets.campaigns(snapshot) {
        if only.is_some_and(|due| due.campaign != *name) {
            continue;
        }
        if let Some(due) = only.filter(|due| !due.once) {
            points::follow(campaign, due, zone, context.now, &mut decision);
        }
        let running = campaign.period.contains(zone.day(context.now));
        if !running || !campaign.is_for(snapshot, day) || !ruleset.rules.has(name, &hook) {
            continue;
        }
        let case = Case {
            cause,
            resident,
            snapshot,
            context,
            campaign_name: name,
            campaign,
            ruleset,
            hook: &hook,
            day,
            sensitive: sensitive
                || only.is_some_and(|due| due.sensitive)
                || answers_sensitive(cause, snapshot, day, name),
        };
        case.decide(&mut decision);
    }
    decision
}

/// Whether an event answers a message of this campaign that a sensitive fact led to: then
/// the answer, and what comes of it, tells of that fact.
fn answers_sensitive(cause: &Cause, snapshot: &Snapshot, day: Day, campaign: &str) -> bool {
    let Cause::Event(event) = cause else { return false };
    let Payload::Reply(reply) = &event.payload else { return false };
    snapshot.answered(reply, day).is_some_and(|record| record.sensitive && record.campaign == campaign)
}

/// The civil day an event is about.
fn day_of(event: &Event, context: &Context<'_>) -> Day {
    match &event.payload {
        Payload::Steps(data) => Day::from_date(data.date),
        Payload::Notebook(data) => context.rulesets.current.city.zone.day(data.at),
        _ => context.rulesets.current.city.zone.day(event.time),
    }
}

/// One campaign's question: everything that guards look at.
struct Case<'a> {
    cause: &'a Cause,
    resident: &'a ResidentId,
    snapshot: &'a Rc<Snapshot>,
    context: &'a Context<'a>,
    campaign_name: &'a str,
    campaign: &'a Campaign,
    ruleset: &'a Rc<Ruleset>,
    hook: &'a str,
    day: Day,
    sensitive: bool,
}

impl Case<'_> {
    fn decide(&self, decision: &mut Decision) {
        let facts = self.facts();
        let arm = self.arm();
        let evaluation = self.ruleset.rules.ask(self.campaign_name, self.hook, facts.clone());
        if let Some(error) = evaluation.error {
            let reason = if error.budget { Reason::Budget } else { Reason::RuleError };
            let trace = Trace { line: error.line, detail: Some(error.to_string()), ..Trace::default() };
            decision.verdicts.push(self.verdict("rule", self.hook, Err(reason), trace));
            return;
        }
        let base = Trace { facts: evaluation.read, sensitive: evaluation.sensitive, ..Trace::default() };
        let mut messages = 0;
        for proposal in &evaluation.proposals {
            let mut trace = Trace {
                line: proposal.line,
                file: proposal.file.clone(),
                chosen: proposal.draw.clone(),
                ..base.clone()
            };
            let (kind, name) = proposal.what.kind_and_name();
            let outcome = match &proposal.what {
                Proposed::Nudge { message, values } | Proposed::Invite { message, values } => {
                    messages += 1;
                    self.judge_message(kind, message, values, &facts, arm.as_ref(), decision, &mut trace)
                }
                Proposed::Award { award } => match self.judge_award(award, &base, decision, &mut trace) {
                    Some(outcome) => outcome,
                    None => continue,
                },
                Proposed::SetGoal { metric, target, days } => {
                    Ok(self.set_goal(*metric, *target, *days, base.sensitive))
                }
                Proposed::Enrol { campaign } => self.enrol(campaign, base.sensitive, decision),
                Proposed::Schedule { point, days, at } => {
                    Ok(self.schedule(point, *days, *at, base.sensitive, decision))
                }
                Proposed::FlagForStaff { .. } => Ok(Effect::Flag),
            };
            decision.verdicts.push(self.verdict(kind, name, outcome, trace));
        }
        self.reverse_awards(&evaluation.proposals, &base, decision);
        if messages == 0 && self.probability().is_some() {
            // A randomised point at which nothing was proposed is part of the record too.
            let name = self.hook.strip_prefix("at_").unwrap_or(self.hook);
            decision.verdicts.push(self.verdict("point", name, Err(Reason::NotAvailable), base));
        }
    }

    fn facts(&self) -> Facts {
        let event = match self.cause {
            Cause::Event(event) => Some(Rc::clone(event)),
            Cause::Point(_) => None,
        };
        Facts {
            resident: self.resident.clone(),
            snapshot: Rc::clone(self.snapshot),
            sensitive: self.sensitive || event.as_ref().is_some_and(|event| event.payload.is_sensitive()),
            event,
            city: Rc::clone(&self.ruleset.city),
            day: self.day,
            now: self.context.now,
            seed: self.seed(),
            point: format!("{}:{}", self.hook, self.day),
            arm: self.arm().map(|draw| draw.arm),
        }
    }

    /// The key of this campaign's chance: its experiment's seed, or its own name.
    fn seed(&self) -> String {
        match &self.campaign.experiment {
            Some(experiment) => experiment.seed.clone(),
            None => format!("{}/{}", self.ruleset.code, self.campaign_name),
        }
    }

    /// The arm the resident is in, once and for all.
    fn arm(&self) -> Option<chance::Draw> {
        let experiment = self.campaign.experiment.as_ref()?;
        chance::draw(&experiment.seed, self.resident.as_str(), "arm", &experiment.arms)
    }

    /// The probability of sending at this decision point, when it is randomised.
    fn probability(&self) -> Option<f64> {
        match self.cause {
            Cause::Point(due) if !due.once => self.campaign.decision_points.get(&due.point)?.probability,
            _ => None,
        }
    }

    fn verdict(&self, kind: &'static str, name: &str, outcome: Result<Effect, Reason>, trace: Trace) -> Verdict {
        Verdict {
            campaign: self.campaign_name.to_owned(),
            version: self.ruleset.hash.clone(),
            hook: self.hook.to_owned(),
            kind,
            name: name.to_owned(),
            day: self.day,
            outcome,
            trace,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.context.now
    }
}
