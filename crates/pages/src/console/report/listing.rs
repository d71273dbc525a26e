use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::{Layout, Visit};
use super::page::stage;
use super::paper::Paper;
use crate::design::empty;
use domain::pack::Campaign;
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use outcomes::report::Standing;
use shell::office::reports::{self, Made};

/// All campaigns of which something is measured, each with how far its report is.
pub(in super::super) async fn list(visit: &Visit<'_>) -> Shown {
    visit.may(Task::Reports)?;
    let title = visit.words().say("reports-title");
    shown(visit, &title).await
}

/// The first page of whom only reports concern.
pub(in super::super) async fn home(visit: &Visit<'_>) -> Shown {
    visit.may(Task::Reports)?;
    let title = visit.words().with("home-title", [("name", (&visit.person.name).into())]);
    shown(visit, &title).await
}

async fn shown(visit: &Visit<'_>, title: &str) -> Shown {
    let w = visit.words();
    let mut rows = Vec::new();
    for (name, campaign) in &visit.door.ruleset.campaigns {
        if campaign.outcome.is_some() {
            rows.push(row(visit, name, campaign).await?);
        }
    }
    let body = html! {
        p { (w.say("reports-text")) }
        @if rows.is_empty() { (empty(&w.say("reports-none"), None)) } @else {
            .cards { @for row in &rows { (row) } }
        }
    };
    let layout = Layout { title, report: true, ..Layout::default() };
    Ok(visit.page_with(StatusCode::OK, layout, &body))
}

async fn row(visit: &Visit<'_>, name: &str, campaign: &Campaign) -> Result<Markup, Failure> {
    let w = visit.words();
    let made = reports::newest(&visit.door.sql, &visit.door.city, name).await?;
    Ok(html! {
        article.card {
            h2 { a href=(visit.path(&format!("/campaigns/{name}/report"))) { (campaign.title) } }
            @match &made {
                Some(made) => (told(visit, made)),
                None => p { (w.say("reports-not-yet")) },
            }
        }
    })
}

fn told(visit: &Visit<'_>, made: &Made) -> Markup {
    let (w, report) = (visit.words(), &made.report);
    let p = Paper::new(w, report);
    html! {
        p { (stage(w, report)) " " (p.planned(report.about.standing == Standing::Planned)) }
        @if let Some(first) = report.summary.first() { p { (w.said(first)) } }
        p.hint {
            (w.with("report-read-until", [("at", w.instant(made.watermark).into())]))
            @if made.being_made { " " (w.say("reports-being-made")) }
        }
    }
}
