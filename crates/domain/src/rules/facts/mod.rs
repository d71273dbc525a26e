//! What scripts read, and how a script's question becomes an answer.
//!
//! [`vocabulary`] is the one table of facts: what is registered, what the check knows, what is
//! suggested and what is told of them all come from it.

mod checkup;
mod event;
mod me;
mod now;
mod prediction;
#[cfg(test)]
mod tests;
mod vocabulary;

pub(super) use prediction::Prediction;
pub(super) use vocabulary::{facts, facts_of};

use super::frame::{Frame, Read, Slot, Stop};
use super::told::{Told, Unit, Word};
use crate::sentence::Sentence;
use rhai::{Dynamic, Engine, EvalAltResult, FuncRegistration, ImmutableString, Module};
use std::rc::Rc;

/// How a prediction is called in what is said of it.
pub(super) const PREDICTION: &str = "a prediction";

/// One fact of the vocabulary.
#[derive(Debug)]
pub(super) struct Fact {
    /// What it is a fact of.
    pub(super) of: Of,
    /// Its name in a script.
    pub(super) name: &'static str,
    /// What is asked with it.
    pub(super) takes: Takes,
    /// What it gives.
    pub(super) gives: Gives,
    /// Whether it may give `()`.
    pub(super) lacks: bool,
    /// The functions whose `event` has it; empty where every one has.
    pub(super) hooks: &'static [&'static str],
    /// Whether it is sensitive, whatever it says.
    pub(super) marks: Marks,
    /// Reads it.
    get: Get,
    /// What is told of it.
    pub(super) told: Told,
}

/// What a fact is a fact of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The resident.
    Me,
    /// The resident's goals.
    Goal,
    /// What happened.
    Event,
    /// The moment of deciding.
    Now,
    /// A prediction of a forecast.
    Prediction,
}

/// What is asked with a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing: `me.age`.
    Nothing,
    /// A number of days, from the first to the last: `me.steps_ago(3)`.
    Days(i64, i64),
    /// One of these words, or any when there are none: `me.days_since("reply")`.
    Word(&'static [Word]),
    /// One of these words, or any when there are none, and a number of days: `me.replied("go", 7)`.
    WordAndDays(&'static [Word], i64, i64),
}

/// Whether a fact is sensitive, whatever it says. What is so only for some residents, the frame knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// It is not.
    Never,
    /// It is.
    Always,
    /// It is where it is asked for one of these words.
    Words(&'static [&'static str]),
}

/// What a fact gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// A whole number of something.
    Whole(Unit),
    /// A number of something, with decimals.
    Number(Unit),
    /// `true` or `false`.
    Truth,
    /// Any text.
    Text,
    /// One of these words.
    OneOf(&'static [Word]),
    /// A number with decimals or a text, as the word it is asked with has.
    Item,
    /// The name of an answer.
    Action,
    /// The goals, which have facts of their own.
    Goal,
    /// A prediction, which has facts of its own.
    Prediction,
}

#[derive(Debug)]
enum Get {
    Frame(FromFrame),
    Prediction(fn(&Prediction) -> Value),
}

type FromFrame = fn(&mut Frame, &Asked<'_>) -> Result<Answer, Sentence>;

/// What was asked with a fact.
struct Asked<'a> {
    word: &'a str,
    days: i64,
}

/// A fact's value, and whether it is sensitive.
struct Answer {
    value: Value,
    sensitive: bool,
}

/// A fact's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Nothing,
    Whole(i64),
    Number(f64),
    Truth(bool),
    Word(&'static str),
    Text(ImmutableString),
    Goal,
    Prediction(Prediction),
}

/// The resident, as scripts hold it: everything is read through the frame.
#[derive(Clone)]
pub(super) struct Me;

/// What happened.
#[derive(Clone)]
pub(super) struct Happened;

#[derive(Clone)]
struct Now;

#[derive(Clone)]
struct Goal;

