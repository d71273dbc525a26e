use super::failure::Failure;
use crate::design::{Frame, Place, Tone, notice};
use crate::form::Form;
use crate::outgoing::{append, digest, html as as_page, set};
use crate::words::{Book, Language, Words};
use chrono::{DateTime, Utc};
use domain::staff::{Task, sealed};
use domain::{CityCode, Ruleset};
use http::StatusCode;
use http::header::{COOKIE, LOCATION};
use maud::{Markup, html};
use shell::doors::{Answer, Incoming, Refused, cache};
use shell::office::signing;
use shell::spin::{Connection, connect, now, provider_name, random, setting};
use shell::store::{Person, RequestState, Store};
use std::rc::Rc;

/// The cookie of a session.
const SESSION: &str = "session";

/// The cookie by which a form is this browser's before anyone is signed in.
const VISITOR: &str = "visitor";

/// The cookie of a language that was chosen.
const LANGUAGE: &str = "lang";

/// A request to a city's console, of whomever.
pub(super) struct Door {
    pub(super) city: CityCode,
    /// The rules in force, for the city's name and zone.
    pub(super) ruleset: Rc<Ruleset>,
    pub(super) words: Words,
    pub(super) now: DateTime<Utc>,
    pub(super) sql: Connection,
    /// The path that was asked, with what stands behind `?`.
    pub(super) here: String,
    /// What the identity provider is called, where there is one.
    pub(super) provider: Option<String>,
    /// The session's token, as the browser has it.
    token: Option<String>,
    visitor: String,
    said: Option<String>,
    chosen: Option<Language>,
    secure: bool,
}

