//! Plans of evaluations: sealed with the publication, in the log, and never changed.

use chrono::TimeDelta;
use domain::Pack;
use domain::pack::registered;
use serde_json::Value as Json;
use shell::store::Store;
use shell::{Cache, Error, Sql, publish};

use super::given::{Shell, city, noon, pack, text};
use crate::support::program::{ayumi, ended};

/// The small pack with an end, an outcome and, where one is given, a plan that asks it.
fn planned(question: Option<&str>) -> Pack {
    let mut pack = pack();
    let settings = pack.files.get_mut(&pack.city_path().replace("city.toml", "walk/campaign.toml")).unwrap();
    *settings = settings
        .replace("from = 2020-01-01\n", "from = 2026-12-01\nuntil = 2027-01-31\n")
        .replace("[points.goal_day]", "[outcome]\nproximal = \"steps_same_day\"\n[points.goal_day]");
    let path = pack.campaign_path("walk", "cases.toml");
    pack.files.insert(path, String::new());
    let path = pack.campaign_path("walk", "plan.toml");
    pack.files.extend(question.map(|question| {
        let plan = format!(
            "question = \"{question}\"\nestimand = \"歩数の差\"\nprimary = \"steps_same_day\"\nestimator = \"wcls\"\n\
             adherence = \"days_in_period\"\nmissing = \"available_case\"\n[looks]\nfinal = 2027-04-01\n"
        );
        (path, plan)
    }));
    pack
}

/// What the log says of plans: what was done, and whether that was before the start.
async fn log(shell: &Shell) -> Vec<(String, bool)> {
    let rows = shell.rows("SELECT what, about, detail FROM audit WHERE what LIKE 'plan_%' ORDER BY number").await;
    let told = rows.iter().map(|row| {
        assert_eq!(text(&row[1]), "walk");
        let detail: Json = serde_json::from_str(text(&row[2])).unwrap();
        (text(&row[0]).to_owned(), detail["before_start"].as_bool().unwrap())
    });
    told.collect()
}

fn said(entries: &[(&str, bool)]) -> Vec<(String, bool)> {
    entries.iter().map(|(what, before)| ((*what).to_owned(), *before)).collect()
}

#[tokio::test]
async fn a_plan_is_sealed_with_its_publication_and_stays() {
    let shell = Shell::new().await;
    let start = noon() + TimeDelta::days(8);
    for (pack, at, sealed) in [
        (planned(None), noon(), said(&[])),
        (planned(Some("一")), noon(), said(&[("plan_sealed", true)])),
        (planned(Some("二")), start, said(&[("plan_sealed", true), ("plan_changed", false)])),
    ] {
        publish::publish(&shell.sql, &pack, at).await.unwrap();
        // What is in force already changes nothing.
        publish::publish(&shell.sql, &pack, at).await.unwrap();
        assert_eq!(log(&shell).await, sealed);
    }
    let store = Store::new(&shell.sql);
    let plans = store.sealed_plans(&city(), "walk").await.unwrap();
    assert_eq!(plans.iter().map(|plan| (plan.number, plan.before_start)).collect::<Vec<_>>(), [(1, true), (2, false)]);
    assert!(plans.iter().all(|plan| plan.holds()));
    assert_eq!(registered(&plans).and_then(|plan| plan.plan()).map(|plan| plan.question), Some("一".to_owned()));
    // An evaluator finds them by the program, and the bytes behind the hash.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    let ask = |more: &[&str]| {
        let mut command = ayumi();
        command.args(["plan", "sealed", "walk", "--lang", "en", "--city", city().as_str(), "--state"]);
        ended(command.arg(shell.state.path()).args(more))
    };
    let (code, told) = ask(&[]);
    assert!(code == 0 && told.lines().count() == 2 && told.contains(&plans[1].hash), "{told}");
    assert!(told.starts_with("1  2026-11-23 12:00  before the start") && told.contains("after the start"), "{told}");
    let (code, told) = ask(&["--number", "1", "--to", &file.display().to_string()]);
    assert!(code == 0 && told.contains(&plans[0].hash), "{told}");
    assert_eq!(wire::signed::fingerprint(&std::fs::read_to_string(&file).unwrap()), plans[0].hash);
    assert_eq!(store.latest_plans(&city()).await.unwrap()["walk"], plans[1]);
    // The hash is in the log, which is a chain.
    let detail = shell.rows("SELECT detail FROM audit WHERE what = 'plan_sealed'").await;
    let detail: Json = serde_json::from_str(text(&detail[0][0])).unwrap();
    assert_eq!((&detail["hash"], &detail["number"]), (&plans[0].hash.as_str().into(), &1.into()));
    // Going back seals what holds then, and taking the plan away is told as well.
    publish::rollback(&shell.sql, &Cache::default(), &city(), None, "machine", start).await.unwrap();
    publish::publish(&shell.sql, &planned(None), start).await.unwrap();
    let all = [("plan_sealed", true), ("plan_changed", false), ("plan_changed", false), ("plan_withdrawn", false)];
    assert_eq!(log(&shell).await, said(&all));
    for change in ["UPDATE plans SET text = ''", "DELETE FROM plans"] {
        let error = shell.sql.run(change, Vec::new()).await.unwrap_err();
        assert!(error.to_string().contains("plans stay as they were sealed"), "{error}");
    }
}

#[tokio::test]
async fn what_assigns_is_not_changed_under_its_seed() {
    let shell = Shell::new().await;
    let with = |arms: &str, seed: &str| {
        let mut pack = pack();
        let path = pack.campaign_path("walk", "campaign.toml");
        let settings = pack.files.get_mut(&path).unwrap();
        settings.push_str(&format!("[experiment]\nseed = \"{seed}\"\narms = {{ {arms} }}\n"));
        pack
    };
    publish::publish(&shell.sql, &with("a = 0.5, b = 0.5", "one"), noon()).await.unwrap();
    let refused = publish::publish(&shell.sql, &with("a = 0.9, b = 0.1", "one"), noon()).await.unwrap_err();
    let Error::Pack(problems) = refused else { panic!("{refused:?}") };
    assert!(problems[0].message.contains("`experiment.arms` would now assign some otherwise"), "{problems:?}");
    publish::publish(&shell.sql, &with("a = 0.9, b = 0.1", "two"), noon()).await.unwrap();
}
