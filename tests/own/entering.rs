//! The way in: by a link that is good for some days, and the year of birth.

use chrono::TimeDelta;
use http::StatusCode;

use super::{HANAKO, has, link, me, refused, town};
use crate::console::Clerk;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_opens_with_the_year_and_leads_on() {
    let town = town().await;
    let mut phone = Clerk::default();
    assert_eq!(phone.open(&town, &me("/data")).await.status, StatusCode::UNAUTHORIZED);
    let asked = phone.open(&town, &me(&format!("/open?t={}&to=data", link(&town, HANAKO)))).await;
    has(&asked, &["生まれた年を選んでください。"]);
    assert_eq!(phone.cookie("walk"), None, "looking at a link lets nobody in");
    refused(&phone.fill_at(&town, &asked, "/open", &[("year", "1953")]).await, "登録されている年と違うようです。");
    let answer = phone.fill_at(&town, &asked, "/open", &[("year", "1952")]).await;
    has(&phone.follow(&town, &answer).await, &["わたしの記録と同意"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_over_or_altered_opens_nothing() {
    let town = town().await;
    let ticket = link(&town, HANAKO);
    let mut phone = Clerk::default();
    let cut: String = ticket.chars().take(20).collect();
    let changed = |(place, letter)| if place == 10 { if letter == 'A' { 'B' } else { 'A' } } else { letter };
    let altered: String = ticket.chars().enumerate().map(changed).collect();
    for altered in [altered.as_str(), &cut, "", "x"] {
        let page = phone.open(&town, &me(&format!("/open?t={altered}"))).await;
        assert_eq!(page.status, StatusCode::GONE);
        has(&page, &["このリンクは開けません"]);
    }
    town.later(TimeDelta::days(7) + TimeDelta::minutes(2));
    let page = phone.open(&town, &me(&format!("/open?t={ticket}"))).await;
    assert_eq!(page.status, StatusCode::GONE);
    has(&page, &["リンクの期限が過ぎました"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_phone_is_closed_from_another() {
    let town = town().await;
    let (mut lost, mut own) = (super::browser(&town, HANAKO), super::browser(&town, HANAKO));
    let old = link(&town, HANAKO);
    town.later(TimeDelta::minutes(2));
    let closed = super::send(&town, &mut own, "/choices", "/choices/close", &[]).await;
    has(&own.follow(&town, &closed).await, &["この電話のほかは、すべて閉じました。"]);
    assert_eq!(lost.open(&town, &me("")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(own.open(&town, &me("")).await.status, StatusCode::OK);
    assert_eq!(lost.open(&town, &me(&format!("/open?t={old}"))).await.status, StatusCode::GONE);
    assert_eq!(lost.open(&town, &me(&format!("/open?t={}", link(&town, HANAKO)))).await.status, StatusCode::OK);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_goes_through_although_the_session_was_renewed_with_it() {
    let town = town().await;
    let mut phone = super::browser(&town, HANAKO);
    town.later(TimeDelta::days(50));
    let page = phone.open(&town, &me("/choices")).await;
    let before = phone.cookie("walk").map(str::to_owned);
    let closed = phone.fill_at(&town, &page, "/choices/close", &[]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    town.later(TimeDelta::days(80));
    assert_eq!(phone.open(&town, &me("")).await.status, StatusCode::OK, "who comes back is let in anew: {before:?}");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plain_file_does_not_give_away_what_the_rest_is_asked_for_by() {
    let town = town().await;
    let mut phone = super::browser(&town, HANAKO);
    let file = phone.open(&town, &me("/data.csv")).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(!file.text().contains("1952"), "{}", file.text());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_wrong_years_in_an_hour_are_enough() {
    let town = town().await;
    let mut phone = Clerk::default();
    let asked = phone.open(&town, &me(&format!("/open?t={}", link(&town, HANAKO)))).await;
    for year in ["1950", "1951", "1953", "1954", "x"] {
        refused(&phone.fill_at(&town, &asked, "/open", &[("year", year)]).await, "登録されている年と違うようです。");
    }
    // The right one is not looked at either, for the rest of the hour.
    let locked = phone.fill_at(&town, &asked, "/open", &[("year", "1952")]).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    has(&locked, &["少しお待ちください"]);
    town.later(TimeDelta::hours(1));
    for year in ["1955", "1956"] {
        refused(&phone.fill_at(&town, &asked, "/open", &[("year", year)]).await, "登録されている年と違うようです。");
    }
    // Nor are more than a few in a day.
    town.later(TimeDelta::hours(1));
    let locked = phone.fill_at(&town, &asked, "/open", &[("year", "1952")]).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    town.later(TimeDelta::days(1));
    assert_eq!(phone.fill_at(&town, &asked, "/open", &[("year", "1952")]).await.status, StatusCode::SEE_OTHER);
    town.stop().await;
}
