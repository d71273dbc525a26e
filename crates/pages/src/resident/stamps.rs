//! Stamp rallies: a place's code is read off where it hangs, and one tap makes the stamp; the card shows all of them.

use super::Shown;
use super::failure::{Failure, way_in};
use super::here::Here;
use super::own::Own;
use crate::form::Form;
use crate::words::Words;
use domain::event::Stamp;
use domain::pack::StampRally;
use domain::{Day, Payload};
use http::StatusCode;
use maud::{Markup, html};
use shell::doors::Incoming;

/// How many wrong codes are looked at in a city in an hour, as of groups. Right ones are found all the same.
const GUESSES: i64 = 300;

/// For how many days after its end a card is shown.
const SHOWN: i32 = 28;

/// A place whose code was read.
struct Found<'h> {
    title: &'h str,
    rally: &'h StampRally,
    place: &'h str,
}

/// The place of a code. Codes that are tried one after the other are soon not looked at any more.
async fn found<'h>(here: &'h Here, campaign: &str, code: &str) -> Result<Found<'h>, Failure> {
    let key = here.key()?;
    if let Some((title, rally)) = rally(here, campaign)
        && let Some(place) = wire::stamp::place(key, &here.city, rally, code)
    {
        return Ok(Found { title, rally, place });
    }
    let (hour, left) = domain::linking::hour(here.now);
    if here.store().times(&here.city, "stamp", hour).await? >= GUESSES {
        return Err(Failure::Locked(left));
    }
    here.store().count(&here.city, "stamp", hour).await?;
    Err(Failure::NotFound)
}

fn rally<'h>(here: &'h Here, campaign: &str) -> Option<(&'h str, &'h StampRally)> {
    let campaign = here.ruleset.campaigns.get(campaign)?;
    Some((campaign.title.as_str(), campaign.stamps.as_ref()?))
}

/// What the code of a place opens: one tap, or how one comes in.
pub(super) async fn ask(here: &Here, campaign: &str, code: &str) -> Shown {
    let w = here.words;
    let Found { title, rally, place } = found(here, campaign, code).await?;
    let path = format!("{}/stamp/{campaign}/{code}", here.root());
    let own = match Own::begin(here).await {
        Ok(own) => own,
        Err(Failure::Outside) => {
            let body = html! {
                p.lead { (w.with("stamp-as-whom", [("place", place.into())])) }
                (way_in(here, &path))
            };
            return Ok(here.page(StatusCode::UNAUTHORIZED, title, None, &body));
        }
        Err(other) => return Err(other),
    };
    let today = own.today();
    let body = html! {
        section.card {
            h2 { (place) }
            @if let Some(said) = outside(w, rally, today) {
                p { (said) }
            } @else if is_stamped(&own, rally, place) {
                p { (w.say("stamp-already")) }
            } @else if own.is_family() {
                p { (w.say("stamp-family")) }
            } @else {
                p { (w.say("stamp-text")) }
                form method="post" action=(path) { (own.form_fields()) button { (w.say("stamp-press")) } }
            }
        }
        p { a.big.second href=(card_path(&own, rally)) { (w.say("stamps-card")) } }
    };
    own.page(title, &body)
}

/// The tap: of the resident's own hand, since a stamp says that they were there.
pub(super) async fn press(here: &Here, request: &Incoming, (campaign, code): (&str, &str), form: &Form) -> Shown {
    let own = Own::begin(here).await?;
    own.sent_by_our_page(request, form)?;
    if own.is_family() {
        return Err(Failure::Slip("stamp-family"));
    }
    let Found { rally, place, .. } = found(here, campaign, code).await?;
    let today = own.today();
    if !rally.period.contains(today) {
        return Err(Failure::Slip("stamp-not-now"));
    }
    let said = if is_stamped(&own, rally, place) {
        "stamped-already"
    } else {
        let before = rally.collected(&own.snapshot);
        let is_new = !before.iter().any(|(known, _)| *known == place);
        let stamp = Stamp { campaign: campaign.to_owned(), place: place.to_owned(), date: today.date() };
        own.say(form, Payload::Stamp(stamp)).await?;
        if is_new && before.len() + 1 == rally.complete { "stamped-whole" } else { "stamped" }
    };
    Ok(here.go(&card_path(&own, rally), Some(said)))
}

