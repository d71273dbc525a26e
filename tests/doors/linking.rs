//! From the letter to the linked account: the whole dance with LINE's stand-in, and who spoils it.

use bytes::Bytes;
use chrono::TimeDelta;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::browser::{Browser, follow, hidden, visit};
use crate::support::service::{ARAO, Answer, Setup, Town, joins, line_user};

const NUMBER: &str = "+819012345678";

impl Town {
    pub(super) async fn enrol(&self, resident: &str) {
        let mut events = joins(resident, self.clock.now());
        events.remove(1);
        self.post(&events).await;
    }

    pub(super) async fn code(&self, resident: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let path = format!("/v1/{ARAO}/residents/{resident}/link-codes");
        self.call("POST", &path, "staff_token", "application/json", body).await
    }

    async fn letter(&self, resident: &str) -> String {
        let answer = self.code(resident, Value::Null).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["code"].as_str().unwrap().to_owned()
    }

    /// The newest words that an address was shown.
    fn last_words(&self, address: &str) -> Option<String> {
        let all = self.phone.messages();
        all.iter().rev().find(|one| one.to == address).map(|one| one.text.clone())
    }

    /// Follows the account, and is sent the page's address.
    async fn address(&self, user: &str) -> String {
        self.later(TimeDelta::minutes(1));
        assert!(self.phone.tap_menu(user, "a=link").await.unwrap().is_ok());
        assert_eq!(self.tick().await["offered"], 1);
        self.last_words(user).unwrap().lines().last().unwrap().to_owned()
    }

    async fn linked(&self, channel: &str) -> Vec<String> {
        let sql = format!("SELECT resident FROM addresses WHERE channel = '{channel}' ORDER BY resident");
        let rows = self.rows(&sql).await;
        rows.into_iter()
            .flatten()
            .map(|one| if let shell::Value::Text(id) = one { id } else { panic!("{one:?}") })
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_a_page_and_a_tap_link_an_account() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let code = town.letter("p-1").await;
    assert_eq!(code.len(), 11, "{code}");
    let user = line_user("p-1");
    assert!(town.phone.follow(&user).await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 1);
    let said = town.last_words(&user).unwrap();
    let url = said.lines().last().unwrap().to_owned();
    assert!(said.starts_with("荒尾市の") && url.starts_with("http://ayumi.test/link/432041?linkToken="), "{said}");
    assert_eq!(town.tick().await["offered"], 0, "once");

    let mut browser = Browser::default();
    let page = browser.open(&town, &url).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:"),
        "{policy}"
    );
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(!page.text().contains("<script") && !page.text().contains("style="), "{}", page.text());
    // In the other language, with the same browser.
    let english = browser.open(&town, &format!("{url}&lang=en")).await;
    assert!(english.text().contains("lang=\"en\"") && english.text().contains("nine-digit"), "{}", english.text());
    let style = town.send(Request::get("/link/style.css").body(Bytes::new()).unwrap()).await;
    assert_eq!(
        (style.status, &style.headers["content-type"]),
        (StatusCode::OK, &"text/css; charset=utf-8".parse().unwrap())
    );

