//! Retry keys, quota, blocks: what is shown, how often, and what is counted.

use std::time::{Duration, Instant};

use ayumi::phone::{Channel, Fate, Fault, Strangers};
use chrono::TimeDelta;
use serde_json::json;

use super::support::{USER, bench, key};

#[tokio::test]
async fn the_same_key_is_accepted_once_and_told_so_afterwards() {
    let bench = bench(|_| {}).await;
    let first = bench.push(Some(&key(1)), "おはようございます").await.unwrap();
    let again = bench.push(Some(&key(1)), "おはようございます").await.unwrap();
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (200, 409));
    assert_eq!(again.headers["x-line-accepted-request-id"], first.headers["x-line-request-id"]);
    assert_ne!(again.headers["x-line-request-id"], first.headers["x-line-request-id"]);
    assert_eq!(again.json()["message"], "The retry key is already accepted");
    assert_eq!(again.json()["sentMessages"], first.json()["sentMessages"]);

    let fates: Vec<Fate> = bench.phone.messages().iter().map(|message| message.fate).collect();
    assert_eq!(fates, [Fate::Shown, Fate::Duplicate]);
    assert_eq!(bench.phone.messages()[1].retry_key.as_deref(), Some(key(1).as_str()));
    assert_eq!(bench.phone.chat(Channel::Line, USER).len(), 1);
    let counts = bench.phone.counts();
    assert_eq!((counts.accepted, counts.duplicates, counts.changed_retries), (1, 1, 0));

    bench.push(Some(&key(1)), "別の文").await.unwrap();
    assert_eq!(bench.phone.counts().changed_retries, 1, "a retry with another text is a caller's bug");
}

#[tokio::test]
async fn a_multicast_retry_names_no_messages() {
    let bench = bench(|_| {}).await;
    let body = json!({ "to": [USER], "messages": [{ "type": "text", "text": "x" }] });
    bench.line("/v2/bot/message/multicast", Some(&key(1)), &body).await.unwrap();
    let again = bench.line("/v2/bot/message/multicast", Some(&key(1)), &body).await.unwrap();
    assert_eq!(again.json(), json!({ "message": "The retry key is already accepted" }));
}

#[tokio::test]
async fn a_key_lives_for_24_hours_from_its_first_try() {
    let bench = bench(|_| {}).await;
    bench.phone.faults().next(Fault::ServerError, 1);
    assert_eq!(bench.push(Some(&key(1)), "x").await.unwrap().status, 500);
    bench.clock.turn(TimeDelta::hours(23));
    assert_eq!(bench.push(Some(&key(1)), "x").await.unwrap().status, 200);
    bench.clock.turn(TimeDelta::hours(1));
    assert_eq!(bench.push(Some(&key(1)), "x").await.unwrap().status, 409);
    bench.clock.turn(TimeDelta::seconds(1));
    assert_eq!(bench.push(Some(&key(1)), "x").await.unwrap().status, 200, "LINE's trap: sent again");
    assert_eq!(bench.phone.chat(Channel::Line, USER).len(), 2);
}

#[tokio::test]
async fn a_refused_request_does_not_use_up_its_key() {
    let bench = bench(|_| {}).await;
    assert_eq!(bench.push(Some(&key(1)), "").await.unwrap().status, 400);
    assert_eq!(bench.push(Some(&key(1)), "x").await.unwrap().status, 200);
}

#[tokio::test]
async fn of_many_at_once_with_one_key_one_is_first() {
    let bench = bench(|options| options.answer_delay = Duration::from_millis(20)).await;
    let key = key(1);
    let pushes = (0..40).map(|_| bench.push(Some(&key), "x"));
    let answers = futures::future::join_all(pushes).await;
    let accepted = answers.iter().filter(|answer| answer.as_ref().unwrap().status == 200).count();
    assert_eq!(accepted, 1);
    assert_eq!(bench.phone.chat(Channel::Line, USER).len(), 1);
}

