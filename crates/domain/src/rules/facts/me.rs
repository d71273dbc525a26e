//! Facts about the resident, on the day that the evaluation is about.

use super::{Answer, Asked, Prediction, Value};
use crate::event::{Metric, Sex, VisitKind};
use crate::resident::{GoalPeriod, LastReply, WINDOW_DAYS};
use crate::rules::frame::Frame;
use crate::sentence::Sentence;
use crate::time::Day;

type Result = std::result::Result<Answer, Sentence>;

/// What `me.days_since` gives when it never was.
const NEVER: i64 = 9999;

pub(super) fn age(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let age = frame.facts.snapshot.age(frame.facts.day);
    Ok(Value::or_nothing(age.map(i64::from)).into())
}

pub(super) fn sex(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let sex = frame.facts.snapshot.profile.as_ref().and_then(|profile| profile.enrolled.sex);
    let word = match sex {
        Some(Sex::Female) => "female",
        Some(Sex::Male) => "male",
        Some(Sex::Other) => "other",
        None => "",
    };
    Ok(Value::Word(word).into())
}

pub(super) fn district(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let profile = frame.facts.snapshot.profile.as_ref();
    Ok(text(profile.and_then(|profile| profile.enrolled.district.as_deref())))
}

pub(super) fn language(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(text(frame.facts.snapshot.language()))
}

pub(super) fn arm(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(text(frame.facts.arm().map(|draw| draw.arm.as_str())))
}

pub(super) fn goal(_: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(Value::Goal.into())
}

pub(super) fn goal_steps(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(target(frame, Metric::StepsPerDay))
}

pub(super) fn goal_notebook_days(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(target(frame, Metric::NotebookDaysPerWeek))
}

pub(super) fn steps(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(Value::or_nothing(steps_on(frame, frame.facts.day)).into())
}

pub(super) fn steps_ago(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    Ok(Value::or_nothing(steps_on(frame, before(frame, asked.days))).into())
}

/// Rounded to whole steps, half up: a text says `6,532`, not `6,531.7`.
pub(super) fn average_steps(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let (from, until) = (before(frame, asked.days), before(frame, 1));
    let snapshot = &frame.facts.snapshot;
    let counted = snapshot.steps.days(from, until).filter_map(|day| steps_on(frame, day));
    let (sum, days) = counted.fold((0, 0), |(sum, days), steps| (sum + steps, days + 1));
    let mean = (days > 0).then(|| (sum * 2 + days) / (days * 2));
    Ok(Value::or_nothing(mean).into())
}

pub(super) fn days_with_steps(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let from = before(frame, asked.days - 1);
    let days = frame.facts.snapshot.steps.days(from, frame.facts.day).count();
    Ok(Value::Whole(whole(days)).into())
}

pub(super) fn goal_days(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let (mut days, mut sensitive) = (0, false);
    for ago in 0..asked.days {
        let (reached, by_sensitive) = reached(frame, before(frame, ago));
        days += i64::from(reached);
        sensitive |= by_sensitive;
    }
    Ok(Answer { value: Value::Whole(days), sensitive })
}

pub(super) fn streak(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let (mut days, mut sensitive) = (0, false);
    for ago in 0..=i64::from(WINDOW_DAYS) {
        let (reached, by_sensitive) = reached(frame, before(frame, ago));
        sensitive |= by_sensitive;
        if !reached {
            break;
        }
        days += 1;
    }
    Ok(Answer { value: Value::Whole(days), sensitive })
}

pub(super) fn notebook_days(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let from = before(frame, asked.days - 1);
    Ok(Value::Whole(frame.facts.snapshot.notebook.days_between(from, frame.facts.day)).into())
}

pub(super) fn visits(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let from = before(frame, asked.days - 1);
    let kind = VisitKind::from_name(asked.word);
    let days = kind.map(|kind| frame.facts.snapshot.visits.days_between(kind, from, frame.facts.day));
    Ok(Value::Whole(days.unwrap_or_default()).into())
}

