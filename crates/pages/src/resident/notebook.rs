//! The health notebook: what is written today, and the last thirty days as curves and in a table. It shows what was
//! written and judges none of it.

mod entry;

pub(super) use entry::told;

use super::Shown;
use super::failure::Failure;
use super::fitting;
use super::own::Own;
use super::picture::{self, Points};
use crate::form::Form;
use crate::words::Words;
use chrono::{DateTime, Timelike, Utc};
use domain::event::{EntryKind, NotebookEntry, Withdrawn};
use domain::resident::standing;
use domain::{Day, Event, Payload};
use maud::{Markup, html};
use shell::resident::SOURCE;

/// How many days are shown.
const DAYS: i32 = 30;

/// How much is read of them.
const MOST: i64 = 600;

/// How many bytes a line of the table has beside what was written.
const LINE: usize = 450;

/// What was entered and cannot be so.
struct Wrong<'f> {
    kind: EntryKind,
    key: &'static str,
    form: &'f Form,
}

pub(super) async fn show(own: &Own<'_>) -> Shown {
    page(own, None).await
}

/// Takes an entry in.
pub(super) async fn enter(own: &Own<'_>, kind: &str, form: &Form) -> Shown {
    let kind = entry::KINDS.into_iter().find(|known| known.as_str() == kind).ok_or(Failure::NotFound)?;
    match entry::read(kind, form, own.here.now) {
        Ok(entry) => {
            own.say(form, Payload::Notebook(entry)).await?;
            Ok(own.here.go(&own.path("/notebook"), Some(entry::said(kind))))
        }
        Err(key) => page(own, Some(Wrong { kind, key, form })).await,
    }
}

/// Takes back what was entered on this page.
pub(super) async fn take_back(own: &Own<'_>, form: &Form) -> Shown {
    let id = form.get("entry");
    if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Failure::NotFound);
    }
    let name = format!("{}:{id}", own.resident);
    let known = own.here.store().notebook_entry(&own.here.city, &own.resident, (SOURCE, &name)).await?;
    let entry = known.ok_or(Failure::NotFound)?.payload;
    let record = serde_json::from_str(&entry.to_json()).unwrap_or_default();
    let back = Withdrawn { kind: entry.kind().to_owned(), record };
    // By the entry's number: taking it back twice is taking it back once.
    own.say_as(&format!("{id}-back"), Payload::Withdrawn(back)).await?;
    Ok(own.here.go(&own.path("/notebook"), Some("entry-back")))
}

async fn page(own: &Own<'_>, wrong: Option<Wrong<'_>>) -> Shown {
    let w = own.words();
    let today = own.today();
    let from = today.plus(1 - DAYS);
    let since = w.zone.end_of(from.plus(-1));
    let events = own.here.store().notebook_entries(&own.here.city, &own.resident, since, MOST).await?;
    let stands = standing(&events);
    let mut entries: Vec<Written<'_>> = stands.into_iter().filter_map(|event| written(w, event)).collect();
    entries.retain(|one| (from..=today).contains(&one.day));
    entries.sort_by_key(|one| one.entry.at);
    let body = html! {
        (forms(own, wrong.as_ref()))
        (curves(w, (from, today), &entries))
        section.card aria-labelledby="entries" {
            h2 #entries { (w.with("notebook-entries", [("days", i64::from(DAYS).into())])) }
            (table(own, &entries))
        }
    };
    own.page_again(&w.say("notebook"), wrong.map(|wrong| wrong.key), &body)
}

/// An entry as it stands, and how it is named where it was made here.
struct Written<'e> {
    entry: &'e NotebookEntry,
    day: Day,
    id: Option<&'e str>,
}

fn written(w: Words, event: &Event) -> Option<Written<'_>> {
    let Payload::Notebook(entry) = &event.payload else { return None };
    let id = Some(&event.id).filter(|_| event.source == SOURCE).and_then(|id| id.rsplit(':').next());
    Some(Written { entry, day: w.zone.day(entry.at), id: id.filter(|id| id.len() == 32) })
}

