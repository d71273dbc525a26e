//! What staff write of a challenge: `bad/<name>.toml` beside what is said about it, in both languages. A file is the
//! campaign's whole `campaign.toml`.

use std::fmt::Write as _;
use std::fs;

use domain::Language;
use domain::challenge::{Between, NoJoin, RanksBy, Ties};

use crate::walk::{folder, golden, nov, pack, read};

#[test]
fn every_bad_challenge_is_told_what_is_wrong() {
    let mut names: Vec<_> = fs::read_dir(folder().join("bad")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    assert!(names.len() > 10, "{names:?}");
    for path in names {
        let problems = pack(&fs::read_to_string(&path).unwrap()).compile().err().unwrap_or_default();
        assert!(!problems.is_empty(), "{} is good", path.display());
        let mut said = String::new();
        for problem in problems {
            writeln!(said, "{}\n    {}", problem.tell(Language::En), problem.said(Language::Ja)).unwrap();
        }
        golden(&path.with_extension("err"), &said);
    }
}

#[test]
fn what_is_not_written_has_a_kind_default() {
    let ruleset = read("between = \"teams\"\nranks_by = \"mean\"\n").unwrap();
    let challenge = ruleset.campaigns["walk"].challenge.clone().unwrap();
    assert_eq!(
        (challenge.name.as_str(), challenge.between, challenge.ranks_by),
        ("walk", Between::Teams, RanksBy::Mean)
    );
    assert_eq!((challenge.from.to_string(), challenge.until.to_string()), ("2026-11-01".into(), "2026-11-10".into()));
    assert_eq!((challenge.cap_per_day, challenge.least_steps), (20_000, 1));
    assert_eq!((challenge.team_size.min, challenge.team_size.max), (5, None));
    assert_eq!((challenge.join_until, challenge.closes_after, challenge.pause_days), (challenge.until, 7, 7));
    assert_eq!((challenge.ties, challenge.route, challenge.leagues), (Ties::Shared, None, Vec::new()));
}

#[test]
fn a_campaign_without_the_section_is_no_challenge() {
    let ruleset = pack("title = \"歩く\"\nfrom = 2026-11-01\n").compile().unwrap();
    assert_eq!(ruleset.campaigns["walk"].challenge, None);
}

#[test]
fn the_rule_is_told_in_both_languages() {
    let mut said = String::new();
    for (what, definition) in [
        (
            "teams",
            "ranks_by = \"mean\"\nhandicap = [{ from_age = 65, percent = 110 }, { from_age = 75, percent = 120 }]\nleagues = [8, 15]\nties = \"draw\"\ndraw_seed = \"arao\"",
        ),
        ("people", "ranks_by = \"participation\"\nleast_steps = 4000\njoin_until = 2026-11-05\npause_days = 0"),
        ("districts", "ranks_by = \"median\"\nties = \"participation\""),
    ] {
        let ruleset =
            read(&format!("between = \"{what}\"\n{definition}\n")).unwrap_or_else(|problems| panic!("{problems:#?}"));
        writeln!(said, "{what}").unwrap();
        for sentence in ruleset.campaigns["walk"].challenge.as_ref().unwrap().told() {
            writeln!(said, "- {}\n  {}", sentence.en, sentence.ja).unwrap();
        }
    }
    golden(&folder().join("golden/rules.txt"), &said);
}

#[test]
fn one_can_join_in_time_where_there_is_room() {
    let challenge = |definition: &str| read(definition).unwrap().campaigns["walk"].challenge.clone().unwrap();
    let teams =
        challenge("between = \"teams\"\nranks_by = \"mean\"\nteam_size = { max = 6 }\njoin_until = 2026-11-05\n");
    assert_eq!(teams.may_join(nov(5), Some("red"), 5), Ok(()));
    assert_eq!(teams.may_join(nov(6), Some("red"), 5), Err(NoJoin::TooLate));
    assert_eq!(teams.may_join(nov(5), Some("red"), 6), Err(NoJoin::Full));
    assert_eq!(teams.may_join(nov(5), None, 0), Err(NoJoin::NoTeam));
    let people = challenge("between = \"people\"\nranks_by = \"mean\"\n");
    assert_eq!(people.may_join(nov(10), None, 99), Ok(()));
}
