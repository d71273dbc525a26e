//! A campaign as a file, out of the console and into it.

use domain::staff::Role;
use http::StatusCode;

use super::Clerk;
use crate::support::service::{ARAO, Town};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_out_and_comes_back_as_a_draft() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = hana.open(&town, "/campaigns/step_goal").await;
    assert!(page.text().contains("ファイルに書き出す"), "{}", page.text());
    let file = hana.open(&town, "/campaigns/step_goal/export").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"step_goal.ayumi.toml\"");
    assert!(file.headers["content-type"].to_str().unwrap().starts_with("application/toml"));
    let text = file.text().to_owned();
    assert!(text.contains("<<city>>"), "{text}");

    let page = hana.open(&town, "/campaigns/import").await;
    let asked = hana.fill(&town, &page, &[("file", &text)]).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
    // The name is taken here; the city's own words are known.
    assert!(
        asked.text().contains("value=\"step_goal_2\"") && asked.text().contains("value=\"荒尾市\""),
        "{}",
        asked.text()
    );
    let wrong = hana.fill(&town, &asked, &[("value:city", "荒尾\"市"), ("name", "歩く")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("引用符") && wrong.text().contains("aria-invalid"), "{}", wrong.text());
    // What was written is there still.
    assert!(wrong.text().contains("荒尾&quot;市"), "{}", wrong.text());
    let made = hana.fill(&town, &wrong, &[("value:city", "荒尾市"), ("name", "walk_again")]).await;
    let draft = hana.follow(&town, &made).await;
    assert!(
        draft.text().contains("取り込みました") && draft.text().contains("campaign:walk_again"),
        "{}",
        draft.text()
    );
    assert!(draft.text().contains("432041-step_goal_2"), "its draw has a name of its own");
    assert!(draft.text().contains("問題は見つかりませんでした"), "{}", draft.text());
    // Once more, under a name that is taken by now.
    let again = hana.fill(&town, &wrong, &[("value:city", "荒尾市"), ("name", "walk_again")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_in_says_why_and_is_kept() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut ana = Clerk::join(&town, "ana", &[Role::Analyst], false).await;
    let text = hana.open(&town, "/campaigns/step_goal/export").await.text().to_owned();
    let page = hana.open(&town, "/campaigns/import").await;
    for (file, expected) in [
        (text.replace("format = 1", "format = 3"), "新しい版の歩み"),
        ("<script>alert(1)</script>".to_owned(), "歩みから書き出した"),
        (text.replace("[shared]", "[other]"), "使えません"),
        (format!("{text}{}", "#".repeat(1_100_000)), "バイトをこえています"),
    ] {
        let answer = hana.fill(&town, &page, &[("file", &file)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{expected}");
        assert!(answer.text().contains(expected), "{expected}");
        assert!(!answer.text().contains("<script>alert"));
    }
    // An analyst reads, and writes nothing.
    assert_eq!(ana.open(&town, "/campaigns/import").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ana.open(&town, "/campaigns/nothing/export").await.status, StatusCode::NOT_FOUND);
    let fields = [("file".to_owned(), text)];
    let path = format!("/console/{ARAO}/campaigns/import");
    let by_hand = hana.send_form(&town, &path, &fields).await;
    assert_eq!(by_hand.status, StatusCode::FORBIDDEN, "without the page's token");
    town.stop().await;
}