impl Of {
    /// How a script comes to it.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Goal => "me.goal",
            Self::Event => "event",
            Self::Now => "now",
            Self::Prediction => "worst(…)",
        }
    }
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self { value, sensitive: false }
    }
}

impl Value {
    fn or_nothing(value: Option<i64>) -> Self {
        value.map_or(Self::Nothing, Self::Whole)
    }

    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Nothing => "()".to_owned(),
            Self::Whole(value) => value.to_string(),
            Self::Number(value) => format!("{value:.2}"),
            Self::Truth(true) => "true".to_owned(),
            Self::Truth(false) => "false".to_owned(),
            Self::Word(value) => (*value).to_owned(),
            Self::Text(value) => value.chars().take(40).collect(),
            Self::Goal | Self::Prediction(_) => "…".to_owned(),
        }
    }

    fn into_dynamic(self) -> Dynamic {
        match self {
            Self::Nothing => Dynamic::UNIT,
            Self::Whole(value) => value.into(),
            Self::Number(value) => value.into(),
            Self::Truth(value) => value.into(),
            Self::Word(value) => value.into(),
            Self::Text(value) => value.into(),
            Self::Goal => Dynamic::from(Goal),
            Self::Prediction(value) => Dynamic::from(value),
        }
    }
}

/// Makes every fact of the vocabulary known to an engine.
pub(super) fn register(engine: &mut Engine, slot: &Rc<Slot>) {
    engine
        .register_type_with_name::<Me>("`me`")
        .register_type_with_name::<Happened>("`event`")
        .register_type_with_name::<Now>("`now`")
        .register_type_with_name::<Goal>("`me.goal`")
        .register_type_with_name::<Prediction>(PREDICTION);
    for fact in facts() {
        match fact.of {
            Of::Me => register_one::<Me>(engine, slot, fact),
            Of::Goal => register_one::<Goal>(engine, slot, fact),
            Of::Event => register_one::<Happened>(engine, slot, fact),
            Of::Now => register_one::<Now>(engine, slot, fact),
            Of::Prediction => register_prediction(engine, slot, fact),
        }
    }
    // Functions cannot see variables outside; what a module holds they can.
    let mut module = Module::new();
    module.set_var("now", Dynamic::from(Now));
    engine.register_global_module(Rc::new(module));
}

type Given = Result<Dynamic, Box<EvalAltResult>>;

fn register_one<T: Clone + 'static>(engine: &mut Engine, slot: &Rc<Slot>, fact: &'static Fact) {
    let slot = Rc::clone(slot);
    let method = FuncRegistration::new(fact.name).with_purity(true);
    match fact.takes {
        Takes::Nothing => {
            FuncRegistration::new_getter(fact.name)
                .with_purity(true)
                .register_into_engine(engine, move |_: &mut T| -> Given { read(&slot, fact, None, None) });
        }
        Takes::Days(..) => {
            method.register_into_engine(engine, move |_: &mut T, days: i64| -> Given {
                read(&slot, fact, None, Some(days))
            });
        }
        Takes::Word(_) => {
            method.register_into_engine(engine, move |_: &mut T, word: ImmutableString| -> Given {
                read(&slot, fact, Some(word), None)
            });
        }
        Takes::WordAndDays(..) => {
            method.register_into_engine(engine, move |_: &mut T, word: ImmutableString, days: i64| -> Given {
                read(&slot, fact, Some(word), Some(days))
            });
        }
    }
}

fn register_prediction(engine: &mut Engine, slot: &Rc<Slot>, fact: &'static Fact) {
    let slot = Rc::clone(slot);
    FuncRegistration::new_getter(fact.name).with_purity(true).register_into_engine(
        engine,
        move |prediction: &mut Prediction| -> Given {
            let Get::Prediction(get) = fact.get else {
                return Ok(Dynamic::UNIT);
            };
            slot.with(|frame| {
                let value = get(prediction);
                let prediction = Some(prediction.clone());
                frame.note(Read { fact, prediction, word: None, count: None, value: value.clone(), sensitive: true });
                Ok(value.into_dynamic())
            })
        },
    );
}

