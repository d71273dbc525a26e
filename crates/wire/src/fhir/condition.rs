//! Which forecast condition an outcome names: by codes, or by the names that providers write.
//!
//! | condition | our code | SNOMED CT | ICD-10 | text |
//! |---|---|---|---|---|
//! | infarction or stroke | `mi_stroke` | 22298006 with 230690007 | I21 with I64 | myocardial infarction or stroke |
//! | dementia | `dementia` | 52448006 | F03 | dementia |
//! | lung cancer | `lung_cancer` | 93880001, 363358000 | C34 | lung cancer |
//! | chronic renal failure | `renal_failure` | 90688005 | N18 | chronic renal failure |

use super::coding::{Coding, FORECAST_CONDITION, ICD_10, SNOMED, told};
use super::issue::{Code, Issue};
use super::node::Node;
use crate::echo::clip_to;
use domain::event::Condition;
use std::collections::BTreeSet;

/// The names that are taken where no known code stands; in lower case.
const NAMES: [(&str, Condition); 14] = [
    ("myocardial infarction or stroke", Condition::MiStroke),
    ("myocardial infarction and stroke", Condition::MiStroke),
    ("心筋梗塞・脳卒中", Condition::MiStroke),
    ("心筋梗塞または脳卒中", Condition::MiStroke),
    ("心筋梗塞/脳卒中", Condition::MiStroke),
    ("dementia", Condition::Dementia),
    ("認知症", Condition::Dementia),
    ("lung cancer", Condition::LungCancer),
    ("肺がん", Condition::LungCancer),
    ("肺癌", Condition::LungCancer),
    ("chronic renal failure", Condition::RenalFailure),
    ("chronic kidney failure", Condition::RenalFailure),
    ("慢性腎不全", Condition::RenalFailure),
    ("腎不全", Condition::RenalFailure),
];

/// What a code names: a condition, or one half of the one that is two diseases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Whole(Condition),
    Infarction,
    Stroke,
}

/// The condition of an `outcome`.
pub(super) fn read(outcome: &Node<'_>) -> Result<Condition, Issue> {
    let codings = Coding::all(outcome)?;
    let mut named = BTreeSet::new();
    for coding in &codings {
        named.extend(of_code(coding, outcome)?);
    }
    let both = [Named::Infarction, Named::Stroke];
    if both.iter().all(|half| named.contains(half)) {
        named.retain(|one| !both.contains(one));
        named.insert(Named::Whole(Condition::MiStroke));
    }
    // Our own code says what one half alone cannot.
    if named.contains(&Named::Whole(Condition::MiStroke)) {
        named.retain(|one| !both.contains(one));
    }
    let mut named = named.into_iter();
    match (named.next(), named.next()) {
        (Some(Named::Whole(condition)), None) => Ok(condition),
        (Some(Named::Infarction | Named::Stroke), None) => Err(outcome.wrong(
            Code::NotSupported,
            "infarction and stroke are forecast together: give both codes, or `mi_stroke` of our own system",
        )),
        (Some(_), Some(_)) => Err(outcome.wrong(Code::CodeInvalid, "the codes name different conditions")),
        (None, _) => of_text(outcome, &codings),
    }
}

fn of_code(coding: &Coding<'_>, outcome: &Node<'_>) -> Result<Option<Named>, Issue> {
    if let Some(code) = coding.of(FORECAST_CONDITION) {
        let known = Condition::from_name(code).map(Named::Whole);
        return known.map(Some).ok_or_else(|| {
            let text =
                format!("`{}` is none of `mi_stroke`, `dementia`, `lung_cancer`, `renal_failure`", clip_to(code, 40));
            outcome.wrong(Code::CodeInvalid, text)
        });
    }
    // Of ICD-10 the category counts: C34.1 is a C34.
    let category = |code: &str| code.split_once('.').map_or(code.to_owned(), |(category, _)| category.to_owned());
    Ok(match coding.system {
        Some(SNOMED) => match coding.code {
            "22298006" => Some(Named::Infarction),
            "230690007" => Some(Named::Stroke),
            "52448006" => Some(Named::Whole(Condition::Dementia)),
            "93880001" | "363358000" => Some(Named::Whole(Condition::LungCancer)),
            "90688005" => Some(Named::Whole(Condition::RenalFailure)),
            _ => None,
        },
        Some(ICD_10) => match category(coding.code).as_str() {
            "I21" => Some(Named::Infarction),
            "I64" => Some(Named::Stroke),
            "F03" => Some(Named::Whole(Condition::Dementia)),
            "C34" => Some(Named::Whole(Condition::LungCancer)),
            "N18" => Some(Named::Whole(Condition::RenalFailure)),
            _ => None,
        },
        _ => None,
    })
}

fn of_text(outcome: &Node<'_>, codings: &[Coding<'_>]) -> Result<Condition, Issue> {
    let text = outcome.text("text")?.unwrap_or_default();
    let name = text.trim().to_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, condition)| *condition).ok_or_else(|| {
        let found = if text.is_empty() { told(codings) } else { format!("`{}`", clip_to(text, 100)) };
        let text = format!(
            "{found} is no condition that is read here: infarction or stroke, dementia, lung cancer, chronic renal failure"
        );
        outcome.wrong(Code::CodeInvalid, text)
    })
}
