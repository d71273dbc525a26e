use super::answer::Refused;
use crate::spin::setting;
use bytes::Bytes;
use domain::CityCode;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::LocalBoxStream;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method};
use serde::Deserialize;
use serde::de::IgnoredAny;
use spin_sdk::http::Request;
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::time::sleep;
use spin_sdk::wasip3::http::types::ErrorCode;
use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;
use wire::problem::Kind;
use wire::{Headers, Problem};

/// How much of a refused body is let by: twice what any door takes.
const MOST_LET_GO: usize = 8 * 1024 * 1024;

/// For how long it is.
const LET_GO: Duration = Duration::from_secs(5);

/// A request whose body has not been read yet: who asks, and for what, is looked at before.
#[allow(missing_debug_implementations, reason = "a body is a stream")]
pub struct Incoming {
    /// Its method.
    pub method: Method,
    /// Its path, as it came.
    pub path: String,
    /// What stands behind `?`.
    pub query: String,
    /// Its headers.
    pub headers: HeaderMap,
    body: LocalBoxStream<'static, Result<Bytes, ErrorCode>>,
}

impl Incoming {
    /// A request of the host's.
    pub fn new(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body: body.stream().boxed_local(),
        }
    }

    /// A header's value as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What the address asks by name, the first of that name.
    pub fn asked(&self, name: &str) -> Option<String> {
        wire::form::field(&self.query, name)
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

    /// Lets those in who know one of several tokens.
    pub(super) async fn admit_any(&self, tokens: [&'static str; 2]) -> Result<(), Refused> {
        let mut refused = None;
        for token in tokens {
            match self.admit(token).await {
                Ok(()) => return Ok(()),
                // A token that is not set admits nobody; whether the other does is asked first.
                Err(no) if refused.is_none() => refused = Some(no),
                Err(_) => {}
            }
        }
        Err(refused.unwrap_or_else(Refused::unauthorized))
    }

    /// The headers as `wire` reads them.
    pub(super) fn wire_headers(&self) -> Headers<'_> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
    }

    /// Reads the body, but no more of it than the door takes, and nothing of one that says itself
    /// that it is larger.
    ///
    /// # Errors
    /// The body is larger, or broke off.
    pub async fn read(&mut self, most: usize) -> Result<Vec<u8>, Refused> {
        let told = self.header(CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<u64>().ok());
        if told.is_some_and(|length| length > most as u64) {
            return Err(too_large(most as u64));
        }
        let mut body = Vec::new();
        while let Some(chunk) = self.body.next().await {
            let chunk = chunk.map_err(|_| broken_off())?;
            if body.len() + chunk.len() > most {
                return Err(too_large(most as u64));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// The next piece of a body that is read as it comes, in all no more than `left` bytes.
    pub(super) async fn piece(&mut self, left: &mut u64, most: u64) -> Result<Option<Bytes>, Refused> {
        let Some(chunk) = self.body.next().await else { return Ok(None) };
        let chunk = chunk.map_err(|_| broken_off())?;
        *left = left.checked_sub(chunk.len() as u64).ok_or_else(|| too_large(most))?;
        Ok(Some(chunk))
    }

    /// Lets what is left of a body go by, and keeps none of it: whoever still sends when the
    /// connection closes does not hear why.
    pub async fn let_go(mut self) {
        let mut left = MOST_LET_GO;
        let mut over = pin!(sleep(LET_GO));
        while let Either::Left((Some(Ok(chunk)), _)) = select(self.body.next(), over.as_mut()).await
            && chunk.len() <= left
        {
            left -= chunk.len();
        }
    }
}

fn broken_off() -> Refused {
    Refused::problem(Problem::new(Kind::Unreadable).detail("the body broke off; send it again"))
}

fn too_large(most: u64) -> Refused {
    let detail = format!("the body is larger than {most} bytes, which is the most that this door takes");
    Refused::problem(Problem::new(Kind::TooLarge).detail(detail))
}

/// Reads a body that is one object of JSON. Serde would take a list of a type's fields for it as well,
/// which nobody has said that we read.
///
/// # Errors
/// Serde's own.
pub(super) fn object<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, serde_json::Error> {
    if body.trim_ascii_start().first() == Some(&b'[') {
        // A list is no map, and this says so.
        serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(body)?;
    }
    serde_json::from_slice(body)
}

/// The city of a path.
///
/// # Errors
/// It is no code of a city.
pub fn city(code: &str) -> Result<CityCode, Refused> {
    code.parse()
        .map_err(|error: domain::id::IdError| Refused::problem(Problem::new(Kind::NotFound).detail(error.to_string())))
}
