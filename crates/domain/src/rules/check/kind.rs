//! What is known of a value before a script runs.

use crate::rules::facts::{Gives, Of};
use std::collections::BTreeSet;

/// What is known of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Nothing.
    Unknown,
    /// A number, a truth value or `()`: nothing that has facts.
    Plain,
    /// The resident.
    Me,
    /// What happened, for the function that is asked about it; for several when `None`.
    Event(Option<&'static str>),
    /// The moment of deciding.
    Now,
    /// The goals.
    Goal,
    /// A prediction.
    Prediction,
    /// What a resident answered, by the name that a message gave it.
    Action,
    /// One of these texts.
    Texts(BTreeSet<String>),
    /// A list of such texts.
    List(BTreeSet<String>),
}

impl Kind {
    pub(super) fn text(text: &str) -> Self {
        Self::Texts(BTreeSet::from([text.to_owned()]))
    }

    /// What is known when it may be the one or the other.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Event(_), Self::Event(_)) => Self::Event(None),
            (Self::Texts(one), Self::Texts(other)) => Self::Texts(&one | &other),
            (Self::List(one), Self::List(other)) => Self::List(&one | &other),
            _ => Self::Unknown,
        }
    }

    /// What of the vocabulary it is.
    pub(super) fn of(&self) -> Option<Of> {
        Some(match self {
            Self::Me => Of::Me,
            Self::Event(_) => Of::Event,
            Self::Now => Of::Now,
            Self::Goal => Of::Goal,
            Self::Prediction => Of::Prediction,
            Self::Unknown | Self::Plain | Self::Action | Self::Texts(_) | Self::List(_) => return None,
        })
    }

    pub(super) fn texts(self) -> Option<BTreeSet<String>> {
        match self {
            Self::Texts(texts) => Some(texts),
            _ => None,
        }
    }

    /// What a parameter of an unasked function is, going by its name.
    pub(super) fn by_name(name: &str) -> Self {
        match name {
            "me" => Self::Me,
            "event" => Self::Event(None),
            _ => Self::Unknown,
        }
    }
}

impl From<Gives> for Kind {
    fn from(gives: Gives) -> Self {
        match gives {
            Gives::Action => Self::Action,
            Gives::Goal => Self::Goal,
            Gives::Prediction => Self::Prediction,
            _ => Self::Plain,
        }
    }
}
