mod row;

use crate::event::{Modality, SourceKind, StepSource, Steps};
use crate::pack::City;
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Steps of the last days, from every source, with the revision of each.
///
/// Sources are named once and then by number, and a word is four places in a row, the
/// first of them the days since the word before: this is the bulk of a snapshot.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StepDays {
    /// Every source seen: its id and kind.
    #[serde(default)]
    sources: Vec<(String, SourceKind)>,
    /// What was said, ordered by day, source and version.
    #[serde(default, with = "row")]
    readings: Vec<Reading>,
}

/// What a source said of a day: of one day and source at most two are kept, in whatever order they came.
///
/// - The latest version that is complete.
/// - The latest that is not, where it is later than that. Of the two the larger counts, so that a partial
///   sync takes nothing away from a day that was whole.
/// - The latest version that was taken back, so that what it hides stays away however late it arrives once
///   more; where a complete one is later, that hides the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reading {
    day: Day,
    /// The number of the source.
    source: u32,
    version: u64,
    /// Nothing where the version was taken back.
    said: Option<Said>,
}

/// What a version says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Said {
    steps: u32,
    /// Whether the day is whole.
    complete: bool,
    /// Whether a person says so, and no sensor.
    typed: bool,
    /// When it was said, in seconds since 1970; kept of days that are hardly over only.
    at: Option<i64>,
}

/// What counts for a day, and who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counting<'a> {
    /// The steps.
    pub(crate) steps: i64,
    /// The source's own id.
    pub(crate) source: &'a str,
    /// What kind of source.
    pub(crate) kind: SourceKind,
    /// Whether a person says so, and no sensor.
    pub(crate) typed: bool,
}

/// The latest version of a day by one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Latest {
    /// Its version.
    pub(crate) version: u64,
    /// Its steps.
    pub(crate) steps: i64,
    /// When it was said, in seconds since 1970, where that is still known.
    pub(crate) at: Option<i64>,
}

/// How many sources of one day are kept.
const SOURCES_A_DAY: usize = 8;

/// For how many days after a day it is kept when its steps were said.
pub(crate) const TIMES: i32 = 1;

/// Whether a day may still change what was decided on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayStanding {
    /// It may still be revised, and then its points follow.
    Provisional,
    /// Revisions are kept, and change nothing that was awarded.
    Closed,
}

impl StepDays {
    /// Whether there is no reading.
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// What counts for a day: the reading of the one source that the city puts first. Never
    /// a sum, and of several sources never the largest, since they overlap. `None` when nothing arrived,
    /// which is not the same as zero steps.
    pub fn on(&self, day: Day, city: &City) -> Option<i64> {
        self.counting(day, city).map(|counting| counting.steps)
    }

