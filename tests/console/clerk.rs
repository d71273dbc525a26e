//! A colleague at a browser: keeps cookies, sends the forms that pages hold.

use std::collections::BTreeMap;

use ayumi::service::Invited;
use bytes::Bytes;
use domain::staff::Role;
use http::{Request, StatusCode};

use crate::support::service::{ARAO, Answer, Town};

/// A password that everyone here uses.
pub(crate) const PASSWORD: &str = "散歩は朝がいちばん気持ちいい";

/// A colleague at a browser.
#[derive(Default, Clone)]
pub(crate) struct Clerk {
    cookies: BTreeMap<String, String>,
}

impl Clerk {
    /// Somebody new, let in by a link and signed in.
    pub(crate) async fn join(town: &Town, login: &str, roles: &[Role], clinician: bool) -> Self {
        let mut clerk = Self::default();
        let page = clerk.open(town, &link(town, roles, clinician).await).await;
        let fields = [("name", login), ("login", login), ("password", PASSWORD), ("again", PASSWORD)];
        let answer = clerk.fill(town, &page, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        clerk
    }

    /// Opens a page of this city: `/campaigns`, or another address from its beginning.
    pub(crate) async fn open(&mut self, town: &Town, path: &str) -> Answer {
        self.send(town, Request::get(address(path)), Bytes::new()).await
    }

    /// Fills the first form of a page in and sends it.
    pub(crate) async fn fill(&mut self, town: &Town, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let form = Forms::of(page.text()).into_iter().find(|form| !form.action.ends_with("/sign-out")).unwrap();
        self.post(town, &form, fields).await
    }

    /// Fills the form of a page in that leads to an address which ends so.
    pub(crate) async fn fill_at(&mut self, town: &Town, page: &Answer, end: &str, fields: &[(&str, &str)]) -> Answer {
        let forms = Forms::of(page.text());
        let form = forms.iter().find(|form| form.action.ends_with(end));
        let form = form.unwrap_or_else(|| panic!("no form to {end}: {}", page.text()));
        self.post(town, form, fields).await
    }

    pub(crate) async fn post(&mut self, town: &Town, form: &Forms, fields: &[(&str, &str)]) -> Answer {
        let mut all: Vec<(String, String)> = form.fields.clone();
        all.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send_form(town, &form.action, &all).await
    }

    pub(crate) async fn send_form(&mut self, town: &Town, path: &str, fields: &[(String, String)]) -> Answer {
        let request = Request::post(address(path)).header("content-type", "application/x-www-form-urlencoded");
        self.send(town, request, serde_urlencoded::to_string(fields).unwrap().into()).await
    }

    /// Sends a request with this browser's cookies and keeps those that come back.
    pub(crate) async fn send(&mut self, town: &Town, mut request: http::request::Builder, body: Bytes) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let answer = town.send(request.body(body).unwrap()).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            assert!(cookie.contains("SameSite=Lax"), "{cookie}");
            assert!(["lang", "tongue"].contains(&name) || cookie.contains("HttpOnly"), "{cookie}");
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Where an answer leads, opened.
    pub(crate) async fn follow(&mut self, town: &Town, answer: &Answer) -> Answer {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let path = answer.headers["location"].to_str().unwrap().to_owned();
        self.open(town, &path).await
    }

    /// A cookie's value.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Takes a cookie over from elsewhere.
    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }
}

/// A link by which somebody joins.
pub(crate) async fn link(town: &Town, roles: &[Role], clinician: bool) -> String {
    let city = ARAO.parse().unwrap();
    let url = town.service.invite(&city, &Invited { name: "だれか", roles, clinician }).await.unwrap();
    url.split_once("/console/").map(|(_, rest)| format!("/console/{rest}")).unwrap()
}

fn address(path: &str) -> String {
    let is_whole = ["/console/", "/me/", "/g/", "/race/"].iter().any(|start| path.starts_with(start));
    if is_whole { path.to_owned() } else { format!("/console/{ARAO}{path}") }
}

/// A form of a page: where it leads, and what it would send as it stands.
#[derive(Debug, Clone)]
pub(crate) struct Forms {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Forms {
    /// Every form of a page that is sent by POST.
    pub(crate) fn of(page: &str) -> Vec<Self> {
        let forms = page.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap());
        forms
            .filter(|form| form.contains("method=\"post\""))
            .map(|form| Self { action: attribute(form, "action").unwrap_or_default(), fields: fields(form) })
            .collect()
    }
}

fn fields(form: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for input in form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let Some(name) = attribute(input, "name") else { continue };
        let is_choice = input.contains("type=\"checkbox\"") || input.contains("type=\"radio\"");
        if !is_choice || input.contains(" checked") {
            found.push((name, attribute(input, "value").unwrap_or_default()));
        }
    }
    for area in form.split("<textarea").skip(1) {
        let (head, rest) = area.split_once('>').unwrap();
        let text = rest.split("</textarea>").next().unwrap();
        // HTML takes the line end behind the tag away.
        let text = text.strip_prefix('\n').unwrap_or(text);
        found.push((attribute(head, "name").unwrap(), plain(text)));
    }
    found
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(plain(rest.split('"').next()?))
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
