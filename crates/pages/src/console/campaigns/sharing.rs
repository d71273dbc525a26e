//! A campaign as a file for other cities, and such a file taken in.

use super::super::Shown;
use super::super::visit::{Layout, Visit};
use super::beginning::name_like;
use crate::design::{Tone, field, hidden, notice};
use crate::form::Form;
use domain::Sentence;
use domain::pack::{Asked, MAX_SHARED_BYTES, ParameterKind, Part, Shared, is_name};
use domain::staff::Task;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use maud::html;
use shell::doors::cache;
use shell::office::drafts::{self, Beginning};
use shell::office::sharing;
use std::collections::BTreeMap;

/// The campaign in force, to be kept as a file.
pub(in super::super) async fn export(visit: &Visit<'_>, name: &str) -> Shown {
    visit.may(Task::Read)?;
    let door = visit.door;
    let shared = sharing::exported(&door.sql, &cache(), &door.city, &visit.person.id, name, door.now).await?;
    let mut answer = door.html(StatusCode::OK, shared.to_text());
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/toml; charset=utf-8"));
    let file = format!("attachment; filename=\"{name}.ayumi.toml\"");
    // A campaign's name is of letters that any header may have.
    if let Ok(value) = HeaderValue::from_str(&file) {
        answer.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(answer)
}

/// Where a file is given.
pub(in super::super) fn choose(visit: &Visit<'_>) -> Shown {
    visit.may(Task::Write)?;
    first(visit, "", None, StatusCode::OK)
}

fn first(visit: &Visit<'_>, text: &str, fault: Option<&Sentence>, status: StatusCode) -> Shown {
    let w = visit.words();
    let body = html! {
        p { (w.say("import-text")) }
        form method="post" action=(visit.path("/campaigns/import")) {
            (visit.csrf_field())
            // Without scripts nothing would take the file up: the field is shown by the script that does.
            div data-with-scripts="" hidden {
                (field("chosen", &w.say("import-choose"), None, &html! {
                    input #chosen type="file" accept=".toml,text/plain" data-into="file";
                }))
            }
            (field("file", &w.say("import-paste"), Some(&w.say("import-paste-hint")), &html! {
                textarea #file name="file" rows="12" required maxlength=(MAX_SHARED_BYTES) spellcheck="false" autocapitalize="none" aria-describedby="file-hint" { "\n" (text) }
            }))
            button.button { (w.say("import-next")) }
        }
    };
    let said = fault.map(|fault| notice(Tone::Bad, &html! { p { (fault.say(visit.door.language())) } }));
    Ok(visit.page_with(status, Layout { title: &w.say("import-title"), said, ..Layout::default() }, &body))
}

/// Asks what is another in this city; with everything said, a draft begins.
pub(in super::super) async fn import(visit: &Visit<'_>, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let door = visit.door;
    let text = form.text("file").unwrap_or_default();
    let shared = match Shared::read(&text) {
        Ok(shared) => shared,
        Err(unusable) => return first(visit, &text, Some(&unusable.0), StatusCode::UNPROCESSABLE_ENTITY),
    };
    let (_, pack) = drafts::in_force(&door.sql, &door.city).await?;
    let chosen = form.get("name");
    let name = if chosen.is_empty() { name_like(visit, &shared.name).await? } else { chosen.to_owned() };
    let asked = shared.asked(&door.ruleset.city, door.city.as_str(), &name);
    let given: BTreeMap<String, String> =
        form.beginning("value:").map(|(name, value)| (name.to_owned(), value)).collect();
    let mut asking =
        Asking { text: &text, shared: &shared, name: &name, asked: &asked, given: &given, wrong: Vec::new() };
    if form.get("then") != "make" {
        return asking.page(visit);
    }
    if !is_name(&name) {
        asking.wrong.push(("name".to_owned(), visit.words().say("new-name-fault")));
    }
    let filled = shared.fill(&pack, &door.ruleset.city, &given).map_err(|faults| {
        let said = |(name, said): (String, Sentence)| (name, said.say(door.language()).to_owned());
        asking.wrong.extend(faults.into_iter().map(said));
    });
    let Some(filled) = filled.ok().filter(|_| asking.wrong.is_empty()) else { return asking.page(visit) };
    let part = Part::Campaign(name);
    drafts::begin(&door.sql, &door.city, &visit.person.id, &part, Beginning::New(filled.files), door.now).await?;
    Ok(door.go(&format!("/edit/{part}"), Some("imported")))
}

/// What is asked before a campaign is taken in.
struct Asking<'a> {
    /// The file as it was given: it goes along.
    text: &'a str,
    shared: &'a Shared,
    name: &'a str,
    asked: &'a [Asked],
    /// What was answered, by parameter.
    given: &'a BTreeMap<String, String>,
    /// What cannot stand there, by parameter, in the page's language.
    wrong: Vec<(String, String)>,
}

impl Asking<'_> {
    fn page(&self, visit: &Visit<'_>) -> Shown {
        let Self { text, shared, name, asked, given, wrong } = self;
        let w = visit.words();
        let fault = |of: &str| wrong.iter().find(|(name, _)| name == of).map(|(_, said)| said.as_str());
        let from = w.with("import-from", [("title", (&shared.title).into()), ("from", (&shared.from).into())]);
        let body = html! {
            p { strong { (from) } }
            p { (w.say("import-asked")) }
            form method="post" action=(visit.path("/campaigns/import")) {
                (visit.csrf_field())
                (hidden("then", "make"))
                // A line end right behind the tag is not part of the text.
                textarea name="file" hidden { "\n" (text) }
                (answer_field("name", &w.say("new-name"), &w.say("new-name-hint"), fault("name"), name))
                @for one in *asked {
                    @let parameter = &one.parameter;
                    @let id = format!("value:{}", parameter.name);
                    @let key = format!("import-{}", kind_key(parameter.kind));
                    @let hint = w.with("import-was", [("was", (&parameter.was).into())]);
                    @let value = given.get(&parameter.name).unwrap_or(&one.known);
                    (answer_field(&id, &w.say(&key), &hint, fault(&parameter.name), value))
                }
                button.button { (w.say("import-make")) }
            }
        };
        let said = (!wrong.is_empty()).then(|| notice(Tone::Bad, &html! { p { (w.say("import-faults")) } }));
        let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok(visit.page_with(status, Layout { title: &w.say("import-title"), said, ..Layout::default() }, &body))
    }
}

fn answer_field(id: &str, label: &str, hint: &str, fault: Option<&str>, value: &str) -> maud::Markup {
    let invalid = fault.is_some();
    html! {
        div.field {
            label for=(id) { (label) }
            p.hint id={ (id) "-hint" } { (hint) }
            @if let Some(fault) = fault { p.fault id={ (id) "-fault" } { (fault) } }
            input id=(id) type="text" name=(id) value=(value) required maxlength="200" autocapitalize="none" spellcheck="false"
                aria-invalid=[invalid.then_some("true")] aria-describedby={ (id) "-hint" @if invalid { " " (id) "-fault" } };
        }
    }
}

fn kind_key(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::City => "city",
        ParameterKind::Sender => "sender",
        ParameterKind::KnownAs => "known-as",
        ParameterKind::Link => "link",
        ParameterKind::Phone => "phone",
        ParameterKind::District => "district",
        ParameterKind::Seed => "seed",
    }
}