/// That a sensitive message was sent, or answered, is seen only where a sensitive fact has led
/// already: elsewhere it would steer what others get.
pub(super) fn days_since(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let snapshot = &frame.facts.snapshot;
    let zone = frame.facts.city.zone;
    let last = match asked.word {
        "steps" => snapshot.steps.latest(),
        "notebook" => snapshot.notebook.latest(),
        "visit" => snapshot.visits.latest(),
        "checkup" => snapshot.checkups.latest(),
        "guidance" => snapshot.guidance.map(|held| zone.day(held)),
        "reply" => reply(frame).map(|reply| zone.day(reply.at)),
        "message" => {
            let seen = snapshot.messages.iter().filter(|record| frame.sensitive || !record.sensitive);
            seen.map(|record| record.day).max()
        }
        _ => snapshot.profile.as_ref().map(|profile| zone.day(profile.joined())),
    };
    // What came after the day that is looked at is as near as can be.
    let days = last.map_or(NEVER, |last| i64::from(frame.facts.day.since(last).max(0)));
    Ok(Value::Whole(days).into())
}

pub(super) fn replied(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let facts = &frame.facts;
    let matches = reply(frame).is_some_and(|reply| {
        let ago = facts.day.since(facts.city.zone.day(reply.at));
        reply.action == asked.word && i64::from(ago) <= asked.days
    });
    Ok(Value::Truth(matches).into())
}

/// The latest answer that this evaluation may see.
fn reply(frame: &Frame) -> Option<&LastReply> {
    let snapshot = &frame.facts.snapshot;
    let sensitive = snapshot.sensitive_reply.as_ref().filter(|_| frame.sensitive);
    snapshot.reply.iter().chain(sensitive).max_by_key(|reply| reply.at)
}

pub(super) fn points(frame: &mut Frame, _: &Asked<'_>) -> Result {
    Ok(Value::Whole(frame.facts.snapshot.awards.left().held).into())
}

pub(super) fn enrolled(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    if !frame.names.campaigns.contains_key(asked.word) {
        return Err(frame.names.wrong_campaign(asked.word).unwrap_or_default());
    }
    let enrolment = frame.facts.snapshot.enrolments.get(asked.word);
    // Not to be in one that a forecast leads to tells as much.
    let sensitive = frame.entered_by_sensitive.contains(asked.word) || enrolment.is_some_and(|known| known.sensitive);
    Ok(Answer { value: Value::Truth(enrolment.is_some()), sensitive })
}

pub(super) fn worst(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let forecast = frame.facts.snapshot.forecasts.latest();
    let worst = forecast.and_then(|forecast| Prediction::worst(&forecast, "me", asked.word));
    // That there is none is sensitive too.
    Ok(Answer { value: worst.map_or(Value::Nothing, Value::Prediction), sensitive: true })
}

fn text(value: Option<&str>) -> Answer {
    value.map_or(Value::Word(""), |value| Value::Text(value.into())).into()
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn before(frame: &Frame, days: i64) -> Day {
    frame.facts.day.plus(-i32::try_from(days).unwrap_or(i32::MAX))
}

fn steps_on(frame: &Frame, day: Day) -> Option<i64> {
    frame.facts.snapshot.steps.on(day, &frame.facts.city)
}

fn goal_on(frame: &Frame, metric: Metric, day: Day) -> Option<&GoalPeriod> {
    frame.facts.snapshot.goals.on(metric, day)
}

fn target(frame: &Frame, metric: Metric) -> Answer {
    let goal = goal_on(frame, metric, frame.facts.day);
    let target = goal.map(|goal| goal.target);
    Answer { value: Value::or_nothing(target), sensitive: goal.is_some_and(|goal| goal.sensitive) }
}

/// Whether the steps goal of a day was reached, and whether that goal is sensitive.
fn reached(frame: &Frame, day: Day) -> (bool, bool) {
    let Some(goal) = goal_on(frame, Metric::StepsPerDay, day) else {
        return (false, false);
    };
    (steps_on(frame, day).is_some_and(|steps| steps >= goal.target), goal.sensitive)
}
