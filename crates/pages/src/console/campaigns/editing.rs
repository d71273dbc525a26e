use super::super::Shown;
use super::super::failure::Failure;
use super::super::replays;
use super::super::visit::{Layout, Visit};
use super::checking::{faults_told, look, problems};
use super::history;
use super::preview::seen;
use super::settings::{self, Faulty};
use crate::design::{Tone, diff, field, hidden, notice};
use crate::form::Form;
use domain::Pack;
use domain::pack::PLAN;
use domain::pack::contract::CONTRACT;
use domain::pack::{Part, PartFiles, is_name, title_of};
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use shell::office::Refusal;
use shell::office::drafts::{self, Beginning, Saved};
use shell::store::Draft;

/// The files that every campaign has, in the order in which they are written.
const CAMPAIGN_FILES: [&str; 4] = ["campaign.toml", "rules.rhai", "messages.toml", "cases.toml"];

/// What a contract begins as: its keys, with nothing filled in that could be taken for an agreement.
const NEW_CONTRACT: &str = include_str!("contract.toml");

/// The value of the button that adds a contract.
const ADD_CONTRACT: &str = "contract";

/// What a plan begins as: its question is for whoever evaluates to write.
const NEW_PLAN: &str = include_str!("plan.toml");

/// The value of the button that adds a plan.
const ADD_PLAN: &str = "plan";

/// The most files of shared functions.
const MOST_FILES: usize = 60;

/// The part of a path.
pub(super) fn part_of(text: &str) -> Result<Part, Failure> {
    Ok(text.parse::<Part>()?)
}

/// The files that a page's form has.
pub(super) fn files_of(form: &Form) -> PartFiles {
    let mut files = PartFiles::new();
    for (name, mut text) in form.beginning("file:").take(MOST_FILES) {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        files.insert(name.to_owned(), text);
    }
    files
}

/// The files that a form has, with one more of shared functions where it names one, or with a plan or a contract where that is
/// asked for, and without those that were emptied and are not needed.
fn written(part: &Part, form: &Form) -> Result<PartFiles, Failure> {
    let mut files = files_of(form);
    // None is left out in silence, which would delete it.
    if form.beginning("file:").count() > MOST_FILES {
        return Err(Failure::Field("edit-rules-many"));
    }
    // What a campaign need not have is taken out by emptying it.
    if part.campaign().is_some() {
        files.retain(|name, text| CAMPAIGN_FILES.contains(&name.as_str()) || !text.trim().is_empty());
        if form.get("then") == ADD_CONTRACT {
            files.entry(CONTRACT.to_owned()).or_insert_with(|| NEW_CONTRACT.to_owned());
        }
        if form.get("then") == ADD_PLAN {
            files.entry(PLAN.to_owned()).or_insert_with(|| NEW_PLAN.to_owned());
        }
    }
    if *part == Part::Rules {
        files.retain(|_, text| !text.trim().is_empty());
        let name = form.get("new").trim_end_matches(".rhai");
        if !name.is_empty() {
            let file = format!("{name}.rhai");
            if !is_name(name) || files.contains_key(&file) || files.len() >= MOST_FILES {
                return Err(Failure::Field("edit-rules-fault"));
            }
            files.insert(file, format!("// {name}\n"));
        }
    }
    Ok(files)
}

pub(in super::super) async fn begin(visit: &Visit<'_>, part: &str) -> Shown {
    visit.may(Task::Write)?;
    let (door, part) = (visit.door, part_of(part)?);
    drafts::begin(&door.sql, &door.city, &visit.person.id, &part, Beginning::InForce, door.now).await?;
    Ok(door.go(&format!("/edit/{part}"), Some("begun")))
}

pub(in super::super) async fn discard(visit: &Visit<'_>, part: &str) -> Shown {
    visit.may(Task::Write)?;
    let (door, part) = (visit.door, part_of(part)?);
    drafts::discard(&door.sql, &door.city, &visit.person.id, &part, door.now).await?;
    Ok(door.go("/campaigns", Some("discarded")))
}

pub(in super::super) async fn edit(visit: &Visit<'_>, part: &str) -> Shown {
    let part = part_of(part)?;
    match visit.store().draft(&visit.door.city, &part).await? {
        Some(draft) => page(visit, &draft, StatusCode::OK, None, Typed::default()).await,
        None => read_only(visit, &part).await,
    }
}

