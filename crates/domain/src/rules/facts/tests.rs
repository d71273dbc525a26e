#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::vocabulary::facts;
use super::{Asked, Fact, Get, Gives, Prediction, Takes, Value};
use crate::rules::frame::Frame;
use crate::rules::names::Names;
use crate::rules::{Facts, sample};
use std::collections::BTreeSet;
use std::rc::Rc;

/// What the vocabulary says that a fact gives, it gives: of a resident of whom everything is known, and of
/// one of whom nothing is.
#[test]
fn facts_give_what_is_said_of_them() {
    let ruleset = sample::compiled("").unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut seen = BTreeSet::new();
    for (function, _, _) in sample::EVENTS {
        for (known, whose) in [
            (sample::stranger(&ruleset, function), "stranger"),
            (sample::acquaintance(&ruleset, function), "acquaintance"),
        ] {
            for (place, fact) in
                facts().enumerate().filter(|(_, fact)| fact.hooks.is_empty() || fact.hooks.contains(&function))
            {
                for value in values(fact, &known) {
                    assert!(fits(fact, &value), "{} of a {whose} in {function} is {value:?}", fact.written());
                    seen.insert((place, value == Value::Nothing));
                }
            }
        }
    }
    for (place, fact) in facts().enumerate() {
        assert!(seen.contains(&(place, false)), "{} never had a value here", fact.written());
        assert!(!fact.lacks || seen.contains(&(place, true)), "{} always had a value here", fact.written());
    }
}

/// Asked with every word and the ends of its days.
fn values(fact: &Fact, known: &Facts) -> Vec<Value> {
    let (words, days) = match fact.takes {
        Takes::Nothing => (&[][..], [0, 0]),
        Takes::Days(least, most) => (&[][..], [least, most]),
        Takes::Word(words) => (words, [0, 0]),
        Takes::WordAndDays(words, least, most) => (words, [least, most]),
    };
    let mut words: Vec<&str> = words.iter().map(|word| word.name).collect();
    if words.is_empty() {
        words.push("care");
    }
    let campaigns = [("care".to_owned(), crate::pack::Entry::Enrolled)].into();
    let mut frame =
        Frame::new(Rc::new(known.clone()), Rc::new(Names { campaigns, ..Names::default() }), Rc::default(), Vec::new());
    match fact.get {
        Get::Frame(get) => {
            let each = words.iter().flat_map(|word| days.map(|days| Asked { word, days }));
            let value = |asked: Asked<'_>| get(&mut frame, &asked).unwrap_or_else(|why| panic!("{why:?}")).value;
            each.map(value).collect()
        }
        Get::Prediction(get) => {
            let forecast = known.snapshot.forecasts.latest();
            let worst = forecast.and_then(|forecast| Prediction::worst(&forecast, "me", "mi_stroke"));
            worst.iter().map(get).collect()
        }
    }
}

fn fits(fact: &Fact, value: &Value) -> bool {
    match (fact.gives, value) {
        (_, Value::Nothing) => fact.lacks,
        (Gives::Whole(_), Value::Whole(_))
        | (Gives::Number(_), Value::Number(_))
        | (Gives::Truth, Value::Truth(_))
        | (Gives::Text | Gives::Action, Value::Text(_) | Value::Word(_))
        | (Gives::Item, Value::Text(_) | Value::Number(_))
        | (Gives::Goal, Value::Goal)
        | (Gives::Prediction, Value::Prediction(_)) => true,
        (Gives::OneOf(words), Value::Word(word)) => words.iter().any(|known| known.name == *word),
        _ => false,
    }
}
