//! What was saved once is never lost: drafts that end while one writes, and earlier states taken up again.

use domain::staff::Role;
use http::StatusCode;

use super::Clerk;
use super::clerk::Forms;
use crate::support::service::{Answer, Town};

const EDIT: &str = "/edit/campaign:step_goal";

fn written(page: &Answer, file: &str) -> String {
    let forms = Forms::of(page.text());
    let form = forms.iter().find(|form| form.action.ends_with(EDIT)).unwrap();
    form.fields.iter().find(|(name, _)| name == file).unwrap().1.clone()
}

async fn begun(town: &Town, clerk: &mut Clerk) -> Answer {
    let page = clerk.open(town, EDIT).await;
    let answer = clerk.fill_at(town, &page, "/begin", &[]).await;
    clerk.follow(town, &answer).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_was_discarded_while_one_wrote_keeps_what_was_written() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    let other = taro.open(&town, EDIT).await;
    let gone = taro.fill_at(&town, &other, "/discard", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
    let mine = written(&page, "file:campaign.toml").replace("あと少しの一歩", "あと少しの<i>散歩");
    let answer = hana.fill_at(&town, &page, EDIT, &[("file:campaign.toml", &mine)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("取りやめました") && answer.text().contains("3番として"), "{}", answer.text());
    assert!(answer.text().contains("あと少しの&lt;i&gt;散歩"), "{}", answer.text());
    // Nobody approves it by accident: it is no draft before somebody says so.
    assert!(hana.open(&town, EDIT).await.text().contains("いま動いている"));
    let restored = hana.fill_at(&town, &answer, "/history/3", &[]).await;
    let page = hana.follow(&town, &restored).await;
    assert_eq!(written(&page, "file:campaign.toml"), mine);
    // An earlier state over one that is worked on: both stay.
    let first = hana.open(&town, &format!("{EDIT}/history/1")).await;
    assert!(first.text().contains("いまの下書きとの違い"), "{}", first.text());
    let restored = hana.fill_at(&town, &first, "/history/1", &[]).await;
    let page = hana.follow(&town, &restored).await;
    assert!(!written(&page, "file:campaign.toml").contains("散歩"));
    let history = hana.open(&town, &format!("{EDIT}/history")).await;
    for seen in ["5番", "わきに置きました", "取りやめました", "taro"] {
        assert!(history.text().contains(seen), "{seen}: {}", history.text());
    }
    assert_eq!(hana.open(&town, &format!("{EDIT}/history/99")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(hana.open(&town, "/edit/campaign:nothing/history").await.status, StatusCode::OK);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_what_came_back_of_their_own() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Author, Role::Approver], false).await;
    let mut jiro = Clerk::join(&town, "jiro", &[Role::Approver], false).await;
    // Taro writes, and throws it away; Hana takes it up again and asks.
    let page = begun(&town, &mut taro).await;
    let mine = written(&page, "file:campaign.toml").replace("あと少しの一歩", "太郎の一歩");
    let saved = taro.fill_at(&town, &page, EDIT, &[("file:campaign.toml", &mine)]).await;
    let page = taro.follow(&town, &saved).await;
    taro.fill_at(&town, &page, "/discard", &[]).await;
    let earlier = hana.open(&town, &format!("{EDIT}/history/2")).await;
    assert_eq!(hana.fill_at(&town, &earlier, "/history/2", &[]).await.status, StatusCode::SEE_OTHER);
    let ask = hana.open(&town, &format!("{EDIT}/ask")).await;
    assert_eq!(hana.fill_at(&town, &ask, "/ask", &[]).await.status, StatusCode::SEE_OTHER);
    let page = taro.open(&town, "/requests/1").await;
    let own = taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    assert!(own.text().contains("ほかの方に承認をお願い"), "{}", own.text());
    let page = jiro.open(&town, "/requests/1").await;
    assert_eq!(jiro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await.status, StatusCode::SEE_OTHER);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_was_taken_away_meanwhile_is_said_to_be_gone() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    let mut pack = ayumi::packs::read(&town.settings.campaigns, &town.settings.rules).unwrap().remove(0);
    pack.files.retain(|path, _| !path.contains("/step_goal/"));
    town.service.publish(&pack).await.unwrap();
    let mine = written(&page, "file:campaign.toml").replace("あと少しの一歩", "もう一歩");
    let answer = hana.fill_at(&town, &page, EDIT, &[("file:campaign.toml", &mine)]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(page.text().contains("ほかの方の公開で外れました"), "{}", page.text());
    assert_eq!(written(&page, "file:campaign.toml"), mine);
    let ask = hana.open(&town, &format!("{EDIT}/ask")).await;
    assert!(ask.text().contains("問題は見つかりませんでした"), "{}", ask.text());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_shared_functions_come_and_go() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let edit = "/edit/rules";
    let page = hana.open(&town, edit).await;
    let answer = hana.fill_at(&town, &page, "/begin", &[]).await;
    let page = hana.follow(&town, &answer).await;
    for wrong in ["../city", "Weather", "goals", "a b"] {
        let refused = hana.fill_at(&town, &page, edit, &[("new", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let answer = hana.fill_at(&town, &page, edit, &[("new", "weather.rhai")]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(page.text().contains("name=\"file:weather.rhai\""), "{}", page.text());
    let answer = hana.fill_at(&town, &page, edit, &[("file:weather.rhai", "  \n")]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(!page.text().contains("weather.rhai"), "{}", page.text());
    assert!(page.text().contains("file:goals.rhai"));
    town.stop().await;
}
