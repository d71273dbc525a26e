//! A stamp rally, from the poster to the card: read by a stranger, tapped twice, guessed by the thousand, and closed.

use std::path::Path;

use chrono::TimeDelta;
use domain::staff::Role;
use http::StatusCode;
use serde_json::json;

use super::family::{opens, ticket};
use super::{HANAKO, arao, browser, has, has_not, me, refused, send};
use crate::console::Clerk;
use crate::support::host::root;
use crate::support::service::{PUBLIC_URL, Setup, Town, event, joins, local};

const RALLY: &str = "autumn_stamps";

const CAMPAIGN: &str = "title = \"荒尾めぐり\"\nfrom = 2026-11-23\nuntil = 2026-11-29\ntechniques = [\"3.1\"]\n\
                        [points.stamp]\npoints = 10\nonce_per = \"day\"\n\
                        [points.whole]\npoints = 100\nonce_per = \"campaign\"\n[stamps]\n\
                        places = [{ name = \"四山神社\" }, { name = \"万田坑\" }, { name = \"荒尾干潟\" }]\ncomplete = 2\n";

const RULES: &str =
    "fn on_stamp(me, event) {\n    award(\"stamp\");\n    if event.is_complete { award(\"whole\"); }\n}\n";

const CASE: &str = "[[case]]\nname = \"ひとつ目\"\nresident = { birth_year = 1952, reach = [\"line\"] }\n\
                    [[case.step]]\nat = \"2026-11-24 10:00\"\nstamp = \"万田坑\"\nexpect = [\"award stamp 10\"]\n";

