use crate::files::{compare, json, message};
use domain::id::ResidentId;
use wire::sms::{Form, NotAForm, Sms, classify, reported, status_callback, unanswered, verify};
use wire::{DeadReason, Outcome, What};

#[test]
fn answers_mean_what_the_provider_says() {
    compare("answers/sms", "http", "outcome", |bytes| {
        let answer = message(bytes);
        let status = answer.start.split(' ').nth(1).unwrap().parse().unwrap();
        let outcome = classify(status, &answer.headers, answer.body);
        match &outcome {
            Outcome::Dead { reason, .. } => format!("{outcome:?} {:?}", reason.delivery_state()),
            _ => format!("{outcome:?}"),
        }
    });
}

#[test]
fn what_may_have_been_sent_is_not_sent_again() {
    assert!(matches!(unanswered(), Outcome::Dead { reason: DeadReason::Ambiguous, .. }));
    for status in (500..600).chain([408, 100, 0, 600]) {
        let outcome = classify(status, &wire::Headers::default(), b"");
        assert!(matches!(outcome, Outcome::Dead { reason: DeadReason::Ambiguous, .. }), "{status}");
    }
}

#[test]
fn signatures() {
    let vectors = json("data/sms/signature-vectors.json");
    let token = vectors["auth_token"].as_str().unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let field = |name: &str| case[name].as_str().unwrap();
        let pairs: Vec<(&str, &str)> = case["params"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
            .collect();
        let body = serde_urlencoded::to_string(&pairs).unwrap();
        let form = body.as_bytes();
        let (url, signature) = (field("request_url"), Some(field("signature")));
        assert!(verify(token, url, form, signature), "{}", field("name"));
        // Behind a proxy that ends TLS, or one that begins it.
        let other = match url.split_once("://") {
            Some(("https", rest)) => format!("http://{rest}"),
            Some((_, rest)) => format!("https://{rest}"),
            None => panic!("{url}"),
        };
        let kept = url.contains(":1234") || field("signed_url").contains(":443") || field("signed_url").contains(":80");
        assert!(kept || verify(token, &other, form, signature), "{}", field("name"));
        assert!(!verify("54321", url, form, signature));
        assert!(!verify("", url, form, signature));
        assert!(!verify(token, url, form, None));
        assert!(!verify(token, "https://example.com/", form, signature));
        let more = format!("{body}&Extra=1");
        assert!(!verify(token, url, more.as_bytes(), signature));
        // A value that comes twice counts once, in whatever order the fields come.
        let reversed: Vec<(&str, &str)> = pairs.iter().rev().chain(pairs.iter()).copied().collect();
        let reversed = serde_urlencoded::to_string(&reversed).unwrap();
        assert!(verify(token, url, reversed.as_bytes(), signature));
    }
}

/// The JSON case of twilio-python's tests (MIT).
#[test]
fn a_body_that_is_no_form_is_signed_by_its_hash() {
    let body = br#"{"property": "value", "boolean": true}"#;
    let hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    let url = format!("https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256={hash}");
    let signature = Some("a9nBmqA0ju/hNViExpshrM61xv4=");
    assert!(verify("12345", &url, body, signature));
    // The same JSON in other bytes, nothing at all, and a form in its place.
    for other in [br#"{"property":"value","boolean":true}"#.as_slice(), b"", b"MessageSid=SM1&MessageStatus=sent"] {
        assert!(!verify("12345", &url, other, signature));
    }
    assert!(!verify("12345", &url.replace("0a1f", "0a1e"), body, signature));
    assert!(!verify("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", body, signature));
}

#[test]
fn a_report_finds_its_message_by_the_url_that_was_given() {
    let message = "01JD8Q9Z0V6K3M5N7P9R1S3T5V".parse().unwrap();
    let url = status_callback("https://ayumi.example.jp/city/", &"432041".parse().unwrap(), message);
    assert_eq!(url, "https://ayumi.example.jp/city/webhooks/432041/sms/status?m=01JD8Q9Z0V6K3M5N7P9R1S3T5V");
    let query = url.split_once('?').unwrap().1;
    assert_eq!(reported(query), Some(message));
    assert_eq!(reported(&format!("x=%2F&{query}&y=")), Some(message));
    for none in ["", "m=", "m=1", "n=01JD8Q9Z0V6K3M5N7P9R1S3T5V", "%"] {
        assert_eq!(reported(none), None, "{none}");
    }
}