/// The card with all places of a rally.
pub(super) fn show(own: &Own<'_>, campaign: &str) -> Shown {
    let w = own.words();
    let (title, rally) = rally(own.here, campaign).ok_or(Failure::NotFound)?;
    let collected = rally.collected(&own.snapshot);
    let first = |place: &str| collected.iter().find(|(known, _)| *known == place).map(|(_, day)| *day);
    let body = html! {
        section.card {
            p { (w.say("stamps-how")) }
            p { (days(w, rally)) }
            (count(w, rally, collected.len()))
            @if let Some(said) = outside(w, rally, own.today()) { p { (said) } }
            ul.stamps {
                @for place in &rally.places {
                    @match first(place) {
                        Some(day) => li.done { b { (place) } small { (w.with("stamp-of", [("day", w.short_day(day).into())])) } },
                        None => li { b { (place) } small { (w.say("stamp-not-yet")) } },
                    }
                }
            }
        }
    };
    own.page(title, &body)
}

/// The rallies of today, and those that have just ended where the resident has a stamp of them.
pub(super) fn cards(own: &Own<'_>) -> Vec<Markup> {
    let (w, today) = (own.words(), own.today());
    let all = own.here.ruleset.campaigns.values().filter(|campaign| campaign.is_for(&own.snapshot, today));
    let rallies = all.filter_map(|campaign| Some((campaign.title.as_str(), campaign.stamps.as_ref()?)));
    let mut cards = Vec::new();
    for (title, rally) in rallies {
        let collected = rally.collected(&own.snapshot).len();
        let has_ended = rally.period.until.is_some_and(|until| (1..=SHOWN).contains(&today.since(until)));
        if rally.period.contains(today) || (has_ended && collected > 0) {
            cards.push(html! {
                section.card {
                    h2 { (title) }
                    (count(w, rally, collected))
                    p { a.big.second href=(card_path(own, rally)) { (w.say("stamps-card")) } }
                }
            });
        }
    }
    cards
}

fn count(w: Words, rally: &StampRally, collected: usize) -> Markup {
    html! {
        dl.numbers {
            div { dt { (w.say("stamps-collected")) } dd { (w.with("stamps-places", [("places", collected.into())])) } }
            div { dt { (w.say("stamps-complete")) } dd { (w.with("stamps-places", [("places", rally.complete.into())])) } }
        }
        @if collected >= rally.complete { p { b { (w.say("stamps-whole")) } } }
    }
}

/// From when to when stamps count.
pub(crate) fn days(w: Words, rally: &StampRally) -> String {
    let from = w.day(rally.period.from);
    match rally.period.until {
        Some(until) => w.with("stamps-days", [("from", from.into()), ("until", w.day(until).into())]),
        None => w.with("stamps-from", [("from", from.into())]),
    }
}

/// Why nothing is stamped today, if nothing is.
fn outside(w: Words, rally: &StampRally, today: Day) -> Option<String> {
    if today < rally.period.from {
        return Some(w.with("stamps-before", [("from", w.day(rally.period.from).into())]));
    }
    let until = rally.period.until.filter(|until| *until < today)?;
    Some(w.with("stamps-over", [("until", w.day(until).into())]))
}

fn is_stamped(own: &Own<'_>, rally: &StampRally, place: &str) -> bool {
    own.snapshot.stamps.days(&rally.campaign, place).any(|day| day == own.today())
}

fn card_path(own: &Own<'_>, rally: &StampRally) -> String {
    own.path(&format!("/stamps/{}", rally.campaign))
}
