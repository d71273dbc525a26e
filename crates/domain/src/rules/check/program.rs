//! A campaign's script together with the shared functions it can call.

use super::asked::{hook, is_answer};
use super::kind::Kind;
use super::walk::{Callable, Found, walk};
use super::{Function, POINT, Script};
use std::collections::BTreeMap;

/// Functions that call each other, each with what was found in it.
pub(super) struct Program<'a> {
    functions: BTreeMap<&'a str, Walked<'a>>,
}

/// A function, and what was found in it.
pub(super) struct Walked<'a> {
    pub(super) script: &'a Script,
    pub(super) function: &'a Function,
    pub(super) found: Found,
}

/// What is known of parameters, which grows as callers are found.
type Parameters<'a> = BTreeMap<&'a str, Vec<Kind>>;

impl<'a> Program<'a> {
    /// The functions of a campaign and those shared ones that it reaches; or, without a
    /// campaign, the shared ones on their own.
    pub(super) fn new(campaign: Option<&'a Script>, shared: &'a [Script]) -> Self {
        let own = campaign.into_iter().flat_map(each);
        let mut all: BTreeMap<&'a str, (&'a Script, &'a Function)> = shared.iter().flat_map(each).collect();
        // Shared functions see each other and no campaign's.
        let shared_only: Callable =
            all.iter().map(|(name, known)| ((*name).to_owned(), known.1.parameters.len())).collect();
        all.extend(own);
        let callable: Callable =
            all.iter().map(|(name, known)| ((*name).to_owned(), known.1.parameters.len())).collect();
        let is_own = |script: &Script| campaign.is_none_or(|own| std::ptr::eq(own, script));

        let mut parameters: Parameters<'a> = BTreeMap::new();
        for (name, (_, function)) in all.iter().filter(|known| is_own(known.1.0)) {
            if let Some(kinds) = asked_with(name, function.parameters.len()).filter(|_| campaign.is_some()) {
                parameters.insert(name, kinds);
            }
        }
        let mut functions = BTreeMap::new();
        loop {
            let mut next = parameters.clone();
            functions.clear();
            for (name, (script, function)) in &all {
                let known = parameters.get(name);
                if known.is_none() && !is_own(script) {
                    continue;
                }
                let by_name = || function.parameters.iter().map(|name| Kind::by_name(name)).collect();
                let kinds: Vec<Kind> = known.cloned().unwrap_or_else(by_name);
                let callable = if campaign.is_some() && is_own(script) { &callable } else { &shared_only };
                let found = walk(function, &kinds, callable);
                for (callee, given) in &found.calls {
                    if let Some((callee, _)) = all.get_key_value(callee.as_str()) {
                        join(&mut next, callee, given);
                    }
                }
                functions.insert(*name, Walked { script, function, found });
            }
            if next == parameters {
                return Self { functions };
            }
            parameters = next;
        }
    }

    pub(super) fn functions(&self) -> impl Iterator<Item = &Walked<'a>> {
        self.functions.values()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.functions.contains_key(name)
    }

    /// A function and all that it calls, itself first.
    pub(super) fn reach(&self, name: &str) -> Vec<&Walked<'a>> {
        let mut reached: Vec<&Walked<'a>> = self.functions.get(name).into_iter().collect();
        let mut next = 0;
        while let Some(walked) = reached.get(next).copied() {
            for (callee, _) in &walked.found.calls {
                let callee = self.functions.get(callee.as_str());
                if let Some(callee) = callee.filter(|callee| !reached.iter().any(|known| std::ptr::eq(*known, *callee)))
                {
                    reached.push(callee);
                }
            }
            next += 1;
        }
        reached
    }
}

fn each(script: &Script) -> impl Iterator<Item = (&str, (&Script, &Function))> {
    script.functions.iter().map(move |function| (function.name.as_str(), (script, function)))
}

/// What a function is asked with from outside.
fn asked_with(name: &str, parameters: usize) -> Option<Vec<Kind>> {
    let kinds = if let Some(hook) = hook(name) {
        vec![Kind::Me, Kind::Event(Some(hook.name))]
    } else if name.starts_with(POINT) || is_answer(name) {
        vec![Kind::Me]
    } else {
        return None;
    };
    (kinds.len() == parameters).then_some(kinds)
}

fn join<'a>(parameters: &mut Parameters<'a>, callee: &'a str, given: &[Kind]) {
    match parameters.get_mut(callee) {
        None => {
            parameters.insert(callee, given.to_vec());
        }
        Some(known) => {
            let joined = known.drain(..).zip(given).map(|(one, other)| one.or(other.clone())).collect();
            *known = joined;
        }
    }
}
