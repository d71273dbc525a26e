//! Publishing over HTTP: what `ayumi publish` does, and what a wrong pack is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use domain::Problem;
use http::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::check::{bad_packs, expected, folder, lay};
use crate::support::service::{ARAO, Answer, Setup, Town, event, joins, line_user, steps};

async fn town() -> Town {
    let pack = folder().join("good");
    Setup { campaigns: pack.join("campaigns"), rules: pack.join("rules"), ..Setup::new() }.start().await.unwrap()
}

/// The good pack with one file changed.
fn changed(file: &str, from: &str, to: &str) -> TempDir {
    let pack = tempfile::tempdir().unwrap();
    lay(&folder().join("good"), pack.path());
    let path = pack.path().join("campaigns/432041").join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&path, text.replace(from, to)).unwrap();
    pack
}

impl Town {
    async fn put(&self, pack: &Path) -> Answer {
        let pack = ayumi::packs::read(&pack.join("campaigns"), &pack.join("rules")).unwrap().remove(0);
        self.put_files(&pack.files).await
    }

    async fn put_files(&self, files: &BTreeMap<String, String>) -> Answer {
        let body = json!({ "files": files }).to_string();
        self.call("POST", &format!("/v1/{ARAO}/campaigns"), "staff_token", "application/json", body).await
    }

    async fn versions(&self) -> Vec<Value> {
        let answer = self.call("GET", &format!("/v1/{ARAO}/campaigns"), "staff_token", "", "").await;
        answer.json().as_array().unwrap().clone()
    }

    async fn roll_back(&self, body: &str) -> Answer {
        let path = format!("/v1/{ARAO}/campaigns/rollback");
        self.call("POST", &path, "staff_token", "application/json", body.to_owned()).await
    }

    async fn replies(&self, resident: &str, action: &str) {
        let id = format!("{resident}-{action}-{}", self.clock.now().timestamp());
        let data = json!({ "action": action });
        self.post(&[event(&id, "reply.received.v1", resident, self.clock.now(), data)]).await;
    }