/// The texts in force, where nobody has a draft.
async fn read_only(visit: &Visit<'_>, part: &Part) -> Shown {
    let w = visit.words();
    let (_, pack) = drafts::in_force(&visit.door.sql, &visit.door.city).await?;
    let files = pack.part(part);
    if files.is_empty() {
        return Err(Failure::NotFound);
    }
    let body = html! {
        p { (w.say("edit-in-force")) }
        @if visit.person.roles.may(Task::Write) {
            form method="post" action=(visit.path(&format!("/edit/{part}/begin"))) {
                (visit.csrf_field()) button.button { (w.say("edit-begin")) }
            }
        }
        @for (name, text) in &files {
            section { h2 { (file_title(visit, name)) } pre.source tabindex="0" { (text) } }
        }
    };
    let title = part_title(visit, part);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}

pub(in super::super) async fn save(visit: &Visit<'_>, part: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let (w, door, part) = (visit.words(), visit.door, part_of(part)?);
    let read = form.get("rev").parse().map_err(|_| Failure::Stale)?;
    let files = match settings::written(form, written(&part, form)?) {
        Ok(files) => files,
        Err((files, faulty)) => return refused(visit, &part, read, files, &faulty).await,
    };
    match drafts::save(&door.sql, &door.city, &visit.person.id, &part, read, files.clone(), door.now).await? {
        Saved::Yes(_) if form.get("then") == "settings" => {
            Ok(door.go(&format!("/edit/{part}?{}", settings::OPEN), Some("saved")))
        }
        Saved::Yes(_) if form.get("then") == "try" => tried(visit, &part).await,
        Saved::Yes(_) if form.get("then") == "ask" => Ok(door.go(&format!("/edit/{part}/ask"), None)),
        Saved::Yes(_) => Ok(door.go(&format!("/edit/{part}"), Some("saved"))),
        Saved::Merged(_) => Ok(door.go(&format!("/edit/{part}"), Some("merged"))),
        Saved::Gone { aside } => gone(visit, &part, aside).await,
        Saved::Conflict { theirs, aside } => {
            let by = visit.store().person(&door.city, &theirs.line.by).await?;
            let by = by.map_or_else(|| theirs.line.by.clone(), |person| person.name);
            let said = notice(
                Tone::Bad,
                &html! {
                    p { strong { (w.with("edit-conflict", [("name", by.into())])) } }
                    p { (w.with("edit-conflict-text", [("rev", aside.into())])) }
                    @for (name, text) in &theirs.files {
                        @if files.get(name) != Some(text) {
                            h3 { (file_title(visit, name)) }
                            (diff(w, text, files.get(name).map_or("", String::as_str)))
                        }
                    }
                },
            );
            // What was written stays in the fields; saved once more it takes the place of what the other wrote.
            page(visit, &theirs, StatusCode::CONFLICT, Some(said), Typed { files: Some(files), ..Typed::default() })
                .await
        }
    }
}

/// Tries what was just saved on what really happened; where it is not clean, its page says so first.
async fn tried(visit: &Visit<'_>, part: &Part) -> Shown {
    if let Some(begun) = replays::begin_whole(visit, part).await? {
        return Ok(begun);
    }
    let draft = visit.store().draft(&visit.door.city, part).await?.ok_or(Failure::Refused(Refusal::NoDraft))?;
    let said = notice(Tone::Bad, &html! { p { (visit.words().say("edit-try-faults")) } });
    page(visit, &draft, StatusCode::UNPROCESSABLE_ENTITY, Some(said), Typed::default()).await
}

/// What was written into the fields of the settings cannot be written into the text. Everything stays as it was typed,
/// over the revision that was read.
async fn refused(visit: &Visit<'_>, part: &Part, read: i64, files: PartFiles, faulty: &Faulty) -> Shown {
    let door = visit.door;
    let Some(draft) = visit.store().draft(&door.city, part).await? else {
        // It ended meanwhile: what was typed into the files is put aside, as when it is saved.
        return match drafts::save(&door.sql, &door.city, &visit.person.id, part, read, files, door.now).await? {
            Saved::Gone { aside } => gone(visit, part, aside).await,
            _ => Err(Failure::Refused(Refusal::NoDraft)),
        };
    };
    let said = notice(Tone::Bad, &html! { p { (visit.words().say("settings-refused")) } });
    let typed = Typed { files: Some(files), faulty: Some(faulty), read: Some(read) };
    page(visit, &draft, StatusCode::UNPROCESSABLE_ENTITY, Some(said), typed).await
}

