//! Facts about what happened.

use super::{Answer, Asked, Prediction, Value};
use crate::event::{ConsentGiven, Event, Forecast, Payload, Purpose, SourceKind};
use crate::rules::frame::Frame;
use crate::sentence::Sentence;
use std::rc::Rc;

type Result = std::result::Result<Answer, Sentence>;

pub(super) fn date(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let event = of(frame)?;
    Ok(told_by(&event, Value::Text(frame.facts.day.to_string().into())))
}

pub(super) fn is_today(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let event = of(frame)?;
    let today = crate::time::Day::from_date(frame.civil().date());
    Ok(told_by(&event, Value::Truth(frame.facts.day == today)))
}

/// What counts for the day now, which another source may have brought.
pub(super) fn steps(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Steps(data) => {
            let counts = frame.facts.snapshot.steps.on(frame.facts.day, &frame.facts.city);
            Ok(Value::Whole(counts.unwrap_or(data.steps)).into())
        }
        other => Err(lacks(other, "steps")),
    }
}

pub(super) fn source(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let word = match &of(frame)?.payload {
        Payload::Steps(data) => match data.source.kind {
            SourceKind::Phone => "phone",
            SourceKind::Tracker => "tracker",
            SourceKind::PedometerReader => "pedometer_reader",
            SourceKind::Paper => "paper",
        },
        other => return Err(lacks(other, "source")),
    };
    Ok(Value::Word(word).into())
}

pub(super) fn kind(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Notebook(data) => Ok(Value::Word(data.kind.as_str()).into()),
        Payload::Visit(data) => Ok(Value::Word(data.kind.as_str()).into()),
        other => Err(lacks(other, "kind")),
    }
}

pub(super) fn place(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Visit(data) => {
            let place = data.place.as_deref();
            Ok(place.map_or(Value::Word(""), |place| Value::Text(place.into())).into())
        }
        Payload::Stamp(data) => Ok(Value::Text(data.place.as_str().into()).into()),
        other => Err(lacks(other, "place")),
    }
}

/// At how many places of the campaign's rally the resident has been, as is known now.
pub(super) fn count(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Stamp(_) => {
            let rally = frame.names.rally.as_ref();
            let count = rally.map_or(0, |rally| rally.collected(&frame.facts.snapshot).len());
            Ok(Value::Whole(i64::try_from(count).unwrap_or(i64::MAX)).into())
        }
        other => Err(lacks(other, "count")),
    }
}

pub(super) fn is_complete(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Stamp(_) => {
            let rally = frame.names.rally.as_ref();
            Ok(Value::Truth(rally.is_some_and(|rally| rally.is_complete(&frame.facts.snapshot))).into())
        }
        other => Err(lacks(other, "is_complete")),
    }
}

pub(super) fn program(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Guidance(data) => Ok(Value::Text(data.program.as_str().into()).into()),
        other => Err(lacks(other, "program")),
    }
}

pub(super) fn session(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Guidance(data) => Ok(Value::Whole(data.session.into()).into()),
        other => Err(lacks(other, "session")),
    }
}

pub(super) fn metric(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Goal(data) => Ok(Value::Word(data.metric.as_str()).into()),
        other => Err(lacks(other, "metric")),
    }
}

pub(super) fn target(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Goal(data) => Ok(Value::Whole(data.target).into()),
        other => Err(lacks(other, "target")),
    }
}

pub(super) fn action(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Reply(data) => Ok(Value::Text(data.action.as_str().into()).into()),
        other => Err(lacks(other, "action")),
    }
}

/// The answered message's name, when it is one of this campaign's.
pub(super) fn message(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::Reply(data) => {
            let answered = frame.facts.snapshot.answered(data, frame.facts.day);
            let name = answered.filter(|record| record.campaign == frame.names.campaign);
            Ok(name.map_or(Value::Word(""), |record| Value::Text(record.message.as_str().into())).into())
        }
        other => Err(lacks(other, "message")),
    }
}

pub(super) fn channel(frame: &mut Frame, _: &Asked<'_>) -> Result {
    match &of(frame)?.payload {
        Payload::ChannelLinked(data) => Ok(Value::Word(data.channel.as_str()).into()),
        other => Err(lacks(other, "channel")),
    }
}

pub(super) fn purpose(frame: &mut Frame, _: &Asked<'_>) -> Result {
    let word = match &of(frame)?.payload {
        Payload::ConsentGiven(ConsentGiven { purpose, .. }) => match purpose {
            Purpose::Engagement => "engagement",
            Purpose::Research => "research",
            Purpose::OutcomesSharing => "outcomes_sharing",
        },
        other => return Err(lacks(other, "purpose")),
    };
    Ok(Value::Word(word).into())
}

pub(super) fn worst(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let event = of(frame)?;
    let worst = Prediction::worst(forecast(&event, "worst")?, "event", asked.word);
    Ok(told_by(&event, worst.map_or(Value::Nothing, Value::Prediction)))
}

pub(super) fn has(frame: &mut Frame, asked: &Asked<'_>) -> Result {
    let event = of(frame)?;
    let has = Prediction::worst(forecast(&event, "has")?, "event", asked.word).is_some();
    Ok(told_by(&event, Value::Truth(has)))
}

pub(super) fn of(frame: &Frame) -> std::result::Result<Rc<Event>, Sentence> {
    let none = || {
        Sentence::new(
            "nothing happened here: at a decision point there is no `event`",
            "決まった時刻に呼ばれる関数には、`event` がありません。`me` や `now` を使ってください。",
        )
    };
    frame.facts.event.clone().ok_or_else(none)
}

fn forecast<'a>(event: &'a Event, fact: &str) -> std::result::Result<&'a Forecast, Sentence> {
    match &event.payload {
        Payload::Forecast(data) => Ok(data),
        other => Err(lacks(other, fact)),
    }
}

/// All that a forecast, a checkup or guidance tells is sensitive, even its day.
fn told_by(event: &Event, value: Value) -> Answer {
    Answer { value, sensitive: event.payload.is_sensitive() }
}

pub(super) fn lacks(payload: &Payload, fact: &str) -> Sentence {
    let hook = payload.hook().unwrap_or_else(|| payload.kind());
    Sentence::new(
        format!("the `event` of `{hook}` has no `{fact}`"),
        format!("`{hook}` の `event` に `{fact}` という事実はありません。"),
    )
}
