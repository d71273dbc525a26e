use crate::log::log;
use crate::spin::Missing;
use crate::{Error, SqlError};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;
use wire::Problem;
use wire::problem::{self, Kind};

/// What goes back.
pub type Answer = Response<String>;

/// Why a request is not served: one problem document, and the headers that go with it.
#[derive(Debug)]
pub struct Refused {
    problem: Problem,
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl Refused {
    pub(super) fn problem(problem: Problem) -> Self {
        Self { problem, header: None }
    }

    pub(super) fn not_found() -> Self {
        Self::problem(Problem::new(Kind::NotFound).detail("there is no such door; `GET /openapi.json` lists them"))
    }

    pub(super) fn method(allowed: &str) -> Self {
        let problem = Problem::new(Kind::Method).detail(format!("this door takes {allowed}"));
        // Methods are letters, which any header can hold.
        let value = HeaderValue::from_str(allowed).ok();
        Self { problem, header: value.map(|value| Box::new((ALLOW, value))) }
    }

    pub(super) fn unauthorized() -> Self {
        let problem = Problem::new(Kind::Unauthorized).detail("send `Authorization: Bearer <token>`");
        Self { problem, header: Some(Box::new((WWW_AUTHENTICATE, HeaderValue::from_static(wire::bearer::CHALLENGE)))) }
    }

    pub(super) fn signature(challenge: &'static str) -> Self {
        let problem = Problem::new(Kind::Signature).detail("the signature does not belong to these bytes");
        Self { problem, header: Some(Box::new((WWW_AUTHENTICATE, HeaderValue::from_static(challenge)))) }
    }

    /// What kind of problem it is.
    pub fn kind(&self) -> Kind {
        self.problem.kind
    }

    /// The status under which it goes back.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// As it goes back.
    pub fn answer(self) -> Answer {
        let status = self.status();
        // The document is JSON, which is text.
        let body = String::from_utf8(self.problem.to_json()).unwrap_or_default();
        let mut answer = with_body(status, problem::CONTENT_TYPE, body);
        if let Some((name, value)) = self.header.map(|header| *header) {
            answer.headers_mut().insert(name, value);
        }
        answer
    }
}

impl From<Missing> for Refused {
    fn from(missing: Missing) -> Self {
        Self::problem(Problem::new(Kind::Setting).detail(missing.to_string()).with("setting", missing.0))
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let inside = matches!(
            error,
            Error::Sql(SqlError::Full | SqlError::ReadOnly(_) | SqlError::Other(_))
                | Error::NewerDatabase { .. }
                | Error::Corrupt(_)
        );
        if inside {
            log(&error.to_string());
        }
        Self::logged(error)
    }
}

impl Refused {
    /// What the caller is told of an error that stands in the log already. What is inside stays
    /// inside: the log has the whole of it, the caller a sentence.
    pub(super) fn logged(error: Error) -> Self {
        let detail = error.to_string();
        Self::problem(match error {
            Error::UnknownCity(_)
            | Error::UnknownResident(_)
            | Error::UnknownUpload(_)
            | Error::UnknownReward(_)
            | Error::UnknownChallenge(_)
            | Error::UnknownCampaign { .. }
            | Error::UnknownVersion(_)
            | Error::NoEarlierVersion
            | Error::ManyVersions(_) => Problem::new(Kind::NotFound).detail(detail),
            Error::NoLinking(_) | Error::Undoing(_) | Error::Refused(_) | Error::Days(_) => {
                Problem::new(Kind::Refused).detail(detail)
            }
            Error::Pack(problems) => {
                let list = serde_json::to_value(&problems).unwrap_or_default();
                Problem::new(Kind::Refused).detail(detail).with("problems", list)
            }
            Error::Engine => Problem::new(Kind::Setting).detail(detail).with("setting", "database"),
            Error::Contended | Error::Sql(SqlError::Busy) => Problem::new(Kind::Unavailable)
                .detail("the service is busy with the same residents; send the same request again in a moment"),
            Error::Sql(SqlError::Full | SqlError::ReadOnly(_)) | Error::NewerDatabase { .. } => {
                Problem::new(Kind::Unavailable).detail(detail)
            }
            Error::Sql(SqlError::Other(_)) | Error::Corrupt(_) => {
                Problem::new(Kind::Internal).detail("nothing was stored; the service's log says more")
            }
        })
    }
}

/// An answer in JSON.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    document(status, "application/json", value)
}

/// An answer in a format that is JSON.
pub(super) fn document(status: StatusCode, kind: &'static str, value: &impl Serialize) -> Answer {
    with_body(status, kind, serde_json::to_string(value).unwrap_or_default())
}

/// An answer that is a text.
pub(super) fn text(kind: &'static str, body: String) -> Answer {
    with_body(StatusCode::OK, kind, body)
}

/// An answer without a body.
pub(super) fn empty(status: StatusCode) -> Answer {
    let mut answer = Response::new(String::new());
    *answer.status_mut() = status;
    answer
}

/// An answer in JSON that is written already, and the same for everyone.
pub(super) fn written(kind: &'static str, text: &str) -> Answer {
    let mut answer = with_body(StatusCode::OK, kind, text.to_owned());
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    answer
}

fn with_body(status: StatusCode, kind: &'static str, body: String) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
