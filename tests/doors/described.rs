//! What `GET /openapi.json` shows is what the doors take, and where they say no they say how.

use ayumi::phone::{line_signature, twilio_signature};
use http::{Method, Request, StatusCode};
use serde_json::Value;
use shell::routes::{Door, ROUTES, Route};

use crate::support::service::{ARAO, Answer, PUBLIC_URL, Town, joins};

/// The description, read as JSON.
struct Described(Value);

impl Described {
    /// An object, or what it refers to.
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let place = value["$ref"].as_str().and_then(|place| place.strip_prefix('#'));
        place.map_or(value, |place| self.0.pointer(place).unwrap())
    }

    fn operation(&self, route: &Route) -> &Value {
        &self.0["paths"][route.path][route.method.as_str().to_lowercase()]
    }

    /// Bodies that a door is shown to take, with their media types; nothing, where it takes none.
    fn bodies(&self, route: &Route) -> Vec<(String, Option<String>)> {
        let Some(content) = self.operation(route)["requestBody"]["content"].as_object() else {
            return vec![(String::new(), None)];
        };
        let written = |kind: &str, example: &Value| match (kind, example) {
            ("application/x-www-form-urlencoded", Value::Object(_)) => serde_urlencoded::to_string(example).unwrap(),
            (_, Value::String(text)) => text.clone(),
            (_, Value::Null) => panic!("{} {} has no example of {kind}", route.method, route.path),
            (_, json) => json.to_string(),
        };
        content.iter().map(|(kind, shown)| (kind.clone(), Some(written(kind, &shown["example"])))).collect()
    }

    /// A request as it is shown. CloudEvents have their attributes in headers in binary mode only.
    fn request(
        &self,
        town: &Town,
        route: &Route,
        upload: &str,
        body: (String, Option<String>),
    ) -> Request<bytes::Bytes> {
        let operation = self.operation(route);
        let (kind, body) = body;
        let body = body.unwrap_or_default();
        let id = match route.door {
            Door::Undo => upload,
            Door::Export | Door::Record => "step_goal",
            _ => "p-0001",
        };
        let mut path = route.path.replace("{city}", ARAO).replace("{id}", id);
        let mut request = Request::builder().method(route.method.clone());
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(|one| self.resolved(one));
        for parameter in parameters {
            let (Some(name), Some(example)) = (parameter["name"].as_str(), parameter["example"].as_str()) else {
                continue;
            };
            let is_attribute = name.starts_with("ce-");
            match parameter["in"].as_str() {
                Some("header") if !is_attribute || kind == "application/json" => {
                    request = request.header(name, example)
                }
                Some("query") => path = format!("{path}{}{name}={example}", if path.contains('?') { '&' } else { '?' }),
                _ => {}
            }
        }
        if !kind.is_empty() {
            request = request.header("content-type", &kind);
        }
        for scheme in operation["security"].as_array().unwrap() {
            let (name, value) = match scheme.as_object().unwrap().keys().next().unwrap().as_str() {
                "ingestToken" => ("authorization", format!("Bearer {}", town.service.token("ingest_token"))),
                "staffToken" => ("authorization", format!("Bearer {}", town.service.token("staff_token"))),
                "tickToken" => ("authorization", format!("Bearer {}", town.service.token("tick_token"))),
                "lineSignature" => ("x-line-signature", line_signature("phone-line-channel-secret", body.as_bytes())),
                "smsSignature" => {
                    let form: Vec<(String, String)> = serde_urlencoded::from_str(&body).unwrap();
                    let url = format!("{PUBLIC_URL}{path}");
                    ("x-twilio-signature", twilio_signature("phone-sms-auth-token", &url, &form))
                }
                other => panic!("{other}"),
            };
            // Of two tokens that open a door one is sent.
            request = match request.headers_ref().unwrap().contains_key(name) {
                true => request,
                false => request.header(name, value),
            };
        }
        request.uri(path).body(body.into()).unwrap()
    }

    /// That an answer is one that the door is said to give.
    fn knows(&self, route: &Route, answer: &Answer) {
        let door = format!("{} {}", route.method, route.path);
        let status = answer.status.as_str();
        let described = self.resolved(&self.operation(route)["responses"][status]);
        assert!(described.is_object(), "{door} is not said to answer {status}: {}", answer.text());
        let kind = answer.headers.get("content-type").map(|kind| kind.to_str().unwrap());
        let kinds = described["content"].as_object();
        assert_eq!(kind.is_some(), kinds.is_some(), "{door}: {status}, {kind:?}");
        assert!(kind.is_none_or(|kind| kinds.unwrap().contains_key(kind)), "{door}: {status}, {kind:?}");
        for (name, header) in described["headers"].as_object().into_iter().flatten() {
            let is_there = answer.headers.contains_key(name.as_str());
            assert!(is_there || header["required"] != true, "{door}: {status} without `{name}`");
        }
    }
}

