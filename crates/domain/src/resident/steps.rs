use crate::event::{SourceKind, Steps};
use crate::pack::City;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Steps of the last days, from every source, with the revision of each.
///
/// Sources are named once and then by number, and a reading is four numbers in a row, the
/// first of them the days since the reading before: this is the bulk of a snapshot.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StepDays {
    /// Every source seen: its id and kind.
    #[serde(default)]
    sources: Vec<(String, SourceKind)>,
    /// Readings, ordered by day and source.
    #[serde(default, with = "row")]
    readings: Vec<Reading>,
}

/// (day, number of the source, version, steps); no steps where this version was taken back, which is
/// remembered so that it stays away however late it arrives once more.
type Reading = (Day, u32, u64, Option<u32>);

/// How many sources of one day are kept.
const SOURCES_A_DAY: usize = 8;

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
    /// a sum and never the largest, since sources overlap. `None` when nothing arrived,
    /// which is not the same as zero steps.
    pub fn on(&self, day: Day, city: &City) -> Option<i64> {
        let from = self.readings.partition_point(|reading| reading.0 < day);
        self.readings
            .iter()
            .skip(from)
            .take_while(|reading| reading.0 == day)
            .filter_map(|reading| Some((reading.1, reading.3?)))
            .min_by(|one, other| self.rank(one.0, city).cmp(&self.rank(other.0, city)))
            .map(|reading| i64::from(reading.1))
    }

    /// The days with a reading in a span, both ends included, oldest first.
    pub fn days(&self, from: Day, until: Day) -> impl Iterator<Item = Day> + '_ {
        let start = self.readings.partition_point(|reading| reading.0 < from);
        let mut last = None;
        let readings = self.readings.iter().skip(start).take_while(move |reading| reading.0 <= until);
        readings.filter(|reading| reading.3.is_some()).map(|reading| reading.0).filter(move |day| {
            let fresh = last != Some(*day);
            last = Some(*day);
            fresh
        })
    }

    /// The latest day with a reading.
    pub fn latest(&self) -> Option<Day> {
        self.readings.iter().rfind(|reading| reading.3.is_some()).map(|reading| reading.0)
    }

    /// Takes a reading in. Tells whether what counts for the day is another than before: a
    /// stale or repeated revision changes nothing, and neither does a source that the
    /// city puts behind another.
    pub(super) fn record(&mut self, data: &Steps, city: &City, today: Day) -> bool {
        self.hear(data, Some(u32::try_from(data.steps).unwrap_or_default()), city, today)
    }

    /// Takes a reading back, with all that its source said before it; what the source said with a higher
    /// version stays. Tells whether what counts for the day is another than before.
    pub(super) fn withdraw(&mut self, data: &Steps, city: &City, today: Day) -> bool {
        self.hear(data, None, city, today)
    }

    /// Takes a version in, or takes it back.
    fn hear(&mut self, data: &Steps, steps: Option<u32>, city: &City, today: Day) -> bool {
        let day = Day::from_date(data.date);
        if !super::in_window(day, today) {
            return false;
        }
        let before = self.on(day, city);
        let source = self.number_of(&data.source.id, data.source.kind);
        match self.readings.binary_search_by_key(&(day, source), |reading| (reading.0, reading.1)) {
            Ok(place) => match self.readings.get_mut(place) {
                // Of the same version, what takes it back holds.
                Some(known) if (known.2, known.3.is_none()) < (data.version, steps.is_none()) => {
                    *known = (day, source, data.version, steps);
                }
                _ => return false,
            },
            Err(place) => {
                self.readings.insert(place, (day, source, data.version, steps));
                self.crowd_out(day, city);
            }
        }
        self.on(day, city) != before
    }

    /// Keeps the readings of a day that the city puts first: a sender that names a new source each
    /// time must not make the snapshot grow. What is let go would not have counted.
    fn crowd_out(&mut self, day: Day, city: &City) {
        let from = self.readings.partition_point(|reading| reading.0 < day);
        let of_day = self.readings.iter().enumerate().skip(from).take_while(|(_, reading)| reading.0 == day);
        if of_day.clone().count() > SOURCES_A_DAY
            && let Some((last, _)) =
                of_day.max_by(|one, other| self.rank(one.1.1, city).cmp(&self.rank(other.1.1, city)))
        {
            let (_, source, ..) = self.readings.remove(last);
            if source as usize + 1 == self.sources.len() && !self.readings.iter().any(|reading| reading.1 == source) {
                self.sources.pop();
            }
        }
    }

    pub(super) fn prune(&mut self, first: Day) {
        self.readings.retain(|reading| reading.0 >= first);
        // Sources that nothing is kept of are forgotten.
        if self.sources.len() > SOURCES_A_DAY {
            let kept = std::mem::take(self);
            for (day, source, version, steps) in kept.readings {
                if let Some((id, kind)) = kept.sources.get(source as usize) {
                    let source = self.number_of(id, *kind);
                    self.readings.push((day, source, version, steps));
                }
            }
            self.readings.sort_unstable_by_key(|reading| (reading.0, reading.1));
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

/// Readings as one row of numbers, with `null` for steps that were taken back.
mod row {
    use super::{Day, Reading};
    use serde::de::{Error, SeqAccess, Visitor};
    use serde::ser::SerializeSeq;
    use serde::{Deserializer, Serializer};
    use std::fmt;

    pub(super) fn serialize<S: Serializer>(readings: &[Reading], serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_seq(Some(readings.len() * 4))?;
        let mut last = Day(0);
        for (day, source, version, steps) in readings {
            row.serialize_element(&day.since(last))?;
            row.serialize_element(source)?;
            row.serialize_element(version)?;
            row.serialize_element(steps)?;
            last = *day;
        }
        row.end()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Reading>, D::Error> {
        deserializer.deserialize_seq(Row)
    }

    struct Row;

    impl<'de> Visitor<'de> for Row {
        type Value = Vec<Reading>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("days since the reading before, source, version and steps, again and again")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Vec<Reading>, A::Error> {
            let mut readings = Vec::with_capacity(40);
            let mut day = Day(0);
            while let Some(days) = row.next_element::<i32>()? {
                let cut = || A::Error::custom("a reading of steps is cut off");
                day = day.plus(days);
                let source = row.next_element()?.ok_or_else(cut)?;
                let version = row.next_element()?.ok_or_else(cut)?;
                let steps = row.next_element()?.ok_or_else(cut)?;
                readings.push((day, source, version, steps));
            }
            Ok(readings)
        }
    }

    #[cfg(test)]
    mod tests {
        #![allow(clippy::unwrap_used, reason = "tests")]
        use super::super::{Day, StepDays};

        #[test]
        fn readings_come_back_as_they_were() {
            let readings =
                vec![(Day(20_751), 0, 1, Some(3702)), (Day(20_751), 1, 7, None), (Day(20_779), 0, u64::MAX, Some(0))];
            let steps = StepDays { sources: Vec::new(), readings };
            let json = serde_json::to_string(&steps).unwrap();
            assert_eq!(json, r#"{"sources":[],"readings":[20751,0,1,3702,0,1,7,null,28,0,18446744073709551615,0]}"#);
            assert_eq!(serde_json::from_str::<StepDays>(&json).unwrap(), steps);
            assert!(serde_json::from_str::<StepDays>(r#"{"readings":[20751,0,1]}"#).is_err());
        }
    }
}
