/// Why what comes from a provider is not believed. Who runs the service reads it in the log: nothing of it is
/// secret, and of a person it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// The person did not agree, or may not.
    #[error("the person was refused there, or refused (`access_denied`)")]
    Denied,
    /// The provider refuses, with one of the codes of its protocol.
    #[error("it refuses with `{0}`")]
    Refused(String),
    /// It answered with another status than 200.
    #[error("it answers {1} to {0}")]
    Status(&'static str, u16),
    /// A document is too long, no JSON, or lacks what it must have.
    #[error("{0} cannot be read: it is too long, no JSON, or something is missing in it")]
    Unreadable(&'static str),
    /// The discovery document is somebody else's.
    #[error("its discovery document is of another issuer than `openid_issuer` says, letter by letter")]
    OtherIssuer,
    /// An endpoint is no address, or one without TLS.
    #[error("its `{0}` is no address with `https`")]
    Endpoint(&'static str),
    /// We could not show who we are.
    #[error("it does not take `client_secret_basic`")]
    NoBasic,
    /// Somebody else answers in its place (RFC 9207).
    #[error("the answer names another issuer, or none where one was promised")]
    OtherAnswers,
    /// No code, or something twice.
    #[error("the answer has no code")]
    NoCode,
    /// The ID token is not one.
    #[error("the ID token cannot be read")]
    Malformed,
    /// It is signed in a way that is not taken: none at all, or by a secret that both know.
    #[error("the ID token is not signed by one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA")]
    Algorithm,
    /// It demands what we do not know.
    #[error("the ID token has a `crit` header")]
    Critical,
    /// The provider has no key of that name: it may have a new one.
    #[error("the ID token is signed with a key that the provider does not list")]
    UnknownKey,
    /// The key is too short (RFC 7518 section 3.3), or broken.
    #[error("the provider's key is too short or broken")]
    Key,
    /// The signature is not of that key.
    #[error("the signature of the ID token is wrong")]
    Signature,
    /// It is another provider's.
    #[error("the ID token is of another issuer")]
    Issuer,
    /// It is for somebody else.
    #[error("the ID token is for another client than `openid_client_id`")]
    Audience,
    /// It is too old.
    #[error("the ID token has expired; do the clocks agree?")]
    Expired,
    /// It is from the future.
    #[error("the ID token is of a time to come; do the clocks agree?")]
    NotYet,
    /// It answers another question.
    #[error("the ID token answers another question (`nonce`)")]
    Nonce,
    /// It says of nobody.
    #[error("the ID token has no `sub` of 1 to 255 plain letters")]
    Subject,
}

impl Distrust {
    /// A refusal, by a code of the protocol (RFC 6749 section 4.1.2.1); anything else is not repeated.
    pub(super) fn refused(code: &str) -> Self {
        let is_code = (1..=60).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        match code {
            "access_denied" => Self::Denied,
            code if is_code => Self::Refused(code.to_owned()),
            _ => Self::Refused("another code".to_owned()),
        }
    }
}
