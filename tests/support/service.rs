//! The whole service for tests: real components in the embedded host, a clock that is moved by
//! hand, and the stand-in phone in the place of LINE and the SMS provider.
//!
//! Nothing moves by itself: no ticks, and no time. [`Town::at`] moves the clock and
//! [`Town::tick`] has the clock's work done.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use ayumi::components;
use ayumi::host::Clock;
use ayumi::native::Native;
use ayumi::phone::{self, Phone};
use ayumi::service::{self, Service, Settings};
use bytes::Bytes;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use shell::drain::Pages;
use shell::sql::{Row, Sql as _};
use tempfile::TempDir;

use super::host::root;

/// The city of the pack that comes with the program.
pub const ARAO: &str = "432041";

/// What the public sees of the service; webhooks of the SMS provider are signed over it.
pub const PUBLIC_URL: &str = "http://ayumi.test";

/// A day on which nothing is special: Monday 23 November 2026, noon in Arao.
pub const MONDAY_NOON: &str = "2026-11-23 12:00";

/// What a town begins with. [`Setup::new`] is the Arao pack on an empty database.
pub struct Setup {
    pub state: Arc<TempDir>,
    pub campaigns: PathBuf,
    pub rules: PathBuf,
    pub now: DateTime<Utc>,
    pub variables: BTreeMap<String, String>,
    pub redirect: BTreeMap<String, String>,
    pub phone: phone::Options,
    pub clock: Clock,
}

impl Setup {
    /// The Arao pack, an empty state folder, and the clock at [`MONDAY_NOON`].
    pub fn new() -> Self {
        let now = local(MONDAY_NOON);
        let clock = Clock::virtual_at(now);
        let shown = clock.clone();
        let mut phone = phone::Options::new(Arc::new(move || shown.now()));
        // The same ids at each run.
        phone.seed = 7;
        phone.public_url = Some(PUBLIC_URL.to_owned());
        // Nothing moves by itself.
        phone.receipts = phone::Receipts::Kept;
        Self {
            state: Arc::new(tempfile::tempdir().unwrap()),
            campaigns: root().join("campaigns"),
            rules: root().join("rules"),
            now,
            variables: BTreeMap::new(),
            redirect: BTreeMap::new(),
            phone,
            clock,
        }
    }

    /// Starts the phone and then the service, which publishes the pack.
    pub async fn start(self) -> Result<Town, service::ServiceError> {
        self.clock.set(self.now).unwrap();
        let options = self.phone.clone();
        let phone = phone::start(self.phone).await.unwrap();
        let base = format!("http://{}", phone.addr());
        let mut variables = BTreeMap::from([
            ("public_url".to_owned(), PUBLIC_URL.to_owned()),
            ("line_api_base".to_owned(), base.clone()),
            ("line_access_base".to_owned(), base.clone()),
            ("line_channel_access_token".to_owned(), options.line_token.clone()),
            ("line_channel_secret".to_owned(), options.line_channel_secret.clone()),
            ("sms_api_base".to_owned(), base),
            ("sms_account_sid".to_owned(), options.sms_account_sid.clone()),
            ("sms_auth_token".to_owned(), options.sms_auth_token.clone()),
            ("sms_from".to_owned(), options.sms_from.clone()),
        ]);
        variables.extend(self.variables);
        let settings = Settings {
            manifest: project().join("spin.toml"),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            state: self.state.path().to_owned(),
            campaigns: self.campaigns,
            rules: self.rules,
            cache: Some(root().join("target/compiled")),
            clock: self.clock.clone(),
            tick_every: None,
            variables,
            redirect: self.redirect,
        };
        let service = service::start(settings.clone()).await?;
        phone.set_webhook_base(&format!("http://{}", service.host.addr())).unwrap();
        // A silent second try by the client would hide what is tested.
        let client = Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
        Ok(Town { service, phone, clock: self.clock, settings, state: self.state, client })
    }
}

/// The service running, with its phone and its clock.
pub struct Town {
    pub service: Service,
    pub phone: Phone,
    pub clock: Clock,
    pub settings: Settings,
    pub state: Arc<TempDir>,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// An answer with its body read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Town {
    /// The Arao pack on an empty database.
    pub async fn new() -> Self {
        Setup::new().start().await.unwrap()
    }

    /// Sends any request over the network, as an outsider would.
    pub async fn send(&self, request: Request<Bytes>) -> Answer {
        self.try_send(request).await.unwrap()
    }

