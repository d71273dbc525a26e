use super::{World, turns};
use crate::demo::door::about;
use crate::demo::people::Person;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// The first morning: a table at the hall where people sign up. Channels first, then the
/// consent, then the enrolment that begins everything.
pub(crate) fn beginning(world: World<'_>) -> Vec<Value> {
    let mut events = Vec::new();
    for (place, person) in world.people.iter().enumerate() {
        let signed = world.calendar.at(0, "9:00") + TimeDelta::seconds(i64::try_from(place).unwrap_or(0) * 50);
        if person.id != turns::LINKED_LATE
            && let Some(address) = person.address()
        {
            let data = json!({ "channel": person.reach.as_str(), "address": address });
            events.push(about(&person.id, "channel.linked", "link", signed, data));
        }
        if person.consents() {
            let data = json!({
                "purpose": "engagement", "categories": ["steps", "notebook", "forecast"],
                "text_version": "2026-04", "via": "counter",
            });
            events.push(about(&person.id, "consent.given", "consent", signed, data));
        }
        let data = json!({
            "birth_year": person.birth_year(world.calendar), "sex": person.sex, "district": person.district,
            "language": person.language, "reach": [person.reach.as_str()],
        });
        events.push(about(&person.id, "resident.enrolled", "enrolled", signed, data));
        if person.consents() {
            // At the next table, everyone joins the race of the districts.
            let data = json!({ "challenge": "district_walk", "team": person.district });
            events.push(about(&person.id, "challenge.joined", "joined", signed + TimeDelta::seconds(20), data));
        }
        if let Some(goal) = person.goal {
            events.push(agreed_goal(world, person, goal, 0, "9:00"));
        }
    }
    events
}

/// A goal that a resident and the staff agreed on.
fn agreed_goal(world: World<'_>, person: &Person, goal: i64, day: usize, clock: &str) -> Value {
    let date = world.calendar.date(day);
    let data = json!({ "metric": "steps_per_day", "target": goal, "from": date });
    about(&person.id, "goal.set", &format!("goal:{date}"), world.calendar.at(day, clock), data)
}
