//! The body of a step count: valid by its schema first, and then a day's sum or not.

use super::header::{Header, Version};
use super::{refused, time};
use crate::civil;
use crate::echo::{clip, clip_to};
use chrono::{DateTime, TimeDelta, Utc};
use domain::Zone;
use domain::event::{Modality, Refusal, SourceKind, StepSource, Steps};
use serde_json::Value;

/// A step count as its schema has it.
pub(super) struct StepCount {
    count: f64,
    frame: Option<Frame>,
    /// An average or the like, of which there is no day.
    statistic: Option<String>,
}

/// For when it was counted.
enum Frame {
    Interval {
        start: DateTime<Utc>,
        end: DateTime<Utc>,
    },
    /// A part of a date, such as its morning.
    PartOfDay,
    /// Version 1.0 allows an instant.
    Instant,
}

/// Reads a body by the schema's version.
pub(super) fn read(body: &Value, version: Version) -> Result<StepCount, Refusal> {
    let value = body.get("step_count").ok_or_else(|| refused("`body.step_count` is missing"))?;
    let number = match version {
        Version::One | Version::Two => value,
        Version::Three => {
            if value.get("unit").and_then(Value::as_str) != Some("steps") {
                return Err(refused("`body.step_count.unit` is `steps`"));
            }
            value.get("value").ok_or_else(|| refused("`body.step_count.value` is missing"))?
        }
    };
    let count = number.as_f64().ok_or_else(|| refused("`body.step_count` is a number, without quotes"))?;
    let frame = body.get("effective_time_frame").map(|frame| frame_of(frame, version)).transpose()?;
    if frame.is_none() && version != Version::One {
        return Err(refused("`body.effective_time_frame` is missing"));
    }
    let statistic = match body.get("descriptive_statistic") {
        None => None,
        Some(Value::String(name)) => Some(clip_to(name, 40)),
        Some(_) => return Err(refused("`body.descriptive_statistic` is a text")),
    };
    Ok(StepCount { count, frame, statistic })
}

impl StepCount {
    /// The count as a day's steps.
    pub(super) fn steps(&self, header: &Header<'_>, zone: Zone) -> Result<Steps, Refusal> {
        if let Some(statistic) = &self.statistic {
            return Err(refused(format!("the count is the `{statistic}` of several days; send each day's sum")));
        }
        let date = match &self.frame {
            Some(Frame::Interval { start, end }) => civil::day_so_far(*start, *end, zone),
            Some(Frame::PartOfDay | Frame::Instant) => None,
            None => return Err(refused("`body.effective_time_frame` is missing: of which day are the steps")),
        };
        let date = date.ok_or_else(|| {
            refused("the time frame is not a day from its beginning: steps are a day's sum so far, in the city's time")
        })?;
        if self.count.fract() != 0.0 || self.count.abs() > 1e9 {
            return Err(refused(format!("the count is {}; it is a whole number", self.count)));
        }
        // The header does not say what kind of thing it was.
        let kind = match header.modality {
            Modality::Sensed => SourceKind::Tracker,
            Modality::SelfReported => SourceKind::Paper,
        };
        let id = clip(header.source.unwrap_or("openmhealth"));
        let version = u64::try_from(header.changed.timestamp_millis()).unwrap_or_default();
        let source = StepSource { id, kind, modality: header.modality };
        Ok(Steps { date, steps: self.count as i64, source, version, complete: false })
    }
}

fn frame_of(frame: &Value, version: Version) -> Result<Frame, Refusal> {
    let place = "body.effective_time_frame.time_interval";
    let Some(interval) = frame.get("time_interval") else {
        let instant = version == Version::One && frame.get("date_time").is_some();
        return match instant {
            true => Ok(Frame::Instant),
            false => Err(refused(format!("`{place}` is missing: steps are counted over a time"))),
        };
    };
    let has = |name: &str| interval.get(name).is_some();
    if has("date") && has("part_of_day") {
        return Ok(Frame::PartOfDay);
    }
    let (start, end) = match (has("start_date_time"), has("end_date_time"), has("duration")) {
        (true, true, false) => (time(interval, place, "start_date_time")?, time(interval, place, "end_date_time")?),
        (true, false, true) => {
            let start = time(interval, place, "start_date_time")?;
            (start, start.checked_add_signed(duration(interval)?).ok_or_else(far)?)
        }
        (false, true, true) => {
            let end = time(interval, place, "end_date_time")?;
            (end.checked_sub_signed(duration(interval)?).ok_or_else(far)?, end)
        }
        _ => {
            let text = format!("`{place}` has two of `start_date_time`, `end_date_time` and `duration`");
            return Err(refused(text));
        }
    };
    Ok(Frame::Interval { start, end })
}

fn far() -> Refusal {
    refused("`duration` leads out of the calendar")
}

fn duration(interval: &Value) -> Result<TimeDelta, Refusal> {
    let of = interval.get("duration").unwrap_or(&Value::Null);
    let wrong = || refused("`duration` has a `value` and a `unit` of `sec`, `min`, `h` or `d`");
    let seconds = match of.get("unit").and_then(Value::as_str) {
        Some("sec") => 1.0,
        Some("min") => 60.0,
        Some("h") => 3_600.0,
        Some("d") => 86_400.0,
        _ => return Err(wrong()),
    };
    let value = of.get("value").and_then(Value::as_f64).ok_or_else(wrong)? * seconds;
    if value.abs() > 1e10 { Err(far()) } else { Ok(TimeDelta::seconds(value as i64)) }
}
