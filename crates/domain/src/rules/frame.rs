//! One evaluation: what it may see, and what it has read and proposed so far.

use super::facts::{Fact, Prediction, Value};
use super::names::Names;
use super::{Evaluation, Facts, Proposal, RuleError, budget};
use crate::chance::Draw;
use crate::sentence::Sentence;
use chrono::NaiveDateTime;
use rhai::{EvalAltResult, ImmutableString, Position};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Where the evaluation that runs is found by what scripts call.
#[derive(Default)]
pub(super) struct Slot {
    frame: RefCell<Option<Frame>>,
    /// Room for what is read, from one evaluation to the next: it is the largest piece of one.
    spare: RefCell<Vec<Read>>,
}

/// One evaluation.
pub(super) struct Frame {
    pub(super) facts: Rc<Facts>,
    pub(super) names: Rc<Names>,
    /// Campaigns into which a sensitive fact can lead.
    pub(super) entered_by_sensitive: Rc<BTreeSet<String>>,
    pub(super) sensitive: bool,
    pub(super) proposals: Vec<Proposal>,
    pub(super) draws: Vec<Draw>,
    pub(super) stopped: Option<Stop>,
    reads: Vec<Read>,
    is_thinned: bool,
    civil: Option<NaiveDateTime>,
}

/// Why something that a script called could not go on.
pub(super) struct Stop {
    pub(super) said: Sentence,
    pub(super) budget: bool,
}

/// A fact that was read. Put into words only when someone will see it.
pub(super) struct Read {
    pub(super) fact: &'static Fact,
    /// The prediction it was read from, if any.
    pub(super) prediction: Option<Prediction>,
    pub(super) word: Option<ImmutableString>,
    pub(super) count: Option<i64>,
    pub(super) value: Value,
    pub(super) sensitive: bool,
}

/// Beyond this many, readings are thinned out once, to the first of each fact and value, and what
/// then has no room is not noted.
const READS: usize = 256;

impl Slot {
    pub(super) fn put(&self, frame: Frame) {
        self.frame.replace(Some(frame));
    }

    pub(super) fn take(&self) -> Option<Frame> {
        self.frame.take()
    }

    /// Room for what is read.
    pub(super) fn room(&self) -> Vec<Read> {
        self.spare.take()
    }

    /// Takes the room of an evaluation that is over.
    pub(super) fn give_back(&self, mut room: Vec<Read>) {
        room.clear();
        self.spare.replace(room);
    }

    /// Lets a function of the language do its work on the evaluation that runs.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Frame) -> Result<T, Stop>) -> Result<T, Box<EvalAltResult>> {
        let mut place = self.frame.borrow_mut();
        let Some(frame) = place.as_mut() else {
            return Err(stopped());
        };
        work(frame).map_err(|stop| {
            frame.stopped = Some(stop);
            stopped()
        })
    }
}

/// The reason is in the frame; rhai adds the place.
fn stopped() -> Box<EvalAltResult> {
    Box::new(EvalAltResult::ErrorRuntime(rhai::Dynamic::UNIT, Position::NONE))
}

impl Stop {
    pub(super) fn because(said: Sentence) -> Self {
        Self { said, budget: false }
    }
}

impl Frame {
    pub(super) fn new(
        facts: Rc<Facts>,
        names: Rc<Names>,
        entered_by_sensitive: Rc<BTreeSet<String>>,
        reads: Vec<Read>,
    ) -> Self {
        Self {
            sensitive: facts.sensitive,
            facts,
            names,
            entered_by_sensitive,
            proposals: Vec::new(),
            draws: Vec::new(),
            stopped: None,
            reads,
            is_thinned: false,
            civil: None,
        }
    }

    /// The city's date and time of deciding.
    pub(super) fn civil(&mut self) -> NaiveDateTime {
        *self.civil.get_or_insert_with(|| self.facts.city.zone.civil(self.facts.now))
    }

    /// Notes that a fact was read.
    pub(super) fn note(&mut self, read: Read) {
        self.sensitive |= read.sensitive;
        // Thinned out once: to do so at each further reading would cost more than its budget.
        if self.reads.len() == READS && !self.is_thinned {
            thin(&mut self.reads);
            self.is_thinned = true;
        }
        if self.reads.len() < READS {
            self.reads.push(read);
        }
    }

    pub(super) fn propose(&mut self, proposal: Proposal) -> Result<(), Stop> {
        if self.proposals.len() >= budget::PROPOSALS {
            let said = Sentence::new(
                format!("a rule proposes {} things at most in one evaluation", budget::PROPOSALS),
                format!("一度に提案できるのは{}件までです。提案を減らしてください。", budget::PROPOSALS),
            );
            return Err(Stop { said, budget: true });
        }
        self.proposals.push(proposal);
        Ok(())
    }

    /// What came of it. With an error, what was proposed is void.
    pub(super) fn finish(&mut self, error: Option<RuleError>) -> Evaluation {
        if error.is_some() {
            self.proposals.clear();
        }
        // Most events lead to nothing, and nobody asks why. That nothing was proposed at a
        // decision point is on record.
        let asked = error.is_some() || !self.proposals.is_empty() || self.facts.event.is_none();
        let read = if asked { self.read() } else { Vec::new() };
        let proposals = std::mem::take(&mut self.proposals);
        Evaluation { proposals, read, sensitive: self.sensitive, error }
    }

    /// What came of it, and all that it read; nothing of that where it read more than is noted.
    pub(super) fn finish_untold(mut self, error: Option<RuleError>) -> (Evaluation, Option<Vec<Read>>) {
        let proposals = if error.is_some() { Vec::new() } else { self.proposals };
        let reads = (self.reads.len() < READS && !self.is_thinned).then(|| std::mem::take(&mut self.reads));
        (Evaluation { proposals, read: Vec::new(), sensitive: self.sensitive, error }, reads)
    }

    /// The room for what is read.
    pub(super) fn into_room(self) -> Vec<Read> {
        self.reads
    }

    /// The facts that were read, in words.
    pub(super) fn read(&mut self) -> Vec<(String, String)> {
        thin(&mut self.reads);
        self.reads.iter().map(Read::in_words).collect()
    }
}

/// Keeps the first reading of each fact and value.
fn thin(reads: &mut Vec<Read>) {
    let mut kept: Vec<Read> = Vec::with_capacity(reads.len());
    for read in reads.drain(..) {
        if !kept.iter().any(|known| known.is_like(&read)) {
            kept.push(read);
        }
    }
    *reads = kept;
}

impl Read {
    fn is_like(&self, other: &Self) -> bool {
        std::ptr::eq(self.fact, other.fact)
            && self.prediction == other.prediction
            && self.count == other.count
            && self.word == other.word
            && self.value == other.value
    }

    /// Written by hand: formatting would be the larger part of an evaluation.
    fn in_words(&self) -> (String, String) {
        let mut name = String::with_capacity(32);
        match &self.prediction {
            None => name.push_str(self.fact.of.path()),
            Some(prediction) => name.push_str(&prediction.path()),
        }
        name.push('.');
        name.push_str(self.fact.name);
        if self.word.is_some() || self.count.is_some() {
            name.push('(');
            if let Some(word) = &self.word {
                name.push('"');
                name.push_str(word);
                name.push('"');
            }
            if let Some(count) = self.count {
                name.push_str(if self.word.is_some() { ", " } else { "" });
                name.push_str(&count.to_string());
            }
            name.push(')');
        }
        let value = if self.sensitive { "•".to_owned() } else { self.value.in_words() };
        (name, value)
    }
}
