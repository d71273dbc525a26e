use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use ayumi::demo::Demo;

use crate::support::program::{ayumi, ended};
use crate::support::service::project;

#[tokio::test]
async fn a_folder_with_a_database_is_left_alone() {
    let state = tempfile::tempdir().unwrap();
    std::fs::write(state.path().join(ayumi::native::DATABASE), "a city's").unwrap();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let refused = Demo::start(&root, &mut super::settings(&root, state.path())).await.err().unwrap();
    assert!(refused.to_string().contains("holds a database already"), "{refused}");
}

#[tokio::test]
async fn the_phone_stays_on_this_machine() {
    let state = tempfile::tempdir().unwrap();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut settings = super::settings(&root, state.path());
    settings.listen = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let demo = Demo::start(&root, &mut settings).await.unwrap();
    assert_eq!(demo.phone().addr().ip(), Ipv4Addr::LOCALHOST);
    assert!(settings.redirect["/phone"].starts_with(&format!("http://{}/", demo.phone().addr())));
    demo.stop().await;
}

#[test]
fn the_program_shows_the_month_and_ends() {
    let state = tempfile::tempdir().unwrap();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut command = ayumi();
    command.current_dir(project()).args(["up", "--demo", "--exit", "--demo-day", "0", "--no-build"]);
    command.args(["--listen", "127.0.0.1:0", "--state"]).arg(state.path());
    command.arg("--campaigns").arg(root.join("campaigns")).arg("--rules").arg(root.join("rules"));
    let (code, said) = ended(&mut command);
    assert_eq!(code, 0, "{said}");
    for told in [
        "別の入口から届いたもの",
        "What came in by other doors",
        "demo/doors/forecast.json",
        "A month in Arao",
        "messages by LINE",
        "why --resident u17",
        "/phone",
    ] {
        assert!(said.contains(told), "`{told}` is not said:\n{said}");
    }
    let this = format!("{} why --resident", env!("CARGO_BIN_EXE_ayumi"));
    assert!(said.contains(&this), "the commands are those of the program that ran:\n{said}");
}
