//! LINE Messaging API at its real paths.
//!
//! Source: LINE Developers, "Messaging API reference"; line-openapi `messaging-api.yml`.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Refusal;
use super::line_body::{parse, read_body, text_of};
use super::line_call::{Call, Offer, Price, RetryKey};
use super::line_checks as checks;
use super::options::Strangers;
use super::state::Inner;

/// `POST /v2/bot/message/push`: `{to, messages[1..5], notificationDisabled?, customAggregationUnits?}`
/// → 200 `{"sentMessages":[{"id","quoteToken"}]}`.
pub(super) async fn push(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "push");
    let done = call.send(request, RetryKey::Allowed, |call, body| {
        checks::push(body)?;
        let to = text_of(body, "to");
        if inner.faults.is_refused(to) {
            return Err(Refusal::bad("The property, to, in the request body is invalid (line: -, column: -)"));
        }
        if inner.options.strangers == Strangers::Refuse && !inner.knows(to) {
            return Err(Refusal::bad("Failed to send messages"));
        }
        Ok(call.offer(vec![to.to_owned()], body))
    });
    call.answer(done.await.map(|accepted| json!({ "sentMessages": accepted.sent })))
}

/// `POST /v2/bot/message/multicast`: as push, `to` a list of up to 500 → 200 `{}`.
pub(super) async fn multicast(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "multicast");
    let done = call.send(request, RetryKey::Allowed, |call, body| {
        checks::multicast(body)?;
        let listed = body.get("to").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let refused = |to: &Value| to.as_str().is_some_and(|to| inner.faults.is_refused(to));
        if let Some(place) = listed.iter().position(refused) {
            let property = format!("The property, to[{place}], in the request body is invalid (line: -, column: -)");
            return Err(Refusal::bad(&property));
        }
        let known = |to: &&str| inner.options.strangers == Strangers::Accept || inner.knows(to);
        let to = body.get("to").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let to = to.iter().filter_map(Value::as_str).filter(known).map(str::to_owned).collect();
        // Message ids are told for push and reply only.
        let offer = call.offer(to, body);
        Ok(Offer { sent: Vec::new(), ..offer })
    });
    call.answer(done.await.map(|_| json!({})))
}

/// `POST /v2/bot/message/reply`: `{replyToken, messages[1..5]}` → 200 with `sentMessages`.
/// The token works once, within a minute of its webhook; replies are free of charge.
pub(super) async fn reply(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "reply");
    let done = call.send(request, RetryKey::Refused, |call, body| {
        checks::reply(body)?;
        let token = text_of(body, "replyToken");
        let user = inner.spend_reply_token(token, call.now);
        let user = user.ok_or_else(|| Refusal::bad("Invalid reply token"))?;
        Ok(Offer { price: Price::Free, ..call.offer(vec![user], body) })
    });
    call.answer(done.await.map(|accepted| json!({ "sentMessages": accepted.sent })))
}

/// `POST /v2/bot/message/validate/{push,multicast,reply}`: `{messages[1..5]}` → 200 `{}`.
pub(super) async fn validate(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "validate");
    let (parts, body) = request.into_parts();
    let body = read_body(&parts.headers, body).await;
    let checked = call.ask(&parts.headers, || {
        call.refuse_retry_key(&parts.headers)?;
        checks::messages(&parse(&body?)?)?;
        Ok(json!({}))
    });
    call.answer(checked.await)
}

/// `GET /v2/bot/message/quota` → `{"type":"limited","value":n}` or `{"type":"none"}`.
pub(super) async fn quota(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "quota");
    let told = call.ask(request.headers(), || {
        Ok(match inner.month().limit {
            Some(limit) => json!({ "type": "limited", "value": limit }),
            None => json!({ "type": "none" }),
        })
    });
    call.answer(told.await)
}

/// `GET /v2/bot/message/quota/consumption` → `{"totalUsage":n}`, people since the month began in Japan.
pub(super) async fn consumption(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "consumption");
    let told = call.ask(request.headers(), || Ok(json!({ "totalUsage": inner.month().used(call.now) })));
    call.answer(told.await)
}

/// `GET /v2/bot/profile/{userId}` → `{"displayName","userId","language"}`;
/// 404 for a stranger and for one who blocked.
pub(super) async fn profile(State(inner): State<Arc<Inner>>, Path(user): Path<String>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "profile");
    let found = call.ask(request.headers(), || {
        let label = inner.label(&user).filter(|_| !inner.faults.is_blocked(&user));
        let label = label.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "Not found"))?;
        Ok(json!({ "displayName": label, "userId": user, "language": "ja" }))
    });
    call.answer(found.await)
}

/// Any path that neither provider has.
pub(super) async fn unknown(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "unknown");
    call.answer(Err(Refusal::new(StatusCode::NOT_FOUND, "Not found")))
}

/// A known path with a method it does not have.
pub(super) async fn wrong_method(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "wrong_method");
    call.answer(Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")))
}
