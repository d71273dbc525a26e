//! Signing in by the city's identity provider: the way there, the way back, and what is said where it leads nowhere.
//!
//! The ways there are links and no forms: the pages' policy lets forms lead nowhere else, and a browser holds it
//! against redirects too.

mod answer;
mod trouble;

pub(super) use answer::answer;
pub(super) use trouble::show as trouble;

use super::Shown;
use super::failure::Failure;
use super::visit::{Door, Visit};
use domain::staff::sealed;
use http::HeaderValue;
use http::header::{LOCATION, SET_COOKIE};
use maud::{Markup, html};
use shell::doors::{Answer, Incoming};
use shell::office::{openid, people};
use shell::spin::{Provider, random};
use trouble::{Origin, Trouble};
use wire::openid::{Aim, Flow, LIVES};

/// The cookie of a browser that is on its way.
const COOKIE: &str = "openid";

/// The longest address to which somebody goes on after signing in.
const LONGEST: usize = 500;

/// The way of whoever has an account.
pub(super) async fn begin(door: &Door, request: &Incoming) -> Shown {
    let to = request.asked("to").filter(|to| is_page(to)).unwrap_or_default();
    away(door, Aim::SignIn(to)).await
}

/// The way of whoever was invited. Only from the page of the invitation: whoever has a link could have a colleague's
/// browser open this, and the colleague, signed in at the provider, would be tied to that link's account unasked.
pub(super) async fn invitation(door: &Door, token: &str, request: &Incoming) -> Shown {
    // A link that works no more says so here, and not after the way there and back.
    people::invitation(&door.sql, &door.city, &sealed(token), door.now).await?;
    if !wire::bearer::same(&request.asked("mark").unwrap_or_default(), &door.visitor_mark(token)) {
        return Ok(door.go(&format!("/invitation/{token}"), None));
    }
    away(door, Aim::Invitation(token.to_owned())).await
}

/// The way of whoever is signed in, and wants to come by the provider from now on. Another site could open this
/// address, but does not know the session's mark: it may not tie an account of its own at the provider to ours.
pub(super) async fn tie(visit: &Visit<'_>, request: &Incoming) -> Shown {
    if !wire::bearer::same(&request.asked("mark").unwrap_or_default(), &visit.mark("openid")) {
        return Err(Failure::Stale);
    }
    away(visit.door, Aim::Tie(visit.mark("openid"))).await
}

/// Unties the account again.
pub(super) async fn untie(visit: &Visit<'_>) -> Shown {
    let door = visit.door;
    let Ok(Some(provider)) = Provider::of(&door.city).await else { return Err(Failure::NotFound) };
    openid::untie(&door.sql, &door.city, &visit.person.id, provider.issuer(), door.now).await?;
    Ok(door.go("/account", Some("untied")))
}

/// Where to sign in by the provider, and then go on to a page.
pub(super) fn entrance(door: &Door, to: Option<&str>) -> String {
    let to = to.and_then(|here| here.strip_prefix(&door.root())).filter(|to| is_page(to));
    // A pair of texts always has a form.
    let asked = to.and_then(|to| serde_urlencoded::to_string([("to", to)]).ok());
    format!("{}/openid/begin{}", door.root(), asked.map(|pair| format!("?{pair}")).unwrap_or_default())
}

/// The part of one's own account about the provider; nothing where there is none.
pub(super) async fn part(visit: &Visit<'_>) -> Result<Markup, Failure> {
    let (w, door) = (visit.words(), visit.door);
    let (Some(name), Ok(Some(provider))) = (&door.provider, Provider::of(&door.city).await) else {
        return Ok(html! {});
    };
    let since = visit.store().tied_since(&door.city, provider.issuer(), &visit.person.id).await?;
    Ok(html! {
        section {
            h2 { (w.with("openid-account", [("name", name.into())])) }
            @match since {
                None => {
                    p { (w.with("openid-account-not", [("name", name.into())])) }
                    p { a.button.second href=(visit.path(&format!("/openid/tie?mark={}", visit.mark("openid")))) {
                        (w.with("openid-tie", [("name", name.into())]))
                    } }
                }
                Some(since) => {
                    p { (w.with("openid-account-since", [("name", name.into()), ("since", w.instant(since).into())])) }
                    @if visit.person.password.is_some() {
                        form method="post" action=(visit.path("/account/openid/untie")) {
                            (visit.csrf_field())
                            button.button.second { (w.with("openid-untie", [("name", name.into())])) }
                        }
                    } @else { p { (w.say("openid-account-only")) } }
                }
            }
        }
    })
}

/// Whether it is a page of this console on which somebody can go on, by its path below the console's first page.
fn is_page(path: &str) -> bool {
    let plain = path.len() <= LONGEST && path.bytes().all(|b| b.is_ascii_graphic());
    // A browser resolves dots, and would come out elsewhere.
    plain
        && !path.contains("/.")
        && path.starts_with(['/', '?'])
        && !path.starts_with("/openid")
        && !path.starts_with("/sign-in")
}

/// Sends the browser to the provider, with what it needs to come back.
async fn away(door: &Door, aim: Aim) -> Shown {
    let from = Origin::of(&aim);
    let Ok(provider) = Provider::of(&door.city).await else { return Ok(trouble::go(door, Trouble::Setting, from)) };
    let provider = provider.ok_or(Failure::NotFound)?;
    let flow = Flow::begin([random(), random()], provider.realm(), aim, door.now);
    let address = match provider.authorize(&flow, door.now).await {
        Ok(address) => address,
        Err(fault) => return Ok(trouble::go(door, Trouble::of(&fault), from)),
    };
    let mut answer = door.go("", None);
    // An address has plain letters only, which any header can hold.
    if let Ok(address) = HeaderValue::try_from(address) {
        answer.headers_mut().insert(LOCATION, address);
    }
    keep(door, &mut answer, &flow.cookie(), LIVES.num_seconds());
    Ok(answer)
}

/// Has the browser keep its way, or forget it. `Lax`, since the provider leads back from its own site.
fn keep(door: &Door, answer: &mut Answer, value: &str, seconds: i64) {
    let (root, secure) = (door.root(), door.secure());
    let cookie = format!("{COOKIE}={value}; Path={root}/openid; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    // A cookie has plain letters only, which any header can hold.
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
}
