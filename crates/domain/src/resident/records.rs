use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Records of the last days that their sender may take back, each known by what it says: what was said
/// again is the same record, and what was taken back is remembered, so that it stays away however late
/// it arrives once more. Said again later than it was taken back, it counts again.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Records<R> {
    days: BTreeMap<Day, BTreeMap<R, Word>>,
}

/// The last word on a record. A later one is the greater, and of two in the same second the one that
/// takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Word {
    /// When it was said, in seconds since 1970.
    pub(super) at: i64,
    /// Whether it takes the record back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) withdrawn: bool,
}

/// How many records of a day are kept: a sender that says something else each time must not make the
/// snapshot grow.
const A_DAY: usize = 24;

impl Word {
    pub(super) fn said(at: DateTime<Utc>) -> Self {
        Self { at: at.timestamp(), withdrawn: false }
    }

    pub(super) fn withdrawn(at: DateTime<Utc>) -> Self {
        Self { at: at.timestamp(), withdrawn: true }
    }
}

impl<R> Default for Records<R> {
    fn default() -> Self {
        Self { days: BTreeMap::new() }
    }
}

impl<R: Ord + Clone> Records<R> {
    pub(super) fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Takes a word in. Tells whether the record counts now and did not before, or the other way round.
    pub(super) fn hear(&mut self, day: Day, record: R, word: Word) -> bool {
        let before = self.counts(day, &record);
        let of_day = self.days.entry(day).or_default();
        let last = of_day.entry(record.clone()).or_insert(word);
        *last = word.max(*last);
        // The words said first go: which ones stay does not depend on the order of arrival.
        if of_day.len() > A_DAY
            && let Some(first) = of_day.iter().min_by_key(|(record, word)| (**word, *record)).map(|first| first.0)
        {
            let first = first.clone();
            of_day.remove(&first);
        }
        self.counts(day, &record) != before
    }

    /// Forgets a record and what was said of it.
    pub(super) fn forget(&mut self, day: Day, record: &R) -> bool {
        self.days.get_mut(&day).is_some_and(|of_day| of_day.remove(record).is_some())
    }

    /// The days with records that count, oldest first.
    pub(super) fn days(&self) -> impl DoubleEndedIterator<Item = Day> + '_ {
        self.days.iter().filter(|(_, of_day)| of_day.values().any(|word| !word.withdrawn)).map(|(day, _)| *day)
    }

    /// The records of a day that count.
    pub(super) fn on(&self, day: Day) -> impl Iterator<Item = &R> {
        let of_day = self.days.get(&day).into_iter().flatten();
        of_day.filter(|(_, word)| !word.withdrawn).map(|(record, _)| record)
    }

    /// Every word.
    pub(super) fn words(&self) -> impl Iterator<Item = (Day, &R, Word)> {
        self.days.iter().flat_map(|(day, of_day)| of_day.iter().map(|(record, word)| (*day, record, *word)))
    }

    pub(super) fn prune(&mut self, first: Day) {
        self.days.retain(|day, of_day| *day >= first && !of_day.is_empty());
    }

    fn counts(&self, day: Day, record: &R) -> bool {
        self.days.get(&day).and_then(|of_day| of_day.get(record)).is_some_and(|word| !word.withdrawn)
    }
}

impl<R: Ord + Clone> FromIterator<(Day, R, Word)> for Records<R> {
    fn from_iter<I: IntoIterator<Item = (Day, R, Word)>>(words: I) -> Self {
        let mut records = Self::default();
        for (day, record, word) in words {
            let _ = records.hear(day, record, word);
        }
        records
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_holds_in_any_order() {
        let (said, back) = (Word { at: 10, withdrawn: false }, Word { at: 10, withdrawn: true });
        let again = Word { at: 11, withdrawn: false };
        for words in [[said, back], [back, said]] {
            let records: Records<u8> = words.into_iter().map(|word| (Day(1), 7, word)).collect();
            assert_eq!(records.days().count(), 0);
        }
        for words in [[said, back, again], [again, back, said], [back, again, said]] {
            let records: Records<u8> = words.into_iter().map(|word| (Day(1), 7, word)).collect();
            assert_eq!(records.on(Day(1)).collect::<Vec<_>>(), [&7]);
        }
    }

    #[test]
    fn a_day_keeps_the_records_said_last_whatever_their_order() {
        let words: Vec<(Day, i64, Word)> =
            (0..60).map(|n| (Day(1), n, Word { at: n * 7 % 60, withdrawn: n % 3 == 0 })).collect();
        let one: Records<i64> = words.iter().copied().collect();
        let other: Records<i64> = words.iter().rev().copied().collect();
        assert_eq!(one, other);
        assert_eq!(one.words().count(), A_DAY);
        assert!(one.words().all(|(_, _, word)| word.at >= 36));
    }
}
