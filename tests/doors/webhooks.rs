//! Signed webhooks: only the provider's own words are heard, and each of them once.

use ayumi::phone::{line_signature, twilio_signature};
use base64::Engine as _;
use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::service::{Answer, PUBLIC_URL, Town, event, joins, line_user};

const PATH: &str = "/webhooks/432041/line";
const INBOUND: &str = "/webhooks/432041/sms/inbound";
const NUMBER: &str = "+819012345678";

impl Town {
    async fn line_webhook(&self, body: &[u8], signature: Option<&str>) -> Answer {
        let mut request = Request::post(PATH).header("content-type", "application/json");
        if let Some(signature) = signature {
            request = request.header("x-line-signature", signature);
        }
        self.send(request.body(Bytes::copy_from_slice(body)).unwrap()).await
    }

    fn signed(&self, body: &[u8]) -> String {
        line_signature(&self.settings.variables["line_channel_secret"], body)
    }

    async fn events_stored(&self) -> i64 {
        match self.rows("SELECT count(*) FROM events").await[0][0] {
            shell::Value::Integer(count) => count,
            _ => panic!("a count is a number"),
        }
    }

    async fn opted_out(&self, resident: &str) -> bool {
        let rows = self
            .rows(&format!("SELECT json_extract(state, '$.contact.stopped') FROM residents WHERE id = '{resident}'"))
            .await;
        rows[0][0] != shell::Value::Null
    }

