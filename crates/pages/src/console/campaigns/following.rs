use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::Visit;
use super::listing::{edit_path, period, standing_of};
use super::numbers;
use crate::design::{field, tag};
use crate::form::Form;
use crate::words::Language;
use domain::city::Scope;
use domain::pack::Part;
use domain::staff::Task;
use maud::html;
use shell::doors::{Incoming, cache};
use shell::stop::{self as stopping, Discard, Stop};

/// The longest reason for a stop.
const MOST_WHY: usize = 200;

pub(in super::super) async fn show(visit: &Visit<'_>, name: &str, request: &Incoming) -> Shown {
    visit.may(Task::Read)?;
    let (w, city) = (visit.words(), &visit.door.city);
    let campaign = visit.door.ruleset.campaigns.get(name).ok_or(Failure::NotFound)?;
    let standing = stopping::standing(&visit.door.sql, city).await?;
    let (tone, key) = standing_of(name, campaign, &standing.pauses, w.zone.day(visit.door.now));
    let part = Part::Campaign(name.to_owned());
    let draft = visit.store().draft(city, &part).await?;
    let stopped = standing.pauses.iter().find(|pause| pause.scope == Scope::Campaign(name.to_owned()));
    let waiting: i64 = standing.waiting.iter().filter(|one| one.campaign == name).map(|one| one.messages).sum();
    let body = html! {
        p { (tag(tone, &w.say(key))) " " (period(visit, campaign)) }
        p.row {
            a.button href=(edit_path(visit, &part)) {
                (w.say(match (draft.is_some(), visit.person.roles.may(Task::Write)) {
                    (true, true) => "campaign-go-on",
                    (false, true) => "campaign-edit",
                    (_, false) => "campaign-read",
                }))
            }
            @if campaign.outcome.is_some() {
                a.button.second href=(visit.path(&format!("/campaigns/{name}/report"))) { (w.say("campaign-report")) }
            }
            a.button.second href=(visit.path(&format!("/versions?part={part}"))) { (w.say("campaign-versions")) }
            a.button.second href=(visit.path(&format!("/campaigns/{name}/export"))) download { (w.say("campaign-export")) }
        }
        (numbers::section(visit, name, campaign, request).await?)
        @if visit.person.roles.may(Task::Stop) {
            section {
                h2 { (w.say("campaign-stopping")) }
                @if waiting > 0 { p { (w.with("campaign-waiting", [("count", waiting.into())])) } }
                @if let Some(pause) = stopped {
                    @let told = pause.notice();
                    p { (if w.language == Language::Ja { told.ja() } else { told.en() }) " " small { (w.instant(pause.since)) } }
                    form method="post" action=(visit.path(&format!("/campaigns/{name}/resume"))) {
                        (visit.csrf_field()) button.button { (w.say("campaign-resume")) }
                    }
                } @else {
                    form.card method="post" action=(visit.path(&format!("/campaigns/{name}/stop"))) {
                        (visit.csrf_field())
                        (field("why", &w.say("campaign-why"), Some(&w.say("campaign-why-hint")), &html! {
                            input #why type="text" name="why" required maxlength=(MOST_WHY) aria-describedby="why-hint";
                        }))
                        label.choice for="discard" {
                            input #discard type="checkbox" name="discard" value="yes";
                            span { (w.say("campaign-discard")) small { (w.say("campaign-discard-text")) } }
                        }
                        button.button.danger { (w.say("campaign-stop")) }
                    }
                }
            }
        }
    };
    Ok(visit.page(&campaign.title, &body))
}

pub(in super::super) async fn stop(visit: &Visit<'_>, name: &str, form: &Form) -> Shown {
    visit.may(Task::Stop)?;
    let door = visit.door;
    let why: String = form.get("why").chars().filter(|c| !c.is_control()).take(MOST_WHY).collect();
    if why.is_empty() {
        return Err(Failure::Field("campaign-why-fault"));
    }
    let discard = if form.get("discard") == "yes" { Discard::Waiting } else { Discard::Nothing };
    let scope = Scope::Campaign(name.to_owned());
    let stop = Stop { scope, words: &why, discard, by: &visit.person.id };
    stopping::stop(&door.sql, &cache(), &door.city, stop, door.now).await?;
    Ok(door.go(&format!("/campaigns/{name}"), Some("stopped")))
}

pub(in super::super) async fn resume(visit: &Visit<'_>, name: &str) -> Shown {
    visit.may(Task::Stop)?;
    let door = visit.door;
    let scope = Scope::Campaign(name.to_owned());
    stopping::resume(&door.sql, &cache(), &door.city, &scope, &visit.person.id, door.now).await?;
    Ok(door.go(&format!("/campaigns/{name}"), Some("resumed")))
}
