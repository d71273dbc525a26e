//! How pages go out, whoever reads them: with what headers, and what binds their forms.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use sha2::{Digest, Sha256};
use shell::doors::Answer;

/// What pages may load and where their forms lead: nothing from elsewhere, nothing written within them.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A page.
pub(crate) fn html(status: StatusCode, text: String) -> Answer {
    let mut answer = plain(status, "text/html; charset=utf-8", text);
    set(&mut answer, CONTENT_SECURITY_POLICY, POLICY);
    set(&mut answer, REFERRER_POLICY, "same-origin");
    answer
}

/// Anything else, of a kind. Nobody keeps it on the way.
pub(crate) fn plain(status: StatusCode, kind: &str, text: String) -> Answer {
    let mut answer = Response::new(text);
    *answer.status_mut() = status;
    set(&mut answer, CONTENT_TYPE, kind);
    set(&mut answer, CACHE_CONTROL, "no-store");
    set(&mut answer, X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer
}

/// A value may hold what no header can; the page is shown without it then.
pub(crate) fn set(answer: &mut Answer, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// Gives the browser a cookie more.
pub(crate) fn append(answer: &mut Answer, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        answer.headers_mut().append(SET_COOKIE, value);
    }
}

/// A value that nobody can make without the fields.
pub(crate) fn digest(fields: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
