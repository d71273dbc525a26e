//! Wrong starts: each says what is wrong and what to do, with its exit code.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::host::root;
use crate::support::program::{ayumi, ended};
use crate::support::service::project;

/// `ayumi up` in the project, on a free port.
fn up(state: &Path) -> Command {
    let mut command = ayumi();
    command.current_dir(project()).args(["up", "--no-build", "--listen", "127.0.0.1:0", "--state"]).arg(state);
    command.arg("--campaigns").arg(root().join("campaigns")).arg("--rules").arg(root().join("rules"));
    command
}

/// Ends with a code, and says these words in one line or several, not more than a screen.
fn says(command: &mut Command, code: i32, words: &[&str]) {
    let (found, said) = ended(command);
    assert_eq!(found, code, "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not said:\n{said}");
    }
    assert!(!said.contains("panicked") && !said.contains("RUST_BACKTRACE"), "{said}");
    let is_help = said.contains("Usage: ");
    assert!(is_help || said.lines().count() < 25, "{said}");
}

#[test]
fn wrong_usage_is_code_2_with_what_is_right() {
    says(&mut ayumi(), 2, &["Usage: ayumi"]);
    says(ayumi().arg("dance"), 2, &["unrecognized subcommand 'dance'"]);
    says(ayumi().args(["check", "--colour"]), 2, &["--colour"]);
    says(ayumi().args(["why"]), 2, &["--resident <ID>"]);
    says(ayumi().args(["why", "--resident", "123456789018"]), 2, &["My Number"]);
    says(ayumi().args(["why", "--resident", "p-1", "--city", "arao"]), 2, &["six-digit"]);
    says(ayumi().args(["up", "--listen", "nowhere"]), 2, &["--listen <ADDRESS>"]);
    says(ayumi().arg("--help"), 0, &["check", "publish", "why"]);
    for command in ["up", "check", "publish", "replay", "rollback", "versions", "why", "bench"] {
        says(ayumi().args([command, "--help"]), 0, &["Usage: ayumi"]);
    }
}

#[test]
fn a_folder_without_a_pack_is_told() {
    let empty = tempfile::tempdir().unwrap();
    says(ayumi().arg("check").arg(empty.path()), 1, &["there is no pack here"]);
    fs::create_dir_all(empty.path().join("campaigns/arao")).unwrap();
    says(ayumi().arg("check").arg(empty.path()), 1, &["campaigns/arao` is not named", "six-digit code"]);
}

#[test]
fn a_folder_named_after_no_city_is_told() {
    let pack = tempfile::tempdir().unwrap();
    super::lay(&super::folder().join("good"), pack.path());
    fs::write(pack.path().join("campaigns/README.md"), "notes").unwrap();
    says(ayumi().arg("check").arg(pack.path()), 0, &["432041: "]);
    fs::create_dir(pack.path().join("campaigns/43204")).unwrap();
    says(ayumi().arg("check").arg(pack.path()), 1, &["campaigns/43204` is not named after a city's six-digit code"]);
}

#[test]
fn a_city_without_a_pack_is_told() {
    let mut command = ayumi();
    command.args(["publish", "--city", "990019", "--to", "http://127.0.0.1:1"]).arg(root());
    says(&mut command, 1, &["there is no pack of 990019 here", "432041"]);
}

#[test]
fn a_named_folder_that_is_missing_is_told() {
    let state = tempfile::tempdir().unwrap();
    for named in ["--campaigns", "--rules"] {
        let mut command = ayumi();
        command.current_dir(project()).args(["up", "--no-build", "--listen", "127.0.0.1:0", "--state"]);
        command.arg(state.path()).args([named, "/typo"]);
        says(&mut command, 1, &["there is no folder `/typo`"]);
    }
}

#[test]
fn a_state_folder_in_use_is_told_and_left_alone() {
    let state = tempfile::tempdir().unwrap();
    let held = ayumi::state::Held::take(state.path()).unwrap();
    fs::write(state.path().join("ours"), "").unwrap();
    says(&mut up(state.path()), 1, &["another ayumi is using `"]);
    assert!(state.path().join("ours").exists());
    drop(held);
}

#[test]
fn a_state_folder_open_to_others_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let state = tempfile::tempdir().unwrap();
    fs::set_permissions(state.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = ayumi();
    command.current_dir(project()).args(["up", "--no-build", "--listen", &taken.local_addr().unwrap().to_string()]);
    command.arg("--campaigns").arg(root().join("campaigns")).arg("--rules").arg(root().join("rules"));
    says(command.arg("--state").arg(state.path()), 1, &["open to other users", "chmod 700"]);
}

#[test]
fn an_output_that_nobody_reads_is_no_error() {
    let pack = super::bad_pack("two_at_once");
    let mut child =
        ayumi().arg("check").arg(pack.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1), "what was found is still said by the code");
}

#[test]
fn the_demos_folder_is_pointed_at() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir_all(place.path().join(".ayumi/demo")).unwrap();
    fs::write(place.path().join(".ayumi/demo").join(ayumi::native::DATABASE), "").unwrap();
    fs::write(place.path().join(".ayumi/demo/secrets.toml"), "staff_token = \"sesame\"\n").unwrap();
    let here = |arguments: &[&str]| {
        let mut command = ayumi();
        command.current_dir(place.path()).args(arguments);
        command
    };
    says(&mut here(&["why", "--resident", "u17"]), 1, &["デモのフォルダーにはあるので、`--state .ayumi/demo`"]);
    says(&mut here(&["why", "--resident", "u17", "--lang", "en"]), 1, &["add --state .ayumi/demo"]);
    says(&mut here(&["versions"]), 1, &["add --state .ayumi/demo"]);
}

