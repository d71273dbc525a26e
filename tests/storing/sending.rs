//! A sender killed while its calls are out, and the one that comes after it.

use std::collections::BTreeMap;
use std::sync::Arc;

use ayumi::phone::{Channel, Fate};
use bytes::Bytes;
use chrono::TimeDelta;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::sync::{Notify, Semaphore};

use super::given::{address_of, check, joins, notebook, pack_folders, text};
use crate::support::child::{Up, real};
use crate::support::service::{Setup, Town};

const PEOPLE: usize = 8;

/// Of eight people half are reached by SMS. Every second call reaches the provider and its
/// answer never comes; of the others nobody knows.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sender_killed_with_its_calls_out_loses_none_and_doubles_none() {
    let folder = tempfile::tempdir().unwrap();
    let (campaigns, rules) = pack_folders(folder.path());
    // The phone listens first, so that the provider in the middle can hand on to it.
    let setup = Setup { campaigns: campaigns.clone(), rules: rules.clone(), ..Setup::new() };
    let account = (setup.phone.sms_account_sid.clone(), setup.phone.sms_auth_token.clone());
    let (line_token, sms_from) = (setup.phone.line_token.clone(), setup.phone.sms_from.clone());
    let now = real();
    let first = Setup { now, ..setup }.start().await.unwrap();
    let slow = Slow::start(format!("http://{}", first.phone.addr())).await;

    // The process has a state of its own; the town above only lends its phone.
    let state = Arc::new(tempfile::tempdir().unwrap());
    let variables = [
        ("line_api_base", slow.base.clone()),
        ("sms_api_base", slow.base.clone()),
        ("line_channel_access_token", line_token),
        ("sms_account_sid", account.0),
        ("sms_auth_token", account.1),
        ("sms_from", sms_from),
    ];
    let up = Up::start(state.path(), &campaigns, &rules, &variables);
    let time = real() - TimeDelta::minutes(2);
    let mut events = Vec::new();
    for person in people() {
        events.extend(joins(&person, by_sms(&person), time));
        events.push(notebook(&format!("{person}-note"), &person, time));
    }
    let (status, report) = up.offer(&events).await.unwrap();
    assert_eq!(status, StatusCode::OK, "{report}");
    slow.wait_for(PEOPLE).await;
    up.kill();

    let reached: Vec<String> = first.phone.messages().iter().map(|message| message.to.clone()).collect();
    assert_eq!(reached.len(), PEOPLE / 2, "every second call reached the provider");
    let sql = ayumi::native::Native::open_to_read(state.path()).unwrap();
    check(&sql).await;
    let states = shell::Sql::query(&sql, "SELECT DISTINCT state FROM outbox", Vec::new()).await.unwrap();
    assert_eq!(states, vec![vec!["sending".into()]]);

    // Before its time is up nobody else takes them; after it, the next sender does.
    let town = go_on(first, &state).await;
    town.clock.set(now + TimeDelta::minutes(1)).unwrap();
    town.tick().await;
    assert_eq!(town.phone.messages().len(), PEOPLE / 2);
    town.clock.set(real() + TimeDelta::minutes(4)).unwrap();
    let ticked = town.tick().await;
    assert_eq!((&ticked["accepted"], &ticked["dead"]), (&(PEOPLE / 2).into(), &(PEOPLE / 2).into()), "{ticked}");

    let messages = town.phone.messages();
    for person in people() {
        let to = address_of(&person, by_sms(&person));
        let mine: Vec<_> = messages.iter().filter(|message| message.to == to).collect();
        let shown = mine.iter().filter(|message| message.fate == Fate::Shown).count();
        let row = format!("SELECT state, reason FROM outbox WHERE resident = '{person}'");
        let rows = town.rows(&row).await;
        if by_sms(&person) {
            assert_eq!(shown, usize::from(reached.contains(&to)), "{person} by SMS");
            assert_eq!(mine.len(), shown, "{person} was not called again");
            assert_eq!(rows, vec![vec!["dead".into(), "ambiguous".into()]], "{person}");
        } else {
            assert_eq!(shown, 1, "{person} by LINE");
            let keys: Vec<_> = mine.iter().map(|message| message.retry_key.clone().unwrap()).collect();
            assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "the same key: {keys:?}");
            assert_eq!(mine.len(), 1 + usize::from(reached.contains(&to)), "{person}");
            assert_eq!(text(&rows[0][0]), "accepted", "{person}");
        }
    }
    assert_eq!(messages.iter().filter(|message| message.channel == Channel::Sms).count(), PEOPLE / 4);
    check(&town.database()).await;
    // Nothing more comes, however long one waits.
    town.clock.set(real() + TimeDelta::days(2)).unwrap();
    town.tick().await;
    let sent = town.rows("SELECT 1 FROM outbox WHERE state IN ('sending', 'claimed') AND message = 'wrote'").await;
    assert!(sent.is_empty());
}

/// The town goes on with another state folder; its phone stays.
async fn go_on(town: Town, state: &Arc<tempfile::TempDir>) -> Town {
    let mut town = town;
    town.state = Arc::clone(state);
    town.settings.state = state.path().to_owned();
    town.restart().await
}

fn people() -> impl Iterator<Item = String> {
    (0..PEOPLE).map(|number| format!("p-{number}"))
}

/// Two by LINE, two by SMS, and so on: of each, every second call gets through.
fn by_sms(person: &str) -> bool {
    let number: usize = person.trim_start_matches("p-").parse().unwrap();
    number % 4 >= 2
}

/// A provider in the middle that never answers. Of each person's place in the order of addresses
/// every second is handed on to the phone.
struct Slow {
    base: String,
    arrived: Arc<Semaphore>,
}

impl Slow {
    async fn start(phone: String) -> Self {
        let arrived = Arc::new(Semaphore::new(0));
        let client: Client<HttpConnector, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let handed_on: BTreeMap<String, bool> = people()
            .enumerate()
            .map(|(place, person)| (address_of(&person, by_sms(&person)), place % 2 == 0))
            .collect();
        let forever = Arc::new(Notify::new());
        let seen = Arc::clone(&arrived);
        let app = axum::Router::new().fallback(move |request: Request<axum::body::Body>| {
            let (client, phone, handed_on) = (client.clone(), phone.clone(), handed_on.clone());
            let (seen, forever) = (Arc::clone(&seen), Arc::clone(&forever));
            async move {
                let (mut parts, body) = request.into_parts();
                let body = body.collect().await.unwrap().to_bytes();
                let said = String::from_utf8_lossy(&body).replace("%2B", "+");
                let to = handed_on.iter().find(|(address, _)| said.contains(address.as_str())).unwrap();
                if *to.1 {
                    parts.uri = format!("{phone}{}", parts.uri.path()).parse().unwrap();
                    parts.headers.remove("host");
                    let answer = client.request(Request::from_parts(parts, Full::new(body))).await.unwrap();
                    assert!(answer.status().is_success(), "{}", answer.status());
                }
                seen.add_permits(1);
                forever.notified().await;
                Response::new(axum::body::Body::empty())
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, arrived }
    }

    /// Until so many calls have come.
    async fn wait_for(&self, calls: usize) {
        self.arrived.acquire_many(calls as u32).await.unwrap().forget();
    }
}
