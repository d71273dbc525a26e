//! Writing a campaign: begun, checked, saved by several, carried over a session's end.

use chrono::TimeDelta;
use domain::staff::Role;
use http::{Request, StatusCode};

use super::Clerk;
use super::clerk::{Forms, PASSWORD};
use crate::support::service::{ARAO, Answer, Town};

const EDIT: &str = "/edit/campaign:autumn_walk";

async fn begun(town: &Town, clerk: &mut Clerk) -> Answer {
    let page = clerk.open(town, "/campaigns/new").await;
    let answer = clerk.fill(town, &page, &[("from", "template:steps"), ("name", "autumn_walk")]).await;
    clerk.follow(town, &answer).await
}

fn written(page: &Answer, file: &str) -> String {
    let forms = Forms::of(page.text());
    let form = forms.iter().find(|form| form.action.ends_with(EDIT)).unwrap();
    form.fields.iter().find(|(name, _)| name == file).unwrap().1.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_becomes_a_draft_that_is_checked_as_it_is_written() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    assert!(page.text().contains("問題は見つかりませんでした"), "{}", page.text());
    // The bubble and the SMS, with the values of its cases.
    let value = "<span class=\"value\" title=\"left\">1,";
    assert!(page.text().contains(value) && page.text().contains("SMSは1通あたり"), "{}", page.text());
    let rules = written(&page, "file:rules.rhai").replace("me.goal.steps", "me.gaol.steps");
    let check = |text: String| {
        let form = Forms::of(page.text()).into_iter().find(|form| form.action.ends_with(EDIT)).unwrap();
        let mut fields = form.fields;
        fields.iter_mut().filter(|(name, _)| name == "file:rules.rhai").for_each(|(_, value)| value.clone_from(&text));
        fields
    };
    let found = hana.send_form(&town, &format!("{EDIT}/check"), &check(rules.clone())).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    let problems = found.json()["problems"].clone();
    assert_eq!(problems[0]["file"], "rules.rhai", "{problems}");
    assert!(problems[0]["message"].as_str().unwrap().contains("goal"), "{problems}");
    // Saved all the same, and told on the page; but not asked for.
    let answer = hana.fill_at(&town, &page, EDIT, &[("file:rules.rhai", &rules)]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(page.text().contains("直すところが") && page.text().contains("保存しました"), "{}", page.text());
    let ask = hana.open(&town, &format!("{EDIT}/ask")).await;
    assert!(ask.text().contains("直すところがなくなると、申請できます"), "{}", ask.text());
    // Nothing of it runs.
    assert_eq!(hana.open(&town, "/campaigns/autumn_walk").await.status, StatusCode::NOT_FOUND);
    // A second one of the name is not begun.
    let page = hana.open(&town, "/campaigns/new").await;
    for name in ["autumn_walk", "step_goal", "Bad Name"] {
        let refused = hana.fill(&town, &page, &[("from", "template:steps"), ("name", name)]).await;
        assert!(refused.status.is_client_error(), "{name}: {}", refused.status);
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_is_enough_to_begin_with() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let title = "お茶と\"散歩\"\nfrom = 1999-01-01";
    for (from, name) in
        [("template:return", "return"), ("template:return", "return_2"), ("copy:step_goal", "step_goal_2")]
    {
        let page = hana.open(&town, "/campaigns/new").await;
        let answer = hana.fill(&town, &page, &[("from", from), ("title", title)]).await;
        let location = answer.headers["location"].to_str().unwrap();
        assert!(location.contains(&format!("/edit/campaign:{name}?")), "{location}");
        let page = hana.follow(&town, &answer).await;
        assert!(page.text().contains("問題は見つかりませんでした"), "{}", page.text());
    }
    // A copy that is given none says that it is one.
    let page = hana.open(&town, "/campaigns/new").await;
    let answer = hana.fill(&town, &page, &[("from", "copy:step_goal")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let list = hana.open(&town, "/campaigns").await;
    assert_eq!(list.text().matches("お茶と&quot;散歩&quot; from = 1999-01-01").count(), 3, "{}", list.text());
    assert!(list.text().contains("あと少しの一歩（写し）"), "{}", list.text());
    // Those of one title are told apart.
    for name in ["return", "return_2", "step_goal_2"] {
        assert!(list.text().contains(&format!("<code>{name}</code>")), "{name}: {}", list.text());
    }
    assert!(list.text().contains("最後に保存したのはhanaさん"), "{}", list.text());
    let long = hana.fill(&town, &page, &[("from", "template:steps"), ("title", &"歩".repeat(61))]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.text().contains("60文字まで"), "{}", long.text());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_write_at_once_lose_nothing() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Author], false).await;
    let first = begun(&town, &mut hana).await;
    let other = taro.open(&town, EDIT).await;
    let config = written(&first, "file:campaign.toml");
    let title = config.replace("あと少しの一歩", "秋の一歩");
    let answer = hana.fill_at(&town, &first, EDIT, &[("file:campaign.toml", &title)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    // Another place of the same file: both are kept.
    let caps = config.replace("per_week = 4", "per_week = 3");
    let answer = taro.fill_at(&town, &other, EDIT, &[("file:campaign.toml", &caps)]).await;
    let page = taro.follow(&town, &answer).await;
    let merged = written(&page, "file:campaign.toml");
    assert!(merged.contains("秋の一歩") && merged.contains("per_week = 3"), "{merged}");
    assert!(page.text().contains("両方を合わせました"), "{}", page.text());
    // The same line: what stands is said, and what was written is still there, and in the history.
    let mine = merged.replace("秋の一歩", "わたしの一歩");
    let stale = hana.open(&town, EDIT).await;
    let theirs = merged.replace("秋の一歩", "みんなの一歩");
    taro.fill_at(&town, &page, EDIT, &[("file:campaign.toml", &theirs)]).await;
    let conflict = hana.fill_at(&town, &stale, EDIT, &[("file:campaign.toml", &mine)]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.text().contains("taroさんが、同じところを先に保存しました"), "{}", conflict.text());
    assert_eq!(written(&conflict, "file:campaign.toml"), mine);
    assert!(conflict.text().contains("みんなの一歩"));
    let aside = town.rows("SELECT files FROM drafts WHERE what = 'aside'").await;
    assert!(format!("{aside:?}").contains("わたしの一歩"));
    // Saved once more it takes the place.
    let answer = hana.fill_at(&town, &conflict, EDIT, &[]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(written(&page, "file:campaign.toml").contains("わたしの一歩"));
    // One throws it away while the other writes.
    let theirs = taro.open(&town, EDIT).await;
    assert_eq!(taro.fill_at(&town, &theirs, "/discard", &[]).await.status, StatusCode::SEE_OTHER);
    let gone = hana.fill_at(&town, &page, EDIT, &[]).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    assert!(gone.text().contains("取りやめました") && gone.text().contains("これを下書きにする"), "{}", gone.text());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_while_one_writes_loses_nothing() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    town.later(TimeDelta::hours(3));
    let text = format!("{}// \"<昼休みに考えたこと>\" & もっと\n", written(&page, "file:rules.rhai"));
    let out = hana.fill_at(&town, &page, EDIT, &[("file:rules.rhai", &text)]).await;
    assert_eq!(out.status, StatusCode::UNAUTHORIZED);
    assert!(out.text().contains("預かっています"), "{}", out.text());
    // Even a slip of the password keeps it.
    let out = hana.fill(&town, &out, &[("login", "hana"), ("password", "ちがうパスワード")]).await;
    let kept = hana.fill(&town, &out, &[("login", "hana"), ("password", PASSWORD)]).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    let saved = hana.fill_at(&town, &kept, EDIT, &[]).await;
    let page = hana.follow(&town, &saved).await;
    assert_eq!(written(&page, "file:rules.rhai"), text);
    // Nobody can have another address opened by it.
    let form = Forms { action: "/sign-in".to_owned(), fields: Forms::of(out.text())[0].fields.clone() };
    let mut elsewhere = form.fields.clone();
    elsewhere.retain(|(name, _)| name != "login" && name != "password");
    for (name, value) in &mut elsewhere {
        if name == "kept_path" {
            *value = "https://example.com/".to_owned();
        }
    }
    elsewhere.extend([("login", "hana"), ("password", PASSWORD)].map(|(a, b)| (a.to_owned(), b.to_owned())));
    let answer = hana.send_form(&town, "/sign-in", &elsewhere).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(!answer.text().contains("example.com"));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_of_a_megabyte_gets_a_sentence() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    let long = format!("// {}\n", "あ".repeat(350_000));
    let answer = hana.fill_at(&town, &page, EDIT, &[("file:rules.rhai", &long)]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(page.text().contains("直すところが"));
    assert_eq!(written(&page, "file:rules.rhai"), long, "and it is kept");
    let larger = Request::post(format!("/console/{ARAO}{EDIT}"));
    let refused = hana.send(&town, larger, vec![b'a'; 7_500_000].into()).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    town.stop().await;
}
