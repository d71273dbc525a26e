//! Decision points to come: the next occurrence of each, so that an index finds what is due
//! and the population is never scanned.

use super::{Decision, Due};
use crate::pack::{Campaign, DecisionPoint, Entry, Ruleset};
use crate::time::{Day, Zone};
use chrono::{DateTime, Datelike, TimeDelta, Utc};

/// The first occurrence of every decision point of every open campaign.
pub(super) fn begin(ruleset: &Ruleset, now: DateTime<Utc>, decision: &mut Decision) {
    for (name, campaign) in &ruleset.campaigns {
        if campaign.who.entry == Entry::Open {
            begin_campaign(name, campaign, ruleset.city.zone, now, false, decision);
        }
    }
}

/// The first occurrence of every decision point of one campaign.
pub(super) fn begin_campaign(
    name: &str,
    campaign: &Campaign,
    zone: Zone,
    now: DateTime<Utc>,
    sensitive: bool,
    decision: &mut Decision,
) {
    for (point, settings) in &campaign.decision_points {
        let (at, day) = next(settings, zone, now);
        decision.due.push(Due { campaign: name.to_owned(), point: point.clone(), at, day, once: false, sensitive });
    }
}

/// The occurrence after one that has come. What was missed in a short stop is made up one
/// by one, so that every decision point is accounted for; after a week it is let go.
pub(super) fn follow(campaign: &Campaign, due: &Due, zone: Zone, now: DateTime<Utc>, decision: &mut Decision) {
    let Some(settings) = campaign.decision_points.get(&due.point) else {
        return;
    };
    let from = due.at.max(now - TimeDelta::days(7));
    let (at, day) = next(settings, zone, from);
    decision.due.push(Due { at, day, ..due.clone() });
}

impl Ruleset {
    /// The next occurrence after an instant of every decision point of open campaigns: what
    /// publishing enters for residents already there.
    pub fn first_occurrences(&self, now: DateTime<Utc>) -> Vec<Due> {
        let mut decision = Decision::default();
        begin(self, now, &mut decision);
        decision.due
    }
}

/// The first occurrence strictly after an instant.
fn next(point: &DecisionPoint, zone: Zone, after: DateTime<Utc>) -> (DateTime<Utc>, Day) {
    let today = zone.day(after);
    for days in 0..=8 {
        let day = today.plus(days);
        let at = zone.instant(day, point.at);
        if at > after && point.days.contains(&day.date().weekday()) {
            return (at, day);
        }
    }
    // `days` is never empty, so one of eight days fits; a day ahead is the safe answer.
    (after + TimeDelta::days(1), today.plus(1))
}
