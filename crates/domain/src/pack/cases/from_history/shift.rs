use crate::chance;
use crate::id::ResidentId;
use crate::pack::{Campaign, City};
use crate::time::{Day, holiday};
use chrono::Datelike;

/// By how many days a case is moved: whole weeks, so that weekdays stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) days: i32,
    /// Whether closed days and holidays fall on other days than they did.
    pub(super) holidays: Holidays,
}

/// How closed days and holidays fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holidays {
    AsTheyDid,
    Otherwise,
}

/// How many weeks either way.
const WEEKS: i32 = 12;

impl Shift {
    pub(super) const NONE: Self = Self { days: 0, holidays: Holidays::AsTheyDid };

    pub(super) fn day(self, day: Day) -> Day {
        day.plus(self.days)
    }
}

/// A shift that keeps the days within the campaign's own, and as far as possible holidays and closed days on the same
/// days of it, and ages as they were. No shift where the campaign is too short for any.
pub(super) fn choose(
    resident: &ResidentId,
    (campaign, city): (&Campaign, &City),
    (first, last): (Day, Day),
    seed: &str,
) -> Shift {
    let days = || (0..=last.since(first)).map(|days| first.plus(days));
    let is_in_time =
        |shift: i32| days().all(|day| campaign.period.contains(day) == campaign.period.contains(day.plus(shift)));
    let rests = |day: Day| (city.closed.name(day).is_some(), holiday(day).is_some());
    let rests_alike = |shift: i32| days().all(|day| rests(day) == rests(day.plus(shift)));
    let same_year = |shift: i32| [first, last].iter().all(|day| day.date().year() == day.plus(shift).date().year());
    let weeks: Vec<i32> = (-WEEKS..=WEEKS).filter(|weeks| *weeks != 0).collect();
    let begin = usize::try_from(chance::digest(seed, &[resident.as_str()]) % 24).unwrap_or_default();
    let mut shifts: Vec<i32> = weeks.iter().cycle().skip(begin).take(weeks.len()).map(|weeks| weeks * 7).collect();
    // A campaign that began since, or is still to begin, is tried on days of its own.
    let is_inside = |shift: i32| days().all(|day| campaign.period.contains(day.plus(shift)));
    shifts.retain(|shift| is_in_time(*shift) || is_inside(*shift));
    let best = shifts.iter().min_by_key(|shift| (!is_inside(**shift), !rests_alike(**shift), !same_year(**shift)));
    best.map_or(Shift::NONE, |days| {
        let holidays = if rests_alike(*days) { Holidays::AsTheyDid } else { Holidays::Otherwise };
        Shift { days: *days, holidays }
    })
}
