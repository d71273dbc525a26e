#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::{Entry, Group, Kind, Sensitive, reference};
use crate::rules::facts::{Takes, facts};
use crate::rules::language::FUNCTIONS;
use crate::rules::proposals::OFFERS;
use crate::rules::{check, sample};
use std::collections::BTreeSet;

/// What is told of, as the vocabulary has it: kind, owner, name.
fn vocabulary() -> BTreeSet<(&'static str, String, String)> {
    let mut all = BTreeSet::new();
    all.extend(facts().map(|fact| ("fact", format!("{:?}", fact.of), fact.name.to_owned())));
    all.extend(FUNCTIONS.iter().map(|function| ("function", String::new(), function.name.to_owned())));
    all.extend(OFFERS.iter().map(|offer| ("proposal", String::new(), offer.name.to_owned())));
    let asked = check::HOOKS.iter().map(|hook| hook.name).chain([check::POINT, check::AVAILABLE, check::PROBABILITY]);
    all.extend(asked.map(|name| ("hook", String::new(), name.to_owned())));
    all
}

fn key(entry: &Entry) -> (&'static str, String, String) {
    let kind = match entry.kind {
        Kind::Fact => "fact",
        Kind::Function => "function",
        Kind::Proposal => "proposal",
        Kind::Hook => "hook",
    };
    (kind, entry.group.map(|group| format!("{group:?}")).unwrap_or_default(), entry.name.to_owned())
}

#[test]
fn what_can_be_written_is_told_of_once_and_nothing_else_is() {
    let entries = reference();
    let told: BTreeSet<_> = entries.iter().map(key).collect();
    assert_eq!(told, vocabulary());
    assert_eq!(entries.len(), told.len());
    for entry in &entries {
        let name = &entry.name;
        assert!(!entry.ja.is_empty() && !entry.ja.is_ascii(), "`{name}` has no Japanese sentence");
        assert!(
            entry.en.starts_with(|c: char| !c.is_lowercase()) && !entry.en.ends_with('.'),
            "`{name}`: {}",
            entry.en
        );
        assert!(entry.signatures.iter().all(|written| written.contains(name)), "`{name}`: {:?}", entry.signatures);
        assert!(entry.ja.matches('`').count().is_multiple_of(2) && entry.en.matches('`').count().is_multiple_of(2));
    }
}

/// The events that rules are asked about are those that the functions are named after.
#[test]
fn every_function_that_is_asked_has_an_event() {
    for hook in check::HOOKS {
        let event = sample::event(hook.name).unwrap_or_else(|| panic!("no event for `{}`", hook.name));
        assert_eq!(event.payload.hook(), Some(hook.name));
        assert_eq!(event.payload.is_sensitive(), hook.because.is_some(), "{}", hook.name);
    }
    assert_eq!(check::HOOKS.len(), sample::EVENTS.len());
}

/// An example passes the check, is asked about a resident of whom everything and one of whom nothing is
/// known, and does what it is an example of.
#[test]
fn every_example_runs() {
    for entry in reference() {
        let (script, name) = (&entry.example, entry.name);
        let ruleset = sample::compiled(script).unwrap_or_else(|problems| panic!("{script}{problems:#?}"));
        let function = script.strip_prefix("fn ").and_then(|rest| rest.split('(').next()).unwrap();
        assert!(ruleset.rules.has("walk", function), "{script}");
        let facts = sample::acquaintance(&ruleset, function);
        let (evaluation, read) = if function == check::AVAILABLE {
            let available = ruleset.rules.available("walk", facts);
            assert_eq!(available.error, None, "{script}");
            assert_eq!(ruleset.rules.available("walk", sample::stranger(&ruleset, function)).error, None, "{script}");
            (None, available.read)
        } else if let Some(point) = function.strip_prefix(check::PROBABILITY) {
            let said = ruleset.rules.probability("walk", point, facts);
            assert!(said.number.is_ok_and(|number| (0.2..=0.8).contains(&number)), "{script}");
            let stranger = ruleset.rules.probability("walk", point, sample::stranger(&ruleset, function));
            assert!(stranger.number.is_ok(), "of a stranger: {script}");
            (None, said.read)
        } else {
            let evaluation = ruleset.rules.ask("walk", function, facts.clone());
            assert_eq!(evaluation.error, None, "{script}");
            let stranger = ruleset.rules.ask("walk", function, sample::stranger(&ruleset, function));
            assert_eq!(stranger.error, None, "of a stranger: {script}");
            (Some(evaluation), ruleset.rules.read("walk", function, facts))
        };
        match entry.kind {
            Kind::Fact if entry.group == Some(Group::Me) && name == "goal" => {}
            Kind::Fact => {
                let is_it = |read: &(String, String)| {
                    let path = read.0.split('.').next_back().unwrap();
                    path == name || path.starts_with(&format!("{name}("))
                };
                assert!(read.iter().any(is_it), "does not read `{name}`: {read:?}\n{script}");
                let sensitive = evaluation.unwrap().sensitive;
                assert!(entry.sensitive != Sensitive::Always || sensitive, "is not sensitive: {script}");
                assert!(entry.sensitive == Sensitive::Always || !sensitive, "is sensitive: {script}");
            }
            Kind::Proposal if name == "choose" => {
                assert!(evaluation.unwrap().proposals.iter().any(|proposal| proposal.draw.is_some()), "{script}");
            }
            Kind::Proposal => {
                let proposed = evaluation.unwrap().proposals;
                let is_it = |proposal: &crate::rules::Proposal| proposal.what.kind_and_name().0 == name;
                assert!(proposed.iter().any(is_it), "proposes no `{name}`: {proposed:?}\n{script}");
            }
            Kind::Function => assert!(script.contains(&format!("{name}(")), "{script}"),
            Kind::Hook => assert!(function.starts_with(name), "{script}"),
        }
    }
}

