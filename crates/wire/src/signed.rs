//! Signatures that anyone can check: Ed25519 (RFC 8032), over the bytes of a text. The key pair follows from the
//! setting `link_key`, so that a city has one without another secret; the public half is published.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// The signature of a text, as 128 hexadecimal digits.
pub fn sign(key: &str, text: &str) -> String {
    hexadecimal(&pair(key).sign(text.as_bytes()).to_bytes())
}

/// The public key of a city's service, as 64 hexadecimal digits.
pub fn public_key(key: &str) -> String {
    hexadecimal(pair(key).verifying_key().as_bytes())
}

/// Whether a signature is that of a text, by a public key; both in hexadecimal digits.
pub fn is_signed(public_key: &str, text: &str, signature: &str) -> bool {
    let key = bytes::<32>(public_key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let signature = bytes::<64>(signature).map(|bytes| Signature::from_bytes(&bytes));
    key.zip(signature).is_some_and(|(key, signature)| key.verify(text.as_bytes(), &signature).is_ok())
}

fn pair(key: &str) -> SigningKey {
    let mut seed = [0; 32];
    // A key may have any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) {
        mac.update(b"ayumi signs results");
        seed = mac.finalize().into_bytes().into();
    }
    SigningKey::from_bytes(&seed)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes<const LENGTH: usize>(digits: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    if digits.len() != 2 * LENGTH || !digits.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// SHA-256 of a text, in hexadecimal digits: what a document is known by.
pub fn fingerprint(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_that_was_signed_is_signed() {
        let (public, signature) = (public_key("key"), sign("key", "桜山 1位"));
        assert!(is_signed(&public, "桜山 1位", &signature));
        assert!(!is_signed(&public, "桜山 2位", &signature));
        assert!(!is_signed(&public_key("yek"), "桜山 1位", &signature));
        assert!(!is_signed(&public, "桜山 1位", "00") && !is_signed("zz", "桜山 1位", &signature));
    }
}
