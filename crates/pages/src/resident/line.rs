//! LINE Login: a resident whose account is linked comes in without a message at hand. LINE checks its own ID token
//! and tells whose it is.

use super::Shown;
use super::failure::{Failure, way_in};
use super::here::{Here, SESSION_LIVES};
use http::StatusCode;
use http::header::COOKIE;
use maud::html;
use shell::doors::{Incoming, cache};
use shell::log;
use shell::resident::{Place, readers};
use shell::spin::{Setting, ask, random, setting};
use wire::line::login::{self, Channel, NoLogin};
use wire::openid::{Aim, Flow};
use wire::ticket::{Kind, Ticket};

/// The cookie of a browser that is on its way.
const WAY: &str = "way";

/// The settings of LINE Login.
struct Login {
    id: Setting,
    secret: Setting,
    redirect: String,
    realm: String,
}

impl Login {
    async fn read(here: &Here) -> Result<Self, Failure> {
        if !here.has_line {
            return Err(Failure::NotFound);
        }
        let missing = |_| Failure::Closed;
        Ok(Self {
            id: setting("line_login_channel_id").await.map_err(missing)?,
            secret: setting("line_login_channel_secret").await.map_err(missing)?,
            redirect: here.address(&format!("{}/line/back", here.root())),
            realm: format!("me {}", here.city),
        })
    }

    fn channel(&self) -> Channel<'_> {
        Channel { id: self.id.value(), secret: self.secret.value(), redirect: &self.redirect }
    }
}

/// Sends a browser to LINE.
pub(super) async fn go(here: &Here, request: &Incoming) -> Shown {
    here.key()?;
    let login = Login::read(here).await?;
    let base = setting("line_access_base").await.map_err(|_| Failure::Closed)?;
    let to = request.asked("to").filter(|to| is_here(here, to)).unwrap_or_else(|| here.root());
    let flow = Flow::begin([random(), random()], &login.realm, Aim::SignIn(to), here.now);
    let answer = here.go(&login::authorize(base.value(), login.channel(), &flow), None);
    Ok(here.with_cookie(answer, WAY, &flow.cookie()))
}

/// Only pages of this city's residents and groups are gone on to.
fn is_here(here: &Here, to: &str) -> bool {
    let own = [format!("/me/{}", here.city), format!("/g/{}-", here.city)];
    let is_plain = to.len() <= 200 && to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'?');
    is_plain && own.iter().any(|start| to.starts_with(start.as_str()))
}

/// Takes a browser back.
pub(super) async fn back(here: &Here, request: &Incoming) -> Shown {
    let login = Login::read(here).await?;
    let cookie = request.header(COOKIE.as_str()).and_then(|header| wire::form::cookie(header, WAY));
    let Some(flow) = cookie.and_then(|cookie| Flow::read(cookie, &login.realm)) else { return Ok(denied(here)) };
    let user = match user(here, &login, &flow, &request.query).await {
        Ok(user) => user,
        Err(why) => {
            if !matches!(why, NoLogin::Denied | NoLogin::Stray) {
                log(&format!("{}: LINE Login let nobody in: {why}", here.city));
            }
            return Ok(here.with_cookie(denied(here), WAY, ""));
        }
    };
    let cache = cache();
    let place = Place { sql: &here.sql, cache: &cache, city: &here.city };
    let found = readers(&place, &user).await?;
    let to = match flow.aim() {
        // The cookie it came in is the browser's own.
        Aim::SignIn(to) if is_here(here, to) => to.clone(),
        Aim::SignIn(_) | Aim::Invitation(_) | Aim::Tie(_) => here.root(),
    };
    let until = here.now + SESSION_LIVES;
    let answer = match found.as_slice() {
        [] => {
            let w = here.words;
            let body = html! { p.lead { (w.say("line-unknown-text")) } };
            here.page(StatusCode::FORBIDDEN, &w.say("line-unknown"), None, &body)
        }
        [resident] => here.let_in(here.go(&to, None), &Ticket { resident: resident.clone(), family: None, until })?,
        many => choose(here, many)?,
    };
    Ok(here.with_cookie(answer, WAY, ""))
}

/// Whose account it is, as LINE says.
async fn user(here: &Here, login: &Login, flow: &Flow, query: &str) -> Result<String, NoLogin> {
    let code = login::code(query, flow, here.now)?;
    let base = setting("line_api_base").await.map_err(|_| NoLogin::Other)?;
    let called = async |request| ask(base.value(), request).await.ok_or(NoLogin::Status(0));
    let (status, body) = called(login::token_request(login.channel(), flow, &code)).await?;
    let id_token = login::read_token(status, &body)?;
    let (status, body) = called(login::verify_request(login.id.value(), &id_token, &flow.nonce())).await?;
    login::read_verified(status, &body, login.id.value(), &flow.nonce(), here.now)
}

/// Of several who use one account, the year of birth tells who is looking: each has a form of their own, in no order
/// that tells anything, and opens it as a link in a message.
fn choose(here: &Here, readers: &[domain::ResidentId]) -> Result<shell::doors::Answer, Failure> {
    let w = here.words;
    let until = here.now + wire::openid::LIVES;
    let mut links = Vec::new();
    for (number, resident) in readers.iter().take(5).enumerate() {
        let ticket = Ticket { resident: resident.clone(), family: None, until };
        let text = ticket.write(here.key()?, &here.city, Kind::Link);
        links.push((number + 1, format!("{}/open?t={text}", here.root())));
    }
    let body = html! {
        p.lead { (w.say("enter-who-lead")) }
        ul.list.card { @for (number, link) in &links { li { a.big.second href=(link) { (w.with("enter-number", [("number", (*number).into())])) } } } }
    };
    Ok(here.page(StatusCode::OK, &w.say("enter-who"), None, &body))
}

fn denied(here: &Here) -> shell::doors::Answer {
    let w = here.words;
    let body = html! { p.lead { (w.say("line-denied-text")) } (way_in(here, &here.root())) };
    here.page(StatusCode::FORBIDDEN, &w.say("line-denied"), None, &body)
}
