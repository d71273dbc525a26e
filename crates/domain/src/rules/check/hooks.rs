//! Functions that are asked from outside, and the names of all others.

use super::program::Program;
use super::{Function, Note, Script, Sources};
use crate::pack::{Campaign, Pack, Problem};
use crate::rules::errors::Place;
use crate::rules::facts::FACTS;
use crate::rules::language::FUNCTIONS;
use crate::rules::names::instead;
use crate::rules::proposals::OFFERS;
use crate::sentence::Sentence;
use std::collections::BTreeMap;

/// Functions that are asked about an event.
pub(in crate::rules) const HOOKS: [&str; 11] = [
    "on_enrolled",
    "on_consent",
    "on_channel",
    "on_steps",
    "on_goal",
    "on_notebook",
    "on_visit",
    "on_forecast",
    "on_checkup",
    "on_guidance",
    "on_reply",
];

/// Functions that are asked because of something sensitive, and what that is.
pub(super) const SENSITIVE_HOOKS: [(&str, &str); 3] =
    [("on_forecast", "a forecast"), ("on_checkup", "a checkup"), ("on_guidance", "health guidance")];

/// The function that is asked before a message is considered.
pub(in crate::rules) const AVAILABLE: &str = "available";

/// What is wrong with the names of functions.
pub(super) fn definitions(sources: &Sources, note: &mut Note<'_>) {
    let mut known: BTreeMap<&str, (&str, Place)> = BTreeMap::new();
    for script in &sources.shared {
        for function in &script.functions {
            if is_asked(&function.name) {
                let message =
                    format!("`{}` is asked of a campaign; write it in the campaign's rules.rhai", function.name);
                note(&script.path, function.place, message);
            }
            define(script, function, &mut known, note);
        }
    }
    for script in sources.campaigns.values() {
        let mut known = known.clone();
        for function in &script.functions {
            define(script, function, &mut known, note);
        }
    }
}

fn define<'a>(
    script: &'a Script,
    function: &'a Function,
    known: &mut BTreeMap<&'a str, (&'a str, Place)>,
    note: &mut Note<'_>,
) {
    let name = function.name.as_str();
    let taken = OFFERS.iter().any(|offer| offer.name == name)
        || FUNCTIONS.iter().any(|known| known.0 == name)
        || FACTS.iter().any(|fact| fact.name == name);
    if taken {
        note(&script.path, function.place, format!("`{name}` is there already; call the function something else"));
    }
    if let Some((file, place)) = known.insert(name, (&script.path, function.place)) {
        let message = format!("there is a function `{name}` already, at {file}:{}:{}", place.line, place.column);
        note(&script.path, function.place, message);
    }
}

fn is_asked(name: &str) -> bool {
    name.starts_with("on_") || name.starts_with("at_") || name == AVAILABLE
}

/// What is wrong between a campaign and the functions of its script.
pub(super) fn campaign(
    name: &str,
    script: &Script,
    program: &Program<'_>,
    campaign: &Campaign,
    pack: &Pack,
    note: &mut Note<'_>,
) {
    let mut scheduled = Vec::new();
    let mut anything = false;
    for named in program.functions().flat_map(|walked| &walked.found.named).filter(|named| named.by == "schedule") {
        match &named.names {
            Some(names) => scheduled.extend(names.iter().map(String::as_str)),
            None => anything = true,
        }
    }
    for function in &script.functions {
        let asked = function.name.as_str();
        if asked.starts_with("on_") && !HOOKS.contains(&asked) {
            let message = match instead(asked, HOOKS.into_iter()) {
                none if none.is_empty() => format!("; there are `{}`", HOOKS.join("`, `")),
                near => near,
            };
            note(&script.path, function.place, format!("`{asked}` is never asked{message}"));
        }
        if let Some(point) = asked.strip_prefix("at_")
            && !campaign.decision_points.contains_key(point)
            && !scheduled.contains(&point)
            && !anything
        {
            let points = campaign.decision_points.keys().map(String::as_str);
            let message = format!(
                "`{asked}` is never asked: `{point}` is neither a decision point of campaign.toml nor scheduled here{}",
                instead(point, points)
            );
            note(&script.path, function.place, message);
        }
        let needed: &[&str] = if asked.starts_with("on_") { &["me", "event"] } else { &["me"] };
        if is_asked(asked) && function.parameters.len() != needed.len() {
            note(&script.path, function.place, format!("`{asked}` is written `fn {asked}({})`", needed.join(", ")));
        }
    }
    for walked in program.reach(AVAILABLE) {
        for named in walked.found.named.iter().filter(|named| OFFERS.iter().any(|offer| offer.name == named.by)) {
            let message = format!("`{AVAILABLE}` only answers: what it proposes with `{}` goes nowhere", named.by);
            note(&walked.script.path, named.place, message);
        }
    }
    let path = pack.campaign_path(name, "campaign.toml");
    for point in campaign.decision_points.keys().filter(|point| !program.has(&format!("at_{point}"))) {
        let message = format!("nothing happens at `{point}`: rules.rhai has no function `at_{point}(me)`");
        let problem = at_heading(pack, &path, &["decision_points", point], message);
        note(&path, Place { line: problem.line, column: problem.column }, problem.message);
    }
}

/// A problem with a table of a TOML file, at its heading where that is found.
pub(super) fn at_heading(pack: &Pack, path: &str, keys: &[&str], message: String) -> Problem {
    let text = pack.files.get(path).map(String::as_str).unwrap_or_default();
    let heading = format!("[{}", keys.join("."));
    let found = text.match_indices(&heading).find(|(place, found)| {
        let (before, rest) = text.split_at(*place);
        let after = rest.strip_prefix(found).unwrap_or_default();
        (before.is_empty() || before.ends_with('\n')) && after.starts_with([']', '.'])
    });
    match found {
        Some((place, _)) => Problem::at(path, text, place, Sentence::same(message)),
        None => Problem::whole(path, Sentence::same(message)),
    }
}
