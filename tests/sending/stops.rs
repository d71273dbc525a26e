//! Staff stop a campaign, a way or everything; a campaign stops by itself; the month ends.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{sent, setup};
use crate::support::service::{ARAO, Town};

impl Town {
    async fn staff(&self, method: &str, path: &str, body: &Value) -> Value {
        let path = format!("/v1/{ARAO}/{path}");
        let answer = self.call(method, &path, "staff_token", "application/json", body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    async fn stop_sending(&self, scope: &str) -> Value {
        self.staff("POST", "stops", &json!({ "scope": scope, "why": "文面の日付が違う" })).await
    }

    async fn go_on_sending(&self, scope: &str) -> Value {
        self.staff("POST", "stops/resume", &json!({ "scope": scope })).await
    }

    /// What staff were told, the newest first.
    async fn told(&self) -> Vec<String> {
        let notices = self.staff("GET", "notices", &Value::Null).await;
        notices.as_array().unwrap().iter().map(|told| told["ja"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stopped_leaves_with_no_tick_until_it_goes_on() {
    let town = setup().start().await.unwrap();
    for scope in ["campaign:say", "channel:line", "all"] {
        let resident = scope.replace(':', "-");
        town.line(&resident).await;
        town.say(&resident, "lasting").await;
        let standing = town.stop_sending(scope).await;
        assert_eq!(standing["pauses"][0]["scope"], scope);
        assert_eq!(standing["waiting"], json!([{ "campaign": "say", "messages": 1 }]), "{standing}");
        town.tick().await;
        town.later(TimeDelta::minutes(30));
        town.tick().await;
        assert_eq!(town.on_line(&resident), 0, "{scope}");
        assert_eq!(town.stands(&resident, "lasting").await, sent("waiting", Some("paused"), 0));
        // Twice is once.
        town.stop_sending(scope).await;
        town.go_on_sending(scope).await;
        town.tick().await;
        assert_eq!(town.on_line(&resident), 1, "{scope}");
    }
    // A slip of the pen stops nothing, and is no stop.
    let slip = json!({ "scope": "campaign:sya", "why": "文面の日付が違う" }).to_string();
    let answer = town.call("POST", &format!("/v1/{ARAO}/stops"), "staff_token", "application/json", slip).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("no campaign is called `sya`; there are `few`, `say`"), "{}", answer.text());
    let told = town.told().await;
    assert_eq!(told.len(), 6, "{told:?}");
    assert_eq!(told[5], "職員が取り組み「say」を止めました。理由: 文面の日付が違う");
    assert_eq!(told[0], "すべての送信を再開しました。");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_way_that_is_stopped_holds_no_other_and_nothing_new_is_decided_for_a_campaign_that_is() {
    let town = setup().start().await.unwrap();
    town.line("hana").await;
    town.sms("taro", "+819012345678").await;
    town.stop_sending("channel:line").await;
    town.say("hana", "lasting").await;
    town.say("taro", "lasting").await;
    town.tick().await;
    assert_eq!(town.stands("hana", "lasting").await, sent("waiting", Some("paused"), 0));
    assert_eq!(town.stands("taro", "lasting").await, sent("accepted", None, 1));
    town.stop_sending("campaign:say").await;
    town.later(TimeDelta::minutes(1));
    town.say("taro", "brief").await;
    assert_eq!(town.decided("taro", "brief").await, "suspended");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_can_be_thrown_away_and_is_accounted_for() {
    let town = setup().start().await.unwrap();
    town.line("hana").await;
    town.say("hana", "lasting").await;
    let body = json!({ "scope": "campaign:say", "why": "取りやめ", "discard": true });
    let standing = town.staff("POST", "stops", &body).await;
    assert_eq!(standing["waiting"], json!([]));
    town.go_on_sending("campaign:say").await;
    town.tick().await;
    assert_eq!(town.stands("hana", "lasting").await, sent("withheld", Some("suspended"), 0));
    assert_eq!(town.steps("hana").await, ["0 withheld suspended"]);
    assert_eq!(town.on_line("hana"), 0);
    town.stop().await;
}

/// Thrown away is what would go by the way, also where the message could go by another, and also when the way goes on
/// before anybody has looked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_a_way_can_be_thrown_away() {
    let town = setup().start().await.unwrap();
    // LINE has taken this one, and its SMS waits for an answer.
    town.both("jiro").await;
    town.notes("jiro").await;
    town.tick().await;
    town.both("hana").await;
    town.sms("taro", "+819087654321").await;
    for resident in ["hana", "taro"] {
        town.say(resident, "lasting").await;
    }
    town.stop_sending("channel:line").await;
    // Stopped before, and thrown away now.
    town.staff("POST", "stops", &json!({ "scope": "channel:line", "why": "取りやめ", "discard": true })).await;
    town.go_on_sending("channel:line").await;
    town.later(TimeDelta::minutes(1));
    town.say("hana", "other").await;
    town.tick().await;
    assert_eq!(town.stands("hana", "lasting").await, sent("withheld", Some("suspended"), 0));
    assert_eq!(town.stands("taro", "lasting").await, sent("accepted", None, 1));
    // What is decided later leaves, and nothing is brought forward.
    assert_eq!((town.on_line("hana"), town.on_line("jiro"), town.texts_by_sms().len()), (1, 1, 0));
    assert_eq!(town.stands("jiro", "other").await, sent("waiting", None, 0));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_text_to_a_person_again_stops_its_campaign() {
    let town = setup().start().await.unwrap();
    town.line("hana").await;
    town.line("taro").await;
    let at = town.clock.now().to_rfc3339();
    let weight = json!({ "kind": "weight", "weight_kg": 60.5, "at": at });
    let pressure = json!({ "kind": "blood_pressure", "systolic_mmhg": 128, "diastolic_mmhg": 80, "at": at });
    town.happens("notebook.entry.v1", "hana", weight.clone()).await;
    town.tick().await;
    town.later(TimeDelta::minutes(1));
    town.happens("notebook.entry.v1", "hana", pressure).await;
    town.happens("notebook.entry.v1", "taro", weight).await;
    town.tick().await;
    assert_eq!((town.on_line("hana"), town.stands("hana", "measured").await), (1, sent("waiting", Some("paused"), 0)));
    assert_eq!(
        town.told().await,
        [
            "送りすぎを防ぐ安全装置が取り組み「few」を止めました。同じ人に、同じ文面「measured」を1日に2度送るところでした。ルールを確かめてから再開してください。"
        ]
    );
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_that_sends_more_than_was_expected_stops_itself() {
    let town = setup().start().await.unwrap();
    // The campaign `few` is expected to send two a day, and may send three times as many.
    for number in 0..10 {
        let resident = format!("p-{number}");
        town.line(&resident).await;
        let weight = json!({ "kind": "weight", "weight_kg": 60.5, "at": town.clock.now().to_rfc3339() });
        town.happens("notebook.entry.v1", &resident, weight).await;
    }
    town.tick().await;
    let few = "SELECT state, reason, COUNT(*) FROM outbox WHERE campaign = 'few' GROUP BY 1, 2 ORDER BY 1";
    let rows = town.rows(few).await;
    assert_eq!(rows[0], ["accepted".into(), shell::Value::Null, 6.into()]);
    assert_eq!(rows[1], ["waiting".into(), "paused".into(), 4.into()]);
    let told = town.told().await;
    assert_eq!(
        told[0],
        "送りすぎを防ぐ安全装置が取り組み「few」を止めました。きょうの送信が見込みの上限(6通)に達しました(6通送信済み)。内容を確かめてから再開してください。"
    );
    // Someone looked at it and lets it go on: for this day the fuse is out.
    town.go_on_sending("campaign:few").await;
    town.tick().await;
    let rows = town.rows(few).await;
    assert_eq!(rows, vec![vec!["accepted".into(), shell::Value::Null, 10.into()]]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaves_beyond_the_months_messages_and_staff_hear_before() {
    let mut setup = setup();
    setup.phone.monthly_limit = Some(10);
    let town = setup.start().await.unwrap();
    for number in 0..12 {
        let resident = format!("p-{number}");
        town.line(&resident).await;
        town.say(&resident, &format!("numbered_{number}")).await;
    }
    town.tick().await;
    let on_line = (0..12).filter(|number| town.on_line(&format!("p-{number}")) == 1).count();
    assert_eq!(on_line, 10);
    assert_eq!(town.phone.counts().refused, 0, "LINE was never asked for more than the month has");
    let told = town.told().await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|words| words.contains("上限の8割をこえました(10通のうち10通)")), "{told:?}");
    assert!(told.iter().any(|words| words.contains("使い切りました")), "{told:?}");
    // The rest waits for the next month.
    let rows = town.rows("SELECT reason, COUNT(*) FROM outbox WHERE state = 'waiting' GROUP BY 1").await;
    assert_eq!(rows, vec![vec!["monthly_limit".into(), 2.into()]]);
    // The city takes a larger plan: what waits goes on when LINE tells of it.
    town.phone.set_monthly_limit(Some(20));
    town.later(TimeDelta::minutes(31));
    town.tick().await;
    let on_line = (0..12).filter(|number| town.on_line(&format!("p-{number}")) == 1).count();
    assert_eq!(on_line, 12);
    town.stop().await;
}
