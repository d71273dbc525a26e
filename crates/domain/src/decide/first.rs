//! The first time that a trial's campaign is asked about a resident: what they are assigned to is fixed, whatever is decided.

use super::{Context, Decision, assigned};
use crate::event::Purpose;
use crate::id::ResidentId;
use crate::pack::{Campaign, Ruleset};
use crate::resident::Snapshot;
use crate::trial::{Assigned, Terms, WeekDays};

/// Notes that a resident takes part in a campaign's trial, if they do so from now on. A replay has no use for it.
pub(super) fn note(
    (name, ruleset, campaign): (&str, &Ruleset, &Campaign),
    resident: &ResidentId,
    snapshot: &Snapshot,
    context: &Context<'_>,
    decision: &mut Decision,
) {
    let city = &ruleset.city;
    let today = city.zone.day(context.now);
    if context.rulesets.memo.is_some() || !campaign.period.contains(today) {
        return;
    }
    let Some(seeds) = campaign.seeds(name, city) else { return };
    if snapshot.trials.since(name, &seeds).is_some() || !snapshot.consents_to(Purpose::Engagement) {
        return;
    }
    let step = campaign.rollout.as_ref().and_then(|rollout| {
        let (step, draw) = rollout.step(snapshot.cluster(name, &rollout.seed).or_else(|| snapshot.district())?)?;
        Some((step, draw.clone()))
    });
    let arm = assigned::arm(campaign, name, resident, snapshot).draw(resident);
    // Who is in no team or district that takes part cannot be compared, and may be in one later.
    if (campaign.rollout.is_some() && step.is_none()) || (campaign.experiment.is_some() && arm.is_none()) {
        return;
    }
    decision.assigned.push(Assigned {
        campaign: name.to_owned(),
        terms: Terms { version: ruleset.hash.clone(), experiment: Terms::binding(&seeds), outcome: campaign.outcome },
        seeds,
        since: today,
        holdout: city
            .holdout
            .as_ref()
            .filter(|holdout| holdout.covers(name))
            .and_then(|holdout| holdout.draw(resident)),
        arm,
        step,
        closes: WeekDays::of(today, 0, campaign, city).map(|week| week.closes),
    });
}