/// Most examples propose something: of those that do not, it was decided so.
#[test]
fn an_example_shows_what_comes_of_it() {
    let without: Vec<&str> = reference()
        .iter()
        .filter(|entry| {
            let ruleset = sample::compiled(&entry.example).unwrap();
            let function = entry.example.strip_prefix("fn ").and_then(|rest| rest.split('(').next()).unwrap();
            ruleset.rules.ask("walk", function, sample::acquaintance(&ruleset, function)).proposals.is_empty()
        })
        .map(|entry| entry.name)
        .collect();
    assert!(without.len() < 30, "{without:?}");
}

/// What an editor puts there is as long and as many values as the check asks for.
#[test]
fn what_is_put_in_is_what_is_said() {
    for entry in reference() {
        match entry.kind {
            Kind::Fact => {
                let fact =
                    facts().find(|fact| format!("{:?}", fact.of) == key(&entry).1 && fact.name == entry.name).unwrap();
                let asked = entry.insert.split_once('(').filter(|_| fact.takes != Takes::Nothing);
                assert_eq!(fact.takes != Takes::Nothing, asked.is_some(), "{}", entry.insert);
                assert_eq!(
                    entry.words.iter().filter(|word| fact.is_sensitive(Some(word.name))).count() > 0,
                    entry.words.iter().any(|word| word.sensitive)
                );
            }
            Kind::Function => {
                let function = FUNCTIONS.iter().find(|function| function.name == entry.name).unwrap();
                let counts: BTreeSet<usize> = entry.signatures.iter().map(|written| values(written)).collect();
                assert_eq!(counts, function.takes.iter().copied().collect(), "{:?}", entry.signatures);
            }
            Kind::Proposal => {
                let offer = OFFERS.iter().find(|offer| offer.name == entry.name).unwrap();
                assert!(offer.takes.contains(&values(
                    &entry.insert.replace("{ left: 1200 }", "").replace("{ days: 3, at: \"10:00\" }", "")
                )));
            }
            Kind::Hook => {
                assert!(entry.insert.starts_with("fn ") && entry.insert.ends_with("{\n    \n}"), "{}", entry.insert)
            }
        }
    }
}

/// How many values a form has, the one before the dot included.
fn values(written: &str) -> usize {
    let (before, inside) = written.split_once('(').unwrap();
    let inside = inside.strip_suffix(')').unwrap();
    usize::from(before.contains('.')) + if inside.is_empty() { 0 } else { inside.split(", ").count() }
}

#[test]
fn it_goes_to_an_editor_as_json() {
    let json = serde_json::to_value(reference()).unwrap();
    let entries = json.as_array().unwrap();
    let of = |name: &str| entries.iter().find(|entry| entry["name"] == name).unwrap();
    let steps_ago = of("steps_ago");
    assert_eq!(steps_ago["kind"], "fact");
    assert_eq!(steps_ago["group"], "me");
    assert_eq!(steps_ago["signatures"][0], "me.steps_ago(n)");
    assert_eq!(steps_ago["insert"], "me.steps_ago(7)");
    assert_eq!(
        steps_ago["gives"],
        serde_json::json!({"kind": "whole", "or_nothing": true, "unit_ja": "歩", "unit_en": "steps", "words": []})
    );
    assert_eq!(steps_ago["days"], serde_json::json!({"least": 0, "most": 35}));
    let days_since = of("days_since");
    assert_eq!(days_since["sensitive"], "words");
    let guidance = days_since["words"].as_array().unwrap().iter().find(|word| word["name"] == "guidance").unwrap();
    assert_eq!(guidance["sensitive"], true);
    assert_eq!(of("on_checkup")["sensitive"], "always");
    assert_eq!(of("place")["hooks"], serde_json::json!(["on_visit", "on_stamp"]));
}
