//! What the SMS provider reports of a message afterwards.

use ayumi::phone::{Fault, Receipts, twilio_signature};
use chrono::TimeDelta;
use http::{Request, StatusCode};

use super::{sent, setup};
use crate::support::service::{ARAO, Answer, PUBLIC_URL, Town, event};

const NUMBER: &str = "+819012345678";

impl Town {
    /// Reports a word of the provider's about a resident's newest message.
    async fn reports(&self, resident: &str, sid: &str, word: &str, code: &str) -> Answer {
        let path = format!("/webhooks/{ARAO}/sms/status?m={}", self.newest(resident).await);
        let answer = self.reports_at(&path, &[("MessageSid", sid), ("MessageStatus", word), ("ErrorCode", code)]).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        answer
    }

    async fn reports_at(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form: Vec<(String, String)> = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        // There are fields that nobody told us about.
        form.extend(
            [("To", NUMBER), ("RawDlrDoneDate", "2611231205"), ("NextYearsField", "新")]
                .map(|(k, v)| (k.to_owned(), v.to_owned())),
        );
        let signature =
            twilio_signature(&self.settings.variables["sms_auth_token"], &format!("{PUBLIC_URL}{path}"), &form);
        let body = serde_urlencoded::to_string(&form).unwrap();
        self.send(Request::post(path).header("x-twilio-signature", signature).body(body.into()).unwrap()).await
    }

    async fn newest(&self, resident: &str) -> String {
        let rows = self.rows(&format!("SELECT max(id) FROM outbox WHERE resident = '{resident}'")).await;
        let shell::Value::Text(id) = &rows[0][0] else { panic!("{rows:?}") };
        id.clone()
    }

    async fn receipt(&self, resident: &str) -> shell::Value {
        let id = self.newest(resident).await;
        self.rows(&format!("SELECT receipt FROM outbox WHERE id = '{id}'")).await.remove(0).remove(0)
    }

    async fn reported(&self) -> i64 {
        let rows = self.rows("SELECT count(*) FROM events WHERE type = 'ayumi.delivery.updated.v1'").await;
        let shell::Value::Integer(count) = rows[0][0] else { panic!("{rows:?}") };
        count
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_provider_finds_our_door_and_says_that_it_arrived() {
    let mut setup = setup();
    setup.phone.receipts = Receipts::Sent;
    let town = setup.start().await.unwrap();
    town.sms("p-1", NUMBER).await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    while town.reported().await < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(town.receipt("p-1").await, "delivered".into());
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 1));
    let mut steps = town.steps("p-1").await;
    steps.retain(|step| !step.starts_with("1 accepted"));
    steps.sort();
    assert_eq!(steps, ["1 delivered", "1 sent"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_come_in_any_order_and_twice() {
    let town = setup().start().await.unwrap();
    town.sms("p-1", NUMBER).await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    for (word, code, stands) in [
        ("queued", "", shell::Value::Null),
        ("delivered", "0", "delivered".into()),
        ("sent", "", "delivered".into()),
        ("undelivered", "30008", "delivered".into()),
        ("delivered", "", "delivered".into()),
        ("a_word_of_next_year", "", "delivered".into()),
        ("read", "", "read".into()),
        ("delivered", "", "read".into()),
    ] {
        for _ in 0..2 {
            town.reports("p-1", "SM1", word, code).await;
            assert_eq!(town.receipt("p-1").await, stands, "{word}");
        }
    }
    assert_eq!(town.reported().await, 4, "each word once");
    town.later(TimeDelta::hours(5));
    town.tick().await;
    assert_eq!(town.phone.messages().len(), 1, "nothing is sent again");
    // About nothing of ours, and about nothing at all.
    for path in ["?m=01JD8Q9Z0V6K3M5N7P9R1S3T5V", "", "?m=x"] {
        let path = format!("/webhooks/{ARAO}/sms/status{path}");
        let answer = town.reports_at(&path, &[("MessageSid", "SM9"), ("MessageStatus", "sent")]).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
    }
    let answer = town.reports_at(&format!("/webhooks/{ARAO}/sms/status?m=x"), &[("Hello", "there")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let body = "MessageSid=SM1&MessageStatus=failed&ErrorCode=21610";
    let answer = town.send(Request::post(format!("/webhooks/{ARAO}/sms/status")).body(body.into()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(town.reported().await, 4);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_unsubscribed_at_the_provider_is_written_to_no_more() {
    let town = setup().start().await.unwrap();
    town.sms("p-1", NUMBER).await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    town.reports("p-1", "SM1", "failed", "21610").await;
    assert_eq!(town.receipt("p-1").await, "refused".into());
    town.say("p-1", "other").await;
    assert_eq!(town.decided("p-1", "other").await, "no_channel");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_of_an_old_number_does_not_close_the_new_one() {
    let town = setup().start().await.unwrap();
    town.sms("p-1", NUMBER).await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    town.later(TimeDelta::minutes(1));
    let link = serde_json::json!({ "channel": "sms", "address": "+819087654321" });
    town.post(&[event("new", "channel.linked.v1", "p-1", town.clock.now(), link)]).await;
    town.reports("p-1", "SM1", "undelivered", "30005").await;
    assert_eq!(town.receipt("p-1").await, "failed".into());
    town.say("p-1", "other").await;
    assert_eq!(town.decided("p-1", "other").await, "allowed");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handset_that_could_not_be_reached_is_tried_twice_more() {
    let town = setup().start().await.unwrap();
    town.sms("p-1", NUMBER).await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    for attempt in 1..=3 {
        let sid = format!("SM{attempt}");
        assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, attempt));
        assert_eq!(town.phone.messages().len(), usize::try_from(attempt).unwrap());
        town.reports("p-1", &sid, "undelivered", "30003").await;
        if attempt == 3 {
            break;
        }
        assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("unreachable"), attempt));
        // Told twice, it waits once; and not before its time.
        town.reports("p-1", &sid, "undelivered", "30003").await;
        town.tick().await;
        assert_eq!(town.phone.messages().len(), usize::try_from(attempt).unwrap());
        town.tick_when_due("p-1").await;
    }
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 3));
    assert_eq!(town.receipt("p-1").await, "failed".into());
    town.later(TimeDelta::hours(5));
    town.tick().await;
    assert_eq!(town.phone.messages().len(), 3);
    // Each was paid for.
    let counted = town.rows("SELECT sum(messages), sum(parts) FROM sent_days").await;
    assert_eq!(counted, vec![vec![3.into(), 3.into()]]);
    town.stop().await;
}

/// Tries that the provider did not take are none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handset_is_tried_again_however_often_the_provider_was_busy() {
    let town = setup().start().await.unwrap();
    town.sms("p-1", NUMBER).await;
    town.say("p-1", "lasting").await;
    town.phone.faults().next(Fault::RateLimited, 2);
    for _ in 0..3 {
        town.tick_when_due("p-1").await;
    }
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 3));
    let now = town.clock.now();
    town.reports("p-1", "SM1", "undelivered", "30003").await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("unreachable"), 3));
    assert_eq!(town.next_look("p-1").await - now, TimeDelta::minutes(20));
    town.tick_when_due("p-1").await;
    assert_eq!((town.stands("p-1", "lasting").await, town.phone.messages().len()), (sent("accepted", None, 4), 2));
    town.stop().await;
}