#[test]
fn a_file_that_is_no_text_is_named() {
    let pack = super::bad_pack("two_at_once");
    fs::write(pack.path().join("campaigns/432041/walk/rules.rhai"), [b'/', b'/', 0xff, 0xfe]).unwrap();
    says(ayumi().arg("check").arg(pack.path()), 1, &["walk/rules.rhai` is not UTF-8 text"]);
}

#[test]
fn a_port_in_use_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let state = tempfile::tempdir().unwrap();
    let mut command = ayumi();
    command.current_dir(project()).args(["up", "--no-build", "--listen", &address, "--state"]).arg(state.path());
    command.arg("--campaigns").arg(root().join("campaigns")).arg("--rules").arg(root().join("rules"));
    says(&mut command, 1, &[&address, "in use"]);
}

#[test]
fn a_place_without_a_project_is_told() {
    let empty = tempfile::tempdir().unwrap();
    says(ayumi().current_dir(empty.path()).args(["up", "--no-build"]), 1, &["there is no spin.toml here or above"]);
}

#[test]
fn a_broken_manifest_is_told_by_its_line() {
    let project = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join("spin.toml")).unwrap();
    let broken = text.replace("[variables]", "[variables");
    let line = 1 + broken.lines().position(|line| line == "[variables").unwrap();
    fs::write(project.path().join("spin.toml"), broken).unwrap();
    fs::create_dir_all(project.path().join("rules")).unwrap();
    let mut command = ayumi();
    command.current_dir(project.path()).args(["up", "--no-build", "--listen", "127.0.0.1:0", "--campaigns"]);
    command.arg(root().join("campaigns")).arg("--state").arg(project.path().join("state"));
    says(&mut command, 1, &[&format!("spin.toml:{line}:")]);

    fs::write(project.path().join("spin.toml"), text.replace("sqlite_databases", "sqlite_databasses")).unwrap();
    says(&mut command, 1, &["spin.toml", "sqlite_databasses"]);

    // Not built: the component is named, and what builds it.
    fs::write(project.path().join("spin.toml"), text).unwrap();
    says(&mut command, 1, &[".wasm` is not there", "cargo run --release -- up"]);
}

#[test]
fn a_pack_with_problems_keeps_the_service_from_starting() {
    let pack = super::bad_pack("script_misspells_a_fact");
    let state = tempfile::tempdir().unwrap();
    let mut command = ayumi();
    command.current_dir(project()).args(["up", "--no-build", "--listen", "127.0.0.1:0", "--state"]).arg(state.path());
    command.arg("--campaigns").arg(pack.path().join("campaigns")).arg("--rules").arg(pack.path().join("rules"));
    says(&mut command, 1, &["campaigns/432041/walk/rules.rhai:2:", "stpes"]);
}

#[test]
fn a_state_folder_that_cannot_be_is_told() {
    // Root may write anywhere, so the folder is one that nobody can make: below a file.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    says(&mut up(&folder.path().join("file/state")), 1, &["file/state", "--state"]);
    says(&mut up(Path::new("/proc/ayumi")), 1, &["/proc/ayumi", "--state"]);
}

#[test]
fn secrets_changed_by_hand_are_told_and_not_shown() {
    let state = tempfile::tempdir().unwrap();
    fs::write(state.path().join("secrets.toml"), "staff_token = \"sesame\nopen\"").unwrap();
    let (code, said) = ended(&mut up(state.path()));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("secrets.toml` is not as this program wrote it"), "{said}");
    assert!(!said.contains("sesame"), "{said}");
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let state = tempfile::tempdir().unwrap();
    let path = state.path().join(ayumi::native::DATABASE);
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch("PRAGMA user_version = 4711; CREATE TABLE theirs (x)").unwrap();
    drop(database);
    says(&mut up(state.path()), 1, &["4711", "use a newer program"]);
    let database = rusqlite::Connection::open(&path).unwrap();
    let tables: String =
        database.query_row("SELECT group_concat(name) FROM sqlite_master", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, "theirs");
}

#[test]
fn a_database_that_is_none_is_told() {
    let state = tempfile::tempdir().unwrap();
    fs::write(state.path().join(ayumi::native::DATABASE), "this is a letter, not a database. ".repeat(100)).unwrap();
    says(&mut up(state.path()), 1, &["not a database"]);
}

/// The disk is one of our own, and small. It takes the right to mount.
#[test]
fn a_full_disk_is_told_and_nothing_falls_over() {
    let state = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=128k", "none"]).arg(state.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("skipped: this user cannot mount a small disk");
        return;
    }
    let (code, said) = ended(&mut up(state.path()));
    let unmounted = Command::new("umount").arg("-l").arg(state.path()).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("the disk is full"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_service_that_does_not_answer_is_told() {
    let state = tempfile::tempdir().unwrap();
    fs::write(state.path().join("secrets.toml"), "staff_token = \"sesame\"\n").unwrap();
    // A socket that is bound and does not listen keeps its port from others, and refuses.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let to = format!("http://{}", nobody.local_addr().unwrap());
    let mut command = ayumi();
    command.args(["publish", "--to", &to, "--state"]).arg(state.path()).arg(root());
    says(&mut command, 1, &["does not answer; is it running?"]);
    says(ayumi().args(["versions", "--to", &to, "--state", "/nowhere"]), 1, &["no staff token", "AYUMI_STAFF_TOKEN"]);
    let why = ["why", "--resident", "p-1", "--lang", "en", "--state", "/nowhere"];
    says(ayumi().args(why), 1, &["`/nowhere` has no database"]);
}
