//! Deciding: facts → rules propose → guards allow, or withhold with a closed reason.
//!
//! [`decide`] takes values and returns one value. Storing it and sending what it allows is
//! the shell's work.

mod assigned;
mod awards;
mod context;
mod detail;
mod effects;
mod first;
mod guards;
mod joining;
mod other;
mod points;
mod randomised;
mod reason;
mod shown;
mod texts;
mod verdict;
mod withdrawn;

pub use context::{Context, Fixed, Rulesets};
pub use detail::Detail;
pub use effects::{Bodies, Due, FollowUp, LineBody, Outgoing};
pub use reason::Reason;
pub use shown::Shown;
pub use verdict::{Effect, Randomised, Trace, Verdict};

use crate::event::{Event, Payload, Purpose, Reply};
use crate::id::ResidentId;
use crate::pack::{Campaign, Probability, Ruleset};
use crate::resident::Snapshot;
use crate::rules::{Availability, Evaluation, Facts, Proposal, Proposed, SaidProbability};
use crate::time::Day;
use crate::trial::{Assigned, Point};
use chrono::{DateTime, Utc};
use std::cell::OnceCell;
use std::rc::Rc;
use withdrawn::Undone;

/// What made us decide.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// Something happened.
    Event(Rc<Event>),
    /// A decision point has come.
    Point(Due),
}

impl Cause {
    /// What the resident answered, if that is what happened.
    fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Event(event) => match &event.payload {
                Payload::Reply(reply) => Some(reply),
                _ => None,
            },
            Self::Point(_) => None,
        }
    }

    /// Whether sensitive health information is what made us decide.
    fn is_sensitive(&self) -> bool {
        matches!(self, Self::Event(event) if event.payload.is_sensitive())
    }
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
    /// What goes on record of randomised decision points.
    pub randomised: Vec<Point>,
    /// In which trials the resident takes part from now on.
    pub assigned: Vec<Assigned>,
}

/// Decides for one resident. The snapshot has the cause's facts already.
pub fn decide(cause: &Cause, resident: &ResidentId, snapshot: &Rc<Snapshot>, context: &Context<'_>) -> Decision {
    let mut decision = Decision::default();
    let zone = context.rulesets.current.city.zone;
    let mut undone = None;
    let mut rally = None;
    let (hook, day, only) = match cause {
        Cause::Event(event) => {
            if matches!(event.payload, Payload::Enrolled(_)) {
                points::begin(&context.rulesets.current, context.now, &mut decision);
            }
            if let Payload::Withdrawn(data) = &event.payload {
                undone = Undone::of(event, data);
            }
            // What was taken back is asked about as if it were said.
            let said = undone.as_ref().map_or(event.as_ref(), |undone| &undone.record);
            let (hook, day) = (said.payload.hook(), day_of(said, context));
            rally = rally_of(&said.payload).map(str::to_owned);
            let Some(hook) = hook else {
                return decision;
            };
            (hook.to_owned(), day, None)
        }
        Cause::Point(due) => (format!("at_{}", due.point), due.day, Some(due)),
    };
    let reply = cause.reply();
    let answered = reply.and_then(|reply| snapshot.answered(reply, day));
    // An answer tells of what led to the message, whichever campaign hears it.
    let sensitive_cause = cause.is_sensitive() || reply.is_some_and(|reply| snapshot.is_answer_sensitive(reply, day));
    for (name, ruleset, campaign, sensitive) in context.rulesets.campaigns(snapshot) {
        let of_another = |campaign: &String| campaign != name;
        if only.is_some_and(|due| of_another(&due.campaign)) || rally.as_ref().is_some_and(of_another) {
            continue;
        }
        if let Some(due) = only.filter(|due| !due.once) {
            points::follow(campaign, due, zone, context.now, &mut decision);
        }
        // The day it is about: what is said of the last day may arrive after it.
        if !campaign.period.contains(day) || !campaign.is_for(snapshot, day) {
            continue;
        }
        first::note((name, ruleset, campaign), resident, snapshot, context, &mut decision);
        if !ruleset.rules.has(name, &hook) {
            continue;
        }
        let facts = Rc::new(Facts {
            resident: resident.clone(),
            snapshot: Rc::clone(snapshot),
            event: match (&undone, cause) {
                (Some(undone), _) => undone.left(snapshot, day).into_iter().next(),
                (None, Cause::Event(event)) => Some(Rc::clone(event)),
                (None, Cause::Point(_)) => None,
            },
            city: Rc::clone(&ruleset.city),
            day,
            now: context.now,
            seed: seed(campaign, name, ruleset),
            point: format!("{hook}:{day}"),
            arm: assigned::arm(campaign, name, resident, snapshot).fixed(context.fixed.arm.as_deref()),
            sensitive: sensitive || sensitive_cause || only.is_some_and(|due| due.sensitive),
        });
        let case = Case {
            cause,
            context,
            campaign_name: name,
            campaign,
            ruleset,
            hook: &hook,
            facts,
            availability: OnceCell::new(),
            likely: OnceCell::new(),
            is_answer: answered.is_some_and(|record| record.campaign == name),
        };
        match &undone {
            Some(undone) => case.decide_again(undone, &mut decision),
            None => {
                let first = decision.verdicts.len();
                case.decide(&mut decision);
                case.note_point(first, &mut decision);
            }
        }
    }
    decision
}

