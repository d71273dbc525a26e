//! Weeks of people in trials, closed as rows of decision points are.

use super::SOME;
use crate::Error;
use crate::Sql;
use crate::store::{ClosedWeek, OpenWeek, Store};
use chrono::{DateTime, NaiveTime, Utc};
use domain::event::{Event, Payload, Purpose, Reply};
use domain::trial::{Week, WeekDays, baseline};
use domain::{CityCode, Day, ResidentId, Ruleset};
use std::collections::HashMap;

/// Closes some weeks whose time has come. Gives at how many it looked, and nothing once there is no more to do now.
pub(super) async fn close_some(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    ruleset: &Ruleset,
    now: DateTime<Utc>,
) -> Result<Option<usize>, Error> {
    let zone = ruleset.city.zone;
    let open = store.weeks_to_close(city, zone.day(now), SOME).await?;
    if open.is_empty() {
        return Ok(None);
    }
    // A campaign that is gone has no days any more.
    let days = |open: &OpenWeek, week: u32| {
        WeekDays::of(open.since, week, ruleset.campaigns.get(&open.campaign)?, &ruleset.city)
    };
    let weeks: Vec<(&OpenWeek, Option<WeekDays>)> = open.iter().map(|open| (open, days(open, open.week))).collect();
    let mut since: HashMap<&ResidentId, DateTime<Utc>> = HashMap::new();
    for (open, week) in &weeks {
        let Some(week) = week else { continue };
        let from = zone.instant(week.first, NaiveTime::MIN);
        let known = since.entry(&open.resident).or_insert(from);
        *known = from.min(*known);
    }
    let residents = store.residents(city, open.iter().map(|open| &open.resident)).await?;
    let heard = store.heard_since(city, &since).await?;
    let within: Vec<(&OpenWeek, Day, Day)> =
        weeks.iter().filter_map(|(open, week)| Some((*open, week.as_ref()?.first, week.as_ref()?.last))).collect();
    let mut left = store.left_between(city, &within).await?.into_iter();
    let closed = weeks.iter().map(|(open, week)| {
        let known = residents.get(&open.resident).cloned().unwrap_or_default();
        let messages = if week.is_some() { left.next().unwrap_or_default() } else { 0 };
        // Of whoever withdrew, nothing is used from then on.
        let agrees = known.snapshot.consents_to(Purpose::Engagement);
        let held = week.as_ref().filter(|_| agrees).map(|WeekDays { first, last, .. }| {
            let events = heard.get(&open.resident).map(Vec::as_slice).unwrap_or_default();
            let answered = events.iter().filter(|event| is_answer(event)).map(|event| zone.day(event.time)).collect();
            Week::of(&known.snapshot, &answered, &ruleset.city, *first, *last)
        });
        let closes = days(open, open.week.saturating_add(1)).map(|next| next.closes);
        let is_first = open.week == 0 && held.is_some();
        let before = is_first.then(|| baseline(&known.snapshot, &ruleset.city, open.since));
        ClosedWeek { open, rev: known.rev, week: held, messages, before, closes }
    });
    let closed: Vec<ClosedWeek<'_>> = closed.collect();
    let done = store.at_once(async || store.close_weeks(city, &closed, now).await).await?;
    Ok((done > 0).then_some(open.len()))
}

fn is_answer(event: &Event) -> bool {
    matches!(&event.payload, Payload::Reply(reply) if reply.action != Reply::STOP)
}
