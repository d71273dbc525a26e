use super::{Address, Distrust, Issuer, get};
use crate::send::Request;
use serde::Deserialize;

/// What a provider says of itself, as far as we need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// Where browsers go.
    pub authorization: Address,
    /// Where codes are exchanged.
    pub token: Address,
    /// Where its keys are.
    pub keys: Address,
    /// Whether its answers always name it (RFC 9207).
    pub names_itself: bool,
}

/// OpenID Connect Discovery 1.0 section 3, and RFC 9207 section 3.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

/// What a document is called where it is told of.
const NAME: &str = "the discovery document";

/// `GET {issuer}/.well-known/openid-configuration`.
pub fn discovery_request(issuer: &Issuer) -> Request {
    let path = issuer.address().path().trim_end_matches('/');
    get(format!("{path}/.well-known/openid-configuration"))
}

impl Discovery {
    /// Reads the document. Its issuer has to be the one that was set, letter by letter: else any provider could
    /// speak for any other (section 4.3).
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn read(status: u16, body: &[u8], issuer: &Issuer) -> Result<Self, Distrust> {
        if status != 200 {
            return Err(Distrust::Status(NAME, status));
        }
        let document: Document = serde_json::from_slice(body).map_err(|_| Distrust::Unreadable(NAME))?;
        if document.issuer != issuer.as_str() {
            return Err(Distrust::OtherIssuer);
        }
        // Left out, the list means this one.
        let methods = document.token_endpoint_auth_methods_supported;
        if methods.is_some_and(|methods| methods.iter().all(|method| method != "client_secret_basic")) {
            return Err(Distrust::NoBasic);
        }
        let address = |name, text: &str| Address::parse(text).ok_or(Distrust::Endpoint(name));
        Ok(Self {
            authorization: address("authorization_endpoint", &document.authorization_endpoint)?,
            token: address("token_endpoint", &document.token_endpoint)?,
            keys: address("jwks_uri", &document.jwks_uri)?,
            names_itself: document.authorization_response_iss_parameter_supported.unwrap_or(false),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use serde_json::{Value, json};

    fn document() -> Value {
        json!({
            "issuer": "https://idp.example.jp/arao",
            "authorization_endpoint": "https://idp.example.jp/arao/auth?tenant=1",
            "token_endpoint": "https://tokens.example.jp/token",
            "jwks_uri": "https://idp.example.jp/arao/keys",
            "response_types_supported": ["code"],
        })
    }

    fn read(document: &Value) -> Result<Discovery, Distrust> {
        let issuer = Issuer::parse("https://idp.example.jp/arao").unwrap();
        Discovery::read(200, document.to_string().as_bytes(), &issuer)
    }

    #[test]
    fn it_is_asked_below_the_issuer() {
        for issuer in ["https://idp.example.jp/arao", "https://idp.example.jp/arao/"] {
            let request = discovery_request(&Issuer::parse(issuer).unwrap());
            assert_eq!(request.path, "/arao/.well-known/openid-configuration");
        }
        let root = discovery_request(&Issuer::parse("https://idp.example.jp").unwrap());
        assert_eq!((root.method, root.path.as_str()), ("GET", "/.well-known/openid-configuration"));
    }

    #[test]
    fn a_provider_is_read() {
        let found = read(&document()).unwrap();
        assert_eq!(found.token.base(), "https://tokens.example.jp");
        assert!(!found.names_itself);
        let mut named = document();
        named["authorization_response_iss_parameter_supported"] = true.into();
        named["token_endpoint_auth_methods_supported"] = json!(["private_key_jwt", "client_secret_basic"]);
        assert!(read(&named).unwrap().names_itself);
    }

    #[test]
    fn another_issuer_is_not_believed() {
        for issuer in ["https://idp.example.jp/arao/", "https://idp.example.jp/other", "https://evil.example.jp/arao"] {
            let mut other = document();
            other["issuer"] = issuer.into();
            assert_eq!(read(&other), Err(Distrust::OtherIssuer), "{issuer}");
        }
    }

    #[test]
    fn endpoints_have_tls_and_take_our_secret() {
        let mut open = document();
        open["token_endpoint"] = "http://tokens.example.jp/token".into();
        assert_eq!(read(&open), Err(Distrust::Endpoint("token_endpoint")));
        let mut post = document();
        post["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
        assert_eq!(read(&post), Err(Distrust::NoBasic));
        let mut without = document();
        without.as_object_mut().unwrap().remove("jwks_uri");
        assert_eq!(read(&without), Err(Distrust::Unreadable(NAME)));
        let issuer = Issuer::parse("https://idp.example.jp/arao").unwrap();
        assert_eq!(Discovery::read(503, b"{}", &issuer), Err(Distrust::Status(NAME, 503)));
        assert_eq!(Discovery::read(200, b"<html>", &issuer), Err(Distrust::Unreadable(NAME)));
    }
}
