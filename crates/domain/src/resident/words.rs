use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What was said lately about things of which the newest holds, by the day they are of, and what was
/// taken back of it. A later word about a day replaces the earlier as a whole; what is taken back falls
/// away whole where it is a whole word, else part by part, and what stood before stands again.
///
/// Both are remembered, each in bounds of its own: what is taken back before it arrives stays away, and
/// a sender that takes back much puts aside nothing that was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Words<S> {
    /// By day and time, oldest first.
    words: Vec<Word<S>>,
}

/// The last time that one thing was said, or taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Word<S> {
    #[serde(rename = "d")]
    pub(super) day: Day,
    pub(super) at: DateTime<Utc>,
    /// Of all it says.
    #[serde(rename = "h")]
    pub(super) hash: u32,
    /// What of it is kept; absent when it was taken back.
    #[serde(alias = "items", default = "none", skip_serializing_if = "Option::is_none")]
    pub(super) says: Option<S>,
    /// The hashes of the parts that were taken back.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) parts: Vec<u32>,
}

/// What is said of a day, part by part.
pub(super) trait Parts: Clone {
    /// What is left without the parts of these hashes; `None` when that is nothing.
    fn without(&self, gone: &BTreeSet<u32>) -> Option<Self>;
}

/// How many words are kept of what was said: this year's with a correction or two, and the one before,
/// which stands again when the newest is taken back.
const SAID: usize = 4;

/// How many of what was taken back: a checkup may be, item by item.
const TAKEN_BACK: usize = 32;

fn none<S>() -> Option<S> {
    None
}

impl<S> Default for Words<S> {
    fn default() -> Self {
        Self { words: Vec::new() }
    }
}

impl<S: Parts> Words<S> {
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Takes a word in.
    pub(super) fn hear(&mut self, word: Word<S>) {
        match self.words.iter_mut().find(|known| known.key() == word.key()) {
            Some(known) if known.at >= word.at => {}
            Some(known) => *known = word,
            None => self.words.push(word),
        }
        // The oldest go, whichever came first. Of what was taken back those go before that rules do not
        // ask for: they matter only where they are a whole word.
        self.words.sort_unstable_by_key(|word| (word.day, !word.parts.is_empty(), word.at, word.hash));
        let (said, back): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.words).into_iter().partition(|word| word.says.is_some());
        let newest = |words: Vec<Word<S>>, most: usize| {
            let before = words.len().saturating_sub(most);
            words.into_iter().skip(before)
        };
        self.words = newest(said, SAID).chain(newest(back, TAKEN_BACK)).collect();
        self.words.sort_unstable_by_key(|word| (word.day, word.at, word.says.is_none(), word.hash));
    }

    /// Of the newest day of which anything is left, what was said last, without what was taken back.
    pub(super) fn newest(&self) -> Option<(Day, Cow<'_, S>)> {
        self.words.iter().rev().find_map(|word| Some((word.day, self.left(word)?)))
    }

    fn left<'a>(&'a self, word: &'a Word<S>) -> Option<Cow<'a, S>> {
        let says = word.says.as_ref()?;
        let mut gone = BTreeSet::new();
        for back in self.words.iter().filter(|back| back.takes_back(word)) {
            if back.hash == word.hash {
                return None;
            }
            if !self.is_whole(back) {
                gone.extend(back.parts.iter().copied());
            }
        }
        if gone.is_empty() { Some(Cow::Borrowed(says)) } else { says.without(&gone).map(Cow::Owned) }
    }

    /// Whether what was taken back is just what one word says: then that word is meant, and another that
    /// says some of the same stands. A single part is meant wherever it was said.
    fn is_whole(&self, back: &Word<S>) -> bool {
        back.parts.len() > 1 && self.words.iter().any(|word| back.hash == word.hash && back.takes_back(word))
    }
}

impl<S> Word<S> {
    /// What is one and the same word, said again.
    fn key(&self) -> (Day, u32, bool) {
        (self.day, self.hash, self.says.is_some())
    }

    /// Whether it takes back what was said of the day until then; at the same instant too.
    fn takes_back(&self, word: &Self) -> bool {
        self.says.is_none() && word.says.is_some() && self.day == word.day && self.at >= word.at
    }
}
