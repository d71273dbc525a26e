use super::{Agreed, Arm, Asked, DesignKind, Planned, Rows};
use domain::pack::{
    Campaign, City, Covariate, Design, Estimator, Holdout, Outcome, Plan, Probability, SealedPlan, Unit, registered,
};
use domain::{CityCode, Day, Sentence};
use std::collections::BTreeSet;

impl Asked {
    /// What the report of a campaign is asked, by its files and by the plans that were sealed of it, oldest first. `None`
    /// where the campaign measures nothing. Where a plan counts, so does the design that was sealed with it, whatever the
    /// campaign's files came to say since.
    pub fn of(code: &CityCode, city: &City, name: &str, campaign: &Campaign, sealed: &[SealedPlan]) -> Option<Self> {
        let deed = registered(sealed);
        let plan = deed.and_then(|deed| Some((deed, deed.plan()?)));
        let design = plan.as_ref().and_then(|(deed, _)| deed.design());
        let design = design.unwrap_or_else(|| Design::of(name, campaign, city));
        let outcome: Outcome = design.outcome?;
        let kind = kind(&design, plan.as_ref().map(|(_, plan)| plan));
        let contrast = plan.as_ref().and_then(|(_, plan)| plan.contrast.as_ref());
        let own = own_arms(&design, contrast);
        let numerator = numerator(&design);
        let rows = rows(&design, kind);
        let kind = if rows == Rows::Holdout { DesignKind::People } else { kind };
        let planned = plan.as_ref().map(|(deed, plan)| planned(plan, deed, sealed, (city, rows)));
        let arms = match kind {
            DesignKind::People if rows == Rows::Holdout => {
                held_out(design.holdout.as_ref().map_or(0.5, |holdout| holdout.share))
            }
            DesignKind::People | DesignKind::Clusters => own.clone().unwrap_or_else(|| drawn(numerator)),
            DesignKind::SteppedRollout => steps(),
            DesignKind::DecisionPoints | DesignKind::Nothing => drawn(numerator),
        };
        let days = (Day::from_date(design.from), design.until.map(Day::from_date));
        // A step that had not come may have been put off: then a period ends on either day.
        let sealed_steps = design.rollout.iter().flat_map(|rollout| &rollout.steps).map(|step| Day::from_date(*step));
        let taken = campaign.rollout.iter().flat_map(|rollout| rollout.steps.iter().copied());
        let all_steps: BTreeSet<Day> = sealed_steps.chain(taken).collect();
        Some(Self {
            city: code.to_string(),
            city_name: city.name.clone(),
            campaign: name.to_owned(),
            title: campaign.title.clone(),
            from: plan.as_ref().map_or(days.0, |(_, plan)| plan.from),
            until: plan.as_ref().map_or(days.1, |(_, plan)| Some(plan.until)),
            kind,
            arms,
            beside: own.filter(|_| kind == DesignKind::DecisionPoints),
            dealt: kind == DesignKind::Clusters && deals(&design),
            numerator: numerator.unwrap_or(0.5),
            steps: all_steps.into_iter().collect(),
            settles: (rows != Rows::Points).then(|| city.close_after_days.saturating_add(1)),
            rows,
            outcome,
            plan: planned,
            contract: agreed(campaign, deed),
        })
    }
}

/// The contract as it was sealed with the plan that counts: what was agreed on later pays nothing here.
fn agreed(campaign: &Campaign, deed: Option<&SealedPlan>) -> Option<Agreed> {
    let sealed = deed.and_then(SealedPlan::contract).map(Agreed::Sealed);
    sealed.or_else(|| campaign.contract.as_ref().map(|_| Agreed::Unsealed))
}

/// What is compared: as the plan says; without one decision points before all else, since they say most.
fn kind(design: &Design, plan: Option<&Plan>) -> DesignKind {
    let arms = design.arms.as_ref().map(|arms| match arms.by {
        Unit::Resident => DesignKind::People,
        Unit::District | Unit::Team => DesignKind::Clusters,
    });
    match plan.map(|plan| plan.estimator) {
        Some(Estimator::Wcls | Estimator::Emee) => DesignKind::DecisionPoints,
        Some(Estimator::Itt) => arms.unwrap_or(DesignKind::People),
        Some(Estimator::Stepped) => DesignKind::SteppedRollout,
        None if design.is_micro_randomised() => DesignKind::DecisionPoints,
        None if design.rollout.is_some() => DesignKind::SteppedRollout,
        None => arms.unwrap_or(DesignKind::Nothing),
    }
}

/// Whether arms are dealt to clusters that are all known beforehand.
fn deals(design: &Design) -> bool {
    design.arms.as_ref().is_some_and(|arms| arms.by == Unit::District)
}

/// What the report is made of: decision points where anything is drawn at them, else weeks of people.
fn rows(design: &Design, kind: DesignKind) -> Rows {
    let is_held_out = design.holdout.is_some();
    match kind {
        DesignKind::People if design.arms.is_none() && is_held_out => Rows::Holdout,
        _ if design.is_micro_randomised() => Rows::Points,
        DesignKind::SteppedRollout if design.rollout.is_some() => Rows::Weeks,
        DesignKind::People | DesignKind::Clusters if design.arms.is_some() => Rows::Weeks,
        DesignKind::People | DesignKind::Nothing if is_held_out => Rows::Holdout,
        _ => Rows::Points,
    }
}

