//! Pages for people, in one design: HTML made on the server, which works without scripts.
//!
//! `design` is how pages look, `words` what they say in each language, `console` what staff see and do, `resident`
//! what residents and their groups hold in their hands, `walking` what both see alike of challenges.

mod console;
mod design;
mod form;
mod outgoing;
mod resident;
mod spreadsheet;
mod typed;
mod walking;
mod words;

use chrono::{DateTime, Utc};
use domain::{Language, Zone};
use outcomes::report::Report;
use shell::doors::{Answer, Incoming};
use spin_sdk::http::Request;

/// Answers a request to the console.
pub async fn console(request: Request) -> Answer {
    console::answer(Incoming::new(request)).await
}

/// Answers a request to the pages of residents and groups.
pub async fn resident(request: Request) -> Answer {
    resident::answer(Incoming::new(request)).await
}

/// A report as one file of HTML that loads nothing and is read, kept and printed by itself. `hash` is that of its bytes.
pub fn report_file(report: &Report, language: Language, zone: Zone, (made_at, hash): (DateTime<Utc>, &str)) -> String {
    console::report_file(report, language, zone, (made_at, hash))
}
