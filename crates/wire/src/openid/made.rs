//! A provider made for tests: its keys are files of `tests/openid`, and sign nothing else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::{Aim, Client, Discovery, Flow, Issuer, Keys};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::Value;

pub(super) const CLIENT: Client<'static> =
    Client { id: "arao:staff", secret: "s/cret 1", redirect: "https://ayumi.example.jp/console/432041/openid/answer" };

/// The provider's keys as it publishes them: `rsa`, `other`, `short` (of 1024 bits), `ec`, `ed`.
pub(super) const KEYS: &str = include_str!("../../tests/openid/keys.json");

pub(super) fn issuer() -> Issuer {
    Issuer::parse("https://idp.example.jp").unwrap()
}

pub(super) fn discovery() -> Discovery {
    let document = serde_json::json!({
        "issuer": "https://idp.example.jp", "authorization_endpoint": "https://idp.example.jp/auth?tenant=1",
        "token_endpoint": "https://idp.example.jp/token?tenant=1", "jwks_uri": "https://idp.example.jp/keys",
    });
    Discovery::read(200, document.to_string().as_bytes(), &issuer()).unwrap()
}

pub(super) fn now() -> DateTime<Utc> {
    "2026-11-30T03:00:00Z".parse().unwrap()
}

pub(super) fn flow() -> Flow {
    Flow::begin([1, 2], "432041", Aim::SignIn(String::new()), now())
}

/// The keys of some names.
pub(super) fn keys(names: &[&str]) -> Keys {
    let mut set: Value = serde_json::from_str(KEYS).unwrap();
    let is_wanted = |key: &Value| names.contains(&key["kid"].as_str().unwrap());
    set["keys"].as_array_mut().unwrap().retain(is_wanted);
    Keys::read(200, set.to_string().as_bytes()).unwrap()
}

/// A token of a header and claims, signed with the key of a name.
pub(super) fn signed(header: &Value, claims: &Value, name: &str) -> String {
    let der = |text: &str| STANDARD.decode(text.replace('\n', "")).unwrap();
    let (key, algorithm) = match name {
        "rsa" => (EncodingKey::from_rsa_der(&der(include_str!("../../tests/openid/rsa.key"))), Algorithm::RS256),
        "other" => (EncodingKey::from_rsa_der(&der(include_str!("../../tests/openid/other.key"))), Algorithm::RS256),
        "short" => (EncodingKey::from_rsa_der(&der(include_str!("../../tests/openid/short.key"))), Algorithm::RS256),
        "ec" => (EncodingKey::from_ec_der(&der(include_str!("../../tests/openid/ec.key"))), Algorithm::ES256),
        _ => (EncodingKey::from_ed_der(&der(include_str!("../../tests/openid/ed.key"))), Algorithm::EdDSA),
    };
    let message = message(header, claims);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// What is signed of a token.
pub(super) fn message(header: &Value, claims: &Value) -> String {
    [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".")
}
