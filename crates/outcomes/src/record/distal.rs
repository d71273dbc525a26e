use super::column::{Cell, Column, date, flag, real, text};
use super::person::PersonRow;
use domain::Day;
use domain::event::{Checkup, CheckupValue, Event, Item, Payload, VisitKind};
use domain::resident::standing;
use std::collections::BTreeMap;

/// Somebody who takes part in a trial, with what checkups said before and a year later: outcomes that come once.
#[derive(Debug, Clone, PartialEq)]
pub struct DistalRow {
    /// Who.
    pub person: PersonRow,
    /// The first day on which they came to a checkup, of the 365 from their first day on.
    pub attended: Option<Day>,
    /// The last checkup of the two years before their first day.
    pub before: Option<Found>,
    /// The first checkup from 180 to 550 days after it: about the next of who comes once a year.
    pub after: Option<Found>,
}

/// What a checkup said, by the names that rules know.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// On which day.
    pub on: Day,
    /// Measured quantities, in the units of the specific health checkup.
    numbers: BTreeMap<&'static str, f64>,
    /// Choices, as words.
    words: BTreeMap<&'static str, String>,
}

/// How far back a checkup may lie that is one from before.
const BEFORE: i32 = 730;
/// For how long a person's coming is looked for.
const YEAR: i32 = 365;
/// From when on and until when a checkup is one from after.
const AFTER: (i32, i32) = (180, 550);

impl DistalRow {
    /// What events say of somebody, in whatever order they came; what was taken back does not count.
    pub fn of(person: PersonRow, events: &[Event]) -> Self {
        let since = person.since;
        let (mut came, mut checkups): (Vec<Day>, Vec<&Checkup>) = (Vec::new(), Vec::new());
        for event in standing(events) {
            match &event.payload {
                Payload::Visit(visit) if visit.kind == VisitKind::Checkup => came.push(Day::from_date(visit.date)),
                Payload::Checkup(checkup) => {
                    came.push(Day::from_date(checkup.date));
                    checkups.push(checkup);
                }
                _ => {}
            }
        }
        let days = |checkup: &&&Checkup| Day::from_date(checkup.date).since(since);
        let before = checkups.iter().filter(|one| (-BEFORE..0).contains(&days(one))).max_by_key(|one| one.date);
        let after = checkups.iter().filter(|one| (AFTER.0..=AFTER.1).contains(&days(one))).min_by_key(|one| one.date);
        Self {
            attended: came.into_iter().filter(|day| (0..YEAR).contains(&day.since(since))).min(),
            before: before.map(|one| Found::of(one)),
            after: after.map(|one| Found::of(one)),
            person,
        }
    }

    /// What is told of health: only of who agreed to research.
    fn told<'r, T>(&'r self, value: &'r Option<T>) -> Option<&'r T> {
        value.as_ref().filter(|_| !self.person.hides)
    }

    fn number<'r>(&'r self, found: &'r Option<Found>, name: &str) -> Cell<'r> {
        self.told(found).and_then(|found| found.numbers.get(name).copied()).into()
    }

    fn word<'r>(&'r self, found: &'r Option<Found>, name: &str) -> Cell<'r> {
        self.told(found).and_then(|found| found.words.get(name)).map(String::as_str).into()
    }
}

impl Found {
    fn of(checkup: &Checkup) -> Self {
        let (mut numbers, mut words) = (BTreeMap::new(), BTreeMap::new());
        for item in Item::ALL {
            match item.of(checkup) {
                Some(CheckupValue::Number(number)) => {
                    numbers.insert(item.name, number);
                }
                Some(CheckupValue::Word(word)) => {
                    words.insert(item.name, word);
                }
                None => {}
            }
        }
        Self { on: Day::from_date(checkup.date), numbers, words }
    }
}

