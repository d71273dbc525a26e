//! Entries of the notebook: their fields, what people type into them, and how they are told.

use crate::form::Form;
use crate::typed;
use crate::words::Words;
use chrono::{DateTime, Utc};
use domain::event::{EntryKind, NotebookEntry};
use maud::{Markup, html};

/// What can be entered here.
pub(super) const KINDS: [EntryKind; 4] =
    [EntryKind::Weight, EntryKind::BloodPressure, EntryKind::Mood, EntryKind::Note];

/// The longest note, in characters.
const LONGEST: usize = 1_000;

/// Moods, each with a face.
const MOODS: [(i64, &str); 5] = [(5, "😄"), (4, "🙂"), (3, "😐"), (2, "🙁"), (1, "😣")];

/// The kind as keys of the catalogue have it.
pub(super) fn key(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::BloodPressure => "blood-pressure",
        other => other.as_str(),
    }
}

/// What is said once an entry is there.
pub(super) fn said(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Weight => "entered-weight",
        EntryKind::BloodPressure => "entered-blood-pressure",
        EntryKind::Mood => "entered-mood",
        _ => "entered-note",
    }
}

/// The entry that a form tells of, or what cannot be so: a key of the catalogue.
pub(super) fn read(kind: EntryKind, form: &Form, at: DateTime<Utc>) -> Result<NotebookEntry, &'static str> {
    let mut entry = NotebookEntry {
        kind,
        at,
        weight_kg: None,
        systolic_mmhg: None,
        diastolic_mmhg: None,
        hours: None,
        score: None,
        text: None,
    };
    match kind {
        EntryKind::Weight => {
            let tenths = typed::tenths(form.get("weight")).filter(|tenths| (100..=4_000).contains(tenths));
            entry.weight_kg = Some(tenths.ok_or("wrong-weight")? as f64 / 10.0);
        }
        EntryKind::BloodPressure => {
            let upper =
                typed::whole(form.get("upper")).filter(|mmhg| (40..=300).contains(mmhg)).ok_or("wrong-upper")?;
            let lower =
                typed::whole(form.get("lower")).filter(|mmhg| (20..=200).contains(mmhg)).ok_or("wrong-lower")?;
            if lower >= upper {
                return Err("wrong-upper-and-lower");
            }
            (entry.systolic_mmhg, entry.diastolic_mmhg) = (Some(upper), Some(lower));
        }
        EntryKind::Mood => {
            let score = form.get("score").parse().ok().filter(|score| (1..=5).contains(score));
            entry.score = Some(score.ok_or("wrong-mood")?);
        }
        _ => {
            let text = form.text("text").unwrap_or_default().trim().to_owned();
            if !(1..=LONGEST).contains(&text.chars().count()) {
                return Err("wrong-note");
            }
            entry.text = Some(text);
        }
    }
    Ok(entry)
}

/// The fields of a kind, with what was typed where it has to be typed again.
pub(super) fn fields(w: Words, kind: EntryKind, typed: Option<&Form>) -> Markup {
    let typed_as = |name: &str| typed.map_or("", |form| form.get(name)).to_owned();
    let wrong = typed.map(|_| format!("wrong-{}", key(kind)));
    let number = |name: &str| {
        html! {
            div.field {
                label for=(name) { (w.say(&format!("field-{name}"))) }
                input id=(name) name=(name) inputmode="decimal" autocomplete="off" maxlength="20" required value=(typed_as(name))
                    aria-invalid=[wrong.as_ref().map(|_| "true")] aria-describedby=[wrong.as_ref()];
            }
        }
    };
    html! {
        @match kind {
            EntryKind::Weight => (number("weight")),
            EntryKind::BloodPressure => .pair { (number("upper")) (number("lower")) },
            EntryKind::Mood => {
                p.hint { (w.say("mood-hint")) }
                @for (score, face) in MOODS {
                    button.second name="score" value=(score) { span aria-hidden="true" { (face) } " " (w.say(&format!("mood-{score}"))) }
                }
            }
            _ => div.field {
                label for="text" { (w.say("field-note")) }
                textarea id="text" name="text" rows="4" maxlength=(LONGEST) required
                    aria-invalid=[wrong.as_ref().map(|_| "true")] aria-describedby=[wrong.as_ref()] { (typed_as("text")) }
            },
        }
        @if kind != EntryKind::Mood { button { (w.say("notebook-write")) } }
    }
}

/// What an entry says.
pub(in crate::resident) fn told(w: Words, entry: &NotebookEntry) -> String {
    let mut parts = Vec::new();
    if let Some(kilograms) = entry.weight_kg {
        parts.push(format!("{}kg", decimal(tenths(kilograms))));
    }
    if let (Some(upper), Some(lower)) = (entry.systolic_mmhg, entry.diastolic_mmhg) {
        parts.push(w.with("entry-pressure", [("upper", upper.into()), ("lower", lower.into())]));
    }
    if let Some(hours) = entry.hours {
        parts.push(w.with("entry-hours", [("hours", decimal(tenths(hours)).into())]));
    }
    parts.extend(entry.score.map(|score| w.say(&format!("mood-{score}"))));
    parts.extend(entry.text.clone());
    parts.join(" ")
}

/// In tenths, as far as the page goes.
pub(super) fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

fn decimal(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: EntryKind, fields: &str) -> Result<NotebookEntry, &'static str> {
        read(kind, &Form::parse(fields), DateTime::UNIX_EPOCH)
    }

    #[test]
    fn what_cannot_be_so_is_told_by_its_key() {
        assert_eq!(of(EntryKind::Weight, "weight=%EF%BC%96%EF%BC%92.5").map(|entry| entry.weight_kg), Ok(Some(62.5)));
        for (kind, fields, key) in [
            (EntryKind::Weight, "weight=9.9", "wrong-weight"),
            (EntryKind::Weight, "weight=400.1", "wrong-weight"),
            (EntryKind::Weight, "", "wrong-weight"),
            (EntryKind::BloodPressure, "upper=39&lower=30", "wrong-upper"),
            (EntryKind::BloodPressure, "upper=130&lower=201", "wrong-lower"),
            (EntryKind::BloodPressure, "upper=80&lower=130", "wrong-upper-and-lower"),
            (EntryKind::Mood, "score=6", "wrong-mood"),
            (EntryKind::Mood, "score=", "wrong-mood"),
            (EntryKind::Note, "text=+%0D%0A", "wrong-note"),
        ] {
            assert_eq!(of(kind, fields).map(|_| ()), Err(key), "{fields}");
        }
        assert_eq!(of(EntryKind::Note, &format!("text={}", "a".repeat(1_001))).map(|_| ()), Err("wrong-note"));
        assert!(of(EntryKind::Note, &format!("text={}", "a".repeat(1_000))).is_ok());
        // However high it is, nothing is said of it.
        assert!(of(EntryKind::BloodPressure, "upper=299&lower=199").is_ok());
    }
}
