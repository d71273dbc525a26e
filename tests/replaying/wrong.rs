//! What cannot be replayed, by the program.

use std::path::Path;

use super::given::{Lives, changed, pack};
use crate::support::program::{ayumi, ended};

/// `ayumi replay` on a state folder, with a pack in a folder of its own.
fn replay(state: &Path, pack: &domain::Pack, arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in &pack.files {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    let mut command = ayumi();
    command.arg("replay").args(arguments).args(["--until", "2026-11-15", "--state"]).arg(state);
    command.arg("--campaigns").arg(folder.path().join("campaigns")).arg("--rules").arg(folder.path().join("rules"));
    ended(&mut command)
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let lives = Lives::empty().await;
    let state = lives.state.path();
    let good = pack();
    let broken = changed("rules.rhai", &[("fn praise(me, goal) {", "fn praise(me, goal) { nudge(\"nothing\");")]);
    let cases: [(&[&str], &domain::Pack, i32, &str); 9] = [
        (
            &["nothing"],
            &good,
            1,
            "no campaign is called `nothing`; there are `district_walk`, `forecast_follow_up`, `notebook_habit`",
        ),
        (&["step_goal", "--against", "ffff"], &good, 1, "no version of this city begins with `ffff`"),
        (&["step_goal", "--days", "0"], &good, 1, "1 to 366 days can be replayed, not 0"),
        (&["step_goal", "--days", "-3"], &good, 1, "1 to 366 days can be replayed, not -3"),
        (&["step_goal", "--days", "367"], &good, 1, "1 to 366 days can be replayed, not 367"),
        (&["step_goal", "--days", "many"], &good, 2, "invalid value 'many'"),
        (&["step_goal", "--resident", "nobody"], &good, 1, "nothing is known of `nobody`"),
        (&["step_goal", "--city", "999999"], &good, 1, "has no pack of 999999"),
        (&["step_goal"], &broken, 1, "step_goal/rules.rhai:"),
    ];
    for (arguments, pack, code, expected) in cases {
        let (ended, said) = replay(state, pack, arguments);
        assert!(ended == code && said.contains(expected), "{arguments:?} ended with {ended}: {said}");
    }
    let (ended, said) = replay(state, &good, &["step_goal", "--days", "7"]);
    assert!(ended == 0 && said.contains("まだどなたの記録もありません"), "{said}");
}

#[tokio::test]
async fn the_program_tells_it_to_machines_too() {
    let lives = Lives::lived().await;
    let gentler = changed("rules.rhai", &[("left <= 2500", "left <= 3500"), ("days == 3 ||", "days == 2 ||")]);
    let (code, said) = replay(lives.state.path(), &gentler, &["step_goal", "--days", "28", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
    assert_eq!(code, 0);
    assert_eq!(found["report"]["residents"], 6);
    assert!(found["report"]["total"]["added"].as_u64().unwrap() > 0, "{found:#}");
    assert_eq!(found["report"]["days"][0]["day"].as_str().unwrap().len(), 10);
    let (code, said) = replay(lives.state.path(), &gentler, &["step_goal", "--resident", "jiro", "--json"]);
    let one: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
    assert_eq!((code, &one["resident"]), (0, &"jiro".into()));
    let (code, said) = replay(lives.state.path(), &pack(), &["step_goal", "--lang", "en"]);
    assert!(code == 0 && said.contains("0 see a difference"), "{said}");
}
