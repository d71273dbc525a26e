use super::reading::{date, instant, wrong};
use super::{Asked, Point, Rows};
use crate::Unfit;
use crate::adherence::Covered;
use crate::record::{DeliveryState, Deviation, Missing};
use crate::table::Column;
use chrono::{NaiveTime, TimeDelta};
use domain::Day;
use domain::event::VisitKind;
use domain::pack::{Holdout, Proximal};

/// Reads weeks of people as rows of a report, by the names in the header of a file of them. A week stands for its days: its
/// outcome is their mean, or the share of them.
#[derive(Debug, Clone)]
pub(super) struct Weeks {
    rows: Rows,
    /// The days on which a roll-out goes on: a week that one of them falls into is of no period.
    steps: Vec<Day>,
    until: Option<Day>,
    proximal: Proximal,
    person: Column,
    since: Column,
    measured: Column,
    held_out: Column,
    holdout_probability: Column,
    arm: Column,
    arm_probability: Column,
    cluster: Column,
    step: Column,
    before: Column,
    week: Column,
    days: Column,
    /// Of what is measured: the sum or the count, and of how many days.
    part: Column,
    of: Column,
    with_goal: Column,
    goal_known: Column,
    at_goal: Column,
    answers: Column,
    messages: Column,
    watermark: Column,
}

type Cells<'a, 'b> = &'b dyn Fn(usize) -> Option<&'a str>;

impl Weeks {
    pub(super) fn find(asked: &Asked, header: &[&str]) -> Result<Self, Unfit> {
        let find = |name: &str| Column::find(name, header);
        let (part, of) = match asked.outcome.proximal {
            Proximal::StepsSameDay | Proximal::StepsNextDay => ("steps", "days_with_steps"),
            Proximal::GoalReachedSameDay => ("days_at_goal", "days_with_goal_and_steps"),
            Proximal::NotebookWithinDays { .. } => ("notebook_days", "days"),
            Proximal::ReplyWithinHours { .. } => ("answer_days", "days"),
            Proximal::VisitWithinDays { visit: VisitKind::Checkup, .. } => ("checkup_days", "days"),
            Proximal::VisitWithinDays { .. } => ("visit_days", "days"),
        };
        Ok(Self {
            rows: asked.rows,
            steps: asked.steps.clone(),
            until: asked.until,
            proximal: asked.outcome.proximal,
            person: find("person")?,
            since: find("since")?,
            measured: find("outcome_name")?,
            held_out: find("held_out")?,
            holdout_probability: find("holdout_probability")?,
            arm: find("arm")?,
            arm_probability: find("arm_probability")?,
            cluster: find("cluster")?,
            step: find("step")?,
            before: find("before")?,
            week: find("week")?,
            days: find("days")?,
            part: find(part)?,
            of: find(of)?,
            with_goal: find("days_with_goal")?,
            goal_known: find("days_with_goal_and_steps")?,
            at_goal: find("days_at_goal")?,
            answers: find("answer_days")?,
            messages: find("messages")?,
            watermark: find("watermark")?,
        })
    }