impl Door {
    pub(super) async fn open(request: &Incoming, code: &str) -> Result<Self, Refused> {
        let city = shell::doors::city(code)?;
        let sql = connect().await?;
        let store = Store::new(&sql);
        let row = store.city(&city).await?.ok_or_else(|| shell::Error::UnknownCity(city.to_string()))?;
        let ruleset = cache().ruleset(&store, &city, &row.pack).await?;
        let cookie = |name| request.header(COOKIE.as_str()).and_then(|header| wire::form::cookie(header, name));
        let is_token = |text: &&str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit());
        let chosen = request.asked("lang").and_then(|code| Language::from_code(&code));
        let language = chosen.or_else(|| cookie(LANGUAGE).and_then(Language::from_code)).unwrap_or_default();
        let visitor = cookie(VISITOR).filter(|text| is_token(text, 32));
        // What an identity provider sends along is shown nowhere.
        let bare = request.query.is_empty() || request.path.ends_with("/openid/answer");
        let here = if bare { request.path.clone() } else { format!("{}?{}", request.path, request.query) };
        Ok(Self {
            words: Words { language, book: Book::Console, zone: ruleset.city.zone },
            now: now(),
            token: cookie(SESSION).filter(|text| is_token(text, 64)).map(str::to_owned),
            visitor: visitor.map_or_else(|| format!("{:032x}", random()), str::to_owned),
            said: request.asked("said").filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')),
            secure: setting("public_url").await.is_ok_and(|url| url.value().starts_with("https://")),
            provider: provider_name().await,
            city,
            ruleset,
            sql,
            here,
            chosen,
        })
    }

    /// The path of the console's first page.
    pub(super) fn root(&self) -> String {
        format!("/console/{}", self.city)
    }

    /// The name of the city.
    pub(super) fn city_name(&self) -> &str {
        &self.ruleset.city.name
    }

    /// What forms carry before anyone is signed in: bound to this browser.
    pub(super) fn visitor_csrf(&self) -> String {
        digest(&["visitor", self.city.as_str(), &self.visitor])
    }

    /// What a link carries that begins something for this browser, before anyone is signed in.
    pub(super) fn visitor_mark(&self, what: &str) -> String {
        digest(&["visitor-link", self.city.as_str(), &self.visitor, what])
    }

    /// The page's language, as the core has it.
    pub(super) fn language(&self) -> domain::why::Language {
        match self.words.language {
            Language::Ja => domain::why::Language::Ja,
            Language::En => domain::why::Language::En,
        }
    }

    /// A page for whoever is not signed in.
    pub(super) fn page(&self, status: StatusCode, title: &str, said: Option<Markup>, body: &Markup) -> Answer {
        let frame = Frame {
            words: self.words,
            title,
            city: self.city_name(),
            place: None,
            here: &self.here,
            said: said.or_else(|| self.told()),
            editor: false,
            wide: false,
            report: false,
        };
        let mut answer = self.html(status, frame.around(body));
        let (root, visitor, secure) = (self.root(), &self.visitor, self.secure());
        let cookie = format!("{VISITOR}={visitor}; Path={root}; Max-Age=3600; HttpOnly; SameSite=Lax{secure}");
        append(&mut answer, &cookie);
        answer
    }

    /// What the page before wants said.
    pub(super) fn told(&self) -> Option<Markup> {
        let text = self.to_say()?;
        Some(notice(Tone::Good, &html! { p { (text) } }))
    }

    /// The same as words.
    pub(super) fn to_say(&self) -> Option<String> {
        let key = format!("said-{}", self.said.as_deref()?);
        self.words.find(&key, &fluent_bundle::FluentArgs::new())
    }

    /// A page as it goes out.
    pub(super) fn html(&self, status: StatusCode, text: String) -> Answer {
        let mut answer = as_page(status, text);
        if let Some(language) = self.chosen {
            let (root, code, secure) = (self.root(), language.code(), self.secure());
            append(&mut answer, &format!("{LANGUAGE}={code}; Path={root}; Max-Age=31536000; SameSite=Lax{secure}"));
        }
        answer
    }

    /// Goes on to another page of this console, which says something first.
    pub(super) fn go(&self, path: &str, said: Option<&str>) -> Answer {
        let mark = if path.contains('?') { '&' } else { '?' };
        let asked = said.map(|key| format!("{mark}said={key}")).unwrap_or_default();
        let mut answer = self.html(StatusCode::SEE_OTHER, String::new());
        set(&mut answer, LOCATION, &format!("{}{path}{asked}", self.root()));
        answer
    }

    /// Gives the browser a session.
    pub(super) fn with_session(&self, mut answer: Answer, token: &str) -> Answer {
        let (root, secure) = (self.root(), self.secure());
        let cookie = format!("{SESSION}={token}; Path={root}; HttpOnly; SameSite=Lax{secure}");
        append(&mut answer, &cookie);
        answer
    }

    /// Takes the browser's session away.
    pub(super) fn without_session(&self, mut answer: Answer) -> Answer {
        let (root, secure) = (self.root(), self.secure());
        append(&mut answer, &format!("{SESSION}=; Path={root}; Max-Age=0; HttpOnly; SameSite=Lax{secure}"));
        answer
    }

    /// What ends a cookie.
    pub(super) fn secure(&self) -> &'static str {
        if self.secure { "; Secure" } else { "" }
    }
}

/// A request of someone who is signed in.
pub(super) struct Visit<'d> {
    pub(super) door: &'d Door,
    pub(super) person: Person,
    token: &'d str,
    /// What waits: requests to decide, people to look after, and steps to look at.
    waiting: (i64, i64, i64),
}

impl<'d> Visit<'d> {
    pub(super) async fn begin(door: &'d Door, request: &Incoming) -> Result<Self, Failure> {
        let Some(token) = door.token.as_deref() else { return Err(Failure::SignIn) };
        // What a page asks for by itself keeps nobody signed in.
        let by_itself = request.path.ends_with("/numbers");
        let person = match by_itself {
            true => signing::still(&door.sql, &door.city, &sealed(token), door.now).await?,
            false => signing::whose(&door.sql, &door.city, &sealed(token), door.now).await?,
        };
        let Some(person) = person else {
            return Err(Failure::SignIn);
        };
        let store = Store::new(&door.sql);
        let waiting = if by_itself || request.method == http::Method::POST {
            (0, 0, 0)
        } else {
            let open = store.requests(&door.city, Some(RequestState::Open)).await?.len();
            let (flags, doubts) = (store.open_flags(&door.city).await?, store.open_doubts(&door.city).await?);
            (i64::try_from(open).unwrap_or_default(), flags, doubts)
        };
        Ok(Self { door, person, token, waiting })
    }

    /// The hash under which the session is kept.
    pub(super) fn session(&self) -> String {
        sealed(self.token)
    }

