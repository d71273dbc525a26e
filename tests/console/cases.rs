//! Cases as timelines, and cases from what is on record of one resident.

use domain::staff::Role;
use http::StatusCode;
use serde_json::json;

use super::Clerk;
use super::clerk::Forms;
use crate::support::service::{ARAO, Answer, MONDAY_NOON, Town, event, joins, local, steps};

const EDIT: &str = "/edit/campaign:step_goal";

/// The day of [`MONDAY_NOON`].
const MONDAY: &str = "2026-11-23";

fn field(page: &Answer, end: &str, name: &str) -> String {
    let forms = Forms::of(page.text());
    let form = forms.iter().find(|form| form.action.ends_with(end)).unwrap();
    form.fields.iter().find(|(other, _)| other == name).unwrap().1.clone()
}

async fn begun(town: &Town, clerk: &mut Clerk) -> Answer {
    let page = clerk.open(town, EDIT).await;
    let answer = clerk.fill_at(town, &page, "/begin", &[]).await;
    clerk.follow(town, &answer).await
}

#[tokio::test(flavor = "multi_thread")]
async fn how_cases_go_is_shown_beside_them_and_live() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    for seen in [
        "見本の流れ",
        "夕方、あと少しなら背中を押す",
        "4,800歩が届いた",
        "LINEで送った「きょうの目標まで、あと…歩です」",
        "見本どおり",
    ] {
        assert!(page.text().contains(seen), "{seen}: {}", page.text());
    }
    assert!(!page.text().contains("見本と違う"));
    // What is typed is played a moment later, and leads to its line.
    let forms = Forms::of(page.text());
    let mut fields = forms.into_iter().find(|form| form.action.ends_with(EDIT)).unwrap().fields;
    let cases = fields.iter_mut().find(|(name, _)| name == "file:cases.toml").unwrap();
    cases.1 = cases.1.replacen("sent = [\"almost_there\"]", "sent = []", 1);
    let live = hana.send_form(&town, &format!("{EDIT}/preview"), &fields).await;
    assert_eq!(live.status, StatusCode::OK);
    for seen in [
        "見本と違う",
        "実際：「きょうの目標まで、あと…歩です」を送る",
        "送られたものが見本と違います",
        "data-jump=\"cases.toml\"",
        "href=\"#cases-toml\"",
    ] {
        assert!(live.text().contains(seen), "{seen}: {}", live.text());
    }
    // Saved, it stands on the page, in English too.
    let answer = hana.send_form(&town, EDIT, &fields).await;
    hana.follow(&town, &answer).await;
    let page = hana.open(&town, &format!("{EDIT}?lang=en")).await;
    for seen in ["How the cases go", "Not as written", "4,800 steps arrived", "Go to line"] {
        assert!(page.text().contains(seen), "{seen}: {}", page.text());
    }
    // What somebody writes into a case is text.
    let script = fields.iter_mut().find(|(name, _)| name == "file:cases.toml").unwrap();
    script.1 = script.1.replacen("夕方、あと少しなら背中を押す", "<script>alert(1)</script>", 1);
    let live = hana.send_form(&town, &format!("{EDIT}/preview"), &fields).await;
    assert!(live.text().contains("&lt;script&gt;") && !live.text().contains("<script>"));
    town.stop().await;
}

