//! SMS: length, answers, reports.

use ayumi::phone::{Alphabet, Channel, Length, NumberTrouble, length, twilio_signature};
use http::StatusCode;

use super::support::{NUMBER, SMS_TOKEN, Service, bench};

#[test]
fn length_in_parts() {
    use Alphabet::{Gsm7, Ucs2};
    let cases = [
        (String::new(), Gsm7, 0, 1),
        ("a".repeat(160), Gsm7, 160, 1),
        ("a".repeat(161), Gsm7, 161, 2),
        ("a".repeat(306), Gsm7, 306, 2),
        ("a".repeat(307), Gsm7, 307, 3),
        ("€".repeat(80), Gsm7, 160, 1),
        // 153 is odd and an escaped character stays whole: 76 a part, not 76.5.
        ("€".repeat(153), Gsm7, 306, 3),
        ("あ".repeat(70), Ucs2, 70, 1),
        ("あ".repeat(71), Ucs2, 71, 2),
        ("あ".repeat(134), Ucs2, 134, 2),
        ("あ".repeat(135), Ucs2, 135, 3),
        ("🍎".repeat(35), Ucs2, 70, 1),
        // Likewise an emoji: 33 a part.
        ("🍎".repeat(67), Ucs2, 134, 3),
        // One kana moves the whole message to UCS-2.
        (format!("{}あ", "a".repeat(70)), Ucs2, 71, 2),
        ("あ".repeat(660), Ucs2, 660, 10),
    ];
    for (text, alphabet, units, parts) in cases {
        assert_eq!(length(&text), Length { alphabet, units, parts }, "{text}");
    }
}

/// The service checks what it can see: its public URL, the form, the token.
fn is_signed(hook: &super::support::Hook, url: &str) -> Vec<(String, String)> {
    let form: Vec<(String, String)> = serde_urlencoded::from_str(&hook.body).unwrap();
    assert_eq!(hook.headers["x-twilio-signature"], twilio_signature(SMS_TOKEN, url, &form));
    assert!(hook.headers["content-type"].to_str().unwrap().starts_with("application/x-www-form-urlencoded"));
    form
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

#[tokio::test]
async fn a_reply_goes_to_the_number_that_wrote_and_is_signed_for_the_public_url() {
    let service = Service::new(StatusCode::NO_CONTENT).await;
    let base = service.base.clone();
    let bench = bench(|options| {
        options.webhook_base = Some(base);
        options.public_url = Some("https://ayumi.example".to_owned());
    })
    .await;
    bench.text(&[]).await.unwrap();
    let delivery = bench.phone.say(NUMBER, "はい 1").await.unwrap();
    assert_eq!(delivery.status, Some(204));
    let hook = &service.hooks()[0];
    assert_eq!(hook.path, "/webhooks/432041/sms/inbound");
    let form = is_signed(hook, "https://ayumi.example/webhooks/432041/sms/inbound");
    assert_eq!(field(&form, "From"), NUMBER);
    assert_eq!(field(&form, "To"), "+815012345678");
    assert_eq!(field(&form, "Body"), "はい 1");
    assert_eq!(field(&form, "MessageSid"), delivery.event_id);
    assert_eq!(field(&form, "MessageSid").len(), 34);
}

#[tokio::test]
async fn stop_unsubscribes_and_start_takes_it_back() {
    let service = Service::new(StatusCode::NO_CONTENT).await;
    let base = service.base.clone();
    let bench = bench(|options| options.webhook_base = Some(base)).await;
    bench.phone.say(NUMBER, " stop ").await.unwrap();
    assert_eq!(bench.text(&[]).await.unwrap().json()["code"], 21610);
    assert!(bench.get("/phone").await.text().contains("SMS配信停止"));
    bench.phone.say(NUMBER, "START").await.unwrap();
    assert_eq!(bench.text(&[]).await.unwrap().status, 201);
    assert_eq!(service.hooks().len(), 2, "both words are passed on");
    assert_eq!(bench.phone.chat(Channel::Sms, NUMBER).len(), 3);
}

#[tokio::test]
async fn the_status_callback_tells_how_it_ended() {
    let service = Service::new(StatusCode::NO_CONTENT).await;
    let base = service.base.clone();
    let bench = bench(|options| options.webhook_base = Some(base)).await;
    let url = "https://ayumi.example/webhooks/432041/sms/status";
    let sent = bench.text(&[("StatusCallback", url)]).await.unwrap().json();
    service.wait_for(2).await;
    bench.phone.faults().number(NUMBER, Some(NumberTrouble::Unreachable));
    bench.text(&[("StatusCallback", url)]).await.unwrap();
    let hooks = service.wait_for(4).await;
    let forms: Vec<_> = hooks.iter().map(|hook| is_signed(hook, url)).collect();
    let states: Vec<&str> = forms.iter().map(|form| field(form, "MessageStatus")).collect();
    assert_eq!(states, ["sent", "delivered", "sent", "undelivered"]);
    assert_eq!(field(&forms[1], "MessageSid"), sent["sid"]);
    assert_eq!((field(&forms[1], "ErrorCode"), field(&forms[3], "ErrorCode")), ("", "30003"));
}
