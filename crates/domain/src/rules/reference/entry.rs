//! What is told of one name.

use crate::rules::facts::{self, Fact};
use crate::rules::told::Word as Listed;
use serde::Serialize;

/// What is told of one name that can be written in a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What kind of name it is.
    pub kind: Kind,
    /// What it is a fact of; nothing for what is no fact.
    pub group: Option<Group>,
    /// The name itself: `steps_ago`, `nudge`, `on_steps`; `at_` for decision points.
    pub name: &'static str,
    /// How it is written: `me.steps_ago(n)`. Some functions can be written in several ways.
    pub signatures: Vec<String>,
    /// What an editor puts there, with values that can be changed: `me.steps_ago(7)`.
    pub insert: String,
    /// What it gives, where that is known.
    pub gives: Option<Gives>,
    /// The words that it can be asked with; none where it takes no word, or any.
    pub words: Vec<Word>,
    /// How many days it can be asked for.
    pub days: Option<Days>,
    /// The functions whose `event` has it; none where every one has.
    pub hooks: Vec<&'static str>,
    /// Whether it makes all sensitive that is proposed with it.
    pub sensitive: Sensitive,
    /// What it is, in Japanese. Between backticks stands what is written in a script.
    pub ja: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// A script that uses it and runs.
    pub example: String,
}

/// The kinds of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A function that is asked about an event or at a point in time.
    Hook,
    /// Something that is read.
    Fact,
    /// Something that is proposed, and `choose`.
    Proposal,
    /// A function of the language.
    Function,
}

/// What facts are facts of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// `me`: the resident.
    Me,
    /// `me.goal`: the resident's goals.
    Goal,
    /// `event`: what happened.
    Event,
    /// `now`: the moment of deciding.
    Now,
    /// What `worst` gives.
    Prediction,
}

/// What a name gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gives {
    /// What kind of value.
    pub kind: GivesKind,
    /// Whether it may be `()`: no value.
    pub or_nothing: bool,
    /// What a number counts, in Japanese; empty where it counts nothing.
    pub unit_ja: &'static str,
    /// The same in English.
    pub unit_en: &'static str,
    /// The words that it can be; none where it is no text, or any.
    pub words: Vec<Word>,
}

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GivesKind {
    /// A whole number.
    Whole,
    /// A number with decimals.
    Number,
    /// `true` or `false`.
    Truth,
    /// A text.
    Text,
    /// A number with decimals or a text, as the word it is asked with has.
    Item,
    /// Goals, which are facts of their own.
    Goal,
    /// A prediction, which has facts of its own.
    Prediction,
}

/// Days back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Days {
    /// The fewest.
    pub least: i64,
    /// The most.
    pub most: i64,
}

/// A word that something is asked with, or that it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Word {
    /// As it is written between quotation marks.
    pub name: &'static str,
    /// What it means, in Japanese.
    pub ja: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// Whether it is sensitive to ask with it.
    pub sensitive: bool,
}

/// Whether something is sensitive to read or to be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitive {
    /// It is not; what is so only for some residents, as a goal that a forecast led to, is known when a rule runs.
    Never,
    /// It is, whatever it says.
    Always,
    /// It is with some of its words.
    Words,
}

impl Word {
    pub(super) fn of(word: &Listed, sensitive: bool) -> Self {
        Self { name: word.name, ja: word.ja, en: word.en, sensitive }
    }
}

impl Gives {
    pub(super) fn plain(kind: GivesKind) -> Self {
        Self { kind, or_nothing: false, unit_ja: "", unit_en: "", words: Vec::new() }
    }

    pub(super) fn of(fact: &Fact) -> Self {
        use facts::Gives as G;
        let (kind, unit, words) = match fact.gives {
            G::Whole(unit) => (GivesKind::Whole, Some(unit), None),
            G::Number(unit) => (GivesKind::Number, Some(unit), None),
            G::Truth => (GivesKind::Truth, None, None),
            G::Text | G::Action => (GivesKind::Text, None, None),
            G::OneOf(words) => (GivesKind::Text, None, Some(words)),
            G::Item => (GivesKind::Item, None, None),
            G::Goal => (GivesKind::Goal, None, None),
            G::Prediction => (GivesKind::Prediction, None, None),
        };
        Self {
            kind,
            or_nothing: fact.lacks,
            unit_ja: unit.map_or("", |unit| unit.ja),
            unit_en: unit.map_or("", |unit| unit.en),
            words: words.into_iter().flatten().map(|word| Word::of(word, fact.is_sensitive(None))).collect(),
        }
    }
}