    // A slip, as one types it without glasses.
    let answer = browser.enter(&town, page.text(), "12345").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("番号は9けたの数字です") && answer.text().contains("role=\"alert\""));

    let answer = browser.enter(&town, answer.text(), &code.replace('-', " ")).await;
    assert!(!answer.headers["location"].to_str().unwrap().contains(&code.replace('-', "")));
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(follow(&answer).await, 200);
    assert_eq!(town.linked("line").await, ["p-1"]);
    let stored = town.rows("SELECT id, source FROM events WHERE type = 'ayumi.channel.linked.v1'").await;
    assert!(matches!(stored.as_slice(), [row] if row[1] == "line".into()), "{stored:?}");

    // LINE's token, our number and the code are each good for once.
    assert_eq!(visit(location.clone()).await, 400);
    let (_, nonce) = location.split_once("nonce=").unwrap();
    let nonce = wire::form::field(&format!("nonce={nonce}"), "nonce").unwrap();
    assert!(nonce.len() >= 22, "{nonce}");
    let replayed = town.phone.account_link(&user, "ok", &nonce).await.unwrap();
    assert!(replayed.is_ok());
    let again = browser.enter(&town, page.text(), &code).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("この番号は使えません"), "{}", again.text());
    assert_eq!(town.rows("SELECT count(*) FROM events WHERE type = 'ayumi.channel.linked.v1'").await, [[1.into()]]);
    // Nothing secret is in the database as it was said.
    let database = std::fs::read(town.state.path().join("sqlite_db.db")).unwrap();
    for secret in [code.replace('-', ""), nonce, hidden(page.text(), "linkToken")] {
        let secret = secret.as_bytes();
        assert!(!database.windows(secret.len()).any(|part| part == secret));
    }
    // What the account says now is the resident's own.
    assert!(town.phone.say(&user, "停止").await.unwrap().is_ok());
    assert_eq!(
        town.rows("SELECT what, via FROM consents ORDER BY number DESC LIMIT 1").await,
        [["stopped".into(), "line".into()]]
    );
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_late_of_another_or_made_up_links_nothing() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let (user, other) = (line_user("p-1"), line_user("p-2"));
    let code = town.letter("p-1").await;
    let enter = async || {
        let url = town.address(&user).await;
        let mut browser = Browser::default();
        let page = browser.open(&town, &url).await;
        let answer = browser.enter(&town, page.text(), &code).await;
        let location = answer.headers["location"].to_str().unwrap().to_owned();
        wire::form::field(location.split_once('?').unwrap().1, "nonce").unwrap()
    };
    // Somebody else's account, a failure, a made-up number, and one that came after ten minutes.
    let nonce = enter().await;
    for (user, result, nonce) in
        [(&other, "ok", nonce.as_str()), (&user, "failed", &nonce), (&user, "ok", "AAAAAAAAAAAAAAAAAAAAAA")]
    {
        assert!(town.phone.account_link(user, result, nonce).await.unwrap().is_ok());
        assert_eq!(town.linked("line").await, [""; 0], "{result}");
    }
    town.later(TimeDelta::minutes(10));
    assert!(town.phone.account_link(&user, "ok", &nonce).await.unwrap().is_ok());
    assert_eq!(town.linked("line").await, [""; 0]);
    // A code that staff replaced, before and after it was entered.
    let nonce = enter().await;
    let newer = town.letter("p-1").await;
    assert!(town.phone.account_link(&user, "ok", &nonce).await.unwrap().is_ok());
    assert_eq!(town.linked("line").await, [""; 0]);
    // A code of a month ago.
    town.later(TimeDelta::days(30));
    let url = town.address(&user).await;
    let mut browser = Browser::default();
    let page = browser.open(&town, &url).await;
    assert_eq!(browser.enter(&town, page.text(), &newer).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A page of ten minutes ago, one that nobody was sent, one with odd letters, one of a city that is not there.
    town.later(TimeDelta::minutes(10));
    assert_eq!(browser.open(&town, &url).await.status, StatusCode::GONE);
    for token in ["", "made-up", "%22%3E%3Cscript%3E", "%F0%9F%98%80%26x%3D1"] {
        let page = browser.open(&town, &format!("/link/{ARAO}?linkToken={token}")).await;
        assert_eq!(page.status, StatusCode::GONE, "{token}");
        assert!(!page.text().contains("<script"), "{}", page.text());
    }
    assert_eq!(browser.open(&town, "/link/999999?linkToken=x").await.status, StatusCode::NOT_FOUND);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_guesses_is_locked_out_and_told_until_when() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let code = town.letter("p-1").await;
    let url = town.address(&line_user("guesser")).await;
    let mut browser = Browser::default();
    let page = browser.open(&town, &url).await;
    let guess = |n: u128| domain::linking::Code::from_bits(n).to_string();
    for n in 0..5 {
        let answer = browser.enter(&town, page.text(), &guess(n)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
    }
    // Also with the right one, and with a new page.
    let answer = browser.enter(&town, page.text(), &code).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text());
    let wait: i64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    let url = town.address(&line_user("guesser")).await;
    let page = browser.open(&town, &url).await;
    assert_eq!(browser.enter(&town, page.text(), &code).await.status, StatusCode::TOO_MANY_REQUESTS);
    // Another account is not held up by it, and slips of the hand count for nothing.
    let url = town.address(&line_user("p-1")).await;
    let mut own = Browser::default();
    let page = own.open(&town, &url).await;
    for _ in 0..6 {
        assert_eq!(own.enter(&town, page.text(), "482-913-058").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Five more accounts guess: the city takes no code until the hour ends.
    for n in 0..5 {
        let url = town.address(&line_user(&format!("guesser-{n}"))).await;
        let mut browser = Browser::default();
        let page = browser.open(&town, &url).await;
        for guessed in 0..5 {
            let answer = browser.enter(&town, page.text(), &guess(100 + n * 5 + guessed)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{n} {guessed}");
        }
    }
    assert_eq!(own.enter(&town, page.text(), &code).await.status, StatusCode::TOO_MANY_REQUESTS);
    town.later(TimeDelta::hours(1));
    let url = town.address(&line_user("p-1")).await;
    let page = own.open(&town, &url).await;
    assert_eq!(own.enter(&town, page.text(), &code).await.status, StatusCode::SEE_OTHER);
    // Who asks for the page again and again is sent it five times an hour.
    for _ in 0..6 {
        town.later(TimeDelta::minutes(1));
        assert!(town.phone.tap_menu(&line_user("often"), "a=link").await.unwrap().is_ok());
        town.tick().await;
    }
    let sent = town.phone.messages().iter().filter(|one| one.to == line_user("often")).count();
    assert_eq!(sent, 5);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_another_page_browser_or_site_is_not_taken() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let code = town.letter("p-1").await;
    let (mine, theirs) = (town.address(&line_user("p-1")).await, town.address(&line_user("p-2")).await);
    let (mut own, mut other) = (Browser::default(), Browser::default());
    let (page, elsewhere) = (own.open(&town, &mine).await, other.open(&town, &theirs).await);
    let (token, form) = (hidden(page.text(), "linkToken"), hidden(page.text(), "form"));
    let sent = |token: &str, form: &str| {
        [("linkToken", token.to_owned()), ("form", form.to_owned()), ("lang", String::new()), ("code", code.clone())]
    };
    let theirs = hidden(elsewhere.text(), "linkToken");
    let refused = [
        own.send(&town, &sent(&theirs, &form), None).await,
        own.send(&town, &sent(&token, ""), None).await,
        own.send(&town, &sent(&token, &form), Some("cross-site")).await,
        other.send(&town, &sent(&token, &form), None).await,
        Browser::default().send(&town, &sent(&token, &form), None).await,
    ];
    for (place, answer) in refused.iter().enumerate() {
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{place}: {}", answer.text());
        assert!(answer.text().contains("画面が古くなっていました"));
    }
    let large = "x".repeat(5000);
    let answer = own.send(&town, &[("code", large)], None).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(own.send(&town, &sent(&token, &form), Some("same-origin")).await.status, StatusCode::SEE_OTHER);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_telephone_is_linked_when_its_owner_sends_the_code_back() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let asked = json!({ "channel": "sms", "number": NUMBER });
    let answer = town.code("p-1", asked.clone()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    assert_eq!(answer.json()["code"], Value::Null, "only the telephone knows it");
    assert_eq!(town.tick().await["offered"], 1);
    let said = town.last_words(NUMBER).unwrap();
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 9, "{said}");

    // From another telephone, and words beside it: neither is an answer.
    assert!(town.phone.say("+819000000000", &digits).await.unwrap().is_ok());
    assert!(town.phone.say(NUMBER, &format!("{digits}です")).await.unwrap().is_ok());
    assert_eq!(town.linked("sms").await, [""; 0]);
    assert!(town.phone.say(NUMBER, &digits).await.unwrap().is_ok());
    assert_eq!(town.linked("sms").await, ["p-1"]);
    let stored = "SELECT count(*) FROM events WHERE type IN ('ayumi.channel.linked.v1', 'ayumi.reply.received.v1')";
    assert_eq!(town.rows(stored).await, [[1.into()]], "the code itself is no reply");

    // A stop from a telephone that was sent a code: it is not wanted there.
    town.enrol("p-2").await;
    let other = "+818011112222";
    assert_eq!(town.code("p-2", json!({ "channel": "sms", "number": other })).await.status, StatusCode::CREATED);
    town.tick().await;
    let digits: String = town.last_words(other).unwrap().chars().filter(char::is_ascii_digit).collect();
    assert!(town.phone.say(other, "停止").await.unwrap().is_ok());
    assert!(town.phone.say(other, &digits).await.unwrap().is_ok());
    assert_eq!(town.linked("sms").await, ["p-1"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_made_for_those_who_are_known_by_staff() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let nobody = town.code("nobody", Value::Null).await;
    assert_eq!((nobody.status, nobody.json()["type"].clone()), (StatusCode::NOT_FOUND, "/problems/not-found".into()));
    for (body, status) in [
        (json!({ "channel": "sms" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "channel": "sms", "number": "090-1234-5678" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "channel": "line", "number": NUMBER }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "channel": "paper" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "channel": "fax" }), StatusCode::BAD_REQUEST),
        (json!({ "chanel": "line" }), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(town.code("p-1", body.clone()).await.status, status, "{body}");
    }
    let path = format!("/v1/{ARAO}/residents/p-1/link-codes");
    assert_eq!(town.call("POST", &path, "ingest_token", "", "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(town.rows("SELECT count(*) FROM link_codes").await, [[0.into()]]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_fails_is_asked_again_and_nothing_is_said_twice() {
    let town = Town::new().await;
    let user = line_user("p-1");
    assert!(town.phone.follow(&user).await.unwrap().is_ok());
    town.phone.faults().next(ayumi::phone::Fault::ServerError, 1);
    assert_eq!(town.tick().await["offered"], 1);
    assert_eq!(town.phone.messages().len(), 1);
    // The answer was lost: the message may be there, and is not sent again.
    let other = line_user("p-2");
    assert!(town.phone.follow(&other).await.unwrap().is_ok());
    town.phone.faults().next(ayumi::phone::Fault::AnswerLost, 1);
    town.tick().await;
    town.later(TimeDelta::minutes(5));
    town.tick().await;
    assert_eq!(town.phone.messages().len(), 2);
    town.stop().await;
}

/// A city that says nothing about linking offers none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_city_without_the_words_offers_nothing() {
    let pack = crate::support::host::root().join("tests/sending/pack");
    let setup = Setup { campaigns: pack.join("campaigns"), rules: pack.join("rules"), ..Setup::new() };
    let town = setup.start().await.unwrap();
    town.enrol("p-1").await;
    let answer = town.code("p-1", Value::Null).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("`[link]`"), "{}", answer.text());
    assert!(town.phone.follow(&line_user("p-1")).await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 0);
    assert_eq!(town.phone.requests(), 0);
    town.stop().await;
}
