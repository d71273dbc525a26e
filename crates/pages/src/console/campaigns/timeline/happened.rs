//! What happened, in words.

use super::listed;
use crate::words::Words;
use domain::decide::Outgoing;
use domain::event::{
    AlertKind, ChannelKind, Checkup, CheckupValue, Condition, EntryKind, Forecast, Item, Metric, Prediction, Reply,
    VisitKind,
};
use domain::{Day, Event, Payload};

/// An event of a case; a reply by the words of its button, where the message that it answers is known.
pub(super) fn happened(words: Words, event: &Event, answered: Option<&Outgoing>) -> String {
    let today = words.zone.day(event.time);
    match &event.payload {
        Payload::Enrolled(_) => words.say("came-enrolled"),
        Payload::ConsentGiven(_) => words.say("came-consent"),
        Payload::ConsentWithdrawn(_) => words.say("came-consent-gone"),
        Payload::ChannelLinked(data) => words.with("came-linked", [("channel", channel(words, data.channel).into())]),
        Payload::ChannelUnlinked(data) => {
            words.with("came-unlinked", [("channel", channel(words, data.channel).into())])
        }
        Payload::Steps(data) if Day::from_date(data.date) == today => {
            words.with("came-steps", [("steps", data.steps.into())])
        }
        Payload::Steps(data) => {
            let day = words.short_day(Day::from_date(data.date));
            words.with("came-steps-of", [("steps", data.steps.into()), ("day", day.into())])
        }
        Payload::Goal(data) => {
            let key = match data.metric {
                Metric::StepsPerDay => "came-goal-steps",
                Metric::NotebookDaysPerWeek => "came-goal-notebook",
            };
            words.with(key, [("target", data.target.into())])
        }
        Payload::Notebook(data) => words.with("came-notebook", [("kind", words.say(entry(data.kind)).into())]),
        Payload::Forecast(data) => words.with("came-forecast", [("what", forecast(words, data).into())]),
        Payload::Checkup(data) => {
            let what = words.with("came-checkup", [("what", checkup(words, data).into())]);
            of_day(words, what, Day::from_date(data.date), today)
        }
        Payload::Guidance(data) => {
            let session = i64::from(data.session).into();
            words.with("came-guidance", [("program", (&data.program).into()), ("session", session)])
        }
        Payload::Visit(data) => {
            let what = words.say(match data.kind {
                VisitKind::Checkup => "came-visit-checkup",
                VisitKind::Screening => "came-visit-screening",
                VisitKind::Event => "came-visit-event",
                VisitKind::Class => "came-visit-class",
            });
            let what = match &data.place {
                Some(place) => words.with("came-at-place", [("what", what.into()), ("place", place.into())]),
                None => what,
            };
            of_day(words, what, Day::from_date(data.date), today)
        }
        Payload::Stamp(data) => {
            let what = words.with("came-stamp", [("place", (&data.place).into())]);
            of_day(words, what, Day::from_date(data.date), today)
        }
        Payload::Joined(data) => match &data.team {
            Some(team) => words.with("came-joined-team", [("team", team.into())]),
            None => words.say("came-joined"),
        },
        Payload::Left(_) => words.say("came-left"),
        Payload::Paused(data) => {
            let from = words.short_day(Day::from_date(data.from));
            words.with("came-paused", [("from", from.into()), ("days", i64::from(data.days).into())])
        }
        Payload::Choices(_) => words.say("came-choices"),
        Payload::Withdrawn(data) => words.with("came-withdrawn", [("kind", words.say(kind(&data.kind)).into())]),
        Payload::Reply(data) => words.with("came-reply", [("reply", said(data, answered).into())]),
        Payload::Delivery(_) => words.say("came-delivery"),
        Payload::Alert(data) => words.say(match data.kind {
            AlertKind::Heat => "came-alert-heat",
            AlertKind::Disaster => "came-alert-disaster",
        }),
    }
}

/// A way, as it is called.
pub(super) fn channel(words: Words, channel: ChannelKind) -> String {
    words.say(match channel {
        ChannelKind::Line => "came-channel-line",
        ChannelKind::Sms => "came-channel-sms",
        ChannelKind::Paper => "came-channel-paper",
    })
}

/// What happened on another day than the one on which it is told.
fn of_day(words: Words, what: String, day: Day, today: Day) -> String {
    match day == today {
        true => what,
        false => words.with("came-of-day", [("what", what.into()), ("day", words.short_day(day).into())]),
    }
}

/// The words that were written, or those on the button that was tapped.
fn said(reply: &Reply, answered: Option<&Outgoing>) -> String {
    let replies = answered.and_then(|message| message.bodies.line.as_ref()).map(|line| line.replies.as_slice());
    let button = || replies?.iter().find(|(_, action)| *action == reply.action).map(|(label, _)| label.clone());
    reply.text.clone().or_else(button).unwrap_or_else(|| reply.action.clone())
}

fn forecast(words: Words, data: &Forecast) -> String {
    let one = |prediction: &Prediction| {
        let condition = words.say(match prediction.condition {
            Condition::MiStroke => "came-condition-mi-stroke",
            Condition::Dementia => "came-condition-dementia",
            Condition::LungCancer => "came-condition-lung-cancer",
            Condition::RenalFailure => "came-condition-renal-failure",
        });
        let ratio = prediction.comparison.as_ref().map_or(0.0, |comparison| comparison.ratio_low);
        words.with("came-forecast-one", [("condition", condition.into()), ("ratio", ratio.to_string().into())])
    };
    listed(words, &data.predictions.iter().map(one).collect::<Vec<_>>())
}

/// Items by their names in rules, with their values.
fn checkup(words: Words, data: &Checkup) -> String {
    let one = |item: &Item| {
        let value = match item.of(data)? {
            CheckupValue::Number(number) => number.to_string(),
            CheckupValue::Word(word) => word,
        };
        Some(format!("{} = {value}", item.name))
    };
    listed(words, &Item::ALL.iter().filter_map(one).collect::<Vec<_>>())
}

fn entry(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Weight => "came-notebook-weight",
        EntryKind::BloodPressure => "came-notebook-blood-pressure",
        EntryKind::Meal => "came-notebook-meal",
        EntryKind::Sleep => "came-notebook-sleep",
        EntryKind::Mood => "came-notebook-mood",
        EntryKind::Symptom => "came-notebook-symptom",
        EntryKind::Note => "came-notebook-note",
    }
}

fn kind(kind: &str) -> &'static str {
    match kind {
        "ayumi.steps.recorded.v1" => "came-kind-steps",
        "ayumi.notebook.entry.v1" => "came-kind-notebook",
        "ayumi.forecast.issued.v1" => "came-kind-forecast",
        "ayumi.checkup.recorded.v1" => "came-kind-checkup",
        "ayumi.visit.recorded.v1" => "came-kind-visit",
        "ayumi.stamp.collected.v1" => "came-kind-stamp",
        _ => "came-kind-other",
    }
}
