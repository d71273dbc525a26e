//! Spans of time as civil days: steps are facts of a day, and what covers a part of one is none.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{Day, Zone};

/// The first instant of a civil day.
pub(crate) fn begin(day: Day, zone: Zone) -> DateTime<Utc> {
    zone.instant(day, NaiveTime::MIN)
}

/// The day that a span tells of: it begins with the day and ends within it, or with the next one's
/// beginning. `None` for every other span: the sum so far of a day cannot be known from a part.
pub(crate) fn day_so_far(start: DateTime<Utc>, end: DateTime<Utc>, zone: Zone) -> Option<NaiveDate> {
    let day = zone.day(start);
    let whole = start == begin(day, zone) && start < end && end <= begin(day.plus(1), zone);
    whole.then(|| day.date())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_day_begins_where_the_city_is() {
        let zone = Zone("Asia/Tokyo".parse().unwrap());
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (begin, next) = (at("2026-11-20T15:00:00Z"), at("2026-11-21T15:00:00Z"));
        let day = "2026-11-21".parse().ok();
        assert_eq!(day_so_far(begin, next, zone), day);
        assert_eq!(day_so_far(begin, at("2026-11-21T03:00:00Z"), zone), day);
        for (start, end) in
            [(begin, begin), (begin, at("2026-11-21T15:00:01Z")), (at("2026-11-20T15:00:01Z"), next), (next, begin)]
        {
            assert_eq!(day_so_far(start, end, zone), None, "{start} {end}");
        }
    }
}
