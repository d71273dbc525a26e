use super::{Discovery, Distrust, get};
use crate::send::Request;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// What the list is called where it is told of.
const NAME: &str = "the list of keys";

/// How many keys are looked at.
const MOST: usize = 100;

/// The bytes of an RSA modulus: 2048 bits at least (RFC 7518 section 3.3), 4096 at most.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=512;

/// The longest RSA exponent, in bytes.
const EXPONENT: usize = 8;

/// The keys with which a provider signs.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<Key>);

/// A JSON Web Key, as far as it is public (RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2).
#[derive(Debug, Clone, Deserialize)]
struct Key {
    kty: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// Asks for the keys.
pub fn keys_request(discovery: &Discovery) -> Request {
    get(discovery.keys.path().to_owned())
}

impl Keys {
    /// Reads `{"keys": […]}`. Keys of other kinds are passed over (RFC 7517 section 5).
    ///
    /// # Errors
    /// Something else than a list of keys.
    pub fn read(status: u16, body: &[u8]) -> Result<Self, Distrust> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        if status != 200 {
            return Err(Distrust::Status(NAME, status));
        }
        let set: Set = serde_json::from_slice(body).map_err(|_| Distrust::Unreadable(NAME))?;
        let keys = set.keys.into_iter().take(MOST).filter_map(|key| serde_json::from_value(key).ok());
        Ok(Self(keys.collect()))
    }

    /// The key of a token's header. Without a name only the one key of its kind is meant (OpenID Connect Core 1.0
    /// section 10.1).
    pub(super) fn find(&self, name: Option<&str>, algorithm: Algorithm) -> Result<DecodingKey, Distrust> {
        let named = |key: &&Key| name.is_none_or(|name| key.kid.as_deref() == Some(name));
        let mut fitting = self.0.iter().filter(|key| key.fits(algorithm)).filter(named);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => key.decoding(algorithm).ok_or(Distrust::Key),
            (Some(key), Some(_)) if name.is_some() => key.decoding(algorithm).ok_or(Distrust::Key),
            _ => Err(Distrust::UnknownKey),
        }
    }
}

impl Key {
    /// Whether the key is one that signs in this way. What is for secrets that both sides know (`oct`) never is.
    fn fits(&self, algorithm: Algorithm) -> bool {
        let (kind, curve) = match algorithm {
            Algorithm::ES256 => ("EC", Some("P-256")),
            Algorithm::ES384 => ("EC", Some("P-384")),
            Algorithm::EdDSA => ("OKP", Some("Ed25519")),
            other if other.family() == AlgorithmFamily::Rsa => ("RSA", None),
            _ => return false,
        };
        let signs = self.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        let alike = self.alg.as_deref().is_none_or(|name| name.parse() == Ok(algorithm));
        self.kty == kind && signs && alike && curve.is_none_or(|curve| self.crv.as_deref() == Some(curve))
    }

    fn decoding(&self, algorithm: Algorithm) -> Option<DecodingKey> {
        let x = self.x.as_deref().unwrap_or_default();
        match algorithm.family() {
            AlgorithmFamily::Rsa => {
                let bytes = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
                let (modulus, exponent) = (bytes(&self.n)?, bytes(&self.e)?);
                let modulus = modulus.get(modulus.iter().take_while(|byte| **byte == 0).count()..)?;
                let fits = MODULUS.contains(&modulus.len()) && (1..=EXPONENT).contains(&exponent.len());
                fits.then(|| DecodingKey::from_rsa_raw_components(modulus, &exponent))
            }
            AlgorithmFamily::Ec => DecodingKey::from_ec_components(x, self.y.as_deref()?).ok(),
            AlgorithmFamily::Ed => DecodingKey::from_ed_components(x).ok(),
            AlgorithmFamily::Hmac => None,
        }
    }
}
