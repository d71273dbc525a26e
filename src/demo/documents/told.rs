//! What followed from a document, for the phone's page and the summary: read from the database as `ayumi why`
//! reads it.

use super::{Brought, Document};
use crate::demo::door::CITY;
use crate::demo::people::Person;
use crate::demo::summary::{death, grouped, reason};
use crate::phone::{Arrival, Both, Followed, Outcome, Words};
use anyhow::Context;
use chrono::{DateTime, Datelike, Utc};
use domain::event::{EntryKind, VisitKind};
use domain::why::{Story, StoryCause, StoryDecision, StoryEvent};
use domain::{CityCode, Payload, ResidentId};
use shell::Sql;

/// How many letters of a message are shown.
const SHOWN: usize = 36;

/// What followed from each document so far.
pub(in crate::demo) fn told(
    sql: &impl Sql,
    people: &[Person],
    brought: &[Brought],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Arrival>> {
    let city: CityCode = CITY.parse().context("the demo's city has no code")?;
    let mut stories = Vec::with_capacity(people.len());
    for person in people {
        let resident: ResidentId = person.id.parse().with_context(|| format!("`{}` is no id", person.id))?;
        stories.push(futures::executor::block_on(shell::why::why(sql, &city, &resident, now))?);
    }
    Ok(brought.iter().map(|brought| arrival(brought, &stories)).collect())
}

fn arrival(brought: &Brought, stories: &[Story]) -> Arrival {
    let Brought { document, at, mistake } = brought;
    let people: Vec<Followed> =
        stories.iter().enumerate().filter_map(|(place, story)| followed(*document, place, story)).collect();
    let events: usize = stories.iter().map(|story| of(*document, story).count()).sum();
    let taken = Both::new(
        format!("{}人分、{events}件を受け取りました。", people.len()),
        format!("{events} facts about {} people were taken.", people.len()),
    );
    let taken = match mistake {
        Some(Both { ja, en }) => Both::new(
            format!("取り込む前に下見をして、{ja}ほかの行から、{}", taken.ja),
            format!("A look before loading found {en} Of the other rows, {}", taken.en),
        ),
        None => taken,
    };
    let door = document.path();
    let door = door.split('?').next().unwrap_or_default();
    Arrival {
        what: document.what(),
        file: document.file().to_owned(),
        door: format!("POST {door}"),
        at: *at,
        taken,
        people,
    }
}

/// The events that came of a document.
fn of(document: Document, story: &Story) -> impl Iterator<Item = &StoryEvent> {
    story.events.iter().filter(move |event| event.source.starts_with(document.source()))
}

fn followed(document: Document, resident: usize, story: &Story) -> Option<Followed> {
    let events: Vec<&StoryEvent> = of(document, story).collect();
    let said: Vec<Both> = events.iter().filter_map(|event| said(event)).collect();
    if said.is_empty() {
        return None;
    }
    let caused = |decision: &&StoryDecision| match &decision.cause {
        StoryCause::Event { source, id, .. } => events.iter().any(|event| event.source == *source && event.id == *id),
        StoryCause::Point { .. } => false,
    };
    let mut outcomes: Vec<Outcome> = Vec::new();
    for outcome in story.decisions.iter().filter(caused).filter_map(outcome) {
        if !outcomes.contains(&outcome) {
            outcomes.push(outcome);
        }
    }
    if outcomes.is_empty() {
        outcomes.push(Outcome::Noted(Both::new("お知らせすることは、ありませんでした。", "Nothing to be said.")));
    }
    let join = |all: Vec<&str>, with: &str| all.join(with);
    let said = Both::new(
        join(said.iter().map(|both| both.ja.as_str()).collect(), "、"),
        join(said.iter().map(|both| both.en.as_str()).collect(), ", "),
    );
    Some(Followed { resident, said, outcomes })
}

/// What an event says, without what nobody but the resident and staff has to know.
fn said(event: &StoryEvent) -> Option<Both> {
    Some(match Payload::parse(&event.kind, &event.data).ok()? {
        Payload::Steps(steps) => {
            let (date, steps) = (steps.date, grouped(steps.steps));
            Both::new(
                format!("{}月{}日の歩数 {steps}歩", date.month(), date.day()),
                format!("{steps} steps on {}", date.format("%-d %b")),
            )
        }
        Payload::Visit(visit) => {
            let (ja, en) = match visit.kind {
                VisitKind::Checkup => ("健診", "a checkup"),
                VisitKind::Screening => ("検診", "a screening"),
                VisitKind::Event => ("催し", "an event"),
                VisitKind::Class => ("教室", "a class"),
            };
            let place = visit.place.map(|place| format!("（{place}）")).unwrap_or_default();
            Both::new(format!("{ja}に参加{place}"), format!("came to {en}"))
        }
        Payload::Notebook(entry) => {
            let (ja, en) = match entry.kind {
                EntryKind::Weight => ("体重", "weight"),
                EntryKind::BloodPressure => ("血圧", "blood pressure"),
                EntryKind::Meal => ("食事", "a meal"),
                EntryKind::Sleep => ("睡眠", "sleep"),
                EntryKind::Mood => ("気分", "mood"),
                EntryKind::Symptom => ("体調", "how they feel"),
                EntryKind::Note => ("ひとこと", "a note"),
            };
            Both::new(format!("健康手帳の記録（{ja}）"), format!("notebook: {en}"))
        }
        Payload::Forecast(_) => {
            Both::new("健康予測（中身は、ここには出しません）", "a forecast (what it says is not shown)")
        }
        _ => return None,
    })
}

fn outcome(decision: &StoryDecision) -> Option<Outcome> {
    let allowed = decision.outcome == "allowed";
    match decision.kind.as_str() {
        "nudge" | "invite" if allowed => Some(message(decision)),
        "award" if allowed => Some(Outcome::Noted(Both::new("ポイントがつきました。", "Points were earned."))),
        "nudge" | "invite" | "award" => Some(Outcome::Withheld(both(reason(&decision.outcome)))),
        _ => None,
    }
}

/// What became of a message that was let out.
fn message(decision: &StoryDecision) -> Outcome {
    let why = decision.state_reason.as_deref().unwrap_or_default();
    match decision.state.as_deref() {
        Some("withheld") => Outcome::Withheld(both(reason(why))),
        Some("dead") => Outcome::Withheld(both(death(why))),
        Some("accepted") => Outcome::Reached(Words { begins: begins(decision), why: neutral(decision) }),
        _ => Outcome::Noted(Both::new("まもなく届きます。", "On its way.")),
    }
}

/// How a message begins, as one line.
fn begins(decision: &StoryDecision) -> String {
    let bodies = decision.outgoing.as_ref().map(|outgoing| &outgoing.bodies);
    let by_sms = decision.deliveries.iter().any(|step| step.channel.as_deref() == Some("sms"));
    let text = bodies.and_then(|bodies| match &bodies.line {
        Some(line) if !by_sms => Some(line.text.as_str()),
        _ => bodies.sms.as_deref(),
    });
    let mut line = String::new();
    for part in text.unwrap_or_default().lines().map(str::trim).filter(|part| !part.is_empty()) {
        // Japanese goes on without a space.
        if line.chars().next_back().is_some_and(|last| last.is_ascii()) {
            line.push(' ');
        }
        line.push_str(part);
    }
    if line.chars().count() > SHOWN { line.chars().take(SHOWN).chain(['…']).collect() } else { line }
}

/// Where health led to it: why it says nothing of that.
fn neutral(decision: &StoryDecision) -> Option<Both> {
    decision.trace.sensitive.then(|| {
        Both::new(
            "健康にかかわることなので、だれに届いてもよい文面だけが送られます。予測の中身は書かれていません。",
            "Health led to it, so only a text that anyone may see is sent. It says nothing of the forecast.",
        )
    })
}

fn both((ja, en): (&str, &str)) -> Both {
    Both::new(ja, en)
}
