//! Machine callers: `Authorization: Bearer <token>` (RFC 6750 section 2.1).

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The challenge of a 401 answer (`WWW-Authenticate`).
pub const CHALLENGE: &str = "Bearer realm=\"ayumi\"";

/// The token in an `Authorization` value, or `None` when there is none of this scheme.
///
/// ```
/// assert_eq!(wire::bearer::token("bearer abc"), Some("abc"));
/// assert_eq!(wire::bearer::token("Basic abc"), None);
/// ```
pub fn token(authorization: &str) -> Option<&str> {
    let (scheme, rest) = authorization.trim().split_once(' ')?;
    let token = rest.trim();
    let plain = |b: u8| b.is_ascii_graphic();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.bytes().all(plain)).then_some(token)
}

/// Whether an `Authorization` value carries the expected token.
///
/// Both sides are hashed before they are compared in constant time, so that neither the
/// place of the first wrong letter nor the length can be timed. A setting that is empty
/// admits nobody.
pub fn admits(authorization: Option<&str>, expected: &str) -> bool {
    match authorization.and_then(token) {
        Some(token) if !expected.is_empty() => same(token, expected),
        _ => false,
    }
}

/// Whether two secrets are the same, in constant time.
pub fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one).ct_eq(&Sha256::digest(other)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_token_is_admitted() {
        assert!(admits(Some("Bearer s3cret"), "s3cret"));
        assert!(admits(Some("BEARER  s3cret "), "s3cret"));
        for header in
            ["Bearer s3cre", "Bearer s3cret2", "Bearer", "Bearer ", "s3cret", "Basic s3cret", "Bearer s3 cret"]
        {
            assert!(!admits(Some(header), "s3cret"), "{header}");
        }
        assert!(!admits(None, "s3cret"));
    }

    #[test]
    fn an_empty_setting_admits_nobody() {
        assert!(!admits(Some("Bearer "), ""));
        assert!(!admits(None, ""));
        assert!(!admits(Some("Bearer x"), ""));
    }
}