    /// The same, where the connection may break.
    pub async fn try_send(&self, request: Request<Bytes>) -> Result<Answer, String> {
        let (mut parts, body) = request.into_parts();
        let uri = format!("http://{}{}", self.service.host.addr(), parts.uri);
        parts.uri = uri.parse().unwrap();
        let request = Request::from_parts(parts, Full::new(body));
        let answer = self.client.request(request).await.map_err(|error| format!("{error:?}"))?;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    /// A request with one of the service's own tokens: `ingest_token`, `staff_token`, `tick_token`.
    pub async fn call(&self, method: &str, path: &str, token: &str, kind: &str, body: impl Into<Bytes>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.service.token(token)))
            .header("content-type", kind)
            .body(body.into())
            .unwrap();
        self.send(request).await
    }

    /// Posts events as a batch, whatever becomes of them.
    pub async fn offer(&self, events: &[Value]) -> Answer {
        let body = Value::from(events).to_string();
        let path = format!("/v1/{ARAO}/events");
        self.call("POST", &path, "ingest_token", "application/cloudevents-batch+json", body).await
    }

    /// Posts events as a batch, which must be taken, none rejected.
    pub async fn post(&self, events: &[Value]) -> Value {
        let answer = self.offer(events).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let report = answer.json();
        assert_eq!(report["rejected"], json!([]), "{report}");
        report
    }

    /// Has the clock's work done once, and says what it came to.
    pub async fn tick(&self) -> Value {
        let answer = self.service.host.tick().await.unwrap();
        let text = String::from_utf8_lossy(answer.body());
        assert_eq!(answer.status(), StatusCode::OK, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Sets the clock to a local time in Arao, such as `2026-11-24 14:00`.
    pub fn at(&self, time: &str) {
        self.clock.set(local(time)).unwrap();
    }

    /// Moves the clock.
    pub fn later(&self, step: TimeDelta) {
        self.clock.advance(step).unwrap();
    }

    /// Puts a pack in force: the files of `campaigns/432041` and `rules/432041` below two folders.
    pub async fn publish(&self, campaigns: &Path, rules: &Path) {
        for pack in ayumi::packs::read(campaigns, rules).unwrap() {
            self.service.publish(&pack).await.unwrap();
        }
    }

    /// A connection that reads the database beside the running service.
    pub fn database(&self) -> Native {
        Native::open_to_read(self.state.path()).unwrap()
    }

    /// The rows of a query without parameters.
    pub async fn rows(&self, sql: &str) -> Vec<Row> {
        self.database().query(sql, Vec::new()).await.unwrap()
    }

    /// Changes what is stored, as another program would have left it. How many rows.
    pub async fn alter(&self, sql: &str) -> usize {
        let database = rusqlite::Connection::open(self.state.path().join(ayumi::native::DATABASE)).unwrap();
        database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        database.execute(sql, []).unwrap()
    }

    /// Stops the service and starts it again on the same state. The phone stays.
    pub async fn restart(self) -> Self {
        let Self { service, phone, clock, settings, state, client } = self;
        service.host.stop().await.unwrap();
        let service = service::start(settings.clone()).await.unwrap();
        phone.set_webhook_base(&format!("http://{}", service.host.addr())).unwrap();
        Self { service, phone, clock, settings, state, client }
    }

    /// Stops everything; the state folder goes with the last [`Arc`] on it.
    pub async fn stop(self) {
        self.phone.stop().await;
        self.service.host.stop().await.unwrap();
    }
}

/// A local time in Arao, which knows no summer time.
pub fn local(time: &str) -> DateTime<Utc> {
    let time = NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M").unwrap();
    (time - TimeDelta::hours(9)).and_utc()
}

/// A CloudEvent in JSON; `kind` such as `steps.recorded.v1`.
pub fn event(id: &str, kind: &str, resident: &str, time: DateTime<Utc>, data: Value) -> Value {
    json!({
        "specversion": "1.0", "type": format!("ayumi.{kind}"), "source": "//test", "id": id,
        "subject": resident, "time": time.to_rfc3339(), "data": data,
    })
}

/// The events by which somebody takes part: enrolled, with consent, reached by LINE as
/// `line_user(id)`.
pub fn joins(resident: &str, time: DateTime<Utc>) -> Vec<Value> {
    let who = json!({ "birth_year": 1952, "district": "荒尾", "language": "ja", "reach": ["line"] });
    let consent = json!({
        "purpose": "engagement", "categories": ["steps"], "text_version": "2026-04", "via": "counter",
    });
    let line = json!({ "channel": "line", "address": line_user(resident) });
    vec![
        event(&format!("{resident}-consent"), "consent.given.v1", resident, time, consent),
        event(&format!("{resident}-line"), "channel.linked.v1", resident, time, line),
        event(&format!("{resident}-enrolled"), "resident.enrolled.v1", resident, time, who),
    ]
}

/// A LINE user id for a resident: `U` and 32 hex digits.
pub fn line_user(resident: &str) -> String {
    format!("U{:032x}", domain::chance::digest("test/line", &[resident]))
}

/// What a drain without the service writes addresses of residents' own pages with.
pub fn pages() -> Result<&'static Pages, &'static str> {
    static PAGES: OnceLock<Pages> = OnceLock::new();
    Ok(PAGES.get_or_init(|| Pages::new("test-link-key", PUBLIC_URL)))
}

/// Steps of a day from the band `band-1`.
pub fn steps(resident: &str, date: &str, steps: i64, version: u64, time: DateTime<Utc>) -> Value {
    let data = json!({
        "date": date, "steps": steps, "version": version,
        "source": { "id": "band-1", "kind": "tracker", "modality": "sensed" },
    });
    event(&format!("{resident}-steps-{date}-{version}"), "steps.recorded.v1", resident, time, data)
}

/// A folder with a `spin.toml` whose components are copies: built once for this test binary
/// when they are stale, and safe from a build that goes on meanwhile.
pub fn project() -> &'static Path {
    static PROJECT: OnceLock<TempDir> = OnceLock::new();
    let made = PROJECT.get_or_init(|| {
        components::build(root()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let built = Path::new("target/wasm32-wasip2/component");
        std::fs::create_dir_all(folder.path().join(built)).unwrap();
        for name in ["ingest.wasm", "dispatch.wasm", "console.wasm", "resident.wasm"] {
            std::fs::copy(root().join(built).join(name), folder.path().join(built).join(name)).unwrap();
        }
        std::fs::copy(root().join("spin.toml"), folder.path().join("spin.toml")).unwrap();
        for data in ["demo", "bench", "campaigns", "rules"] {
            std::os::unix::fs::symlink(root().join(data), folder.path().join(data)).unwrap();
        }
        let compiled = root().join("target/compiled");
        std::fs::create_dir_all(&compiled).unwrap();
        std::os::unix::fs::symlink(compiled, folder.path().join("target/compiled")).unwrap();
        folder
    });
    made.path()
}
