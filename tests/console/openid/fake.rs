//! A provider that lies as a test wants it to. It signs with the keys of `crates/wire/tests/openid`.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls::SignatureScheme;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer};
use serde_json::{Value, json};

use super::{ID, PUBLIC_URL, SECRET, redirect};
use crate::support::host::root;

/// In what it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lie {
    /// In nothing.
    None,
    /// Its discovery document is another provider's.
    Issuer,
    /// Its discovery document leads elsewhere without TLS.
    Endpoint,
    /// Its discovery document does not end.
    HugeDiscovery,
    /// It signs with a key that it does not list.
    Unlisted,
    /// It signs with another key than the one that it names.
    OtherKey,
    /// It does not sign.
    Unsigned,
    /// It signs with its public key as if that were a secret.
    PublicAsSecret,
    /// What it tells was true an hour ago.
    Old,
    /// It tells somebody else's answer.
    ForAnother,
    /// Its answer is a page.
    Page,
    /// Its answer leads elsewhere.
    Elsewhere,
    /// Its answer does not end.
    Huge,
    /// It does not answer.
    Silent,
}

/// The provider, running.
pub(super) struct Fake {
    pub(super) issuer: String,
    said: Arc<Mutex<Said>>,
}

struct Said {
    issuer: String,
    lie: Lie,
    /// The name of the key that it signs with and lists.
    key: &'static str,
    nonce: String,
    now: i64,
    /// How often codes were exchanged.
    exchanged: usize,
}

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/arao", listener.local_addr().unwrap());
        let said =
            Said { issuer: issuer.clone(), lie: Lie::None, key: "rsa", nonce: String::new(), now: 0, exchanged: 0 };
        let said = Arc::new(Mutex::new(said));
        let app = Router::new()
            .route("/arao/.well-known/openid-configuration", get(discovery))
            .route("/arao/keys", get(keys))
            .route("/arao/token", post(token))
            .with_state(Arc::clone(&said));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { issuer, said }
    }

    /// Has it lie from now on.
    pub(super) fn lies(&self, lie: Lie) {
        self.said.lock().unwrap().lie = lie;
    }

    /// Has it sign with another key from now on.
    pub(super) fn signs_with(&self, key: &'static str) {
        self.said.lock().unwrap().key = key;
    }

    /// How often codes were exchanged.
    pub(super) fn exchanged(&self) -> usize {
        self.said.lock().unwrap().exchanged
    }

    /// Somebody signs in there; where it leads back to.
    pub(super) fn sign_in(&self, way: &str, now: i64) -> String {
        let (place, query) = way.split_once('?').unwrap();
        let asked = |name| wire::form::field(query, name).unwrap();
        assert_eq!(place, format!("{}/auth", self.issuer));
        assert_eq!((asked("redirect_uri"), asked("client_id")), (redirect(), ID.to_owned()));
        let mut said = self.said.lock().unwrap();
        said.nonce = asked("nonce");
        said.now = now;
        let path = redirect();
        assert!(path.starts_with(PUBLIC_URL));
        format!("{path}?code=a-code&state={}", asked("state"))
    }
}

type Shared = State<Arc<Mutex<Said>>>;

async fn discovery(State(said): Shared) -> Response {
    let said = said.lock().unwrap();
    let issuer = &said.issuer;
    let mut document = json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
    });
    match said.lie {
        Lie::Issuer => document["issuer"] = format!("{issuer}/").into(),
        Lie::Endpoint => document["token_endpoint"] = "http://idp.example.jp/token".into(),
        Lie::HugeDiscovery => document["huge"] = "x".repeat(1_000_000).into(),
        _ => {}
    }
    axum::Json(document).into_response()
}

async fn keys(State(said): Shared) -> Response {
    let said = said.lock().unwrap();
    let mut set = published();
    let listed = if said.lie == Lie::Unlisted { "ec" } else { said.key };
    set["keys"].as_array_mut().unwrap().retain(|key| key["kid"] == listed);
    axum::Json(set).into_response()
}

async fn token(State(said): Shared, headers: HeaderMap, body: String) -> Response {
    let (lie, claims, key) = {
        let mut said = said.lock().unwrap();
        said.exchanged += 1;
        let (now, issuer, nonce) = (said.now, &said.issuer, &said.nonce);
        let claims = json!({
            "iss": issuer, "sub": "hana@example.jp", "aud": ID, "iat": now, "exp": now + 300, "nonce": nonce,
        });
        (said.lie, claims, said.key)
    };
    // Who asks is us, with what only we know.
    let in_form = |text: &str| serde_urlencoded::to_string([("", text)]).unwrap().replacen('=', "", 1);
    let basic = STANDARD.encode(format!("{}:{}", in_form(ID), in_form(SECRET)));
    assert_eq!(headers["authorization"], format!("Basic {basic}"));
    assert!(body.contains("grant_type=authorization_code&code=a-code&") && body.contains("code_verifier="), "{body}");
    let token = match lie {
        Lie::Page => return (StatusCode::OK, "<html>Sign in to the network</html>").into_response(),
        Lie::Elsewhere => return (StatusCode::FOUND, [("location", "http://127.0.0.1:9/")]).into_response(),
        Lie::Huge => "x".repeat(1_000_000),
        Lie::Silent => {
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
            String::new()
        }
        lie => told(lie, claims, key),
    };
    axum::Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": token })).into_response()
}

/// An ID token.
fn told(lie: Lie, mut claims: Value, key: &str) -> String {
    if lie == Lie::Old {
        for time in ["iat", "exp"] {
            claims[time] = (claims[time].as_i64().unwrap() - 3_600).into();
        }
    }
    if lie == Lie::ForAnother {
        claims["aud"] = "another".into();
    }
    let algorithm = match lie {
        Lie::Unsigned => "none",
        Lie::PublicAsSecret => "HS256",
        _ => "RS256",
    };
    let header = json!({ "alg": algorithm, "kid": key });
    let message = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
    let signature = match lie {
        Lie::Unsigned => Vec::new(),
        Lie::PublicAsSecret => {
            use hmac::{Hmac, Mac as _};
            let public = published()["keys"][0]["n"].as_str().unwrap().to_owned();
            let mut mac = Hmac::<sha2::Sha256>::new_from_slice(public.as_bytes()).unwrap();
            mac.update(message.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        Lie::OtherKey => sign("other", &message),
        _ => sign(key, &message),
    };
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn published() -> Value {
    let text = std::fs::read_to_string(root().join("crates/wire/tests/openid/keys.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn sign(key: &str, message: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(root().join(format!("crates/wire/tests/openid/{key}.key"))).unwrap();
    let der = STANDARD.decode(text.replace('\n', "")).unwrap();
    let key = any_supported_type(&PrivateKeyDer::Pkcs1(PrivatePkcs1KeyDer::from(der))).unwrap();
    let signer = key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256]).unwrap();
    signer.sign(message.as_bytes()).unwrap()
}