    fn texts(&self, resident: &str) -> Vec<String> {
        let mut all = self.phone.messages();
        all.retain(|message| message.to == line_user(resident));
        all.iter().map(|message| message.text.clone()).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_pack_is_refused_with_file_line_and_column_and_the_good_one_stays() {
    let town = town().await;
    let before = (town.contents().await, town.versions().await);
    for (name, pack) in bad_packs() {
        let answer = town.put(pack.path()).await;
        let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { panic!("{name}: {}", answer.text()) };
        // Where the city's own file is gone nothing is published either.
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {body}");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{name}");
        let problems: Vec<Problem> = serde_json::from_value(body["problems"].clone()).unwrap();
        let told: Vec<_> = problems.iter().map(|problem| (problem.to_string(), problem.message_ja.clone())).collect();
        // `ayumi check` says the same, warnings too, and a line about them all.
        let mut expected = expected(&name);
        expected.pop();
        expected.retain(|(english, _)| !english.contains(": warning: "));
        assert_eq!(told, expected, "{name}");
    }
    assert_eq!((town.contents().await, town.versions().await), before, "something of a bad pack was stored");
    // The service is as well as before: rules that loop took no instance with them.
    town.post(&joins("p-1", town.clock.now())).await;
    town.post(&[steps("p-1", "2026-11-23", 6500, 1, town.clock.now())]).await;
    assert_eq!(town.rows("SELECT sum(points) FROM points").await[0][0], shell::Value::Integer(10));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_holds_from_the_next_event_on_and_can_be_taken_back() {
    let town = town().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let walk = |date: &'static str| steps("p-1", date, 6500, 1, town.clock.now());
    town.post(&[walk("2026-11-20")]).await;
    let first = town.versions().await[0]["hash"].as_str().unwrap().to_owned();

    let twenty = changed("walk/campaign.toml", "points = 10", "points = 20");
    // The author's case says 10, so it does not publish before it is put right.
    assert_eq!(town.put(twenty.path()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let cases = twenty.path().join("campaigns/432041/walk/cases.toml");
    fs::write(&cases, fs::read_to_string(&cases).unwrap().replace("goal_day 10", "goal_day 20")).unwrap();
    let answer = town.put(twenty.path()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let second = answer.json();
    assert_eq!((&second["number"], &second["how"]), (&json!(2), &json!("published")));
    town.post(&[walk("2026-11-21")]).await;

    // Said twice is said once.
    assert_eq!(town.put(twenty.path()).await.json(), second);
    assert_eq!(town.versions().await.len(), 2);

    let back = town.roll_back("{}").await.json();
    assert_eq!(
        (&back["number"], &back["how"], back["hash"].as_str()),
        (&json!(3), &json!("rolled_back"), Some(&*first))
    );
    town.post(&[walk("2026-11-22")]).await;
    let prefix: String = second["hash"].as_str().unwrap().chars().take(10).collect();
    let again = town.roll_back(&json!({ "to": prefix }).to_string()).await.json();
    assert_eq!(again["hash"], second["hash"]);
    assert_eq!(town.roll_back(&json!({ "to": prefix }).to_string()).await.json(), again, "said twice is said once");
    assert_eq!(town.roll_back(r#"{"to": ""}"#).await.status, StatusCode::NOT_FOUND, "it could be any version");

    let points = town.rows("SELECT points, period FROM points ORDER BY period").await;
    let points: Vec<_> = points.iter().map(|row| row[0].clone()).collect();
    assert_eq!(
        points,
        [10, 20, 10].map(shell::Value::Integer),
        "points by the version of the day they were decided on"
    );
    // Every decision names its version.
    let rows = town.rows("SELECT DISTINCT version FROM decisions WHERE kind = 'award'").await;
    assert_eq!(rows.len(), 2);
    assert_eq!(town.versions().await.len(), 4);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_enrolled_stays_with_the_version_of_that_day() {
    let town = town().await;
    for resident in ["early", "late"] {
        town.post(&joins(resident, town.clock.now())).await;
    }
    town.replies("early", "join").await;
    let newer = changed("talk/messages.toml", "line = \"おはようございます。\"", "line = \"おはようさんです。\"");
    assert_eq!(town.put(newer.path()).await.status, StatusCode::OK);
    town.replies("late", "join").await;

    town.at("2026-11-24 09:00");
    town.tick().await;
    assert_eq!(town.texts("early"), ["おはようございます。"]);
    assert_eq!(town.texts("late"), ["おはようさんです。"]);

    // Also when everyone may come in by now: the enrolled are asked by their version, once.
    let open = changed("talk/campaign.toml", "entry = \"enrolled\"", "min_age = 0");
    let rules = open.path().join("campaigns/432041/walk/rules.rhai");
    fs::write(&rules, fs::read_to_string(&rules).unwrap().replace("enrol(\"talk\");", "nudge(\"how_are_you\");"))
        .unwrap();
    let answer = town.put(open.path()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    town.post(&joins("new", town.clock.now())).await;
    town.at("2026-11-25 09:00");
    town.tick().await;
    assert_eq!(town.texts("early"), ["おはようございます。", "おはようございます。"]);
    assert_eq!(town.texts("late"), ["おはようさんです。", "おはようさんです。"]);
    assert_eq!(town.texts("new"), ["おはようございます。"]);
    let rows = town.rows("SELECT count(*) FROM decisions WHERE campaign = 'talk' AND kind = 'nudge'").await;
    assert_eq!(rows[0][0], shell::Value::Integer(5), "one decision for each morning");
    town.stop().await;
}

/// Publishing at six in the evening does not lose the six o'clock question.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_loses_no_decision_point_that_has_come() {
    let town = town().await;
    town.post(&joins("p-1", town.clock.now())).await;
    town.replies("p-1", "join").await;
    town.at("2026-11-24 09:00");
    let newer = changed("walk/campaign.toml", "title = \"歩く\"", "title = \"もっと歩く\"");
    assert_eq!(town.put(newer.path()).await.status, StatusCode::OK);
    let ticked = town.tick().await;
    // Last evening of `walk`, which nobody asked about yet, and this morning of `talk`.
    assert_eq!(ticked["asked"], 2, "{ticked}");
    assert_eq!(town.texts("p-1"), ["おはようございます。"]);
    town.stop().await;
}
