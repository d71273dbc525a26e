#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use crate::pack::Pack;
use crate::sentence::Language;

/// A contract that is good, of which tests change a line.
const GOOD: &str = r#"title = "歩く習慣づくり"
evaluator = "評価機関"
fixed_yen = 1_000_000
cap_yen = 4_000_000

[[metric]]
name = "uptake"
title = "受診した方の割合"
kind = "share"
population = "未受診の方"
definition = "年度内に受診した方"
from = 2026-04-01
until = 2028-03-31
data_until = 2028-05-31
points = [{ at = 79, pays = 1_000_000 }, { at = 87.5, pays = 2_000_000 }]

[[metric]]
name = "habit"
title = "運動の習慣がついた方の割合"
kind = "share"
population = "修了した方"
definition = "修了の1か月後に聞く"
from = 2026-04-01
until = 2028-03-31
data_until = 2028-05-31
only_if = { metric = "uptake", reaches = 50 }
missing = { least_known_percent = 80, unknown = "left_out" }

[[metric.year]]
name = "2026年度"
from = 2026-04-01
until = 2027-03-31
steps = [{ from = 60, pays = 300_000 }]

[[metric.year]]
name = "2027年度"
from = 2027-04-01
until = 2028-03-31
steps = [{ from = 60, pays = 300_000 }, { from = 70, pays = 400_000 }]
cap_yen = 350_000
"#;

