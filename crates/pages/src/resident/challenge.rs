//! Walking challenges of a resident: where they stand, joining, resting and leaving.

use super::failure::Failure;
use super::own::{Own, form_id};
use super::{Shown, boards, picture};
use crate::form::Form;
use crate::typed::narrow;
use crate::walking::{value, value_name};
use crate::words::Words;
use domain::challenge::{Between, Challenge, Standing, mark, team_of};
use maud::{Markup, html};
use shell::challenges::{Joined, NoGroup, code_of, leave as leaving, make_team as making, rest as resting};
use shell::doors::cache;
use shell::resident::Place;

/// How a challenge stands for the resident, for their first page. Nothing where they are not in it and cannot join.
pub(super) async fn card(own: &Own<'_>, title: &str, challenge: &Challenge) -> Result<Option<Markup>, Failure> {
    let w = own.words();
    let Some(team) = team_of(challenge, &own.resident, &own.snapshot) else {
        let open = own.today() <= challenge.join_until;
        return Ok(open.then(|| {
            html! {
                section.card {
                    h2 { (title) }
                    p { (w.with("challenge-open", [("day", w.day(challenge.join_until).into())])) }
                    p { a.big href=(own.path("/challenge")) { (w.say("challenge-see")) } }
                }
            }
        }));
    };
    let standing = standing(own, challenge, team).await?;
    let address = address(own, challenge, team).await?;
    Ok(Some(html! {
        section.card {
            h2 { (title) }
            @if challenge.between != Between::People { p { (w.with("challenge-team", [("team", team.into())])) } }
            @if let Some(standing) = &standing { (numbers(w, challenge, standing)) }
            p { a.big.second href=(address.unwrap_or_else(|| own.path("/challenge"))) { (w.say("challenge-go")) } }
        }
    }))
}

/// Every challenge that can be seen, with what one can do there.
pub(super) async fn list(own: &Own<'_>) -> Shown {
    page(own, None).await
}

/// What was typed for a challenge and is shown again, with what is wrong with it: a key of the catalogue.
#[derive(Clone, Copy)]
struct Typed<'a> {
    challenge: &'a str,
    text: &'a str,
    wrong: &'static str,
}

async fn page(own: &Own<'_>, typed: Option<Typed<'_>>) -> Shown {
    let w = own.words();
    let mut cards = Vec::new();
    for (title, challenge) in own.challenges() {
        let typed = typed.filter(|typed| typed.challenge == challenge.name);
        cards.push(whole(own, title, challenge, typed).await?);
    }
    let body = html! {
        @if cards.is_empty() { p.lead { (w.say("challenge-none")) } }
        @for card in cards { (card) }
    };
    own.page_again(&w.say("challenges"), typed.map(|typed| typed.wrong), &body)
}

async fn whole(own: &Own<'_>, title: &str, challenge: &Challenge, typed: Option<Typed<'_>>) -> Result<Markup, Failure> {
    let w = own.words();
    let today = own.today();
    let team = team_of(challenge, &own.resident, &own.snapshot);
    let standing = match team {
        Some(team) => standing(own, challenge, team).await?,
        None => None,
    };
    let address = match team {
        Some(team) => address(own, challenge, team).await?,
        None => None,
    };
    let way = standing.as_ref().and_then(|standing| challenge.way(&standing.group, today));
    let own_mark = match challenge.between {
        Between::People => Some(mark(own.here.key()?, challenge, own.resident.as_str())),
        _ => None,
    };
    let path = |rest: &str| own.path(&format!("/challenge/{}/{rest}", challenge.name));
    Ok(html! {
        section.card {
            h2 { (title) }
            p { (w.with("challenge-days", [("from", w.day(challenge.from).into()), ("until", w.day(challenge.until).into())])) }
            @if let Some(team) = team {
                @if challenge.between != Between::People { p { (w.with("challenge-team", [("team", team.into())])) } }
                @if let Some(standing) = &standing { (numbers(w, challenge, standing)) }
                @if let Some(mark) = &own_mark { p { (w.say("challenge-mark")) " " b { (mark) } } p.hint { (w.say("challenge-mark-text")) } }
                @if let Some(address) = &address { p { a.big href=(address) { (w.say("challenge-group")) } } }
                @if let (Some(route), Some(way), None) = (&challenge.route, &way, &address) { (picture::route(w, route, way)) }
                @if today <= challenge.until { (members_forms(own, challenge, &path)) }
            } @else if today <= challenge.join_until {
                (joining(own, challenge, &path, typed))
            }
            p { a href={ "/race/" (own.here.city) "/" (challenge.name) } { (w.say("challenge-race")) } }
            details {
                summary { (w.say("challenge-rule")) }
                @for sentence in challenge.told() { p { (w.said(&sentence)) } }
            }
        }
    })
}

