use super::super::visit::Visit;
use crate::design::{Tone, notice, tag};
use crate::words::Words;
use domain::pack::Campaign;
use domain::staff::Task;
use maud::{Markup, html};

/// Where no report was made yet: when the first will be, and what is missing for one that answers a question.
pub(super) fn body(visit: &Visit<'_>, name: &str, campaign: &Campaign) -> Markup {
    let w = visit.words();
    let found = found(campaign);
    let can_be = found.iter().all(|one| one.is_there || one.key == "plan");
    let today = w.zone.day(visit.door.now);
    let key = match (can_be, campaign.period.from > today) {
        (false, _) => "report-cannot-be",
        (true, true) => "report-not-begun",
        (true, false) => "report-soon",
    };
    let edit = visit.path(&format!("/edit/campaign:{name}"));
    html! {
        (notice(Tone::Plain, &html! { p { (w.with(key, [("from", w.day(campaign.period.from).into())])) } }))
        h2 { (w.say("report-needs")) }
        ul.needs { @for one in &found { (need(w, one)) } }
        @if visit.person.roles.may(Task::Write) && found.iter().any(|one| !one.is_there) {
            p { a.button href=(edit) { (w.say("report-needs-edit")) } }
        }
    }
}

/// Something that a report needs.
struct Need {
    key: &'static str,
    is_there: bool,
}

fn found(campaign: &Campaign) -> [Need; 3] {
    let is_randomised = campaign.experiment.is_some()
        || campaign.rollout.is_some()
        || campaign.decision_points.values().any(|point| point.probability.is_some());
    [
        Need { key: "outcome", is_there: campaign.outcome.is_some() },
        Need { key: "chance", is_there: is_randomised },
        Need { key: "plan", is_there: campaign.plan.is_some() },
    ]
}

fn need(w: Words, need: &Need) -> Markup {
    let key = need.key;
    html! {
        li {
            @if need.is_there { (tag(Tone::Good, &w.say("report-need-there"))) } @else { (tag(Tone::Warning, &w.say("report-need-missing"))) }
            " " strong { (w.say(&format!("report-need-{key}"))) }
            p.hint { (w.say(&format!("report-need-{key}-text"))) }
        }
    }
}
