//! Items of the specific health checkup: an `Observation` for each, or an answer of a
//! `QuestionnaireResponse`. What tells of one person's day becomes one event, whichever resources of
//! the Bundle it stands in, since a checkup's later word replaces the earlier as a whole.

use super::coding::{CHECKUP_ITEM, Coding, UCUM};
use super::issue::{Code, Issue};
use super::node::Node;
use super::observation::Measured;
use super::quantity::whole;
use super::resource::Resource;
use super::when::Effective;
use super::{Finding, Part, Read};
use crate::echo::clip_to;
use domain::event::{CheckupItem, CheckupValue};

pub(super) fn read(resource: &Resource<'_, '_>, of: Measured, codings: &[Coding<'_>]) -> Result<Read, Issue> {
    let node = resource.node;
    let mut codes = codings.iter().filter_map(|coding| coding.of(CHECKUP_ITEM));
    let code = match (codes.next(), codes.next()) {
        (Some(code), None) if is_code(code) => code,
        (Some(code), None) => {
            let text = format!("`{}` is no item code: 17 digits and capital letters", clip_to(code, 40));
            return Err(node.wrong(Code::CodeInvalid, text));
        }
        _ => return Err(node.wrong(Code::CodeInvalid, "an item has one code of the specific checkup")),
    };
    let date = Effective::read(node, "effective")?.start().day(resource.arrival.zone);
    let item = item(node, code)?;
    Ok(Read::part(Part::Finding(Finding {
        resident: of.resident,
        date,
        standing: of.standing,
        item,
        said: of.identity.said,
    })))
}

/// Whether a text has the form of an item's code.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == 17
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The item of an element with `value[x]`.
pub(super) fn item(node: &Node<'_>, code: &str) -> Result<CheckupItem, Issue> {
    let (value, unit) = value(node)?;
    Ok(CheckupItem { code: code.to_owned(), value, unit })
}

fn value(node: &Node<'_>) -> Result<(CheckupValue, Option<String>), Issue> {
    if let Some(quantity) = node.child("valueQuantity") {
        quantity.refuse("comparator", "a result beyond what can be measured is no number")?;
        let number = quantity.need_number("value")?;
        let unit = match (quantity.text("system")?, quantity.text("code")?, quantity.text("unit")?) {
            (Some(UCUM), Some(code), _) => Some(code.to_owned()),
            (None, None, None) => None,
            _ => {
                let text = format!("a unit is a UCUM code: send `system` `{UCUM}` and `code`; `unit` is for people");
                return Err(quantity.wrong(Code::Required, text));
            }
        };
        return Ok((CheckupValue::Number(number), unit));
    }
    if let Some(concept) = node.child("valueCodeableConcept") {
        return word(&concept, &Coding::all(&concept)?);
    }
    if let Some(coding) = node.child("valueCoding") {
        return word(&coding, Coding::read(&coding)?.as_slice());
    }
    for name in ["valueInteger", "valueDecimal"] {
        if node.child(name).is_some() {
            let number = node.need_number(name)?;
            let fits = name == "valueDecimal" || whole(number).is_some();
            return match fits {
                true => Ok((CheckupValue::Number(number), None)),
                false => Err(node.wrong(Code::Value, format!("`{name}` is a whole number"))),
            };
        }
    }
    match node.text("valueString")? {
        Some(text) => Ok((CheckupValue::Word(text.to_owned()), None)),
        None => Err(node.wrong(
            Code::Required,
            "there is no value: `valueQuantity`, `valueCodeableConcept`, `valueCoding`, `valueInteger`, `valueDecimal` or `valueString`",
        )),
    }
}

/// The choice that was made: its code in one of the checkup's own systems, or the only code there is.
fn word(node: &Node<'_>, codings: &[Coding<'_>]) -> Result<(CheckupValue, Option<String>), Issue> {
    let own =
        |coding: &&Coding<'_>| coding.system.is_some_and(|system| system.starts_with("urn:oid:1.2.392.200119.6."));
    let chosen = match (codings.iter().find(own), codings) {
        (Some(own), _) => own,
        (None, [only]) => only,
        _ => return Err(node.wrong(Code::CodeInvalid, "a choice has one code, or one of the checkup's own systems")),
    };
    Ok((CheckupValue::Word(chosen.code.to_owned()), None))
}