/// The Arao pack with the rally beside its campaigns, as folders.
fn folders(below: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let packs = ayumi::packs::read(&root().join("campaigns"), &root().join("rules")).unwrap();
    let mut pack = packs.into_iter().find(|pack| pack.city == arao()).unwrap();
    for (file, text) in
        [("campaign.toml", CAMPAIGN), ("rules.rhai", RULES), ("messages.toml", ""), ("cases.toml", CASE)]
    {
        pack.files.insert(pack.campaign_path(RALLY, file), text.to_owned());
    }
    for (path, text) in pack.files {
        let file = below.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    (below.join("campaigns"), below.join("rules"))
}

async fn town() -> (Town, tempfile::TempDir) {
    let below = tempfile::tempdir().unwrap();
    let mut setup = Setup::new();
    (setup.campaigns, setup.rules) = folders(below.path());
    setup.now = local("2026-11-23 06:00");
    let town = setup.start().await.unwrap();
    town.post(&joins(HANAKO, local("2026-11-23 06:00"))).await;
    (town, below)
}

/// What the poster of a place leads to.
fn poster(town: &Town, place: &str) -> String {
    let code = wire::stamp::code(town.service.token("link_key"), &arao(), RALLY, place);
    format!("/stamp/{RALLY}/{code}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stamp_takes_one_tap_and_counts_once_a_day_and_place() {
    let (town, _below) = town().await;
    let shrine = poster(&town, "四山神社");
    // A stranger is told how to come in, and what for.
    let mut stranger = Clerk::default();
    let asked = stranger.open(&town, &me(&shrine)).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    has(&asked, &["四山神社", "わたしのページを一度お開きください"]);
    let mut hanako = browser(&town, HANAKO);
    has(&hanako.open(&town, &me("")).await, &["荒尾めぐり", "0か所"]);
    let page = hanako.open(&town, &me(&shrine)).await;
    has(&page, &["四山神社", "スタンプを押す"]);
    for said in ["スタンプを押しました", "今日のスタンプは、もう押してあります"] {
        let pressed = hanako.fill_at(&town, &page, &shrine, &[]).await;
        has(&hanako.follow(&town, &pressed).await, &[said, "1か所", "11/23"]);
    }
    has(&hanako.open(&town, &me(&shrine)).await, &["もう押してあります"]);
    // The second place makes it whole.
    let pressed = send(&town, &mut hanako, &poster(&town, "万田坑"), &poster(&town, "万田坑"), &[]).await;
    has(&hanako.follow(&town, &pressed).await, &["スタンプがそろいました", "2か所", "まだです"]);
    has(&hanako.open(&town, &me("/points")).await, &["110"]);
    // What was a mistake goes, and so do its points.
    let record = json!({ "campaign": RALLY, "place": "万田坑", "date": "2026-11-23" });
    let back = json!({ "type": "ayumi.stamp.collected.v1", "record": record });
    town.later(TimeDelta::minutes(1));
    town.post(&[event("back", "record.withdrawn.v1", HANAKO, town.clock.now(), back)]).await;
    has(&hanako.open(&town, &me(&format!("/stamps/{RALLY}"))).await, &["1か所"]);
    has_not(&hanako.open(&town, &me(&format!("/stamps/{RALLY}"))).await, &["そろいました"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_stamped_by_guesses_by_others_forms_or_after_the_end() {
    let (town, _below) = town().await;
    let shrine = poster(&town, "四山神社");
    let mut hanako = browser(&town, HANAKO);
    let page = hanako.open(&town, &me(&shrine)).await;
    // A form that another browser was given stamps nothing.
    town.post(&joins("p-2", local("2026-11-23 06:00"))).await;
    let mut other = browser(&town, "p-2");
    assert_eq!(other.fill_at(&town, &page, &shrine, &[]).await.status, StatusCode::FORBIDDEN);
    let mut found = Vec::new();
    for number in 0..320 {
        found.push(other.open(&town, &me(&format!("/stamp/{RALLY}/{number:08}"))).await.status);
    }
    assert!(found[..300].iter().all(|status| *status == StatusCode::NOT_FOUND));
    assert!(found[300..].iter().all(|status| *status == StatusCode::TOO_MANY_REQUESTS), "{:?}", &found[295..]);
    // Who was there is let in all the same.
    has(&hanako.open(&town, &me(&shrine)).await, &["スタンプを押す"]);
    assert_eq!(hanako.open(&town, &me("/stamps/none")).await.status, StatusCode::NOT_FOUND);
    // A page that was left open past the last day.
    town.later(TimeDelta::days(7));
    let late = hanako.fill_at(&town, &page, &shrine, &[]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&late, &["スタンプを押せる期間ではありません"]);
    let over = hanako.open(&town, &me(&shrine)).await;
    has(&over, &["11月29日", "たくさんのご参加、ありがとうございました"]);
    has_not(&over, &["<form method=\"post\" action=\"/me/432041/stamp"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn family_stamps_nothing_for_somebody_who_is_not_there() {
    let (town, _below) = town().await;
    let shrine = poster(&town, "四山神社");
    let mut hanako = browser(&town, HANAKO);
    let ticket = ticket(&town, &mut hanako, "娘").await;
    let (mut daughter, _) = opens(&town, &ticket).await;
    let only = "その場所に来られたご本人に押していただくものです。";
    let page = daughter.open(&town, &me(&shrine)).await;
    has(&page, &["ご家族として見ています", only]);
    has_not(&page, &["スタンプを押す</button>"]);
    // Nor by a form that they make up.
    let notebook = daughter.open(&town, &me("/notebook")).await;
    let form =
        crate::console::clerk::Forms::of(notebook.text()).into_iter().find(|form| form.action.ends_with("/weight"));
    refused(&daughter.send_form(&town, &me(&shrine), &form.unwrap().fields).await, only);
    // They see the card all the same, which is as empty as it was.
    has(&daughter.open(&town, &me(&format!("/stamps/{RALLY}"))).await, &["0か所", "まだです"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_print_a_poster_for_each_place() {
    let (town, _below) = town().await;
    let mut clerk = Clerk::join(&town, "ana", &[Role::Analyst], false).await;
    has(&clerk.open(&town, "/challenges").await, &["スタンプラリー", "3か所", RALLY]);
    let page = clerk.open(&town, &format!("/challenges/{RALLY}/stamps")).await;
    assert_eq!(page.text().matches("class=\"sheet\"").count(), 3);
    has(&page, &["四山神社", "万田坑", "荒尾干潟", "<svg"]);
    // The address is in the picture alone: it is no secret from those who are there.
    has_not(&page, &[&format!("{PUBLIC_URL}{}", me(&poster(&town, "四山神社")))]);
    let none = clerk.open(&town, "/challenges/none/stamps").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    town.stop().await;
}
