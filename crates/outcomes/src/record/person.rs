use super::row::{Arm, Person};
use crate::adherence::Active;
use chrono::{DateTime, Utc};
use domain::Day;
use domain::pack::Outcome;
use domain::trial::Week;

/// Somebody who takes part in a trial, with their weeks as they were closed.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonRow {
    /// Who.
    pub person: Person,
    /// The campaign.
    pub campaign: String,
    /// The first day: the first time that the campaign was asked about them while it ran and they had agreed.
    pub since: Day,
    /// The hash of the pack that held then.
    pub version: String,
    /// What the seeds are bound by: experiment, roll-out and hold-out together.
    pub experiment: String,
    /// What is measured after decision points.
    pub stated: Option<Outcome>,
    /// Whether they are held out of all campaigns, and the probability of what was drawn; `None` where nobody is.
    pub held_out: Option<(bool, f64)>,
    /// Their arm, their own or their cluster's; `None` where there are none.
    pub arm: Option<Arm>,
    /// The cluster with which they were assigned.
    pub cluster: Option<String>,
    /// In a stepped roll-out, the first day on which messages leave in the cluster.
    pub step: Option<Day>,
    /// Steps of the days with data among the 14 civil days before the first day, together, as far as they were told when
    /// the first week was closed.
    pub before_sum: i64,
    /// How many of those days had data; none before the first week is closed.
    pub before_days: u8,
    /// Whether it is kept back what they came to, since they did not agree to research.
    pub hides: bool,
    /// Weeks that were closed, by their number from 0; weeks in which they did not agree are not among them.
    pub weeks: Vec<(u32, ClosedWeek)>,
}

/// A week as it was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedWeek {
    /// What it holds.
    pub week: Week,
    /// The campaign's messages that left in it.
    pub messages: u32,
    /// When it was closed: what had arrived by then is in it.
    pub closed: DateTime<Utc>,
}

/// What weeks hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Days of closed weeks.
    pub days: u64,
    /// Days with steps on record.
    pub with_steps: u64,
    /// The steps of those days.
    pub steps: i64,
    /// Days on which a goal of steps held.
    pub with_goal: u64,
    /// Days of them on which it was reached.
    pub at_goal: u64,
    /// Days with an entry in the notebook.
    pub notebook: u64,
    /// Days with a checkup.
    pub checkups: u64,
    /// Days with a screening, an event or a class.
    pub visits: u64,
    /// Messages that left.
    pub messages: u64,
    /// Days with an answer.
    pub answers: u64,
}

impl Totals {
    /// Steps a day: the mean of the days with data; `None` where there are none.
    pub fn mean_steps(&self) -> Option<f64> {
        (self.with_steps > 0).then(|| self.steps as f64 / self.with_steps as f64)
    }
}

impl PersonRow {
    /// Steps a day before the first day: the mean of the days with data; `None` where there are none.
    pub fn before(&self) -> Option<f64> {
        (self.before_days > 0).then(|| self.before_sum as f64 / f64::from(self.before_days))
    }

    /// All closed weeks together, or those that `takes` takes by their number.
    pub fn totals(&self, takes: impl Fn(u32) -> bool) -> Totals {
        let mut totals = Totals::default();
        for (_, ClosedWeek { week, messages, .. }) in self.weeks.iter().filter(|(number, _)| takes(*number)) {
            totals.days += u64::from(week.days);
            totals.with_steps += u64::from(week.with_steps);
            totals.steps += week.steps;
            totals.with_goal += u64::from(week.with_goal);
            totals.at_goal += u64::from(week.at_goal);
            totals.notebook += u64::from(week.notebook);
            totals.checkups += u64::from(week.checkups);
            totals.visits += u64::from(week.visits);
            totals.messages += u64::from(*messages);
            totals.answers += u64::from(week.answers);
        }
        totals
    }

    /// On which days they did anything, and for how long they were followed: through the last week that was closed.
    pub fn active(&self) -> Active {
        let mut active = Active::default();
        for (number, ClosedWeek { week, .. }) in &self.weeks {
            let first = i32::try_from(*number).unwrap_or(i32::MAX).saturating_mul(7);
            active.followed = active.followed.max(first.saturating_add(week.days.into()));
            active.days.extend((0..7).filter(|day| week.active >> day & 1 == 1).map(|day| first.saturating_add(day)));
        }
        active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_add_up_and_a_missing_one_is_not_zero() {
        let week = |active, with_steps, steps, at_goal| Week {
            days: 7,
            active,
            with_steps,
            steps,
            with_goal: 7,
            at_goal,
            ..Week::default()
        };
        let closed = |week| ClosedWeek { week, messages: 2, closed: DateTime::default() };
        let person = PersonRow {
            person: Person("p-1".into()),
            campaign: "walk".into(),
            since: Day(20_780),
            version: "v".into(),
            experiment: "e".into(),
            stated: None,
            held_out: None,
            arm: None,
            cluster: None,
            step: None,
            before_sum: 9_000,
            before_days: 2,
            hides: false,
            weeks: vec![(0, closed(week(0b100_0001, 2, 10_000, 1))), (2, closed(week(0b1, 1, 8_000, 1)))],
        };
        let totals = person.totals(|_| true);
        assert_eq!((totals.days, totals.with_steps, totals.messages), (14, 3, 4));
        assert_eq!((totals.mean_steps(), person.before()), (Some(6_000.0), Some(4_500.0)));
        assert_eq!((totals.days, totals.with_steps, totals.at_goal), (14, 3, 2));
        assert_eq!(person.totals(|week| week == 1).mean_steps(), None);
        let active = person.active();
        assert_eq!((active.followed, active.days.into_iter().collect::<Vec<_>>()), (21, vec![0, 6, 14]));
    }
}
