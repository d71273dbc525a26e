//! わたしのページ: today's steps on the way to the goal, the week, and where everything else is.

use super::Shown;
use super::challenge::card;
use super::group::wanted;
use super::own::Own;
use super::{picture, stamps};
use domain::Day;
use domain::points::Holding;
use domain::resident::WalkedDay;
use maud::{Markup, html};
use shell::doors::Incoming;

pub(super) async fn show(own: &Own<'_>, request: &Incoming) -> Shown {
    let w = own.words();
    let (today, city) = (own.today(), &own.here.ruleset.city);
    let day = own.snapshot.walked_on(today, city);
    let week = own.snapshot.walked(today.plus(-6), today, city);
    let badges = own.snapshot.badges(today, city);
    let wanted = wanted(own, request).await?;
    let mut challenges = Vec::new();
    for (title, challenge) in own.challenges() {
        challenges.extend(card(own, title, challenge).await?);
    }
    let body = html! {
        @if let Some(group) = wanted { (group) }
        section.card aria-labelledby="today" {
            h2 #today { (w.with("today", [("day", w.day(today).into())])) }
            (now(own, day))
        }
        section.card aria-labelledby="week" {
            h2 #week { (w.say("week")) }
            (picture::days(w, &w.say("week"), &week))
            (row(own, today, &week))
        }
        @for challenge in challenges { (challenge) }
        @for card in stamps::cards(own) { (card) }
        (points(own))
        @if !badges.is_empty() {
            section.card aria-labelledby="badges" {
                h2 #badges { (w.say("badges")) }
                ul.badges { @for badge in badges { li { (w.say(&format!("badge-{}", badge.as_str()))) } } }
            }
        }
        ul.list.card {
            li { a href=(own.path("/notebook")) { (w.say("to-notebook")) } }
            li { a href=(own.path("/goal")) { (w.say("to-goal")) } }
            li { a href=(own.path("/messages")) { (w.say("to-messages")) } }
            li { a href=(own.path("/choices")) { (w.say("to-choices")) } }
            li { a href=(own.path("/data")) { (w.say("to-data")) } }
        }
    };
    own.page(&w.say("home"), &body)
}

fn now(own: &Own<'_>, day: WalkedDay) -> Markup {
    let w = own.words();
    let left = day.goal.zip(day.steps).map(|(goal, steps)| goal - steps);
    html! {
        @if day.steps.is_some() || day.goal.is_some() {
            .today {
                (picture::ring(w, day.steps, day.goal))
                div {
                    @if let Some(goal) = day.goal { p { (w.with("goal-is", [("goal", goal.into())])) } }
                    @match left {
                        Some(left) if left > 0 => p { (w.with("goal-left", [("left", left.into())])) },
                        Some(_) => p { b { (w.say("goal-reached")) } },
                        None if day.steps.is_none() => p { (w.say("no-steps-today")) },
                        None => {}
                    }
                }
            }
        } @else {
            p { (w.say("no-steps-today")) }
        }
        @if day.goal.is_none() { p { a.big.second href=(own.path("/goal")) { (w.say("set-goal")) } } }
    }
}

/// Days in a row, told so that a missed day is no end.
fn row(own: &Own<'_>, today: Day, week: &[WalkedDay]) -> Markup {
    let w = own.words();
    let streak = own.snapshot.streak(today, &own.here.ruleset.city);
    let reached = week.iter().filter(|day| day.is_reached()).count();
    let numbers = [("days", streak.days.into()), ("forgiven", streak.forgiven.into())];
    html! {
        p { (w.with("week-reached", [("days", reached.into())])) }
        @if streak.days >= 2 {
            p {
                (w.with(if streak.at_least { "streak-at-least" } else { "streak" }, numbers))
                @if streak.forgiven > 0 { " " (w.with("streak-forgiven", [("days", streak.forgiven.into())])) }
            }
        } @else if reached < week.len() {
            p { (w.say("streak-anew")) }
        }
        details {
            summary { (w.say("as-numbers")) }
            table {
                tbody {
                    @for day in week.iter().rev() {
                        tr {
                            th scope="row" { (w.short_day(day.day)) }
                            td.number { @match day.steps { Some(steps) => (w.number(steps)), None => (w.say("no-record")) } }
                            td { @if day.is_reached() { (w.say("reached")) } }
                        }
                    }
                }
            }
        }
    }
}

fn points(own: &Own<'_>) -> Markup {
    let w = own.words();
    let Holding { held, owed } = own.snapshot.awards.left();
    html! {
        section.card aria-labelledby="points" {
            h2 #points { (w.say("points")) }
            dl.numbers { div { dt { (w.say("points-held")) } dd { (w.number(held)) " " small { (w.say("points-unit")) } } } }
            @if owed > 0 { p { (w.with("points-owed", [("owed", owed.into())])) } }
            p { a href=(own.path("/points")) { (w.say("to-points")) } }
        }
    }
}
