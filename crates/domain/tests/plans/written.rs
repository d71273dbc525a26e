//! What a plan may say, and what it may not: `bad/<name>.toml`, the plan of a campaign beside it, and `.err`, what is said.
//! A line `# --- campaign` begins the campaign, `# --- city` more of city.toml; without the first it is one of evenings
//! with chance. `AYUMI_REWRITE=1` rewrites the `.err`.

use crate::{EVENING, PLAN, compiled, pack};
use domain::Day;
use domain::pack::{Covariate, Denominator, Estimator, MissingRule, SegmentRule};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[test]
fn a_plan_that_fits_is_read_whole() {
    let ruleset = compiled(&pack("", EVENING, Some(PLAN)));
    let plan = ruleset.campaigns["walk"].plan.clone().unwrap();
    let day = |text: &str| Day::from_date(text.parse().unwrap());
    assert_eq!((plan.from, plan.until, plan.looks.last), (day("2026-11-01"), day("2027-03-31"), day("2027-04-08")));
    assert_eq!((plan.estimator, plan.alpha, plan.primary.as_str()), (Estimator::Wcls, 0.05, "steps_same_day"));
    assert_eq!((plan.adherence, plan.missing), (Denominator::DaysInPeriod, MissingRule::AvailableCase));
    assert_eq!(plan.controls, [Covariate::Before, Covariate::Weekend]);
    assert_eq!((plan.moderators, plan.segments), (vec![Covariate::DayInTrial], vec![Covariate::AgeBand]));
    // Segments are adjusted for by Holm, unless the plan says otherwise.
    assert_eq!(plan.correction, SegmentRule::Holm);
    let other = PLAN.replace("[looks]", "correction = \"benjamini_hochberg\"\n[looks]");
    let other = compiled(&pack("", EVENING, Some(&other))).campaigns["walk"].plan.clone().unwrap();
    assert_eq!(other.correction, SegmentRule::BenjaminiHochberg);
    // A campaign without one is as good.
    assert_eq!(compiled(&pack("", EVENING, None)).campaigns["walk"].plan, None);
}

#[test]
fn each_design_has_its_estimator() {
    let arms = "title = \"歩く\"\nfrom = 2026-11-01\nuntil = 2027-03-31\n[experiment]\nseed = \"s\"\n\
                arms = { a = 0.4, b = 0.4, control = 0.2 }\n[outcome]\nproximal = \"steps_same_day\"\n";
    let plain = "title = \"歩く\"\nfrom = 2026-11-01\nuntil = 2027-03-31\n[outcome]\nproximal = \"steps_same_day\"\n";
    let steps = "title = \"歩く\"\nfrom = 2026-11-01\nuntil = 2027-03-31\nwho = { districts = [\"a\", \"b\"] }\n\
                 [rollout]\nseed = \"s\"\nsteps = [2026-12-01, 2027-01-01]\n[outcome]\nproximal = \"steps_same_day\"\n";
    let holdout = "[holdout]\nshare = 0.1\nseed = \"h\"\n";
    let between = PLAN
        .replace("controls = [\"before\", \"weekend\"]", "controls = [\"before\"]")
        .replace("moderators = [\"day_in_trial\"]\n", "");
    let itt = between.replace("\"wcls\"", "\"itt\"");
    let contrast = itt.replace("estimator", "contrast = [\"a\", \"control\"]\nestimator");
    for (city, campaign, plan) in [
        ("", arms, contrast),
        (holdout, plain, itt),
        ("", steps, between.replace("\"wcls\"", "\"stepped\"")),
        (
            "",
            &EVENING.replace("steps_same_day\"\ncap = 20000", "goal_reached_same_day\""),
            PLAN.replace("wcls", "emee").replace("steps_same_day", "goal_reached_same_day"),
        ),
    ] {
        assert!(compiled(&pack(city, campaign, Some(&plan))).campaigns["walk"].plan.is_some());
    }
}

#[test]
fn every_bad_plan_is_told_what_is_wrong() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/bad");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    assert!(files.len() > 15, "the folder of bad plans was not found");
    let mut wrong = String::new();
    for file in files {
        let said = judge(&fs::read_to_string(&file).unwrap());
        let expected = file.with_extension("err");
        if said.is_empty() {
            writeln!(wrong, "{}: nothing was found wrong", file.display()).unwrap();
        } else if std::env::var_os("AYUMI_REWRITE").is_some() {
            fs::write(&expected, &said).unwrap();
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&said) {
            writeln!(wrong, "{}:\n{said}", expected.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What is said of the plan: its line and column, in English and below in Japanese.
fn judge(text: &str) -> String {
    let (text, city) = text.split_once("# --- city\n").unwrap_or((text, ""));
    let (plan, campaign) = text.split_once("# --- campaign\n").unwrap_or((text, EVENING));
    let problems = pack(city, campaign, Some(plan)).compile().err().unwrap_or_default();
    let line = |problem: &domain::Problem| {
        let (_, said) = problem.file.split_once("walk/").unwrap();
        assert_eq!(said, "plan.toml", "{problem}");
        format!("{}:{}: {}\n    {}\n", problem.line, problem.column, problem.message, problem.message_ja)
    };
    problems.iter().map(line).collect()
}

/// Whatever is wrong with a plan, what a city decides does not rest on it.
#[test]
fn a_pack_that_was_published_goes_on_whatever_its_plan_says() {
    let (ruleset, problems) = pack("", EVENING, Some("question = 1\n")).load().unwrap();
    assert_eq!((ruleset.campaigns["walk"].plan.is_none(), problems.len()), (true, 1));
}