/// The provider's report overtakes its answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_comes_before_the_answer_is_not_forgotten() {
    let mut setup = setup();
    setup.phone.answer_delay = std::time::Duration::from_secs(4);
    let town = setup.start().await.unwrap();
    town.sms("p-1", NUMBER).await;
    town.say("p-1", "lasting").await;
    let reports = async {
        while town.stands("p-1", "lasting").await.state != "sending" {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        town.reports("p-1", "SM1", "undelivered", "30003").await;
        assert_eq!(town.stands("p-1", "lasting").await.state, "sending", "the answer came before the report");
    };
    tokio::join!(town.tick(), reports);
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("unreachable"), 1));
    town.tick_when_due("p-1").await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 2));

    // And where no answer comes, the report tells that it was taken.
    town.phone.faults().hang(std::time::Duration::from_secs(4));
    town.phone.faults().next(Fault::Timeout, 1);
    town.say("p-1", "other").await;
    let reports = async {
        while town.stands("p-1", "other").await.state != "sending" {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        town.reports("p-1", "SM3", "delivered", "").await;
    };
    tokio::join!(town.tick(), reports);
    assert_eq!(town.stands("p-1", "other").await, sent("accepted", None, 1));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_shows_that_what_may_have_left_did() {
    let town = setup().start().await.unwrap();
    town.sms("p-1", NUMBER).await;
    town.say("p-1", "lasting").await;
    town.phone.faults().next(Fault::AnswerLost, 1);
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("dead", Some("ambiguous"), 1));
    town.reports("p-1", "SM1", "delivered", "").await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 1));
    assert_eq!(town.receipt("p-1").await, "delivered".into());
    town.stop().await;
}

/// What a resident said comes before what is said to them, also where it had to wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_that_waits_is_heard_before_anything_leaves() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    town.say("p-1", "lasting").await;
    let other = rusqlite::Connection::open(town.state.path().join("sqlite_db.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let said = town.phone.say(&crate::support::service::line_user("p-1"), "停止").await.unwrap();
    assert!(said.is_ok(), "{said:?}");
    other.execute_batch("COMMIT").unwrap();
    // Where it cannot be known whether there is one, nothing leaves either.
    let inbox = rusqlite::Connection::open(town.state.path().join("sqlite_key_value.db")).unwrap();
    inbox.execute_batch("ALTER TABLE spin_key_value RENAME TO away").unwrap();
    let answer = town.service.host.tick().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(town.stands("p-1", "lasting").await.state, "waiting");
    inbox.execute_batch("ALTER TABLE away RENAME TO spin_key_value").unwrap();
    assert_eq!(town.tick().await["heard"], 1);
    assert_eq!(town.stands("p-1", "lasting").await, sent("withheld", Some("opted_out"), 0));
    assert_eq!(town.phone.messages().len(), 0);
    town.stop().await;
}
