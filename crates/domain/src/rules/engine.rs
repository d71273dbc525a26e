//! Compiling scripts once, and asking them.

use super::errors::{self, Place};
use super::facts::{Happened, Me};
use super::frame::{Frame, Read, Slot};
use super::names::Names;
use super::reach::Reach;
use super::{Availability, Evaluation, Facts, RuleError, SaidProbability, check, language, mark};
use crate::pack::{Campaign, Pack, Problem};
use crate::sentence::Sentence;
use rhai::{Caches, Dynamic, Engine, EvalAltResult, EvalContext, ImmutableString, Module, Scope};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;

/// The compiled scripts of a pack.
pub struct Rules {
    engine: Engine,
    slot: Rc<Slot>,
    scripts: BTreeMap<String, Script>,
    /// How many files of shared functions could be read.
    shared: usize,
}

/// A campaign's script, ready to be asked.
struct Script {
    file: ImmutableString,
    module: Rc<Module>,
    /// Functions by name: how many parameters, and where they begin.
    functions: BTreeMap<String, (usize, Place)>,
    names: Rc<Names>,
    /// Campaigns into which a sensitive fact can lead.
    sensitive: Rc<BTreeSet<String>>,
    /// Which function a call means. The answers never change, so they are kept.
    caches: RefCell<Caches>,
    reach: Reach,
    /// What each function that is asked says, with all that it calls.
    marks: BTreeMap<String, u128>,
}

impl Rules {
    /// Compiles and checks every script of a pack; problems are added to the list.
    pub fn compile(pack: &Pack, campaigns: &BTreeMap<String, Campaign>, problems: &mut Vec<Problem>) -> Self {
        let slot = Rc::new(Slot::default());
        let mut engine = language::engine(&slot);
        let sources = check::read(&engine, pack, campaigns, problems);
        let sensitive = Rc::new(check::check(&sources, pack, campaigns, problems));
        for shared in &sources.shared {
            engine.register_global_module(shared.optimised(&engine));
        }
        let shared = pack.shared_rules().map(|(_, text)| Reach::of(text)).fold(Reach::default(), Reach::and);
        let text_of = |script: &check::Script| pack.files.get(&script.path).map(String::as_str).unwrap_or_default();
        let functions: mark::Written =
            sources.shared.iter().flat_map(|shared| mark::written(shared, text_of(shared))).collect();
        let script = |(name, source): (&String, &check::Script)| {
            let text = text_of(source);
            let script = Script {
                file: source.path.as_str().into(),
                module: source.optimised(&engine),
                functions: source.signatures(),
                names: Rc::clone(&source.names),
                sensitive: Rc::clone(&sensitive),
                caches: RefCell::new(Caches::new()),
                reach: Reach::of(text).and(shared),
                marks: mark::marks(&mark::written(source, text), &functions, (&source.names, &sensitive)),
            };
            (name.clone(), script)
        };
        let scripts = sources.campaigns.iter().map(script).collect();
        Self { engine, slot, scripts, shared: sources.shared.len() }
    }

    /// What is better looked at again in the scripts of a pack whose campaigns are all understood.
    pub(crate) fn warnings(pack: &Pack, campaigns: &BTreeMap<String, Campaign>) -> Vec<Problem> {
        let engine = language::engine(&Rc::new(Slot::default()));
        check::warnings(&check::read(&engine, pack, campaigns, &mut Vec::new()), campaigns)
    }

    /// Whether every script of the pack could be read.
    pub(crate) fn is_whole(&self, pack: &Pack) -> bool {
        let campaigns = pack.campaign_names();
        campaigns.iter().all(|name| self.scripts.contains_key(name)) && self.shared == pack.shared_rules().count()
    }

    /// Whether a campaign's script has a function.
    pub fn has(&self, campaign: &str, function: &str) -> bool {
        self.scripts.get(campaign).is_some_and(|script| script.functions.contains_key(function))
    }

    /// The functions of a campaign's script, in order of name.
    pub fn functions(&self, campaign: &str) -> impl Iterator<Item = &str> {
        self.scripts.get(campaign).into_iter().flat_map(|script| script.functions.keys().map(String::as_str))
    }

    /// How far ahead a campaign's script reaches.
    pub fn reach(&self, campaign: &str) -> Reach {
        self.scripts.get(campaign).map(|script| script.reach).unwrap_or_default()
    }

    /// Asks a campaign's function.
    pub fn ask(&self, campaign: &str, function: &str, facts: impl Into<Rc<Facts>>) -> Evaluation {
        let facts = facts.into();
        let Some((mut frame, result)) = self.run(campaign, function, &facts) else {
            return Evaluation { sensitive: facts.sensitive, ..Evaluation::default() };
        };
        let evaluation = frame.finish(result.err());
        self.slot.give_back(frame.into_room());
        evaluation
    }

    /// Asks a campaign's function, and gives what it read as it is, in no words; nothing of that where it read more
    /// than is noted.
    pub(super) fn evaluate(
        &self,
        campaign: &str,
        function: &str,
        facts: &Rc<Facts>,
    ) -> Option<(Evaluation, Option<Vec<Read>>)> {
        let (frame, result) = self.run(campaign, function, facts)?;
        Some(frame.finish_untold(result.err()))
    }

    /// What a campaign's function says, with all that it calls and may name: equal in two versions where they are.
    pub(super) fn mark(&self, campaign: &str, function: &str) -> Option<u128> {
        self.scripts.get(campaign)?.marks.get(function).copied()
    }

