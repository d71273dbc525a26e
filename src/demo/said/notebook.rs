use super::World;
use crate::demo::door::about;
use crate::demo::people::Person;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// What people wrote down this morning, between half past six and half past seven.
pub(crate) fn notebook(world: World<'_>, day: usize) -> Vec<Value> {
    if day == 0 {
        return Vec::new();
    }
    world.people.iter().filter(|person| writes(person, day)).map(|person| entry(world, person, day)).collect()
}

/// Most days, with weeks in which it slips.
fn writes(person: &Person, day: usize) -> bool {
    let slips = person.notebook < 0.9 && person.happens("a week without", day / 6, 0.25);
    !slips && person.happens("notebook", day, person.notebook)
}

fn entry(world: World<'_>, person: &Person, day: usize) -> Value {
    let minutes = (person.number("when", day) * 55.0) as i64;
    let at = world.calendar.at(day, "6:30") + TimeDelta::minutes(minutes);
    let some = person.number("how", day);
    let mut data = match (person.number("what", day) * 4.0) as u8 {
        0 => {
            json!({ "kind": "weight", "weight_kg": (500.0 + person.number("weight", 0) * 200.0 + some * 8.0).round() / 10.0 })
        }
        1 => {
            let upper = 118 + (some * 24.0) as i64;
            json!({ "kind": "blood_pressure", "systolic_mmhg": upper, "diastolic_mmhg": upper - 48 })
        }
        2 => json!({ "kind": "sleep", "hours": (55.0 + some * 25.0).round() / 10.0 }),
        _ => json!({ "kind": "mood", "score": 3 + (some * 3.0) as i64 }),
    };
    if let Some(data) = data.as_object_mut() {
        data.insert("at".to_owned(), json!(at));
    }
    about(&person.id, "notebook.entry", &format!("notebook:{}", world.calendar.date(day)), at, data)
}
