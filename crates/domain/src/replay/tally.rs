//! What is counted.

use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// The same for both versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pair<T> {
    /// The version that the change is held against.
    pub live: T,
    /// The changed one.
    pub new: T,
}

impl<T> Pair<T> {
    /// Both, the live one first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        [&self.live, &self.new].into_iter()
    }

    /// Both as something else.
    pub fn map<'a, U>(&'a self, of: impl Fn(&'a T) -> U) -> Pair<U> {
        Pair { live: of(&self.live), new: of(&self.new) }
    }
}

impl<T: AddAssign> AddAssign for Pair<T> {
    fn add_assign(&mut self, other: Self) {
        self.live += other.live;
        self.new += other.new;
    }
}

/// Messages, and how they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Those of the live version.
    pub live: u64,
    /// Those of the changed one.
    pub new: u64,
    /// Those that only the changed one has.
    pub added: u64,
    /// Those that only the live one has.
    pub removed: u64,
    /// Those that both have, with another text, at another time or by another way.
    pub changed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.live += other.live;
        self.new += other.new;
        self.added += other.added;
        self.removed += other.removed;
        self.changed += other.changed;
    }
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Volume {
    /// Messages by LINE.
    pub line_messages: u64,
    /// Messages by SMS.
    pub sms_messages: u64,
    /// Their parts, each of which is paid for.
    pub sms_parts: u64,
}

impl AddAssign for Volume {
    fn add_assign(&mut self, other: Self) {
        self.line_messages += other.line_messages;
        self.sms_messages += other.sms_messages;
        self.sms_parts += other.sms_parts;
    }
}
