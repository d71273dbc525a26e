//! A request to a page of residents: whose it is, and how answers go out.

use super::failure::Failure;
use crate::design::{OwnFrame, Tone, notice};
use crate::form::Form;
use crate::outgoing::{append, html as as_page, plain, set};
use crate::words::{Book, Language, Words};
use chrono::{DateTime, TimeDelta, Utc};
use domain::linking::{Secret, seal};
use domain::{CityCode, Day, Ruleset};
use http::header::{CONTENT_DISPOSITION, COOKIE, LOCATION};
use http::{Method, StatusCode};
use maud::{Markup, html};
use shell::doors::{Answer, Incoming, Refused, cache};
use shell::spin::{Connection, connect, now, random, setting};
use shell::store::Store;
use std::rc::Rc;
use wire::ticket::{Kind, Ticket};

/// The cookie that lets a browser in.
const SESSION: &str = "walk";

/// The cookie of a language that was chosen.
const LANGUAGE: &str = "tongue";

/// For how long a browser is let in: who opens the page once in a season stays in.
pub(super) const SESSION_LIVES: TimeDelta = TimeDelta::days(92);

/// What a language is called in its cookie and its link.
const LANGUAGES: [(&str, Language, Book); 3] =
    [("ja", Language::Ja, Book::Own), ("easy_ja", Language::Ja, Book::OwnEasy), ("en", Language::En, Book::Own)];

/// A request of whomever.
pub(super) struct Here {
    pub(super) city: CityCode,
    /// The rules in force.
    pub(super) ruleset: Rc<Ruleset>,
    pub(super) words: Words,
    pub(super) now: DateTime<Utc>,
    pub(super) sql: Connection,
    /// The path that was asked, with what stands behind `?`; empty where it cannot be asked again.
    pub(super) path: String,
    /// Whether residents may come in by LINE Login.
    pub(super) has_line: bool,
    /// The setting `link_key`; without it nobody is let in.
    key: Option<String>,
    /// What the browser keeps.
    session: Option<String>,
    said: Option<String>,
    chosen: Option<&'static str>,
    secure: bool,
    public_url: String,
}

impl Here {
    pub(super) async fn open(request: &Incoming, code: &str) -> Result<Self, Refused> {
        let city = shell::doors::city(code)?;
        let sql = connect().await?;
        let store = Store::new(&sql);
        let row = store.city(&city).await?.ok_or_else(|| shell::Error::UnknownCity(city.to_string()))?;
        let ruleset = cache().ruleset(&store, &city, &row.pack).await?;
        let cookie = |name| request.header(COOKIE.as_str()).and_then(|header| wire::form::cookie(header, name));
        let named = |code: &str| LANGUAGES.into_iter().find(|language| language.0 == code);
        let chosen = request.asked("lang").and_then(|code| named(&code));
        let (_, language, book) = chosen.or_else(|| cookie(LANGUAGE).and_then(named)).unwrap_or(LANGUAGES[0]);
        let public_url = setting("public_url").await.map(|url| url.value().trim_end_matches('/').to_owned());
        let public_url = public_url.unwrap_or_default();
        // The ticket of a link is shown nowhere.
        // What a form was answered with, and what LINE sends along, cannot be had again in another language.
        let is_once = request.method == Method::POST || request.path.ends_with("/line/back");
        let path = if is_once {
            String::new()
        } else if request.query.is_empty() {
            request.path.clone()
        } else {
            format!("{}?{}", request.path, request.query)
        };
        Ok(Self {
            words: Words { language, book, zone: ruleset.city.zone },
            now: now(),
            key: setting("link_key").await.ok().map(|key| key.value().to_owned()),
            session: cookie(SESSION).map(str::to_owned),
            said: request.asked("said").filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')),
            secure: public_url.starts_with("https://"),
            chosen: chosen.map(|language| language.0),
            has_line: setting("line_login_channel_id").await.is_ok(),
            public_url,
            city,
            ruleset,
            sql,
            path,
        })
    }

    /// The path of a resident's first page.
    pub(super) fn root(&self) -> String {
        format!("/me/{}", self.city)
    }

    /// The path of a group's page.
    pub(super) fn group_path(&self, code: &str) -> String {
        format!("/g/{}-{code}", self.city)
    }

    /// The address of a path, as posters have it.
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The city's day.
    pub(super) fn today(&self) -> Day {
        self.ruleset.city.zone.day(self.now)
    }

