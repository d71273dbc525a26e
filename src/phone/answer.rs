//! LINE's answers, good and bad.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Value, json};

use super::server::Cut;

/// One item of `sentMessages`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    pub(super) id: String,
    pub(super) quote_token: String,
}

/// One item of `details`: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Detail {
    pub(super) message: String,
    pub(super) property: String,
}

impl Detail {
    pub(super) fn new(message: impl Into<String>, property: impl Into<String>) -> Self {
        Self { message: message.into(), property: property.into() }
    }
}

/// An answer other than 200.
#[derive(Debug)]
pub(super) enum Refusal {
    /// LINE's error shape.
    Said { status: StatusCode, message: String, details: Vec<Detail> },
    /// 409: the retry key was accepted before, as `request_id`. A multicast has no `sent`.
    Again { request_id: String, sent: Vec<Sent> },
    /// What a proxy on the way says.
    Html,
    /// A redirect, which neither provider's API has.
    Elsewhere,
    /// No answer at all.
    Cut(Cut),
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Said { status, message: message.into(), details: Vec::new() }
    }

    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400 with the list of errors, or nothing when there are none.
    pub(super) fn from_details(details: Vec<Detail>) -> Result<(), Self> {
        if details.is_empty() { Ok(()) } else { Err(Self::listed(details)) }
    }

    /// 400 with one error.
    pub(super) fn blames(detail: Detail) -> Self {
        Self::listed(vec![detail])
    }

    fn listed(details: Vec<Detail>) -> Self {
        let message = format!("The request body has {} error(s)", details.len());
        Self::Said { status: StatusCode::BAD_REQUEST, message, details }
    }

    pub(super) fn monthly_limit() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "You have reached your monthly limit.")
    }

    pub(super) fn rate_limit() -> Self {
        let message = "The API rate limit has been exceeded. Try again later.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, message)
    }

    pub(super) fn server_error() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    }

    /// The answer's status, when there is an answer.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Said { status, .. } => Some(status.as_u16()),
            Self::Again { .. } => Some(409),
            Self::Html => Some(502),
            Self::Elsewhere => Some(302),
            Self::Cut(_) => None,
        }
    }

    /// One line for the phone's log.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Said { message, details, .. } => details
                .iter()
                .fold(message.clone(), |line, Detail { message, property }| format!("{line}; {property}: {message}")),
            Self::Again { .. } => "The retry key is already accepted".to_owned(),
            Self::Html => "HTML".to_owned(),
            Self::Elsewhere => "redirect".to_owned(),
            Self::Cut(_) => "connection cut".to_owned(),
        }
    }

    pub(super) fn into_response(self) -> Response {
        match self {
            Self::Said { status, message, details } => {
                let mut body = json!({ "message": message });
                if let (Some(body), false) = (body.as_object_mut(), details.is_empty()) {
                    body.insert("details".to_owned(), json!(details));
                }
                json_answer(status, &body)
            }
            Self::Again { request_id, sent } => {
                let mut body = json!({ "message": "The retry key is already accepted" });
                if let (Some(body), false) = (body.as_object_mut(), sent.is_empty()) {
                    body.insert("sentMessages".to_owned(), json!(sent));
                }
                let mut response = json_answer(StatusCode::CONFLICT, &body);
                if let Ok(id) = HeaderValue::from_str(&request_id) {
                    response.headers_mut().insert("x-line-accepted-request-id", id);
                }
                response
            }
            Self::Html => html_answer(),
            Self::Elsewhere => redirect_answer(),
            Self::Cut(cut) => cut.into_response(),
        }
    }
}

pub(super) fn json_answer(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// 502 as many a gateway says it: a caller that reads JSON at any price stumbles here.
pub(super) fn html_answer() -> Response {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    let html = HeaderValue::from_static("text/html");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

/// 302 to another host, as a hotel's network or a lapsed domain says it: a caller that follows it hands
/// its token to a stranger.
pub(super) fn redirect_answer() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("http://127.0.0.1:9/elsewhere"));
    response
}