#[tokio::test]
async fn slow_answers_do_not_queue() {
    let bench = bench(|options| options.answer_delay = Duration::from_millis(100)).await;
    let began = Instant::now();
    let keys: Vec<String> = (0..200).map(key).collect();
    futures::future::join_all(keys.iter().map(|key| bench.push(Some(key), "x"))).await;
    assert_eq!(bench.phone.counts().accepted, 200);
    // One after the other they would take 20 s.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn one_who_blocked_gets_200_and_nothing_else() {
    let bench = bench(|options| options.monthly_limit = Some(1)).await;
    bench.phone.faults().block(USER);
    for n in 0..3 {
        assert_eq!(bench.push(Some(&key(n)), "x").await.unwrap().status, 200);
    }
    assert!(bench.phone.chat(Channel::Line, USER).is_empty());
    assert!(bench.phone.messages().iter().all(|message| message.fate == Fate::Blocked));
    let used = bench.line_get("/v2/bot/message/quota/consumption").await.json();
    assert_eq!(used, json!({ "totalUsage": 0 }), "the blocked are not counted");
    let profile = bench.line_get(&format!("/v2/bot/profile/{USER}")).await.status;
    assert_eq!(profile, 404);
}

#[tokio::test]
async fn the_month_counts_people_and_begins_at_midnight_in_japan() {
    let bench = bench(|options| options.monthly_limit = Some(2)).await;
    let others = ["U00000000000000000000000000000001", "U00000000000000000000000000000002"];
    let body = |to: &[&str]| json!({ "to": to, "messages": [{ "type": "text", "text": "x" }] });
    let multicast = "/v2/bot/message/multicast";
    assert_eq!(bench.push(None, "x").await.unwrap().status, 200);
    let over = bench.line(multicast, None, &body(&others)).await.unwrap();
    assert_eq!(over.status, 429);
    assert_eq!(over.json(), json!({ "message": "You have reached your monthly limit." }));
    assert_eq!(bench.push(None, "x").await.unwrap().status, 200);
    let limit = bench.line_get("/v2/bot/message/quota").await.json();
    assert_eq!(limit, json!({ "type": "limited", "value": 2 }));

    // 22 November 12:14 to 30 November 23:59:59, and one second more.
    bench.clock.turn(TimeDelta::days(8) + TimeDelta::seconds(11 * 3600 + 45 * 60 + 59));
    assert_eq!(bench.push(None, "x").await.unwrap().status, 429);
    bench.clock.turn(TimeDelta::seconds(1));
    assert_eq!(bench.line(multicast, None, &body(&others)).await.unwrap().status, 200);
}

#[tokio::test]
async fn too_many_calls_in_a_second_are_refused_in_lines_words() {
    let bench = bench(|options| options.rate_limit = Some(3)).await;
    let mut refused = None;
    for _ in 0..20 {
        let answer = bench.push(None, "x").await.unwrap();
        if answer.status == 429 {
            refused = Some(answer.json());
        }
    }
    let message = "The API rate limit has been exceeded. Try again later.";
    assert_eq!(refused, Some(json!({ "message": message })));
}

#[tokio::test]
async fn a_user_of_another_provider_fails_a_push_and_is_skipped_by_a_multicast() {
    let bench = bench(|options| options.strangers = Strangers::Refuse).await;
    let stranger = "U00000000000000000000000000000009";
    let messages = json!([{ "type": "text", "text": "x" }]);
    let push = json!({ "to": stranger, "messages": messages });
    let push = bench.line("/v2/bot/message/push", None, &push).await.unwrap();
    assert_eq!((push.status.as_u16(), push.json()), (400, json!({ "message": "Failed to send messages" })));
    let both = json!({ "to": [stranger, USER], "messages": messages });
    assert_eq!(bench.line("/v2/bot/message/multicast", None, &both).await.unwrap().status, 200);
    let reached: Vec<String> = bench.phone.messages().iter().map(|message| message.to.clone()).collect();
    assert_eq!(reached, [USER]);
}

#[tokio::test]
async fn the_record_forgets_the_oldest_first() {
    let bench = bench(|options| options.keep = 3).await;
    for n in 0..5 {
        bench.push(None, &format!("第{n}回")).await.unwrap();
    }
    let texts: Vec<String> = bench.phone.messages().iter().map(|message| message.text.clone()).collect();
    assert_eq!(texts, ["第2回", "第3回", "第4回"]);
    assert_eq!(bench.phone.chat(Channel::Line, USER).len(), 3);
}
