//! `QuestionnaireResponse`: answers to the specific checkup's questions, and entries of the notebook.
//!
//! | `linkId` | answer | becomes |
//! |---|---|---|
//! | an item code of 17 digits and letters | a number, a code or words | an item of the checkup of that day |
//! | `mood` | `valueInteger` or the code of `valueCoding`, 1 (low) to 5 (high) | mood |
//! | `sleep` | `valueDecimal`, `valueInteger`, or `valueQuantity` in `h` | hours slept |
//! | `symptom`, `meal`, `note` | `valueString`, each answer an entry | words |
//!
//! An answer to anything else is refused by its `linkId`; the others are still taken.
//!
//! An item that repeats stands there once for each answer, with the same `linkId` (FHIR R4, Questionnaire):
//! words are numbered through the resource, and what has one answer a day has it only once.

use super::coding::Coding;
use super::identity::Identity;
use super::issue::{Code, Issue};
use super::node::Node;
use super::quantity::{Quantity, whole};
use super::resource::Resource;
use super::standing::Standing;
use super::when::When;
use super::{Finding, Part, Read, checkup};
use crate::echo::clip_to;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ResidentId;
use domain::event::{EntryKind, NotebookEntry, Payload};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn read(resource: &Resource<'_, '_>) -> Result<Read, Issue> {
    let node = resource.node;
    let standing = Standing::read(node, &["completed", "amended"])?;
    let resident = resource.resident("subject")?;
    let authored = When::read(&node.need("authored")?)?;
    let zone = resource.arrival.zone;
    let identity = Identity::read(resource)?;
    let of = Asked { resident, standing, identity, at: authored.instant(zone), date: authored.day(zone) };
    let mut heard = Heard::default();
    of.items(node, &mut heard)?;
    let read = heard.read();
    if read.parts.is_empty() && read.issues.is_empty() {
        return Err(node.wrong(Code::Required, "there is no `answer`"));
    }
    Ok(read)
}

/// Who answered, and when.
struct Asked {
    resident: ResidentId,
    standing: Standing,
    identity: Identity,
    at: DateTime<Utc>,
    date: NaiveDate,
}

/// What the items so far have said.
#[derive(Default)]
struct Heard {
    read: Read,
    /// How many answers a kind of words has.
    words: BTreeMap<&'static str, usize>,
    /// What has one answer only, and the place of its part.
    once: BTreeMap<EntryKind, (NotebookEntry, usize)>,
    /// The places of parts that another answer contradicts.
    doubtful: BTreeSet<usize>,
}

impl Heard {
    fn read(self) -> Read {
        let parts = self.read.parts.into_iter().enumerate().filter(|(place, _)| !self.doubtful.contains(place));
        Read { parts: parts.map(|(_, part)| part).collect(), issues: self.read.issues }
    }

    /// Whether an entry is the first of its kind. The same again counts once; of two that differ neither
    /// is known to be right.
    fn is_first(&mut self, item: &Node<'_>, link: &str, entry: &NotebookEntry) -> Result<bool, Issue> {
        match self.once.get(&entry.kind) {
            None => {
                self.once.insert(entry.kind, (entry.clone(), self.read.parts.len()));
                Ok(true)
            }
            Some((known, _)) if known == entry => Ok(false),
            Some((_, place)) => {
                self.doubtful.insert(*place);
                let text = format!("`{link}` has more than one answer in this resource; it has one");
                Err(item.wrong(Code::BusinessRule, text))
            }
        }
    }
}

impl Asked {
    /// The items below an item or an answer. How deep they are nested is limited by the body's depth.
    fn items(&self, node: &Node<'_>, heard: &mut Heard) -> Result<(), Issue> {
        for item in node.list("item")? {
            let answers = item.list("answer")?;
            if !answers.is_empty() {
                match self.item(&item, &answers, heard) {
                    Ok(parts) => heard.read.parts.extend(parts),
                    Err(issue) => heard.read.issues.push(issue),
                }
            }
            for answer in &answers {
                self.items(answer, heard)?;
            }
            self.items(&item, heard)?;
        }
        Ok(())
    }

