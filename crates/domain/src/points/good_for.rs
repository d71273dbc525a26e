use crate::sentence::Sentence;
use crate::time::Day;
use chrono::Months;

/// For how long points can be used: until the end of the month so many months after the one in which they were earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoodFor {
    months: u32,
}

/// The longest that may be written: five years.
const MOST: u32 = 60;

impl GoodFor {
    /// So many months, 1 to 60.
    pub fn months(months: i64) -> Option<Self> {
        u32::try_from(months).ok().filter(|months| (1..=MOST).contains(months)).map(|months| Self { months })
    }

    /// What is wrong with a number of months that is none.
    pub(crate) fn complaint() -> Sentence {
        Sentence::new(
            format!("`good_for_months` of `[points]` can be 1 to {MOST}"),
            format!("`[points]` の `good_for_months`（ポイントを使える月数）は、1〜{MOST}の整数にしてください。"),
        )
    }

    /// The last day on which the points of a month can be used.
    pub fn until(self, month: Day) -> Day {
        later(month, self.months + 1).plus(-1)
    }

    /// The last month whose points cannot be used any more on a day, by its first day.
    pub fn ended(self, today: Day) -> Day {
        let date = today.month_start().date();
        date.checked_sub_months(Months::new(self.months + 1)).map_or(today, Day::from_date)
    }

    pub(crate) fn month_after(month: Day) -> Day {
        later(month, 1)
    }
}

fn later(month: Day, months: u32) -> Day {
    let date = month.month_start().date();
    date.checked_add_months(Months::new(months)).map_or(month, Day::from_date)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    #[test]
    fn points_can_be_used_to_the_end_of_a_month() {
        for (months, month, until) in [
            (12, "2026-10-01", "2027-10-31"),
            (1, "2026-12-01", "2027-01-31"),
            (3, "2027-11-01", "2028-02-29"),
            (60, "2026-10-20", "2031-10-31"),
        ] {
            let good_for = GoodFor::months(months).unwrap();
            assert_eq!(good_for.until(day(month)), day(until), "{month}");
            let month = day(month).month_start();
            assert!(good_for.ended(day(until)) < month);
            assert_eq!(good_for.ended(day(until).plus(1)), month);
        }
        assert_eq!([0, 61, -1].map(GoodFor::months), [None; 3]);
    }
}
