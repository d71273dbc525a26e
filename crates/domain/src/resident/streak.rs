//! What a resident's own page says of the last weeks: days in a row, and badges. Only effort counts, and a missed
//! day has a way back.

use super::{Snapshot, WINDOW_DAYS};
use crate::event::{Metric, VisitKind};
use crate::pack::City;
use crate::time::Day;

/// How a day went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalkedDay {
    /// The civil day.
    pub day: Day,
    /// Its steps, of the source that counts; `None` where nothing arrived.
    pub steps: Option<i64>,
    /// The goal that held.
    pub goal: Option<i64>,
}

impl WalkedDay {
    /// Whether the goal was reached.
    pub fn is_reached(&self) -> bool {
        self.steps.zip(self.goal).is_some_and(|(steps, goal)| steps >= goal)
    }
}

/// Days in a row on which the goal was reached. In any seven days one is forgiven, which neither counts nor ends the
/// row; today is not held against anyone before it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Streak {
    /// Days on which it was reached.
    pub days: i64,
    /// Days that were forgiven among them.
    pub forgiven: i64,
    /// Whether it goes back as far as steps are remembered, so that it may be longer.
    pub at_least: bool,
}

/// Something to be glad of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Badge {
    /// A first entry in the notebook.
    FirstPage,
    /// A first day on which the goal was reached.
    FirstGoal,
    /// Seven days in a row.
    Week,
    /// Twenty-eight days in a row.
    FourWeeks,
    /// Entries on ten days of the last four weeks.
    Writer,
    /// A class or an event of the city.
    OutAndAbout,
    /// A challenge.
    Together,
}

impl Badge {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::FirstPage,
        Self::FirstGoal,
        Self::Week,
        Self::FourWeeks,
        Self::Writer,
        Self::OutAndAbout,
        Self::Together,
    ];

    /// The name in catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstPage => "first-page",
            Self::FirstGoal => "first-goal",
            Self::Week => "week",
            Self::FourWeeks => "four-weeks",
            Self::Writer => "writer",
            Self::OutAndAbout => "out-and-about",
            Self::Together => "together",
        }
    }
}

impl Snapshot {
    /// How the days of a span went, both ends included, oldest first.
    pub fn walked(&self, from: Day, until: Day, city: &City) -> Vec<WalkedDay> {
        (from.0..=until.0).map(Day).map(|day| self.walked_on(day, city)).collect()
    }

    /// How a day went.
    pub fn walked_on(&self, day: Day, city: &City) -> WalkedDay {
        let goal = self.goals.on(Metric::StepsPerDay, day).map(|goal| goal.target);
        WalkedDay { day, steps: self.steps.on(day, city), goal }
    }

    /// Days in a row on which the goal was reached, up to today.
    pub fn streak(&self, today: Day, city: &City) -> Streak {
        let mut streak = Streak::default();
        let mut forgiven: Option<Day> = None;
        let mut open = 0;
        for back in 0..=WINDOW_DAYS {
            let day = today.plus(-back);
            if self.walked_on(day, city).is_reached() {
                streak.days += 1;
                streak.forgiven += std::mem::take(&mut open);
                continue;
            }
            if day == today {
                continue;
            }
            if forgiven.is_some_and(|later| later.since(day) < 7) {
                return streak;
            }
            // It is among them only where the row goes on before it.
            forgiven = Some(day);
            open += 1;
        }
        streak.at_least = open == 0 && streak.days > 0;
        streak
    }

    /// What a resident has to be glad of, by what is remembered.
    pub fn badges(&self, today: Day, city: &City) -> Vec<Badge> {
        let first = today.plus(-WINDOW_DAYS);
        let streak = self.streak(today, city).days;
        let has = |badge: &Badge| match badge {
            Badge::FirstPage => !self.notebook.is_empty(),
            Badge::FirstGoal => self.walked(first, today, city).iter().any(WalkedDay::is_reached),
            Badge::Week => streak >= 7,
            Badge::FourWeeks => streak >= 28,
            Badge::Writer => self.notebook.days_between(today.plus(-27), today) >= 10,
            Badge::OutAndAbout => [VisitKind::Event, VisitKind::Class]
                .into_iter()
                .any(|kind| self.visits.days_between(kind, first, today) > 0),
            Badge::Together => !self.challenges.is_empty(),
        };
        Badge::ALL.into_iter().filter(has).collect()
    }
}
