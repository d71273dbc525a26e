//! Reading a pack's scripts and checking them before they are published: all that can be
//! known without a resident.
//!
//! [`source`] reads, [`walk`] goes through one function and notes what it finds, [`program`]
//! follows the calls, [`hooks`] and [`flow`] look at the whole. [`asked`] has what is asked from outside.

mod actions;
mod asked;
mod flow;
mod hooks;
mod kind;
mod program;
mod source;
mod unused;
mod walk;

pub(super) use asked::{AVAILABLE, AVAILABLE_TOLD, HOOKS, POINT, POINT_TOLD, PROBABILITY, PROBABILITY_TOLD};
pub(super) use source::{Script, Sources, read};

use super::errors::Place;
use super::names::Names;
use crate::pack::{Campaign, Pack, Problem};
use crate::sentence::Sentence;
use program::Program;
use source::Function;
use std::collections::{BTreeMap, BTreeSet};
use walk::{Found, Named};

/// Finds what is wrong in scripts that could be read. The campaigns into which a sensitive fact can
/// lead come back.
pub(super) fn check(
    sources: &Sources,
    pack: &Pack,
    campaigns: &BTreeMap<String, Campaign>,
    problems: &mut Vec<Problem>,
) -> BTreeSet<String> {
    let mut note = |file: &str, place: Place, said: Sentence| {
        problems.push(Problem::new(file, (place.line, place.column), said));
    };
    hooks::definitions(sources, &mut note);
    for function in Program::new(None, &sources.shared).functions() {
        note_all(&function.script.path, &function.found, &mut note);
    }
    let programs: BTreeMap<&str, Program<'_>> = sources
        .campaigns
        .iter()
        .map(|(name, script)| (name.as_str(), Program::new(Some(script), &sources.shared)))
        .collect();
    for (name, program) in &programs {
        let Some(script) = sources.campaigns.get(*name) else { continue };
        for function in program.functions() {
            note_all(&function.script.path, &function.found, &mut note);
            if script.named {
                names(&script.names, &function.script.path, &function.found, &mut note);
            }
        }
        if let Some(campaign) = campaigns.get(*name) {
            hooks::campaign(name, script, program, campaign, pack, &mut note);
            unused::messages(name, program, campaign, pack, &mut note);
        }
    }
    flow::check(&programs, &mut note)
}

/// What is better looked at again, in scripts of a pack that was understood as a whole.
pub(super) fn warnings(sources: &Sources, campaigns: &BTreeMap<String, Campaign>) -> Vec<Problem> {
    let mut warnings = Vec::new();
    let scripts: Vec<Option<&Script>> = sources.campaigns.values().map(Some).collect();
    for script in scripts.into_iter().chain([None]) {
        let program = Program::new(script, &sources.shared);
        actions::check(&program, campaigns, &mut |file, place, said| {
            warnings.push(Problem::new(file, (place.line, place.column), said));
        });
    }
    warnings
}

/// Where problems go: file, place, what is said.
type Note<'a> = dyn FnMut(&str, Place, Sentence) + 'a;

fn note_all(file: &str, found: &Found, note: &mut Note<'_>) {
    for (place, said) in &found.problems {
        note(file, *place, said.clone());
    }
}

/// Names that a function says, against those that hold in the campaign.
fn names(names: &Names, file: &str, found: &Found, note: &mut Note<'_>) {
    for named in &found.named {
        let Some(said) = &named.names else { continue };
        for name in said {
            let wrong = match named.by {
                "nudge" | "invite" => names.wrong_message(name).or_else(|| wrong_values(names, name, named)),
                "award" => names.wrong_award(name),
                "schedule" => names.wrong_point(name),
                "enrol" => names.wrong_campaign(name),
                _ => (!names.campaigns.contains_key(name)).then(|| names.wrong_campaign(name)).flatten(),
            };
            if let Some(said) = wrong {
                note(file, named.place, said);
            }
        }
    }
}

fn wrong_values(names: &Names, message: &str, named: &Named) -> Option<Sentence> {
    let given: Vec<&str> = named.values.as_ref()?.iter().map(String::as_str).collect();
    names.wrong_values(message, &given)
}
