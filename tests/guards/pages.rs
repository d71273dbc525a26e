//! What the pages say is so.

use super::source::{blocks, literals, prose, quoted, read, root, rows, rust};
use ayumi::commands::Arguments;
use clap::CommandFactory;
use domain::pack::MAX_PACK_BYTES;
use domain::{Pack, Reason, chance};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_pages_on_deciding_explain_every_reason() {
    for page in ["docs/deciding.md", "docs/deciding.ja.md", "campaigns/432041/README.md"] {
        let explained: Vec<String> = rows(&read(page)).iter().flat_map(|row| quoted(&row.join(" | "))).collect();
        for reason in Reason::ALL {
            assert!(explained.contains(&reason.to_string()), "{page} has no row for `{reason}`");
        }
    }
}

/// What a table of the English page names in its first column, the Japanese one names too.
#[test]
fn the_japanese_pages_have_every_row() {
    for (english, japanese) in [
        ("docs/campaigns.md", "docs/campaigns.ja.md"),
        ("docs/consent.md", "docs/consent.ja.md"),
        ("docs/contracts.md", "docs/contracts.ja.md"),
        ("docs/record.md", "docs/record.ja.md"),
        ("docs/rewards.md", "docs/rewards.ja.md"),
        ("docs/rules.md", "docs/rules.ja.md"),
        ("README.md", "README.ja.md"),
    ] {
        let named = |page: &str| -> BTreeSet<String> {
            rows(&read(page)).iter().filter_map(|row| row.first().map(|cell| quoted(cell))).flatten().collect()
        };
        let missing: Vec<String> = named(english).difference(&named(japanese)).cloned().collect();
        assert!(missing.is_empty(), "{japanese} has no row for {missing:?}");
    }
    let (english, japanese) = (read("docs/rules.md"), read("docs/rules.ja.md"));
    let (_, language) = english.split_once("## The language").unwrap();
    let (language, _) = language.split_once("\n## ").unwrap();
    let is_word = |word: &String| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    for word in language.lines().flat_map(quoted).filter(is_word) {
        assert!(japanese.contains(&format!("`{word}`")), "docs/rules.ja.md does not name `{word}`");
    }
}

/// The errors that the Japanese page explains are those that are said.
#[test]
fn the_errors_explained_are_said() {
    let mut said: Vec<String> = rust(&["crates/domain/src"]).iter().flat_map(|source| literals(&source.text)).collect();
    for folder in std::fs::read_dir(root().join("tests/check/bad")).unwrap() {
        said.push(std::fs::read_to_string(folder.unwrap().path().join("expected.txt")).unwrap());
    }
    let page = read("docs/campaigns.ja.md");
    let (_, table) = page.split_once("## よくある間違い").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let explained: Vec<String> =
        rows(table).iter().filter_map(|row| row.first()).flat_map(|cell| quoted(cell)).collect();
    assert!(explained.len() > 10, "{explained:?}");
    for error in explained {
        assert!(said.iter().any(|text| text.contains(&error)), "nothing says `{error}`");
    }
}

#[test]
fn the_worked_draws_are_right() {
    let page = read("docs/deciding.md");
    for point in ["arm", "at_evening:2026-11-20", "at_evening:2026-11-20#1"] {
        let number = chance::number("arao-walk-2026", "p-0001", point);
        assert!(page.contains(&number.to_string()), "docs/deciding.md should say {number} for `{point}`");
    }
    let held_out = chance::number("arao-2026", "p-0001", "holdout");
    assert!(page.contains(&held_out.to_string()), "docs/deciding.md should say {held_out} for `holdout`");
    let districts = ["荒尾第一", "荒尾第二", "万田", "有明", "緑ケ丘"].map(str::to_owned);
    let arms = [("control", 0.5), ("nudge", 0.5)].map(|(arm, share)| (arm.to_owned(), share));
    let steps = ["2026-12-01", "2027-01-01", "2027-02-01"].map(|step| (step.to_owned(), 1.0 / 3.0));
    let dealt = [("arm", arms.as_slice()), ("rollout", &steps)];
    for (point, (district, draw)) in dealt.into_iter().flat_map(|(point, arms)| {
        chance::deal("arao-steps-2026", point, &districts, arms).into_iter().map(move |dealt| (point, dealt))
    }) {
        let is_row = |row: &Vec<String>| {
            row.first() == Some(&district)
                && row.windows(2).any(|two| two[0] == draw.number.to_string() && two[1].contains(&draw.arm))
        };
        assert!(
            rows(&page).iter().any(is_row),
            "docs/deciding.md should say that {district} drew {draw:?} for `{point}`"
        );
    }
}

