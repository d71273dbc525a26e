//! A provider's signature, whatever lies between: what stands in its place is not taken for it.

use ayumi::phone::{line_signature, twilio_signature};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::request::Builder;
use http::{Request, StatusCode};
use sha2::Digest as _;

use crate::support::service::{Answer, PUBLIC_URL, Setup, Town};

const STATUS: &str = "/webhooks/432041/sms/status?m=01JD8Q9Z0V6K3M5N7P9R1S3T5V";
const BODY: &str = "MessageSid=SM1&MessageStatus=sent&To=%2B819012345678&Note=a+b%26c";

impl Town {
    fn sms_token(&self) -> &str {
        &self.settings.variables["sms_auth_token"]
    }

    fn signed_for(&self, url: &str, body: &str) -> String {
        let form: Vec<(String, String)> = serde_urlencoded::from_str(body).unwrap();
        twilio_signature(self.sms_token(), url, &form)
    }

    async fn status(&self, path: &str, body: &str, signature: &str, more: impl Fn(Builder) -> Builder) -> Answer {
        let request = more(Request::post(path).header("x-twilio-signature", signature));
        self.send(request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()).await
    }
}

fn off_by_a_bit(signature: &str, bit: usize) -> String {
    let mut bytes = STANDARD.decode(signature).unwrap();
    bytes[bit / 8] ^= 1 << (bit % 8);
    STANDARD.encode(bytes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_that_was_given_counts_and_none_that_a_proxy_shows() {
    let town = Town::new().await;
    let host = PUBLIC_URL.strip_prefix("http://").unwrap();
    // What senders and proxies make of the one address that the provider was given.
    for url in [
        format!("http://{host}{STATUS}"),
        format!("http://{host}:80{STATUS}"),
        format!("https://{host}{STATUS}"),
        format!("https://{host}:443{STATUS}"),
    ] {
        let signature = town.signed_for(&url, BODY);
        let plain = town.status(STATUS, BODY, &signature, |request| request).await;
        assert_eq!(plain.status, StatusCode::NO_CONTENT, "{url}: {}", plain.text());
        let through = |request: Builder| {
            request
                .header("x-forwarded-proto", "https")
                .header("x-forwarded-host", "10.0.0.1:8080")
                .header("host", "inner")
        };
        let answer = town.status(STATUS, BODY, &signature, through).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{url}: {}", answer.text());
    }
    // Whatever is said of it in headers that anybody can send.
    for other in ["evil.example", "ayumi.test.evil.example", "xayumi.test"] {
        let signature = town.signed_for(&format!("https://{other}{STATUS}"), BODY);
        let lied = |request: Builder| {
            let forwarded = format!("host={other};proto=https");
            request
                .header("x-forwarded-host", other)
                .header("x-forwarded-proto", "https")
                .header("x-original-url", format!("https://{other}{STATUS}"))
                .header("forwarded", forwarded)
                .header("host", other)
        };
        assert_eq!(town.status(STATUS, BODY, &signature, lied).await.status, StatusCode::UNAUTHORIZED, "{other}");
    }
    let signature = town.signed_for(&format!("{PUBLIC_URL}{STATUS}"), BODY);
    for (path, body) in [
        // Another message, a query that was added to, written otherwise, or lost.
        ("/webhooks/432041/sms/status?m=01JD8Q9Z0V6K3M5N7P9R1S3T5W", BODY),
        ("/webhooks/432041/sms/status?m=01JD8Q9Z0V6K3M5N7P9R1S3T5V&x=1", BODY),
        ("/webhooks/432041/sms/status?m=%30%31JD8Q9Z0V6K3M5N7P9R1S3T5V", BODY),
        ("/webhooks/432041/sms/status", BODY),
        // Another door, another city.
        ("/webhooks/432041/sms/inbound?m=01JD8Q9Z0V6K3M5N7P9R1S3T5V", BODY),
        ("/webhooks/011002/sms/status?m=01JD8Q9Z0V6K3M5N7P9R1S3T5V", BODY),
        // Another form.
        (STATUS, "MessageSid=SM1&MessageStatus=delivered&To=%2B819012345678&Note=a+b%26c"),
        (STATUS, "MessageSid=SM1&MessageStatus=sent&To=+819012345678&Note=a+b%26c"),
        (STATUS, "MessageSid=SM1&MessageStatus=sent&To=%2B819012345678&Note=a+b&c="),
        (STATUS, ""),
    ] {
        let answer = town.status(path, body, &signature, |request| request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path} {body}");
    }
    // The same form in other bytes is the same form: it is its fields that are signed.
    for body in [
        "Note=a%20b%26c&To=%2B819012345678&MessageStatus=sent&MessageSid=SM1",
        "MessageSid=%53M1&MessageStatus=sent&To=%2b819012345678&Note=a+b%26c",
    ] {
        let answer = town.status(STATUS, body, &signature, |request| request).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{body}: {}", answer.text());
    }
    for bit in [0, 7, 80, 159] {
        let off = off_by_a_bit(&signature, bit);
        assert_eq!(town.status(STATUS, BODY, &off, |request| request).await.status, StatusCode::UNAUTHORIZED, "{bit}");
    }
    for odd in ["", " ", "x", "AAAA", "====", &"A".repeat(20_000)] {
        let answer = town.status(STATUS, BODY, odd, |request| request).await;
        assert!([401, 431].contains(&answer.status.as_u16()), "{} for {} bytes", answer.status, odd.len());
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_prefix_the_whole_of_the_public_address_is_signed() {
    let mut setup = Setup::new();
    setup.variables.insert("public_url".to_owned(), "https://city.example.jp:8443/ayumi/".to_owned());
    let town = setup.start().await.unwrap();
    for (url, status) in [
        (format!("https://city.example.jp:8443/ayumi{STATUS}"), StatusCode::NO_CONTENT),
        (format!("https://city.example.jp/ayumi{STATUS}"), StatusCode::NO_CONTENT),
        (format!("https://city.example.jp:8443{STATUS}"), StatusCode::UNAUTHORIZED),
        (format!("https://city.example.jp:8444/ayumi{STATUS}"), StatusCode::UNAUTHORIZED),
    ] {
        let signature = town.signed_for(&url, BODY);
        let answer = town.status(STATUS, BODY, &signature, |request| request).await;
        assert_eq!(answer.status, status, "{url}: {}", answer.text());
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_no_form_is_held_against_its_hash() {
    let town = Town::new().await;
    let json = r#"{"MessageSid":"SM1","MessageStatus":"sent"}"#;
    let hash: String = sha2::Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect();
    let path = format!("{STATUS}&bodySHA256={hash}");
    let signature = town.signed_for(&format!("{PUBLIC_URL}{path}"), "");
    // Signed, and still not a form.
    let answer = town.status(&path, json, &signature, |request| request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
    for body in [r#"{"MessageSid":"SM1", "MessageStatus":"sent"}"#, "", "MessageSid=SM1&MessageStatus=sent"] {
        let answer = town.status(&path, body, &signature, |request| request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{body}");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_signature_is_over_the_very_bytes() {
    let town = Town::new().await;
    let secret = town.settings.variables["line_channel_secret"].clone();
    let body = r#"{"destination":"U00000000000000000000000000000000","events":[]}"#;
    let good = line_signature(&secret, body.as_bytes());
    let post = async |body: &str, signature: &str| {
        let request = Request::post("/webhooks/432041/line").header("x-line-signature", signature);
        town.send(request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()).await.status
    };
    assert_eq!(post(body, &good).await, StatusCode::OK);
    assert_eq!(post(body, &good).await, StatusCode::OK, "said again, it is said once");
    for other in [
        r#"{"events":[],"destination":"U00000000000000000000000000000000"}"#,
        r#"{"destination":"U00000000000000000000000000000000","events":[]} "#,
        "{\"destination\":\"U00000000000000000000000000000000\",\"events\":[]}\n",
        r#"{"destination":"\u005500000000000000000000000000000000","events":[]}"#,
        r#"{"destination": "U00000000000000000000000000000000", "events": []}"#,
    ] {
        assert_eq!(post(other, &good).await, StatusCode::UNAUTHORIZED, "{other}");
    }
    for bit in [0, 100, 255] {
        assert_eq!(post(body, &off_by_a_bit(&good, bit)).await, StatusCode::UNAUTHORIZED, "{bit}");
    }
    let huge = "A".repeat(20_000);
    assert!([401, 431].contains(&post(body, &huge).await.as_u16()));
    town.stop().await;
}
