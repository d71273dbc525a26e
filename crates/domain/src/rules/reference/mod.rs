//! What a rule can read, propose and call, as those who write rules look it up: in the editor's
//! completion, on a page that is searched, and in the tables of docs/rules.md.
//!
//! Nothing is said here. It is gathered from the vocabulary that rules are checked against and run
//! with, where what is told of a name stands beside the name.

mod entry;
#[cfg(test)]
mod tests;

pub use entry::{Days, Entry, Gives, GivesKind, Group, Kind, Sensitive, Word};

use super::check::{AVAILABLE, AVAILABLE_TOLD, HOOKS, POINT, POINT_TOLD, PROBABILITY, PROBABILITY_TOLD};
use super::facts::{self, Fact, Marks, Of, Takes};
use super::language::FUNCTIONS;
use super::proposals::OFFERS;
use super::told::{Told, Word as Listed};

/// Everything that can be written in a rule, by its kind: functions that are asked, facts, proposals,
/// and functions of the language.
pub fn reference() -> Vec<Entry> {
    let mut entries = hooks();
    entries.extend(facts::facts().map(fact));
    entries.extend(OFFERS.iter().map(|offer| {
        let gives = (offer.name == "choose").then_some(Gives::plain(GivesKind::Text));
        let written = offer.example.to_owned();
        Entry {
            gives,
            ..plain(Kind::Proposal, offer.name, vec![written], script("at_evening(me)", &offer.told), &offer.told)
        }
    }));
    entries.extend(FUNCTIONS.iter().map(|function| {
        let written = function.written.iter().map(|&form| form.to_owned()).collect();
        plain(Kind::Function, function.name, written, script("at_evening(me)", &function.told), &function.told)
    }));
    entries
}

fn hooks() -> Vec<Entry> {
    let about_events = HOOKS.iter().map(|hook| {
        let signature = format!("{}(me, event)", hook.name);
        let sensitive = if hook.because.is_some() { Sensitive::Always } else { Sensitive::Never };
        let example = script(&signature, &hook.told);
        Entry { sensitive, ..asked(hook.name, signature, example, &hook.told) }
    });
    let mut entries: Vec<Entry> = about_events.collect();
    entries.push(asked(POINT, format!("{POINT}<name>(me)"), script("", &POINT_TOLD), &POINT_TOLD));
    let available = asked(AVAILABLE, format!("{AVAILABLE}(me)"), script("", &AVAILABLE_TOLD), &AVAILABLE_TOLD);
    entries.push(Entry { gives: Some(Gives::plain(GivesKind::Truth)), ..available });
    let signature = format!("{PROBABILITY}<name>(me)");
    let probability = asked(PROBABILITY, signature, script("", &PROBABILITY_TOLD), &PROBABILITY_TOLD);
    entries.push(Entry { gives: Some(Gives::plain(GivesKind::Number)), ..probability });
    entries
}

fn asked(name: &'static str, signature: String, example: String, told: &Told) -> Entry {
    let insert = format!("fn {} {{\n    \n}}", signature.replace("<name>", "evening"));
    Entry { insert, ..plain(Kind::Hook, name, vec![signature], example, told) }
}

fn fact(fact: &'static Fact) -> Entry {
    let (group, owner) = match fact.of {
        Of::Me => (Group::Me, "me"),
        Of::Goal => (Group::Goal, "me.goal"),
        Of::Event => (Group::Event, "event"),
        Of::Now => (Group::Now, "now"),
        Of::Prediction => (Group::Prediction, "event.worst(\"mi_stroke\")"),
    };
    let (words, days) = match fact.takes {
        Takes::Nothing => (None, None),
        Takes::Days(least, most) => (None, Some(Days { least, most })),
        Takes::Word(words) => (Some((words, "campaign")), None),
        Takes::WordAndDays(words, least, most) => (Some((words, "action")), Some(Days { least, most })),
    };
    let asked = |day: &str| {
        let word = words.map(|(words, any)| format!("\"{}\"", words.first().map_or(any, |word| word.name)));
        let asked: Vec<String> = word.into_iter().chain(days.map(|_| day.to_owned())).collect();
        let asked = if asked.is_empty() { String::new() } else { format!("({})", asked.join(", ")) };
        format!("{owner}.{}{asked}", fact.name)
    };
    let is_sensitive = |word: &Listed| fact.is_sensitive(Some(word.name));
    let listed = words.into_iter().flat_map(|(words, _)| words).map(|word| Word::of(word, is_sensitive(word)));
    // Where every `event` has it, steps serve as an example; what has no event is read at a point.
    let about = match (fact.of, fact.hooks.first()) {
        (_, Some(hook)) => format!("{hook}(me, event)"),
        (Of::Event, None) => "on_steps(me, event)".to_owned(),
        (Of::Prediction, None) => "on_forecast(me, event)".to_owned(),
        (_, None) => "at_evening(me)".to_owned(),
    };
    Entry {
        group: Some(group),
        insert: asked("7"),
        gives: Some(Gives::of(fact)),
        words: listed.collect(),
        days,
        hooks: fact.hooks.to_vec(),
        sensitive: match fact.marks {
            Marks::Never => Sensitive::Never,
            Marks::Always => Sensitive::Always,
            Marks::Words(_) => Sensitive::Words,
        },
        ..plain(Kind::Fact, fact.name, vec![asked("n")], script(&about, &fact.told), &fact.told)
    }
}

fn plain(kind: Kind, name: &'static str, signatures: Vec<String>, example: String, told: &Told) -> Entry {
    Entry {
        kind,
        group: None,
        name,
        insert: signatures.first().cloned().unwrap_or_default(),
        signatures,
        gives: None,
        words: Vec::new(),
        days: None,
        hooks: Vec::new(),
        sensitive: Sensitive::Never,
        ja: told.ja,
        en: told.en,
        example,
    }
}

/// An example as a script that runs: its lines within the function, where it is not one already.
fn script(function: &str, told: &Told) -> String {
    if told.example.starts_with("fn ") {
        return format!("{}\n", told.example);
    }
    let lines: Vec<String> = told.example.lines().map(|line| format!("    {line}\n")).collect();
    format!("fn {function} {{\n{}}}\n", lines.concat())
}
