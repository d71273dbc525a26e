//! The step files: real days and hours of 33 people.

use super::calendar::DAYS;
use anyhow::Context;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::path::Path;

/// Steps by person and day, the day counted from 0.
#[derive(Debug, Default)]
pub(super) struct Steps {
    days: HashMap<(String, usize), i64>,
    hours: HashMap<(String, usize), Vec<(u32, i64)>>,
}

#[derive(Deserialize)]
struct DayRow {
    user_id: String,
    date: NaiveDate,
    steps: i64,
}

#[derive(Deserialize)]
struct HourRow {
    user_id: String,
    date: NaiveDate,
    hour: u32,
    steps: i64,
}

impl Steps {
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let folder = root.join("demo").join("steps");
        let days: Vec<DayRow> = rows(&folder.join("fitabase_daily.csv"))?;
        let first = days.iter().map(|row| row.date).min().context("the demo's step file is empty")?;
        let place = |date: NaiveDate| usize::try_from((date - first).num_days()).ok().filter(|day| *day < DAYS);
        let mut steps = Self::default();
        for row in days {
            if let Some(day) = place(row.date) {
                steps.days.insert((row.user_id, day), row.steps);
            }
        }
        for row in rows::<HourRow>(&folder.join("fitabase_hourly_steps.csv"))? {
            if let Some(day) = place(row.date) {
                steps.hours.entry((row.user_id, day)).or_default().push((row.hour, row.steps));
            }
        }
        Ok(steps)
    }

    /// The whole day's.
    pub(super) fn total(&self, person: &str, day: usize) -> Option<i64> {
        self.days.get(&(person.to_owned(), day)).copied()
    }

    /// Those before a full hour; none on a day without hours in the data.
    pub(super) fn until(&self, person: &str, day: usize, hour: u32) -> Option<i64> {
        let hours = self.hours.get(&(person.to_owned(), day))?;
        let sum = hours.iter().filter(|known| known.0 < hour).map(|known| known.1).sum::<i64>();
        // Both files count the same device; where they differ, the day's total is right.
        Some(sum.min(self.total(person, day)?))
    }
}

fn rows<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let mut reader = csv::Reader::from_path(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    let rows = reader.deserialize().collect::<Result<_, _>>();
    rows.with_context(|| format!("`{}` is not as the demo needs it", path.display()))
}
