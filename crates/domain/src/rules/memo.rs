//! The last evaluation, kept: another version whose function is the same, and that reads the same, says the same.
//! Two versions side by side are asked once so, wherever they do not differ.

use super::engine::Rules;
use super::frame::{Frame, Read};
use super::{Evaluation, Facts};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The last evaluation, and what was found of texts. Facts that were read are compared, and not put into words for
/// anyone.
#[derive(Debug, Default)]
pub struct Memo {
    last: RefCell<Option<Kept>>,
    texts: RefCell<BTreeMap<String, bool>>,
}

/// Of how many texts it is kept whether they tell of health: as many as there are numbers to fill in.
const TEXTS: usize = 8_192;

struct Kept {
    /// What the function says, with all that it calls and may name.
    mark: u128,
    facts: Rc<Facts>,
    reads: Vec<Read>,
    evaluation: Evaluation,
}

impl Memo {
    /// Asks a campaign's function, or takes what the same function said of the same facts.
    pub(crate) fn ask(&self, rules: &Rules, campaign: &str, function: &str, facts: &Rc<Facts>) -> Evaluation {
        let mark = rules.mark(campaign, function);
        let kept = self.last.take();
        if let Some(kept) = kept.filter(|kept| mark == Some(kept.mark) && kept.holds(rules, campaign, facts)) {
            let evaluation = kept.evaluation.clone();
            self.last.replace(Some(kept));
            return evaluation;
        }
        let Some((evaluation, reads)) = rules.evaluate(campaign, function, facts) else {
            return Evaluation { sensitive: facts.sensitive, ..Evaluation::default() };
        };
        if let (Some(mark), Some(reads), None) = (mark, reads, &evaluation.error) {
            let facts = Rc::clone(facts);
            self.last.replace(Some(Kept { mark, facts, reads, evaluation: evaluation.clone() }));
        }
        evaluation
    }

    /// Forgets the last evaluation, once nobody else will ask about the same: a resident's snapshot that is still held
    /// here would have to be copied before it can change.
    pub(crate) fn forget(&self) {
        self.last.take();
    }

    /// What was found of a text, or is found now.
    pub(crate) fn tells(&self, text: &str, find: impl FnOnce() -> bool) -> bool {
        let mut texts = self.texts.borrow_mut();
        if let Some(known) = texts.get(text) {
            return *known;
        }
        if texts.len() >= TEXTS {
            texts.clear();
        }
        let found = find();
        texts.insert(text.to_owned(), found);
        found
    }
}

impl Kept {
    /// Whether the function would find nothing else.
    fn holds(&self, rules: &Rules, campaign: &str, facts: &Rc<Facts>) -> bool {
        let Facts { resident, snapshot, event, city, day, now, seed, point, arm, sensitive } = facts.as_ref();
        let known = self.facts.as_ref();
        let is_alike = (known.day, known.now, known.sensitive) == (*day, *now, *sensitive)
            && (&known.resident, &known.seed, &known.point) == (resident, seed, point)
            && (&known.arm.experiment, &known.arm.cluster) == (&arm.experiment, &arm.cluster)
            && (known.city.zone, &known.city.step_priority) == (city.zone, &city.step_priority)
            && known.event == *event;
        is_alike && (Rc::ptr_eq(&known.snapshot, snapshot) || self.reads_the_same(rules, campaign, facts))
    }

    fn reads_the_same(&self, rules: &Rules, campaign: &str, facts: &Rc<Facts>) -> bool {
        let Some(mut frame) = rules.frame(campaign, facts) else { return false };
        self.reads.iter().all(|read| read.is_so(&mut frame))
    }
}

impl Read {
    /// Whether the fact reads so in another evaluation. What is read of a prediction is as the prediction is.
    fn is_so(&self, frame: &mut Frame) -> bool {
        let is_so = self.prediction.is_some() || self.fact.reads(frame, self);
        frame.sensitive |= self.sensitive;
        is_so
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("evaluation", &self.evaluation).finish_non_exhaustive()
    }
}
