//! The commands as their users run them, where all is well: on a service of their own.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use tempfile::TempDir;

use super::{folder, lay};
use crate::support::host::root;
use crate::support::program::{Up, ayumi, ended};
use crate::support::service::{ARAO, joins};

/// A copy of Arao's pack in which one line more is said about nothing.
fn other_pack() -> TempDir {
    let pack = tempfile::tempdir().unwrap();
    lay(&root().join("campaigns"), &pack.path().join("campaigns"));
    lay(&root().join("rules"), &pack.path().join("rules"));
    let rules = pack.path().join("campaigns").join(ARAO).join("step_goal/rules.rhai");
    let text = fs::read_to_string(&rules).unwrap();
    fs::write(rules, format!("{text}\n// Another version.\n")).unwrap();
    pack
}

/// A command on a service; it must do what it is asked.
fn told(up: &Up, arguments: &[&str]) -> String {
    let mut command = ayumi();
    let to = format!("http://{}", up.addr);
    command.args(arguments).args(["--to", &to, "--state"]).arg(up.state.path());
    let (code, said) = ended(&mut command);
    assert_eq!(code, 0, "{arguments:?}: {said}");
    said
}

fn versions(up: &Up) -> Vec<Value> {
    serde_json::from_str(&told(up, &["versions", "--json"])).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_published_listed_and_taken_back() {
    let mut up = Up::start(|_| {});
    let other = other_pack();
    let path = other.path().to_str().unwrap();
    let said = told(&up, &["publish", path]);
    assert!(said.starts_with("432041: version ") && said.ends_with(" is in force\n"), "{said}");
    let published: Value = serde_json::from_str(&told(&up, &["publish", path, "--json"])).unwrap();
    let [first, second] = [1, 0].map(|place| versions(&up)[place]["hash"].as_str().unwrap().to_owned());
    assert_eq!(published[0]["release"]["hash"], *second);
    assert_eq!(published[0]["problems"], Value::Array(Vec::new()));

    let listed = told(&up, &["versions"]);
    assert!(listed.lines().next().unwrap().ends_with("published  in force"), "{listed}");
    let said = told(&up, &["rollback"]);
    assert!(said.contains(first.get(..12).unwrap()) && said.contains("in force again"), "{said}");
    let back: Value = serde_json::from_str(&told(&up, &["rollback", second.get(..8).unwrap(), "--json"])).unwrap();
    assert_eq!(back["release"]["hash"], *second);

    // A start does not undo what staff chose: the pack in the folder was in force before.
    let before = versions(&up).len();
    up.stop();
    let mut up = Up::start_on(up.state.clone(), |_| {});
    assert_eq!(versions(&up).len(), before);
    assert_eq!(versions(&up)[0]["hash"], *second);
    let said = up.stop();
    assert!(
        said.contains(&format!("version {} is in force; the pack in the folder", second.get(..12).unwrap())),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_the_operator_chose_is_the_one_used() {
    let up = Up::start(|command| {
        command.env("SPIN_VARIABLE_STAFF_TOKEN", "sesame");
    });
    let to = format!("http://{}", up.addr);
    let versions = |variables: &[(&str, &str)]| {
        let mut command = ayumi();
        command.args(["versions", "--to", &to, "--state"]).arg(up.state.path()).envs(variables.iter().copied());
        ended(&mut command)
    };
    assert_eq!(versions(&[("SPIN_VARIABLE_STAFF_TOKEN", "sesame")]).0, 0);
    assert_eq!(versions(&[("SPIN_VARIABLE_STAFF_TOKEN", "other"), ("AYUMI_STAFF_TOKEN", "sesame")]).0, 0);
    let (code, said) = versions(&[]);
    assert!(code == 1 && said.contains("does not know this staff token"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_with_problems_leaves_a_city_its_version() {
    let good = Up::start(|_| {});
    let before = versions(&good);
    let pack = super::bad_pack("script_misspells_a_fact");
    let mut command = ayumi();
    let to = format!("http://{}", good.addr);
    command.args(["publish", "--json", "--to", &to, "--state"]).arg(good.state.path()).arg(pack.path());
    let (code, said) = ended(&mut command);
    let outcome: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &outcome[0]["release"]), (1, &Value::Null), "{said}");
    let state = good.state.clone();
    drop(good);

    let mut up = Up::start_with(state, &pack.path().join("campaigns"), &pack.path().join("rules"), |_| {});
    assert_eq!(versions(&up), before);
    let said = up.stop();
    assert!(said.contains("campaigns/432041/walk/rules.rhai:2:"), "{said}");
    assert!(said.contains("stays in force: the pack in the folder has"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn why_tells_in_both_languages_and_to_machines() {
    let up = Up::start(|_| {});
    let now = crate::support::child::real() - chrono::TimeDelta::minutes(1);
    let body = Value::from(joins("p-1", now)).to_string();
    let request = Request::post(format!("/v1/{ARAO}/events"))
        .header("authorization", format!("Bearer {}", up.secret("ingest_token")))
        .header("content-type", "application/cloudevents-batch+json")
        .body(Bytes::from(body))
        .unwrap();
    assert_eq!(up.send(request).await, Ok(200));
    let asked = ["why", "--resident", "p-1"];
    let japanese = told(&up, &asked);
    assert!(japanese.contains("同意"), "{japanese}");
    let english = told(&up, &[&asked[..], &["--lang", "en"]].concat());
    assert!(english.contains("consent"), "{english}");
    let json: Value = serde_json::from_str(&told(&up, &[&asked[..], &["--json"]].concat())).unwrap();
    assert_eq!(json["known"], true);

    // The same from the database itself, and for somebody who is not there.
    let local = |arguments: &[&str]| ended(ayumi().args(arguments).arg("--state").arg(up.state.path()));
    // The clock's work goes on meanwhile: what is told before and after is the same where nothing moved.
    let mut tries = 0..60;
    let (told_there, told_here) = loop {
        let (before, here, after) = (told(&up, &asked), local(&asked), told(&up, &asked));
        if before == after || tries.next().is_none() {
            break (after, here);
        }
    };
    assert_eq!(told_here, (0, told_there));
    for format in [&[][..], &["--json"]] {
        assert_eq!(local(&[&["why", "--resident", "p-2"], format].concat()).0, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_demo_there_is_no_phone() {
    let up = Up::start(|_| {});
    let request = Request::get("/phone").body(Bytes::new()).unwrap();
    assert_eq!(up.send(request).await, Ok(404));
}

#[test]
fn asked_twice_to_stop_it_does_not_wait() {
    let mut up = Up::start(|_| {});
    // A request that does not arrive whole, for which a stop waits.
    let mut slow = TcpStream::connect(&up.addr).unwrap();
    let head = format!("POST /v1/{ARAO}/events HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n");
    slow.write_all(head.as_bytes()).unwrap();
    up.terminate();
    // Whoever connects now is refused: the first word was heard.
    while TcpStream::connect(&up.addr).is_ok() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    up.terminate();
    let (code, said) = up.end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("ended at once") && !said.contains("panicked"), "{said}");
    _ = slow.read(&mut [0]);
}

#[test]
fn the_state_folder_that_it_makes_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let parent = tempfile::tempdir().unwrap();
    let state = parent.path().join("state");
    // It ends once it has made the folder.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    let mut command = Command::new("sh");
    command.args(["-c", "umask 022 && exec \"$0\" \"$@\""]).arg(env!("CARGO_BIN_EXE_ayumi"));
    command.current_dir(crate::support::service::project());
    command.args(["up", "--no-build", "--listen", &taken, "--campaigns"]).arg(folder().join("good/campaigns"));
    command.arg("--rules").arg(folder().join("good/rules")).arg("--state").arg(&state);
    command.output().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&state), 0o700);
}