/// The draft ended before it was saved.
async fn gone(visit: &Visit<'_>, part: &Part, aside: i64) -> Shown {
    let w = visit.words();
    let said =
        html! { p { strong { (w.say("edit-gone")) } } p { (w.with("edit-gone-text", [("rev", aside.into())])) } };
    history::one(visit, part, aside, Some(notice(Tone::Bad, &said)), StatusCode::CONFLICT).await
}

/// What somebody typed that is not saved.
#[derive(Default)]
struct Typed<'t> {
    files: Option<PartFiles>,
    faulty: Option<&'t Faulty>,
    /// The revision over which it was typed, where what stands now was not shown.
    read: Option<i64>,
}

async fn page(visit: &Visit<'_>, draft: &Draft, status: StatusCode, said: Option<Markup>, typed: Typed<'_>) -> Shown {
    let w = visit.words();
    let part = &draft.part;
    let files = typed.files.as_ref().unwrap_or(&draft.files);
    let (_, pack) = drafts::in_force(&visit.door.sql, &visit.door.city).await?;
    let checked = look(&pack.with_part(part, files), part);
    let base = visit.store().pack(&visit.door.city, &draft.base).await?;
    // Somebody published a pack without it since.
    let was_taken_away = pack.part(part).is_empty() && base.is_some_and(|base| !base.part(part).is_empty());
    let said = said.or_else(|| faults_told(visit, &checked));
    let may_write = visit.person.roles.may(Task::Write);
    let by = visit.store().person(&visit.door.city, &draft.line.by).await?;
    let by = by.map_or_else(|| draft.line.by.clone(), |person| person.name);
    let path = visit.path(&format!("/edit/{part}"));
    let body = html! {
        p.hint {
            (w.with("edit-saved-by", [("name", by.into()), ("at", w.instant(draft.line.at).into())])) " "
            a href={ (path) "/history" } { (w.say("history-title")) }
        }
        @if was_taken_away { (notice(Tone::Warning, &html! { p { (w.say("edit-taken-away")) } })) }
        form #draft method="post" novalidate action=(path) data-autosave-key={ "draft:" (part) } data-check={ (path) "/check" } data-preview={ (path) "/preview" } data-preview-into="preview" {
            (visit.csrf_field())
            (hidden("rev", &typed.read.unwrap_or(draft.rev).to_string()))
            div.notice.warning data-restore="" hidden {
                p { (w.say("edit-restore")) }
                .row {
                    button.button.second type="button" data-restore-yes="" { (w.say("edit-restore-yes")) }
                    button.plain type="button" data-restore-no="" { (w.say("edit-restore-no")) }
                }
            }
            .desk {
                .papers {
                    @if part.campaign().is_some() && may_write {
                        @let text = files.get(settings::FILE).map_or("", String::as_str);
                        @let own = part.path(&visit.door.city, settings::FILE);
                        @let problems: Vec<_> = checked.problems.iter().filter(|problem| problem.file == own).collect();
                        (settings::shown(visit, text, &problems, typed.faulty))
                    }
                    @for name in names(part, files) { (paper(visit, name, files.get(name).map_or("", String::as_str), may_write)) }
                    @if *part == Part::Rules && may_write { (new_file(visit)) }
                    @if part.campaign().is_some() && may_write && !files.contains_key(PLAN) {
                        p.hint { (w.say("edit-plan-hint")) }
                        button.button.second name="then" value=(ADD_PLAN) { (w.say("edit-plan")) }
                    }
                    @if part.campaign().is_some() && may_write && !files.contains_key(CONTRACT) {
                        p.hint { (w.say("edit-contract-hint")) }
                        button.button.second name="then" value=(ADD_CONTRACT) { (w.say("edit-contract")) }
                    }
                }
                .beside tabindex="0" role="region" aria-label=(w.say("edit-beside")) {
                    section aria-labelledby="found" {
                        h2 #found { (w.say("edit-check")) }
                        #problems aria-live="polite" data-problems="" { (problems(visit, part, &checked)) }
                    }
                    #preview { (seen(visit, part, &checked)) }
                }
            }
            @if may_write {
                .bar {
                    button.button name="then" value="stay" { (w.say("edit-save")) }
                    @if part.campaign().is_some() { button.button.second name="then" value="try" { (w.say("edit-try")) } }
                    button.button.second name="then" value="ask" { (w.say("edit-ask")) }
                    a href="#found" { (w.say("edit-check")) " " span.count data-problem-count="" { @if !checked.problems.is_empty() { (checked.problems.len()) } } }
                }
            }
        }
        @if may_write {
            details {
                summary { (w.say("edit-discard")) }
                p { (w.say("edit-discard-text")) }
                form method="post" action={ (path) "/discard" } { (visit.csrf_field()) button.button.danger { (w.say("edit-discard-do")) } }
            }
        }
    };
    let title = w.with("edit-title", [("part", written_title(visit, part, files).into())]);
    Ok(visit.page_with(status, Layout { title: &title, said, editor: true, wide: true, ..Layout::default() }, &body))
}