/// The key of a campaign's chance: its experiment's seed, or its own name.
fn seed(campaign: &Campaign, name: &str, ruleset: &Ruleset) -> String {
    campaign.seed(name, &ruleset.code)
}

/// The civil day an event is about.
fn day_of(event: &Event, context: &Context<'_>) -> Day {
    match &event.payload {
        Payload::Steps(data) => Day::from_date(data.date),
        Payload::Notebook(data) => context.rulesets.current.city.zone.day(data.at),
        Payload::Visit(data) => Day::from_date(data.date),
        Payload::Stamp(data) => Day::from_date(data.date),
        _ => context.rulesets.current.city.zone.day(event.time),
    }
}

/// The campaign that alone is asked about a stamp: another knows nothing of its places.
fn rally_of(payload: &Payload) -> Option<&str> {
    match payload {
        Payload::Stamp(data) => Some(&data.campaign),
        _ => None,
    }
}

/// The outcome of a draw that sends.
const SEND: &str = "send";

/// One campaign's question: everything that guards look at.
struct Case<'a> {
    cause: &'a Cause,
    context: &'a Context<'a>,
    campaign_name: &'a str,
    campaign: &'a Campaign,
    ruleset: &'a Rc<Ruleset>,
    hook: &'a str,
    /// What the script sees, the resident and the day among it.
    facts: Rc<Facts>,
    /// What `available(me)` says, asked once for all that is proposed.
    availability: OnceCell<Availability>,
    /// What `probability_<point>(me)` says, asked once for all that is proposed.
    likely: OnceCell<SaidProbability>,
    /// Whether it answers a message of this campaign.
    is_answer: bool,
}

