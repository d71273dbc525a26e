//! One way for every request, from the network, from a test, or from the clock: route, tell, answer.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HOST, HeaderValue, LOCATION, RETRY_AFTER};
use http::uri::{Authority, Scheme};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use wasmtime_wasi_http::{Error, WasiBody};

use super::HostError;
use super::gather::{Gathered, Gatherer, Unfit};
use super::long::Long;
use super::routes::Router;
use super::service::{Failure, Service};

/// What is served.
pub(super) struct App {
    pub(super) router: Router,
    pub(super) services: BTreeMap<String, Arc<Service>>,
    pub(super) redirect: BTreeMap<String, HeaderValue>,
    pub(super) gatherer: Gatherer,
    pub(super) long: Long,
}

impl App {
    /// The answer to `request`, always one.
    pub(super) async fn answer(&self, mut request: Request<WasiBody>, client: SocketAddr) -> Response<WasiBody> {
        if let Some(location) = self.redirect.get(request.uri().path()) {
            let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "");
            response.headers_mut().insert(LOCATION, location.clone());
            return response;
        }
        if request.uri().path() == "/.well-known/spin/health" {
            return plain(StatusCode::OK, "OK");
        }
        let Some(uri) = full_uri(&request) else {
            return problem(StatusCode::BAD_REQUEST, "The request needs a valid Host header.");
        };
        *request.uri_mut() = uri.clone();
        let Some(found) = self.router.find(uri.path()) else {
            return problem(StatusCode::NOT_FOUND, "Nothing is served here.");
        };
        let Some(service) = self.services.get(found.component()) else {
            return problem(StatusCode::NOT_FOUND, "Nothing is served here.");
        };
        let headers = request.headers_mut();
        // About this connection, and not about the request.
        headers.remove(CONNECTION);
        found.tell(headers, &uri, client);
        let (parts, body) = request.into_parts();
        let long = self.long.may_be(parts.uri.path()).then_some(&self.long);
        match self.gatherer.gather(body, long).await {
            // Its place is kept until the answer has begun.
            Ok(Gathered { body, length, _place }) => {
                service.handle(Request::from_parts(parts, body), length).await.unwrap_or_else(refuse)
            }
            Err(unfit) => turn_away(unfit),
        }
    }

    /// Answers a request made in-process, and gathers the whole answer.
    pub(super) async fn ask(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HostError> {
        let found = self.router.find(request.uri().path());
        let component = found.map_or_else(String::new, |found| found.component().to_owned());
        let client = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let (parts, body) = self.answer(request.map(body), client).await.into_parts();
        match body.collect().await {
            Ok(body) => Ok(Response::from_parts(parts, body.to_bytes())),
            Err(error) => Err(HostError::AnswerBroken { component, reason: error.to_string() }),
        }
    }

    /// How many requests are in components.
    pub(super) fn running(&self) -> usize {
        self.services.values().map(|service| service.running()).sum()
    }

    /// Waits until no component has a request in it.
    pub(super) async fn settled(&self) {
        for service in self.services.values() {
            service.settled().await;
        }
    }
}

/// A body of what is already here.
pub(super) fn body(bytes: impl Into<Bytes>) -> WasiBody {
    Full::new(bytes.into()).map_err(Error::from).boxed_unsync()
}

fn turn_away(unfit: Unfit) -> Response<WasiBody> {
    match unfit {
        Unfit::TooLarge => problem(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
        Unfit::TooSlow => problem(StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time."),
        Unfit::BrokenOff => problem(StatusCode::BAD_REQUEST, "The body broke off."),
        Unfit::NoRoom => refuse(Failure::Busy),
    }
}

fn refuse(failure: Failure) -> Response<WasiBody> {
    let detail = match failure {
        Failure::Broken => "The service failed; its log says why.",
        Failure::Late => "The service did not finish in time.",
        Failure::Busy => "The service is busy; try again in a moment.",
    };
    let mut response = problem(failure.status(), detail);
    if failure == Failure::Busy {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// RFC 9457.
fn problem(status: StatusCode, detail: &'static str) -> Response<WasiBody> {
    let title = status.canonical_reason().unwrap_or_default();
    let json =
        format!(r#"{{"type":"about:blank","title":"{title}","status":{},"detail":"{detail}"}}"#, status.as_u16());
    let mut response = Response::new(body(json));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<WasiBody> {
    let mut response = Response::new(body(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The address that was asked for, with scheme and host; none if it is said twice and differently.
fn full_uri(request: &Request<WasiBody>) -> Option<Uri> {
    let header = match request.headers().get(HOST) {
        Some(host) => Some(Authority::try_from(host.as_bytes()).ok()?),
        None => None,
    };
    let mut parts = request.uri().clone().into_parts();
    let authority = match (header, parts.authority.take()) {
        (Some(header), Some(line)) if header != line => return None,
        (header, line) => header.or(line)?,
    };
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(authority);
    Uri::from_parts(parts).ok()
}