/// A page's examples are one small pack, which is checked and whose cases are played.
#[test]
fn the_references_of_campaigns_are_packs_that_publish() {
    for page in ["docs/campaigns.md", "docs/campaigns.ja.md"] {
        let text = read(page);
        let mut files = BTreeMap::new();
        for block in blocks(&text, "toml").into_iter().chain(blocks(&text, "rhai")) {
            let path = block.lines().next().unwrap_or_default().trim_start_matches(['#', '/', ' ']).to_owned();
            assert!(path.starts_with("campaigns/"), "{page}: an example does not begin with its path: {block}");
            files.insert(path, block);
        }
        let pack = Pack { city: "432041".parse().unwrap(), files };
        let ruleset = pack.compile().unwrap_or_else(|problems| panic!("{page}: {problems:#?}"));
        let cases = pack.cases(&ruleset).unwrap_or_else(|problems| panic!("{page}: {problems:#?}"));
        assert!(!cases.is_empty());
        let failures: Vec<_> = cases.iter().flat_map(|case| case.run(&ruleset)).collect();
        assert!(failures.is_empty(), "{page}: {failures:#?}");
    }
    assert_eq!(MAX_PACK_BYTES, 2 << 20, "docs/campaigns.md says 2 MB");
}

/// The challenge that docs/challenges.md shows publishes, and the tables of campaigns name each of its keys.
#[test]
fn the_challenge_that_is_shown_publishes() {
    let shown = blocks(&read("docs/challenges.md"), "toml");
    let [challenge] = shown.as_slice() else { panic!("docs/challenges.md shows {} files", shown.len()) };
    let path = challenge.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']);
    let folder = path.strip_suffix("campaign.toml").unwrap();
    let mut files = BTreeMap::from([
        ("campaigns/432041/city.toml".to_owned(), read("campaigns/432041/city.toml")),
        (path.to_owned(), challenge.clone()),
    ]);
    files.extend(["rules.rhai", "messages.toml", "cases.toml"].map(|file| (format!("{folder}{file}"), String::new())));
    let pack = Pack { city: "432041".parse().unwrap(), files };
    let ruleset = pack.compile().unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(ruleset.campaigns.values().all(|campaign| campaign.challenge.is_some()));
    let (_, section) = challenge.split_once("[challenge]").unwrap();
    for key in section.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key) {
        for page in ["docs/campaigns.md", "docs/campaigns.ja.md"] {
            let named = format!("challenge.{key}");
            let is_row = |row: &Vec<String>| row.first().is_some_and(|cell| quoted(cell).contains(&named));
            assert!(rows(&read(page)).iter().any(is_row), "{page} has no row for `{named}`");
        }
    }
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
    let pages = ["ARCHITECTURE.md", "README.md", "README.ja.md", "CONTRIBUTING.md", "campaigns/432041/README.md"];
    let docs = [
        "campaigns",
        "campaigns.ja",
        "challenges",
        "city-os",
        "consent",
        "console",
        "console.ja",
        "consent.ja",
        "contracts",
        "contracts.ja",
        "deciding",
        "deciding.ja",
        "events",
        "files",
        "files.ja",
        "health-records",
        "outcomes-plan",
        "outcomes-plan.ja",
        "outcomes",
        "outcomes-designs",
        "own-pages",
        "own-pages.ja",
        "performance",
        "record",
        "record.ja",
        "replay",
        "report",
        "report.ja",
        "rewards",
        "rewards.ja",
        "rules",
        "rules.ja",
        "sending",
    ]
    .map(|name| format!("docs/{name}.md"));
    for page in pages.map(str::to_owned).into_iter().chain(docs) {
        for name in quoted(&prose(&read(&page))) {
            let roots = ["crates/", "components/", "src/", "tests/", "docs/", "campaigns/432041", "demo/", ".ci/"];
            let is_path = roots.iter().any(|root| name.starts_with(root)) && !name.contains(['<', '*', '{', ' ', '…']);
            assert!(!is_path || root().join(&name).exists(), "{page} names `{name}`, which is not there");
        }
    }
}
