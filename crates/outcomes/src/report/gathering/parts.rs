use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// So many of so many, by some word and by the two arms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::report) struct Parts(BTreeMap<String, [Part; 3]>);

/// Part of a whole: rows, and how many people those in it and those out of it are of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::report) struct Part {
    pub(in crate::report) part: u64,
    pub(in crate::report) of: u64,
    /// People with a row in the part.
    pub(in crate::report) people: u64,
    /// People with a row of the whole that is not in it.
    pub(in crate::report) others: u64,
}

impl Parts {
    /// Counts the rows of one person in: for each its arm, where it has one, and whether it is in the part.
    pub(in crate::report) fn add(&mut self, word: &str, rows: impl IntoIterator<Item = (Option<usize>, bool)>) {
        let mut own = [(0_u64, 0_u64); 3];
        for (arm, is_in) in rows {
            for place in [Some(ALL), arm.filter(|arm| *arm < ALL)].into_iter().flatten() {
                if let Some((part, of)) = own.get_mut(place) {
                    *part += u64::from(is_in);
                    *of += 1;
                }
            }
        }
        let parts = match self.0.get_mut(word) {
            Some(parts) => parts,
            None => self.0.entry(word.to_owned()).or_default(),
        };
        for (cell, (part, of)) in parts.iter_mut().zip(own) {
            cell.part += part;
            cell.of += of;
            cell.people += u64::from(part > 0);
            cell.others += u64::from(part < of);
        }
    }

    /// Of both arms.
    pub(in crate::report) fn arms(&self, word: &str) -> [Part; 2] {
        self.0.get(word).map_or_else(Default::default, |[first, second, _]| [*first, *second])
    }

    /// Of all.
    pub(in crate::report) fn all(&self, word: &str) -> Part {
        self.0.get(word).map_or_else(Part::default, |parts| parts.get(ALL).copied().unwrap_or_default())
    }
}

const ALL: usize = 2;