impl Case<'_> {
    fn decide(&self, decision: &mut Decision) {
        if self.is_let_go() {
            self.note_nothing_said(Reason::Expired, Trace::default(), decision);
            return;
        }
        let evaluation = self.ask(&self.facts);
        let Some(evaluation) = self.unless_stopped(evaluation, decision) else {
            return;
        };
        let base = Trace { facts: evaluation.read, sensitive: evaluation.sensitive, ..Trace::default() };
        let mut messages = 0;
        for proposal in &evaluation.proposals {
            let mut trace = self.trace_of(proposal, &base);
            let (kind, name) = proposal.what.kind_and_name();
            let outcome = match &proposal.what {
                Proposed::Nudge { message, values } | Proposed::Invite { message, values } => {
                    messages += 1;
                    self.judge_message(message, values, decision, &mut trace)
                }
                Proposed::Award { award } => match self.judge_award(award, &base, decision, &mut trace) {
                    Some(outcome) => outcome,
                    None => continue,
                },
                _ if self.is_over() => Err(Reason::Expired),
                // To ask again later does nothing to anyone, and consent may have come by then.
                Proposed::Schedule { point, days, at } => {
                    Ok(self.schedule(point, *days, *at, base.sensitive, decision))
                }
                _ if !self.consents() => Err(Reason::NoConsent),
                Proposed::SetGoal { metric, target, days } => {
                    Ok(self.set_goal(*metric, *target, *days, base.sensitive))
                }
                Proposed::Enrol { campaign } => self.enrol(campaign, base.sensitive, decision, &mut trace),
                Proposed::FlagForStaff { .. } => Ok(Effect::Flag),
            };
            decision.verdicts.push(self.verdict(kind, name, outcome, trace));
        }
        self.revise_awards(&evaluation.proposals, &base, decision);
        if messages == 0 {
            self.note_nothing_said(Reason::NotAvailable, base, decision);
        }
    }

    fn ask(&self, facts: &Rc<Facts>) -> Evaluation {
        let rules = &self.ruleset.rules;
        match &self.context.rulesets.memo {
            Some(memo) => memo.ask(rules, self.campaign_name, self.hook, facts),
            None => rules.ask(self.campaign_name, self.hook, Rc::clone(facts)),
        }
    }

    /// What a rule said, unless it stopped before its end: then that is noted.
    fn unless_stopped(&self, evaluation: Evaluation, decision: &mut Decision) -> Option<Evaluation> {
        let Some(error) = evaluation.error else {
            return Some(evaluation);
        };
        let reason = if error.budget { Reason::Budget } else { Reason::RuleError };
        let trace = Trace {
            line: error.line,
            facts: evaluation.read,
            sensitive: evaluation.sensitive,
            randomised: self.randomised(),
            detail: Some(Detail::Script(error.sentence())),
            ..Trace::default()
        };
        decision.verdicts.push(self.verdict("rule", self.hook, Err(reason), trace));
        None
    }

    fn trace_of(&self, proposal: &Proposal, base: &Trace) -> Trace {
        Trace { line: proposal.line, file: proposal.file.clone(), chosen: proposal.draw.clone(), ..base.clone() }
    }

    /// A randomised point at which no message was proposed is part of the record too.
    fn note_nothing_said(&self, reason: Reason, trace: Trace, decision: &mut Decision) {
        if let Some(randomised) = self.randomised() {
            let trace = Trace { randomised: Some(randomised), ..trace };
            decision.verdicts.push(self.verdict("point", self.point(), Err(reason), trace));
        }
    }

    /// The name of the decision point, where one is asked.
    fn point(&self) -> &str {
        self.hook.strip_prefix("at_").unwrap_or(self.hook)
    }

    /// Whether a decision point of the campaign comes so late that it is not asked: what a long
    /// stop missed is not made up for months. What a rule scheduled others may hang on.
    fn is_let_go(&self) -> bool {
        matches!(self.cause, Cause::Point(due) if !due.once && due.at < self.now() - points::MADE_UP)
    }

    /// Whether the campaign has ended. What the last days earn is still entered.
    fn is_over(&self) -> bool {
        !self.campaign.period.contains(self.ruleset.city.zone.day(self.now()))
    }

    /// The probability of sending at this decision point, when it is randomised.
    fn probability(&self) -> Option<Probability> {
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
            day: self.facts.day,
            outcome,
            trace,
        }
    }

    /// Whether the resident has agreed to being helped. Without, nothing is done.
    fn consents(&self) -> bool {
        self.facts.snapshot.consents_to(Purpose::Engagement)
    }

    fn now(&self) -> DateTime<Utc> {
        self.context.now
    }
}
