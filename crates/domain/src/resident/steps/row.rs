//! Readings as one row: the days since the reading before, source, version, and what was said, which is `null` where
//! that was taken back, a number where it is steps that a sensor counted so far, and else `[steps, marks]`, with the
//! second in which it was said behind it where that is kept. Marks are 1 for a whole day and 2 for what a person typed.

use super::{Day, Reading, Said};
use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

const COMPLETE: u8 = 1;
const TYPED: u8 = 2;

pub(super) fn serialize<S: Serializer>(readings: &[Reading], serializer: S) -> Result<S::Ok, S::Error> {
    let mut row = serializer.serialize_seq(Some(readings.len() * 4))?;
    let mut last = Day(0);
    for Reading { day, source, version, said } in readings {
        row.serialize_element(&day.since(last))?;
        row.serialize_element(source)?;
        row.serialize_element(version)?;
        row.serialize_element(said)?;
        last = *day;
    }
    row.end()
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Reading>, D::Error> {
    deserializer.deserialize_seq(Row)
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { steps, complete, typed, at } = *self;
        let marks = u8::from(complete) * COMPLETE + u8::from(typed) * TYPED;
        match at {
            Some(at) => (steps, marks, at).serialize(serializer),
            None if marks > 0 => (steps, marks).serialize(serializer),
            None => steps.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(What)
    }
}

fn cut<E: Error>() -> E {
    E::custom("a reading of steps is cut off")
}

struct What;

impl<'de> Visitor<'de> for What {
    type Value = Said;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("steps, or steps with marks and a time")
    }

    fn visit_u64<E: Error>(self, steps: u64) -> Result<Said, E> {
        let steps = u32::try_from(steps).map_err(|_| E::custom("more steps than there are"))?;
        Ok(Said { steps, complete: false, typed: false, at: None })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut said: A) -> Result<Said, A::Error> {
        let steps = said.next_element()?.ok_or_else(cut)?;
        let marks: u8 = said.next_element()?.ok_or_else(cut)?;
        let at = said.next_element()?;
        Ok(Said { steps, complete: marks & COMPLETE != 0, typed: marks & TYPED != 0, at })
    }
}

struct Row;

impl<'de> Visitor<'de> for Row {
    type Value = Vec<Reading>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("days since the reading before, source, version and steps, again and again")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Vec<Reading>, A::Error> {
        let mut readings = Vec::with_capacity(40);
        let mut day = Day(0);
        while let Some(days) = row.next_element::<i32>()? {
            day = day.plus(days);
            let source = row.next_element()?.ok_or_else(cut)?;
            let version = row.next_element()?.ok_or_else(cut)?;
            let said = row.next_element()?.ok_or_else(cut)?;
            readings.push(Reading { day, source, version, said });
        }
        Ok(readings)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::{Day, Reading, Said, StepDays};

    #[test]
    fn readings_come_back_as_they_were() {
        let said = |steps, complete, typed, at| Some(Said { steps, complete, typed, at });
        let reading = |day, source, version, said| Reading { day: Day(day), source, version, said };
        let readings = vec![
            reading(20_751, 0, 1, said(3702, false, false, None)),
            reading(20_751, 1, 7, None),
            reading(20_751, 2, 3, said(8000, true, false, None)),
            reading(20_751, 2, 4, said(90, false, true, None)),
            reading(20_779, 0, u64::MAX, said(0, true, true, Some(1_795_939_200))),
            reading(20_779, 1, 0, said(5, false, false, Some(0))),
        ];
        let steps = StepDays { sources: Vec::new(), readings };
        let json = serde_json::to_string(&steps).unwrap();
        assert_eq!(
            json,
            r#"{"sources":[],"readings":[20751,0,1,3702,0,1,7,null,0,2,3,[8000,1],0,2,4,[90,2],28,0,18446744073709551615,[0,3,1795939200],0,1,0,[5,0,0]]}"#
        );
        assert_eq!(serde_json::from_str::<StepDays>(&json).unwrap(), steps);
    }

    #[test]
    fn what_older_versions_stored_is_read_and_stored_as_it_was() {
        let json =
            r#"{"sources":[["band","tracker"]],"readings":[20751,0,1,3702,0,1,7,null,28,0,18446744073709551615,0]}"#;
        let steps: StepDays = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&steps).unwrap(), json);
        for bad in [r#"{"readings":[20751,0,1]}"#, r#"{"readings":[20751,0,1,[7]]}"#, r#"{"readings":[20751,0,1,-1]}"#]
        {
            assert!(serde_json::from_str::<StepDays>(bad).is_err(), "{bad}");
        }
    }
}