    fn item(&self, item: &Node<'_>, answers: &[Node<'_>], heard: &mut Heard) -> Result<Vec<Part>, Issue> {
        let link = item.need_text("linkId")?;
        let only = || match answers {
            [only] => Ok(only),
            _ => {
                let text = format!("`{}` has {} answers; it has one", clip_to(link, 40), answers.len());
                Err(item.wrong(Code::BusinessRule, text))
            }
        };
        let empty = |kind| self.empty(kind);
        match link {
            code if checkup::is_code(code) => {
                let item = checkup::item(only()?, code)?;
                let (resident, said) = (self.resident.clone(), self.identity.said);
                let finding = Finding { resident, date: self.date, standing: self.standing, item, said };
                Ok(vec![Part::Finding(finding)])
            }
            "mood" => {
                let score = score(only()?)?;
                self.only(item, link, NotebookEntry { score: Some(score), ..empty(EntryKind::Mood) }, heard)
            }
            "sleep" => {
                let hours = hours(only()?)?;
                self.only(item, link, NotebookEntry { hours: Some(hours), ..empty(EntryKind::Sleep) }, heard)
            }
            "symptom" | "meal" | "note" => {
                let (link, kind) = match link {
                    "symptom" => ("symptom", EntryKind::Symptom),
                    "meal" => ("meal", EntryKind::Meal),
                    _ => ("note", EntryKind::Note),
                };
                // Counted before they are read: a number does not hang on what is wrong with others.
                let count = heard.words.entry(link).or_default();
                let first = *count + 1;
                *count += answers.len();
                let mut parts = Vec::new();
                for (n, answer) in (first..).zip(answers) {
                    let text = Some(answer.need_text("valueString")?.to_owned());
                    let name = if n == 1 { link.to_owned() } else { format!("{link}-{n}") };
                    parts.push(self.entry(item, &name, NotebookEntry { text, ..empty(kind) })?);
                }
                Ok(parts)
            }
            other => {
                let text = format!(
                    "`linkId` `{}` is not known; item codes of the specific checkup, `mood`, `sleep`, `symptom`, `meal` \
                     and `note` are",
                    clip_to(other, 60)
                );
                Err(item.wrong(Code::CodeInvalid, text))
            }
        }
    }

    fn only(&self, item: &Node<'_>, link: &str, entry: NotebookEntry, heard: &mut Heard) -> Result<Vec<Part>, Issue> {
        // What cannot be stored contradicts nothing.
        let part = self.entry(item, link, entry.clone())?;
        Ok(if heard.is_first(item, link, &entry)? { vec![part] } else { Vec::new() })
    }

    fn entry(&self, item: &Node<'_>, name: &str, entry: NotebookEntry) -> Result<Part, Issue> {
        let payload = self.standing.payload(&item.place, Payload::Notebook(entry))?;
        Ok(Part::Event(Box::new(self.identity.event(&self.resident, self.at, name, payload))))
    }

    fn empty(&self, kind: EntryKind) -> NotebookEntry {
        let (weight_kg, systolic_mmhg, diastolic_mmhg, hours, score, text) = (None, None, None, None, None, None);
        NotebookEntry { kind, at: self.at, weight_kg, systolic_mmhg, diastolic_mmhg, hours, score, text }
    }
}

fn score(answer: &Node<'_>) -> Result<i64, Issue> {
    let wrong =
        || answer.wrong(Code::Value, "mood is `valueInteger` or the code of `valueCoding`, 1 (low) to 5 (high)");
    if let Some(coding) = answer.child("valueCoding") {
        let code = Coding::read(&coding)?.ok_or_else(wrong)?;
        return code.code.parse().map_err(|_| wrong());
    }
    answer.child("valueInteger").and_then(|value| value.value.as_f64()).and_then(whole).ok_or_else(wrong)
}

fn hours(answer: &Node<'_>) -> Result<f64, Issue> {
    if let Some(quantity) = answer.child("valueQuantity") {
        let quantity = Quantity::exact(&quantity)?;
        return match quantity.code {
            "h" => Ok(quantity.value),
            _ => Err(quantity.strange("sleep is read in hours: `h`")),
        };
    }
    match answer.child("valueInteger") {
        Some(_) => answer.need_number("valueInteger"),
        None => answer.need_number("valueDecimal"),
    }
}
