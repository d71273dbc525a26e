use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The SHA-256 of bytes as they pass, by which a file is known again.
#[derive(Debug, Clone, Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// More bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The fingerprint of all of them, as 64 hexadecimal digits.
    pub fn end(self) -> String {
        hex(&self.0.finalize())
    }

    /// The fingerprint that a sender gives in advance: `Content-Digest: sha-256=:<base64>:`
    /// (RFC 9530 section 2). `None` where there is none of this algorithm.
    pub fn told(content_digest: &str) -> Option<String> {
        let value = content_digest.split(',').find_map(|one| one.trim().strip_prefix("sha-256="))?;
        let bytes = STANDARD.decode(value.trim().strip_prefix(':')?.strip_suffix(':')?).ok()?;
        (bytes.len() == 32).then(|| hex(&bytes))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_told_as_it_is_computed() {
        // The example of RFC 9530 section 2: {"hello": "world"} with a line end.
        let told = Fingerprint::told("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
        let mut fingerprint = Fingerprint::default();
        fingerprint.push(b"{\"hello\": ");
        fingerprint.push(b"\"world\"}\n");
        assert_eq!(told, Some(fingerprint.end()));
        assert_eq!(Fingerprint::told("sha-512=:AA==:"), None);
        assert_eq!(Fingerprint::told("sha-256=:AA==:"), None);
    }
}
