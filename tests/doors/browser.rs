//! A resident's browser on the page that links an account.

use bytes::Bytes;
use http::{Request, StatusCode};

use crate::support::service::{ARAO, Answer, Town};

/// A browser: it keeps its cookie.
#[derive(Default)]
pub(super) struct Browser {
    cookie: Option<String>,
}

/// What the page's form holds.
pub(super) fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.rsplit_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

impl Browser {
    pub(super) async fn open(&mut self, town: &Town, url: &str) -> Answer {
        let (_, path) = url.split_once("/link/").unwrap();
        let mut request = Request::get(format!("/link/{path}"));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let answer = town.send(request.body(Bytes::new()).unwrap()).await;
        self.keep(&answer);
        answer
    }

    /// Fills the form of a page in and sends it.
    pub(super) async fn enter(&mut self, town: &Town, page: &str, code: &str) -> Answer {
        let fields = [
            ("linkToken", hidden(page, "linkToken")),
            ("form", hidden(page, "form")),
            ("lang", "ja".to_owned()),
            ("code", code.to_owned()),
        ];
        self.send(town, &fields, None).await
    }

    pub(super) async fn send(&mut self, town: &Town, fields: &[(&str, String)], site: Option<&str>) -> Answer {
        let mut request =
            Request::post(format!("/link/{ARAO}")).header("content-type", "application/x-www-form-urlencoded");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        let answer = town.send(request.body(serde_urlencoded::to_string(fields).unwrap().into()).unwrap()).await;
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        if let Some(cookie) = answer.headers.get("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
    }
}

/// Follows a redirect to the phone, which plays access.line.me.
pub(super) async fn follow(answer: &Answer) -> u16 {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let url = answer.headers["location"].to_str().unwrap().to_owned();
    visit(url).await
}

pub(super) async fn visit(url: String) -> u16 {
    let call = move || match ureq::get(&url).call() {
        Ok(answer) => answer.status().as_u16(),
        Err(ureq::Error::StatusCode(status)) => status,
        Err(error) => panic!("{error}"),
    };
    tokio::task::spawn_blocking(call).await.unwrap()
}
