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
        if let Some((at, day)) = next(settings, campaign, zone, now) {
            let (campaign, point) = (name.to_owned(), point.clone());
            decision.due.push(Due { campaign, point, at, day, once: false, sensitive });
        }
    }
}

/// How far back decision points that a stop made late are made up.
pub(super) const MADE_UP: TimeDelta = TimeDelta::days(7);

/// The occurrence after one that has come. What was missed in a short stop is made up one
/// by one, so that every decision point is accounted for; after a week it is let go.
pub(super) fn follow(campaign: &Campaign, due: &Due, zone: Zone, now: DateTime<Utc>, decision: &mut Decision) {
    let Some(settings) = campaign.decision_points.get(&due.point) else {
        return;
    };
    let from = due.at.max(now - MADE_UP);
    if let Some((at, day)) = next(settings, campaign, zone, from) {
        decision.due.push(Due { at, day, ..due.clone() });
    }
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

impl Ruleset {
    /// The next occurrence after an instant of every decision point of one campaign: what entry into it enters.
    pub fn first_occurrences_of(&self, campaign: &str, now: DateTime<Utc>, sensitive: bool) -> Vec<Due> {
        let mut decision = Decision::default();
        if let Some(settings) = self.campaigns.get(campaign) {
            begin_campaign(campaign, settings, self.city.zone, now, sensitive, &mut decision);
        }
        decision.due
    }
}

/// The first occurrence strictly after an instant, `None` when the campaign ends before.
fn next(point: &DecisionPoint, campaign: &Campaign, zone: Zone, after: DateTime<Utc>) -> Option<(DateTime<Utc>, Day)> {
    let first = zone.day(after).max(campaign.period.from);
    // `days` is never empty, so one of eight days fits.
    (0..=8)
        .map(|days| first.plus(days))
        .filter(|day| campaign.period.contains(*day) && point.days.contains(&day.date().weekday()))
        .map(|day| (zone.instant(day, point.at), day))
        .find(|(at, _)| *at > after)
}
