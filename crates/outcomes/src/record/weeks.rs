use super::column::{Cell, Column, date, flag, instant, real, text, whole};
use super::person::{ClosedWeek, PersonRow};
use domain::event::VisitKind;
use domain::pack::Proximal;
use std::rc::Rc;

/// A closed week of somebody who takes part in a trial; without one, that they take part.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekRow {
    /// Whose it is.
    pub person: Rc<PersonRow>,
    /// Which week, counted from 0, and what it holds; `None` while none of theirs is closed.
    pub week: Option<(u32, ClosedWeek)>,
}

impl WeekRow {
    /// A person's rows: one for each closed week, or one where there is none yet.
    pub fn all(person: PersonRow) -> Vec<Self> {
        let person = Rc::new(person);
        let of = |week| Self { person: Rc::clone(&person), week };
        match person.weeks.is_empty() {
            true => vec![of(None)],
            false => person.weeks.iter().map(|week| of(Some(*week))).collect(),
        }
    }

    fn count(&self, of: impl Fn(&ClosedWeek) -> i64) -> Cell<'_> {
        self.week.map_or(Cell::Empty, |(_, week)| Cell::Whole(of(&week)))
    }

    /// Days with a visit: of who did not agree to research only where it is what the campaign measures.
    fn visits(&self, checkup: bool) -> Cell<'_> {
        let is_measured = self.person.stated.is_some_and(|outcome| match outcome.proximal {
            Proximal::VisitWithinDays { visit, .. } => (visit == VisitKind::Checkup) == checkup,
            _ => false,
        });
        match self.person.hides && !is_measured {
            true => Cell::Empty,
            false => self.count(|closed| i64::from(if checkup { closed.week.checkups } else { closed.week.visits })),
        }
    }
}

/// The columns of weeks, in order: what is fixed of each person, and what one week holds.
pub const WEEKS: [Column<WeekRow>; 28] = [
    text("person", |row| Cell::Text(&row.person.person.0)),
    text("campaign", |row| Cell::Text(&row.person.campaign)),
    date("since", |row| Cell::Date(row.person.since)),
    text("version", |row| Cell::Text(&row.person.version)),
    text("experiment", |row| Cell::Text(&row.person.experiment)),
    text("outcome_name", |row| row.person.stated.map(|outcome| outcome.proximal.as_str()).into()),
    flag("held_out", |row| row.person.held_out.map(|(is_out, _)| is_out).into()),
    real("holdout_probability", |row| row.person.held_out.map(|(_, probability)| probability).into()),
    text("arm", |row| row.person.arm.as_ref().map(|arm| arm.name.as_str()).into()),
    real("arm_probability", |row| row.person.arm.as_ref().map(|arm| arm.probability).into()),
    text("cluster", |row| row.person.cluster.as_deref().into()),
    date("step", |row| row.person.step.into()),
    real("before", |row| row.person.before().into()),
    whole("before_days", |row| Cell::Whole(row.person.before_days.into())),
    whole("week", |row| row.week.map_or(Cell::Empty, |(number, _)| Cell::Whole(number.into()))),
    whole("days", |row| row.count(|closed| closed.week.days.into())),
    whole("days_with_steps", |row| row.count(|closed| closed.week.with_steps.into())),
    whole("steps", |row| row.count(|closed| closed.week.steps)),
    whole("days_with_goal", |row| row.count(|closed| closed.week.with_goal.into())),
    whole("days_with_goal_and_steps", |row| row.count(|closed| closed.week.goal_known.into())),
    whole("days_at_goal", |row| row.count(|closed| closed.week.at_goal.into())),
    whole("notebook_days", |row| row.count(|closed| closed.week.notebook.into())),
    whole("answer_days", |row| row.count(|closed| closed.week.answers.into())),
    whole("messages", |row| row.count(|closed| closed.messages.into())),
    whole("active_days", |row| row.count(|closed| closed.week.active.count_ones().into())),
    whole("checkup_days", |row| row.visits(true)),
    whole("visit_days", |row| row.visits(false)),
    instant("watermark", |row| row.week.map_or(Cell::Empty, |(_, week)| Cell::Instant(week.closed))),
];
