use super::{Distrust, Issuer, Keys};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

/// The longest token; real ones have one or two thousand letters.
const LONGEST: usize = 16 * 1024;

/// By how many seconds clocks may differ.
const LEEWAY: f64 = 60.0;

/// How a token may be signed: with a key that only the provider has. `none` and the HMACs are not among them, so
/// that neither a bare token nor one signed with a public key as if it were a secret passes.
const SIGNED: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What an ID token has to say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// By whom.
    pub issuer: &'a Issuer,
    /// For whom: the client's id.
    pub client: &'a str,
    /// To which question.
    pub nonce: &'a str,
    /// What time it is.
    pub now: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<IgnoredAny>,
}

/// OpenID Connect Core 1.0 section 2. Times are numbers, which may have fractions.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Who an ID token says has signed in: the subject, which with the issuer is one person's for good (sections 3.1.3.7
/// and 5.7). [`Distrust::UnknownKey`] is worth another look at the provider's keys.
///
/// # Errors
/// Why it is not believed. Nothing that it claims is looked at before its signature.
pub fn verify(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<String, Distrust> {
    let (message, signature) = token.rsplit_once('.').filter(|_| token.len() <= LONGEST).ok_or(Distrust::Malformed)?;
    let (header, claims) = message.split_once('.').ok_or(Distrust::Malformed)?;
    let header: Header = part(header)?;
    if header.crit.is_some() {
        return Err(Distrust::Critical);
    }
    let algorithm = header.alg.parse().ok().filter(|algorithm| SIGNED.contains(algorithm));
    let algorithm = algorithm.ok_or(Distrust::Algorithm)?;
    let key = keys.find(header.kid.as_deref(), algorithm)?;
    URL_SAFE_NO_PAD.decode(signature).map_err(|_| Distrust::Malformed)?;
    // The library's own look at claims is passed by: it would ask a clock, and these have none.
    match jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, algorithm) {
        Ok(true) => part::<Claims>(claims)?.checked(expected),
        Ok(false) => Err(Distrust::Signature),
        Err(_) => Err(Distrust::Key),
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, Distrust> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Distrust::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Distrust::Malformed)
}

impl Claims {
    fn checked(self, expected: &Expected<'_>) -> Result<String, Distrust> {
        let now = expected.now.timestamp() as f64;
        if self.iss != expected.issuer.as_str() {
            return Err(Distrust::Issuer);
        }
        if !self.is_for(expected.client) {
            return Err(Distrust::Audience);
        }
        if now >= self.exp + LEEWAY {
            return Err(Distrust::Expired);
        }
        if self.iat > now + LEEWAY || self.nbf.is_some_and(|nbf| nbf > now + LEEWAY) {
            return Err(Distrust::NotYet);
        }
        if !self.nonce.as_deref().is_some_and(|nonce| crate::bearer::same(nonce, expected.nonce)) {
            return Err(Distrust::Nonce);
        }
        let is_plain = (1..=255).contains(&self.sub.len()) && self.sub.bytes().all(|b| (b' '..=b'~').contains(&b));
        if is_plain { Ok(self.sub) } else { Err(Distrust::Subject) }
    }

    /// Where it is for several, it has to say that it was given to us; whoever else may read it could bring it here.
    fn is_for(&self, client: &str) -> bool {
        let given_to_us = self.azp.as_deref().map(|party| party == client);
        match &self.aud {
            Audience::One(one) => one == client && given_to_us != Some(false),
            Audience::Several(several) if several.len() == 1 => {
                several.iter().all(|one| one == client) && given_to_us != Some(false)
            }
            Audience::Several(several) => several.iter().any(|one| one == client) && given_to_us == Some(true),
        }
    }
}

#[cfg(test)]
mod tests;
