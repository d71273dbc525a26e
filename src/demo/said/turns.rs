//! The turns of the story: what happens to one person on one day. Days count from 0.

use super::World;
use crate::demo::door::{CITY, about, city_wide};
use chrono::Datelike;
use serde_json::{Value, json};
use std::ops::Range;

/// Signs up by paper, and links LINE on the fifth day only.
pub(crate) const LINKED_LATE: &str = "u19";
/// Their band keeps three days to itself.
pub(super) const SYNCS_LATE: &str = "u27";
/// Those days; at the end of the last they come.
pub(super) const LATE_DAYS: Range<usize> = 12..15;
/// Who, which day, and the hour until which its steps count when it is counted again: those of the
/// evening go, and with them the goal.
pub(super) const RECOUNTED: (&str, usize, u32) = ("u10", 3, 19);
/// Writes the steps on a sheet of paper.
pub(super) const KEEPS_A_SHEET: &str = "u32";

/// What a day's morning brings.
pub(crate) fn turns(world: World<'_>, day: usize) -> Vec<Value> {
    let at = world.calendar.at(day, "9:30");
    let mut events = Vec::new();
    if let Some(person) = world.person(LINKED_LATE).filter(|_| day == 4)
        && let Some(address) = person.address()
    {
        let data = json!({ "channel": "line", "address": address });
        events.push(about(&person.id, "channel.linked", "link", at, data));
    }
    if day == 17 {
        let data = json!({ "purpose": "engagement", "categories": [], "text_version": "2026-04", "via": "counter" });
        events.push(about("u21", "consent.withdrawn", "consent-withdrawn", at, data));
    }
    if day == 24 {
        // What threatens depends on the season that the demo is run in.
        let summer = (5..=9).contains(&world.calendar.date(day).month());
        let data = json!({
            "kind": if summer { "heat" } else { "disaster" }, "area": CITY,
            "from": world.calendar.at(day, "11:00"), "until": world.calendar.at(day, "19:00"),
        });
        events.push(city_wide("environment.alert", &format!("alert:{}", world.calendar.date(day)), at, data));
    }
    events
}
