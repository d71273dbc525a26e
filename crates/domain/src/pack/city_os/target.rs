//! What entities can become: the events, and the fields of their data.
//!
//! Consent, addresses, forecasts and checkups are not among them: a broker for the city's open data
//! is no place for them (they come by their own doors).

/// A type of event that the table can make.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The event's type.
    pub event: &'static str,
    /// The fields of its data.
    pub fields: &'static [Field],
    /// Whether it is about a resident.
    pub is_personal: bool,
}

/// A field of an event's data.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its place in the data: names joined by dots.
    pub path: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether the table must say where it comes from.
    pub is_needed: bool,
    /// Whether it is what was measured: a row is not asked about an entity that has none of these.
    pub is_measure: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number.
    Whole,
    /// A number, in a unit that the broker may name by one of these.
    Number(&'static [&'static str]),
    /// A whole number, in a unit that the broker may name by one of these.
    Count(&'static [&'static str]),
    /// A civil day.
    Date,
    /// An instant.
    Instant,
}

impl Target {
    /// Every type of event that the table can make.
    pub const ALL: &'static [Self] = &[STEPS, GOAL, NOTEBOOK, VISIT, ALERT];

    /// The one of a type of event.
    pub fn of(event: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|target| target.event == event)
    }

    /// A field by its place.
    pub fn field(&self, path: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.path == path)
    }
}

const STEPS: Target = Target {
    event: "ayumi.steps.recorded.v1",
    fields: &[
        need("date", FieldKind::Date),
        measure("steps", FieldKind::Count(&["C62"])).needed(),
        need("source.id", FieldKind::Text),
        need("source.kind", FieldKind::Choice(&["phone", "tracker", "pedometer_reader", "paper"])),
        need("source.modality", FieldKind::Choice(&["sensed", "self_reported"])),
        may("version", FieldKind::Whole),
    ],
    is_personal: true,
};

const GOAL: Target = Target {
    event: "ayumi.goal.set.v1",
    fields: &[
        need("metric", FieldKind::Choice(&["steps_per_day", "notebook_days_per_week"])),
        measure("target", FieldKind::Whole).needed(),
        need("from", FieldKind::Date),
        may("until", FieldKind::Date),
    ],
    is_personal: true,
};

/// Units by the names that UN/CEFACT (NGSI's `unitCode`) and people give them.
const KILOGRAM: FieldKind = FieldKind::Number(&["KGM", "kg"]);
const MMHG: FieldKind = FieldKind::Count(&["HN", "mmHg", "mm[Hg]"]);

const NOTEBOOK: Target = Target {
    event: "ayumi.notebook.entry.v1",
    fields: &[
        need("kind", FieldKind::Choice(&["weight", "blood_pressure", "meal", "sleep", "mood", "symptom", "note"])),
        may("at", FieldKind::Instant),
        measure("weight_kg", KILOGRAM),
        measure("systolic_mmhg", MMHG),
        measure("diastolic_mmhg", MMHG),
        measure("hours", FieldKind::Number(&["HUR", "h"])),
        measure("score", FieldKind::Whole),
        measure("text", FieldKind::Text),
    ],
    is_personal: true,
};

const VISIT: Target = Target {
    event: "ayumi.visit.recorded.v1",
    fields: &[
        need("kind", FieldKind::Choice(&["checkup", "screening", "event", "class"])),
        may("place", FieldKind::Text),
        need("date", FieldKind::Date),
    ],
    is_personal: true,
};

const ALERT: Target = Target {
    event: "ayumi.environment.alert.v1",
    fields: &[
        need("kind", FieldKind::Choice(&["heat", "disaster"])),
        need("area", FieldKind::Text),
        need("from", FieldKind::Instant),
        need("until", FieldKind::Instant),
    ],
    is_personal: false,
};

const fn need(path: &'static str, kind: FieldKind) -> Field {
    may(path, kind).needed()
}

const fn may(path: &'static str, kind: FieldKind) -> Field {
    Field { path, kind, is_needed: false, is_measure: false }
}

const fn measure(path: &'static str, kind: FieldKind) -> Field {
    Field { is_measure: true, ..may(path, kind) }
}

impl Field {
    const fn needed(self) -> Self {
        Self { is_needed: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::event::Payload;
    use serde_json::{Value, json};

    fn sample(event: &str) -> Value {
        match event {
            "ayumi.steps.recorded.v1" => json!({"date": "2026-11-21", "steps": 1, "version": 1,
                "source": {"id": "a", "kind": "phone", "modality": "sensed"}}),
            "ayumi.goal.set.v1" => {
                json!({"metric": "steps_per_day", "target": 5, "from": "2026-11-01", "until": "2026-11-30"})
            }
            "ayumi.notebook.entry.v1" => json!({"kind": "note", "at": "2026-11-21T07:10:00+09:00", "weight_kg": 61.5,
                "systolic_mmhg": 132, "diastolic_mmhg": 84, "hours": 7.5, "score": 3, "text": "散歩"}),
            "ayumi.visit.recorded.v1" => json!({"kind": "class", "place": "ホール", "date": "2026-11-20"}),
            "ayumi.environment.alert.v1" => json!({"kind": "heat", "area": "荒尾第一",
                "from": "2026-08-03T00:00:00+09:00", "until": "2026-08-03T21:00:00+09:00"}),
            other => panic!("{other} has no sample"),
        }
    }

    fn leaves(value: &Value, before: &str, found: &mut Vec<String>) {
        for (name, value) in value.as_object().unwrap() {
            let path = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
            if value.is_object() { leaves(value, &path, found) } else { found.push(path) }
        }
    }

    #[test]
    fn the_fields_are_those_of_the_events() {
        for target in Target::ALL {
            let whole = sample(target.event);
            Payload::parse(target.event, &whole.to_string()).unwrap();
            let mut found = Vec::new();
            leaves(&whole, "", &mut found);
            let mut listed: Vec<&str> = target.fields.iter().map(|field| field.path).collect();
            found.sort();
            listed.sort_unstable();
            assert_eq!(listed, found, "{}", target.event);
            for field in target.fields {
                let FieldKind::Choice(words) = field.kind else { continue };
                for word in words {
                    let mut said = whole.clone();
                    let pointer = format!("/{}", field.path.replace('.', "/"));
                    *said.pointer_mut(&pointer).unwrap() = json!(word);
                    Payload::parse(target.event, &said.to_string())
                        .unwrap_or_else(|refusal| panic!("{} {}: {refusal}", target.event, field.path));
                }
            }
        }
    }
}