/// How one joins: with a code, with the district, or by a tap.
fn joining(own: &Own<'_>, challenge: &Challenge, path: &impl Fn(&str) -> String, typed: Option<Typed<'_>>) -> Markup {
    let w = own.words();
    let wrong = format!("wrong-{}", challenge.name);
    html! {
        @match challenge.between {
            Between::Teams | Between::Workplaces => {
                form method="post" action=(path("join")) {
                    (own.form_fields())
                    div.field {
                        label for={ "code-" (challenge.name) } { (w.say("challenge-code")) }
                        p.hint { (w.say("challenge-code-hint")) }
                        @if let Some(typed) = typed { p.notice.bad id=(wrong) { (w.say(typed.wrong)) } }
                        input id={ "code-" (challenge.name) } name="code" autocomplete="off" autocapitalize="characters" maxlength="40" required
                            value=[typed.map(|typed| typed.text)] aria-invalid=[typed.map(|_| "true")] aria-describedby=[typed.map(|_| &wrong)];
                    }
                    button { (w.say("challenge-join-code")) }
                }
                @if challenge.between == Between::Teams { p { a.big.second href=(path("team")) { (w.say("challenge-make")) } } }
            },
            Between::Districts => {
                @match own.snapshot.district() {
                    Some(district) => {
                        p { (w.with("challenge-district", [("district", district.into())])) }
                        form method="post" action=(path("join")) { (own.form_fields()) button { (w.say("challenge-join")) } }
                    },
                    None => p { (w.say("no-group-district")) },
                }
            },
            Between::People => form method="post" action=(path("join")) { (own.form_fields()) button { (w.say("challenge-join")) } },
        }
    }
}

/// What a member may say: that they rest, and that they leave.
fn members_forms(own: &Own<'_>, challenge: &Challenge, path: &impl Fn(&str) -> String) -> Markup {
    let w = own.words();
    html! {
        @if challenge.pause_days > 0 {
            details {
                summary { (w.say("challenge-rest")) }
                p { (w.with("challenge-rest-text", [("days", i64::from(challenge.pause_days).into())])) }
                form method="post" action=(path("rest")) {
                    (own.form_fields())
                    div.field {
                        label for={ "rest-" (challenge.name) } { (w.say("challenge-rest-days")) }
                        select id={ "rest-" (challenge.name) } name="days" {
                            @for days in 1..=challenge.pause_days { option value=(days) { (w.with("days", [("days", i64::from(days).into())])) } }
                        }
                    }
                    button.second { (w.say("challenge-rest-now")) }
                }
            }
        }
        details {
            summary { (w.say("challenge-leave")) }
            p { (w.say("challenge-leave-text")) }
            form method="post" action=(path("leave")) { (own.form_fields()) button.quiet { (w.say("challenge-leave-now")) } }
        }
    }
}

/// A team's numbers, as far as everyone may see them who is in it.
pub(super) fn numbers(w: Words, challenge: &Challenge, standing: &Standing) -> Markup {
    let is_small = challenge.between != Between::People && standing.group.members < domain::challenge::SMALLEST;
    html! {
        dl.numbers {
            @if !is_small {
                @if let Some(place) = standing.place { div { dt { (w.say("place")) } dd { (w.with("place-is", [("place", place.into())])) } } }
                div { dt { (value_name(w, challenge)) } dd { (value(w, challenge, standing.group.value)) } }
            }
            div {
                dt { (w.say("steps-total")) }
                dd { (w.number(standing.group.steps)) @if !challenge.handicap.is_empty() { " " small { (w.say("steps-by-age")) } } }
            }
            @if challenge.between != Between::People { div { dt { (w.say("members")) } dd { (w.with("people", [("people", standing.group.members.into())])) } } }
        }
    }
}

async fn standing(own: &Own<'_>, challenge: &Challenge, team: &str) -> Result<Option<Standing>, Failure> {
    let board = boards().of(&own.here.sql, &own.here.city, challenge, own.today(), own.here.now).await?;
    Ok(board.standings.iter().find(|standing| standing.group.team == team).cloned())
}

async fn address(own: &Own<'_>, challenge: &Challenge, team: &str) -> Result<Option<String>, Failure> {
    let team = own.here.store().team_named(&own.here.city, &challenge.name, team).await?;
    Ok(team.map(|team| own.here.group_path(&team.code)))
}

/// Joins, by oneself, with the district, or with a code that was typed.
pub(super) async fn join(own: &Own<'_>, name: &str, form: &Form) -> Shown {
    let text = form.get("code");
    let code = tidy(text);
    // Something was typed, though no letter of it may be one of a code.
    let code = Some(code.as_str()).filter(|_| !text.trim().is_empty());
    let cache = cache();
    let place = Place { sql: &own.here.sql, cache: &cache, city: &own.here.city };
    let again = async |wrong| page(own, Some(Typed { challenge: name, text, wrong })).await;
    if let Some(code) = code
        && !super::group::is_of(own.here, code, name).await?
    {
        return again("no-group-code").await;
    }
    let joined = shell::challenges::join(&place, &own.resident, (name, code), form_id(form)?, own.here.now).await?;
    match &joined {
        Joined::Not(why) if code.is_some() => again(slip(why)).await,
        joined => Ok(own.here.go(&own.path("/challenge"), Some(told(joined)?))),
    }
}

