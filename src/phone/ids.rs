//! Ids as the providers write them, from a seed and a counter: same seed, same ids.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

pub(super) struct Ids {
    seed: u64,
    issued: AtomicU64,
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, issued: AtomicU64::new(0) }
    }

    /// 128 well-mixed bits, each time others.
    fn bits(&self) -> u128 {
        let n = self.issued.fetch_add(1, Ordering::Relaxed);
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(n.to_be_bytes());
        hash.finalize().iter().take(16).fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
    }

    /// `x-line-request-id`: a UUID.
    pub(super) fn request(&self) -> String {
        let hex = self.hex();
        let mut id = String::with_capacity(36);
        for (place, digit) in hex.chars().enumerate() {
            if matches!(place, 8 | 12 | 16 | 20) {
                id.push('-');
            }
            id.push(digit);
        }
        id
    }

    /// A LINE message id: 18 digits.
    pub(super) fn message(&self) -> String {
        let digits = self.bits() % 900_000_000_000_000_000 + 100_000_000_000_000_000;
        digits.to_string()
    }

    /// A quote token or reply token: opaque, safe in a URL.
    pub(super) fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bits().to_be_bytes())
    }

    /// A Twilio message id: `SM` and 32 hex digits.
    pub(super) fn sms(&self) -> String {
        format!("SM{}", self.hex())
    }

    /// `webhookEventId`: a ULID of the event's time.
    pub(super) fn event(&self, timestamp_ms: i64) -> String {
        ulid::Ulid::from_parts(u64::try_from(timestamp_ms).unwrap_or(0), self.bits()).to_string()
    }

    fn hex(&self) -> String {
        format!("{:032x}", self.bits())
    }
}

/// The bot's own user id (`destination` of every webhook): the same for the same channel.
pub(super) fn destination(channel_secret: &str) -> String {
    let hash = Sha256::digest(channel_secret.as_bytes());
    hash.iter().take(16).fold(String::from("U"), |mut id, byte| {
        // Writing into a String cannot fail.
        let _ = write!(id, "{byte:02x}");
        id
    })
}

/// A short name for a request's content, to tell an honest retry from a changed one.
pub(super) fn fingerprint(parts: &[&[u8]]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(8).fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
}
