//! Signatures against the providers' own vectors.

use ayumi::phone::{line_signature, twilio_signature};
use serde_json::Value;

#[test]
fn line_signatures_are_the_documented_ones() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("data/line-signatures.json")).unwrap();
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let signature = line_signature(text("channel_secret"), text("body").as_bytes());
        assert_eq!(signature == text("signature"), vector["valid"].as_bool().unwrap(), "{vector}");
    }
}

#[test]
fn twilio_signatures_are_the_sdks_own() {
    let vectors: Value = serde_json::from_str(include_str!("data/sms-signatures.json")).unwrap();
    let token = vectors["auth_token"].as_str().unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 5);
    for case in cases {
        // The order of a form's fields must not matter: they are given in reverse here.
        let form: Vec<(String, String)> = case["params"]
            .as_object()
            .unwrap()
            .iter()
            .rev()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        let signature = twilio_signature(token, case["signed_url"].as_str().unwrap(), &form);
        assert_eq!(signature, case["signature"].as_str().unwrap(), "{}", case["name"]);
    }
}

#[test]
fn a_repeated_field_is_signed_once() {
    let pair = |value: &str| ("K".to_owned(), value.to_owned());
    let once = twilio_signature("t", "http://x/", &[pair("a"), pair("b")]);
    assert_eq!(twilio_signature("t", "http://x/", &[pair("b"), pair("a"), pair("b")]), once);
}