#[test]
fn the_call_is_a_form() {
    let sms = Sms {
        to: "+819012345678",
        from: "+815012345678",
        text: "荒尾市: あと1,200歩 & もう少し",
        status_callback: Some("https://ayumi.example.jp/webhooks/432041/sms/status?m=01JD8Q9Z0V6K3M5N7P9R1S3T5V"),
        valid_for: Some(7_200),
    };
    let request = sms.request("AC0123", "secret");
    assert_eq!(request.path, "/2010-04-01/Accounts/AC0123/Messages.json");
    assert!(request.headers.contains(&("authorization", "Basic QUMwMTIzOnNlY3JldA==".to_owned())));
    let form = Form::parse(&request.body);
    assert_eq!(form.field("To"), Some(sms.to));
    assert_eq!(form.field("From"), Some(sms.from));
    assert_eq!(form.field("Body"), Some(sms.text));
    assert_eq!(form.field("StatusCallback"), sms.status_callback);
    assert_eq!(form.field("ValidityPeriod"), Some("7200"));
    let days = Sms { valid_for: Some(259_200), ..sms }.request("AC0123", "secret");
    assert_eq!(Form::parse(&days.body).field("ValidityPeriod"), Some("36000"));
    let service = Sms { from: "MG0123", status_callback: None, ..sms }.request("../x", "secret");
    assert_eq!(Form::parse(&service.body).field("MessagingServiceSid"), Some("MG0123"));
    assert_eq!(service.path, "/2010-04-01/Accounts/%2E%2E%2Fx/Messages.json");
}

#[test]
fn replies_by_sms() {
    let what = |body: &str| Form::parse(body.as_bytes()).inbound().map(|inbound| inbound.what);
    let text = |text: &str, action| Ok(What::Text { text: text.to_owned(), action, provider_id: None });
    assert_eq!(what("MessageSid=SM1&From=%2B819012345678&Body=STOP"), text("STOP", "stop"));
    assert_eq!(what("MessageSid=SM1&From=%2B819012345678&Body=%E5%81%9C%E6%AD%A2"), text("停止", "stop"));
    assert_eq!(what("MessageSid=SM1&From=%2B819012345678&Body=no+more&OptOutType=STOP"), text("no more", "stop"));
    assert_eq!(what("SmsSid=SM1&From=%2B819012345678&Body="), text("", "text"));
    assert!(matches!(what("MessageSid=SM1&From=ARAO&Body=STOP"), Ok(What::Other { .. })));
    assert_eq!(what("From=%2B819012345678&Body=STOP"), Err(NotAForm::Missing("MessageSid")));
    assert_eq!(what("MessageSid=SM1"), Err(NotAForm::Missing("From")));

    let form = Form::parse(b"MessageSid=SM1&From=%2B819012345678&Body=STOP");
    let resident: ResidentId = "p-0001".parse().unwrap();
    let now = "2026-11-21T08:30:00Z".parse().unwrap();
    let event = form.inbound().unwrap().into_event(resident, now).unwrap();
    assert_eq!((event.source.as_str(), event.id.as_str(), event.time), ("sms", "SM1:p-0001", now));
    assert_eq!(event.payload.to_json(), r#"{"action":"stop","text":"STOP"}"#);
}

#[test]
fn receipts() {
    let message = "01JD8Q9Z0V6K3M5N7P9R1S3T5V".parse().unwrap();
    let now = "2026-11-21T08:30:00Z".parse().unwrap();
    let read = |form: &str| {
        let status = Form::parse(form.as_bytes()).status().unwrap();
        let event = status.into_event(message, "p-0001".parse().unwrap(), now)?;
        Some((event.id, event.payload.to_json()))
    };
    let receipt =
        |state: &str| format!(r#"{{"message":"01JD8Q9Z0V6K3M5N7P9R1S3T5V","channel":"sms","state":{state}}}"#);
    let cases = [
        ("MessageSid=SM1&MessageStatus=queued", None),
        ("MessageSid=SM1&MessageStatus=new_word", None),
        ("MessageSid=SM1&MessageStatus=sent", Some(("SM1:sent", r#""accepted""#))),
        ("MessageSid=SM1&MessageStatus=delivered&ErrorCode=0", Some(("SM1:delivered", r#""delivered""#))),
        ("SmsSid=SM1&SmsStatus=Read", Some(("SM1:read", r#""read""#))),
        ("MessageSid=SM1&MessageStatus=failed", Some(("SM1:failed", r#""failed""#))),
        (
            "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003",
            Some(("SM1:undelivered", r#""failed","code":"30003""#)),
        ),
        (
            "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30006",
            Some(("SM1:undelivered", r#""refused","code":"30006""#)),
        ),
        ("MessageSid=SM1&MessageStatus=failed&ErrorCode=21610", Some(("SM1:failed", r#""refused","code":"21610""#))),
    ];
    for (form, expected) in cases {
        assert_eq!(read(form), expected.map(|(id, state)| (id.to_owned(), receipt(state))), "{form}");
    }
    assert_eq!(Form::parse(b"MessageSid=SM1").status(), Err(NotAForm::Missing("MessageStatus")));
}
