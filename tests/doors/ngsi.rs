//! Notifications of the city OS, as the broker sends them: once, again, late, and not for us.

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::guards::source::{blocks, read};
use crate::support::service::{ARAO, Answer, Setup, Town, joins, local};

const PAGE: &str = include_str!("../../docs/city-os.md");

impl Town {
    async fn notify(&self, door: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut request = Request::post(format!("/v1/{ARAO}/{door}/notify"))
            .header("authorization", format!("Bearer {}", self.service.token("ingest_token")))
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.to_string().into()).unwrap()).await
    }

    async fn v2(&self, format: &str, body: &Value) -> Answer {
        let headers = [("Ngsiv2-AttrsFormat", format), ("Fiware-Service", "arao"), ("Fiware-ServicePath", "/kenko")];
        self.notify("ngsi/v2", &headers, body).await
    }

    async fn ld(&self, body: &Value) -> Answer {
        self.notify("ngsi-ld", &[("NGSILD-Tenant", "arao")], body).await
    }

    async fn city_os_stored(&self) -> i64 {
        match self.rows("SELECT count(*) FROM events").await[0][0] {
            shell::Value::Integer(count) => count,
            _ => panic!("a count is a number"),
        }
    }

    async fn readings(&self, resident: &str) -> String {
        let sql = format!("SELECT json_extract(state, '$.steps.readings') FROM residents WHERE id = '{resident}'");
        format!("{:?}", self.rows(&sql).await)
    }
}

fn steps(count: i64, at: &str) -> Value {
    json!({"subscriptionId": "57458eb60962ef754e7c0998", "data": [{
        "id": "urn:ngsi-ld:DailySteps:p-1:2026-11-23", "type": "DailySteps",
        "steps": {"type": "Number", "value": count, "metadata": {"TimeInstant": {"type": "DateTime", "value": at}}},
    }]})
}