    async fn sms_webhook(&self, form: &[(&str, &str)], signature: Option<String>) -> Answer {
        let body = serde_urlencoded::to_string(form).unwrap();
        let mut request = Request::post(INBOUND).header("content-type", "application/x-www-form-urlencoded");
        if let Some(signature) = signature {
            request = request.header("x-twilio-signature", signature);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    fn sms_signed(&self, url: &str, form: &[(&str, &str)]) -> String {
        let form: Vec<(String, String)> = form.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        twilio_signature(&self.settings.variables["sms_auth_token"], url, &form)
    }
}

fn webhook(events: &[Value]) -> Vec<u8> {
    json!({ "destination": "U00000000000000000000000000000000", "events": events }).to_string().into_bytes()
}

fn text(id: &str, user: &str, words: &str, at: i64) -> Value {
    json!({
        "type": "message", "mode": "active", "timestamp": at, "webhookEventId": id,
        "deliveryContext": { "isRedelivery": false }, "source": { "type": "user", "userId": user },
        "replyToken": "0f3779fba3b349968c5d07db31eab56f",
        "message": { "type": "text", "id": "325708", "quoteToken": "q", "text": words },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_line_signed_is_heard() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let stored = town.events_stored().await;
    let body = webhook(&[text("w-1", &line_user("p-1"), "こんにちは", town.clock.now().timestamp_millis())]);
    let good = town.signed(&body);

    let mut bits = base64::engine::general_purpose::STANDARD.decode(&good).unwrap();
    bits[0] ^= 1;
    let off = base64::engine::general_purpose::STANDARD.encode(&bits);
    // The same JSON in other bytes: somebody between has read and written it.
    let rewritten = serde_json::to_vec_pretty(&serde_json::from_slice::<Value>(&body).unwrap()).unwrap();
    let shortened: String = good.chars().take(20).collect();
    let other_secret = line_signature("another secret", &body);
    for (body, signature) in [
        (&body, None),
        (&body, Some("")),
        (&body, Some(off.as_str())),
        (&body, Some(shortened.as_str())),
        (&body, Some(other_secret.as_str())),
        (&rewritten, Some(good.as_str())),
    ] {
        let answer = town.line_webhook(body, signature).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{signature:?}");
        assert_eq!(answer.json()["type"], "/problems/signature");
        assert_eq!(answer.headers["www-authenticate"], "Signature header=\"x-line-signature\"");
    }
    assert_eq!(town.events_stored().await, stored);

    let answer = town.line_webhook(&body, Some(&good)).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    assert_eq!(town.events_stored().await, stored + 1);
    // Again, as LINE does when it heard no answer: known.
    let mut again = text("w-1", &line_user("p-1"), "こんにちは", town.clock.now().timestamp_millis());
    again["deliveryContext"]["isRedelivery"] = true.into();
    let again = webhook(&[again.clone(), again]);
    assert_eq!(town.line_webhook(&again, Some(&town.signed(&again))).await.status, StatusCode::OK);
    assert_eq!(town.events_stored().await, stored + 1);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_line_may_say_beside_is_passed_over() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let stored = town.events_stored().await;
    let at = town.clock.now().timestamp_millis();
    let source = json!({ "type": "user", "userId": line_user("p-1") });
    let odd = |id: &str, kind: &str| {
        json!({ "type": kind, "mode": "active", "timestamp": at, "webhookEventId": id, "source": source,
                "deliveryContext": { "isRedelivery": false } })
    };
    let mut group = odd("g-1", "message");
    group["source"] = json!({ "type": "group", "groupId": "C1" });
    let bodies = [
        // What LINE's console sends to try a door.
        webhook(&[]),
        webhook(&[odd("o-1", "a_kind_of_next_year"), odd("o-2", "things"), group]),
        webhook(&[text("u-1", &line_user("nobody"), "こんにちは", at)]),
    ];
    for body in bodies {
        let answer = town.line_webhook(&body, Some(&town.signed(&body))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    assert_eq!(town.events_stored().await, stored);
    // Signed, and still too much.
    let large = vec![b' '; 512 * 1024 + 1];
    let answer = town.line_webhook(&large, Some(&town.signed(&large))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    // Signed, and still no webhook.
    for body in [b"not json".as_slice(), b"[]", b"{\"events\": 1}", b"", b"{\"events\": [\"\xc3\x28\"]}"] {
        let answer = town.line_webhook(body, Some(&town.signed(body))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", String::from_utf8_lossy(body));
    }
    // One that is odd keeps none of the others back.
    let body = webhook(&[odd("o-3", "things"), text("m-1", &line_user("p-1"), "はい", at), json!(7)]);
    let answer = town.line_webhook(&body, Some(&town.signed(&body))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(town.events_stored().await, stored + 1);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stop_is_heard_in_words_and_nothing_follows() {
    let town = Town::new().await;
    for (resident, words) in
        [("p-1", "停止"), ("p-2", "配信停止してください。"), ("p-3", "STOP"), ("p-4", "やめてください")]
    {
        town.post(&joins(resident, town.clock.now())).await;
        let delivery = town.phone.say(&line_user(resident), words).await.unwrap();
        assert!(delivery.is_ok(), "{delivery:?}");
        assert!(town.opted_out(resident).await, "{words}");
        let again = town.phone.redeliver(&delivery.event_id).await.unwrap();
        assert!(again.is_ok());
    }
    town.post(&joins("p-5", town.clock.now())).await;
    let delivery = town.phone.say(&line_user("p-5"), "停止線の前で休みました").await.unwrap();
    assert!(delivery.is_ok());
    assert!(!town.opted_out("p-5").await, "a stop line is no stop");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stop_by_sms_is_heard_where_twilio_signed() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let link = json!({ "channel": "sms", "address": NUMBER });
    town.post(&[event("link", "channel.linked.v1", "p-1", town.clock.now(), link)]).await;
    let form = [("MessageSid", "SM1"), ("From", NUMBER), ("To", "+815012345678"), ("Body", "STOP")];
    let url = format!("{PUBLIC_URL}{INBOUND}");

    let wrong = [
        None,
        Some(String::new()),
        Some(town.sms_signed(&format!("http://{}{INBOUND}", town.service.host.addr()), &form)),
        Some(town.sms_signed(&url, &form[..3])),
    ];
    for signature in wrong {
        let answer = town.sms_webhook(&form, signature.clone()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{signature:?}");
        assert_eq!(answer.headers["www-authenticate"], "Signature header=\"x-twilio-signature\"");
    }
    assert!(!town.opted_out("p-1").await);

    let answer = town.sms_webhook(&form, Some(town.sms_signed(&url, &form))).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
    assert!(town.opted_out("p-1").await);
    let stored = town.events_stored().await;
    let answer = town.sms_webhook(&form, Some(town.sms_signed(&url, &form))).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(town.events_stored().await, stored, "the same message again");

    // A number that nobody has, and a form that is none.
    let form = [("MessageSid", "SM2"), ("From", "+819000000000"), ("To", "+815012345678"), ("Body", "STOP")];
    let answer = town.sms_webhook(&form, Some(town.sms_signed(&url, &form))).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let form = [("Hello", "there")];
    let answer = town.sms_webhook(&form, Some(town.sms_signed(&url, &form))).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
    assert_eq!(town.events_stored().await, stored);
    // The phone of the tests signs by itself as Twilio does.
    assert!(town.phone.say(NUMBER, "はい").await.unwrap().is_ok());
    assert_eq!(town.events_stored().await, stored + 1);
    town.stop().await;
}
