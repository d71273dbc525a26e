//! Passwords as argon2id, with the parameters that OWASP's "Password Storage Cheat Sheet" (2026) names first:
//! 19 MiB, two passes, one lane.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::staff::{PASSWORD_LEAST, PASSWORD_MOST};
use shell::spin::random;

/// What is hashed where nobody has the login, so that it takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$8Wm1uQ1q5JzC8l8e5g0u6wq0m3v1c9x7t5r2p4n6k8s";

/// A password's hash with a salt of its own, as PHC string.
pub(super) fn hash(password: &str) -> Option<String> {
    let salt = random().to_be_bytes();
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

/// Whether a password is the one of a hash. It takes its time also where there is none.
pub(super) fn is_right(password: &str, hash: Option<&str>) -> bool {
    let right = Argon2::default().verify_password(password.as_bytes(), hash.unwrap_or(NOBODY)).is_ok();
    right && hash.is_some()
}

/// Why a password is not taken: a key of the catalogue.
pub(super) fn fault(password: &str, again: &str, login: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < PASSWORD_LEAST {
        return Some("password-short");
    }
    if length > PASSWORD_MOST {
        return Some("password-long");
    }
    let same = |c: char| password.chars().all(|other| other == c);
    let is_login = !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase());
    if password.chars().next().is_some_and(same) || is_login || COMMON.contains(&password.to_lowercase().as_str()) {
        return Some("password-common");
    }
    (password != again).then_some("password-differs")
}

/// Some long passwords that lists of stolen ones begin with.
const COMMON: [&str; 8] = [
    "password1234",
    "passwordpassword",
    "123456789012",
    "1234567890123456",
    "qwertyuiop12",
    "qwertyuiopasdf",
    "administrator",
    "iloveyou1234",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_the_first_that_is_guessed() {
        assert_eq!(fault("short", "short", ""), Some("password-short"));
        assert_eq!(fault("aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa", ""), Some("password-common"));
        assert_eq!(fault("Hanako-2026-arao", "Hanako-2026-arao", "hanako"), Some("password-common"));
        assert_eq!(fault("散歩は朝がいちばん気持ちいい", "x", ""), Some("password-differs"));
        assert_eq!(fault("散歩は朝がいちばん気持ちいい", "散歩は朝がいちばん気持ちいい", "hanako"), None);
    }

    #[test]
    fn what_stands_for_nobody_can_be_read() {
        assert!(argon2::password_hash::phc::PasswordHash::new(NOBODY).is_ok());
        assert!(!is_right("x", None));
    }
}
