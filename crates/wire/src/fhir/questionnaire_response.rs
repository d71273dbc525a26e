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

pub(super) fn read(resource: &Resource<'_, '_>) -> Result<Read, Issue> {
    let node = resource.node;
    let standing = Standing::read(node, &["completed", "amended"])?;
    let resident = resource.resident("subject")?;
    let authored = When::read(&node.need("authored")?)?;
    let zone = resource.arrival.zone;
    let identity = Identity::read(resource)?;
    let of = Asked { resident, standing, identity, at: authored.instant(zone), date: authored.day(zone) };
    let mut read = Read::default();
    of.items(node, &mut read)?;
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

impl Asked {
    /// The items below an item or an answer. How deep they are nested is limited by the body's depth.
    fn items(&self, node: &Node<'_>, read: &mut Read) -> Result<(), Issue> {
        for item in node.list("item")? {
            let answers = item.list("answer")?;
            if !answers.is_empty() {
                match self.item(&item, &answers) {
                    Ok(parts) => read.parts.extend(parts),
                    Err(issue) => read.issues.push(issue),
                }
            }
            for answer in &answers {
                self.items(answer, read)?;
            }
            self.items(&item, read)?;
        }
        Ok(())
    }

    fn item(&self, item: &Node<'_>, answers: &[Node<'_>]) -> Result<Vec<Part>, Issue> {
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
                let entry = NotebookEntry { score: Some(score), ..empty(EntryKind::Mood) };
                self.entry(item, link, entry).map(|part| vec![part])
            }
            "sleep" => {
                let hours = hours(only()?)?;
                let entry = NotebookEntry { hours: Some(hours), ..empty(EntryKind::Sleep) };
                self.entry(item, link, entry).map(|part| vec![part])
            }
            "symptom" | "meal" | "note" => {
                let kind = match link {
                    "symptom" => EntryKind::Symptom,
                    "meal" => EntryKind::Meal,
                    _ => EntryKind::Note,
                };
                let mut parts = Vec::new();
                for (n, answer) in answers.iter().enumerate() {
                    let text = Some(answer.need_text("valueString")?.to_owned());
                    let name = if n == 0 { link.to_owned() } else { format!("{link}-{}", n + 1) };
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
