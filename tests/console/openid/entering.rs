//! Coming in by a real provider, or not.

use domain::staff::Role;
use http::StatusCode;

use super::real::{Browser, Provider};
use super::*;
use crate::console::Clerk;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_invited_comes_by_the_provider_from_then_on() {
    let Some(provider) = Provider::start("RS256") else { return };
    let town = town(&provider.issuer).await;
    let (mut hana, mut there) = (Clerk::default(), Browser::new());
    let way = from_an_invitation(&mut hana, &town, &[Role::Administrator]).await;
    assert!(way.starts_with(&format!("{}/auth?", provider.issuer)), "{way}");
    let kept = hana.cookie("openid").unwrap().to_owned();
    let back = there.sign_in(&way, "hana@example.jp").await;
    let home = come_back(&mut hana, &town, &back).await;
    assert!(home.text().contains("こんにちは、だれかさん") && home.text().contains("ようこそ"), "{}", home.text());
    assert!(hana.cookie("openid").is_none());
    // The invitation is used, and so is the answer: with the cookie put back, the provider refuses its code.
    hana.set_cookie("openid", &kept);
    let again = come_back(&mut hana, &town, &back).await;
    assert_eq!(again.status, StatusCode::BAD_GATEWAY, "{}", again.text());
    assert!(again.text().contains("確かめられませんでした"), "{}", again.text());
    // Another day, another browser: no invitation, and at the provider she is signed in already.
    let mut phone = Clerk::default();
    let way = from_the_entrance(&mut phone, &town).await;
    let back = there.sign_in(&way, "not asked").await;
    assert!(come_back(&mut phone, &town, &back).await.text().contains("だれかさん"));
    // Where she was signed out, she goes on from there.
    let mut tablet = Clerk::default();
    let closed = tablet.open(&town, "/campaigns?said=changed").await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED);
    let way = set_out(&mut tablet, &town, &closed, "/openid/begin").await;
    let back = there.sign_in(&way, "not asked").await;
    let answer = tablet.open(&town, back.strip_prefix(PUBLIC_URL).unwrap()).await;
    assert_eq!(leads(&answer), format!("/console/{ARAO}/campaigns?said=changed"));
    // She has no password to change, and no other way in that she could do without.
    let account = phone.open(&town, "/account").await;
    assert!(account.text().contains("ただひとつの入り方"), "{}", account.text());
    assert!(!account.text().contains("type=\"password\"") && !account.text().contains("id-"), "{}", account.text());
    assert!(phone.open(&town, "/people").await.text().contains("パスワードなし"));
    let log = log(&town).await;
    let seen = |what: &str| log.iter().filter(|entry| entry.contains(what)).count();
    assert_eq!((seen("account_made"), seen("provider_tied"), seen(r#"signed_in {\"by\":\"provider\"}"#)), (1, 1, 2));
    assert!(!log.concat().contains("hana@example.jp"), "the log names no subject: {log:?}");
    let shown = phone.open(&town, "/log").await;
    assert!(shown.text().contains("認証サービスでサインインできるようにした"), "{}", shown.text());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_let_in_reads_why_and_nothing_is_made() {
    let Some(mut provider) = Provider::start("RS256") else { return };
    let town = town(&provider.issuer).await;
    let (mut taro, mut there) = (Clerk::default(), Browser::new());
    // He gave up there.
    let way = from_the_entrance(&mut taro, &town).await;
    let back = there.give_up(&way).await;
    let page = come_back(&mut taro, &town, &back).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text().contains("取りやめたか"), "{}", page.text());
    assert_eq!(href(&page, "2041/sign-in"), format!("/console/{ARAO}/sign-in"));
    // Nobody here is him.
    let way = from_the_entrance(&mut taro, &town).await;
    let back = there.sign_in(&way, "taro@example.jp").await;
    let page = come_back(&mut taro, &town, &back).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text().contains("招待のリンクをお願いしてください"), "{}", page.text());
    let english = taro.clone().open(&town, "/openid/trouble/sign-in/unknown?lang=en").await;
    assert!(english.text().contains("Ask an administrator for an invitation"), "{}", english.text());
    assert_eq!(taro.open(&town, "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(town.rows("SELECT 1 FROM staff").await.len(), 0);
    let log = log(&town).await.concat();
    assert!(log.contains("provider_refused") && log.contains("unknown") && !log.contains("taro"), "{log}");
    // An answer that another browser began, or that this one did not wait for.
    let mut other = Clerk::default();
    let way = from_the_entrance(&mut taro, &town).await;
    let back = there.sign_in(&way, "not asked").await;
    let _ = from_the_entrance(&mut other, &town).await;
    for clerk in [&mut other, &mut Clerk::default()] {
        let page = come_back(clerk, &town, &back).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.text().contains("このブラウザで始めた"), "{}", page.text());
    }
    // One that took too long.
    town.later(chrono::TimeDelta::minutes(10));
    let page = come_back(&mut taro, &town, &back).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("時間がたちすぎました"), "{}", page.text());
    // A question that somebody changed on the way.
    let way = from_the_entrance(&mut taro, &town).await;
    let nonce = wire::form::field(way.split_once('?').unwrap().1, "nonce").unwrap();
    let back = there.sign_in(&way.replace(&nonce, &nonce.replace('0', "1")), "not asked").await;
    let page = come_back(&mut taro, &town, &back).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{}", page.text());
    // The provider is gone: while he is there, and before he goes.
    let way = from_the_entrance(&mut taro, &town).await;
    let back = there.sign_in(&way, "not asked").await;
    provider.stop();
    let page = come_back(&mut taro, &town, &back).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    assert!(page.text().contains(&format!("{NAME}から返事がありません")), "{}", page.text());
    town.later(chrono::TimeDelta::minutes(11));
    let page = taro.open(&town, "/sign-in").await;
    let gone = taro.open(&town, &href(&page, "/openid/begin")).await;
    let page = taro.follow(&town, &gone).await;
    assert!(page.text().contains("返事がありません"), "{}", page.text());
    town.stop().await;
}
