//! A provider that is not what it should be, and a form that waits while somebody signs in by one.

use chrono::TimeDelta;
use domain::staff::Role;
use http::StatusCode;

use super::fake::{Fake, Lie};
use super::*;
use crate::console::Clerk;
use crate::console::clerk::{Forms, PASSWORD};

/// Goes there and back; what the page says then.
async fn try_it(clerk: &mut Clerk, town: &Town, fake: &Fake) -> Answer {
    let way = from_the_entrance(clerk, town).await;
    come_back(clerk, town, &fake.sign_in(&way, town.clock.now().timestamp())).await
}

/// A town with a fake provider, and somebody whom it knows.
async fn begun() -> (Fake, Town) {
    let fake = Fake::start().await;
    let town = town(&fake.issuer).await;
    let mut hana = Clerk::default();
    let way = from_an_invitation(&mut hana, &town, &[Role::Author]).await;
    let back = fake.sign_in(&way, town.clock.now().timestamp());
    let home = come_back(&mut hana, &town, &back).await;
    assert!(home.text().contains("だれかさん"), "{}", home.text());
    (fake, town)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_providers_word_lets_nobody_in() {
    let (fake, town) = begun().await;
    let mut clerk = Clerk::default();
    for lie in [
        Lie::OtherKey,
        Lie::Unsigned,
        Lie::PublicAsSecret,
        Lie::Old,
        Lie::ForAnother,
        Lie::Page,
        Lie::Elsewhere,
        Lie::Huge,
    ] {
        fake.lies(lie);
        let page = try_it(&mut clerk, &town, &fake).await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{lie:?}: {}", page.text());
        assert!(page.text().contains("確かめられませんでした"), "{lie:?}: {}", page.text());
        assert!(clerk.cookie("session").is_none(), "{lie:?}");
    }
    fake.lies(Lie::Silent);
    let page = try_it(&mut clerk, &town, &fake).await;
    assert!(page.text().contains("返事がありません"), "{}", page.text());
    // Its keys change now and then; one that it does not list is none.
    fake.lies(Lie::Unlisted);
    fake.signs_with("other");
    let page = try_it(&mut clerk, &town, &fake).await;
    assert!(page.text().contains("確かめられませんでした"), "{}", page.text());
    fake.lies(Lie::None);
    let page = try_it(&mut clerk, &town, &fake).await;
    assert!(page.text().contains("だれかさん"), "{}", page.text());
    let log = log(&town).await.concat();
    assert_eq!(log.matches("provider_refused").count(), 0, "nobody was known to come: {log}");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discovery_document_is_the_providers_own() {
    let (fake, town) = begun().await;
    let mut clerk = Clerk::default();
    for lie in [Lie::Issuer, Lie::Endpoint, Lie::HugeDiscovery] {
        fake.lies(lie);
        // What was read before is believed for ten minutes.
        town.later(TimeDelta::minutes(11));
        let gone = clerk.open(&town, "/openid/begin").await;
        assert_eq!(leads(&gone), format!("/console/{ARAO}/openid/trouble/sign-in/untrusted"), "{lie:?}");
    }
    // And back to signing in by a password.
    let page = clerk.open(&town, "/openid/trouble/sign-in/untrusted").await;
    let page = clerk.open(&town, &href(&page, "2041/sign-in")).await;
    assert!(page.text().contains("name=\"password\""), "{}", page.text());
    for path in ["/openid/trouble/sign-in/nothing", "/openid/trouble/elsewhere/late", "/openid/invitation/0"] {
        let page = clerk.open(&town, path).await;
        assert!(page.status.is_client_error(), "{path}: {}", page.text());
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lets_in_once_even_where_the_provider_takes_its_code_twice() {
    let (fake, town) = begun().await;
    let mut clerk = Clerk::default();
    let way = from_the_entrance(&mut clerk, &town).await;
    let back = fake.sign_in(&way, town.clock.now().timestamp());
    let kept = clerk.cookie("openid").unwrap().to_owned();
    let before = fake.exchanged();
    assert!(come_back(&mut clerk, &town, &back).await.text().contains("だれかさん"));
    let mut thief = Clerk::default();
    thief.set_cookie("openid", &kept);
    let page = come_back(&mut thief, &town, &back).await;
    assert_eq!((page.status, fake.exchanged() - before), (StatusCode::CONFLICT, 2));
    assert!(page.text().contains("もう使われました") && thief.cookie("session").is_none(), "{}", page.text());
    // Nor does it lead elsewhere than to our own pages.
    for to in ["//evil.example.jp", "https://evil.example.jp", "/openid/begin", "/a%0d%0ab", "\\evil"] {
        let gone = clerk.open(&town, &format!("/openid/begin?to={to}")).await;
        let back = fake.sign_in(&leads(&gone), town.clock.now().timestamp());
        let answer = clerk.open(&town, back.strip_prefix(PUBLIC_URL).unwrap()).await;
        let place = leads(&answer);
        assert!(place.starts_with(&format!("/console/{ARAO}")) && !place.contains("/openid/"), "{to}: {place}");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_waits_while_somebody_signs_in_by_the_provider() {
    let (fake, town) = begun().await;
    let mut hana = Clerk::default();
    assert_eq!(try_it(&mut hana, &town, &fake).await.status, StatusCode::OK);
    let page = hana.open(&town, "/campaigns/step_goal").await;
    let form = Forms::of(page.text()).into_iter().find(|form| form.action.ends_with("/stop")).unwrap();
    let written = [("why", "文面に誤り")];
    // Two hours later she sends it.
    town.later(TimeDelta::hours(3));
    let kept = hana.post(&town, &form, &written).await;
    assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
    assert!(kept.text().contains("新しいタブで") && kept.text().contains("target=\"_blank\""), "{}", kept.text());
    let early = hana.fill_at(&town, &kept, "/sign-in/carry-on", &[]).await;
    assert_eq!(early.status, StatusCode::UNAUTHORIZED);
    assert!(early.text().contains("まだサインインしていません"), "{}", early.text());
    // In another tab of the same browser.
    let gone = hana.open(&town, &href(&early, "/openid/begin")).await;
    let back = fake.sign_in(&leads(&gone), town.clock.now().timestamp());
    come_back(&mut hana, &town, &back).await;
    let goes_on = hana.fill_at(&town, &early, "/sign-in/carry-on", &[]).await;
    assert_eq!(goes_on.status, StatusCode::OK);
    assert!(goes_on.text().contains("文面に誤り"), "{}", goes_on.text());
    let sent = hana.fill_at(&town, &goes_on, "/stop", &[]).await;
    let page = hana.follow(&town, &sent).await;
    assert!(page.text().contains("再開する</button>"), "{}", page.text());
    assert!(log(&town).await.last().unwrap().contains("stopped"));
    // A form from elsewhere is not carried on.
    let forms = Forms::of(early.text());
    let form = forms.iter().find(|form| form.action.ends_with("/carry-on")).unwrap();
    let refused = hana.post(&town, form, &[("csrf", "0")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_provider_nothing_is_offered() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    for (clerk, path) in [(&mut Clerk::default(), "/sign-in"), (&mut hana, "/account")] {
        let page = clerk.open(&town, path).await;
        assert!(!page.text().contains("openid"), "{path}: {}", page.text());
    }
    for path in ["/openid/begin", "/openid/answer?code=a&state=b"] {
        assert_eq!(hana.open(&town, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let page = Clerk::default().open(&town, "/sign-in").await;
    assert!(
        Clerk::default()
            .fill(&town, &page, &[("login", "hana"), ("password", PASSWORD)])
            .await
            .status
            .is_client_error()
    );
    town.stop().await;
}
