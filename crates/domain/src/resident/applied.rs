use super::Snapshot;
use crate::decide::{Decision, Effect};
use crate::pack::City;
use crate::trial::Assigned;

impl Snapshot {
    /// Takes in what was decided: the pure twin of storing it.
    pub fn apply(&mut self, decision: &Decision, city: &City) {
        for Assigned { campaign, seeds, since, arm, step, .. } in &decision.assigned {
            self.trials.enter(campaign, seeds, *since);
            for draw in arm.iter().chain(step.as_ref().map(|(_, draw)| draw)) {
                self.clusters.place(campaign, draw, *since);
            }
        }
        for verdict in &decision.verdicts {
            if let Some((campaign, draw)) = verdict.placed() {
                self.clusters.place(campaign, draw, verdict.day);
            }
            match &verdict.outcome {
                Ok(Effect::Send(outgoing)) => {
                    self.messages.push(outgoing.record(city.zone.day(outgoing.not_before)));
                }
                Ok(Effect::Points { entry, hook }) => self.awards.enter(entry, hook, verdict.day, &city.points),
                Ok(Effect::Goal(metric, period)) => {
                    self.goals.enter(*metric, period.clone());
                }
                Ok(Effect::Enrol(campaign, enrolment)) => {
                    self.enrolments.insert(campaign.clone(), enrolment.clone());
                }
                Ok(Effect::Join(joined, at)) => {
                    let _ = self.challenges.join(joined, city.zone.day(*at), *at);
                }
                Ok(Effect::Schedule | Effect::Flag) | Err(_) => {}
            }
        }
    }
}