/// Those who are held out of all campaigns, and the others.
fn held_out(share: f64) -> [Arm; 2] {
    [
        arm(Holdout::HELD_OUT, Sentence::new("held out", "すべての声かけを控えた"), Some(share)),
        arm("served", Sentence::new("not held out", "控えなかった"), Some(1.0 - share)),
    ]
}

/// The probability of sending, where it is one and the same at all decision points.
fn numerator(design: &Design) -> Option<f64> {
    let mut all = design.decision_points.values().map(|point| point.probability);
    // Of a probability that is learnt the one at the start was fixed beforehand.
    let fixed = |probability| match probability {
        Probability::Constant(probability) => Some(probability),
        Probability::Learning(learning) => Some(learning.start),
        Probability::ByRule { .. } => None,
    };
    let first = fixed(all.next()?)?;
    all.all(|other| fixed(other) == Some(first)).then_some(first)
}

fn drawn(probability: Option<f64>) -> [Arm; 2] {
    [
        arm(
            "withhold",
            Sentence::new("without a message", "送らなかった"),
            probability.map(|probability| 1.0 - probability),
        ),
        arm("send", Sentence::new("with a message", "送った"), probability),
    ]
}

fn steps() -> [Arm; 2] {
    [
        arm("not_begun", Sentence::new("not begun yet", "まだ始めていない"), None),
        arm("begun", Sentence::new("begun", "始めた"), None),
    ]
}

/// The two arms of people that are compared: as the plan says; else `control` and the one that most are in.
fn own_arms(design: &Design, contrast: Option<&(String, String)>) -> Option<[Arm; 2]> {
    let arms = &design.arms.as_ref()?.arms;
    let known = |name: &str| arms.iter().find(|(known, _)| known == name);
    let (with, without) = match contrast {
        Some((tried, compared)) => (known(tried)?, known(compared)?),
        None => {
            let without = known("control").or_else(|| arms.last())?;
            let others = arms.iter().filter(|arm| arm.0 != without.0);
            (others.reduce(|most, arm| if arm.1 > most.1 { arm } else { most })?, without)
        }
    };
    let named = |(name, probability): &(String, f64)| arm(name, Sentence::new(name, name), Some(*probability));
    Some([named(without), named(with)])
}

fn arm(key: &str, title: Sentence, probability: Option<f64>) -> Arm {
    Arm { key: key.to_owned(), title, probability }
}

fn planned(plan: &Plan, deed: &SealedPlan, sealed: &[SealedPlan], (city, rows): (&City, Rows)) -> Planned {
    let later = sealed.iter().filter(|other| other.number > deed.number);
    let changes = later.map(|other| {
        let day = city.zone.day(other.sealed_at);
        match other.is_withdrawn() {
            true => Sentence::new(
                format!("On {day} the plan was taken away. This report keeps to the one that was sealed first."),
                format!("{day}に計画が取り下げられました。この報告書は、もとの計画のとおりに作っています。"),
            ),
            // Title and texts are no part of what is sealed: what is another beside the plan is how it draws and measures.
            false if other.plan().as_ref() == Some(plan) && other.contract() == deed.contract() => Sentence::new(
                format!(
                    "On {day}, after the start, what is drawn or measured was changed. This report keeps to what was sealed before."
                ),
                format!("開始後の{day}に、くじの引き方か測るものが変更されました。この報告書は、変更前の計画のとおりに作っています。"),
            ),
            false => Sentence::new(
                format!("On {day}, after the start, another plan was sealed. This report keeps to the one before it."),
                format!("開始後の{day}に、計画が変更されました。この報告書は、変更前の計画のとおりに作っています。"),
            ),
        }
    });
    let missing =
        [&plan.controls, &plan.moderators, &plan.segments].into_iter().flatten().filter(|covariate| match covariate {
            Covariate::AgeBand | Covariate::Sex => rows != Rows::Points,
            Covariate::District => true,
            Covariate::Before | Covariate::DayInTrial | Covariate::Weekend => false,
        });
    let mut names: Vec<&str> = missing.map(|covariate| covariate.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let unknown = (!names.is_empty()).then(|| {
        let list = |between: &str| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between);
        Sentence::new(
            format!(
                "The plan names {}, which the record does not have of everyone: it is used only where it is there.",
                list(", ")
            ),
            format!("計画にある {} は、全員分が記録にあるわけではないため、あるところでだけ使っています。", list("、")),
        )
    });
    Planned {
        hash: deed.hash.clone(),
        sealed_on: city.zone.day(deed.sealed_at),
        before_start: deed.before_start,
        changes: changes.chain(unknown).collect(),
        question: plan.question.clone(),
        estimand: plan.estimand.clone(),
        estimator: plan.estimator,
        adherence: plan.adherence,
        missing: plan.missing,
        alpha: plan.alpha,
        controls: plan.controls.clone(),
        moderators: plan.moderators.clone(),
        segments: plan.segments.clone(),
        correction: plan.correction,
        last_look: plan.looks.last,
        looks: plan.looks.interim.clone(),
        expected: plan.looks.expected,
    }
}