    /// Where residents' words are read and written.
    pub(super) fn store(&self) -> Store<'_, Connection> {
        Store::new(&self.sql)
    }

    /// The key under which tickets are written.
    pub(super) fn key(&self) -> Result<&str, Failure> {
        // What is missing is a matter of the operator's; residents are told that it does not work now.
        self.key.as_deref().ok_or(Failure::Closed)
    }

    /// Who is let in, if anyone is.
    pub(super) fn ticket(&self) -> Option<Ticket> {
        let (key, session) = self.key.as_deref().zip(self.session.as_deref())?;
        Ticket::read(key, &self.city, Kind::Session, session, self.now).ok()
    }

    /// What forms carry: bound to whom the browser is let in for, and not to its cookie, which is renewed meanwhile.
    pub(super) fn csrf(&self) -> String {
        let whom = self.ticket().map(|ticket| (ticket.resident.to_string(), ticket.family.unwrap_or_default()));
        let (resident, family) = whom.unwrap_or_default();
        let key = self.key.as_deref().unwrap_or_default();
        seal(key, &self.city, Secret::Form, &format!("own {resident} {family}"))
    }

    /// A number for a form, so that sending it twice is sending it once.
    pub(super) fn form_id(&self) -> String {
        format!("{:032x}", random())
    }

    /// Another site can neither know a form's value nor have the cookie sent; where the browser says who sent it,
    /// that is asked too.
    pub(super) fn sent_by_our_page(&self, request: &Incoming, form: &Form) -> Result<(), Failure> {
        let is_same = wire::bearer::same(form.get("csrf"), &self.csrf());
        if self.is_from_here(request) && is_same { Ok(()) } else { Err(Failure::Stale) }
    }

    /// Whether a request was sent by a page of ours, as far as the browser says: older ones name the page's origin only.
    pub(super) fn is_from_here(&self, request: &Incoming) -> bool {
        match request.header("sec-fetch-site") {
            Some(site) => site == "same-origin",
            None => request.header("origin").is_none_or(|origin| origin == self.public_url),
        }
    }

    /// A page for whomever.
    pub(super) fn page(&self, status: StatusCode, title: &str, said: Option<Markup>, body: &Markup) -> Answer {
        let root = self.root();
        let frame = OwnFrame {
            words: self.words,
            title,
            city: &self.ruleset.city.name,
            root: self.ticket().is_some().then_some(root.as_str()),
            here: &self.path,
            said: said.or_else(|| self.told()),
        };
        self.html(status, frame.around(body))
    }

    fn told(&self) -> Option<Markup> {
        let key = format!("said-{}", self.said.as_deref()?);
        let text = self.words.find(&key, &fluent_bundle::FluentArgs::new())?;
        Some(notice(Tone::Good, &html! { p { (text) } }))
    }

    /// A page as it goes out.
    pub(super) fn html(&self, status: StatusCode, text: String) -> Answer {
        let mut answer = as_page(status, text);
        if let Some(code) = self.chosen {
            append(&mut answer, &format!("{LANGUAGE}={code}; Path=/; Max-Age=31536000; SameSite=Lax{}", self.secure()));
        }
        answer
    }

    /// A file to be kept.
    pub(super) fn file(&self, name: &str, kind: &str, text: String) -> Answer {
        let mut answer = plain(StatusCode::OK, kind, text);
        set(&mut answer, CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
        answer
    }

    /// Goes on to a path, which says something first.
    pub(super) fn go(&self, path: &str, said: Option<&str>) -> Answer {
        let mark = if path.contains('?') { '&' } else { '?' };
        let asked = said.map(|key| format!("{mark}said={key}")).unwrap_or_default();
        let mut answer = self.html(StatusCode::SEE_OTHER, String::new());
        set(&mut answer, LOCATION, &format!("{path}{asked}"));
        answer
    }

    /// Lets a browser in.
    pub(super) fn let_in(&self, mut answer: Answer, ticket: &Ticket) -> Result<Answer, Failure> {
        let text = ticket.write(self.key()?, &self.city, Kind::Session);
        let lives = SESSION_LIVES.num_seconds();
        append(
            &mut answer,
            &format!("{SESSION}={text}; Path=/; Max-Age={lives}; HttpOnly; SameSite=Lax{}", self.secure()),
        );
        Ok(answer)
    }

    /// Lets a browser out.
    pub(super) fn let_out(&self, mut answer: Answer) -> Answer {
        append(&mut answer, &format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{}", self.secure()));
        answer
    }

    /// Keeps something with the browser for ten minutes.
    pub(super) fn with_cookie(&self, mut answer: Answer, name: &str, value: &str) -> Answer {
        let lives = if value.is_empty() { 0 } else { 600 };
        append(
            &mut answer,
            &format!("{name}={value}; Path=/me; Max-Age={lives}; HttpOnly; SameSite=Lax{}", self.secure()),
        );
        answer
    }

    /// What ends a cookie.
    pub(super) fn secure(&self) -> &'static str {
        if self.secure { "; Secure" } else { "" }
    }
}
