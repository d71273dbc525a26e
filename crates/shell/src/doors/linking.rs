//! `GET` and `POST /link/{city}`: the page on which a resident enters the code. It works without
//! scripts, on old telephones, and with a screen reader.

mod page;
mod words;

use super::answer::{Answer, Refused};
use super::kept::cache;
use super::request::{Incoming, city};
use crate::linking::{Entered, Linking, Open, enter, page as open};
use crate::spin::{connect, now, random, setting};
use domain::CityCode;
use domain::linking::{Secret, seal};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION, REFERRER_POLICY, RETRY_AFTER, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use page::{Page, Said};
use words::Language;

/// The most of what the page sends.
const MOST: usize = 4 * 1024;

/// The longest link token that is looked at; LINE's have some 32 characters.
const LONGEST_TOKEN: usize = 300;

const STYLE: &str = include_str!("linking/style.css");

/// Shows the page of a link token.
pub(super) async fn page(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    let city = city(code)?;
    let here = Here::read(request).await?;
    let token = request.asked("linkToken").filter(|token| token.len() <= LONGEST_TOKEN).unwrap_or_default();
    let language = Language::of(request.asked("lang").as_deref(), request.header("accept-language"));
    let sql = connect().await?;
    let cache = cache();
    let linking = Linking { sql: &sql, cache: &cache, key: &here.key, city: &city };
    let (name, state) = open(&linking, &token, now()).await?;
    sql.keep();
    let said = if state == Open::Yes { None } else { Some(Said::Gone) };
    Ok(here.show(&Shown { city: &city, name: &name, token: &token, language, said }))
}

/// Looks at what was entered: goes on to LINE, or says what is wrong.
pub(super) async fn entered(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    let city = city(code)?;
    let here = Here::read(request).await?;
    let body = request.read(MOST).await?;
    let body = String::from_utf8_lossy(&body);
    let field = |name| wire::form::field(&body, name).unwrap_or_default();
    let token = Some(field("linkToken")).filter(|token| token.len() <= LONGEST_TOKEN).unwrap_or_default();
    let language = Language::of(Some(&field("lang")), request.header("accept-language"));
    let base = setting("line_access_base").await?;
    let sql = connect().await?;
    let cache = cache();
    let linking = Linking { sql: &sql, cache: &cache, key: &here.key, city: &city };
    let (name, state) = open(&linking, &token, now()).await?;
    let said = if state == Open::Gone {
        Said::Gone
    } else if !here.sent_by_our_page(request, &city, &token, &field("form")) {
        Said::Stale
    } else {
        let nonce = wire::line::nonce([random(), random()]);
        match enter(&linking, &token, &field("code"), &nonce, now()).await? {
            Entered::Right => {
                sql.keep();
                return Ok(here.go(&wire::line::account_link(base.value(), &token, &nonce)));
            }
            Entered::Slip(slip) => Said::Slip(slip),
            Entered::Wrong => Said::Wrong,
            Entered::Locked(seconds) => Said::Locked(seconds),
            Entered::Gone => Said::Gone,
        }
    };
    sql.keep();
    Ok(here.show(&Shown { city: &city, name: &name, token: &token, language, said: Some(said) }))
}

/// The page's style, which is the same everywhere.
pub(super) fn style() -> Answer {
    let mut answer = Response::new(STYLE.to_owned());
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// What both doors need.
struct Here {
    key: String,
    /// Where LINE is, to which the form may lead.
    line: String,
    /// Names this browser, for ten minutes: a form that it did not get here is not its own.
    browser: String,
    secure: bool,
}

/// What is shown.
struct Shown<'a> {
    city: &'a CityCode,
    name: &'a str,
    token: &'a str,
    language: Language,
    said: Option<Said>,
}

/// The cookie's name.
const BROWSER: &str = "link";

impl Here {
    async fn read(request: &Incoming) -> Result<Self, Refused> {
        let key = setting("link_key").await?.value().to_owned();
        let line = setting("line_access_base").await?.value().trim_end_matches('/').to_owned();
        let secure = setting("public_url").await?.value().starts_with("https://");
        let known = request.header(COOKIE.as_str()).and_then(|header| wire::form::cookie(header, BROWSER));
        let known = known.filter(|known| known.len() == 32 && known.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let browser = known.map_or_else(|| format!("{:032x}", random()), str::to_owned);
        Ok(Self { key, line, browser, secure })
    }

    /// What the page's form carries: bound to the city, the link token and the browser.
    fn form(&self, city: &CityCode, token: &str) -> String {
        seal(&self.key, city, Secret::Form, &format!("{} {token}", self.browser))
    }

    /// Another site can neither know the form's value nor have the cookie sent; where the browser says
    /// who sent it, that is asked too.
    fn sent_by_our_page(&self, request: &Incoming, city: &CityCode, token: &str, form: &str) -> bool {
        let own = request.header("sec-fetch-site").is_none_or(|site| site == "same-origin");
        own && wire::bearer::same(form, &self.form(city, token))
    }

    fn show(&self, shown: &Shown<'_>) -> Answer {
        let form = self.form(shown.city, shown.token);
        let page = Page {
            city: shown.city.as_str(),
            name: shown.name,
            token: shown.token,
            form: &form,
            language: shown.language,
            said: shown.said,
        };
        let mut answer = self.answer(shown.said.map_or(StatusCode::OK, Said::status), page.html());
        let secure = if self.secure { "; Secure" } else { "" };
        let browser = &self.browser;
        let cookie = format!("{BROWSER}={browser}; Path=/link; Max-Age=600; HttpOnly; SameSite=Strict{secure}");
        set(&mut answer, SET_COOKIE, &cookie);
        set(&mut answer, CONTENT_TYPE, "text/html; charset=utf-8");
        if let Some(Said::Locked(seconds)) = shown.said {
            set(&mut answer, RETRY_AFTER, &seconds.to_string());
        }
        answer
    }

    fn go(&self, location: &str) -> Answer {
        let mut answer = self.answer(StatusCode::SEE_OTHER, String::new());
        set(&mut answer, LOCATION, location);
        answer
    }

    /// The address holds the link token, so nothing of it may be kept or told on.
    fn answer(&self, status: StatusCode, body: String) -> Answer {
        let mut answer = Response::new(body);
        *answer.status_mut() = status;
        // Browsers ask `form-action` about where the answer to a form leads, too.
        let policy = format!(
            "default-src 'none'; style-src 'self'; form-action 'self' {}; frame-ancestors 'none'; base-uri 'none'",
            self.line
        );
        set(&mut answer, CONTENT_SECURITY_POLICY, &policy);
        set(&mut answer, CACHE_CONTROL, "no-store");
        set(&mut answer, REFERRER_POLICY, "no-referrer");
        set(&mut answer, X_CONTENT_TYPE_OPTIONS, "nosniff");
        answer
    }
}

/// A setting may hold what no header can; the page is shown without it then.
fn set(answer: &mut Answer, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}
