//! The two providers' webhook signatures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use sha2::Sha256;

/// `x-line-signature`: Base64(HMAC-SHA256(channel secret, raw body bytes)).
///
/// Source: LINE Developers, "Verify webhook signature".
#[must_use]
pub fn line_signature(channel_secret: &str, body: &[u8]) -> String {
    // HMAC takes a key of any length, so there is no error to meet here.
    Hmac::<Sha256>::new_from_slice(channel_secret.as_bytes())
        .map(|mac| STANDARD.encode(mac.chain_update(body).finalize().into_bytes()))
        .unwrap_or_default()
}

/// `X-Twilio-Signature` of a form: Base64(HMAC-SHA1(auth token, URL, then each key and value in
/// the order of the keys)); a key's repeated values are sorted and said once.
///
/// Source: Twilio, "Webhooks security".
#[must_use]
pub fn twilio_signature(auth_token: &str, url: &str, form: &[(String, String)]) -> String {
    let mut pairs: Vec<&(String, String)> = form.iter().collect();
    pairs.sort();
    pairs.dedup();
    Hmac::<Sha1>::new_from_slice(auth_token.as_bytes())
        .map(|mut mac| {
            mac.update(url.as_bytes());
            for (key, value) in pairs {
                mac.update(key.as_bytes());
                mac.update(value.as_bytes());
            }
            STANDARD.encode(mac.finalize().into_bytes())
        })
        .unwrap_or_default()
}
