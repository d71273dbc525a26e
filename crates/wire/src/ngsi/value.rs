//! A value of a platform as the event has it: numbers out of texts, days and instants in the city's zone.

use crate::echo::clip_to;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};
use domain::event::Refusal;
use domain::pack::{Field, FieldKind, FieldRule};
use domain::time::{Day, Zone};
use serde_json::{Map, Value};

/// The members of an attribute that name its unit.
const UNITS: [&str; 3] = ["unitCode", "unit", "units"];

/// The value of a field.
pub(super) fn field(
    value: &Value,
    members: Option<&Map<String, Value>>,
    rule: &FieldRule,
    zone: Zone,
) -> Result<Value, Refusal> {
    let field = rule.field;
    if let (FieldKind::Number(known) | FieldKind::Count(known), Some(members)) = (field.kind, members) {
        unit(field, known, members)?;
    }
    // JSON-LD's way to say of what type a value is.
    let value = value.get("@value").unwrap_or(value);
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return Err(wrong(field, "a list or an object", "one value")),
    };
    let word = rule.words.get(&text).unwrap_or(&text);
    let read = match field.kind {
        FieldKind::Text if !value.is_boolean() => Some(word.as_str().into()),
        FieldKind::Text => None,
        FieldKind::Choice(words) => words.contains(&word.as_str()).then(|| word.as_str().into()),
        FieldKind::Whole | FieldKind::Count(_) => whole(word),
        FieldKind::Number(_) => word.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
        FieldKind::Date => day(word, zone).map(|day| day.to_string().into()),
        FieldKind::Instant => moment(word, zone, field.path == "until").map(written),
    };
    read.ok_or_else(|| wrong(field, &format!("`{}`", clip_to(word, 40)), &wanted(field.kind)))
}

/// An instant as the event has it.
pub(super) fn written(at: DateTime<Utc>) -> Value {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true).into()
}

/// An instant: with its zone, or as the city's clocks show it.
pub(super) fn instant(text: &str, zone: Zone) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    Some(zone.instant(Day::from_date(local.date()), local.time()))
}

/// A day begins, and what lasts until a day lasts to its end.
fn moment(text: &str, zone: Zone, is_end: bool) -> Option<DateTime<Utc>> {
    instant(text, zone).or_else(|| {
        let day = Day::from_date(date(text)?);
        Some(if is_end { zone.end_of(day) } else { zone.instant(day, NaiveTime::MIN) })
    })
}

/// A civil day: as it is written, or the day it is in the city at an instant.
fn day(text: &str, zone: Zone) -> Option<Day> {
    date(text).map(Day::from_date).or_else(|| instant(text, zone).map(|at| zone.day(at)))
}

/// A date as it is written in events; chrono alone would take one without its zeros.
fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)
}

fn whole(text: &str) -> Option<Value> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(number.into());
    }
    let number = text.parse::<f64>().ok()?;
    // Within this a number of JSON is exact.
    (number.fract() == 0.0 && number.abs() < 9e15).then(|| Value::from(number as i64))
}

fn unit(field: &Field, known: &[&str], members: &Map<String, Value>) -> Result<(), Refusal> {
    let said = UNITS.iter().find_map(|name| members.get(*name)).and_then(|unit| super::entity::inner(unit).as_str());
    match said {
        Some(said) if !known.contains(&said) => {
            Err(wrong(field, &format!("in `{}`", clip_to(said, 20)), &format!("in `{}`", known.join("`, `"))))
        }
        _ => Ok(()),
    }
}

fn wrong(field: &Field, found: &str, wanted: &str) -> Refusal {
    Refusal::Data(format!("`{}` is {found}; it should be {wanted}", field.path))
}

fn wanted(kind: FieldKind) -> String {
    match kind {
        FieldKind::Text => "a text".to_owned(),
        FieldKind::Choice(words) => format!("`{}`", words.join("`, `")),
        FieldKind::Whole | FieldKind::Count(_) => "a whole number".to_owned(),
        FieldKind::Number(_) => "a number".to_owned(),
        FieldKind::Date => "a day such as `2026-11-21`, or a time".to_owned(),
        FieldKind::Instant => "a time such as `2026-11-21T07:10:00+09:00`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn days_and_instants_are_the_citys() {
        let zone = Zone::default();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        for text in ["2026-11-21", "2026-11-21T00:00:00.000+09:00", "2026-11-20T15:00:00Z", "2026-11-21T23:59:59"] {
            assert_eq!(day(text, zone).unwrap().to_string(), "2026-11-21", "{text}");
        }
        assert_eq!(instant("2026-11-21T07:10", zone), Some(at("2026-11-20T22:10:00Z")));
        assert_eq!(moment("2026-08-03", zone, false), Some(at("2026-08-02T15:00:00Z")));
        assert_eq!(moment("2026-08-03", zone, true), Some(at("2026-08-03T15:00:00Z")));
        for text in ["", "2026-1-2", "yesterday", "2026-13-01", "20261121", "2026-11-21T"] {
            assert!(day(text, zone).is_none() && moment(text, zone, true).is_none(), "{text}");
        }
    }

    #[test]
    fn numbers_may_be_texts_and_stay_exact() {
        for (text, number) in [("7321", Some(7321)), ("7321.0", Some(7321)), ("7.3e3", Some(7300)), ("-1", Some(-1))] {
            assert_eq!(whole(text), number.map(Value::from), "{text}");
        }
        for text in ["", "7321.5", "1e300", "NaN", "seven"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
