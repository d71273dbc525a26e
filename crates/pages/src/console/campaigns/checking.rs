//! Everything that `ayumi check` knows, of a draft within the pack in force.

use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::Visit;
use super::editing::{files_of, part_of};
use super::{settings, timeline};
use crate::design::{Tone, coded, notice};
use crate::form::Form;
use crate::words::{Language, Words};
use domain::pack::{Part, Played};
use domain::staff::Task;
use domain::{CityCode, Pack, Problem, Ruleset};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use maud::{Markup, html};
use serde_json::json;
use shell::office::drafts;
use std::rc::Rc;

/// What is found in a draft.
pub(in super::super) struct Checked {
    /// What it comes to, where everything in it is understood.
    pub(in super::super) ruleset: Option<Rc<Ruleset>>,
    /// What is wrong, failing cases among it.
    pub(in super::super) problems: Vec<Problem>,
    /// How many cases were played.
    pub(in super::super) cases: usize,
    /// How each went.
    pub(in super::super) played: Vec<Played>,
}

/// Checks a pack and plays the cases of one part.
pub(in super::super) fn look(pack: &Pack, part: &Part) -> Checked {
    let unplayed = |ruleset, problems| Checked { ruleset, problems, cases: 0, played: Vec::new() };
    let ruleset = match pack.compile() {
        Ok(ruleset) => ruleset,
        Err(problems) => return unplayed(None, problems),
    };
    let cases = match pack.cases(&ruleset) {
        Ok(cases) => cases,
        Err(problems) => return unplayed(Some(ruleset), problems),
    };
    let own = cases.iter().filter(|case| part.campaign().is_none_or(|name| name == case.campaign));
    let played: Vec<Played> = own.map(|case| case.play(&ruleset)).collect();
    let problems = played.iter().flat_map(Played::problems).cloned().collect();
    Checked { ruleset: Some(ruleset), problems, cases: played.len(), played }
}

/// A file of the part by its own name; of elsewhere by its path.
pub(super) fn shown_file(city: &CityCode, part: &Part, path: &str) -> String {
    match Part::of_path(city, path) {
        Some((of, file)) if of == *part => file,
        _ => path.to_owned(),
    }
}

pub(in super::super) async fn check(visit: &Visit<'_>, part: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let part = part_of(part)?;
    let (_, pack) = drafts::in_force(&visit.door.sql, &visit.door.city).await?;
    let files = settings::written(form, files_of(form)).unwrap_or_else(|(files, _)| files);
    let checked = look(&pack.with_part(&part, &files), &part);
    let problems: Vec<_> = checked.problems.iter().map(|problem| told(&visit.door.city, &part, problem)).collect();
    let text = json!({ "problems": problems, "cases": checked.cases }).to_string();
    let mut answer = Response::new(text);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(answer)
}

fn told(city: &CityCode, part: &Part, problem: &Problem) -> serde_json::Value {
    let mut told = serde_json::to_value(problem).unwrap_or_default();
    if let Some(fields) = told.as_object_mut() {
        fields.insert("file".to_owned(), shown_file(city, part, &problem.file).into());
    }
    told
}

/// What is wrong, as a list; or that nothing is.
pub(in super::super) fn problems(visit: &Visit<'_>, part: &Part, checked: &Checked) -> Markup {
    let w = visit.words();
    html! {
        @if checked.problems.is_empty() {
            p { (w.with("check-good", [("cases", checked.cases.into())])) }
        } @else {
            p { strong { (w.with("check-faults", [("count", checked.problems.len().into())])) } }
            ul.problems {
                @for problem in &checked.problems {
                    li {
                        code { (shown_file(&visit.door.city, part, &problem.file)) @if problem.line > 0 { ":" (problem.line) } }
                        " " (coded(said(w, problem)))
                    }
                }
            }
        }
    }
}

/// Where something was done and the draft is not as it should be: both at once, and where to look. Cases are most easily
/// broken from the form of the settings, far above them.
pub(super) fn faults_told(visit: &Visit<'_>, checked: &Checked) -> Option<Markup> {
    let w = visit.words();
    let done = visit.door.to_say().filter(|_| !checked.problems.is_empty())?;
    let cases = timeline::faulty(&checked.played);
    let body = html! {
        p { strong { (done) } }
        @if cases.is_empty() {
            p { (w.with("check-faults", [("count", checked.problems.len().into())])) " " a href="#found" { (w.say("check-see")) } }
        } @else {
            p { (w.with("check-cases-differ", [("count", cases.len().into())])) }
            ul { @for (id, name) in cases.iter().take(MOST_NAMED) { li { a href={ "#" (id) } { (name) } } } }
            @if cases.len() > MOST_NAMED { p { a href="#played" { (w.say("check-see-cases")) } } }
            p { (w.say(if visit.door.here.contains(settings::OPEN) { "check-cases-settings" } else { "check-cases-next" })) }
        }
    };
    Some(notice(Tone::Warning, &body))
}

/// How many cases that differ are named above the page.
const MOST_NAMED: usize = 5;

/// What a problem says in the page's language.
pub(in super::super) fn said(w: Words, problem: &Problem) -> &str {
    match w.language {
        // One that an older program stored has no Japanese.
        Language::Ja if !problem.message_ja.is_empty() => &problem.message_ja,
        Language::Ja | Language::En => &problem.message,
    }
}

impl From<domain::pack::UnknownPart> for Failure {
    fn from(_: domain::pack::UnknownPart) -> Self {
        Self::NotFound
    }
}