/// A form for each kind, its own.
fn forms(own: &Own<'_>, wrong: Option<&Wrong<'_>>) -> Markup {
    let w = own.words();
    html! {
        @for kind in entry::KINDS {
            @let wrong = wrong.filter(|wrong| wrong.kind == kind);
            @let name = entry::key(kind);
            section.card aria-labelledby={ "write-" (name) } {
                h2 id={ "write-" (name) } { (w.say(&format!("kind-{name}"))) }
                form method="post" action=(own.path(&format!("/notebook/{}", kind.as_str()))) {
                    (own.form_fields())
                    @if let Some(wrong) = wrong { p.notice.bad id={ "wrong-" (name) } { (w.say(wrong.key)) } }
                    (entry::fields(w, kind, wrong.map(|wrong| wrong.form)))
                }
            }
        }
    }
}

/// What has a measure, as curves; nothing of what was never written.
fn curves(w: Words, span: (Day, Day), entries: &[Written<'_>]) -> Markup {
    let line = |value: fn(&NotebookEntry) -> Option<i64>| -> Points {
        let hours =
            |one: &Written<'_>| i64::from(one.day.since(span.0)) * 24 + i64::from(w.zone.civil(one.entry.at).hour());
        entries.iter().filter_map(|one| Some((hours(one), value(one.entry)?))).collect()
    };
    let weight = line(|entry| entry.weight_kg.map(entry::tenths));
    let (upper, lower) = (
        line(|entry| entry.systolic_mmhg.map(|mmhg| mmhg * 10)),
        line(|entry| entry.diastolic_mmhg.map(|mmhg| mmhg * 10)),
    );
    let mood = line(|entry| entry.score.map(|score| score * 10));
    let all = [("weight", vec![weight]), ("blood-pressure", vec![upper, lower]), ("mood", vec![mood])];
    html! {
        @for (name, lines) in all {
            @let count = lines.first().map_or(0, Vec::len);
            @if count > 0 {
                @let title = w.say(&format!("kind-{name}"));
                @let args = [("title", title.as_str().into()), ("from", w.day(span.0).into()), ("until", w.day(span.1).into()), ("count", count.into())];
                section.card {
                    h2 { (w.say(&format!("curve-{name}"))) }
                    (picture::curve(w, &w.with("curve-said", args), span, &lines))
                    @if lines.len() > 1 { p.soft { (w.say("curve-two")) } }
                }
            }
        }
    }
}

fn table(own: &Own<'_>, entries: &[Written<'_>]) -> Markup {
    let w = own.words();
    let told: Vec<(&Written<'_>, String)> = entries.iter().rev().map(|one| (one, entry::told(w, one.entry))).collect();
    let lines = fitting(told.iter().map(|(_, told)| told.len() + LINE));
    html! {
        @if entries.is_empty() {
            p { (w.say("notebook-none")) }
        } @else {
            form method="post" action=(own.path("/notebook/back")) {
                (own.form_fields())
                table {
                    thead { tr { th scope="col" { (w.say("entry-when")) } th scope="col" { (w.say("entry-what")) } } }
                    tbody {
                        @for (one, told) in told.iter().take(lines) {
                            tr {
                                th scope="row" { (w.short_day(one.day)) br; small { (w.clock(one.entry.at)) } }
                                td {
                                    b { (w.say(&format!("kind-{}", entry::key(one.entry.kind)))) } " "
                                    (told)
                                    @if let Some(id) = one.id {
                                        button.quiet name="entry" value=(id) aria-label=(w.with("entry-take-back-of", [("when", when(w, one.entry.at).into())])) {
                                            (w.say("entry-take-back"))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if entries.len() > lines { p.soft { (w.with("notebook-more", [("lines", lines.into())])) } }
        }
    }
}

fn when(w: Words, at: DateTime<Utc>) -> String {
    format!("{} {}", w.short_day(w.zone.day(at)), w.clock(at))
}