fn linked(notification: &str, count: i64, at: &str) -> Value {
    json!({"id": format!("urn:ngsi-ld:Notification:{notification}"), "type": "Notification",
        "notifiedAt": "2026-11-23T02:30:00Z", "data": [{
        "id": "urn:ngsi-ld:DailySteps:p-1:2026-11-23", "type": "DailySteps",
        "steps": {"type": "Property", "value": count, "observedAt": at},
    }]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_broker_repeats_is_stored_once_and_the_later_count_holds() {
    let town = Town::new().await;
    town.post(&joins("p-1", local("2026-11-01 09:00"))).await;
    let before = town.city_os_stored().await;
    let (early, late) = (steps(4321, "2026-11-23T09:00:00+09:00"), steps(5432, "2026-11-23T11:00:00+09:00"));
    // The later one arrives first; the early one comes late, and both are repeated.
    for (body, stored) in [(&late, 1), (&early, 2), (&early, 2), (&late, 2)] {
        let answer = town.v2("normalized", body).await;
        assert_eq!((answer.status, answer.text()), (StatusCode::NO_CONTENT, ""));
        assert_eq!(town.city_os_stored().await - before, stored);
    }
    let readings = town.readings("p-1").await;
    assert!(readings.contains("5432") && !readings.contains("4321"), "{readings}");

    // NGSI-LD: the same notification again is the same, another one is another.
    for (body, stored) in [
        (linked("1", 6543, "2026-11-23T02:30:00Z"), 3),
        (linked("1", 6543, "2026-11-23T02:30:00Z"), 3),
        (linked("2", 6543, "2026-11-23T02:30:00Z"), 4),
    ] {
        let answer = town.ld(&body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(town.city_os_stored().await - before, stored);
    }
    let readings = town.readings("p-1").await;
    assert!(readings.contains("6543") && !readings.contains("5432"), "{readings}");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_format_of_a_fact_is_one_event() {
    let town = Town::new().await;
    let entity = json!({"id": "g-1", "type": "StepGoal", "refResident": "urn:ngsi-ld:Person:p-1", "stepsPerDay": 6000,
        "validFrom": "2026-11-01", "TimeInstant": "2026-11-22T10:00:00+09:00"});
    let mut normalized = entity.clone();
    for (name, value) in normalized.as_object_mut().unwrap() {
        if name != "id" && name != "type" {
            *value = json!({"type": "Thing", "value": value, "metadata": {}});
        }
    }
    for (format, body) in [
        ("normalized", json!({"data": [normalized]})),
        ("keyValues", json!({"data": [entity]})),
        ("simplifiedNormalized", normalized.clone()),
        ("simplifiedKeyValues", entity.clone()),
    ] {
        let answer = town.v2(format, &body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{format}: {}", answer.text());
        assert_eq!(town.city_os_stored().await, 1, "{format}");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notification_of_which_nothing_can_be_taken_is_refused_with_reasons() {
    let town = Town::new().await;
    let good = steps(100, "2026-11-23T09:00:00+09:00")["data"][0].clone();
    let mut mine = good.clone();
    mine["id"] = "urn:ngsi-ld:DailySteps:123456789018:2026-11-23".into();
    let mut ahead = good.clone();
    ahead["id"] = "urn:ngsi-ld:DailySteps:p-1:2026-12-24".into();
    let room = json!({"id": "Room1", "type": "Room", "temperature": {"type": "Number", "value": 23}});

    let answer = town.v2("normalized", &json!({"data": [room, mine, ahead]})).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = answer.json();
    assert_eq!(said["type"], "/problems/refused");
    let places: Vec<&Value> = said["rejected"].as_array().unwrap().iter().map(|one| &one["index"]).collect();
    assert_eq!(places, [0, 1, 2]);
    assert!(answer.text().contains("Room") && answer.text().contains("My Number"), "{said}");
    assert!(answer.text().contains("2026-12-24, which is still to come"), "{said}");
    assert!(!answer.text().contains("123456789018"), "{said}");
    assert_eq!(town.city_os_stored().await, 0);

    let headers = [("Fiware-Service", "omuta")];
    let answer = town.notify("ngsi/v2", &headers, &steps(1, "2026-11-23T09:00:00+09:00")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("`Fiware-Service` is `omuta`"), "{}", answer.text());
    let answer = town.notify("ngsi-ld", &[("NGSILD-Tenant", "omuta")], &linked("1", 1, "2026-11-23T02:00:00Z")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(town.city_os_stored().await, 0);

    // Beside one that is taken, the refused ones are in the log.
    let answer = town.v2("normalized", &json!({"data": [room, good, mine]})).await;
    assert_eq!((answer.status, answer.text()), (StatusCode::NO_CONTENT, ""));
    assert_eq!(town.city_os_stored().await, 1);
    // What a condition leaves out is no failure of the broker.
    let rain = json!({"data": [{"id": "r", "type": "WeatherAlert", "subCategory": "rainfall", "severity": "high"}]});
    assert_eq!(town.v2("keyValues", &rain).await.status, StatusCode::NO_CONTENT);
    assert_eq!(town.city_os_stored().await, 1);
    town.stop().await;
}

/// The page's table is the city's, and its notifications are taken by it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_page_shows_is_so() {
    let table = read("campaigns/432041/city.toml");
    let rows = blocks(PAGE, "toml");
    assert!(rows.len() >= 6, "{rows:?}");
    for block in rows {
        assert!(
            table.contains(block.trim()),
            "docs/city-os.md shows what campaigns/432041/city.toml does not say:\n{block}"
        );
    }
    let mut setup = Setup::new();
    setup.now = local("2026-11-22 12:00");
    let town = setup.start().await.unwrap();
    let mut stored = 0;
    for block in blocks(PAGE, "json") {
        let body: Value = serde_json::from_str(&block).unwrap();
        let answer = if body["type"] == "Notification" { town.ld(&body).await } else { town.v2("", &body).await };
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{block}\n{}", answer.text());
        let now = town.city_os_stored().await;
        assert!(now > stored, "{block} led to nothing");
        stored = now;
    }
    let alerts = format!("{:?}", town.rows("SELECT state FROM cities").await);
    assert!(alerts.contains("荒尾第一"), "{alerts}");
    town.stop().await;
}
