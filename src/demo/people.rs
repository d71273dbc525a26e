//! Who lives in the demo's Arao: invented people, each walking a real person's steps.

use super::calendar::Calendar;
use crate::phone::Resident;
use anyhow::Context;
use chrono::Datelike;
use domain::chance;
use domain::event::ChannelKind;
use serde::Deserialize;
use std::path::Path;

/// One line of `demo/people.csv`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Person {
    /// The resident's id, and the walker's in the step files.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) age: i32,
    pub(super) sex: String,
    pub(super) district: String,
    pub(super) language: String,
    pub(super) reach: ChannelKind,
    /// A goal agreed on at the first visit; the others get one suggested after a week.
    pub(super) goal: Option<i64>,
    /// On what share of the days they write in the notebook.
    pub(super) notebook: f64,
    /// What share of the questions they answer.
    pub(super) answers: f64,
    pub(super) sync: Sync,
    pub(super) note: String,
}

/// When a person's steps arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sync {
    /// At noon, in the late afternoon and at night.
    Day,
    /// At night only.
    Evening,
    /// Once a week, by a reader at the hall or a sheet that staff key in.
    Weekly,
}

pub(super) fn read(root: &Path) -> anyhow::Result<Vec<Person>> {
    let path = root.join("demo").join("people.csv");
    let mut reader = csv::Reader::from_path(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    let people = reader.deserialize().collect::<Result<_, _>>();
    people.with_context(|| format!("`{}` is not as the demo needs it", path.display()))
}

impl Person {
    /// Whether the resident has agreed to take part.
    pub(super) fn consents(&self) -> bool {
        self.id != "u22"
    }

    /// The LINE user id or telephone number; none for those reached on paper. The numbers
    /// are of a range that is given to nobody.
    pub(super) fn address(&self) -> Option<String> {
        match self.reach {
            ChannelKind::Line => Some(format!("U{:032x}", chance::digest("demo-line", &[&self.id]))),
            ChannelKind::Sms => {
                let number: String = self.id.chars().filter(char::is_ascii_digit).collect();
                Some(format!("+8190000000{number:0>2}"))
            }
            ChannelKind::Paper => None,
        }
    }

    pub(super) fn birth_year(&self, calendar: &Calendar) -> i32 {
        calendar.date(0).year() - self.age
    }

    /// The family name, as a letter would begin.
    pub(super) fn family_name(&self) -> &str {
        self.name.split([' ', '・']).next().unwrap_or(&self.name)
    }

    /// How the phone's page shows them.
    pub(super) fn on_the_page(&self) -> Resident {
        let way = match self.reach {
            ChannelKind::Line => "LINE",
            ChannelKind::Sms => "SMS",
            ChannelKind::Paper => "紙",
        };
        Resident {
            label: format!("{}さん({})・{way}", self.name, self.age),
            line_user: self.address().filter(|_| self.reach == ChannelKind::Line),
            phone_number: self.address().filter(|_| self.reach == ChannelKind::Sms),
            note: format!("{}・{}地区。{}", self.id, self.district, self.note),
        }
    }

    /// Whether something comes true for this person on a day, with a probability; the same
    /// every time the demo is run.
    pub(super) fn happens(&self, what: &str, day: usize, probability: f64) -> bool {
        self.number(what, day) < probability
    }

    /// A number in [0, 1) for this person, a day and a question.
    pub(super) fn number(&self, what: &str, day: usize) -> f64 {
        chance::number("arao-demo", &self.id, &format!("{what}:{day}"))
    }
}
