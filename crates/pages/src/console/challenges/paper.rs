//! Sheets of paper: steps that residents wrote down, keyed in by staff.

use super::super::Shown;
use super::super::visit::{Layout, Visit};
use crate::design::{Tone, field, hidden, notice};
use crate::form::Form;
use crate::typed::whole;
use crate::words::Words;
use chrono::NaiveDate;
use domain::id::IdError;
use domain::staff::Task;
use domain::{Day, ResidentId};
use http::StatusCode;
use maud::{Markup, html};
use serde_json::json;
use shell::doors::cache;
use shell::office::challenges::enter_sheet;
use shell::office::looked;
use shell::resident::Place;
use shell::spin::random;
use shell::store::{Deed, Person, Sheet};

/// How many days a sheet has, the present one among them.
const DAYS: i32 = 14;

/// The most steps of a day that any door takes.
const MOST: i64 = 200_000;

/// How many of the last sheets are listed.
const LAST: i64 = 50;

/// What was typed and is shown again, with what is wrong with it.
#[derive(Default)]
struct Typed<'a> {
    resident: &'a str,
    days: Vec<(NaiveDate, &'a str)>,
    faults: Vec<String>,
}

impl Typed<'_> {
    fn of(&self, date: NaiveDate) -> &str {
        self.days.iter().find(|(day, _)| *day == date).map_or("", |(_, text)| text)
    }
}

pub(in super::super) async fn show(visit: &Visit<'_>) -> Shown {
    visit.may(Task::Residents)?;
    page(visit, &Typed::default(), StatusCode::OK).await
}

async fn page(visit: &Visit<'_>, typed: &Typed<'_>, status: StatusCode) -> Shown {
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let sheets = store.sheets(&door.city, LAST).await?;
    if !sheets.is_empty() {
        let seen: Vec<&str> = sheets.iter().map(|sheet| sheet.resident.as_str()).collect();
        let deed = Deed::new(&visit.person.id, "sheets_seen", "").with(json!({ "residents": seen }));
        looked(&door.sql, &door.city, &deed, door.now).await?;
    }
    let staff = store.staff(&door.city).await?;
    // In order of time, so that the last ones are found by it.
    let number = format!("{:012x}{:020x}", door.now.timestamp_millis(), random() >> 48);
    let body = html! {
        p { (w.say("paper-text")) }
        form.card method="post" action=(visit.path("/challenges/paper")) {
            (visit.csrf_field())
            (hidden("sheet", &number))
            (field("resident", &w.say("paper-resident"), Some(&w.say("paper-resident-hint")), &html! {
                input #resident type="text" name="resident" value=(typed.resident) maxlength="64" required autocomplete="off" spellcheck="false" aria-describedby="resident-hint";
            }))
            fieldset {
                legend { (w.say("paper-days")) }
                p.hint { (w.say("paper-days-hint")) }
                @for day in days(w.zone.day(door.now)) {
                    @let name = format!("steps-{}", day.date());
                    (field(&name, &w.day(day), None, &html! {
                        input id=(name) type="text" name=(name) value=(typed.of(day.date())) inputmode="numeric" maxlength="12" autocomplete="off";
                    }))
                }
            }
            button.button { (w.say("paper-enter")) }
        }
        @if !sheets.is_empty() { (last(w, &sheets, &staff)) }
    };
    let faults =
        (!typed.faults.is_empty()).then(|| notice(Tone::Bad, &html! { @for fault in &typed.faults { p { (fault) } } }));
    Ok(visit.page_with(status, Layout { title: &w.say("paper-title"), said: faults, ..Layout::default() }, &body))
}

/// The days of a sheet, the latest first.
fn days(today: Day) -> impl Iterator<Item = Day> {
    (0..DAYS).map(move |n| today.plus(-n))
}

fn last(w: Words, sheets: &[Sheet], staff: &[Person]) -> Markup {
    let name =
        |id: &str| staff.iter().find(|person| person.id == id).map_or_else(|| id.to_owned(), |one| one.name.clone());
    html! {
        h2 { (w.say("paper-last")) }
        .scroll tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { (w.say("log-at")) } th scope="col" { (w.say("log-who")) }
                    th scope="col" { (w.say("paper-resident")) } th scope="col" { (w.say("paper-days")) }
                } }
                tbody {
                    @for sheet in sheets {
                        tr {
                            td { (w.instant(sheet.at)) }
                            td { (name(&sheet.by)) }
                            th scope="row" { code { (sheet.resident) } }
                            td { @for (date, steps) in &sheet.days { (w.short_day(Day::from_date(*date))) " " (w.number(*steps)) br; } }
                        }
                    }
                }
            }
        }
    }
}

pub(in super::super) async fn enter(visit: &Visit<'_>, form: &Form) -> Shown {
    visit.may(Task::Residents)?;
    let (w, door) = (visit.words(), visit.door);
    let mut typed = Typed { resident: form.get("resident"), ..Typed::default() };
    let resident = match typed.resident.parse::<ResidentId>() {
        Ok(resident) => {
            let known = visit.store().residents(&door.city, [&resident]).await?;
            let is_known = known.get(&resident).is_some_and(|known| known.rev > 0);
            if !is_known {
                typed.faults.push(w.with("paper-unknown", [("resident", typed.resident.into())]));
            }
            is_known.then_some(resident)
        }
        Err(IdError::MyNumber) => {
            // It is kept nowhere, and not shown again either.
            typed.resident = "";
            typed.faults.push(w.say("paper-my-number"));
            None
        }
        Err(_) => {
            typed.faults.push(w.say("paper-no-id"));
            None
        }
    };
    let mut read = Vec::new();
    for day in days(w.zone.day(door.now)) {
        let text = form.get(&format!("steps-{}", day.date()));
        typed.days.push((day.date(), text));
        match steps(text) {
            Ok(Some(steps)) => read.push((day.date(), steps)),
            Ok(None) => {}
            Err(NoSteps) => typed.faults.push(w.with("paper-no-steps", [("day", w.day(day).into())])),
        }
    }
    if read.is_empty() && typed.faults.is_empty() {
        typed.faults.push(w.say("paper-nothing"));
    }
    let number = Some(form.get("sheet")).filter(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()));
    let (Some(resident), Some(number), true) = (resident, number, typed.faults.is_empty()) else {
        return page(visit, &typed, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let sheet = Sheet { id: number.to_owned(), resident, by: visit.person.id.clone(), at: door.now, days: read };
    let cache = cache();
    let place = Place { sql: &door.sql, cache: &cache, city: &door.city };
    let said = if enter_sheet(&place, &sheet).await? { "sheet-entered" } else { "sheet-known" };
    Ok(door.go("/challenges/paper", Some(said)))
}

/// What is no number of steps.
#[derive(Debug, PartialEq, Eq)]
struct NoSteps;

/// A number as people write it; nothing of a day on which nothing is written.
fn steps(text: &str) -> Result<Option<i64>, NoSteps> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    whole(text).filter(|steps| (0..=MOST).contains(steps)).map(Some).ok_or(NoSteps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_as_people_write_them() {
        let read = ["6200", "６，２００歩", " 6,200 ", "0", "", "　"].map(steps);
        assert_eq!(read, [Some(6_200), Some(6_200), Some(6_200), Some(0), None, None].map(Ok));
        for wrong in ["-1", "+5", "200001", "六千", "6.2", "1e3", "99999999999999999999", "歩歩"] {
            assert_eq!(steps(wrong), Err(NoSteps), "{wrong}");
        }
    }
}
