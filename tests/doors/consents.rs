//! What a resident agreed to, as it is shown to them, and that a withdrawal holds at once.

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::service::{ARAO, Answer, Town, event, joins, line_user, steps};

impl Town {
    async fn consents(&self, resident: &str, query: &str) -> Answer {
        self.call("GET", &format!("/v1/{ARAO}/residents/{resident}/consents{query}"), "staff_token", "", "").await
    }
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["words"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resident_is_shown_what_was_said_and_what_holds() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let research = json!({ "purpose": "research", "categories": [], "text_version": "2025-10", "via": "web form" });
    town.post(&[event("r", "consent.given.v1", "p-1", town.clock.now(), research)]).await;
    town.at("2026-11-24 09:00");
    assert!(town.phone.say(&line_user("p-1"), "停止").await.unwrap().is_ok());

    let shown = town.consents("p-1", "").await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    let shown = shown.json();
    assert_eq!(
        words(&shown["history"]),
        [
            "2026年11月23日 窓口で、健康づくりのお手伝い（歩数）に同意しました（説明文 2026-04版「あらお健康づくり応援事業のご説明（2026年4月）」）。",
            "2026年11月23日 「web form」により、研究での利用に同意しました（説明文 2025-10版）。",
            "2026年11月24日 LINEで、お知らせを止めました。同意の取り消しではありません。",
        ]
    );
    assert_eq!(shown["now"][0]["holds"], true, "a stop is no withdrawal");
    assert!(shown["now"][0]["text"].as_str().unwrap().contains("お知らせをLINEやSMSで"), "{shown}");
    assert_eq!(shown["messages"][0]["state"], "stopped");
    assert_eq!(words(&shown["messages"]), ["お申し出により、LINEでのお知らせを止めています。"]);
    assert_eq!(shown["history"][2]["what"], "stopped");
    assert_eq!(shown["history"][2]["source"], "line");

    // Blocking, and taking the consent back.
    assert!(town.phone.block(&line_user("p-1")).await.unwrap().is_ok());
    let back = json!({ "purpose": "engagement", "categories": [], "text_version": "2026-04", "via": "counter" });
    town.post(&[event("b", "consent.withdrawn.v1", "p-1", town.clock.now(), back)]).await;
    let shown = town.consents("p-1", "?language=en").await.json();
    assert_eq!(
        words(&shown["history"])[3..],
        [
            "On 24 November 2026 you blocked our LINE account. Your consent was not withdrawn by that.",
            "On 24 November 2026 you withdrew at the counter your consent to being helped with your health \
             (text 2026-04, “あらお健康づくり応援事業のご説明（2026年4月）”).",
        ]
    );
    assert_eq!(shown["now"][0]["holds"], false);
    assert_eq!(words(&shown["messages"]), ["We send you nothing by LINE, as you have not agreed to it."]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_wrong_is_told_how() {
    let town = Town::new().await;
    for (path, token, status, kind) in [
        ("p-1/consents", "ingest_token", StatusCode::UNAUTHORIZED, "/problems/unauthorized"),
        ("p-1/consents", "staff_token", StatusCode::NOT_FOUND, "/problems/not-found"),
        ("123456789018/consents", "staff_token", StatusCode::NOT_FOUND, "/problems/not-found"),
        ("p-1/consents?language=fr", "staff_token", StatusCode::BAD_REQUEST, "/problems/unreadable"),
    ] {
        let answer = town.call("GET", &format!("/v1/{ARAO}/residents/{path}"), token, "", "").await;
        assert_eq!((answer.status, answer.json()["type"].as_str().unwrap()), (status, kind), "{path}");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_to_leave_does_not_after_a_withdrawal() {
    let town = Town::new().await;
    for resident in ["stays", "withdraws"] {
        town.post(&joins(resident, town.clock.now())).await;
        let goal = json!({ "metric": "steps_per_day", "target": 6000, "from": "2026-11-23" });
        town.post(&[event(&format!("{resident}-goal"), "goal.set.v1", resident, town.clock.now(), goal)]).await;
    }
    town.at("2026-11-24 17:10");
    for resident in ["stays", "withdraws"] {
        town.post(&[steps(resident, "2026-11-24", 4800, 1, town.clock.now())]).await;
    }
    let waiting = "SELECT count(*) FROM outbox WHERE message = 'almost_there' AND state = 'waiting'";
    assert_eq!(town.rows(waiting).await, [[2.into()]], "both are allowed and wait");
    let back = json!({ "purpose": "engagement", "categories": [], "text_version": "2026-04", "via": "counter" });
    town.post(&[event("b", "consent.withdrawn.v1", "withdraws", town.clock.now(), back)]).await;
    town.tick().await;
    let to = |resident: &str| town.phone.messages().iter().filter(|one| one.to == line_user(resident)).count();
    let left = "SELECT resident, state, reason FROM outbox WHERE message = 'almost_there' ORDER BY resident";
    assert_eq!(
        town.rows(left).await,
        [
            ["stays".into(), "accepted".into(), shell::Value::Null],
            ["withdraws".into(), "withheld".into(), "no_consent".into()],
        ]
    );
    assert!(to("stays") > 0);
    assert_eq!(to("withdraws"), 0);
    town.stop().await;
}
