use super::super::Shown;
use super::super::failure::Failure;
use super::super::form::Form;
use super::super::visit::Visit;
use super::templates::TEMPLATES;
use crate::design::{Tone, empty, field, tag};
use domain::Day;
use domain::city::{Pause, Scope};
use domain::pack::{Campaign, Part, PartFiles, is_name};
use domain::staff::Task;
use maud::{Markup, html};
use shell::office::drafts::{self, Beginning};
use shell::stop;
use shell::store::Draft;

/// How a campaign stands: the key of a word.
pub(in super::super) fn standing_of(
    name: &str,
    campaign: &Campaign,
    pauses: &[Pause],
    today: Day,
) -> (Tone, &'static str) {
    let stopped = |pause: &Pause| match &pause.scope {
        Scope::All => true,
        Scope::Campaign(paused) => paused == name,
        Scope::Channel(_) => false,
    };
    if campaign.period.until.is_some_and(|until| until < today) {
        (Tone::Plain, "state-ended")
    } else if pauses.iter().any(stopped) {
        (Tone::Bad, "state-stopped")
    } else if campaign.period.from > today {
        (Tone::Plain, "state-coming")
    } else {
        (Tone::Good, "state-running")
    }
}

pub(in super::super) async fn list(visit: &Visit<'_>) -> Shown {
    let (w, city) = (visit.words(), &visit.door.city);
    let standing = stop::standing(&visit.door.sql, city).await?;
    let drafts = visit.store().drafts(city).await?;
    let today = w.zone.day(visit.door.now);
    let ruleset = &visit.door.ruleset;
    let of = |part: &Part| drafts.iter().find(|draft| draft.part == *part);
    let is_new = |draft: &&Draft| draft.part.campaign().is_some_and(|name| !ruleset.campaigns.contains_key(name));
    let body = html! {
        @if visit.person.roles.may(Task::Write) {
            p { a.button href=(visit.path("/campaigns/new")) { (w.say("campaigns-new")) } }
        }
        @if ruleset.campaigns.is_empty() && drafts.is_empty() { (empty(&w.say("campaigns-none"), None)) }
        .cards {
            @for draft in drafts.iter().filter(is_new) {
                article.card {
                    h2 { a href=(edit_path(visit, &draft.part)) { (title_of(&draft.files).unwrap_or_else(|| draft.part.to_string())) } }
                    p { (tag(Tone::Warning, &w.say("state-draft"))) }
                }
            }
            @for (name, campaign) in &ruleset.campaigns {
                @let (tone, key) = standing_of(name, campaign, &standing.pauses, today);
                article.card {
                    h2 { a href=(visit.path(&format!("/campaigns/{name}"))) { (campaign.title) } }
                    p {
                        (tag(tone, &w.say(key))) " "
                        @if of(&Part::Campaign(name.clone())).is_some() { (tag(Tone::Warning, &w.say("state-draft"))) }
                    }
                    p.hint { (period(visit, campaign)) " · " code { (name) } }
                }
            }
        }
        section {
            h2 { (w.say("campaigns-shared")) }
            ul.list {
                li { a href=(edit_path(visit, &Part::City)) { (w.say("part-city")) } @if of(&Part::City).is_some() { " " (tag(Tone::Warning, &w.say("state-draft"))) } }
                li { a href=(edit_path(visit, &Part::Rules)) { (w.say("part-rules")) } @if of(&Part::Rules).is_some() { " " (tag(Tone::Warning, &w.say("state-draft"))) } }
            }
        }
    };
    Ok(visit.page(&w.say("campaigns-title"), &body))
}

/// From when to when it runs, in words.
pub(super) fn period(visit: &Visit<'_>, campaign: &Campaign) -> String {
    let w = visit.words();
    let from = w.day(campaign.period.from);
    match campaign.period.until {
        Some(until) => w.with("campaign-period", [("from", from.into()), ("until", w.day(until).into())]),
        None => w.with("campaign-open-end", [("from", from.into())]),
    }
}

/// The address at which a part is edited.
pub(in super::super) fn edit_path(visit: &Visit<'_>, part: &Part) -> String {
    visit.path(&format!("/edit/{part}"))
}

/// The title that a campaign's file says, though the rest of it may be wrong still.
pub(super) fn title_of(files: &PartFiles) -> Option<String> {
    let line = files.get("campaign.toml")?.lines().find_map(|line| line.strip_prefix("title"))?;
    let title = line.trim_start().strip_prefix('=')?.trim().trim_matches('"');
    (!title.is_empty()).then(|| title.to_owned())
}

pub(in super::super) async fn new(visit: &Visit<'_>) -> Shown {
    visit.may(Task::Write)?;
    let w = visit.words();
    let body = html! {
        p { (w.say("new-text")) }
        form method="post" action=(visit.path("/campaigns/new")) {
            (visit.csrf_field())
            fieldset {
                legend { (w.say("new-from")) }
                .cards {
                    @for (place, template) in TEMPLATES.iter().enumerate() {
                        label.card.choice for={ "template-" (template.name) } {
                            input id={ "template-" (template.name) } type="radio" name="from" value={ "template:" (template.name) } checked[place == 0];
                            span { strong { (w.say(&format!("template-{}", template.name))) } small { (w.say(&format!("template-{}-text", template.name))) } }
                        }
                    }
                }
            }
            @if !visit.door.ruleset.campaigns.is_empty() {
                fieldset {
                    legend { (w.say("new-copy")) }
                    @for (name, campaign) in &visit.door.ruleset.campaigns { (copy(name, campaign)) }
                }
            }
            (field("name", &w.say("new-name"), Some(&w.say("new-name-hint")), &html! {
                input #name type="text" name="name" required maxlength="40" pattern="[a-z][a-z0-9_]*" autocapitalize="none"
                    spellcheck="false" aria-describedby="name-hint";
            }))
            button.button { (w.say("new-make")) }
        }
    };
    Ok(visit.page(&w.say("new-title"), &body))
}

fn copy(name: &str, campaign: &Campaign) -> Markup {
    html! {
        label.choice for={ "copy-" (name) } {
            input id={ "copy-" (name) } type="radio" name="from" value={ "copy:" (name) };
            span { (campaign.title) small { code { (name) } } }
        }
    }
}

pub(in super::super) async fn make(visit: &Visit<'_>, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let door = visit.door;
    let name = form.get("name");
    if !is_name(name) {
        return Err(Failure::Field("new-name-fault"));
    }
    let part = Part::Campaign(name.to_owned());
    let files = match form.get("from").split_once(':') {
        Some(("template", from)) => {
            let template = TEMPLATES.iter().find(|template| template.name == from).ok_or(Failure::NotFound)?;
            template.files()
        }
        Some(("copy", from)) => {
            let (_, pack) = drafts::in_force(&door.sql, &door.city).await?;
            let files = pack.part(&Part::Campaign(from.to_owned()));
            if files.is_empty() {
                return Err(Failure::NotFound);
            }
            files
        }
        _ => return Err(Failure::Field("new-from-fault")),
    };
    drafts::begin(&door.sql, &door.city, &visit.person.id, &part, Beginning::New(files), door.now).await?;
    Ok(door.go(&format!("/edit/{part}"), Some("begun")))
}
