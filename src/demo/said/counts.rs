use super::{World, turns};
use crate::demo::calendar::DAYS;
use crate::demo::door::about;
use crate::demo::people::{Person, Sync};
use serde_json::{Value, json};

/// The bands' first word of the day.
pub(crate) fn at_noon(world: World<'_>, day: usize) -> Vec<Value> {
    let mut events = partial(world, day, "12:00", 12, 1);
    if day == turns::LATE_DAYS.end {
        events.extend(late(world, day));
    }
    events.extend(recount(world, day));
    events
}

/// The bands' word of the late afternoon.
pub(crate) fn on_the_way(world: World<'_>, day: usize) -> Vec<Value> {
    partial(world, day, "17:10", 17, 2)
}

/// The day's total.
pub(crate) fn at_night(world: World<'_>, day: usize) -> Vec<Value> {
    let here = world.people.iter().filter(|person| person.sync != Sync::Weekly && !is_out(person, day));
    here.filter_map(|person| steps(world, person, day, world.steps.total(&person.id, day)?, 3, day, "21:00")).collect()
}

/// Once a week: the reader at the hall, and the sheets that staff key in.
pub(crate) fn in_the_afternoon(world: World<'_>, day: usize) -> Vec<Value> {
    if day % 7 != 6 && day + 1 != DAYS {
        return Vec::new();
    }
    let week = day - day % 7..=day;
    let weekly = world.people.iter().filter(|person| person.sync == Sync::Weekly);
    weekly
        .flat_map(|person| week.clone().map(move |of| (person, of)))
        .filter_map(|(person, of)| steps(world, person, of, world.steps.total(&person.id, of)?, 1, day, "14:00"))
        .collect()
}

fn partial(world: World<'_>, day: usize, clock: &str, hour: u32, version: u64) -> Vec<Value> {
    let here = world.people.iter().filter(|person| person.sync == Sync::Day && !is_out(person, day));
    here.filter_map(|person| {
        let sum = world.steps.until(&person.id, day, hour)?;
        steps(world, person, day, sum, version, day, clock)
    })
    .collect()
}

/// Three days that a band had kept to itself, the newest first and the old versions last.
fn late(world: World<'_>, now: usize) -> Vec<Value> {
    let Some(person) = world.person(turns::SYNCS_LATE) else { return Vec::new() };
    let mut events = Vec::new();
    for day in turns::LATE_DAYS.rev() {
        events
            .extend(world.steps.total(&person.id, day).and_then(|sum| steps(world, person, day, sum, 3, now, "12:00")));
        let noon = world.steps.until(&person.id, day, 12);
        events.extend(noon.and_then(|sum| steps(world, person, day, sum, 1, now, "12:00")));
    }
    events
}

/// A day counted again the next noon: the points follow.
fn recount(world: World<'_>, day: usize) -> Option<Value> {
    let (id, of, hour) = turns::RECOUNTED;
    let person = world.person(id).filter(|_| day == of + 1)?;
    let sum = world.steps.until(id, of, hour)?;
    steps(world, person, of, sum, 4, day, "12:00")
}

fn is_out(person: &Person, day: usize) -> bool {
    person.id == turns::SYNCS_LATE && turns::LATE_DAYS.contains(&day)
}

/// Steps of one day, said on another.
fn steps(
    world: World<'_>,
    person: &Person,
    of: usize,
    sum: i64,
    version: u64,
    said: usize,
    clock: &str,
) -> Option<Value> {
    let date = world.calendar.date(of);
    let (kind, modality) = match (person.sync, person.id.as_str()) {
        (Sync::Weekly, turns::KEEPS_A_SHEET) => ("paper", "self_reported"),
        (Sync::Weekly, _) => ("pedometer_reader", "sensed"),
        _ => ("tracker", "sensed"),
    };
    let source = json!({ "id": format!("{kind}-{}", person.id), "kind": kind, "modality": modality });
    let data = json!({ "date": date, "steps": sum, "source": source, "version": version });
    let id = format!("steps:{date}:{version}");
    Some(about(&person.id, "steps.recorded", &id, world.calendar.at(said, clock), data))
}
