//! SMS in Twilio's shape: `POST /2010-04-01/Accounts/{sid}/Messages.json`.
//!
//! Source: twilio-oai `twilio_api_v2010`; Twilio, "Error and warning dictionary".

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::answer::{html_answer, json_answer, redirect_answer};
use super::counts::count;
use super::entry::{Channel, Entry, Fate, Message};
use super::faults::Fault;
use super::ids::fingerprint;
use super::server::Cut;
use super::sms_checks::{Form, Refusal, check, check_number};
use super::sms_length::length;
use super::sms_status;
use super::state::Inner;

/// Form `To` (E.164), `From`, `Body`, `StatusCallback?` → 201 with `sid`, `status: queued`,
/// `num_segments` and RFC 2822 dates. With `StatusCallback`, `sent` and `delivered` follow.
pub(super) async fn create(State(inner): State<Arc<Inner>>, Path(account): Path<String>, request: Request) -> Response {
    count(&inner.counters.requests);
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let done = match to_bytes(body, 1_000_000).await {
        Ok(body) => accept(&inner, &account, &parts.headers, &body).await,
        Err(_) => Err(Refusal::Said(StatusCode::PAYLOAD_TOO_LARGE, 20413, "Request too large".into())),
    };
    inner.answer_delay().await;
    match done {
        Ok(message) => json_answer(StatusCode::CREATED, &message),
        Err(refusal) => refuse(&inner, &path, refusal),
    }
}

fn refuse(inner: &Inner, path: &str, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Said(status, code, message) => {
            inner.refused(path, Some(status.as_u16()), format!("{code} {message}"));
            let mut response = json_answer(
                status,
                &json!({
                    "code": code,
                    "message": message,
                    "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
                    "status": status.as_u16(),
                }),
            );
            if status == StatusCode::UNAUTHORIZED {
                let realm = HeaderValue::from_static("Basic realm=\"Twilio API\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
            }
            response
        }
        Refusal::Html => {
            inner.refused(path, Some(502), "HTML".to_owned());
            html_answer()
        }
        Refusal::Elsewhere => {
            inner.refused(path, Some(302), "redirect".to_owned());
            redirect_answer()
        }
        Refusal::Cut(cut) => {
            inner.refused(path, None, "connection cut".to_owned());
            cut.into_response()
        }
    }
}

async fn accept(inner: &Arc<Inner>, account: &str, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    authenticate(inner, account, headers)?;
    let fault = inner.faults.strike(Channel::Sms, "sms", Some(fingerprint(&[b"sms", body])));
    if let Some(fault) = fault {
        fail(inner, fault).await?;
    }
    let form = Form::parse(headers, body)?;
    check(&form)?;
    let trouble = inner.faults.number_trouble(&form.to);
    check_number(&form.to, trouble)?;
    let answer = write_down(inner, account, &form);
    sms_status::follow(inner, &answer, form.status_callback, trouble);
    match fault {
        Some(Fault::AnswerLost) => Err(Refusal::Cut(Cut::Close)),
        _ => Ok(answer),
    }
}

fn authenticate(inner: &Inner, account: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    let sid = &inner.options.sms_account_sid;
    let expected = STANDARD.encode(format!("{sid}:{}", inner.options.sms_auth_token));
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Basic ")).unwrap_or_default();
    if bool::from(sent.as_bytes().ct_eq(expected.as_bytes())) && account == sid {
        return Ok(());
    }
    Err(Refusal::Said(StatusCode::UNAUTHORIZED, 20003, "Authenticate".to_owned()))
}

async fn fail(inner: &Inner, fault: Fault) -> Result<(), Refusal> {
    Err(match fault {
        // A monthly limit never strikes SMS (`Fault::can_strike`); it would be let through as well.
        Fault::AnswerLost | Fault::MonthlyLimit => return Ok(()),
        Fault::ServerError => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Refusal::Said(status, 20500, "An internal server error has occurred".to_owned())
        }
        Fault::RateLimited => {
            let message = "Too Many Requests".to_owned();
            Refusal::Said(StatusCode::TOO_MANY_REQUESTS, 20429, message)
        }
        Fault::Html => Refusal::Html,
        Fault::Redirect => Refusal::Elsewhere,
        Fault::BadRequest => Refusal::Said(StatusCode::BAD_REQUEST, 21602, "Message body is required.".to_owned()),
        Fault::Reset => Refusal::Cut(Cut::Reset),
        Fault::Timeout => {
            tokio::time::sleep(inner.faults.silence()).await;
            Refusal::Cut(Cut::Close)
        }
    })
}

fn write_down(inner: &Inner, account: &str, form: &Form) -> Value {
    let now = inner.now();
    let sid = inner.ids.sms();
    let measured = length(&form.body);
    count(&inner.counters.accepted);
    inner.note_sms_sender(&form.to, &form.from);
    inner.add(|seq| {
        Entry::Message(Arc::new(Message {
            seq,
            channel: Channel::Sms,
            to: form.to.clone(),
            from: Some(form.from.clone()),
            kind: "sms".to_owned(),
            title: None,
            text: form.body.clone(),
            quick_replies: Vec::new(),
            buttons: Vec::new(),
            at: now,
            retry_key: None,
            request_id: sid.clone(),
            id: sid.clone(),
            length: Some(measured),
            fate: Fate::Shown,
        }))
    });
    let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}");
    json!({
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": form.body,
        "date_created": now.to_rfc2822(),
        "date_sent": null,
        "date_updated": now.to_rfc2822(),
        "direction": "outbound-api",
        "error_code": null,
        "error_message": null,
        "from": form.from,
        "messaging_service_sid": null,
        "num_media": "0",
        "num_segments": measured.parts.to_string(),
        "price": null,
        "price_unit": null,
        "sid": sid,
        "status": "queued",
        "subresource_uris": { "media": format!("{uri}/Media.json") },
        "to": form.to,
        "uri": format!("{uri}.json"),
    })
}
