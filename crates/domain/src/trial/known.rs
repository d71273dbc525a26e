use crate::event::Sex;
use crate::pack::{Campaign, City};
use crate::resident::Snapshot;
use crate::time::Day;

/// What was known of a resident when it was decided: what an effect may be held against later. Nothing that arrived
/// afterwards is in it, since what an effect moved must not explain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The steps of the days with data among the [`BEFORE_DAYS`] civil days before the decision's, together.
    pub before_sum: i64,
    /// How many of those days had data.
    pub before_days: u8,
    /// Days since the resident's first day in the campaign, which is 0: the later of the campaign's first day and of the
    /// one on which the resident came in.
    pub days_in: i32,
    /// The age reached in the calendar year, in tens of years: 70 for 70 to 79, from 10 to 90. No finer, since with little
    /// else it would tell who it is.
    pub age_band: Option<u8>,
    /// The sex as recorded.
    pub sex: Option<Sex>,
}

/// Over how many days the steps before a decision are taken.
pub const BEFORE_DAYS: i32 = 7;

impl Known {
    /// What the snapshot holds for a decision of a campaign about a day.
    pub fn of(snapshot: &Snapshot, name: &str, campaign: &Campaign, city: &City, day: Day) -> Self {
        let (sum, days) = steps_between(snapshot, city, day.plus(-BEFORE_DAYS), day.plus(-1));
        let joined = snapshot.profile.as_ref().map(|profile| city.zone.day(profile.joined()));
        let enrolled = snapshot.enrolments.get(name).map(|enrolment| city.zone.day(enrolment.at));
        let first = [joined, enrolled].into_iter().flatten().fold(campaign.period.from, Day::max);
        let age_band =
            snapshot.age(day).map(|age| (age / 10 * 10).clamp(10, 90)).and_then(|age| u8::try_from(age).ok());
        let sex = snapshot.profile.as_ref().and_then(|profile| profile.enrolled.sex);
        Self { before_sum: sum, before_days: days, days_in: day.since(first).max(0), age_band, sex }
    }

    /// Steps a day before the decision: the mean of the days with data. `None` where there are none, which is not 0.
    pub fn before(&self) -> Option<f64> {
        (self.before_days > 0).then(|| self.before_sum as f64 / f64::from(self.before_days))
    }
}

/// The steps of the days with data from a day to another, together, and how many days those are.
pub(super) fn steps_between(snapshot: &Snapshot, city: &City, from: Day, until: Day) -> (i64, u8) {
    let counted = snapshot.steps.days(from, until).filter_map(|day| snapshot.steps.on(day, city));
    counted.fold((0, 0u8), |(sum, days), steps| (sum + steps, days.saturating_add(1)))
}
