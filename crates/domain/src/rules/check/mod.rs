//! Reading a pack's scripts and checking them before they are published: all that can be
//! known without a resident.
//!
//! [`source`] reads, [`walk`] goes through one function and notes what it finds, [`program`]
//! follows the calls, [`hooks`] and [`flow`] look at the whole. [`asked`] has what is asked from outside.

mod asked;
mod flow;
mod hooks;
mod kind;
mod program;
mod source;
mod unused;
mod walk;

pub(super) use asked::{AVAILABLE, AVAILABLE_TOLD, HOOKS, POINT, POINT_TOLD};
pub(super) use source::{Script, Sources, read};

use super::errors::Place;
use super::names::Names;
use crate::pack::{Campaign, Pack, Problem};
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
    let mut note = |file: &str, place: Place, message: String| {
        problems.push(Problem { file: file.to_owned(), line: place.line, column: place.column, message });
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

/// Where problems go: file, place, message.
type Note<'a> = dyn FnMut(&str, Place, String) + 'a;

fn note_all(file: &str, found: &Found, note: &mut Note<'_>) {
    for (place, message) in &found.problems {
        note(file, *place, message.clone());
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
            if let Some(message) = wrong {
                note(file, named.place, message);
            }
        }
    }
}

fn wrong_values(names: &Names, message: &str, named: &Named) -> Option<String> {
    let given: Vec<&str> = named.values.as_ref()?.iter().map(String::as_str).collect();
    names.wrong_values(message, &given)
}
