//! National holidays of Japan, computed.
//!
//! Sources: 国民の祝日に関する法律 (昭和23年法律第178号), articles 2 and 3, with the special laws of
//! 2017 (the accession, 2019), 2018 and 2020 (the Olympic years 2020 and 2021). The equinoxes follow
//! the customary formula for 1980 to 2099; the Cabinet names each a year ahead.

use super::Day;
use chrono::{Datelike, NaiveDate, Weekday};

/// The name of a national holiday, days that the law makes holidays by their neighbours included. Of
/// years before 2016, when the list last changed for good, and after 2099 nothing is known.
///
/// ```
/// use domain::{Day, time::holiday};
/// let on = |date: &str| holiday(Day::from_date(date.parse().unwrap()));
/// assert_eq!(on("2026-11-03"), Some("文化の日"));
/// assert_eq!(on("2026-09-22"), Some("国民の休日"));
/// assert_eq!(on("2026-05-06"), Some("振替休日"));
/// assert_eq!(on("2026-12-31"), None);
/// ```
pub fn holiday(day: Day) -> Option<&'static str> {
    let date = day.date();
    if !(2016..=2099).contains(&date.year()) {
        return None;
    }
    if let Some(name) = named(date) {
        return Some(name);
    }
    // Article 3 (2): the first day after a holiday on a Sunday that is not a holiday itself.
    let mut before = (1..).map(|back| day.plus(-back)).map_while(|day| named(day.date()).map(|_| day));
    if before.any(|day| day.date().weekday() == Weekday::Sun) {
        return Some("振替休日");
    }
    // Article 3 (3): a day between two.
    let is_between = named(day.plus(-1).date()).is_some() && named(day.plus(1).date()).is_some();
    is_between.then_some("国民の休日")
}

/// Holidays of article 2 and of the special laws.
fn named(date: NaiveDate) -> Option<&'static str> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let is_monday = |nth: u32| date.weekday() == Weekday::Mon && (nth * 7 - 6..=nth * 7).contains(&day);
    let olympic = match year {
        2020 => Some([(7, 23), (7, 24), (8, 10)]),
        2021 => Some([(7, 22), (7, 23), (8, 8)]),
        _ => None,
    };
    if let Some([sea, sports, mountain]) = olympic
        && matches!(month, 7 | 8 | 10)
    {
        let names = [(sea, "海の日"), (sports, "スポーツの日"), (mountain, "山の日")];
        return names.into_iter().find(|(on, _)| *on == (month, day)).map(|(_, name)| name);
    }
    match (month, day) {
        (1, 1) => Some("元日"),
        (1, _) if is_monday(2) => Some("成人の日"),
        (2, 11) => Some("建国記念の日"),
        (2, 23) if year >= 2020 => Some("天皇誕生日"),
        (3, _) if day == equinox(year, 20_843_100) => Some("春分の日"),
        (4, 29) => Some("昭和の日"),
        (5, 1) if year == 2019 => Some("天皇の即位の日"),
        (5, 3) => Some("憲法記念日"),
        (5, 4) => Some("みどりの日"),
        (5, 5) => Some("こどもの日"),
        (7, _) if is_monday(3) => Some("海の日"),
        (8, 11) => Some("山の日"),
        (9, _) if is_monday(3) => Some("敬老の日"),
        (9, _) if day == equinox(year, 23_248_800) => Some("秋分の日"),
        (10, 22) if year == 2019 => Some("即位礼正殿の儀"),
        (10, _) if is_monday(2) => Some(if year < 2020 { "体育の日" } else { "スポーツの日" }),
        (11, 3) => Some("文化の日"),
        (11, 23) => Some("勤労感謝の日"),
        (12, 23) if year <= 2018 => Some("天皇誕生日"),
        _ => None,
    }
}

/// The day of the month of an equinox; `in_1980` is its time in that year, in millionths of a day.
fn equinox(year: i32, in_1980: i64) -> u32 {
    let years = i64::from(year) - 1980;
    u32::try_from((in_1980 + 242_194 * years) / 1_000_000 - years / 4).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// Another's computation says the same of every day of 34 years. It was written before the law that
    /// moved three holidays of 2021, which has a test of its own.
    #[test]
    fn a_library_says_the_same_from_2016_to_2050() {
        let theirs = jpholiday::jpholiday::JPHoliday::new();
        let first = Day::from_date("2016-01-01".parse().unwrap());
        let last = Day::from_date("2050-12-31".parse().unwrap());
        let mut differing = Vec::new();
        for day in (first.0..=last.0).map(Day).filter(|day| day.date().year() != 2021) {
            let (ours, theirs) = (holiday(day), theirs.is_holiday(&day.date()));
            if ours.is_some() != theirs {
                differing.push(format!("{day}: ours {ours:?}, theirs {theirs}"));
            }
        }
        assert_eq!(differing, Vec::<String>::new());
    }

    /// As the Cabinet Office lists them (内閣府「国民の祝日」について, 令和3年).
    #[test]
    fn the_holidays_of_2021_are_those_that_the_law_moved() {
        let first = Day::from_date("2021-01-01".parse().unwrap());
        let days = (0..365).map(|n| first.plus(n)).filter(|day| holiday(*day).is_some());
        let found: Vec<String> = days.map(|day| day.date().format("%m-%d").to_string()).collect();
        let listed =
            "01-01 01-11 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-22 07-23 08-08 08-09 09-20 09-23 11-03 11-23";
        assert_eq!(found.join(" "), listed);
    }

    #[test]
    fn the_year_of_the_accession_had_ten_days_off_in_a_row() {
        let names: Vec<_> = (27..37).map(|n| holiday(Day::from_date("2019-03-31".parse().unwrap()).plus(n))).collect();
        let (rest, saturday) = (Some("国民の休日"), None);
        let week = [Some("昭和の日"), rest, Some("天皇の即位の日"), rest];
        let after = [Some("憲法記念日"), Some("みどりの日"), Some("こどもの日"), Some("振替休日")];
        assert_eq!(names, [&[saturday, None][..], &week, &after].concat());
    }

    #[test]
    fn of_years_beyond_the_formula_nothing_is_said() {
        for date in ["2015-01-01", "2100-01-01"] {
            assert_eq!(holiday(Day::from_date(date.parse().unwrap())), None);
        }
    }
}
