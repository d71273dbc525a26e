//! Family by a link of the resident's: they look and write, and decide nothing.

use chrono::TimeDelta;
use http::StatusCode;

use super::{HANAKO, browser, does, forecast, has, has_not, me, refused, send, town};
use crate::console::Clerk;
use crate::support::service::Town;

/// Hanako makes a link; the ticket in it.
pub(super) async fn ticket(town: &Town, hanako: &mut Clerk, called: &str) -> String {
    let made = send(town, hanako, "/choices", "/choices/family", &[("called", called)]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    has(&made, &[&format!("{called}さん用のリンクができました。"), "<svg", "2026年12月7日(月)までに"]);
    let (_, rest) = made.text().split_once("/open?t=").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

pub(super) async fn opens(town: &Town, ticket: &str) -> (Clerk, StatusCode) {
    let mut browser = Clerk::default();
    let asked = browser.open(town, &me(&format!("/open?t={ticket}"))).await;
    if asked.status == StatusCode::OK {
        has(&asked, &["このページのご本人の生まれた年"]);
        let answer = browser.fill_at(town, &asked, "/open", &[("year", "1952")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    (browser, asked.status)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn family_sees_and_writes_and_decides_nothing() {
    let town = town().await;
    forecast(&town).await;
    town.tick().await;
    let mut hanako = browser(&town, HANAKO);
    let ticket = ticket(&town, &mut hanako, "娘").await;
    // It is shown once only.
    has_not(&hanako.open(&town, &me("/choices")).await, &[&ticket]);
    let (mut daughter, _) = opens(&town, &ticket).await;
    let page = does(&town, &mut daughter, "/notebook", "/notebook/weight", &[("weight", "62")]).await;
    has(&page, &["ご家族として見ています", "62.0kg"]);
    // Of what a sensitive fact led to they see nothing, not even that it is there.
    let messages = daughter.open(&town, &me("/messages")).await;
    has(&messages, &["ご参加ありがとうございます"]);
    has_not(&messages, &["お茶のみ話"]);
    has(&hanako.open(&town, &me("/messages")).await, &["ご参加ありがとうございます", "お茶のみ話"]);

    let may_not = "これは、ご本人だけができます。";
    for path in [
        "/choices/stop",
        "/choices/start",
        "/data/consent/engagement/withdraw",
        "/data/delete",
        "/data.json",
        "/data.csv",
    ] {
        refused(&daughter.open(&town, &me(path)).await, may_not);
    }
    has_not(&daughter.open(&town, &me("/data")).await, &["記録を受け取る", "削除を申し出る", "同意を取り消す"]);
    let page = daughter.open(&town, &me("/choices")).await;
    has_not(&page, &["ご家族用のリンクを作る", "すべて止める"]);
    // Nor by a form that they make up.
    let form = crate::console::clerk::Forms::of(page.text()).into_iter().find(|form| form.action.ends_with("/pause"));
    let mut fields = form.unwrap().fields;
    for field in [("called", "孫"), ("year", "1952"), ("version", "2026-04"), ("id", "x")] {
        fields.push((field.0.to_owned(), field.1.to_owned()));
    }
    for path in [
        "/choices/stop",
        "/choices/start",
        "/choices/family",
        "/choices/family/remove",
        "/data.json",
        "/data.csv",
        "/data/delete",
        "/data/consent/engagement/withdraw",
        "/data/consent/research/give",
    ] {
        refused(&daughter.send_form(&town, &me(path), &fields).await, may_not);
    }

    // Removed, they are out at once, and the link opens nothing more.
    let page = hanako.open(&town, &me("/choices")).await;
    let (_, rest) = page.text().split_once("name=\"id\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let removed = hanako.fill_at(&town, &page, "/family/remove", &[("id", id)]).await;
    has(&hanako.follow(&town, &removed).await, &["はずしました。"]);
    assert_eq!(daughter.open(&town, &me("/notebook")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(opens(&town, &ticket).await.1, StatusCode::GONE);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_for_the_family_can_be_opened_for_fourteen_days() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let ticket = ticket(&town, &mut hanako, "むすこ").await;
    town.later(TimeDelta::days(14));
    let (mut son, _) = opens(&town, &ticket).await;
    town.later(TimeDelta::minutes(2));
    assert_eq!(opens(&town, &ticket).await.1, StatusCode::GONE);
    // Who is in stays in.
    assert_eq!(son.open(&town, &me("")).await.status, StatusCode::OK);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_are_three_at_most_and_each_has_a_name() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    for called in ["", &"あ".repeat(21)] {
        let page = send(&town, &mut hanako, "/choices", "/choices/family", &[("called", called)]).await;
        refused(&page, "呼び名は1文字から20文字で入れてください。");
    }
    let first = hanako.open(&town, &me("/choices")).await;
    for called in ["娘", "孫", "妹"] {
        // Of two words at one instant the order of arrival decides nothing.
        town.later(TimeDelta::seconds(1));
        ticket(&town, &mut hanako, called).await;
    }
    town.later(TimeDelta::seconds(1));
    let page = hanako.fill_at(&town, &first, "/choices/family", &[("called", "姉")]).await;
    refused(&page, "3人までです。");
    town.stop().await;
}
