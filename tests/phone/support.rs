//! A phone, a turned clock, a client, and a service that writes down its webhooks.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ayumi::phone::{Options, Phone, Resident, start};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

pub(super) const USER: &str = "U4af4980629e8bfb1a2c3d4e5f6a7b8c9";
pub(super) const NUMBER: &str = "+819012345678";
pub(super) const ACCOUNT: &str = "AC00000000000000000000000000000000";
pub(super) const SMS_PATH: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";
pub(super) const LINE_SECRET: &str = "phone-line-channel-secret";
pub(super) const SMS_TOKEN: &str = "phone-sms-auth-token";

#[derive(Clone)]
pub(super) struct Clock(Arc<Mutex<DateTime<Utc>>>);

impl Clock {
    pub(super) fn turn(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

pub(super) struct Bench {
    pub(super) phone: Phone,
    pub(super) clock: Clock,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// A phone at 12:14 on Sunday 22 November 2026 in Japan, with two residents.
pub(super) async fn bench(change: impl FnOnce(&mut Options)) -> Bench {
    let clock = Clock(Arc::new(Mutex::new("2026-11-22T03:14:00Z".parse().unwrap())));
    let hand = clock.clone();
    let mut options = Options::new(Arc::new(move || *hand.0.lock().unwrap()));
    options.seed = 7;
    options.residents = vec![
        Resident {
            label: "荒尾 花子さん(74)・LINE".to_owned(),
            line_user: Some(USER.to_owned()),
            ..Resident::default()
        },
        Resident {
            label: "四山 ミツさん(81)・SMS".to_owned(),
            phone_number: Some(NUMBER.to_owned()),
            ..Resident::default()
        },
    ];
    change(&mut options);
    let phone = start(options).await.unwrap();
    // A silent second try by the client would hide the faults that are tested.
    let client = Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
    Bench { phone, clock, client }
}

impl Bench {
    pub(super) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Answer, String> {
        let answer = self.client.request(request).await.map_err(|error| format!("{error:?}"))?;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.phone.addr())
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(self.url(path)).body(Full::default()).unwrap();
        self.send(request).await.unwrap()
    }

    /// Posts to LINE's side with its token.
    pub(super) async fn line(&self, path: &str, key: Option<&str>, body: &Value) -> Result<Answer, String> {
        let mut request = Request::post(self.url(path))
            .header("authorization", "Bearer phone-line-token")
            .header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("x-line-retry-key", key);
        }
        self.send(request.body(Full::from(body.to_string())).unwrap()).await
    }

    /// Pushes a text to [`USER`].
    pub(super) async fn push(&self, key: Option<&str>, text: &str) -> Result<Answer, String> {
        let body = json!({ "to": USER, "messages": [{ "type": "text", "text": text }] });
        self.line("/v2/bot/message/push", key, &body).await
    }

    /// Sends an SMS to [`NUMBER`].
    pub(super) async fn text(&self, more: &[(&str, &str)]) -> Result<Answer, String> {
        let mut form = vec![("To", NUMBER), ("From", "+815012345678"), ("Body", "荒尾市です")];
        form.extend_from_slice(more);
        let request = Request::post(self.url(SMS_PATH))
            .header("authorization", basic())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::from(serde_urlencoded::to_string(form).unwrap()))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form of the page.
    pub(super) async fn form(&self, path: &str, form: &[(&str, &str)], site: &str) -> Answer {
        let request = Request::post(self.url(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site)
            .body(Full::from(serde_urlencoded::to_string(form).unwrap()))
            .unwrap();
        self.send(request).await.unwrap()
    }
}

pub(super) fn basic() -> String {
    format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{SMS_TOKEN}")))
}

/// A retry key for each number.
pub(super) fn key(n: u64) -> String {
    format!("123e4567-e89b-12d3-a456-{n:012x}")
}

/// What the service was sent.
#[derive(Clone)]
pub(super) struct Hook {
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

#[derive(Clone)]
pub(super) struct Service {
    pub(super) base: String,
    hooks: Arc<Mutex<Vec<Hook>>>,
}

impl Service {
    /// Listens, and answers every webhook with `status`.
    pub(super) async fn new(status: StatusCode) -> Self {
        let hooks: Arc<Mutex<Vec<Hook>>> = Arc::default();
        let heard = Arc::clone(&hooks);
        let app = axum::Router::new().fallback(move |request: Request<axum::body::Body>| async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            heard.lock().unwrap().push(Hook {
                path: parts.uri.path().to_owned(),
                headers: parts.headers,
                body: String::from_utf8(body.to_vec()).unwrap(),
            });
            status
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, hooks }
    }

    pub(super) fn hooks(&self) -> Vec<Hook> {
        self.hooks.lock().unwrap().clone()
    }

    /// Waits for webhooks that are posted in the background.
    pub(super) async fn wait_for(&self, count: usize) -> Vec<Hook> {
        for _ in 0..500 {
            if self.hooks().len() >= count {
                return self.hooks();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} webhooks came, {count} were expected", self.hooks().len());
    }
}

impl Bench {
    pub(super) async fn line_get(&self, path: &str) -> Answer {
        let request = Request::get(self.url(path))
            .header("authorization", "Bearer phone-line-token")
            .body(Full::default())
            .unwrap();
        self.send(request).await.unwrap()
    }
}
