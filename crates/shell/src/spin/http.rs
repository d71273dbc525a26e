use futures_util::StreamExt;
use futures_util::future::{Either, select};
use spin_sdk::http::FullBody;
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::time::sleep;
use spin_sdk::wasip3::http::types::{ErrorCode, RequestOptions};
use spin_sdk::wasip3::http_compat::RequestOptionsExtension;
use std::pin::pin;
use std::time::Duration;
use wire::{Headers, Outcome, Request};

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long an answer to a question may take, on which nobody's message depends.
const QUESTION: Duration = Duration::from_secs(5);

/// How long a connection may take. Shorter than the answer: what was not connected surely never
/// left, and can be tried again.
const CONNECT: Duration = Duration::from_secs(5);

/// How much of an answer is read; a provider's are a few hundred bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// How to read what a provider answers, and what silence means.
#[derive(Debug, Clone, Copy)]
pub struct Reading<T = Outcome> {
    /// For an answer.
    pub classify: fn(u16, &Headers<'_>, &[u8]) -> T,
    /// When none came: the call may have been made.
    pub unanswered: fn() -> T,
    /// When the call surely never left.
    pub unsent: fn() -> T,
}

/// Calls a provider and reads its answer. Redirects are not followed: a provider's API
/// has none.
pub async fn send<T>(base: &str, request: Request, reading: Reading<T>) -> T {
    read(call(base, request, PATIENCE).await, reading)
}

/// As [`send`], for a question: nobody waits long for its answer.
pub async fn send_question<T>(base: &str, request: Request, reading: Reading<T>) -> T {
    read(call(base, request, QUESTION).await, reading)
}

fn read<T>(called: Called, reading: Reading<T>) -> T {
    match called {
        Called::Answered { status, headers, body } => {
            let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
            (reading.classify)(status, &headers, &body)
        }
        Called::NotLeft => (reading.unsent)(),
        Called::Silent => (reading.unanswered)(),
    }
}

/// Asks a provider something that changes nothing: status and body, or nothing where no answer came.
pub async fn ask(base: &str, request: Request) -> Option<(u16, Vec<u8>)> {
    match call(base, request, QUESTION).await {
        Called::Answered { status, body, .. } => Some((status, body)),
        Called::NotLeft | Called::Silent => None,
    }
}

/// How a call ended.
enum Called {
    Answered {
        status: u16,
        headers: http::HeaderMap,
        body: Vec<u8>,
    },
    /// It surely never left.
    NotLeft,
    /// It may have been taken.
    Silent,
}

async fn call(base: &str, request: Request, patience: Duration) -> Called {
    let Some(outgoing) = outgoing(base, request) else { return Called::NotLeft };
    let mut silence = pin!(sleep(patience));
    let response = match select(pin!(spin_sdk::http::send(outgoing)), silence.as_mut()).await {
        Either::Left((Ok(response), _)) => response,
        Either::Left((Err(error), _)) if never_left(&error) => return Called::NotLeft,
        Either::Left((Err(_), _)) | Either::Right(_) => return Called::Silent,
    };
    let (parts, body) = response.into_parts();
    // An answer whose status arrived is read by it, even when its body breaks off or does not end.
    let mut chunks = body.stream();
    let mut body = Vec::new();
    while let Either::Left((Some(Ok(chunk)), _)) = select(chunks.next(), silence.as_mut()).await
        && body.len() + chunk.len() <= MAX_ANSWER
    {
        body.extend_from_slice(&chunk);
    }
    Called::Answered { status: parts.status.as_u16(), headers: parts.headers, body }
}

fn outgoing(base: &str, request: Request) -> Option<http::Request<FullBody<bytes::Bytes>>> {
    let url = format!("{}{}", base.trim_end_matches('/'), request.path);
    let mut outgoing = http::Request::builder().method(request.method).uri(url);
    for (name, value) in &request.headers {
        outgoing = outgoing.header(*name, value);
    }
    // Without it the body would go in chunks, which not every provider's gateway takes.
    let outgoing = outgoing.header(http::header::CONTENT_LENGTH, request.body.len());
    let options = RequestOptions::new();
    // A host that has no such limit still has patience's.
    let _ = options.set_connect_timeout(u64::try_from(CONNECT.as_nanos()).ok());
    let outgoing = outgoing.extension(RequestOptionsExtension(options));
    outgoing.body(FullBody::new(bytes::Bytes::from(request.body))).ok()
}

/// Whether an error can only have come before the provider got the call.
fn never_left(error: &ErrorCode) -> bool {
    matches!(
        error,
        ErrorCode::DnsError(_)
            | ErrorCode::DnsTimeout
            | ErrorCode::ConnectionRefused
            | ErrorCode::ConnectionTimeout
            | ErrorCode::DestinationNotFound
            | ErrorCode::DestinationIpUnroutable
            | ErrorCode::DestinationIpProhibited
            | ErrorCode::HttpRequestDenied
            | ErrorCode::TlsCertificateError
    )
}
