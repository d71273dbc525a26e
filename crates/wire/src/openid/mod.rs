//! Signing in by an identity provider: OpenID Connect's code flow, as seen by who relies on the provider.
//!
//! A [`Flow`] is one browser's way to the provider and back. [`authorize`] is where the browser goes, [`Answer`]
//! what it brings back, [`exchange`] what we ask the provider then, and [`verify`] what is believed of its answer.
//!
//! Sources: OpenID Connect Core 1.0 and Discovery 1.0 (errata set 2), RFC 6749, RFC 7515, RFC 7517, RFC 7636 (PKCE),
//! RFC 9207 (who answers).

mod address;
mod answer;
mod authorize;
mod discovery;
mod distrust;
mod exchange;
mod flow;
mod id_token;
mod keys;
#[cfg(test)]
mod made;

pub use address::{Address, Issuer};
pub use answer::{Answer, Code};
pub use authorize::authorize;
pub use discovery::{Discovery, discovery_request};
pub use distrust::Distrust;
pub use exchange::{exchange, read_exchange};
pub use flow::{Aim, Flow, LIVES};
pub use id_token::{Expected, verify};
pub use keys::{Keys, keys_request};

use crate::send::Request;

/// Who we are at the provider.
#[derive(Clone, Copy)]
pub struct Client<'a> {
    /// The id that the provider gave.
    pub id: &'a str,
    /// The secret that it gave.
    pub secret: &'a str,
    /// Where it sends browsers back to.
    pub redirect: &'a str,
}

/// Shows no secret, so that a log cannot hold it.
impl std::fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("id", &self.id).field("redirect", &self.redirect).finish_non_exhaustive()
    }
}

/// A document that is only read.
fn get(path: String) -> Request {
    Request { method: "GET", path, headers: vec![("accept", "application/json".to_owned())], body: Vec::new() }
}