    /// What forms carry: bound to the session.
    pub(super) fn csrf(&self) -> String {
        session_csrf(&self.door.city, self.token)
    }

    /// What a link of this session carries that begins something.
    pub(super) fn mark(&self, what: &str) -> String {
        digest(&["link", self.door.city.as_str(), self.token, what])
    }

    /// Another site can neither know the form's value nor have the cookie sent; where the browser says who
    /// sent it, that is asked too.
    pub(super) fn sent_by_our_page(&self, request: &Incoming, form: &Form) -> Result<(), Failure> {
        let own = request.header("sec-fetch-site").is_none_or(|site| site == "same-origin");
        if own && wire::bearer::same(form.get("csrf"), &self.csrf()) { Ok(()) } else { Err(Failure::Stale) }
    }

    /// Lets only those on who may do something.
    pub(super) fn may(&self, task: Task) -> Result<(), Failure> {
        if self.person.roles.may(task) { Ok(()) } else { Err(Failure::Forbidden) }
    }

    pub(super) fn store(&self) -> Store<'_, Connection> {
        Store::new(&self.door.sql)
    }

    pub(super) fn words(&self) -> Words {
        self.door.words
    }

    /// An address of this console.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("{}{rest}", self.door.root())
    }

    /// The field that every form carries.
    pub(super) fn csrf_field(&self) -> Markup {
        html! { input type="hidden" name="csrf" value=(self.csrf()); }
    }

    /// A page with the frame around it.
    pub(super) fn page(&self, title: &str, body: &Markup) -> Answer {
        self.page_with(StatusCode::OK, Layout { title, ..Layout::default() }, body)
    }

    /// A page with more to say of its frame.
    pub(super) fn page_with(&self, status: StatusCode, layout: Layout<'_>, body: &Markup) -> Answer {
        let (root, csrf) = (self.door.root(), self.csrf());
        let place = Place { root: &root, person: &self.person.name, ways: self.ways(), csrf: &csrf };
        let frame = Frame {
            words: self.door.words,
            title: layout.title,
            city: self.door.city_name(),
            place: Some(place),
            here: &self.door.here,
            said: layout.said.or_else(|| self.door.told()),
            editor: layout.editor,
            wide: layout.wide,
            report: layout.report,
        };
        self.door.html(status, frame.around(body))
    }

    fn ways(&self) -> Vec<(String, String, i64)> {
        let way = |rest: &str, key: &str, waiting: i64| (self.path(rest), self.words().say(key), waiting);
        let may = |task| self.person.roles.may(task);
        let (requests, flags, doubts) = self.waiting;
        let doubts = if may(Task::Residents) { doubts } else { 0 };
        let reports = way("/reports", "nav-reports", 0);
        if !may(Task::Read) {
            return vec![way("", "nav-home", 0), reports];
        }
        let mut ways = vec![
            way("", "nav-home", 0),
            way("/campaigns", "nav-campaigns", 0),
            way("/requests", "nav-requests", requests),
            way("/versions", "nav-versions", 0),
            way("/challenges", "nav-challenges", doubts),
            reports,
        ];
        if !self.door.ruleset.rewards.is_empty() {
            ways.push(way("/rewards", "nav-rewards", 0));
        }
        if may(Task::Residents) {
            ways.push(way("/work", "nav-work", flags));
            ways.push(way("/residents", "nav-residents", 0));
        }
        ways.push(way("/size", "nav-size", 0));
        ways.push(way("/reference", "nav-reference", 0));
        if may(Task::Staff) {
            ways.push(way("/people", "nav-people", 0));
        }
        if may(Task::Audit) {
            ways.push(way("/log", "nav-log", 0));
        }
        ways
    }
}

/// What a page wants of its frame.
#[derive(Default)]
pub(super) struct Layout<'a> {
    pub(super) title: &'a str,
    pub(super) said: Option<Markup>,
    pub(super) editor: bool,
    pub(super) wide: bool,
    pub(super) report: bool,
}

/// What the forms of a session carry.
pub(super) fn session_csrf(city: &CityCode, token: &str) -> String {
    digest(&["form", city.as_str(), token])
}

/// A token of 256 bits that nobody can foresee.
pub(super) fn new_token() -> String {
    format!("{:032x}{:032x}", random(), random())
}
