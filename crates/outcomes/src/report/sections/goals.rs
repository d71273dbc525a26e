//! Days at goal, wherever the rows tell of goals: by all days, and by those with data.

use crate::adherence::{Covered, DayAtGoal};
use crate::record::Missing;
use crate::report::gathering::{Parts, Person};
use crate::report::{Asked, Rows};
use domain::pack::{Denominator, Proximal};
use domain::{Day, Sentence};
use std::collections::BTreeSet;

/// The shares that it makes.
pub(super) const GOALS: [&str; 3] = ["goal_of_days", "goal_of_known", "adherent"];

/// Counts the days of one person in.
pub(super) fn add(rates: &mut Parts, person: &Person<'_>) {
    let days = days(person);
    let (mut of_days, mut of_known) = (Vec::new(), Vec::new());
    for (arm, day) in &days {
        of_days.push((*arm, *day == DayAtGoal::Reached));
        of_known.extend((*day != DayAtGoal::NoData).then_some((*arm, *day == DayAtGoal::Reached)));
    }
    if days.is_empty() {
        return;
    }
    rates.add("goal_of_days", of_days);
    rates.add("goal_of_known", of_known);
    let covered = Covered::of(days.iter().map(|(_, day)| *day));
    rates.add("adherent", covered.is_adherent(by(person.asked)).map(|adherent| (person.arm, adherent)));
}

/// Closed days on which a goal held, each once, with the arm that the row they are in has. A day on which nobody could be
/// helped is one of them; a day without a goal is none.
fn days(person: &Person<'_>) -> Vec<(Option<usize>, DayAtGoal)> {
    let closed = person.points.iter().filter(|point| point.watermark.is_some() && person.is_asked(point));
    if person.asked.rows != Rows::Points {
        let of_week = |covered: Covered| {
            let missed = covered.with_data.saturating_sub(covered.reached);
            let unknown = covered.days.saturating_sub(covered.with_data);
            [(DayAtGoal::Reached, covered.reached), (DayAtGoal::Missed, missed), (DayAtGoal::NoData, unknown)]
        };
        return closed
            .filter_map(|point| Some((person.arm_of(point), point.goals?)))
            .flat_map(|(arm, covered)| of_week(covered).into_iter().map(move |day| (arm, day)))
            .flat_map(|(arm, (day, times))| (0..times).map(move |_| (arm, day)))
            .collect();
    }
    if person.asked.outcome.proximal != Proximal::GoalReachedSameDay {
        return Vec::new();
    }
    let mut seen: BTreeSet<Day> = BTreeSet::new();
    closed
        .filter(|point| point.outcome != Err(Missing::NoGoal) && seen.insert(point.day))
        .map(|point| {
            let day = match person.value(point) {
                Some(1.0) => DayAtGoal::Reached,
                Some(_) => DayAtGoal::Missed,
                None => DayAtGoal::NoData,
            };
            (person.arm_of(point), day)
        })
        .collect()
}

/// By which days the plan divides; all, where there is none.
fn by(asked: &Asked) -> Denominator {
    asked.plan.as_ref().map_or(Denominator::DaysInPeriod, |plan| plan.adherence)
}

/// What one of the shares is, and of what.
pub(super) fn words(key: &str, asked: &Asked) -> (Sentence, Sentence) {
    let reached = || Sentence::new("days on which the goal was reached", "目標に届いた日");
    match (key, by(asked)) {
        ("goal_of_days", _) => (
            reached(),
            Sentence::new(
                "of all closed days with a goal; a day without data counts as not reached",
                "目標のある、確定したすべての日のうち（データのない日は届かなかったとする）",
            ),
        ),
        ("goal_of_known", _) => {
            (reached(), Sentence::new("of closed days with a goal and data", "目標とデータのある、確定した日のうち"))
        }
        (_, Denominator::DaysInPeriod) => (
            Sentence::new("people who reached it on four days of five or more", "5日のうち4日以上、目標に届いた方"),
            Sentence::new("of those with such a day, by all days", "そうした日のある方のうち（すべての日で数える）"),
        ),
        (_, Denominator::DaysWithData) => (
            Sentence::new("people who reached it on four days of five or more", "5日のうち4日以上、目標に届いた方"),
            Sentence::new(
                "of those with such a day, by days with data",
                "そうした日のある方のうち（データのある日で数える）",
            ),
        ),
    }
}

/// Which of the two the plan counts by; nothing without one.
pub(super) fn says(asked: &Asked) -> Option<Sentence> {
    Some(match asked.plan.as_ref()?.adherence {
        Denominator::DaysInPeriod => Sentence::new(
            "The plan divides days at goal by all days of the period; the share of days with data stands beside it.",
            "計画では、目標に届いた日を期間のすべての日で割ります。データのある日で割った割合も、並べて示しています。",
        ),
        Denominator::DaysWithData => Sentence::new(
            "The plan divides days at goal by days with data; the share of all days stands beside it.",
            "計画では、目標に届いた日をデータのある日で割ります。すべての日で割った割合も、並べて示しています。",
        ),
    })
}
