use super::{Terms, steps_between};
use crate::chance::{self, Draw};
use crate::event::{Metric, VisitKind};
use crate::id::CityCode;
use crate::pack::{Campaign, City};
use crate::resident::Snapshot;
use crate::time::Day;
use std::collections::BTreeSet;

/// That a resident takes part in a trial: noted the first time that its campaign is asked about them while it runs, they
/// are one of those it is for, and they have agreed. Nothing of the campaign can have reached them before, so that who is
/// noted does not hang on what they were assigned to.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The campaign.
    pub campaign: String,
    /// The seeds of its experiment, its roll-out and the city's hold-out: other seeds are another trial.
    pub seeds: String,
    /// Under which terms.
    pub terms: Terms,
    /// The first day.
    pub since: Day,
    /// The draw for who is held out of all campaigns, where that covers this one.
    pub holdout: Option<Draw>,
    /// The draw of the arm, the resident's own or their cluster's.
    pub arm: Option<Draw>,
    /// In a stepped roll-out, the first day on which messages leave in the resident's cluster, and its draw.
    pub step: Option<(Day, Draw)>,
    /// The first day on which the first week can be closed.
    pub closes: Option<Day>,
}

impl Assigned {
    /// A number for the trial of a campaign, by what its seeds are bound by: 48 bits.
    pub fn trial(&self) -> i64 {
        (chance::digest("trial", &[&self.campaign, &self.terms.experiment]) >> 80) as i64
    }

    /// The cluster with which the resident was assigned.
    pub fn cluster(&self) -> Option<&str> {
        let step = self.step.as_ref().map(|(_, draw)| draw);
        step.or(self.arm.as_ref())?.cluster.as_deref()
    }
}

/// A week of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekDays {
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
    /// The first day on which it can be closed, since none of its days changes any more.
    pub closes: Day,
}

impl WeekDays {
    /// A week, counted from 0; `None` where the campaign is over before it begins.
    pub fn of(since: Day, week: u32, campaign: &Campaign, city: &City) -> Option<Self> {
        let first = since.plus(i32::try_from(week).ok()?.checked_mul(7)?);
        let last = campaign.period.until.map_or(first.plus(6), |until| first.plus(6).min(until));
        let closes = last.plus(city.close_after_days.saturating_add(1));
        (first <= last).then_some(Self { first, last, closes })
    }
}

/// Over how many days the steps before a trial are taken, when the first week is closed: what was walked before is
/// untouched by what somebody was assigned to, however late it is told.
pub const BASELINE_DAYS: i32 = 14;

/// The steps of the days with data among the [`BASELINE_DAYS`] civil days before a first day, together, and how many days
/// those are.
pub fn baseline(snapshot: &Snapshot, city: &City, since: Day) -> (i64, u8) {
    steps_between(snapshot, city, since.plus(-BASELINE_DAYS), since.plus(-1))
}

/// A week of a resident in a trial, counted from their first day: what adherence and outcomes of persons are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Week {
    /// Days of it within the trial; seven but in the last.
    pub days: u8,
    /// A bit for each day, the first one's the lowest: whether anything is on record of it that the resident did.
    pub active: u8,
    /// Days with steps on record.
    pub with_steps: u8,
    /// The steps of those days, together.
    pub steps: i64,
    /// Days on which a goal of steps held…
    pub with_goal: u8,
    /// …those of them with steps on record, of which it can be said whether it was reached…
    pub goal_known: u8,
    /// …and those on which it was.
    pub at_goal: u8,
    /// Days with an entry in the notebook.
    pub notebook: u8,
    /// Days on which the resident came to a checkup.
    pub checkups: u8,
    /// Days on which they came to a screening, an event or a class.
    pub visits: u8,
    /// Days on which they answered anything but `stop`.
    pub answers: u8,
}

impl Week {
    /// The week from a first day to a last one, by what is known now, and by the days on which the resident answered.
    pub fn of(snapshot: &Snapshot, answered: &BTreeSet<Day>, city: &City, first: Day, last: Day) -> Self {
        let mut week = Self::default();
        for (place, day) in (0..=last.since(first).min(6)).map(|days| (days, first.plus(days))) {
            week.days += 1;
            let steps = snapshot.steps.on(day, city);
            week.with_steps += u8::from(steps.is_some());
            week.steps += steps.unwrap_or_default();
            if let Some(goal) = snapshot.goals.on(Metric::StepsPerDay, day) {
                week.with_goal += 1;
                week.goal_known += u8::from(steps.is_some());
                week.at_goal += u8::from(steps.is_some_and(|steps| steps >= goal.target));
            }
            let has_answered = answered.contains(&day);
            week.answers += u8::from(has_answered);
            let has_come = !snapshot.visits.on(day).is_empty();
            let has_written = !snapshot.notebook.kinds(day).is_empty();
            let is_active = steps.is_some() || has_written || has_come || has_answered;
            week.active |= u8::from(is_active) << place;
        }
        let count = |days: i64| u8::try_from(days).unwrap_or(u8::MAX);
        let came = |kind| count(snapshot.visits.days_between(kind, first, last));
        week.notebook = count(snapshot.notebook.days_between(first, last));
        week.checkups = came(VisitKind::Checkup);
        let others = [VisitKind::Screening, VisitKind::Event, VisitKind::Class].map(came);
        week.visits = others.into_iter().fold(0, u8::saturating_add);
        week
    }
}

impl Campaign {
    /// What draws of this campaign are made with.
    pub(crate) fn seed(&self, name: &str, city: &CityCode) -> String {
        self.experiment.as_ref().map_or_else(|| format!("{city}/{name}"), |experiment| experiment.seed.clone())
    }

    /// What binds its rows on record to these draws: `Terms::experiment`.
    pub fn binding(&self, name: &str, city: &CityCode) -> String {
        Terms::binding(&self.seed(name, city))
    }

    /// The seeds by which residents of a city are assigned in this campaign; `None` where nothing is drawn.
    pub(crate) fn seeds(&self, name: &str, city: &City) -> Option<String> {
        let holdout = city.holdout.as_ref().filter(|holdout| holdout.covers(name)).map(|holdout| holdout.seed.as_str());
        let experiment = self.experiment.as_ref().map(|experiment| experiment.seed.as_str());
        let rollout = self.rollout.as_ref().map(|rollout| rollout.seed.as_str());
        if !self.is_randomised() && [holdout, experiment, rollout].iter().all(Option::is_none) {
            return None;
        }
        Some([experiment, rollout, holdout].map(Option::unwrap_or_default).join("\n"))
    }
}