    /// An evaluation of a campaign's script that is not begun.
    pub(super) fn frame(&self, campaign: &str, facts: &Rc<Facts>) -> Option<Frame> {
        let script = self.scripts.get(campaign)?;
        let (names, sensitive) = (Rc::clone(&script.names), Rc::clone(&script.sensitive));
        Some(Frame::new(Rc::clone(facts), names, sensitive, Vec::new()))
    }

    /// The facts that a campaign's function reads, when it proposed nothing and someone asks
    /// why: an evaluation keeps them only with what it proposed.
    pub fn read(&self, campaign: &str, function: &str, facts: impl Into<Rc<Facts>>) -> Vec<(String, String)> {
        self.run(campaign, function, &facts.into()).map(|(mut frame, _)| frame.read()).unwrap_or_default()
    }

    /// Asks a campaign's `available(me)`; `true` when it has none.
    pub fn available(&self, campaign: &str, facts: impl Into<Rc<Facts>>) -> Availability {
        let facts = facts.into();
        let sensitive = facts.sensitive;
        let Some((mut frame, result)) = self.run(campaign, check::AVAILABLE, &facts) else {
            return Availability { available: true, read: Vec::new(), sensitive, error: None };
        };
        let answer = result.and_then(|answer| answer.as_bool().map_err(|_| self.unclear(campaign)));
        let (read, sensitive) = (frame.read(), frame.sensitive);
        match answer {
            Ok(available) => Availability { available, read, sensitive, error: None },
            Err(error) => Availability { available: false, read, sensitive, error: Some(error) },
        }
    }

    /// Asks a campaign's `probability_<point>(me)`, which has to end with a number.
    pub fn probability(&self, campaign: &str, point: &str, facts: impl Into<Rc<Facts>>) -> SaidProbability {
        let (facts, function) = (facts.into(), format!("{}{point}", check::PROBABILITY));
        let sensitive = facts.sensitive;
        let Some((mut frame, result)) = self.run(campaign, &function, &facts) else {
            return SaidProbability { number: Err(self.no_number(campaign, &function)), read: Vec::new(), sensitive };
        };
        let number = result.and_then(|said| {
            let number = said.as_float().or_else(|_| said.as_int().map(|whole| whole as f64));
            number.ok().filter(|number| !number.is_nan()).ok_or_else(|| self.no_number(campaign, &function))
        });
        SaidProbability { number, read: frame.read(), sensitive: frame.sensitive }
    }

    fn run(&self, campaign: &str, function: &str, facts: &Rc<Facts>) -> Option<(Frame, Result<Dynamic, RuleError>)> {
        let script = self.scripts.get(campaign)?;
        let (parameters, place) = *script.functions.get(function)?;
        let (names, sensitive) = (Rc::clone(&script.names), Rc::clone(&script.sensitive));
        self.slot.put(Frame::new(Rc::clone(facts), names, sensitive, self.slot.room()));
        let result = self.call(script, function, parameters);
        let mut frame = self.slot.take()?;
        let stop = frame.stopped.take();
        let result = result.map_err(|error| errors::explain(*error, stop, &script.file, place));
        Some((frame, result))
    }

    /// Calls a function with what rhai has found out in earlier calls: `Engine::call_fn` would
    /// look every function up anew.
    fn call(&self, script: &Script, function: &str, parameters: usize) -> Result<Dynamic, Box<EvalAltResult>> {
        let mut global = self.engine.new_global_runtime_state();
        global.lib.push(Rc::clone(&script.module));
        global.source = Some(script.file.clone());
        let mut caches = script.caches.take();
        let mut scope = Scope::new();
        let (mut me, mut event) = (Dynamic::from(Me), Dynamic::from(Happened));
        let mut values = [&mut me, &mut event];
        let (values, _) = values.split_at_mut(parameters.min(2));
        let mut context = EvalContext::new(&self.engine, &mut global, &mut caches, &mut scope, None);
        let result = context.call_fn_raw(function, false, false, values);
        caches.rewind_fn_resolution_caches(1);
        script.caches.replace(caches);
        result
    }

    fn unclear(&self, campaign: &str) -> RuleError {
        let said = Sentence::new(
            "`available` ends with `true` or `false`, and here with something else",
            "`available` の結果が `true` でも `false` でもありません。最後をどちらかにしてください。",
        );
        self.ended(campaign, check::AVAILABLE, said)
    }

    fn no_number(&self, campaign: &str, function: &str) -> RuleError {
        let said = Sentence::new(
            format!("`{function}` ends with a number such as 0.4, and here with something else"),
            format!("`{function}` の結果が数ではありません。最後を 0.4 のような数にしてください。"),
        );
        self.ended(campaign, function, said)
    }

    /// That a function ended with what it may not.
    fn ended(&self, campaign: &str, function: &str, said: Sentence) -> RuleError {
        let script = self.scripts.get(campaign);
        let place = script.and_then(|script| script.functions.get(function)).map(|known| known.1);
        let Place { line, column } = place.unwrap_or_default();
        let file = script.map(|script| script.file.to_string()).unwrap_or_default();
        RuleError { file, line, column, message: said.en, message_ja: said.ja, budget: false }
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.scripts.iter().map(|(name, script)| (name, script.functions.keys()))).finish()
    }
}
