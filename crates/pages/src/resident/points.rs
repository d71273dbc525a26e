//! Points: what there is, and every entry with what it was for.

use super::Shown;
use super::own::Own;
use crate::words::Words;
use domain::Ruleset;
use domain::points::Holding;
use maud::{Markup, html};
use shell::store::{PointMove, PointsFor};

/// How many entries are shown.
const MOST: i64 = 100;

pub(super) async fn show(own: &Own<'_>) -> Shown {
    let w = own.words();
    let awards = &own.snapshot.awards;
    let Holding { held, owed } = awards.left();
    let city = &own.here.ruleset.city;
    let good_for = city.points_good_for;
    let next = good_for.and_then(|good_for| awards.expiring(own.today(), good_for, &city.points).next);
    let entries = own.here.store().point_moves(&own.here.city, &own.resident, MOST).await?;
    let body = html! {
        section.card {
            dl.numbers { div { dt { (w.say("points-held")) } dd { (w.number(held)) " " small { (w.say("points-unit")) } } } }
            @if owed > 0 { p { (w.with("points-owed", [("owed", owed.into())])) } }
            @if let Some(next) = next { p { (w.said(&next.said(own.today()))) } }
            @if !own.here.ruleset.rewards.is_empty() { p { a.big href=(own.path("/rewards")) { (w.say("to-rewards")) } } }
            p.soft { (w.say("points-rule")) }
        }
        section.card aria-labelledby="entries" {
            h2 #entries { (w.say("points-entries")) }
            @if entries.is_empty() { p { (w.say("points-none")) } }
            ul.list {
                @for entry in &entries {
                    li {
                        .line { span { (what(w, &own.here.ruleset, entry)) } b { (signed(w, entry.points)) } }
                        small { (when(w, entry)) }
                    }
                }
            }
        }
    };
    own.page(&w.say("points"), &body)
}

/// What an entry was for, in the words of the campaign or of the reward.
fn what(w: Words, ruleset: &Ruleset, entry: &PointMove) -> String {
    let language = w.of_messages();
    match &entry.what {
        PointsFor::Award { campaign, award, .. } => {
            let campaign = ruleset.campaigns.get(campaign);
            let title = campaign.and_then(|campaign| campaign.points.get(award)?.title.as_ref()?.of(language));
            let title = title.or_else(|| campaign.map(|campaign| campaign.title.as_str()));
            title.map_or_else(|| w.say("points-earlier"), str::to_owned)
        }
        PointsFor::Reward { reward } => {
            let title = ruleset.rewards.get(reward).and_then(|reward| reward.title.of(language));
            title.map_or_else(|| w.say("points-reward"), str::to_owned)
        }
        PointsFor::Expired => w.say("points-expired"),
        PointsFor::Other => w.say("points-other"),
    }
}

/// When an entry was made, and what it is for: a day is not said twice.
fn when(w: Words, entry: &PointMove) -> String {
    let made = w.zone.day(entry.at);
    match why(w, entry) {
        Some(why) if matches!(&entry.what, PointsFor::Award { day, .. } if *day == made) => why,
        Some(why) => w.with("points-when", [("day", w.day(made).into()), ("why", why.into())]),
        None => w.day(made),
    }
}

/// Why an entry is not what one would expect.
fn why(w: Words, entry: &PointMove) -> Option<String> {
    match &entry.what {
        PointsFor::Award { day, earned, .. } if entry.points < 0 || *earned < 0 => {
            Some(w.with("points-taken-back", [("day", w.day(*day).into())]))
        }
        PointsFor::Award { day, earned, .. } if *earned > entry.points => {
            let numbers = [("day", w.day(*day).into()), ("earned", (*earned).into()), ("granted", entry.points.into())];
            Some(w.with("points-capped", numbers))
        }
        PointsFor::Award { day, .. } => Some(w.with("points-of-day", [("day", w.day(*day).into())])),
        PointsFor::Reward { .. } if entry.points > 0 => Some(w.say("points-back")),
        PointsFor::Expired if entry.points > 0 => Some(w.say("points-expired-back")),
        PointsFor::Reward { .. } | PointsFor::Expired | PointsFor::Other => None,
    }
}

fn signed(w: Words, points: i64) -> Markup {
    html! { @if points > 0 { "+" } (w.number(points)) }
}
