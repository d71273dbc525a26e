//! Functions that are asked from outside, and the names of all others.

use super::asked::{AVAILABLE, POINT, hook, hook_names, is_asked};
use super::program::Program;
use super::{Function, Note, Script, Sources};
use crate::pack::{Campaign, Pack, Problem};
use crate::rules::errors::Place;
use crate::rules::facts::facts;
use crate::rules::language::FUNCTIONS;
use crate::rules::names::instead;
use crate::rules::proposals::OFFERS;
use std::collections::BTreeMap;

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
        || FUNCTIONS.iter().any(|known| known.name == name)
        || facts().any(|fact| fact.name == name);
    if taken {
        note(&script.path, function.place, format!("`{name}` is there already; call the function something else"));
    }
    if let Some((file, place)) = known.insert(name, (&script.path, function.place)) {
        let message = format!("there is a function `{name}` already, at {file}:{}:{}", place.line, place.column);
        note(&script.path, function.place, message);
    }
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
        if asked.starts_with("on_") && hook(asked).is_none() {
            let message = match instead(asked, hook_names()) {
                none if none.is_empty() => format!("; there are `{}`", hook_names().collect::<Vec<_>>().join("`, `")),
                near => near,
            };
            note(&script.path, function.place, format!("`{asked}` is never asked{message}"));
        }
        if let Some(point) = asked.strip_prefix(POINT)
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
        Some((place, _)) => Problem::at(path, text, place, message),
        None => Problem::whole(path, message),
    }
}
