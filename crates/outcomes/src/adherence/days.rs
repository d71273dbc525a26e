use super::Share;
use domain::pack::Denominator;

/// How a day of a person went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayAtGoal {
    /// The goal was reached.
    Reached,
    /// There is data, and it was not.
    Missed,
    /// There is no data: whether it was reached, nobody knows.
    NoData,
}

/// Days at goal in a period, as the proportion of days covered is counted for medicines (each day once, never more than all;
/// PQA, Proportion of Days Covered): over all days, and over those with data. The gap between the two is what missing data
/// is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Covered {
    /// Days in the period.
    pub days: u64,
    /// Days with data.
    pub with_data: u64,
    /// Days at goal.
    pub reached: u64,
}

impl Covered {
    /// From how large a share on a person counts as adherent, by convention.
    pub const ADHERENT: f64 = 0.8;

    /// Of a person's days, each once.
    pub fn of(days: impl IntoIterator<Item = DayAtGoal>) -> Self {
        let mut covered = Self::default();
        for day in days {
            covered.days += 1;
            covered.with_data += u64::from(day != DayAtGoal::NoData);
            covered.reached += u64::from(day == DayAtGoal::Reached);
        }
        covered
    }

    /// Days at goal of all days: a day without data counts as not reached.
    pub fn over_all(&self) -> Share {
        Share { of: self.reached, all: self.days }
    }

    /// Days at goal of the days with data; of none it is not applicable.
    pub fn over_known(&self) -> Share {
        Share { of: self.reached, all: self.with_data }
    }

    /// Whether the person is adherent, by all days or by those with data; in no days it is not applicable.
    pub fn is_adherent(&self, by: Denominator) -> Option<bool> {
        let share = match by {
            Denominator::DaysInPeriod => self.over_all(),
            Denominator::DaysWithData => self.over_known(),
        };
        share.value().map(|share| share >= Self::ADHERENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DayAtGoal::{Missed, NoData, Reached};

    #[test]
    fn missing_days_count_in_one_of_the_two() {
        let covered = Covered::of([Reached, Reached, Missed, NoData, NoData]);
        assert_eq!((covered.over_all().value(), covered.over_known().value()), (Some(0.4), Some(2.0 / 3.0)));
        assert_eq!(covered.is_adherent(Denominator::DaysInPeriod), Some(false));
        let silent = Covered::of([NoData; 3]);
        assert_eq!((silent.over_all().value(), silent.over_known().value()), (Some(0.0), None));
        let none = Covered::of([]);
        assert_eq!((none.over_all().value(), none.is_adherent(Denominator::DaysInPeriod)), (None, None));
        let quiet = Covered::of([Reached, Reached, NoData]);
        let both = [Denominator::DaysInPeriod, Denominator::DaysWithData].map(|by| quiet.is_adherent(by));
        assert_eq!(both, [Some(false), Some(true)]);
        assert_eq!(
            Covered::of([Reached, Reached, Reached, Reached, Missed]).is_adherent(Denominator::DaysInPeriod),
            Some(true),
            "0.8 is enough"
        );
    }
}
