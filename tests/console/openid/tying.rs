//! Accounts with a password that come by the provider too, and accounts that stay out.

use domain::staff::Role;
use http::StatusCode;

use super::real::{Browser, Provider};
use super::*;
use crate::console::Clerk;

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_tied_and_untied_by_its_owner() {
    let Some(provider) = Provider::start("ES256") else { return };
    let town = town(&provider.issuer).await;
    let mut admin = Clerk::join(&town, "admin", &[Role::Administrator], false).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut there = Browser::new();
    let account = hana.open(&town, "/account").await;
    // Another site knows no mark, and a colleague's is none of hers.
    let theirs = href(&admin.open(&town, "/account").await, "/openid/tie");
    for address in ["/openid/tie", "/openid/tie?mark=", &theirs] {
        assert_eq!(hana.open(&town, address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    assert_eq!(Clerk::default().open(&town, "/openid/tie").await.status, StatusCode::UNAUTHORIZED);
    // Signed out on the way, or somebody else by then: nothing is tied.
    let way = set_out(&mut hana, &town, &account, "/openid/tie").await;
    let back = there.sign_in(&way, "hana@example.jp").await;
    let mut without = Clerk::default();
    without.set_cookie("openid", hana.cookie("openid").unwrap());
    assert_eq!(come_back(&mut without, &town, &back).await.status, StatusCode::UNAUTHORIZED);
    let way = set_out(&mut hana, &town, &account, "/openid/tie").await;
    let back = there.sign_in(&way, "not asked").await;
    let mut other = admin.clone();
    other.set_cookie("openid", hana.cookie("openid").unwrap());
    assert_eq!(come_back(&mut other, &town, &back).await.status, StatusCode::UNAUTHORIZED);
    let way = set_out(&mut hana, &town, &account, "/openid/tie").await;
    let back = there.sign_in(&way, "not asked").await;
    let page = come_back(&mut hana, &town, &back).await;
    assert!(page.text().contains("これからは、認証サービスでも"), "{}", page.text());
    let untie = "/account/openid/untie";
    assert!(page.text().contains(untie), "{}", page.text());
    // The provider's person is hers, and nobody else's.
    let account = admin.open(&town, "/account").await;
    let way = set_out(&mut admin, &town, &account, "/openid/tie").await;
    let back = there.sign_in(&way, "not asked").await;
    let taken = come_back(&mut admin, &town, &back).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert!(taken.text().contains("ほかのアカウント"), "{}", taken.text());
    let mut guest = Clerk::default();
    let way = from_an_invitation(&mut guest, &town, &[Role::Author]).await;
    let back = there.sign_in(&way, "not asked").await;
    assert_eq!(come_back(&mut guest, &town, &back).await.status, StatusCode::CONFLICT);
    assert_eq!(town.rows("SELECT 1 FROM staff").await.len(), 2, "the invitation made no account");
    // She comes both ways.
    let mut phone = Clerk::default();
    let way = from_the_entrance(&mut phone, &town).await;
    let back = there.sign_in(&way, "not asked").await;
    assert!(come_back(&mut phone, &town, &back).await.text().contains("hanaさん"));
    // And by the password alone when she wants it so.
    let page = hana.open(&town, "/account").await;
    let answer = hana.fill_at(&town, &page, untie, &[]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(page.text().contains("サインインをやめました"), "{}", page.text());
    let way = from_the_entrance(&mut phone, &town).await;
    let back = there.sign_in(&way, "not asked").await;
    assert_eq!(come_back(&mut phone, &town, &back).await.status, StatusCode::FORBIDDEN);
    let log = log(&town).await.concat();
    for what in ["provider_tied", "provider_untied", "provider_refused"] {
        assert!(log.contains(what), "{what}: {log}");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_closed_or_waits_stays_out_by_the_provider_too() {
    let Some(provider) = Provider::start("RS256") else { return };
    let town = town(&provider.issuer).await;
    let mut there = Browser::new();
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let account = hana.open(&town, "/account").await;
    let way = set_out(&mut hana, &town, &account, "/openid/tie").await;
    let back = there.sign_in(&way, "hana@example.jp").await;
    come_back(&mut hana, &town, &back).await;
    // Somebody guesses at her password.
    let mut stranger = Clerk::default();
    let page = stranger.open(&town, "/sign-in").await;
    for _ in 0..5 {
        stranger.fill(&town, &page, &[("login", "hana"), ("password", "ちがうパスワード")]).await;
    }
    let mut phone = Clerk::default();
    let way = from_the_entrance(&mut phone, &town).await;
    let back = there.sign_in(&way, "not asked").await;
    let page = come_back(&mut phone, &town, &back).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{}", page.text());
    // With a new link she comes in by the provider, whoever she is there by now.
    let id = match &town.rows("SELECT id FROM staff").await[0][0] {
        shell::Value::Text(id) => id.clone(),
        other => panic!("{other:?}"),
    };
    let mut admin = Clerk::join(&town, "admin", &[Role::Administrator], false).await;
    let page = admin.open(&town, "/people").await;
    let made = admin.fill_at(&town, &page, &format!("{id}/password-link"), &[]).await;
    let url = made.text().split_once("<code>").unwrap().1.split('<').next().unwrap().to_owned();
    let mut other = Browser::new();
    let page = phone.open(&town, url.strip_prefix(PUBLIC_URL).unwrap()).await;
    let way = set_out(&mut phone, &town, &page, "/openid/invitation/").await;
    let back = other.sign_in(&way, "hana-2@example.jp").await;
    assert!(come_back(&mut phone, &town, &back).await.text().contains("hanaさん"));
    assert_eq!(hana.open(&town, "").await.status, StatusCode::UNAUTHORIZED, "what was is ended");
    // Closed.
    let page = admin.open(&town, "/people").await;
    let closed = admin.fill_at(&town, &page, &format!("/people/{id}"), &[("role", "author"), ("active", "")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    let way = from_the_entrance(&mut phone, &town).await;
    let back = other.sign_in(&way, "not asked").await;
    let page = come_back(&mut phone, &town, &back).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text().contains("停止されています"), "{}", page.text());
    town.stop().await;
}
