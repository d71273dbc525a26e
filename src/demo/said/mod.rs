//! What the city's systems and the residents' devices say on a day, as events.

mod beginning;
mod counts;
mod forecasts;
mod notebook;
mod turns;

pub(super) use beginning::beginning;
pub(super) use counts::{at_night, at_noon, in_the_afternoon, on_the_way};
pub(super) use forecasts::forecasts;
pub(super) use notebook::notebook;
pub(super) use turns::turns;

use super::calendar::Calendar;
use super::people::Person;
use super::steps::Steps;

/// What all of them look at.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) people: &'a [Person],
    pub(super) steps: &'a Steps,
    pub(super) calendar: &'a Calendar,
}

impl<'a> World<'a> {
    fn person(&self, id: &str) -> Option<&'a Person> {
        self.people.iter().find(|person| person.id == id)
    }
}
