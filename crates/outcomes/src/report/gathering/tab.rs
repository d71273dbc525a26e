use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows of the record, and how many people they are of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::report) struct Cell {
    pub(in crate::report) points: u64,
    pub(in crate::report) people: u64,
}

/// A table of counts: by some word, and by the two arms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::report) struct Tab(BTreeMap<String, Line>);

/// One line of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::report) struct Line {
    /// All, those without an arm too.
    pub(in crate::report) all: Cell,
    /// By arm.
    pub(in crate::report) arms: [Cell; 2],
}

impl Tab {
    /// Counts the rows of one person in: for each its word, and its arm where it has one.
    pub(in crate::report) fn add<'a>(&mut self, rows: impl IntoIterator<Item = (&'a str, Option<usize>)>) {
        let mut own: BTreeMap<&str, (u64, [u64; 2])> = BTreeMap::new();
        for (word, arm) in rows {
            let (all, arms) = own.entry(word).or_default();
            *all += 1;
            if let Some(count) = arm.and_then(|arm| arms.get_mut(arm)) {
                *count += 1;
            }
        }
        for (word, (all, arms)) in own {
            let line = match self.0.get_mut(word) {
                Some(line) => line,
                None => self.0.entry(word.to_owned()).or_default(),
            };
            line.all.take(all);
            for (cell, count) in line.arms.iter_mut().zip(arms) {
                cell.take(count);
            }
        }
    }

    /// The line of a word.
    pub(in crate::report) fn line(&self, word: &str) -> Line {
        self.0.get(word).copied().unwrap_or_default()
    }

    /// Every line that has something.
    pub(in crate::report) fn lines(&self) -> impl Iterator<Item = (&str, Line)> {
        self.0.iter().map(|(word, line)| (word.as_str(), *line))
    }
}

impl Cell {
    /// So many rows of one more person.
    fn take(&mut self, points: u64) {
        self.points += points;
        self.people += u64::from(points > 0);
    }
}
