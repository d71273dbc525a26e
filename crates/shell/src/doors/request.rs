use super::answer::Refused;
use crate::spin::setting;
use domain::CityCode;
use futures_util::StreamExt;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method};
use spin_sdk::http::Request;
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::wasip3::http_compat::IncomingRequestBody;
use wire::problem::Kind;
use wire::{Headers, Problem};

/// A request whose body has not been read yet: who asks, and for what, is looked at before.
pub(super) struct Incoming {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    body: IncomingRequestBody,
}

impl Incoming {
    pub(super) fn new(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        }
    }

    /// A header's value as text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Lets only those in who know the token that a setting holds.
    pub(super) async fn admit(&self, token: &'static str) -> Result<(), Refused> {
        let expected = setting(token).await?;
        if wire::bearer::admits(self.header("authorization"), expected.value()) {
            Ok(())
        } else {
            Err(Refused::unauthorized())
        }
    }

    /// Reads the body, but no more of it than the door takes, and nothing of one that says itself
    /// that it is larger.
    pub(super) async fn read(self, most: usize) -> Result<Read, Refused> {
        let told = self.header(CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<u64>().ok());
        if told.is_some_and(|length| length > most as u64) {
            return Err(too_large(most));
        }
        let mut chunks = self.body.stream();
        let mut body = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| {
                Refused::problem(Problem::new(Kind::Unreadable).detail("the body broke off; send it again"))
            })?;
            if body.len() + chunk.len() > most {
                return Err(too_large(most));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Read { headers: self.headers, body })
    }
}

/// A request with its body.
pub(super) struct Read {
    headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Read {
    /// A header's value as text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The headers as `wire` reads them.
    pub(super) fn wire_headers(&self) -> Headers<'_> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
    }
}

fn too_large(most: usize) -> Refused {
    let detail = format!("the body is larger than {most} bytes, which is the most that this door takes");
    Refused::problem(Problem::new(Kind::TooLarge).detail(detail))
}

/// The city of a path.
pub(super) fn city(code: &str) -> Result<CityCode, Refused> {
    code.parse()
        .map_err(|error: domain::id::IdError| Refused::problem(Problem::new(Kind::NotFound).detail(error.to_string())))
}
