//! What a campaign changed: the report of it, for a mayor, a statistician and an auditor. A file for each section; all of
//! it is made of one value, [`outcomes::report::Report`], and of nothing else.

mod adherence;
mod contrast;
mod distribution;
mod effect;
mod figures;
mod file;
mod flow;
mod integrity;
mod listing;
mod looks;
mod missing;
mod money;
mod page;
mod paper;
mod plan;
mod plots;
mod quality;
mod recompute;
pub(super) mod record;
mod segments;
mod waiting;

pub(super) use listing::{home, list};

/// A report as a file, of whoever made it: the program's own command has no visit.
pub(crate) fn report_file(
    report: &Report,
    language: Language,
    zone: Zone,
    (made_at, hash): (DateTime<Utc>, &str),
) -> String {
    let language = match language {
        Language::Ja => words::Language::Ja,
        Language::En => words::Language::En,
    };
    let w = Words { language, book: Book::Console, zone };
    let around =
        Around { made_at: Some(made_at), hash: Some(hash), being_made: false, address: None, gives_plan: false };
    file::whole(w, report, &around)
}

use super::Shown;
use super::failure::Failure;
use super::visit::{Layout, Visit};
use crate::outgoing::{plain, set};
use crate::words::{self, Book, Words};
use chrono::{DateTime, Utc};
use domain::pack::Campaign;
use domain::staff::Task;
use domain::{Language, Zone};
use http::StatusCode;
use http::header::CONTENT_DISPOSITION;
use maud::html;
use outcomes::report::{Report, TABLE};
use page::Around;
use shell::doors::Answer;
use shell::office::reports::{self, Made};
use wire::table::{MEDIA, Table};

/// The newest report of a campaign, or when there will be one.
pub(super) async fn show(visit: &Visit<'_>, name: &str) -> Shown {
    let (campaign, made) = newest(visit, name).await?;
    let w = visit.words();
    let title = w.with("report-title", [("campaign", (&campaign.title).into())]);
    let address = visit.path(&format!("/campaigns/{name}/report"));
    let body = match &made {
        Some(made) => html! {
            @if visit.may(Task::Record).is_ok() { p.unprinted { a href=(visit.path(&format!("/campaigns/{name}/record"))) { (w.say("record-link")) } } }
            (page::body(w, &made.report, &around(made, Some(&address), visit.may(Task::Read).is_ok())))
        },
        None => waiting::body(visit, name, campaign),
    };
    let layout = Layout { title: &title, report: true, ..Layout::default() };
    Ok(visit.page_with(StatusCode::OK, layout, &body))
}

/// The same as one file that stands by itself.
pub(super) async fn file(visit: &Visit<'_>, name: &str) -> Shown {
    let (_, made) = newest(visit, name).await?;
    let made = made.ok_or(Failure::NotFound)?;
    let text = file::whole(visit.words(), &made.report, &around(&made, None, false));
    Ok(taken(&format!("{name}-report.html"), "text/html; charset=utf-8", text))
}

/// The same for programs: the bytes whose hash is told.
pub(super) async fn json(visit: &Visit<'_>, name: &str) -> Shown {
    let (_, made) = newest(visit, name).await?;
    let made = made.ok_or(Failure::NotFound)?;
    let text = serde_json::to_string(&made.report).map_err(|_| Failure::NotFound)?;
    Ok(taken(&format!("{name}-report.json"), "application/json", text))
}

/// The same as a long table, for spreadsheets.
pub(super) async fn csv(visit: &Visit<'_>, name: &str) -> Shown {
    let (_, made) = newest(visit, name).await?;
    let made = made.ok_or(Failure::NotFound)?;
    let mut table = Table::default();
    table.line(TABLE);
    made.report.table().iter().for_each(|row| table.line(row));
    Ok(taken(&format!("{name}-report.csv"), MEDIA, table.text()))
}

/// The plan that the report goes by, as it was sealed: the bytes whose hash is told. The seeds of the draws are in it, with
/// which somebody who also has the record and the residents' ids could tell whose row is whose: it is for the city's own
/// staff, who hand it on after the end.
pub(super) async fn plan(visit: &Visit<'_>, name: &str) -> Shown {
    visit.may(Task::Read)?;
    let (_, made) = newest(visit, name).await?;
    let hash = made.and_then(|made| made.report.recompute.plan).ok_or(Failure::NotFound)?;
    let sealed = visit.store().sealed_plans(&visit.door.city, name).await?;
    let sealed = sealed.into_iter().find(|plan| plan.hash == hash && plan.holds()).ok_or(Failure::NotFound)?;
    Ok(taken(&format!("{name}-plan.json"), "application/json", sealed.text))
}

async fn newest<'v>(visit: &'v Visit<'_>, name: &str) -> Result<(&'v Campaign, Option<Made>), Failure> {
    visit.may(Task::Reports)?;
    let door = visit.door;
    let campaign = door.ruleset.campaigns.get(name).ok_or(Failure::NotFound)?;
    let made = reports::newest(&door.sql, &door.city, name).await?;
    Ok((campaign, made))
}

fn around<'m>(made: &'m Made, address: Option<&'m str>, gives_plan: bool) -> Around<'m> {
    Around {
        made_at: Some(made.made_at),
        hash: Some(&made.hash),
        being_made: made.being_made && address.is_some(),
        address,
        gives_plan,
    }
}

/// Something to be kept as a file of that name.
fn taken(file: &str, kind: &str, text: String) -> Answer {
    let mut answer = plain(StatusCode::OK, kind, text);
    set(&mut answer, CONTENT_DISPOSITION, &format!("attachment; filename=\"{file}\""));
    answer
}