/// The columns of distal outcomes, in order: what is fixed of each person, whether they came, and what was found before and
/// after.
pub const DISTAL: [Column<DistalRow>; 33] = [
    text("person", |row| Cell::Text(&row.person.person.0)),
    text("campaign", |row| Cell::Text(&row.person.campaign)),
    date("since", |row| Cell::Date(row.person.since)),
    text("version", |row| Cell::Text(&row.person.version)),
    text("experiment", |row| Cell::Text(&row.person.experiment)),
    flag("held_out", |row| row.person.held_out.map(|(is_out, _)| is_out).into()),
    real("holdout_probability", |row| row.person.held_out.map(|(_, probability)| probability).into()),
    text("arm", |row| row.person.arm.as_ref().map(|arm| arm.name.as_str()).into()),
    real("arm_probability", |row| row.person.arm.as_ref().map(|arm| arm.probability).into()),
    text("cluster", |row| row.person.cluster.as_deref().into()),
    date("step", |row| row.person.step.into()),
    flag("told", |row| Cell::Flag(!row.person.hides)),
    date("attended", |row| row.told(&row.attended).copied().into()),
    date("before_on", |row| row.told(&row.before).map(|found| found.on).into()),
    date("after_on", |row| row.told(&row.after).map(|found| found.on).into()),
    real("systolic_before", |row| row.number(&row.before, "systolic")),
    real("systolic_after", |row| row.number(&row.after, "systolic")),
    real("diastolic_before", |row| row.number(&row.before, "diastolic")),
    real("diastolic_after", |row| row.number(&row.after, "diastolic")),
    real("hba1c_before", |row| row.number(&row.before, "hba1c")),
    real("hba1c_after", |row| row.number(&row.after, "hba1c")),
    real("ldl_before", |row| row.number(&row.before, "ldl")),
    real("ldl_after", |row| row.number(&row.after, "ldl")),
    real("weight_before", |row| row.number(&row.before, "weight")),
    real("weight_after", |row| row.number(&row.after, "weight")),
    real("bmi_before", |row| row.number(&row.before, "bmi")),
    real("bmi_after", |row| row.number(&row.after, "bmi")),
    real("waist_before", |row| row.number(&row.before, "waist")),
    real("waist_after", |row| row.number(&row.after, "waist")),
    text("metabolic_before", |row| row.word(&row.before, "metabolic")),
    text("metabolic_after", |row| row.word(&row.after, "metabolic")),
    text("guidance_level_before", |row| row.word(&row.before, "guidance_level")),
    text("guidance_level_after", |row| row.word(&row.after, "guidance_level")),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::Person;
    use super::*;
    use chrono::{DateTime, Utc};

    fn event(number: usize, kind: &str, data: &str) -> Event {
        let time: DateTime<Utc> = "2026-05-01T00:00:00Z".parse().unwrap();
        Event {
            source: "test".into(),
            id: number.to_string(),
            subject: Some("p-1".parse().unwrap()),
            time: time + chrono::TimeDelta::minutes(number as i64),
            payload: Payload::parse(kind, data).unwrap(),
        }
    }

    fn checkup(date: &str, systolic: u32, level: &str) -> String {
        format!(
            r#"{{"date": "{date}", "items": [{{"code": "9A751000000000001", "value": {systolic}}},
                {{"code": "9N506000000000011", "value": "{level}"}}]}}"#
        )
    }

    #[test]
    fn the_checkups_before_and_a_year_later_are_found() {
        let kinds = [
            ("ayumi.checkup.recorded.v1", checkup("2025-06-10", 151, "2")),
            ("ayumi.checkup.recorded.v1", checkup("2023-06-10", 190, "1")),
            // What was said of the same day again replaces it.
            ("ayumi.checkup.recorded.v1", checkup("2025-06-10", 149, "2")),
            ("ayumi.checkup.recorded.v1", checkup("2026-07-01", 140, "3")),
            ("ayumi.checkup.recorded.v1", checkup("2027-05-02", 138, "3")),
            ("ayumi.visit.recorded.v1", r#"{"kind": "checkup", "date": "2026-06-30"}"#.to_owned()),
            ("ayumi.visit.recorded.v1", r#"{"kind": "class", "date": "2026-05-02"}"#.to_owned()),
        ];
        let events: Vec<Event> =
            kinds.iter().enumerate().map(|(number, (kind, data))| event(number, kind, data)).collect();
        let person = PersonRow {
            person: Person("p-1".into()),
            campaign: "walk".into(),
            since: Day::from_date("2026-04-01".parse().unwrap()),
            version: "v".into(),
            experiment: "e".into(),
            stated: None,
            held_out: None,
            arm: None,
            cluster: None,
            step: None,
            before_sum: 0,
            before_days: 0,
            hides: false,
            weeks: Vec::new(),
        };
        let told = |row: &DistalRow, name: &str| {
            let column = DISTAL.iter().find(|column| column.name == name).unwrap();
            (column.of)(row).text()
        };
        let row = DistalRow::of(person.clone(), &events);
        let names = ["attended", "before_on", "after_on", "systolic_before", "systolic_after", "guidance_level_before"];
        assert_eq!(
            names.map(|name| told(&row, name)),
            ["2026-06-30", "2025-06-10", "2027-05-02", "149", "138", "motivational"]
        );
        assert_eq!(told(&row, "hba1c_after"), "", "what was not measured is not zero");
        let reversed: Vec<Event> = events.iter().rev().cloned().collect();
        assert_eq!(DistalRow::of(person.clone(), &reversed), row, "in whatever order they came");
        let hidden = DistalRow::of(PersonRow { hides: true, ..person }, &events);
        assert!(names.iter().all(|name| told(&hidden, name).is_empty()), "only of who agreed to research");
    }
}
