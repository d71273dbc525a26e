//! Who is let in, and how.

use chrono::TimeDelta;
use domain::staff::Role;
use http::{Request, StatusCode};

use super::Clerk;
use super::clerk::{PASSWORD, link};
use crate::support::service::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_once_and_its_account_signs_in() {
    let town = Town::new().await;
    let url = link(&town, &[Role::Administrator], false).await;
    let mut hana = Clerk::default();
    let page = hana.open(&town, &url).await;
    assert_eq!(page.status, StatusCode::OK);
    // What is wrong is said, and what was written stays.
    for (fields, said) in [
        ([("login", "ab"), ("password", PASSWORD), ("again", PASSWORD)], "ログイン名は"),
        ([("login", "hana"), ("password", "みじかい"), ("again", "みじかい")], "12文字以上"),
        (
            [("login", "hana"), ("password", PASSWORD), ("again", "ちがうものを書いてしまった")],
            "ふたつのパスワードが違います",
        ),
    ] {
        let answer = hana.fill(&town, &page, &[fields.as_slice(), &[("name", "荒尾 花子")]].concat()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains(said) && answer.text().contains("荒尾 花子"), "{}", answer.text());
        assert!(!answer.text().contains("みじかい"), "a password is never shown");
    }
    let fields = [("name", "荒尾 花子"), ("login", "Hana"), ("password", PASSWORD), ("again", PASSWORD)];
    let answer = hana.fill(&town, &page, &fields).await;
    let home = hana.follow(&town, &answer).await;
    assert!(home.text().contains("こんにちは、荒尾 花子さん") && home.text().contains("ようこそ"), "{}", home.text());
    // Once.
    assert_eq!(Clerk::default().open(&town, &url).await.status, StatusCode::CONFLICT);
    let again = hana.fill(&town, &page, &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    // And from another browser with the password alone.
    let mut other = Clerk::default();
    let page = other.open(&town, "/sign-in").await;
    let answer = other.fill(&town, &page, &[("login", "HANA "), ("password", PASSWORD)]).await;
    assert!(other.follow(&town, &answer).await.text().contains("荒尾 花子"));
    // Links are kept as hashes, and so are sessions; passwords as argon2id.
    let token = url.rsplit('/').next().unwrap();
    let (session, dump) = (other.cookie("session").unwrap(), everything(&town).await);
    assert!(!dump.contains(token) && !dump.contains(session) && !dump.contains(PASSWORD));
    assert!(dump.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
    town.stop().await;
}

async fn everything(town: &Town) -> String {
    let mut text = String::new();
    for table in ["staff", "invitations", "sessions", "audit"] {
        text += &format!("{:?}", town.rows(&format!("SELECT * FROM {table}")).await);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_lock_for_a_while_and_say_nothing_of_who_is_there() {
    let town = Town::new().await;
    Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut stranger = Clerk::default();
    let page = stranger.open(&town, "/sign-in").await;
    let nobody = stranger.fill(&town, &page, &[("login", "nobody"), ("password", PASSWORD)]).await;
    let wrong = stranger.fill(&town, &page, &[("login", "hana"), ("password", "ちがうパスワード")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let without = |answer: &crate::support::service::Answer, login: &str| answer.text().replace(login, "");
    assert_eq!(without(&nobody, "nobody"), without(&wrong, "hana"));
    for _ in 0..3 {
        stranger.fill(&town, &page, &[("login", "hana"), ("password", "ちがうパスワード")]).await;
    }
    let locked = stranger.fill(&town, &page, &[("login", "hana"), ("password", "ちがうパスワード")]).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(locked.text().contains("1分ほど"), "{}", locked.text());
    // Not even the right one.
    let right = [("login", "hana"), ("password", PASSWORD)];
    assert_eq!(stranger.fill(&town, &page, &right).await.status, StatusCode::TOO_MANY_REQUESTS);
    town.later(TimeDelta::seconds(61));
    assert_eq!(stranger.fill(&town, &page, &right).await.status, StatusCode::SEE_OTHER);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself_by_hand_and_everywhere() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut phone = Clerk::default();
    let page = phone.open(&town, "/sign-in").await;
    phone.fill(&town, &page, &[("login", "hana"), ("password", PASSWORD)]).await;
    // Used now and then it lasts, but no longer than a working day.
    for _ in 0..7 {
        town.later(TimeDelta::minutes(100));
        assert_eq!(hana.open(&town, "").await.status, StatusCode::OK);
    }
    assert_eq!(phone.open(&town, "").await.status, StatusCode::UNAUTHORIZED, "not used for two hours");
    town.later(TimeDelta::minutes(30));
    assert_eq!(hana.open(&town, "").await.status, StatusCode::UNAUTHORIZED, "twelve hours are over");
    let (mut one, mut two) = (Clerk::default(), Clerk::default());
    for clerk in [&mut one, &mut two] {
        let page = clerk.open(&town, "/sign-in").await;
        clerk.fill(&town, &page, &[("login", "hana"), ("password", PASSWORD)]).await;
    }
    let kept = one.clone();
    let page = one.open(&town, "/account").await;
    let out = one.fill_at(&town, &page, "/sign-out-everywhere", &[]).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert_eq!(one.cookie("session"), None);
    for mut clerk in [kept, two] {
        assert_eq!(clerk.open(&town, "").await.status, StatusCode::UNAUTHORIZED);
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_stays() {
    let town = Town::new().await;
    let mut admin = Clerk::join(&town, "admin", &[Role::Administrator], false).await;
    let id = match &town.rows("SELECT id FROM staff").await[0][0] {
        shell::Value::Text(id) => id.clone(),
        other => panic!("{other:?}"),
    };
    let page = admin.open(&town, "/people").await;
    let end = format!("/people/{id}");
    let refused = admin.fill_at(&town, &page, &end, &[("role", "author"), ("active", "yes")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("最後の管理者"), "{}", refused.text());
    assert_eq!(admin.open(&town, "/people").await.status, StatusCode::OK, "nothing was changed");
    // With a second one the first may go, and is signed out at once.
    let made = admin.fill_at(&town, &page, "/people/invite", &[("name", "次の人"), ("role", "administrator")]).await;
    let url = made.text().split_once("<code>").unwrap().1.split('<').next().unwrap().to_owned();
    let mut next = Clerk::default();
    let page = next.open(&town, url.split_once("//ayumi.test").unwrap().1).await;
    let fields = [("name", "次の人"), ("login", "next"), ("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(next.fill(&town, &page, &fields).await.status, StatusCode::SEE_OTHER);
    let page = next.open(&town, "/people").await;
    let closed = next.fill_at(&town, &page, &end, &[("role", "administrator"), ("active", "")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    assert_eq!(admin.open(&town, "/people").await.status, StatusCode::UNAUTHORIZED);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_link_sets_a_new_one_and_ends_what_was() {
    let town = Town::new().await;
    let mut admin = Clerk::join(&town, "admin", &[Role::Administrator], false).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = admin.open(&town, "/people").await;
    let hana_id = page.text().split("/password-link").find(|part| part.contains("hana")).unwrap();
    let id = hana_id.rsplit("/people/").next().unwrap().to_owned();
    let made = admin.fill_at(&town, &page, &format!("{id}/password-link"), &[]).await;
    let url = made.text().split_once("<code>").unwrap().1.split('<').next().unwrap().to_owned();
    let mut phone = Clerk::default();
    let page = phone.open(&town, url.split_once("//ayumi.test").unwrap().1).await;
    let new = "ゆうがたの川べりをゆっくり歩く";
    let set = phone.fill(&town, &page, &[("password", new), ("again", new)]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text());
    assert_eq!(hana.open(&town, "").await.status, StatusCode::UNAUTHORIZED);
    let page = hana.open(&town, "/sign-in").await;
    let old = hana.fill(&town, &page, &[("login", "hana"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = hana.fill(&town, &page, &[("login", "hana"), ("password", new)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_say_what_they_may_load_and_are_kept_nowhere() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    for path in ["", "/campaigns", "/sign-in", "/nothing"] {
        let page = hana.open(&town, path).await;
        let header = |name: &str| page.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
        assert!(header("content-security-policy").starts_with("default-src 'none'; script-src 'self';"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"));
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert!(!page.text().contains(" style=\""), "{path} has styles within, which the policy forbids");
    }
    // Both languages, by the address and from then on.
    assert!(hana.open(&town, "/campaigns?lang=en").await.text().contains("<html lang=\"en\">"));
    assert!(hana.open(&town, "/campaigns").await.text().contains("Campaigns"));
    let asset = hana.open(&town, "").await.text().split("href=\"/console/assets/").nth(1).unwrap().to_owned();
    let path = format!("/console/assets/{}", asset.split('"').next().unwrap());
    let style = town.send(Request::get(path).body(Default::default()).unwrap()).await;
    assert_eq!(style.status, StatusCode::OK);
    town.stop().await;
}