    /// What counts for a day, and who says so.
    pub(crate) fn counting(&self, day: Day, city: &City) -> Option<Counting<'_>> {
        let said = self.of_day(day).iter().filter_map(|reading| Some((reading, reading.said?)));
        let (reading, said) = said.min_by(|one, other| {
            let later = |(reading, said): &(&Reading, Said)| Reverse((said.steps, reading.version));
            let ranks = self.rank(one.0.source, city).cmp(&self.rank(other.0.source, city));
            ranks.then_with(|| later(one).cmp(&later(other)))
        })?;
        let (source, kind) = self.sources.get(reading.source as usize)?;
        Some(Counting { steps: i64::from(said.steps), source, kind: *kind, typed: said.typed })
    }

    /// The latest version of a day by a source that was not taken back.
    pub(crate) fn latest_of(&self, day: Day, source: &StepSource) -> Option<Latest> {
        let is_it = |named: &(String, SourceKind)| named.0 == source.id && named.1 == source.kind;
        let source = self.sources.iter().position(is_it)?;
        let mut readings = self.of_day(day).iter().rev().filter(|reading| reading.source as usize == source);
        let (reading, said) = readings.find_map(|reading| Some((reading, reading.said?)))?;
        Some(Latest { version: reading.version, steps: i64::from(said.steps), at: said.at })
    }

    fn of_day(&self, day: Day) -> &[Reading] {
        let from = self.readings.partition_point(|reading| reading.day < day);
        let until = self.readings.partition_point(|reading| reading.day <= day);
        self.readings.get(from..until).unwrap_or_default()
    }

    /// The days with a reading in a span, both ends included, oldest first.
    pub fn days(&self, from: Day, until: Day) -> impl Iterator<Item = Day> + '_ {
        let start = self.readings.partition_point(|reading| reading.day < from);
        let mut last = None;
        let readings = self.readings.iter().skip(start).take_while(move |reading| reading.day <= until);
        readings.filter(|reading| reading.said.is_some()).map(|reading| reading.day).filter(move |day| {
            let fresh = last != Some(*day);
            last = Some(*day);
            fresh
        })
    }

    /// The latest day with a reading.
    pub fn latest(&self) -> Option<Day> {
        self.readings.iter().rfind(|reading| reading.said.is_some()).map(|reading| reading.day)
    }

    /// Takes a reading in. Tells whether what counts for the day is another than before: a
    /// stale or repeated revision changes nothing, and neither does a source that the
    /// city puts behind another.
    pub(super) fn record(&mut self, data: &Steps, at: DateTime<Utc>, city: &City, today: Day) -> bool {
        let day = Day::from_date(data.date);
        let said = Said {
            steps: u32::try_from(data.steps).unwrap_or_default(),
            complete: data.complete,
            typed: data.source.modality == Modality::SelfReported,
            at: (day >= today.plus(-TIMES)).then(|| at.timestamp()),
        };
        self.hear(data, Some(said), city, today)
    }

    /// Takes a reading back, with all that its source said before it; what the source said with a higher
    /// version stays. Tells whether what counts for the day is another than before.
    pub(super) fn withdraw(&mut self, data: &Steps, city: &City, today: Day) -> bool {
        self.hear(data, None, city, today)
    }

    /// Takes a version in, or takes it back.
    fn hear(&mut self, data: &Steps, said: Option<Said>, city: &City, today: Day) -> bool {
        let day = Day::from_date(data.date);
        if !super::in_window(day, today) {
            return false;
        }
        let before = self.on(day, city);
        let source = self.number_of(&data.source.id, data.source.kind);
        let from = self.readings.partition_point(|reading| (reading.day, reading.source) < (day, source));
        let until = self.readings.partition_point(|reading| (reading.day, reading.source) <= (day, source));
        let is_new = from == until;
        let mut words: Vec<Reading> = self.readings.get(from..until).unwrap_or_default().to_vec();
        words.push(Reading { day, source, version: data.version, said });
        self.readings.splice(from..until, settled(&words));
        if is_new {
            self.crowd_out(day, city);
        }
        self.on(day, city) != before
    }

    /// Keeps the readings of a day that the city puts first: a sender that names a new source each
    /// time must not make the snapshot grow. What is let go would not have counted.
    fn crowd_out(&mut self, day: Day, city: &City) {
        let mut sources: Vec<u32> = self.of_day(day).iter().map(|reading| reading.source).collect();
        sources.dedup();
        if sources.len() > SOURCES_A_DAY
            && let Some(last) =
                sources.into_iter().max_by(|one, other| self.rank(*one, city).cmp(&self.rank(*other, city)))
        {
            self.readings.retain(|reading| (reading.day, reading.source) != (day, last));
            if last as usize + 1 == self.sources.len() && !self.readings.iter().any(|reading| reading.source == last) {
                self.sources.pop();
            }
        }
    }

    pub(super) fn prune(&mut self, first: Day, today: Day) {
        self.readings.retain(|reading| reading.day >= first);
        let over = self.readings.iter_mut().take_while(|reading| reading.day < today.plus(-TIMES));
        for said in over.filter_map(|reading| reading.said.as_mut()) {
            said.at = None;
        }
        // Sources that nothing is kept of are forgotten.
        if self.sources.len() > SOURCES_A_DAY {
            let kept = std::mem::take(self);
            for reading in kept.readings {
                if let Some((id, kind)) = kept.sources.get(reading.source as usize) {
                    let source = self.number_of(id, *kind);
                    self.readings.push(Reading { source, ..reading });
                }
            }
            self.readings.sort_unstable_by_key(|reading| (reading.day, reading.source, reading.version));
        }
    }

    /// The city's order of kinds first, then the source's name, so that the order of arrival
    /// decides nothing.
    fn rank(&self, source: u32, city: &City) -> (usize, &str) {
        let named = self.sources.get(source as usize);
        let place = city.step_priority.iter().position(|known| Some(*known) == named.map(|named| named.1));
        (place.unwrap_or(usize::MAX), named.map_or("", |named| named.0.as_str()))
    }

    fn number_of(&mut self, id: &str, kind: SourceKind) -> u32 {
        let place = self.sources.iter().position(|named| named.0 == id && named.1 == kind).unwrap_or_else(|| {
            self.sources.push((id.to_owned(), kind));
            self.sources.len() - 1
        });
        place as u32
    }
}

impl City {
    /// Whether a day may still change what was decided on it.
    pub fn standing(&self, day: Day, today: Day) -> DayStanding {
        if today.since(day) > self.close_after_days { DayStanding::Closed } else { DayStanding::Provisional }
    }
}

/// What is to be kept of one day and source, whatever came first: of versions that are the same, the first.
fn settled(words: &[Reading]) -> impl Iterator<Item = Reading> + use<> {
    let latest = |is_kind: &dyn Fn(&Reading) -> bool| {
        let words = words.iter().filter(|word| is_kind(word));
        words.fold(None, |best: Option<Reading>, word| best.filter(|best| best.version >= word.version).or(Some(*word)))
    };
    let gone = latest(&|word| word.said.is_none());
    let after = |known: Option<Reading>| move |word: &Reading| known.is_none_or(|known| known.version < word.version);
    let whole = latest(&|word| word.said.is_some_and(|said| said.complete)).filter(after(gone));
    let part = latest(&|word| word.said.is_some_and(|said| !said.complete)).filter(after(whole.or(gone)));
    [gone.filter(|_| whole.is_none()), whole, part].into_iter().flatten()
}
