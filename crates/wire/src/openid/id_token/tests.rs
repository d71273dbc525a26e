#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::super::made::{CLIENT, KEYS, issuer, keys, message, now, signed};
use super::*;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const NONCE: &str = "n-1";

fn claims() -> Value {
    let at = now().timestamp();
    json!({
        "iss": "https://idp.example.jp", "sub": "0f3c", "aud": CLIENT.id, "exp": at + 300, "iat": at, "nonce": NONCE,
    })
}

fn judged(token: &str, keys: &Keys) -> Result<String, Distrust> {
    let issuer = issuer();
    verify(token, keys, &Expected { issuer: &issuer, client: CLIENT.id, nonce: NONCE, now: now() })
}

/// What becomes of a token with one claim changed.
fn changed(name: &str, value: Value) -> Result<String, Distrust> {
    let mut claims = claims();
    claims[name] = value;
    judged(&signed(&json!({ "alg": "RS256", "kid": "rsa" }), &claims, "rsa"), &keys(&["rsa"]))
}

#[test]
fn a_token_of_the_provider_says_who_it_is() {
    let all = keys(&["rsa", "other", "ec", "ed"]);
    for (algorithm, name) in [("RS256", "rsa"), ("ES256", "ec"), ("EdDSA", "ed")] {
        let token = signed(&json!({ "alg": algorithm, "kid": name, "typ": "JWT" }), &claims(), name);
        assert_eq!(judged(&token, &all), Ok("0f3c".to_owned()), "{name}");
    }
    // Without a name the one key of its kind is meant, and of two none.
    let nameless = signed(&json!({ "alg": "RS256" }), &claims(), "rsa");
    assert_eq!(judged(&nameless, &keys(&["rsa", "ec"])), Ok("0f3c".to_owned()));
    assert_eq!(judged(&nameless, &all), Err(Distrust::UnknownKey));
}