fn told(text: &str) -> Vec<String> {
    match Contract::open("contract.toml", text) {
        Ok((_, warnings)) => warnings.iter().map(|problem| format!("warning {problem}")).collect(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn a_contract_is_what_is_written() {
    let (contract, warnings) = Contract::open("contract.toml", GOOD).unwrap();
    assert_eq!(warnings, []);
    assert_eq!((contract.fixed_yen, contract.cap_yen, contract.interval_percent), (1_000_000, Some(4_000_000), 95));
    let [uptake, habit] = contract.metrics.as_slice() else { panic!("{contract:?}") };
    let at = |number: f64| Level::exact(number).unwrap();
    let rungs = vec![Rung { at: at(79.0), yen: 1_000_000 }, Rung { at: at(87.5), yen: 2_000_000 }];
    assert_eq!((&uptake.pays, uptake.better, uptake.unit.as_str()), (&Pays::Points(rungs), Better::Higher, "％"));
    assert_eq!(habit.only_if, Some(Gate { metric: "uptake".to_owned(), reaches: at(50.0) }));
    let missing = Missing { value: IfMissing::Open, unknown: IfUnknown::LeftOut, least_known_percent: Some(80) };
    assert_eq!(habit.missing, missing);
    assert_eq!(habit.years.iter().map(|year| year.pays.most_yen()).collect::<Vec<_>>(), [Some(300_000), Some(400_000)]);
    assert!(habit.years.iter().all(|year| year.data_until == habit.data_until));
    assert_eq!(contract.metric("habit"), Some(habit));
}

#[test]
fn the_example_of_the_documentation_is_good() {
    let source = include_str!("../contract.rs");
    let (_, rest) = source.split_once("/// ```toml\n").unwrap();
    let (example, _) = rest.split_once("/// ```\n").unwrap();
    let lines = example.lines().map(|line| line.trim_start_matches("///").trim_start());
    assert_eq!(told(&lines.collect::<Vec<_>>().join("\n")), Vec::<String>::new());
}

/// The place of a text within another, as problems tell it; of its last occurrence.
fn place(text: &str, of: &str) -> String {
    let before = text.get(..text.rfind(of).unwrap_or_else(|| panic!("{of} is not there"))).unwrap();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("contract.toml:{}:{column}: ", before.matches('\n').count() + 1)
}

#[test]
fn what_contradicts_itself_is_told_where_it_stands() {
    for (from, to, at, said) in [
        ("pays = 2_000_000", "pays = 900_000", "900_000", "a better result cannot be paid less"),
        ("at = 87.5", "at = 79", "79, pays = 2", "two amounts are written for 79"),
        ("at = 79", "at = 90", "87.5", "87.5 comes after 90"),
        ("from = 70", "from = 60", "60, pays = 400", "two amounts are written for 60"),
        (", { at = 87.5, pays = 2_000_000 }]", "]", "[{ at = 79", "the first is the floor"),
        ("at = 79", "at = 179", "179", "a share is 0 to 100 percent; 179 is none"),
        ("at = 79", "at = 79.1234567", "79.1234567", "six decimals at most"),
        ("pays = 1_000_000 }", "pays = -1 }", "-1 }", "`pays` can be 0 to 100,000,000,000"),
        ("until = 2028-03-31\ndata", "until = 2025-03-31\ndata", "2025-03-31", "ends (2025-03-31) before it begins"),
        ("data_until = 2028-05-31", "data_until = 2028-03-01", "2028-03-01", "before the last day that is measured"),
        ("cap_yen = 4_000_000", "cap_yen = 900_000", "1_000_000\ncap", "(1,000,000) is above `cap_yen` (900,000)"),
        ("metric = \"uptake\"", "metric = \"uptaek\"", "\"uptaek\"", "no metric `uptaek`; did you mean `uptake`?"),
        ("metric = \"uptake\"", "metric = \"habit\"", "\"habit\", reaches", "cannot be its own condition"),
        ("name = \"habit\"", "name = \"uptake\"", "\"uptake\"\ntitle", "two metrics are called `uptake`"),
        ("name = \"habit\"", "name = \"Habit\"", "\"Habit\"", "`Habit` is not a name"),
        ("name = \"2027年度\"", "name = \"2026年度\"", "\"2026年度\"", "two years are called `2026年度`"),
        ("from = 2027-04-01", "from = 2027-03-01", "2027-03-01", "a day would be paid twice"),
        ("from = 2027-04-01", "from = 2027-06-01", "2027-06-01", "2027-04-01 to 2027-05-31 belong to no year"),
        ("steps = [{ from = 60, pays = 300_000 }]\n", "", "\"2026年度\"", "has no table"),
        ("title = \"歩く習慣づくり\"", "title = \" \"", "\" \"", "these words are empty"),
        ("unknown = \"left_out\"", "unknown = \"leftout\"", "\"leftout\"", "did you mean `left_out`?"),
        ("cap_yen = 4_000_000", "cap_yen = 4_000_000\ncap_yn = 1", "cap_yn", "did you mean `cap_yen`?"),
        ("fixed_yen = 1_000_000", "interval_percent = 100", "100\ncap", "`interval_percent` can be 50 to 99"),
        ("kind = \"share\"", "kind = \"mean\"\nmissing = { unknown = \"worse\" }", "\"worse\"", "this is for shares"),
        ("points = [", "per_unit = { pays = 5 }\npoints = [", "{ pays = 5 }", "a table is one of"),
    ] {
        let text = changed(from, to);
        let (found, place) = (told(&text), place(&text, at));
        let is_told = |problem: &String| problem.starts_with(&place) && problem.contains(said);
        assert!(found.iter().any(is_told), "{from} → {to}: {place} {found:#?}");
        let Err(problems) = Contract::open("contract.toml", &text) else { panic!("{from} → {to} is good") };
        for problem in problems {
            let said = problem.said(Language::Ja);
            assert!(said.ends_with('。') && !said.contains("  "), "{said}");
        }
    }
}

#[test]
fn what_pays_nothing_is_told_unless_it_is_a_condition() {
    let points = "points = [{ at = 79, pays = 1_000_000 }, { at = 87.5, pays = 2_000_000 }]\n";
    let condition = changed(points, "");
    assert_eq!(Contract::open("", &condition).unwrap().0.metrics[0].pays, Pays::Condition);
    let nothing = told(&condition.replace("only_if = { metric = \"uptake\", reaches = 50 }\n", ""));
    assert!(nothing.len() == 1 && nothing[0].contains("this metric pays nothing"), "{nothing:?}");
    let open = told(&changed(points, "not_stated = \"協議中\"\n"));
    assert!(open.len() == 1 && open[0].starts_with("warning"), "{open:?}");
}

#[test]
fn a_year_that_is_missing_is_told() {
    let (before, _) = GOOD.split_once("[[metric.year]]\nname = \"2027年度\"").unwrap();
    let found = told(before);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("a year is missing"), "{found:#?}");
}

#[test]
fn tables_are_rounded_so_that_nothing_falls() {
    let text = changed("cap_yen = 4_000_000", "cap_yen = 4_000_000\nyen_rounding = { to_yen = 1000 }");
    assert_eq!(told(&text), Vec::<String>::new());
    let odd = text.replace("pays = 1_000_000 }, { at", "pays = 1_000_500 }, { at");
    assert!(told(&odd)[0].contains("this one is no multiple of it"), "{:?}", told(&odd));
    let other = text.replace("to_yen = 1000", "to_yen = 300");
    assert!(told(&other)[0].contains("`to_yen` is 1, 10"), "{:?}", told(&other));
}

#[test]
fn less_can_be_better() {
    let lower = changed("points = [{ at = 79,", "better = \"lower\"\npoints = [{ at = 92,");
    assert_eq!(told(&lower), Vec::<String>::new());
    let wrong = told(&changed("points = [", "better = \"lower\"\npoints = ["));
    assert!(wrong[0].contains("87.5 comes after 79") && wrong[0].contains("less is better here"), "{wrong:?}");
}

#[test]
fn what_an_auditor_would_ask_is_a_warning() {
    for (from, to, said) in [
        ("cap_yen = 4_000_000\n", "", "there is no `cap_yen`"),
        ("evaluator = \"評価機関\"\n", "", "there is no `evaluator`"),
        (
            "from = 2026-04-01\nuntil = 2028-03-31\ndata_until = 2028-05-31\npoints",
            "data_until = 2028-05-31\npoints",
            "there is no window",
        ),
        ("data_until = 2028-05-31\n", "", "there is no `data_until`"),
        (
            "points = [{ at = 79, pays = 1_000_000 }",
            "cap_yen = 3_500_000\npoints = [{ at = 79, pays = 1_000_000 }",
            "the cap of the contract holds",
        ),
        (
            "points = [{ at = 79, pays = 1_000_000 }",
            "cap_yen = 1_500_000\npoints = [{ at = 79, pays = 1_000_000 }",
            "`cap_yen` cuts it at 1,500,000",
        ),
        (
            "points = [{ at = 79, pays = 1_000_000 }, { at = 87.5,",
            "points = [{ at = 0.79, pays = 1_000_000 }, { at = 0.875,",
            "this table ends at 1% or below",
        ),
        ("points = [{", "not_stated = \"協議中\"\npoints = [{", "amounts are not settled here"),
    ] {
        let found = told(&changed(from, to));
        assert_eq!(found.len(), 1, "{from} → {to}: {found:#?}");
        assert!(found[0].starts_with("warning") && found[0].contains(said), "{from} → {to}: {found:#?}");
    }
}

#[test]
fn a_contract_belongs_to_its_campaign() {
    let file = |path: &str, text: &str| (format!("campaigns/432041/{path}"), text.to_owned());
    let city = "name = \"荒尾市\"\nsender = \"荒尾市役所\"\ntime_zone = \"Asia/Tokyo\"\n\
                quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n";
    let files = [
        file("city.toml", city),
        file("walk/campaign.toml", "title = \"歩く\"\nfrom = 2026-04-01\n"),
        file("walk/messages.toml", ""),
        file("walk/rules.rhai", ""),
        file("walk/cases.toml", ""),
        file("walk/contract.toml", GOOD),
    ];
    let mut pack = Pack { city: "432041".parse().unwrap(), files: files.into() };
    let ruleset = pack.compile().unwrap();
    let contract = ruleset.campaigns["walk"].contract.clone().unwrap();
    assert_eq!(*contract, Contract::open("", GOOD).unwrap().0);
    assert_eq!(pack.warnings(), []);
    let path = pack.campaign_path("walk", CONTRACT);
    pack.files.insert(path.clone(), changed("cap_yen = 4_000_000\n", ""));
    assert!(pack.compile().is_ok() && pack.warnings()[0].file == path);
    pack.files.insert(path.clone(), changed("at = 79,", "at = 90,"));
    let problems = pack.compile().unwrap_err();
    assert_eq!((problems.len(), problems[0].file.as_str(), problems[0].line), (1, path.as_str(), 15));
    // A pack that was published decides on: a contract decides nothing.
    let (ruleset, _) = pack.load().unwrap();
    assert_eq!(ruleset.campaigns["walk"].contract, None);
}

#[test]
fn the_hash_is_that_of_the_bytes() {
    assert_eq!(Contract::hash_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_ne!(Contract::hash_of(GOOD), Contract::hash_of(&GOOD.replace('\n', "\r\n")));
}
