use super::{Mean, Share};
use std::collections::BTreeSet;

/// Means by week, of values on days: week 1 has the days 0 to 6.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ByWeek {
    weeks: Vec<Mean>,
}

impl ByWeek {
    /// Counts a day of a person; nothing where it is not known. Days before the first are not counted.
    pub fn count(&mut self, day: i32, value: Option<f64>) {
        let Ok(week) = usize::try_from(day.div_euclid(7)) else { return };
        // Nobody is followed for longer than a lifetime.
        if week >= 5_300 {
            return;
        }
        if self.weeks.len() <= week {
            self.weeks.resize(week + 1, Mean::default());
        }
        if let Some(mean) = self.weeks.get_mut(week) {
            mean.count(value);
        }
    }

    /// The means, the first week first.
    pub fn weeks(&self) -> &[Mean] {
        &self.weeks
    }
}

/// On which days a person was active, and for how long they were followed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Active {
    /// For how many days, from day 0 on.
    pub followed: i32,
    /// The days on which they were.
    pub days: BTreeSet<i32>,
}

/// The share of people who were active on at least one day of each week, of those who were followed through all of it.
pub fn active_by_week<'a>(people: impl IntoIterator<Item = &'a Active>) -> Vec<Share> {
    let mut weeks: Vec<Share> = Vec::new();
    for person in people {
        let whole = usize::try_from(person.followed / 7).unwrap_or_default();
        if weeks.len() < whole {
            weeks.resize(whole, Share::default());
        }
        for (week, first) in weeks.iter_mut().take(whole).zip((0..).step_by(7)) {
            week.count(person.days.range(first..first + 7).next().is_some());
        }
    }
    weeks
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    /// HeartSteps V1 (Klasnja et al. 2019, doi 10.1093/abm/kay067): how adherence went down over six weeks.
    #[test]
    fn heartsteps_goes_down_as_it_is_known_to() {
        let text = include_str!("../../tests/data/heartsteps_v1_daily.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let (mut connected, mut answered, mut sessions) = (ByWeek::default(), ByWeek::default(), ByWeek::default());
        let mut people = BTreeSet::new();
        for row in reader.records() {
            let row = row.unwrap();
            people.insert(row[0].to_owned());
            let Ok(day) = row[1].parse() else { continue };
            connected.count(day, row[2].parse().ok());
            answered.count(day, row[3].parse().ok());
            sessions.count(day, row[4].parse().ok());
        }
        assert_eq!(people.len(), 37);
        let rounded = |by_week: &ByWeek, digits: i32| -> Vec<f64> {
            let unit = 10f64.powi(digits);
            by_week.weeks()[..6].iter().map(|week| (week.value().unwrap() * unit).round() / unit).collect()
        };
        assert_eq!(rounded(&connected, 2), [0.88, 0.89, 0.93, 0.90, 0.87, 0.82]);
        assert_eq!(rounded(&answered, 2), [0.78, 0.76, 0.78, 0.72, 0.71, 0.69]);
        assert_eq!(rounded(&sessions, 1), [15.7, 6.5, 5.4, 5.1, 4.5, 4.4]);
    }

    #[test]
    fn a_week_counts_who_was_followed_through_it() {
        let active = |followed, days: &[i32]| Active { followed, days: days.iter().copied().collect() };
        let people = [active(21, &[0, 6, 14]), active(14, &[13]), active(13, &[0, 7]), active(0, &[])];
        let weeks = active_by_week(&people);
        assert_eq!(weeks, [Share { of: 2, all: 3 }, Share { of: 1, all: 2 }, Share { of: 1, all: 1 }]);
        assert_eq!(active_by_week([]), []);
    }

    #[test]
    fn days_that_cannot_be_are_not_counted() {
        let mut by_week = ByWeek::default();
        by_week.count(-1, Some(1.0));
        by_week.count(i32::MAX, Some(1.0));
        assert_eq!(by_week.weeks(), []);
    }
}
