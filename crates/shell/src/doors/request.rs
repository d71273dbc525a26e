use super::answer::Refused;
use crate::spin::setting;
use domain::CityCode;
use futures_util::StreamExt;
use http::{HeaderMap, Method};
use spin_sdk::http::Request;
use spin_sdk::http::body::IncomingBodyExt;
use wire::problem::Kind;
use wire::{Headers, Problem};

/// A request with its body, read within the limit.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Incoming {
    /// Reads the body, but no more of it than any door takes.
    pub(super) async fn read(request: Request) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let mut chunks = body.stream();
        let mut body = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| {
                Refused::problem(Problem::new(Kind::Unreadable).detail("the body broke off; send it again"))
            })?;
            if body.len() + chunk.len() > MAX_BODY {
                let detail = format!("the body is larger than {} MB; send it in parts", MAX_BODY / 1024 / 1024);
                return Err(Refused::problem(Problem::new(Kind::TooLarge).detail(detail)));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Self {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        })
    }

    /// A header's value as text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The headers as `wire` reads them.
    pub(super) fn wire_headers(&self) -> Headers<'_> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
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
}

/// The most that any door takes: a pack, and what JSON adds to it.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// The city of a path.
pub(super) fn city(code: &str) -> Result<CityCode, Refused> {
    code.parse()
        .map_err(|error: domain::id::IdError| Refused::problem(Problem::new(Kind::NotFound).detail(error.to_string())))
}
