//! The switchboard over HTTP, for tests that drive the program from outside.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::counts::{Counts, Refused};
use super::entry::Message;
use super::faults::{Fault, NumberTrouble, Ordered, Random};
use super::state::Inner;

/// Body of `POST /phone/api/faults`; every part may be left out, and they apply in this order:
///
/// ```json
/// {"clear": true,
///  "next": [{"fault": "server_error", "times": 2, "channel": "line"}, {"fault": "timeout", "endpoint": "quota"}],
///  "random": {"percent": 5, "seed": 7, "faults": ["reset", "answer_lost"]},
///  "hang_ms": 3000,
///  "block": ["U…"], "unblock": ["U…"],
///  "numbers": {"+819012345678": "unsubscribed", "+819012345679": null}}
/// ```
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Order {
    clear: bool,
    next: Vec<Ordered>,
    random: Option<Random>,
    hang_ms: Option<u64>,
    block: Vec<String>,
    unblock: Vec<String>,
    numbers: BTreeMap<String, Option<NumberTrouble>>,
}

#[derive(Serialize)]
struct Status {
    pending: Vec<Ordered>,
    random: Option<Random>,
    struck: BTreeMap<Fault, u64>,
    blocked: Vec<String>,
    numbers: BTreeMap<String, NumberTrouble>,
    counts: Counts,
    refusals: Vec<Refused>,
}

/// `GET /phone/api/faults` → what is ordered, what has struck, what was refused.
pub(super) async fn show(State(inner): State<Arc<Inner>>) -> Response {
    status(&inner)
}

/// `POST /phone/api/faults` → the same, after the order.
pub(super) async fn set(State(inner): State<Arc<Inner>>, headers: HeaderMap, Json(order): Json<Order>) -> Response {
    if is_foreign(&headers) {
        return foreign();
    }
    let faults = &inner.faults;
    if order.clear {
        faults.clear();
    }
    for ordered in order.next {
        faults.order(ordered);
    }
    if let Some(random) = order.random {
        faults.random(Some(random));
    }
    if let Some(silence) = order.hang_ms {
        faults.hang(Duration::from_millis(silence));
    }
    order.block.iter().for_each(|user| faults.block(user));
    order.unblock.iter().for_each(|user| faults.unblock(user));
    for (number, trouble) in order.numbers {
        faults.number(&number, trouble);
    }
    inner.changed();
    status(&inner)
}

fn status(inner: &Inner) -> Response {
    let (pending, random) = inner.faults.pending();
    let (blocked, numbers) = inner.faults.people();
    let refusals = inner.refusals();
    let struck = inner.faults.counts();
    Json(Status { pending, random, struck, blocked, numbers, counts: inner.counts(), refusals }).into_response()
}

#[derive(Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    since: u64,
}

/// `GET /phone/api/messages?since=SEQ` → `{"messages":[…]}`, those after `SEQ`, oldest first.
pub(super) async fn messages(State(inner): State<Arc<Inner>>, Query(Since { since }): Query<Since>) -> Response {
    let messages: Vec<Arc<Message>> =
        inner.record().messages().into_iter().filter(|message| message.seq > since).collect();
    let messages: Vec<&Message> = messages.iter().map(Arc::as_ref).collect();
    Json(json!({ "messages": messages })).into_response()
}

/// Whether a browser says that another site's page is behind the request: such a page could
/// otherwise tap and write in a resident's name while a demo is open in the next tab.
pub(super) fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    matches!(site, Some("cross-site" | "same-site"))
}

pub(super) fn foreign() -> Response {
    let body = Json(json!({ "message": "This page may only be used from itself" }));
    (StatusCode::FORBIDDEN, body).into_response()
}
