//! LINE: a repeated call is known by its key, so what is unclear is asked again inside the key's
//! life and never after.

use std::time::Duration;

use ayumi::phone::{Channel, Fate, Fault, Resident, Strangers};
use chrono::TimeDelta;

use super::{sent, setup};
use crate::support::service::{line_user, local};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trouble_that_passes_ends_in_one_message() {
    let town = setup().start().await.unwrap();
    let faults = town.phone.faults();
    faults.hang(Duration::from_millis(50));
    let troubles = [
        (Fault::ServerError, "provider_error", "retry provider_error 500"),
        (Fault::Html, "provider_error", "retry provider_error 502"),
        (Fault::RateLimited, "rate_limited", "retry rate_limited 429"),
        (Fault::Timeout, "no_answer", "retry no_answer no answer"),
        (Fault::Reset, "no_answer", "retry no_answer no answer"),
        (Fault::AnswerLost, "no_answer", "retry no_answer no answer"),
    ];
    for (place, (fault, reason, step)) in troubles.into_iter().enumerate() {
        let resident = &format!("p-{place}");
        town.line(resident).await;
        town.say(resident, "lasting").await;
        // A call that was taken is known by its key, so its answer is lost once only.
        let failing = if matches!(fault, Fault::AnswerLost) { 1 } else { 2 };
        faults.next(fault, failing);
        for attempt in 1..=i64::from(failing) {
            town.tick_when_due(resident).await;
            assert_eq!(town.stands(resident, "lasting").await, sent("waiting", Some(reason), attempt), "{fault:?}");
        }
        let requests = town.phone.requests();
        town.tick().await;
        assert_eq!(town.phone.requests(), requests, "{fault:?}: tried again without waiting");
        town.tick_when_due(resident).await;
        assert_eq!(town.stands(resident, "lasting").await, sent("accepted", None, i64::from(failing) + 1), "{fault:?}");
        assert_eq!(town.on_line(resident), 1, "{fault:?}");
        let steps = town.steps(resident).await;
        let (last, before) = steps.split_last().unwrap();
        let failed: Vec<String> = (1..=failing).map(|attempt| format!("{attempt} {step}")).collect();
        assert_eq!(before, failed, "{fault:?}");
        assert!(last.starts_with(&format!("{} accepted ", failing + 1)), "{steps:?}");
        let rows = town.rows(&format!("SELECT id FROM outbox WHERE resident = '{resident}'")).await;
        let shell::Value::Text(id) = &rows[0][0] else { panic!("{rows:?}") };
        let key = id.parse::<domain::MessageId>().unwrap().as_uuid();
        let shown = town.shown(Channel::Line, &line_user(resident));
        assert_eq!(shown[0].retry_key.as_ref(), Some(&key), "{fault:?}");
    }
    assert_eq!(town.phone.counts().changed_retries, 0, "a retry had other bytes than its first try");
    // What was taken is not sent again.
    let requests = town.phone.requests();
    town.later(TimeDelta::hours(1));
    town.tick().await;
    assert_eq!(town.phone.requests(), requests);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_again_under_a_key_that_line_forgets() {
    let town = setup().start().await.unwrap();
    town.phone.faults().next(Fault::AnswerLost, 1);
    town.line("p-1").await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    assert_eq!(town.on_line("p-1"), 1);
    // The service sleeps for a day, and the message is still worth reading.
    let requests = town.phone.requests();
    town.later(TimeDelta::hours(23));
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("dead", Some("key_expired"), 1));
    assert_eq!(town.phone.requests(), requests);

    // Trouble without end ends before the key does.
    town.phone.faults().next(Fault::ServerError, 1_000);
    town.line("p-2").await;
    town.say("p-2", "lasting").await;
    let first = town.clock.now();
    while town.stands("p-2", "lasting").await.state != "dead" {
        town.tick_when_due("p-2").await;
        assert!(town.clock.now() - first < TimeDelta::hours(24));
    }
    assert_eq!(town.stands("p-2", "lasting").await.reason.as_deref(), Some("key_expired"));
    assert!(town.stands("p-2", "lasting").await.attempts < 60, "it waits longer and longer");
    assert_eq!(town.on_line("p-2"), 0);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_token_holds_messages_until_somebody_corrects_it() {
    let mut setup = setup();
    setup.variables.insert("line_channel_access_token".to_owned(), "outdated".to_owned());
    let town = setup.start().await.unwrap();
    town.line("p-1").await;
    town.say("p-1", "lasting").await;
    town.say("p-1", "brief").await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("credentials"), 1));
    // Longer than a key lives, but not than the message does: nothing of it was ever taken.
    town.later(TimeDelta::hours(26));
    town.tick().await;
    assert_eq!(town.stands("p-1", "brief").await.state, "withheld");
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("credentials"), 2));

    // Without a token at all no call is made; it is held the same way.
    let mut town = town;
    town.settings.variables.insert("line_channel_access_token".to_owned(), String::new());
    let town = town.restart().await;
    let requests = town.phone.requests();
    town.tick_when_due("p-1").await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("misconfigured"), 3));
    assert_eq!(town.phone.requests(), requests);

    let mut town = town;
    town.settings.variables.insert("line_channel_access_token".to_owned(), "phone-line-token".to_owned());
    let town = town.restart().await;
    town.tick_when_due("p-1").await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 4));
    assert_eq!(town.on_line("p-1"), 1);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_month_is_used_up_line_waits_and_sms_goes_on() {
    let town = setup().start().await.unwrap();
    town.phone.faults().next_on(Channel::Line, Fault::MonthlyLimit, 1);
    town.line("p-1").await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("monthly_limit"), 1));

    // The next ones by LINE are not even tried; SMS are sent.
    let requests = town.phone.requests();
    town.line("p-2").await;
    town.say("p-2", "lasting").await;
    town.sms("p-3", "+819012345678").await;
    town.say("p-3", "lasting").await;
    town.tick().await;
    assert_eq!(town.phone.requests(), requests + 1);
    assert_eq!(town.stands("p-2", "lasting").await, sent("waiting", Some("monthly_limit"), 0));
    assert_eq!(town.stands("p-3", "lasting").await, sent("accepted", None, 1));
    // What is looked at by night waits for the morning, whatever else there is to wait for.
    town.line("p-4").await;
    town.at("2026-11-23 20:59");
    town.say("p-4", "lasting").await;
    town.at("2026-11-23 21:00");
    town.tick().await;
    assert_eq!(town.stands("p-4", "lasting").await, sent("waiting", Some("quiet_hours"), 0));

    // They expire, and nothing is sent for them.
    town.later(TimeDelta::days(4));
    town.tick().await;
    for resident in ["p-1", "p-2"] {
        assert_eq!(town.stands(resident, "lasting").await.state, "withheld");
        assert_eq!(town.stands(resident, "lasting").await.reason.as_deref(), Some("expired"));
    }
    // On the first of the next month LINE is there again.
    town.at("2026-11-30 20:00");
    town.phone.faults().next_on(Channel::Line, Fault::MonthlyLimit, 1);
    town.say("p-1", "lasting").await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("monthly_limit"), 1));
    assert_eq!(town.next_look("p-1").await, local("2026-12-01 00:00"), "no probe is needed then");
    town.at("2026-12-01 08:00");
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 2));
    assert_eq!(town.on_line("p-1"), 1);

    // And when the plan is enlarged within a month, LINE is there again when it tells of that.
    town.phone.faults().next_on(Channel::Line, Fault::MonthlyLimit, 1);
    town.say("p-2", "lasting").await;
    town.tick().await;
    assert_eq!(town.stands("p-2", "lasting").await, sent("waiting", Some("monthly_limit"), 1));
    town.later(TimeDelta::minutes(25));
    town.tick().await;
    assert_eq!(town.stands("p-2", "lasting").await, sent("waiting", Some("monthly_limit"), 1));
    town.later(TimeDelta::minutes(5));
    town.tick().await;
    assert_eq!(town.stands("p-2", "lasting").await, sent("accepted", None, 2));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_unknown_to_line_or_blocks_it_is_not_written_to_again() {
    let mut setup = setup();
    setup.phone.strangers = Strangers::Refuse;
    let known = |resident: &str| Resident { line_user: Some(line_user(resident)), ..Resident::default() };
    setup.phone.residents = vec![known("p-2"), known("p-3")];
    let town = setup.start().await.unwrap();
    for resident in ["p-1", "p-2", "p-3"] {
        town.line(resident).await;
        town.say(resident, "lasting").await;
    }
    town.phone.faults().block(&line_user("p-2"));
    town.phone.block(&line_user("p-3")).await.unwrap();
    town.tick().await;

    assert_eq!(town.stands("p-1", "lasting").await, sent("dead", Some("refused"), 1));
    town.say("p-1", "other").await;
    assert_eq!(town.decided("p-1", "other").await, "no_channel");

    // LINE takes messages to people who block, and tells nobody.
    assert_eq!(town.stands("p-2", "lasting").await, sent("accepted", None, 1));
    assert_eq!(town.on_line("p-2"), 0);
    assert!(town.phone.messages().iter().any(|message| message.fate == Fate::Blocked));

    // Where it did tell, nothing was sent, until they are back.
    assert_eq!(town.stands("p-3", "lasting").await, sent("withheld", Some("no_channel"), 0));
    town.later(TimeDelta::minutes(1));
    town.phone.unblock(&line_user("p-3")).await.unwrap();
    town.say("p-3", "other").await;
    town.tick().await;
    assert_eq!(town.stands("p-3", "other").await, sent("accepted", None, 1));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_cannot_be_reached_has_seen_nothing() {
    let mut setup = setup();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    setup.variables.insert("line_api_base".to_owned(), format!("http://{nobody}"));
    setup.variables.insert("sms_api_base".to_owned(), format!("http://{nobody}"));
    let town = setup.start().await.unwrap();
    town.line("p-1").await;
    town.say("p-1", "lasting").await;
    town.sms("p-2", "+819012345678").await;
    town.say("p-2", "lasting").await;
    town.tick().await;
    for resident in ["p-1", "p-2"] {
        assert_eq!(town.stands(resident, "lasting").await, sent("waiting", Some("not_reached"), 1));
    }
    // A new address is no obstacle: nothing ever went to the old one.
    town.later(TimeDelta::minutes(1));
    let address = serde_json::json!({ "channel": "line", "address": line_user("p-1-new") });
    town.happens("channel.linked.v1", "p-1", address).await;
    let mut town = town;
    let base = format!("http://{}", town.phone.addr());
    town.settings.variables.insert("line_api_base".to_owned(), base.clone());
    town.settings.variables.insert("sms_api_base".to_owned(), base);
    let town = town.restart().await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 2));
    assert_eq!(town.on_line("p-1-new"), 1);
    assert_eq!(town.stands("p-2", "lasting").await, sent("accepted", None, 2));
    town.stop().await;
}
