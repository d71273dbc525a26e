//! What the pages say is so.

use super::source::{blocks, prose, quoted, read, root, rows};
use ayumi::commands::Arguments;
use clap::CommandFactory;
use domain::pack::MAX_PACK_BYTES;
use domain::{Pack, Reason, chance};
use std::collections::BTreeMap;

#[test]
fn the_page_on_deciding_explains_every_reason() {
    let explained: Vec<String> =
        rows(&read("docs/deciding.md")).iter().flat_map(|row| quoted(&row.join(" | "))).collect();
    for reason in Reason::ALL {
        assert!(explained.contains(&reason.to_string()), "docs/deciding.md has no row for `{reason}`");
    }
}

#[test]
fn the_worked_draws_are_right() {
    let page = read("docs/deciding.md");
    for point in ["arm", "at_evening:2026-11-20", "at_evening:2026-11-20#1"] {
        let number = chance::number("arao-walk-2026", "p-0001", point);
        assert!(page.contains(&number.to_string()), "docs/deciding.md should say {number} for `{point}`");
    }
}

/// The page's examples are one small pack, which is checked and whose cases are played.
#[test]
fn the_reference_of_campaigns_is_a_pack_that_publishes() {
    let page = read("docs/campaigns.md");
    let mut files = BTreeMap::new();
    for block in blocks(&page, "toml").into_iter().chain(blocks(&page, "rhai")) {
        let path = block.lines().next().unwrap_or_default().trim_start_matches(['#', '/', ' ']).to_owned();
        assert!(path.starts_with("campaigns/"), "an example does not begin with its path: {block}");
        files.insert(path, block);
    }
    let pack = Pack { city: "432041".parse().unwrap(), files };
    let ruleset = pack.compile().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let cases = pack.cases(&ruleset).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(!cases.is_empty());
    let failures: Vec<_> = cases.iter().flat_map(|case| case.run(&ruleset)).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(MAX_PACK_BYTES, 2 << 20, "docs/campaigns.md says 2 MB");
}

#[test]
fn the_readmes_show_rules_that_exist() {
    let rules = read("campaigns/432041/step_goal/rules.rhai");
    let messages = read("campaigns/432041/step_goal/messages.toml");
    let cases = read("campaigns/432041/step_goal/cases.toml");
    for page in ["README.md", "README.ja.md"] {
        let text = read(page);
        let shown: Vec<String> = blocks(&text, "rhai").into_iter().chain(blocks(&text, "toml")).collect();
        assert!(shown.len() >= 3, "{page} shows no campaign");
        for block in shown {
            let exists = [&rules, &messages, &cases].iter().any(|file| file.contains(block.trim()));
            assert!(exists, "{page} shows what campaigns/432041/step_goal no longer says:\n{block}");
        }
    }
}

#[test]
fn the_readmes_name_every_command() {
    for page in ["README.md", "README.ja.md"] {
        let listed: Vec<String> =
            rows(&read(page)).iter().filter_map(|row| row.first().map(|cell| quoted(cell))).flatten().collect();
        for command in Arguments::command().get_subcommands() {
            let name = format!("ayumi {}", command.get_name());
            let is_listed = listed.iter().any(|cell| *cell == name || cell.starts_with(&format!("{name} ")));
            assert!(is_listed, "{page} has no row for `{name}`");
        }
    }
}

/// A walkthrough that names a file that is gone misleads.
#[test]
fn the_pages_name_files_that_exist() {
    for page in
        ["ARCHITECTURE.md", "README.md", "README.ja.md", "CONTRIBUTING.md", "docs/deciding.md", "docs/campaigns.md"]
    {
        for name in quoted(&prose(&read(page))) {
            let roots = ["crates/", "components/", "src/", "tests/", "docs/", "campaigns/432041", "demo/", ".ci/"];
            let is_path = roots.iter().any(|root| name.starts_with(root)) && !name.contains(['<', '*', '{', ' ', '…']);
            assert!(!is_path || root().join(&name).exists(), "{page} names `{name}`, which is not there");
        }
    }
}
