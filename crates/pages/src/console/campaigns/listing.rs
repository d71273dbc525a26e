use super::super::Shown;
use super::super::visit::Visit;
use crate::design::{Tone, empty, tag};
use domain::Day;
use domain::city::{Pause, Scope};
use domain::pack::{Campaign, Part, title_of};
use domain::staff::Task;
use maud::html;
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
    let staff = visit.store().staff(city).await?;
    let of = |part: &Part| drafts.iter().find(|draft| draft.part == *part);
    let saved = |draft: &Draft| {
        let name = staff.iter().find(|person| person.id == draft.line.by).map_or(&draft.line.by, |person| &person.name);
        w.with("edit-saved-by", [("name", name.into()), ("at", w.instant(draft.line.at).into())])
    };
    let is_new = |draft: &&Draft| draft.part.campaign().is_some_and(|name| !ruleset.campaigns.contains_key(name));
    let body = html! {
        @if visit.person.roles.may(Task::Write) {
            p.row {
                a.button href=(visit.path("/campaigns/new")) { (w.say("campaigns-new")) }
                a.button.second href=(visit.path("/campaigns/import")) { (w.say("import-title")) }
            }
        }
        @if ruleset.campaigns.is_empty() && drafts.is_empty() { (empty(&w.say("campaigns-none"), None)) }
        .cards {
            @for draft in drafts.iter().filter(is_new) {
                article.card {
                    h2 { a href=(edit_path(visit, &draft.part)) { (title_of(&draft.files).unwrap_or_else(|| draft.part.to_string())) } }
                    p { (tag(Tone::Warning, &w.say("state-draft"))) }
                    p.hint { (saved(draft)) " · " code { (draft.part.campaign().unwrap_or_default()) } }
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
                    @if let Some(draft) = of(&Part::Campaign(name.clone())) { p.hint { (saved(draft)) } }
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