/// What came of joining, as what the next page says first.
pub(super) fn told(joined: &Joined) -> Result<&'static str, Failure> {
    match joined {
        Joined::Now => Ok("joined"),
        Joined::Already => Ok("joined-already"),
        Joined::Not(why) => Err(Failure::Slip(slip(why))),
    }
}

/// Why one is in no group, as a key of the catalogue.
pub(super) fn slip(why: &NoGroup) -> &'static str {
    use domain::challenge::NoJoin;
    match why {
        NoGroup::Rule(NoJoin::TooLate) => "no-group-late",
        NoGroup::Rule(NoJoin::NoTeam) => "no-group-code",
        NoGroup::Rule(NoJoin::Full) => "no-group-full",
        NoGroup::Closed => "no-group-closed",
        NoGroup::NoConsent => "no-group-consent",
        NoGroup::NoDistrict => "no-group-district",
        NoGroup::Taken => "no-group-taken",
        NoGroup::Name => "no-group-name",
        NoGroup::Many => "no-group-many",
    }
}

/// A code as it was meant: without the city's, spaces and lines, in capitals of plain width. Codes have no letters that
/// are taken for a digit.
pub(super) fn tidy(typed: &str) -> String {
    let letters = typed.chars().take(100).map(|letter| narrow(letter).to_ascii_uppercase());
    let meant = letters.filter(char::is_ascii_alphanumeric).map(|letter| match letter {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let letters: String = meant.collect();
    // Whoever types the whole code of a poster types the city's before it.
    match letters.len() {
        14 => letters.chars().skip(6).collect(),
        _ => letters,
    }
}

pub(super) async fn leave(own: &Own<'_>, name: &str, form: &Form) -> Shown {
    known(own, name)?;
    own.say(form, leaving(name)).await?;
    Ok(own.here.go(&own.path("/challenge"), Some("challenge-left")))
}

pub(super) async fn rest(own: &Own<'_>, name: &str, form: &Form) -> Shown {
    let challenge = known(own, name)?;
    let days = form.get("days").parse::<i32>().ok().filter(|days| (1..=challenge.pause_days).contains(days));
    let days = days.and_then(|days| u32::try_from(days).ok()).ok_or(Failure::Slip("slip-value"))?;
    own.say(form, resting(name, own.today(), days)).await?;
    Ok(own.here.go(&own.path("/challenge"), Some("challenge-rests")))
}

fn known<'o>(own: &'o Own<'_>, name: &str) -> Result<&'o Challenge, Failure> {
    let found = own.challenges().into_iter().find(|(_, challenge)| challenge.name == name);
    found.map(|(_, challenge)| challenge).ok_or(Failure::NotFound)
}

/// Asks for the name of a new team.
pub(super) fn naming(own: &Own<'_>, name: &str) -> Shown {
    known(own, name)?;
    name_form(own, name, None)
}

fn name_form(own: &Own<'_>, name: &str, typed: Option<Typed<'_>>) -> Shown {
    let w = own.words();
    let wrong = typed.map(|typed| typed.wrong);
    let body = html! {
        form.card method="post" action=(own.path(&format!("/challenge/{name}/team"))) {
            (own.form_fields())
            div.field {
                label for="name" { (w.say("team-name")) }
                p.hint { (w.say("team-name-hint")) }
                @if let Some(wrong) = wrong { p.notice.bad #wrong-name { (w.say(wrong)) } }
                input id="name" name="name" maxlength="20" required value=[typed.map(|typed| typed.text)]
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "wrong-name")];
            }
            button { (w.say("team-make")) }
        }
    };
    own.page_again(&w.say("challenge-make"), wrong, &body)
}

/// Makes a team, and goes to its page.
pub(super) async fn make_team(own: &Own<'_>, name: &str, form: &Form) -> Shown {
    let id = form_id(form)?;
    let code = code_of(u128::from_str_radix(id, 16).unwrap_or_default());
    let cache = cache();
    let place = Place { sql: &own.here.sql, cache: &cache, city: &own.here.city };
    let text = form.get("name");
    let made = making(&place, &own.resident, (name, text, &code), id, own.here.now).await?;
    match made {
        Ok(team) => Ok(own.here.go(&own.here.group_path(&team.code), Some("team-made"))),
        Err(why) => name_form(own, name, Some(Typed { challenge: name, text, wrong: slip(&why) })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_was_meant() {
        for typed in [
            "AB10CD10",
            "ab1o cdlO",
            "ＡＢ１０－ＣＤ１０",
            "432041-ABI0CDL0",
            "４３２０４１ａｂ１０ｃｄ１０",
            " AB10　CD10 ",
        ] {
            assert_eq!(tidy(typed), "AB10CD10", "{typed}");
        }
        assert_eq!(tidy("四ツ山"), "");
    }
}
