//! The one table of facts, by what they are facts of. What those who write rules are told of a fact
//! stands in its row.

mod event;
mod me;
mod now;
mod prediction;
mod words;

pub(super) use words::CONDITIONS;
#[cfg(test)]
pub(super) use words::ITEMS;

use super::{Fact, FromFrame, Get, Gives, Marks, Of, Takes};
use crate::rules::told::{Told, Unit, unit};

/// Every fact there is.
static TABLES: [&[Fact]; 5] = [me::FACTS, me::GOALS, event::FACTS, now::FACTS, prediction::FACTS];

/// Every fact there is.
pub(in crate::rules) fn facts() -> impl Iterator<Item = &'static Fact> + Clone {
    TABLES.iter().copied().flatten()
}

/// The facts of one thing.
pub(in crate::rules) fn facts_of(of: Of) -> impl Iterator<Item = &'static Fact> {
    facts().filter(move |fact| fact.of == of)
}

const PLAIN: Unit = unit("", "");
const STEPS: Unit = unit("歩", "steps");
const DAYS: Unit = unit("日", "days");

const fn fact(of: Of, name: &'static str, takes: Takes, gives: Gives, get: FromFrame, told: Told) -> Fact {
    Fact { of, name, takes, gives, lacks: false, hooks: &[], marks: Marks::Never, get: Get::Frame(get), told }
}

impl Fact {
    /// Where there may be no value.
    const fn or_nothing(mut self) -> Self {
        self.lacks = true;
        self
    }

    /// Where only the `event` of some functions has it.
    const fn only_in(mut self, hooks: &'static [&'static str]) -> Self {
        self.hooks = hooks;
        self
    }

    /// Where it is sensitive, whatever it says.
    const fn sensitive(mut self) -> Self {
        self.marks = Marks::Always;
        self
    }

    /// Where it is sensitive when it is asked for one of these words.
    const fn sensitive_for(mut self, words: &'static [&'static str]) -> Self {
        self.marks = Marks::Words(words);
        self
    }
}
