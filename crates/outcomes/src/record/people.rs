use super::PersonRow;
use super::column::{Cell, Column, date, flag, real, text, whole};

/// The columns of people, in order: what is fixed of each, and all of their weeks together.
pub const PEOPLE: [Column<PersonRow>; 27] = [
    text("person", |row| Cell::Text(&row.person.0)),
    text("campaign", |row| Cell::Text(&row.campaign)),
    date("since", |row| Cell::Date(row.since)),
    text("version", |row| Cell::Text(&row.version)),
    text("experiment", |row| Cell::Text(&row.experiment)),
    flag("held_out", |row| row.held_out.map(|(is_out, _)| is_out).into()),
    real("holdout_probability", |row| row.held_out.map(|(_, probability)| probability).into()),
    text("arm", |row| row.arm.as_ref().map(|arm| arm.name.as_str()).into()),
    real("arm_probability", |row| row.arm.as_ref().map(|arm| arm.probability).into()),
    text("cluster", |row| row.cluster.as_deref().into()),
    date("step", |row| row.step.into()),
    real("before", |row| row.before().into()),
    whole("before_days", |row| Cell::Whole(row.before_days.into())),
    whole("weeks", |row| count(row.weeks.len() as u64)),
    whole("days", |row| count(row.totals(|_| true).days)),
    whole("days_with_steps", |row| count(row.totals(|_| true).with_steps)),
    real("steps", |row| row.totals(|_| true).mean_steps().into()),
    whole("days_with_goal", |row| count(row.totals(|_| true).with_goal)),
    whole("days_at_goal", |row| count(row.totals(|_| true).at_goal)),
    whole("notebook_days", |row| count(row.totals(|_| true).notebook)),
    whole("answer_days", |row| count(row.totals(|_| true).answers)),
    whole("messages", |row| count(row.totals(|_| true).messages)),
    whole("active_days", |row| count(row.active().days.len() as u64)),
    whole("last_active", |row| match row.active().days.last() {
        Some(day) => Cell::Whole((*day).into()),
        None => Cell::Empty,
    }),
    whole("followed", |row| Cell::Whole(row.active().followed.into())),
    whole("checkup_days", |row| unless_hidden(row, row.totals(|_| true).checkups)),
    whole("visit_days", |row| unless_hidden(row, row.totals(|_| true).visits)),
];

fn count(number: u64) -> Cell<'static> {
    Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn unless_hidden(row: &PersonRow, number: u64) -> Cell<'static> {
    if row.hides { Cell::Empty } else { count(number) }
}
