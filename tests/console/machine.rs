//! Packs that come by machine, in a city whose people approve.

use domain::staff::Role;
use http::StatusCode;
use serde_json::{Value, json};

use super::Clerk;
use super::clerk::Forms;
use super::following::{lived, lived_through};
use crate::support::service::{ARAO, Answer, Town};

/// The pack of the folder, with a line more in a file.
fn changed(town: &Town, file: &str, line: &str) -> domain::Pack {
    let mut pack = ayumi::packs::read(&town.settings.campaigns, &town.settings.rules).unwrap().remove(0);
    pack.files.get_mut(file).unwrap().push_str(line);
    pack
}

async fn send(town: &Town, pack: &domain::Pack, rest: Value) -> Answer {
    let mut body = json!({ "files": pack.files });
    body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    let path = format!("/v1/{ARAO}/campaigns");
    town.call("POST", &path, "staff_token", "application/json", body.to_string()).await
}

async fn in_force(town: &Town) -> String {
    match &town.rows("SELECT pack FROM cities").await[0][0] {
        shell::Value::Text(hash) => hash.clone(),
        other => panic!("{other:?}"),
    }
}

const WELCOME: &str = "campaigns/432041/welcome/campaign.toml";
const FOLLOW_UP: &str = "campaigns/432041/forecast_follow_up/messages.toml";

