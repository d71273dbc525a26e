//! What was found at a checkup. Sensitive, whatever is read: that nothing is known tells too.

use super::event::{lacks, of};
use super::{Answer, Asked, Value};
use crate::event::{CheckupValue, Item, Payload};
use crate::rules::frame::Frame;
use crate::sentence::Sentence;

type Result = std::result::Result<Answer, Sentence>;

/// Of the checkup that was recorded.
pub(super) fn item(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    Ok(value(found(frame, asked, "item")?.as_ref()).into())
}

pub(super) fn has_item(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    Ok(Value::Truth(found(frame, asked, "has_item")?.is_some()).into())
}

/// Of the newest checkup.
pub(super) fn latest(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    Ok(value(frame.facts.snapshot.checkups.item(asked.word).as_ref()).into())
}

fn found(frame: &Frame, asked: &Asked<'_>, fact: &str) -> std::result::Result<Option<CheckupValue>, Sentence> {
    match &of(frame)?.payload {
        Payload::Checkup(data) => Ok(Item::named(asked.word).and_then(|item| item.of(data))),
        other => Err(lacks(other, fact)),
    }
}

fn value(value: Option<&CheckupValue>) -> Value {
    match value {
        Some(CheckupValue::Number(number)) => Value::Number(*number),
        Some(CheckupValue::Word(word)) => Value::Text(word.as_str().into()),
        None => Value::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::facts::vocabulary::ITEMS;

    #[test]
    fn every_item_of_the_table_can_be_asked_for() {
        let names: Vec<&str> = Item::ALL.iter().map(|item| item.name).collect();
        assert_eq!(names, ITEMS.iter().map(|item| item.name).collect::<Vec<_>>());
    }
}