    pub(super) fn read(&self, number: u64, cells: Cells<'_, '_>) -> Result<Point, Unfit> {
        let text = |column: &Column| column.text(cells);
        let known = |column: &Column| column.known(number, cells);
        let since = date(number, text(&self.since))?;
        let week = whole(number, text(&self.week))?;
        let days = whole(number, text(&self.days))?.unwrap_or(7);
        let after = 7 * week.unwrap_or(0);
        let day = since.plus(after);
        let held_out = match text(&self.held_out) {
            "" => None,
            _ => Some(self.held_out.flag(number, cells)?).zip(known(&self.holdout_probability)?),
        };
        let step = match text(&self.step) {
            "" => None,
            step => Some(date(number, step)?),
        };
        let own = Some(text(&self.arm)).filter(|arm| !arm.is_empty()).zip(known(&self.arm_probability)?);
        let is_out = held_out.is_some_and(|(is_out, _)| is_out);
        let arm = match self.rows {
            Rows::Holdout => {
                held_out.map(
                    |(is_out, of)| if is_out { (Holdout::HELD_OUT.to_owned(), of) } else { ("served".to_owned(), of) },
                )
            }
            // Who is held out was never offered what their arm offers; that was drawn by itself, and takes nobody's side.
            _ if is_out => None,
            _ => own.map(|(name, probability)| (name.to_owned(), probability)),
        };
        let cluster = Some(text(&self.cluster)).filter(|name| !name.is_empty() && !is_out);
        let last = day.plus(days - 1);
        let is_split = self.steps.iter().any(|step| day < *step && *step <= last);
        let begun = step.map(|step| step <= day).filter(|_| !is_split);
        let messages = known(&self.messages)?.unwrap_or_default();
        // Who is held out is answered all the same, so that a message to them is nothing out of order.
        let withheld = own.is_some_and(|(arm, _)| arm == CONTROL) || begun == Some(false);
        // A week that goes beyond the days that are analysed says nothing of them.
        let is_within = self.until.is_none_or(|until| last <= until);
        let outcome = match (week, known(&self.part)?, known(&self.of)?) {
            (None, ..) => Err(Missing::NotClosed),
            (_, Some(part), Some(of)) if of > 0.0 => Ok(self.outcome(part, of)),
            _ if self.proximal == Proximal::GoalReachedSameDay && known(&self.with_goal)? == Some(0.0) => {
                Err(Missing::NoGoal)
            }
            _ => Err(Missing::NoData),
        };
        let goals = [&self.with_goal, &self.goal_known, &self.at_goal].map(|column| whole(number, text(column)));
        let [with_goal, goal_known, at_goal] = goals;
        let goals = match (with_goal?, goal_known?, at_goal?) {
            (Some(days), Some(known), Some(reached)) => {
                Some([days, known, reached].map(|days| u64::from(days.unsigned_abs())))
            }
            _ => None,
        };
        let goals = goals.map(|[days, with_data, reached]| Covered { days, with_data, reached });
        let watermark = instant(number, text(&self.watermark))?;
        let decided = day.date().and_time(NaiveTime::MIN).and_utc();
        Ok(Point {
            person: self.person.name(number, cells)?.to_owned(),
            number: week.map_or(0, |week| week.unsigned_abs() + 1),
            day,
            decided,
            available: true,
            reason: None,
            probability: None,
            sends: None,
            arm,
            cluster: cluster.map(|name| (name.to_owned(), begun)),
            before: known(&self.before)?,
            days_in: after,
            age_band: None,
            sex: None,
            weekend: false,
            measured: Some(text(&self.measured)).filter(|name| !name.is_empty() && is_within).map(str::to_owned),
            watermark,
            outcome,
            goals: goals.filter(|goals| goals.days > 0),
            source: None,
            doubted: false,
            delivery: (messages > 0.0).then_some(DeliveryState::Accepted),
            replied_at: (known(&self.answers)?.unwrap_or_default() > 0.0).then(|| decided + TimeDelta::hours(1)),
            stopped_at: None,
            deviation: (withheld && messages > 0.0).then_some(Deviation::SentAlthoughWithheld),
            revised: 0,
            latest: None,
        })
    }

    /// Visits are so few that a week has one or none; everything else is a mean of its days.
    fn outcome(&self, part: f64, of: f64) -> f64 {
        match self.proximal {
            Proximal::VisitWithinDays { .. } => f64::from(u8::from(part > 0.0)),
            _ => part / of,
        }
    }
}

/// The arm without messages, as packs call it.
const CONTROL: &str = "control";

/// A whole number, or nothing.
fn whole(number: u64, text: &str) -> Result<Option<i32>, Unfit> {
    match text {
        "" => Ok(None),
        text => {
            text.parse().ok().filter(|whole| (0..=10_000).contains(whole)).map(Some).ok_or_else(|| wrong(number, text))
        }
    }
}