#[test]
fn a_token_of_another_key_is_not_believed() {
    let header = json!({ "alg": "RS256", "kid": "rsa" });
    assert_eq!(judged(&signed(&header, &claims(), "other"), &keys(&["rsa", "other"])), Err(Distrust::Signature));
    // What it says was changed after it was signed.
    let token = signed(&header, &claims(), "rsa");
    let mut other = claims();
    other["sub"] = "1f3c".into();
    let (_, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{}.{signature}", message(&header, &other));
    assert_eq!(judged(&forged, &keys(&["rsa"])), Err(Distrust::Signature));
    // A key that the provider has no more, or not yet.
    let rotated = signed(&json!({ "alg": "RS256", "kid": "other" }), &claims(), "other");
    assert_eq!(judged(&rotated, &keys(&["rsa"])), Err(Distrust::UnknownKey));
    assert_eq!(judged(&rotated, &keys(&["rsa", "other"])), Ok("0f3c".to_owned()));
    // One that anybody could have computed.
    let short = signed(&json!({ "alg": "RS256", "kid": "short" }), &claims(), "short");
    assert_eq!(judged(&short, &keys(&["short"])), Err(Distrust::Key));
}

#[test]
fn a_token_without_a_providers_signature_is_not_believed() {
    let keys = keys(&["rsa", "ec"]);
    for algorithm in ["none", "None", "NONE", ""] {
        let bare = format!("{}.", message(&json!({ "alg": algorithm, "kid": "rsa" }), &claims()));
        assert_eq!(judged(&bare, &keys), Err(Distrust::Algorithm), "{algorithm}");
    }
    // The public key as if it were a secret, in the forms in which it is at hand.
    let set: Value = serde_json::from_str(KEYS).unwrap();
    let public = &set["keys"][0];
    let decoded = URL_SAFE_NO_PAD.decode(public["n"].as_str().unwrap()).unwrap();
    for secret in [decoded.as_slice(), public["n"].as_str().unwrap().as_bytes(), public.to_string().as_bytes()] {
        let message = message(&json!({ "alg": "HS256", "kid": "rsa" }), &claims());
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
        mac.update(message.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        assert_eq!(judged(&format!("{message}.{signature}"), &keys), Err(Distrust::Algorithm));
    }
    // Another kind of signature than the key's.
    let token = signed(&json!({ "alg": "RS512", "kid": "rsa" }), &claims(), "rsa");
    assert_eq!(judged(&token, &keys), Err(Distrust::UnknownKey));
    let token = signed(&json!({ "alg": "ES256", "kid": "rsa" }), &claims(), "rsa");
    assert_eq!(judged(&token, &keys), Err(Distrust::UnknownKey));
}

#[test]
fn keys_for_secrets_and_for_encryption_sign_nothing() {
    let set =
        |key: Value| Keys::read(200, json!({ "keys": [key, 7, { "kty": "new" }] }).to_string().as_bytes()).unwrap();
    let mut public = serde_json::from_str::<Value>(KEYS).unwrap()["keys"][0].clone();
    public["use"] = "enc".into();
    let token = signed(&json!({ "alg": "RS256", "kid": "rsa" }), &claims(), "rsa");
    assert_eq!(judged(&token, &set(public)), Err(Distrust::UnknownKey));
    let secret = json!({ "kty": "oct", "kid": "rsa", "k": "AAAA" });
    assert_eq!(judged(&token, &set(secret)), Err(Distrust::UnknownKey));
    let empty = json!({ "kty": "RSA", "kid": "rsa", "n": "", "e": "" });
    assert_eq!(judged(&token, &set(empty)), Err(Distrust::Key));
    for body in ["{}", "[]", "<html>", "{\"keys\":{}}"] {
        assert!(Keys::read(200, body.as_bytes()).is_err(), "{body}");
    }
    assert!(Keys::read(500, KEYS.as_bytes()).is_err());
}

#[test]
fn a_token_is_of_the_issuer_that_was_set() {
    for issuer in ["https://idp.example.jp/", "https://evil.example.jp", ""] {
        assert_eq!(changed("iss", issuer.into()), Err(Distrust::Issuer), "{issuer}");
    }
}

#[test]
fn a_token_is_for_us() {
    assert_eq!(changed("aud", "another".into()), Err(Distrust::Audience));
    assert_eq!(changed("aud", json!([])), Err(Distrust::Audience));
    assert_eq!(changed("aud", json!([CLIENT.id])), Ok("0f3c".to_owned()));
    assert_eq!(changed("aud", json!([CLIENT.id, "another"])), Err(Distrust::Audience));
    assert_eq!(changed("azp", "another".into()), Err(Distrust::Audience));
    let mut several = claims();
    several["aud"] = json!(["another", CLIENT.id]);
    several["azp"] = CLIENT.id.into();
    let token = signed(&json!({ "alg": "RS256", "kid": "rsa" }), &several, "rsa");
    assert_eq!(judged(&token, &keys(&["rsa"])), Ok("0f3c".to_owned()));
}

#[test]
fn a_token_is_of_now_and_clocks_may_differ_by_a_minute() {
    let at = now().timestamp();
    assert_eq!(changed("exp", (at - 59).into()), Ok("0f3c".to_owned()));
    assert_eq!(changed("exp", (at - 60).into()), Err(Distrust::Expired));
    assert_eq!(changed("iat", (at as f64 + 59.5).into()), Ok("0f3c".to_owned()));
    assert_eq!(changed("iat", (at + 61).into()), Err(Distrust::NotYet));
    assert_eq!(changed("nbf", (at + 61).into()), Err(Distrust::NotYet));
    for broken in [json!("soon"), Value::Null] {
        assert_eq!(changed("exp", broken), Err(Distrust::Malformed));
    }
}

#[test]
fn a_token_answers_the_question_that_was_asked() {
    for other in [json!("n-2"), json!(""), Value::Null] {
        assert_eq!(changed("nonce", other), Err(Distrust::Nonce));
    }
}

#[test]
fn a_subject_is_short_and_plain() {
    assert_eq!(changed("sub", "a".repeat(255).into()), Ok("a".repeat(255)));
    for sub in [String::new(), "a".repeat(256), "a\nb".to_owned(), "花子".to_owned()] {
        assert_eq!(changed("sub", sub.clone().into()), Err(Distrust::Subject), "{sub}");
    }
}

#[test]
fn what_is_no_token_is_refused() {
    let keys = keys(&["rsa"]);
    let long = "a".repeat(LONGEST + 1);
    for text in ["", ".", "..", "a.b.c", "a.b.c.d", "e30.e30.", &format!("{long}.b.c")] {
        assert_eq!(judged(text, &keys), Err(Distrust::Malformed), "{:.20}", text);
    }
    let demanding = json!({ "alg": "RS256", "kid": "rsa", "crit": ["exp"], "exp": 1 });
    assert_eq!(judged(&signed(&demanding, &claims(), "rsa"), &keys), Err(Distrust::Critical));
}