async fn described(town: &Town) -> Described {
    let answer = town.send(Request::get("/openapi.json").body(bytes::Bytes::new()).unwrap()).await;
    assert_eq!((answer.status, answer.headers["content-type"].as_bytes()), (StatusCode::OK, &b"application/json"[..]));
    assert_eq!(answer.text(), shell::openapi::DOCUMENT);
    Described(answer.json())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_of_the_description_is_taken() {
    let town = Town::new().await;
    let described = described(&town).await;
    let mut upload = String::new();
    for route in &ROUTES {
        for body in described.bodies(route) {
            let answer = town.send(described.request(&town, route, &upload, body.clone())).await;
            let expected = match route.door {
                Door::LinkCode | Door::Invite => StatusCode::CREATED,
                // The example's link token is long gone, and no page is open.
                Door::LinkPage | Door::LinkEntered => StatusCode::GONE,
                Door::LinkStyle => StatusCode::OK,
                Door::NgsiV2 | Door::NgsiLd | Door::SmsInbound | Door::SmsStatus => StatusCode::NO_CONTENT,
                _ => StatusCode::OK,
            };
            assert_eq!(answer.status, expected, "{} {} {body:?}: {}", route.method, route.path, answer.text());
            described.knows(route, &answer);
            match route.door {
                Door::Events | Door::OpenMHealth => assert_eq!(answer.json()["rejected"], serde_json::json!([])),
                Door::Files => {
                    assert_eq!(answer.json()["rejected"], serde_json::json!([]), "{}", answer.text());
                    upload = answer.json()["upload"].as_str().unwrap().to_owned();
                }
                _ => {}
            }
        }
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_door_does_not_take_it_says_as_described() {
    let town = Town::new().await;
    let described = described(&town).await;
    let empty = || bytes::Bytes::new();
    for route in &ROUTES {
        let path = route.path.replace("{city}", ARAO).replace("{id}", "p-0001");
        for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE, Method::HEAD] {
            let answer = town.send(Request::builder().method(&method).uri(&path).body(empty()).unwrap()).await;
            let gets = ROUTES.iter().any(|other| other.path == route.path && other.method == Method::GET);
            if method == Method::HEAD && gets {
                assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
                continue;
            }
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            let allowed: Vec<&str> = answer.headers["allow"].to_str().unwrap().split(", ").collect();
            assert!(allowed.contains(&route.method.as_str()), "{method} {path}: {allowed:?}");
            if method != Method::HEAD {
                described.knows(route, &answer);
            }
        }
        // Without a token or a signature, which is asked for before anything else.
        let request = Request::builder().method(route.method.clone()).uri(&path).body(empty()).unwrap();
        let answer = town.send(request).await;
        let asks = described.operation(route)["security"] != serde_json::json!([]);
        assert_eq!(answer.status == StatusCode::UNAUTHORIZED, asks, "{} {path}", route.method);
        described.knows(route, &answer);
    }
    for path in ["/", "/v1/432041", "/openapi.yaml", "/v1/432041/events/1"] {
        let answer = town.send(Request::get(path).body(empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    town.stop().await;
}

/// Serde would read a list of a type's fields for the object that is described.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_taken_for_no_object() {
    let town = Town::new().await;
    town.post(&joins("p-0001", town.clock.now())).await;
    for (path, body, status) in [
        ("stops", "[\"all\", \"why\", false]", 422),
        ("stops/resume", " [\"all\"]", 422),
        ("campaigns/rollback", "[]", 400),
        ("campaigns", "[{}]", 400),
        ("residents/p-0001/link-codes", "[\"line\", null]", 400),
    ] {
        let answer = town.call("POST", &format!("/v1/{ARAO}/{path}"), "staff_token", "application/json", body).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
    assert_eq!(
        town.call("GET", &format!("/v1/{ARAO}/stops"), "staff_token", "", "").await.json()["pauses"],
        serde_json::json!([])
    );
    town.stop().await;
}
