//! Weeks of residents' lives, told in `stories/*.toml` and lived three times: in memory, on the
//! shell over a native database, and through the real components over HTTP with the stand-in
//! phone. All three must come to the same.
//!
//! What happened is kept in `snapshots/`, to be read and reviewed like any other text.

mod memory_way;
mod script;
mod service_way;
mod shell_way;
mod story;
mod told;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::support::host::root;
use memory_way::Memory;
use script::Script;
use service_way::Served;
use shell_way::Shelled;
use story::Story;

/// Lives a story three times, compares, and keeps what happened.
async fn live(name: &str) {
    let story = Story::read(&folder().join(format!("{name}.toml")));
    let script = Script::of(&story);
    let memory = script.play(Memory::start(&story)).await;
    let shell = script.play(Shelled::start(&story).await).await;
    memory.same_as(&shell, "the shell on a native database");
    let served = script.play(Served::start(&story).await).await;
    memory.same_as(&served, "the components over HTTP");
    shell.rows_as(&served, "the components over HTTP");
    insta::assert_snapshot!(name, memory.diary(&story.title));
    for (resident, story) in served.stories {
        insta::assert_snapshot!(format!("{name}_why_{resident}"), without_numbers(&story));
    }
}

/// The provider numbers messages in the order in which calls reach it, and calls leave
/// together: its numbers differ from run to run.
fn without_numbers(story: &str) -> String {
    let taken = "送信先が受け取りました";
    let line = |line: &str| match line.split_once(taken) {
        Some((before, after)) => {
            let parts = after.strip_prefix('（').and_then(|after| after.split_once('）'));
            let parts = parts.map(|(parts, _)| format!("（{parts}）")).unwrap_or_default();
            format!("{before}{taken}{parts} <番号>")
        }
        None => line.to_owned(),
    };
    story.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn folder() -> PathBuf {
    root().join("tests/journeys/stories")
}

/// One test for each story, and a look that no file is forgotten.
macro_rules! stories {
    ($($name:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                live(stringify!($name)).await;
            }
        )*

        #[test]
        fn every_story_is_lived() {
            let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
            let found: BTreeSet<String> =
                files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
            assert_eq!(found, BTreeSet::from([$(stringify!($name).to_owned()),*]));
        }
    };
}

stories!(
    four_weeks_of_steps,
    forecast_followed_up,
    welcome_goal_review,
    stop_and_return,
    new_version_and_back,
    night_and_heat,
    days_of_outage,
    visits_and_mistakes,
    bon,
    new_year,
    sms_after_line,
    designs,
);
