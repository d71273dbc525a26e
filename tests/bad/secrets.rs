//! The program itself, told to log all it can: no secret is in what it prints, whatever is
//! sent to it.

use std::fs;

use super::{cases, request};
use crate::support::program::Up;

const GIVEN: [(&str, &str); 5] = [
    ("SPIN_VARIABLE_INGEST_TOKEN", "own-ingest-token-7f3a"),
    ("SPIN_VARIABLE_STAFF_TOKEN", "own-staff-token-91bc"),
    ("SPIN_VARIABLE_LINE_CHANNEL_SECRET", "line-channel-secret-55d0"),
    ("SPIN_VARIABLE_LINE_CHANNEL_ACCESS_TOKEN", "line-access-token-c2e8"),
    ("SPIN_VARIABLE_SMS_AUTH_TOKEN", "sms-auth-token-0b6d"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_logged_whatever_comes() {
    let mut up = Up::start(|command| {
        command.env("RUST_LOG", "trace").envs(GIVEN);
    });
    let token = |name: &str| {
        let own = GIVEN.iter().find(|(known, _)| known.to_lowercase().ends_with(name));
        own.map_or_else(|| up.secret(name), |(_, value)| (*value).to_owned())
    };
    for path in cases() {
        let request = request::read(&fs::read_to_string(&path).unwrap(), token);
        // What is answered is looked at elsewhere; a body that is far too large may break off.
        let _ = up.send(request).await;
    }
    let health = up.send(http::Request::get("/healthz").body(Default::default()).unwrap()).await.unwrap();
    assert_eq!(health, 200);

    let mut secrets: Vec<String> = GIVEN.iter().map(|(_, value)| (*value).to_owned()).collect();
    secrets.extend(["tick_token", "link_key"].map(|name| up.secret(name)));
    let log = up.stop();
    assert!(log.contains("ayumi serves at"), "{log}");
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "nothing was logged");
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "the secret `{secret}` is logged");
    }
}
