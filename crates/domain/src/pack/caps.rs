use crate::time::Day;
use serde::{Deserialize, Serialize};

/// The most messages a resident gets. A week is seven days in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Caps {
    /// In one civil day.
    pub per_day: Option<u32>,
    /// In seven civil days.
    pub per_week: Option<u32>,
}

/// How many messages a resident may have, and in which span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    /// On a civil day.
    PerDay(u32),
    /// On seven civil days in a row.
    PerWeek(u32),
}

impl Caps {
    /// The cap that one more message on a day would break.
    pub fn reached(&self, day: Day, said: impl Iterator<Item = Day> + Clone) -> Option<Cap> {
        let count = |from: Day| said.clone().filter(|known| (from..=day).contains(known)).count();
        if let Some(most) = self.per_day.filter(|most| count(day) >= *most as usize) {
            return Some(Cap::PerDay(most));
        }
        let most = self.per_week.filter(|most| count(day.plus(-6)) >= *most as usize)?;
        Some(Cap::PerWeek(most))
    }
}