/// A resident who walks, answers, and sets a goal.
async fn lives(town: &Town) {
    town.at(MONDAY_NOON);
    let start = local(MONDAY_NOON);
    town.post(&joins("p-hana", start)).await;
    let goal = json!({ "metric": "steps_per_day", "target": 6000, "from": MONDAY });
    town.post(&[event("p-hana-goal", "goal.set.v1", "p-hana", start, goal)]).await;
    let day = MONDAY;
    let later = format!("{day} 17:10");
    town.at(&later);
    town.post(&[steps("p-hana", day, 4_800, 1, local(&later))]).await;
    let later = format!("{day} 18:30");
    town.at(&later);
    town.post(&[steps("p-hana", day, 6_150, 2, local(&later))]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_made_of_a_residents_record_and_names_nobody() {
    let town = Town::new().await;
    lives(&town).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = hana.open(&town, "/residents/p-hana").await;
    assert!(page.text().contains("この方の記録から見本を作る"), "{}", page.text());
    let fields = [("campaign", "step_goal"), ("days", "7")];
    let answer = hana.fill_at(&town, &page, "/residents/p-hana/case", &fields).await;
    let page = hana.follow(&town, &answer).await;
    assert!(page.text().contains("見本を書き足しました"), "{}", page.text());
    assert!(page.text().contains("問題は見つかりませんでした"), "{}", page.text());
    let cases = field(&page, EDIT, "file:cases.toml");
    let (_, made) = cases.split_once("ある方の記録から作りました").unwrap();
    for said in ["goal = 6000", "steps = 4800", "steps = 6100", "award goal_day 10", "birth_year = 1950"] {
        assert!(made.contains(said), "{said}: {made}");
    }
    for private in ["p-hana", "荒尾\"", "1952", "6150", MONDAY] {
        assert!(!made.contains(private), "{private}: {made}");
    }
    // A second one follows the first, in the same draft.
    let page = hana.open(&town, "/residents/p-hana").await;
    let answer = hana.fill_at(&town, &page, "/residents/p-hana/case", &fields).await;
    let page = hana.follow(&town, &answer).await;
    assert_eq!(field(&page, EDIT, "file:cases.toml").matches("ある方の記録から作りました").count(), 2);
    // Who looked is in the log, with what for.
    let rows = town.rows("SELECT about, detail FROM audit WHERE what = 'case_made'").await;
    assert_eq!(rows.len(), 2);
    let told = format!("{rows:?}");
    assert!(told.contains("p-hana") && told.contains("campaign:step_goal"), "{told}");
    let mut admin = Clerk::join(&town, "admin", &[Role::Administrator], false).await;
    assert!(admin.open(&town, "/log").await.text().contains("住民の記録から見本を作った"));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_case_can_be_made_it_is_said_why() {
    let town = Town::new().await;
    lives(&town).await;
    town.post(&joins("p-quiet", local(MONDAY_NOON))).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut approver = Clerk::join(&town, "approver", &[Role::Approver], false).await;
    let mut analyst = Clerk::join(&town, "analyst", &[Role::Analyst], false).await;
    let page = hana.open(&town, "/residents/p-hana").await;
    let own = Forms::of(page.text()).into_iter().find(|form| form.action.ends_with("/case")).unwrap();
    let with = |clerk: &str, changes: &[(&str, &str)]| {
        let mut fields = own.fields.clone();
        fields.extend([("campaign", "step_goal"), ("days", "7")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        for (name, value) in changes {
            fields.retain(|(other, _)| other != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        (format!("/residents/{clerk}/case"), fields)
    };
    // Nobody of that id, no such campaign, no such days.
    for (who, changes) in [
        ("nobody", &[][..]),
        ("p-hana", &[("campaign", "nothing")]),
        ("p-hana", &[("campaign", "../city")]),
        ("p-hana", &[("days", "365")]),
        ("p-hana", &[("days", "")]),
    ] {
        let (path, fields) = with(who, changes);
        let refused = hana.send_form(&town, &path, &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{who} {changes:?}: {}", refused.text());
    }
    // Nothing happened.
    let (path, fields) = with("p-quiet", &[]);
    let refused = hana.send_form(&town, &path, &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("この期間に、見本にできる記録がありません"), "{}", refused.text());
    // A draft that has faults is mended first, and nothing of it is lost.
    let page = begun(&town, &mut hana).await;
    let broken = format!("{}\nfn at_nowhere(me) {{ }}\n", field(&page, EDIT, "file:rules.rhai"));
    hana.fill_at(&town, &page, EDIT, &[("file:rules.rhai", &broken)]).await;
    let (path, fields) = with("p-hana", &[]);
    let refused = hana.send_form(&town, &path, &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("下書きに直すところがある"), "{}", refused.text());
    let page = hana.open(&town, EDIT).await;
    assert!(field(&page, EDIT, "file:rules.rhai").contains("at_nowhere"));
    // Who does not write sees no such form, and can send none; nor can anybody of another city.
    assert!(!approver.open(&town, "/residents/p-hana").await.text().contains("見本を作る"));
    for clerk in [&mut approver, &mut analyst] {
        let home = clerk.open(&town, "").await;
        let csrf = Forms::of(home.text())[0].fields[0].1.clone();
        let (path, fields) = with("p-hana", &[("csrf", &csrf)]);
        assert_eq!(clerk.send_form(&town, &path, &fields).await.status, StatusCode::FORBIDDEN);
    }
    let (path, fields) = with("p-hana", &[]);
    let elsewhere = hana.send_form(&town, &format!("/console/432059{path}"), &fields).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    assert_eq!(ARAO, "432041");
    town.stop().await;
}
