//! What else happened to a resident: what other campaigns said and gave, as it is on record, and the goals that rules
//! set, which are decided again.

use super::lives::Lives;
use super::{Past, PastMessage};
use crate::decide::{Cause, Context, Due, Effect, Fixed, Rulesets, decide};
use crate::event::Payload;
use crate::pack::Entry;
use crate::resident::Enrolment;
use chrono::{DateTime, Utc};

pub(super) struct Background<'p> {
    /// How much of the record was entered.
    messages: usize,
    points: usize,
    enrolments: Vec<(&'p String, &'p Enrolment)>,
    enrolled: usize,
    /// Decision points of the campaigns that set goals.
    due: Vec<Due>,
    /// How many versions of the campaigns that set goals have begun.
    begun: usize,
}

impl<'p> Background<'p> {
    pub(super) fn new(past: &'p Past) -> Self {
        let mut enrolments: Vec<_> = past.enrolments.iter().collect();
        enrolments.sort_by_key(|(_, enrolment)| enrolment.at);
        Self { messages: 0, points: 0, enrolments, enrolled: 0, due: Vec::new(), begun: 0 }
    }

    /// From here on a campaign is decided by both versions: what its rules had scheduled.
    pub(super) fn hand_over(&mut self, campaign: &str) -> Vec<Due> {
        let own = self.due.extract_if(.., |due| due.campaign == campaign);
        own.filter(|due| due.once).collect()
    }

    pub(super) fn next_point(&self) -> Option<DateTime<Utc>> {
        self.due.iter().map(|due| due.at).min()
    }

    fn take_point(&mut self, at: DateTime<Utc>) -> Option<Due> {
        let first = |due: &&Due| (due.campaign.clone(), due.point.clone(), due.once);
        let wanted = self.due.iter().filter(|due| due.at == at).min_by_key(first).map(|due| first(&due))?;
        let place = self.due.iter().position(|due| due.at == at && first(&due) == wanted)?;
        Some(self.due.swap_remove(place))
    }

    fn enter_due(&mut self, due: Due) {
        let is_it =
            |known: &&mut Due| (&known.campaign, &known.point, known.once) == (&due.campaign, &due.point, due.once);
        match self.due.iter_mut().find(is_it) {
            Some(known) if due.once => *known = due,
            Some(_) => {}
            None => self.due.push(due),
        }
    }
}

impl Lives<'_> {
    /// Enters what is on record from before an instant.
    pub(super) fn enter_past(&mut self, to: DateTime<Utc>) {
        let past = self.past;
        while let Some(PastMessage { record, left, .. }) =
            past.messages.get(self.background.messages).filter(|message| message.at < to)
        {
            self.background.messages += 1;
            if let Some(record) = record {
                self.change(|snapshot| snapshot.messages.push(record.clone()));
            }
            if let Some(day) = left {
                self.leaves_on(*day);
            }
        }
        while let Some(points) = past.points.get(self.background.points).filter(|points| points.at < to) {
            self.background.points += 1;
            let caps = &self.plan.rules.live.current.city.points;
            self.change(|snapshot| snapshot.awards.enter(&points.entry, &points.by.0, points.by.1, caps));
        }
        while let Some((campaign, enrolment)) =
            self.background.enrolments.get(self.background.enrolled).copied().filter(|(_, one)| one.at < to)
        {
            self.background.enrolled += 1;
            let is_it = *campaign == self.plan.campaign;
            // Who is taken into the campaign within the window is on either version.
            let version = if is_it && self.is_within { String::new() } else { enrolment.version.clone() };
            let enrolment = Enrolment { version, ..enrolment.clone() };
            self.change(|snapshot| {
                snapshot.enrolments.entry(campaign.clone()).or_insert_with(|| enrolment.clone());
            });
            if is_it && self.is_within {
                self.enter_campaign(enrolment.at, enrolment.sensitive);
            }
            self.begin_background(campaign, &enrolment);
        }
    }

    /// The decision points of open campaigns that set goals, from when a version came into force.
    pub(super) fn begin_background_until(&mut self, to: DateTime<Utc>) {
        let plan = self.plan;
        while let Some(setters) = plan.setters.get(self.background.begun) {
            let from = setters.since.max(plan.decided_since());
            if to < from {
                break;
            }
            self.background.begun += 1;
            let follows = plan.setters.get(self.background.begun).is_some_and(|next| next.since <= from);
            if follows || !self.past.is_known(from) {
                continue;
            }
            for (campaign, rulesets) in &setters.campaigns {
                let settings = rulesets.current.campaigns.get(campaign);
                if settings.is_some_and(|campaign| campaign.who.entry == Entry::Open) {
                    let due = rulesets.current.first_occurrences_of(campaign, from, false);
                    due.into_iter().for_each(|due| self.background.enter_due(due));
                }
            }
        }
    }

    /// Asks the decision points of the campaigns that set goals.
    pub(super) fn ask_background(&mut self, at: DateTime<Utc>) {
        if let Some(due) = self.background.take_point(at) {
            self.decide_background(&Cause::Point(due), at);
        }
    }

    /// Asks the campaigns that set goals, and keeps the goals and what they schedule. What they say and give is on
    /// record.
    pub(super) fn decide_background(&mut self, cause: &Cause, now: DateTime<Utc>) {
        let plan = self.plan;
        if plan.setters.is_empty() || now < plan.decided_since() {
            return;
        }
        let city = self.city(now);
        let Some(setters) = plan.setters_at(now) else { return };
        for (campaign, rulesets) in &setters.campaigns {
            if self.is_within && *campaign == plan.campaign || !is_asked(rulesets, campaign, cause) {
                continue;
            }
            let context = Context { rulesets, city, now, fixed: &Fixed::NOTHING };
            let decision = decide(cause, &self.past.resident, &self.snapshot, &context);
            plan.forget();
            for due in decision.due.into_iter().filter(|due| due.campaign == *campaign) {
                self.background.enter_due(due);
            }
            for verdict in decision.verdicts {
                if let Ok(Effect::Goal(metric, period)) = verdict.outcome {
                    self.change(|snapshot| _ = snapshot.goals.enter(metric, period.clone()));
                }
            }
        }
    }

    /// The decision points of a campaign that sets goals, from when the resident was taken into it.
    fn begin_background(&mut self, campaign: &str, enrolment: &Enrolment) {
        let plan = self.plan;
        let Some(setters) = plan.setters_at(enrolment.at) else { return };
        if self.is_within && *campaign == plan.campaign {
            return;
        }
        if let Some((_, rulesets)) = setters.campaigns.iter().find(|(name, _)| name == campaign) {
            let from = enrolment.at.max(plan.decided_since());
            let due = rulesets.current.first_occurrences_of(campaign, from, enrolment.sensitive);
            due.into_iter().for_each(|due| self.background.enter_due(due));
        }
    }
}

fn is_asked(rulesets: &Rulesets, campaign: &str, cause: &Cause) -> bool {
    match cause {
        Cause::Point(due) => due.campaign == campaign,
        Cause::Event(event) => match &event.payload {
            Payload::Enrolled(_) => true,
            payload => payload.hook().is_some_and(|hook| rulesets.current.rules.has(campaign, hook)),
        },
    }
}