#[tokio::test(flavor = "multi_thread")]
async fn from_when_on_somebody_approves_nothing_is_published_without() {
    let town = Town::new().await;
    // Nobody is there yet: it is in force at once.
    let first = changed(&town, WELCOME, "# 一つめ\n");
    let answer = send(&town, &first, json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver], false).await;
    let before = in_force(&town).await;
    let second = changed(&town, WELCOME, "# 二つめ\n");
    let answer = send(&town, &second, json!({ "note": "春に向けて<b>" })).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let asked = answer.json();
    assert_eq!((&asked["request"], asked["hash"].as_str()), (&json!(1), Some(second.hash().as_str())));
    assert!(asked["url"].as_str().unwrap().ends_with(&format!("/console/{ARAO}/requests/1")), "{asked}");
    assert_eq!(in_force(&town).await, before);
    // Said twice is said once; what is in force already asks nobody.
    assert_eq!(send(&town, &second, json!({})).await.json()["request"], 1);
    assert_eq!(send(&town, &first, json!({})).await.status, StatusCode::OK);
    let page = taro.open(&town, "/requests/1").await;
    assert!(page.text().contains("春に向けて&lt;b&gt;") && page.text().contains("二つめ"), "{}", page.text());
    let said = taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    assert_eq!(in_force(&town).await, second.hash());
    // Whoever closes the approvers' accounts does not publish by that: it waits until somebody may approve again.
    town.alter("UPDATE staff SET state = 'closed', roles = '[]'").await;
    assert_eq!(send(&town, &first, json!({})).await.status, StatusCode::ACCEPTED);
    assert_eq!(in_force(&town).await, second.hash());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_after_health_and_those_enrolled_are_asked_about_too() {
    let town = Town::new().await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver], false).await;
    let mut nurse = Clerk::join(&town, "nurse", &[Role::Analyst], true).await;
    let pack = changed(&town, FOLLOW_UP, "# 読み直しました\n");
    assert_eq!(send(&town, &pack, json!({ "enrolled": "move" })).await.status, StatusCode::ACCEPTED);
    let page = taro.open(&town, "/requests/1").await;
    let early = taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    assert!(early.text().contains("先に、専門職の方に"), "{}", early.text());
    let read = nurse.open(&town, "/requests/1").await;
    let found = nurse.fill_at(&town, &read, "/requests/1", &[("what", "neutral")]).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.text());
    let said = taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    assert_eq!(in_force(&town).await, pack.hash());

    // Of several parts nobody could say who is moved.
    let mut both = changed(&town, WELCOME, "# あ\n");
    both.files.get_mut("campaigns/432041/city.toml").unwrap().push_str("# い\n");
    let answer = send(&town, &both, json!({ "enrolled": "stop" })).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert!(answer.text().contains("one campaign at a time"), "{}", answer.text());
    for (rest, status) in [
        (json!({ "enrolled": "drop" }), StatusCode::BAD_REQUEST),
        (json!({ "note": "あ".repeat(2_001) }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "by": "taro" }), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(send(&town, &both, rest.clone()).await.status, status, "{rest}");
    }
    // A pack with problems asks nobody.
    let broken = changed(&town, WELCOME, "title = 1\n");
    assert_eq!(send(&town, &broken, json!({})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(town.rows("SELECT count(*) FROM requests").await[0][0], shell::Value::Integer(1));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_by_machine_is_tried_campaign_by_campaign() {
    let town = lived().await;
    town.at("2026-11-25 10:00");
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver], false).await;
    let mut nurse = Clerk::join(&town, "nurse", &[Role::Analyst], true).await;
    let mut pack = changed(&town, WELCOME, "# 直しました\n");
    let texts = pack.files.get_mut("campaigns/432041/step_goal/messages.toml").unwrap();
    *texts = texts.replace("あと{left}歩", "残り{left}歩");
    assert_eq!(send(&town, &pack, json!({})).await.status, StatusCode::ACCEPTED);
    let before = town.rows("SELECT count(*) FROM outbox").await;

    let page = taro.open(&town, "/requests/1").await;
    let forms: Vec<Forms> =
        Forms::of(page.text()).into_iter().filter(|form| form.action.ends_with("/requests/1/replay")).collect();
    let parts: Vec<&str> = forms.iter().flat_map(|form| &form.fields).map(|(_, value)| value.as_str()).collect();
    assert!(parts.contains(&"campaign:step_goal") && parts.contains(&"campaign:welcome"), "{parts:?}");
    assert_eq!((forms.len(), page.text().matches("まだ試していません").count()), (2, 2), "{}", page.text());
    let form = forms.iter().find(|form| form.fields.iter().any(|(_, value)| value == "campaign:step_goal")).unwrap();
    let begun = taro.post(&town, form, &[("days", "7")]).await;
    // While it runs the request leads to it, and begins no other.
    let meanwhile = taro.open(&town, "/requests/1").await;
    assert!(meanwhile.text().contains("進み具合を見る"), "{}", meanwhile.text());
    assert_eq!(Forms::of(meanwhile.text()).iter().filter(|form| form.action.ends_with("/replay")).count(), 1);
    let found = lived_through(&town, &mut taro, &begun).await;
    for seen in ["変わる", "almost_there", "href=\"/console/432041/requests/1\">申請1に戻る"] {
        assert!(found.text().contains(seen), "{seen}: {}", found.text());
    }
    // Who follows numbers sees what was found, and begins nothing.
    let seen = nurse.open(&town, "/requests/1").await;
    assert!(seen.text().contains("結果を見る") && !seen.text().contains("/requests/1/replay"), "{}", seen.text());
    assert_eq!(seen.text().matches("まだ試していません").count(), 1);
    let forged = nurse.fill_at(&town, &seen, "/requests/1", &[]).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    let fields = |part: &str, csrf: &str| {
        [("part", part), ("days", "7"), ("csrf", csrf)].map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let csrf =
        |page: &Answer| Forms::of(page.text())[0].fields.iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
    let (own, hers) = (csrf(&page), csrf(&seen));
    let path = "/requests/1/replay";
    for (part, status) in [
        ("campaign:notebook_habit", StatusCode::CONFLICT),
        ("campaign:nothing", StatusCode::CONFLICT),
        ("city", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(taro.send_form(&town, path, &fields(part, &own)).await.status, status, "{part}");
    }
    let step_goal = "campaign:step_goal";
    assert_eq!(nurse.send_form(&town, path, &fields(step_goal, &hers)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        taro.send_form(&town, "/requests/9/replay", &fields(step_goal, &own)).await.status,
        StatusCode::CONFLICT
    );
    assert_eq!(town.rows("SELECT count(*) FROM outbox").await, before, "nothing of it was sent");

    // Approved, it keeps what was found, and nothing more is tried.
    let page = taro.open(&town, "/requests/1").await;
    taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    assert_eq!(in_force(&town).await, pack.hash());
    let page = taro.open(&town, "/requests/1").await;
    assert!(page.text().contains("結果を見る") && !page.text().contains(path), "{}", page.text());
    assert_eq!(taro.send_form(&town, path, &fields(step_goal, &own)).await.status, StatusCode::CONFLICT);
    town.stop().await;
}
