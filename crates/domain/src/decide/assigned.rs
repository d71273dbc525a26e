//! What a resident was assigned to: the hold-out of all campaigns, the step of their district, the arm, and at a
//! randomised decision point the draw. Asked last of all, once it is known that a message could leave.

use super::{Case, Detail, Randomised, Reason, SEND, Trace};
use crate::challenge::team_of;
use crate::chance::{self, Draw};
use crate::id::ResidentId;
use crate::pack::{Campaign, Holdout, Learning, Probability, Unit};
use crate::resident::Snapshot;
use crate::rules::Arm;
use crate::trial::Terms;
use std::rc::Rc;

/// The arm of a resident in a campaign's experiment, drawn when it is asked for.
pub(super) fn arm(campaign: &Campaign, name: &str, resident: &ResidentId, snapshot: &Snapshot) -> Arm {
    let Some(experiment) = &campaign.experiment else { return Arm::default() };
    let of_now = || match experiment.by {
        Unit::Resident => None,
        Unit::District => snapshot.district(),
        Unit::Team => team_of(campaign.challenge.as_ref()?, resident, snapshot),
    };
    let cluster = match experiment.by {
        Unit::Resident => None,
        Unit::District | Unit::Team => snapshot.cluster(name, &experiment.seed).or_else(of_now).map(str::to_owned),
    };
    Arm::of(Some(Rc::clone(experiment)), cluster)
}

impl Case<'_> {
    /// What holds every message of the campaign back from the resident, for the comparison's sake.
    pub(super) fn held_back(&self, trace: &mut Trace) -> Option<Detail> {
        trace.holdout = self.holdout();
        if trace.holdout.as_ref().is_some_and(|draw| draw.arm == Holdout::HELD_OUT) {
            return Some(Detail::HeldOut);
        }
        if let Some(rollout) = self.campaign.rollout.as_ref().filter(|_| !self.context.fixed.is_open) {
            let of_now = || self.facts.snapshot.district();
            let district = self.facts.snapshot.cluster(self.campaign_name, &rollout.seed).or_else(of_now);
            if let Some((step, draw)) = district.and_then(|district| rollout.step(district)) {
                trace.rollout = Some(draw.clone());
                if self.ruleset.city.zone.day(self.now()) < step {
                    return Some(Detail::NotYet(step.date()));
                }
            }
        }
        trace.arm = self.facts.arm().cloned();
        let in_control = trace.arm.as_ref().is_some_and(|draw| draw.arm == CONTROL);
        in_control.then_some(Detail::InControl)
    }

    /// Whether the campaign's arms are of teams, and the resident is in none: who is in no arm cannot be compared.
    pub(super) fn lacks_team(&self) -> bool {
        self.campaign.experiment.as_ref().is_some_and(|experiment| experiment.by == Unit::Team)
            && self.facts.arm().is_none()
    }

    /// The draw for who is held out. What answers a reply of the resident's own is asked none.
    fn holdout(&self) -> Option<Draw> {
        let holdout = self.ruleset.city.holdout.as_ref().filter(|holdout| holdout.covers(self.campaign_name))?;
        let is_asked = self.cause.reply().is_none() && !self.context.fixed.is_open;
        is_asked.then(|| holdout.draw(&self.facts.resident)).flatten()
    }

    /// What is known beforehand of the chance at this decision point; nothing where it is not randomised.
    pub(super) fn randomised(&self) -> Option<Randomised> {
        Some(match self.probability()? {
            Probability::Constant(probability) => Randomised { probability: Some(probability), said: None },
            Probability::ByRule { .. } => Randomised::default(),
            Probability::Learning(learning) => Randomised { probability: Some(self.learnt(learning)), said: None },
        })
    }

    /// The chance at this decision point, what a rule says of it asked.
    pub(super) fn likely(&self, trace: &mut Trace) -> Result<Option<f64>, Reason> {
        let Some(probability) = self.probability() else { return Ok(None) };
        match probability {
            Probability::Constant(probability) => return Ok(Some(probability)),
            Probability::Learning(learning) => return Ok(Some(self.learnt(learning))),
            Probability::ByRule { .. } => {}
        }
        let rules = &self.ruleset.rules;
        let likely =
            self.likely.get_or_init(|| rules.probability(self.campaign_name, self.point(), Rc::clone(&self.facts)));
        for read in likely.read.iter().filter(|read| !trace.facts.contains(read)).cloned().collect::<Vec<_>>() {
            trace.facts.push(read);
        }
        // That the message leaves tells of what made it likely.
        trace.sensitive |= likely.sensitive;
        match &likely.number {
            Ok(said) => {
                let used = probability.within(*said);
                let is_other = used != *said && said.is_finite();
                trace.randomised = Some(Randomised { probability: Some(used), said: is_other.then_some(*said) });
                Ok(Some(used))
            }
            Err(error) => {
                trace.detail = Some(Detail::Script(error.sentence()));
                Err(if error.budget { Reason::Budget } else { Reason::RuleError })
            }
        }
    }

    /// How likely messages were found to help, within the point's bounds.
    fn learnt(&self, learning: Learning) -> f64 {
        let found = self.context.city.learnt.get(self.campaign_name);
        let found = found.filter(|learnt| learnt.experiment == Terms::binding(&self.facts.seed));
        found.map_or(learning.start, |learnt| learnt.helps.clamp(learning.least, learning.most))
    }

    /// The draw at a randomised decision point: one for all that is proposed there.
    pub(super) fn draw(&self, probability: f64) -> Option<Draw> {
        let arms = [(SEND.to_owned(), probability), ("withhold".to_owned(), 1.0 - probability)];
        let mut draw = chance::draw(&self.facts.seed, self.facts.resident.as_str(), &self.facts.point, &arms)?;
        if let Some(send) = self.context.fixed.send {
            draw.arm = if send { SEND } else { "withhold" }.to_owned();
            draw.probability = if send { probability } else { 1.0 - probability };
        }
        Some(draw)
    }
}

/// The arm in which nothing is sent.
pub(super) const CONTROL: &str = "control";
