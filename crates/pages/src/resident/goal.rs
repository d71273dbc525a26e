//! The goal: what holds now, one step up by what is walked, and a number of one's own. It holds once the resident
//! has agreed to it.

use super::Shown;
use super::own::Own;
use crate::form::Form;
use crate::typed;
use domain::Payload;
use domain::event::{Goal, Metric};
use maud::{Markup, html};

/// What can be a goal of one's own.
const OWN: std::ops::RangeInclusive<i64> = 500..=30_000;

pub(super) fn show(own: &Own<'_>) -> Shown {
    page(own, None)
}

pub(super) async fn agree(own: &Own<'_>, form: &Form) -> Shown {
    let held = held(own);
    let Some(target) = typed::whole(form.get("goal")).filter(|goal| OWN.contains(goal) || held == Some(*goal)) else {
        return page(own, Some(form.get("goal")));
    };
    if held == Some(target) {
        return Ok(own.here.go(&own.path("/goal"), Some("goal-kept")));
    }
    let goal = Goal { metric: Metric::StepsPerDay, target, from: own.today().date(), until: None };
    own.say(form, Payload::Goal(goal)).await?;
    Ok(own.here.go(&own.path("/goal"), Some("goal-set")))
}

fn held(own: &Own<'_>) -> Option<i64> {
    own.snapshot.goals.on(Metric::StepsPerDay, own.today()).map(|goal| goal.target)
}

fn page(own: &Own<'_>, typed: Option<&str>) -> Shown {
    let w = own.words();
    let held = held(own);
    let body = html! {
        section.card {
            h2 { (w.say("goal-now")) }
            @match held {
                Some(goal) => p.lead { (w.with("steps", [("steps", goal.into())])) },
                None => p { (w.say("goal-none")) },
            }
        }
        (suggestion(own, held))
        form.card method="post" action=(own.path("/goal")) {
            (own.form_fields())
            h2 { (w.say("goal-own")) }
            @if typed.is_some() { p.notice.bad #wrong-goal { (w.say("wrong-goal")) } }
            div.field {
                label for="goal" { (w.say("goal-own-steps")) }
                p.hint { (w.say("goal-own-hint")) }
                input #goal name="goal" inputmode="numeric" autocomplete="off" maxlength="12" required value=(typed.unwrap_or_default())
                    aria-invalid=[typed.map(|_| "true")] aria-describedby=[typed.map(|_| "wrong-goal")];
            }
            button.second { (w.say("goal-agree-own")) }
        }
    };
    own.page_again(&w.say("goal"), typed.map(|_| "wrong-goal"), &body)
}

/// Three to choose from: a step up, a smaller one, and what is.
fn suggestion(own: &Own<'_>, held: Option<i64>) -> Markup {
    let w = own.words();
    let Some(suggested) = own.snapshot.suggested_goal(&own.here.ruleset.city, own.today()) else {
        return html! { section.card { h2 { (w.say("goal-suggested")) } p.lead { (w.say("goal-too-early")) } p { (w.say("goal-too-early-text")) } } };
    };
    let keep = held.unwrap_or_else(|| ((suggested.walks + 50) / 100 * 100).max(500));
    // What comes to the same is there once.
    let mut choices = vec![("goal-choose", suggested.target)];
    choices.extend(Some(("goal-choose-less", suggested.less)).filter(|less| less.1 != suggested.target));
    choices.retain(|choice| choice.1 != keep);
    choices.push(("goal-choose-keep", keep));
    html! {
        form.card method="post" action=(own.path("/goal")) {
            (own.form_fields())
            h2 { (w.say("goal-suggested")) }
            p { (w.with("goal-walks", [("steps", suggested.walks.into())])) }
            @for (place, (key, steps)) in choices.iter().enumerate() {
                button.second[place > 0] name="goal" value=(steps) { (w.with(key, [("steps", (*steps).into())])) }
            }
            p.soft { (w.say("goal-source")) }
        }
    }
}
