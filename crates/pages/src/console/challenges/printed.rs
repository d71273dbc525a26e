//! What is printed, each on its own sheet: posters of groups, and certificates of a published result.

use super::super::Shown;
use super::super::visit::{Layout, Visit};
use super::final_day;
use crate::design::{Tone, empty, notice};
use crate::walking::{Poster, poster, value, value_name};
use crate::words::Words;
use domain::Day;
use domain::challenge::{Between, Challenge, Final, Row};
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use shell::challenges::named;
use shell::doors::Incoming;
use shell::spin::setting;
use shell::store::Team;
use std::collections::BTreeSet;

/// How many sheets are on a page.
const SHEETS: usize = 100;

/// The posters of the groups that one may join.
pub(in super::super) async fn posters(visit: &Visit<'_>, name: &str, request: &Incoming) -> Shown {
    visit.may(Task::Read)?;
    let (w, door) = (visit.words(), visit.door);
    let challenge = named(&door.ruleset, name)?;
    let title = title(visit, name);
    let public = setting("public_url").await?.value().trim_end_matches('/').to_owned();
    let mut teams = visit.store().teams(&door.city, name).await?;
    teams.retain(|team| !team.closed);
    let after = after(request);
    let more = after.saturating_add(SHEETS);
    let some = teams.iter().skip(after).take(SHEETS);
    let body = html! {
        .unprinted {
            p { (w.say("posters-text")) }
            (print_button(w))
            @if teams.is_empty() { (empty(&w.say("groups-none"), Some((&visit.path(&format!("/challenges/{name}")), &w.say("groups-make"))))) }
            @if teams.len() > more { p { a href=(visit.path(&format!("/challenges/{name}/posters?after={more}"))) { (w.say("posters-more")) } } }
        }
        @for team in some { (sheet(visit, challenge, title, team, &public)) }
    };
    Ok(visit.page(&w.say("challenges-posters"), &body))
}

fn sheet(visit: &Visit<'_>, challenge: &Challenge, title: &str, team: &Team, public: &str) -> Markup {
    let address = format!("{public}/g/{}-{}", visit.door.city, team.code);
    let sender = &visit.door.ruleset.city.sender;
    html! {
        section.sheet {
            p.sheet-title { (title) }
            h2 { (team.name) }
            (poster(visit.words(), &Poster { challenge, code: &team.code, address: &address, sender }))
        }
    }
}

/// How many sheets are before the page that was asked for.
fn after(request: &Incoming) -> usize {
    request.asked("after").and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Certificates, from the published result and from nothing else.
pub(in super::super) async fn certificates(visit: &Visit<'_>, name: &str, request: &Incoming) -> Shown {
    visit.may(Task::Read)?;
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let challenge = named(&door.ruleset, name)?;
    let heading = w.say("certificates-title");
    let Some(result) = store.result(&door.city, name).await? else {
        let said = w.with("certificates-wait", [("day", w.day(final_day(challenge)).into())]);
        let said = notice(Tone::Plain, &html! { p { (said) } });
        let body =
            html! { p { a href=(visit.path(&format!("/challenges/{name}"))) { (w.say("challenges-standings")) } } };
        let layout = Layout { title: &heading, said: Some(said), ..Layout::default() };
        return Ok(visit.page_with(StatusCode::OK, layout, &body));
    };
    let result: Final =
        serde_json::from_str(&result.text).map_err(|_| shell::Error::Corrupt("results.text".to_owned()))?;
    let named: Vec<&Row> = result.rows.iter().filter(|row| row.name.is_some()).collect();
    let others: Vec<String> = match challenge.between {
        Between::People => Vec::new(),
        _ => {
            let known: BTreeSet<&str> = named.iter().filter_map(|row| row.name.as_deref()).collect();
            let all = store.team_sums(&door.city, name).await?;
            let walked = all.into_iter().filter(|team| team.sums.members > 0).map(|team| team.team);
            walked.filter(|team| !known.contains(team.as_str())).collect()
        }
    };
    let sheet = Sheet { visit, challenge, title: title(visit, name), day: final_day(challenge) };
    let after = after(request);
    let more = after.saturating_add(SHEETS);
    let ranked = named.iter().skip(after).take(SHEETS);
    let rest = SHEETS - ranked.len();
    let body = html! {
        .unprinted {
            p { (w.say("certificates-text")) }
            (print_button(w))
            @if named.len() + others.len() > more { p { a href=(visit.path(&format!("/challenges/{name}/certificates?after={more}"))) { (w.say("certificates-more")) } } }
        }
        @for row in ranked { (sheet.of(row)) }
        @for team in others.iter().skip(after.saturating_sub(named.len())).take(rest) { (sheet.of_walkers(team)) }
    };
    Ok(visit.page(&heading, &body))
}

/// What all certificates of a challenge have in common.
struct Sheet<'a> {
    visit: &'a Visit<'a>,
    challenge: &'a Challenge,
    title: &'a str,
    /// The day of the result.
    day: Day,
}

impl Sheet<'_> {
    fn of(&self, row: &Row) -> Markup {
        let (w, challenge) = (self.visit.words(), self.challenge);
        let name = row.name.as_deref().unwrap_or_default();
        let place = row.place.and_then(|place| i64::try_from(place).ok());
        let days = i64::from(challenge.until.since(challenge.from) + 1);
        let said = html! {
            @match place {
                Some(place) => p.sheet-place { (w.with("certificate-place", [("place", place.into())])) },
                None => p.sheet-place { (w.say("certificate-walked")) },
            }
            @if let (Some(_), false) = (place, challenge.leagues.is_empty()) { p { (w.with("certificate-league", [("league", row.league.into())])) } }
            @if let Some(steps) = row.steps { p { (w.with("certificate-steps", [("days", days.into()), ("steps", steps.into())])) } }
            @if let Some(row_value) = row.value { p { (value_name(w, challenge)) " " (value(w, challenge, row_value)) } }
        };
        match challenge.between {
            // Nobody's name is printed here: there is room to write it by hand.
            Between::People => {
                self.around(&html! { "　　　　　　　　" (w.say("certificate-to")) br; small { (name) } }, &said)
            }
            _ => self.around(&html! { (name) }, &said),
        }
    }

    /// A group whose place is not published walked all the same.
    fn of_walkers(&self, team: &str) -> Markup {
        let w = self.visit.words();
        self.around(&html! { (team) }, &html! { p.sheet-place { (w.say("certificate-walked")) } })
    }

    fn around(&self, name: &Markup, said: &Markup) -> Markup {
        let (w, challenge) = (self.visit.words(), self.challenge);
        let days = [("from", w.day(challenge.from).into()), ("until", w.day(challenge.until).into())];
        html! {
            section.sheet {
                p.sheet-title { (w.say("certificate")) }
                h2 { (name) }
                p { (self.title) br; (w.with("certificate-days", days)) }
                (said)
                p { (w.say("certificate-thanks")) }
                p { (w.day(self.day)) br; (self.visit.door.city_name()) }
            }
        }
    }
}

fn title<'a>(visit: &'a Visit<'_>, name: &str) -> &'a str {
    visit.door.ruleset.campaigns.get(name).map(|campaign| campaign.title.as_str()).unwrap_or_default()
}

/// Shown by the script that prints; without it, browsers print all the same.
pub(super) fn print_button(w: Words) -> Markup {
    html! { p { button.button type="button" data-print="" data-with-scripts="" hidden { (w.say("print-now")) } } }
}
