//! Facts about the moment of deciding, in the city's own time.

use super::{Answer, Asked, Value};
use crate::rules::frame::Frame;
use crate::sentence::Sentence;
use chrono::{Datelike, Timelike, Weekday};

type Result = std::result::Result<Answer, Sentence>;

pub(super) fn hour(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(Value::Whole(frame.civil().hour().into()).into())
}

pub(super) fn minute(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(Value::Whole(frame.civil().minute().into()).into())
}

pub(super) fn weekday(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let word = match frame.civil().weekday() {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    };
    Ok(Value::Word(word).into())
}

pub(super) fn is_weekend(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(Value::Truth(matches!(frame.civil().weekday(), Weekday::Sat | Weekday::Sun)).into())
}

pub(super) fn month(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(Value::Whole(frame.civil().month().into()).into())
}

pub(super) fn day(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(Value::Whole(frame.civil().day().into()).into())
}
