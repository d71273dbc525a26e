//! Choices hold for the very next message.

use chrono::TimeDelta;

use super::{HANAKO, browser, column, does, forecast, has, has_not, me, refused, send, town};

/// How the welcome stands that was decided as Hanako joined.
const WELCOME: &str = "SELECT state || ' ' || coalesce(reason, '') FROM outbox WHERE message = 'welcome'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_that_is_off_is_not_told_of() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let page = hanako.open(&town, &me("/choices")).await;
    has(&page, &["歩くこと", "健康手帳", "保健師との相談"]);
    // All marks but one. The fields of the form as it stands have them all.
    let form = crate::console::clerk::Forms::of(page.text()).into_iter().find(|form| form.action.ends_with("/topics"));
    let form = form.unwrap();
    let fields: Vec<_> = form.fields.into_iter().filter(|(_, value)| value != "advice").collect();
    let answer = hanako.send_form(&town, &form.action, &fields).await;
    has(&hanako.follow(&town, &answer).await, &["お知らせの話題を変えました。"]);
    forecast(&town).await;
    let outcomes = "SELECT outcome FROM decisions WHERE name = 'concierge_talk'";
    assert_eq!(column(&town, outcomes).await, ["opted_out"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_holds_back_what_was_about_to_leave() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let page = does(&town, &mut hanako, "/choices", "/choices/pause", &[("weeks", "2")]).await;
    has(&page, &["お知らせをお休みにしました。", "2026年12月6日(日)までお休みしています。"]);
    town.tick().await;
    assert_eq!((column(&town, WELCOME).await, town.phone.requests()), (vec!["withheld not_available".to_owned()], 0));
    let page = does(&town, &mut hanako, "/choices", "/choices/pause", &[("weeks", "0")]).await;
    has(&page, &["お休みを終わりにしました。"]);
    has_not(&page, &["までお休みしています"]);
    let slip = send(&town, &mut hanako, "/choices", "/choices/pause", &[("weeks", "53")]).await;
    refused(&slip, "入力された内容をお確かめください。");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hours_are_waited_for_and_must_leave_something() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    for (from, until, words) in [
        ("12", "12", "「何時まで」は、「何時から」より後の時間にしてください。"),
        ("9", "", "両方を選んでください。"),
        ("20", "24", "この時間には、市からお知らせをお送りしていません。"),
        ("25", "26", "両方を選んでください。"),
    ] {
        let page = send(&town, &mut hanako, "/choices", "/choices/hours", &[("from", from), ("until", until)]).await;
        refused(&page, words);
    }
    let hours = [("from", "15"), ("until", "17")];
    has(&does(&town, &mut hanako, "/choices", "/choices/hours", &hours).await, &["お知らせの時間を変えました。"]);
    town.tick().await;
    assert_eq!(town.phone.requests(), 0, "it is noon");
    town.at("2026-11-23 15:01");
    town.tick().await;
    assert_eq!((column(&town, WELCOME).await, town.phone.requests()), (vec!["accepted ".to_owned()], 1));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_stops_in_two_taps_and_starts_again_in_two() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let asked = hanako.open(&town, &me("/choices/stop")).await;
    has(&asked, &["すべてのお知らせを止めます。よろしいですか。", "「お知らせをまた受け取る」からお戻りください。"]);
    let answer = hanako.fill_at(&town, &asked, "/choices/stop", &[]).await;
    has(&hanako.follow(&town, &answer).await, &["お知らせをすべて止めました。", "お知らせは止まっています"]);
    town.tick().await;
    assert_eq!((column(&town, WELCOME).await, town.phone.requests()), (vec!["withheld opted_out".to_owned()], 0));

    town.later(TimeDelta::minutes(1));
    let asked = hanako.open(&town, &me("/choices/start")).await;
    has(&asked, &["歩数や健康手帳の記録をもとに、健康づくりに役立つお知らせを"]);
    let answer = hanako.fill_at(&town, &asked, "/choices/start", &[]).await;
    let page = hanako.follow(&town, &answer).await;
    has(&page, &["お知らせを再開しました。"]);
    has_not(&page, &["お知らせは止まっています"]);
    has(
        &hanako.open(&town, &me("/data")).await,
        &["ご自分のページで、お知らせを止めました", "ご自分のページで、健康づくりのお手伝い"],
    );
    // Words that are not the city's any more are agreed to by nobody.
    let old = send(&town, &mut hanako, "/choices/start", "/choices/start", &[("version", "2020-01")]).await;
    assert_eq!(old.status, http::StatusCode::FORBIDDEN);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_and_pages_are_in_the_language_that_was_chosen() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let page = does(&town, &mut hanako, "/choices", "/choices/language", &[("language", "en")]).await;
    has(&page, &["The language is changed.", "lang=\"en\""]);
    has(&hanako.open(&town, &me("/goal")).await, &["My goal"]);
    let slip = send(&town, &mut hanako, "/choices", "/choices/language", &[("language", "xx")]).await;
    assert_eq!(slip.status, http::StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = "SELECT data ->> '$.language' FROM events WHERE type = 'ayumi.choices.made.v1'";
    assert_eq!(column(&town, chosen).await, ["en"]);
    town.stop().await;
}