/// The names of the files, those that every campaign has in the order in which they are written.
fn names<'f>(part: &Part, files: &'f PartFiles) -> Vec<&'f str> {
    let every: &[&str] = match part {
        Part::Campaign(_) => &CAMPAIGN_FILES,
        Part::City | Part::Rules => &[],
    };
    let others = files.keys().map(String::as_str).filter(|name| !every.contains(name));
    every.iter().copied().chain(others).collect()
}

fn paper(visit: &Visit<'_>, name: &str, text: &str, may_write: bool) -> Markup {
    let language = if name.ends_with(".rhai") { "rhai" } else { "toml" };
    let id = name.replace('.', "-");
    let hint = format!("{id}-hint");
    let w = visit.words();
    html! {
        div.paper {
            label for=(id) { (file_title(visit, name)) }
            p.hint id=(hint) { (w.say(&format!("file-{id}-hint"))) }
            textarea id=(id) name={ "file:" (name) } data-editor=(language) data-file=(name) data-reference=(visit.path("/reference.json")) spellcheck="false" rows="18"
                autocapitalize="none" aria-describedby=(hint) readonly[!may_write] {
                // A line end right behind the tag is not part of the text.
                "\n" (text)
            }
        }
    }
}

fn new_file(visit: &Visit<'_>) -> Markup {
    let w = visit.words();
    field(
        "new",
        &w.say("edit-rules-more"),
        Some(&w.say("edit-rules-more-hint")),
        &html! {
            input #new type="text" name="new" maxlength="45" autocapitalize="none" spellcheck="false" aria-describedby="new-hint";
        },
    )
}

/// What a file is called on pages.
pub(in super::super) fn file_title(visit: &Visit<'_>, name: &str) -> String {
    let key = format!("file-{}", name.replace('.', "-"));
    visit.words().find(&key, &fluent_bundle::FluentArgs::new()).unwrap_or_else(|| name.to_owned())
}

/// What a part is called on pages.
pub(in super::super) fn part_title(visit: &Visit<'_>, part: &Part) -> String {
    match part {
        Part::Campaign(name) => {
            visit.door.ruleset.campaigns.get(name).map_or_else(|| name.clone(), |campaign| campaign.title.clone())
        }
        Part::City => visit.words().say("part-city"),
        Part::Rules => visit.words().say("part-rules"),
    }
}

/// What a part is called on pages about its draft: a new campaign by the title that its own file says.
pub(in super::super) fn written_title(visit: &Visit<'_>, part: &Part, files: &PartFiles) -> String {
    let is_new = part.campaign().is_some_and(|name| !visit.door.ruleset.campaigns.contains_key(name));
    title_of(files).filter(|_| is_new).unwrap_or_else(|| part_title(visit, part))
}

/// What changes in a part from one pack to another, file by file.
pub(in super::super) fn texts_changed(visit: &Visit<'_>, part: &Part, before: &Pack, after: &Pack) -> Markup {
    let w = visit.words();
    let (before, after) = (before.part(part), after.part(part));
    let text = |files: &PartFiles, name: &str| files.get(name).cloned().unwrap_or_default();
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    html! {
        @if before == after { p { (w.say("changes-none")) } }
        @else if before.is_empty() { p { (w.say("changes-new")) } }
        @else if after.is_empty() { p { (w.say("changes-gone")) } }
        @for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
            h3 { (file_title(visit, name)) }
            (diff(w, &text(&before, name), &text(&after, name)))
        }
    }
}
