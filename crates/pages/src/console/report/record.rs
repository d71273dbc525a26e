//! The record of a campaign, for whoever evaluates it: in parts, pseudonymised, as the report was made of it.

use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::{Layout, Visit};
use crate::design::empty;
use crate::outgoing::{plain, set};
use domain::pack::Campaign;
use domain::staff::Task;
use http::StatusCode;
use http::header::CONTENT_DISPOSITION;
use maud::{Markup, html};
use outcomes::record::Shape;
use serde_json::json;
use shell::doors::{Incoming, cache};
use shell::office::looked;
use shell::record::{Roll, Span, Wanted};
use shell::spin::setting;
use shell::store::Deed;
use wire::table::{MEDIA, Table};

/// In which shapes it is taken along, each with the keys of its title and of what it is for.
const SHAPES: [(Shape, &str, &str); 5] = [
    (Shape::Record, "record-points", "record-points-text"),
    (Shape::Weeks, "record-weeks", "record-weeks-text"),
    (Shape::People, "record-people", "record-people-text"),
    (Shape::Distal, "record-distal", "record-distal-text"),
    (Shape::MrtAnalysis, "record-mrt", "record-mrt-text"),
];

/// Where the parts of the record are.
pub(in super::super) async fn show(visit: &Visit<'_>, name: &str) -> Shown {
    let campaign = of(visit, name)?;
    let w = visit.words();
    let key = setting("link_key").await?;
    let door = visit.door;
    // Decision points in whichever shape are of the same people, and so are the three shapes of people.
    let spans = async |shape| {
        let wanted = Wanted { city: &door.city, campaign: name, shape, agreed: None, key: key.value() };
        Ok::<_, Failure>(Roll::of(&door.sql, &cache(), wanted).await?.spans())
    };
    let (points, people) = (spans(Shape::Record).await?, spans(Shape::People).await?);
    let mut lists: Vec<(usize, Markup)> = Vec::new();
    for (shape, title, text) in SHAPES {
        let spans = if matches!(shape, Shape::Record | Shape::MrtAnalysis) { &points } else { &people };
        let many = spans.len();
        let part = |(number, Span { after, until }): (usize, &Span)| {
            let address = visit.path(&format!("/campaigns/{name}/record.csv"));
            let label = match many {
                1 => w.say("record-take"),
                _ => w.with("record-part", [("number", (number as i64 + 1).into()), ("of", (many as i64).into())]),
            };
            html! { a.button.second href={ (address) "?shape=" (shape.as_str()) "&after=" (after) "&until=" (until) } download { (label) } " " }
        };
        let list = html! {
            h2 { (w.say(title)) }
            p { (w.say(text)) }
            p.row { @for one in spans.iter().enumerate() { (part(one)) } }
        };
        lists.push((many, list));
    }
    let title = w.with("record-title", [("campaign", (&campaign.title).into())]);
    let body = html! {
        p { (w.say("record-text")) }
        @if lists.iter().all(|(many, _)| *many == 0) { (empty(&w.say("record-none"), None)) }
        @for (many, list) in &lists { @if *many > 0 { (list) } }
        p.hint { (w.say("record-hint")) }
    };
    let layout = Layout { title: &title, report: true, ..Layout::default() };
    Ok(visit.page_with(StatusCode::OK, layout, &body))
}

/// One part of it; who took it is in the log.
pub(in super::super) async fn csv(visit: &Visit<'_>, name: &str, request: &Incoming) -> Shown {
    of(visit, name)?;
    let shape = request.asked("shape").and_then(|name| Shape::from_name(&name)).unwrap_or_default();
    let after = request.asked("after").unwrap_or_default();
    let until = request.asked("until").unwrap_or_default();
    let is_person = |text: &str| text.len() <= 32 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_person(&after) || !is_person(&until) {
        return Err(Failure::NotFound);
    }
    let key = setting("link_key").await?;
    let door = visit.door;
    let wanted = Wanted { city: &door.city, campaign: name, shape, agreed: None, key: key.value() };
    let mut table = Table::default();
    if after.is_empty() {
        table.line(shape.columns().iter().map(|(name, _)| name));
    }
    let span = Span { after, until };
    let lines = Roll::of(&door.sql, &cache(), wanted).await?.take(&door.sql, &span, |line| table.line(line)).await?;
    let Span { after, until } = span;
    let detail = json!({ "shape": shape.as_str(), "after": after, "until": until, "lines": lines });
    looked(&door.sql, &door.city, &Deed::new(&visit.person.id, "record_taken", name).with(detail), door.now).await?;
    let mut answer = plain(StatusCode::OK, MEDIA, table.text());
    let number = if after.is_empty() { String::new() } else { format!("-{after}") };
    set(&mut answer, CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}-{}{number}.csv\"", shape.as_str()));
    Ok(answer)
}

fn of<'v>(visit: &'v Visit<'_>, name: &str) -> Result<&'v Campaign, Failure> {
    visit.may(Task::Record)?;
    visit.door.ruleset.campaigns.get(name).ok_or(Failure::NotFound)
}
