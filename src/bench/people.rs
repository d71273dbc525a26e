//! A city that is made up: the same people, days and steps in every run.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use std::fmt::Write as _;

/// Days of steps that everyone has before anything is measured.
pub(super) const HISTORY: i64 = 28;

/// The people of one city.
#[derive(Debug, Clone, Copy)]
pub(super) struct People {
    /// The city's code.
    pub(super) city: &'static str,
    /// How many people.
    pub(super) count: usize,
    /// How many times today's steps will be told, each time more.
    pub(super) passes: usize,
    /// When the run began.
    pub(super) now: DateTime<Utc>,
}

impl People {
    /// Everything that happened until yesterday, as bodies of CloudEvents batches, a group of people each.
    pub(super) fn history(self) -> impl Iterator<Item = Vec<u8>> {
        let group = 1000 / (HISTORY as usize + 4);
        (0..self.count).step_by(group).map(move |first| {
            let people = first..(first + group).min(self.count);
            array(people.flat_map(|person| self.life(person)))
        })
    }

    /// One telling of today's steps: bodies of `size` events, of as many people.
    pub(super) fn today(self, pass: usize, size: usize) -> Vec<Vec<u8>> {
        let starts = (0..self.count).step_by(size);
        starts
            .map(|first| array((first..(first + size).min(self.count)).map(|person| self.told(person, pass))))
            .collect()
    }

    /// One person's steps of today as they are told in a pass.
    pub(super) fn told(self, person: usize, pass: usize) -> String {
        let so_far = self.walked(person, 0) * (pass as u64 + 1) / self.passes as u64;
        self.steps(person, 0, so_far, pass + 1)
    }

    /// One person's steps of today when they are told again and again, each time a few more.
    pub(super) fn grown(self, person: usize, told: usize) -> String {
        self.steps(person, 0, self.walked(person, 0) + 40 * told as u64, told + 1)
    }

    /// Everybody with a number of steps of their own for today, as bodies and how many events each has.
    pub(super) fn with_a_number_each(self) -> impl Iterator<Item = (Vec<u8>, usize)> {
        let group = 200;
        (0..self.count).step_by(group).map(move |first| {
            let people = first..(first + group).min(self.count);
            let one = |person| self.joins(person).into_iter().chain([self.steps(person, 0, person as u64 + 1, 1)]);
            let events: Vec<String> = people.flat_map(one).collect();
            let count = events.len();
            (array(events.into_iter()), count)
        })
    }

    fn life(self, person: usize) -> Vec<String> {
        let since = self.day(HISTORY);
        let target = 4000 + 500 * (chance(person, 2) % 9);
        let goal = format!(r#"{{"metric":"steps_per_day","target":{target},"from":"{since}"}}"#);
        let mut events = self.joins(person);
        events.push(self.event(person, "goal.set", "start-goal.set", &goal));
        events.extend((1..=HISTORY).rev().map(|ago| self.steps(person, ago, self.walked(person, ago), 1)));
        events
    }

    fn joins(self, person: usize) -> Vec<String> {
        let kind = |name: &str, data: &str| self.event(person, name, &format!("start-{name}"), data);
        let birth_year = 1936 + chance(person, 1) % 50;
        vec![
            kind(
                "resident.enrolled",
                &format!(
                    r#"{{"birth_year":{birth_year},"sex":"female","district":"中央","language":"ja","reach":["line"]}}"#
                ),
            ),
            kind(
                "consent.given",
                r#"{"purpose":"engagement","categories":["steps"],"text_version":"2026-04","via":"line"}"#,
            ),
            kind("channel.linked", &format!(r#"{{"channel":"line","address":"U{person:032x}"}}"#)),
        ]
    }

    fn steps(self, person: usize, ago: i64, steps: u64, version: usize) -> String {
        let date = self.day(ago);
        let data = format!(
            r#"{{"date":"{date}","steps":{steps},"source":{{"id":"phone-{person}","kind":"phone","modality":"sensed"}},"version":{version}}}"#
        );
        self.event(person, "steps.recorded", &format!("{date}-{version}"), &data)
    }

    fn event(self, person: usize, kind: &str, id: &str, data: &str) -> String {
        let time = (self.now - TimeDelta::minutes(1)).format("%Y-%m-%dT%H:%M:%SZ");
        format!(
            r#"{{"specversion":"1.0","id":"p{person:05}-{id}","source":"/{city}/phones","subject":"p{person:05}","type":"ayumi.{kind}.v1","time":"{time}","data":{data}}}"#,
            city = self.city
        )
    }

    /// What a person walks on a day: around a habit of their own.
    pub(super) fn walked(self, person: usize, ago: i64) -> u64 {
        let habit = 2500 + chance(person, 3) % 6000;
        habit / 2 + chance(person, 100 + ago.unsigned_abs()) % habit
    }

    /// The day so many days ago.
    pub(super) fn day(self, ago: i64) -> NaiveDate {
        let tokyo = FixedOffset::east_opt(9 * 3600).map(|zone| self.now.with_timezone(&zone).date_naive());
        tokyo.unwrap_or_default() - TimeDelta::days(ago)
    }
}

/// A batch of events as a body.
pub(super) fn array(events: impl Iterator<Item = String>) -> Vec<u8> {
    let mut body = String::from("[");
    for (place, event) in events.enumerate() {
        _ = write!(body, "{}{event}", if place == 0 { "" } else { "," });
    }
    body.push(']');
    body.into_bytes()
}

/// A number that looks thrown and is always the same (splitmix64).
pub(super) fn chance(person: usize, what: u64) -> u64 {
    let mut z =
        (person as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(what.wrapping_mul(0xd1b5_4a32_d192_ed03));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) >> 8
}