fn read(slot: &Slot, fact: &'static Fact, word: Option<ImmutableString>, count: Option<i64>) -> Given {
    let Get::Frame(get) = fact.get else {
        return Ok(Dynamic::UNIT);
    };
    slot.with(|frame| {
        if let Some(problem) = fact.wrong(word.as_deref(), count) {
            return Err(Stop::because(problem));
        }
        let asked = Asked { word: word.as_deref().unwrap_or_default(), days: count.unwrap_or_default() };
        let mut answer = get(frame, &asked).map_err(Stop::because)?;
        answer.sensitive |= fact.is_sensitive(word.as_deref());
        if fact.gives != Gives::Goal {
            frame.note(Read {
                fact,
                prediction: None,
                word,
                count,
                value: answer.value.clone(),
                sensitive: answer.sensitive,
            });
        }
        Ok(answer.value.into_dynamic())
    })
}

impl Fact {
    /// How it is asked for: `me.steps_ago(7)`.
    pub(super) fn written(&self) -> String {
        let word = |words: &[Word], any: &'static str| words.first().map_or(any, |word| word.name);
        let asked = match self.takes {
            Takes::Nothing => return format!("{}.{}", self.of.path(), self.name),
            Takes::Days(..) => "7".to_owned(),
            Takes::Word(words) => format!("\"{}\"", word(words, "campaign")),
            Takes::WordAndDays(words, ..) => format!("\"{}\", 7", word(words, "go")),
        };
        format!("{}.{}({asked})", self.of.path(), self.name)
    }

    /// Whether an evaluation reads the same of it as another did.
    pub(super) fn reads(&self, frame: &mut Frame, known: &Read) -> bool {
        let Get::Frame(get) = self.get else { return false };
        let word = known.word.as_deref();
        let asked = Asked { word: word.unwrap_or_default(), days: known.count.unwrap_or_default() };
        get(frame, &asked).is_ok_and(|answer| {
            answer.value == known.value && (answer.sensitive || self.is_sensitive(word)) == known.sensitive
        })
    }

    /// What is wrong with what is asked, if anything.
    pub(super) fn wrong(&self, word: Option<&str>, days: Option<i64>) -> Option<Sentence> {
        let name = format_args!("{}.{}", self.of.path(), self.name);
        let far = |least: i64, most: i64| {
            days.filter(|days| !(least..=most).contains(days)).map(|days| {
                Sentence::new(
                    format!("`{name}` looks {least} to {most} days back; this asks for {days}"),
                    format!("`{name}` でさかのぼれるのは{least}〜{most}日です。{days} は使えません。"),
                )
            })
        };
        let unknown = |known: &[Word]| {
            let is_known = |word: &str| known.is_empty() || known.iter().any(|known| known.name == word);
            word.filter(|word| !is_known(word)).map(|word| {
                let list: Vec<String> = known.iter().map(|word| format!("`\"{}\"`", word.name)).collect();
                Sentence::new(
                    format!("`{name}` does not know `\"{word}\"`; it can be asked for {}", list.join(", ")),
                    format!("`{name}` に `\"{word}\"` は書けません。書けるのは {} です。", list.join("、")),
                )
            })
        };
        match self.takes {
            Takes::Days(least, most) => far(least, most),
            Takes::WordAndDays(known, least, most) => unknown(known).or_else(|| far(least, most)),
            Takes::Word(known) => unknown(known),
            Takes::Nothing => None,
        }
    }

    /// Whether it is sensitive whatever it says, when it is asked for a word.
    pub(super) fn is_sensitive(&self, word: Option<&str>) -> bool {
        match self.marks {
            Marks::Never => false,
            Marks::Always => true,
            Marks::Words(sensitive) => word.is_some_and(|word| sensitive.contains(&word)),
        }
    }
}
