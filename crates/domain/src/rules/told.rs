//! What those who write rules are told of each name they can use. It stands beside the name in the
//! vocabulary, so that there is none without it; [`super::reference`] gathers it.

/// What is told of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// What it is, in Japanese.
    pub(super) ja: &'static str,
    /// The same in English.
    pub(super) en: &'static str,
    /// How it is used: the lines of a function, or whole functions where one is not enough.
    pub(super) example: &'static str,
}

pub(super) const fn told(ja: &'static str, en: &'static str, example: &'static str) -> Told {
    Told { ja, en, example }
}

/// A word that is asked with a fact, or that a fact gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is written in a script.
    pub(super) name: &'static str,
    /// What it means, in Japanese.
    pub(super) ja: &'static str,
    /// The same in English.
    pub(super) en: &'static str,
}

pub(super) const fn word(name: &'static str, ja: &'static str, en: &'static str) -> Word {
    Word { name, ja, en }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// In Japanese; empty where it counts nothing.
    pub(super) ja: &'static str,
    /// In English.
    pub(super) en: &'static str,
}

pub(super) const fn unit(ja: &'static str, en: &'static str) -> Unit {
    Unit { ja, en }
}
