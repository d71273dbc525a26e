//! LINE's own OpenAPI description, in its strict form, as a proxy in front of the stand-in phone: every
//! shape that we send, and what the phone answers, goes through it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ayumi::phone::{Options, Phone, start};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use super::{Golden, goldens, present, sources};
use crate::support::installed::from_npm;

/// The program, installed below `target/peers`.
fn program() -> Result<PathBuf, String> {
    let folder = from_npm("npm", &sources())?;
    Ok(folder.join("node_modules/.bin/prism"))
}

/// Prism, proving requests and answers on the way to `upstream`.
struct Prism {
    process: Child,
    addr: SocketAddr,
}

impl Prism {
    fn start(upstream: SocketAddr) -> Result<Self, String> {
        let program = program()?;
        // Prism cannot be asked which port it took; a free one is found first.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let addr = free.map_err(|error| error.to_string())?;
        // The program itself and not `npx`, whose child would outlive a kill.
        let process = Command::new(program)
            .args(["proxy", "--errors", "-h", "127.0.0.1", "-p", &addr.port().to_string()])
            .arg(sources().join("spec/messaging-api.reduced-strict.yml"))
            .arg(format!("http://{upstream}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("prism: {error}"))?;
        let mut prism = Self { process, addr };
        let began = Instant::now();
        while TcpStream::connect(addr).is_err() {
            if let Ok(Some(status)) = prism.process.try_wait() {
                return Err(format!("prism ended by itself: {status}"));
            }
            assert!(began.elapsed() < Duration::from_secs(180), "prism does not listen");
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(prism)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What came back through it.
struct Judged {
    status: u16,
    violations: Option<String>,
    body: String,
}

async fn through(prism: &Prism, golden: &Golden) -> Judged {
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let mut request = Request::builder().method(golden.method.as_str());
    request = request.uri(format!("http://{}{}", prism.addr, golden.path));
    for (name, value) in &golden.headers {
        request = request.header(name, value);
    }
    let answer = client.request(request.body(Full::from(golden.body.clone())).unwrap()).await.unwrap();
    let violations = answer.headers().get("sl-violations").map(|value| value.to_str().unwrap().to_owned());
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    Judged { status, violations, body: String::from_utf8_lossy(&body).into_owned() }
}

async fn phone() -> Phone {
    let now = "2026-11-22T03:14:00Z".parse().unwrap();
    let mut options = Options::new(Arc::new(move || now));
    options.line_token = "token".to_owned();
    options.monthly_limit = Some(1_000);
    start(options).await.unwrap()
}

/// Golden requests have one retry key and one reply token; here each needs its own.
async fn made_its_own(golden: &mut Golden, place: usize, phone: &Phone, hook: &Hook) {
    for (name, value) in &mut golden.headers {
        if name == "x-line-retry-key" {
            *value = format!("123e4567-e89b-12d3-a456-{place:012x}");
        }
    }
    if golden.path.ends_with("/reply") {
        phone.say("U206d25c2ea6bd87c17655609a1c37cb8", "はい").await.unwrap();
        let mut body: Value = serde_json::from_str(&golden.body).unwrap();
        body["replyToken"] = hook.last()["events"][0]["replyToken"].clone();
        golden.body = body.to_string();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_shape_is_as_line_describes_it() {
    let phone = phone().await;
    let hook = Hook::listen(&phone).await;
    let Some(prism) = present("Prism", Prism::start(phone.addr())) else { return };
    let mut unknown = Vec::new();
    let mut wrong = Vec::new();
    for (place, mut golden) in goldens().into_iter().enumerate() {
        made_its_own(&mut golden, place, &phone, &hook).await;
        // LINE describes its statistics elsewhere (`insight.yml`).
        if golden.path.starts_with("/v2/bot/insight/") {
            unknown.push(golden.name);
            continue;
        }
        let Judged { status, violations, body } = through(&prism, &golden).await;
        if status != 200 || violations.is_some() {
            wrong.push(format!("{}: {status} {} {body}", golden.name, violations.unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(unknown, ["aggregation_usage"]);
    assert!(phone.messages().len() >= 16, "they arrived");

    // The judge does judge.
    let text = |text: &str| json!({ "type": "text", "text": text });
    let user = "U206d25c2ea6bd87c17655609a1c37cb8";
    let too_long = "あ".repeat(5_001);
    let bad = [
        ("push", json!({ "to": user, "messages": [{ "type": "text" }] })),
        ("push", json!({ "to": user, "messages": [{ "type": "bogus", "text": "a" }] })),
        ("push", json!({ "to": user, "messages": [text(&too_long)] })),
        ("multicast", json!({ "to": [user], "messages": [text("a")], "customAggregationUnits": ["a b"] })),
        ("multicast", json!({ "to": vec![user; 501], "messages": [text("a")] })),
        ("reply", json!({ "messages": [text("a")] })),
    ];
    for (endpoint, body) in bad {
        let headers = [("authorization", "Bearer token"), ("content-type", "application/json")];
        let golden = Golden {
            name: String::new(),
            method: "POST".to_owned(),
            path: format!("/v2/bot/message/{endpoint}"),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: body.to_string(),
        };
        let judged = through(&prism, &golden).await;
        assert_eq!(judged.status, 422, "{endpoint}: {}", judged.body);
    }
    phone.stop().await;
}

/// Where the phone's webhooks arrive.
struct Hook(Arc<std::sync::Mutex<Vec<Value>>>);

impl Hook {
    async fn listen(phone: &Phone) -> Self {
        let heard: Arc<std::sync::Mutex<Vec<Value>>> = Arc::default();
        let ears = Arc::clone(&heard);
        let app = axum::Router::new().fallback(move |body: axum::body::Bytes| async move {
            ears.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        phone.set_webhook_base(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self(heard)
    }

    fn last(&self) -> Value {
        self.0.lock().unwrap().last().unwrap().clone()
    }
}
