//! Contracts that cities made public, as files (`contracts/<name>.toml`, with what was stated and what is inferred), and
//! what they pay for what was found (`<name>.observed.json`): the statement of each is `<name>.statement.json`.
//! `AYUMI_REWRITE=1` writes the statements anew; the difference is then reviewed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use domain::pack::Contract;
use outcomes::payment::{LineKind, Observations, Statement, payment};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The nine of the collection; what Toyota pays and what its providers are paid are two contracts.
const CONTRACTS: [&str; 10] =
    ["hachioji", "iizuka", "kobe", "mima", "nishiwaki", "okayama", "sakai", "toyonaka", "toyota", "toyota_providers"];

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/contracts").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn contract(name: &str) -> Contract {
    let path = format!("{name}.toml");
    Contract::open(&path, &read(&path)).unwrap_or_else(|problems| panic!("{problems:#?}")).0
}

fn statement(name: &str) -> Statement {
    let observed: Observations = serde_json::from_str(&read(&format!("{name}.observed.json"))).unwrap();
    payment(&contract(name), &observed)
}

/// What a line pays, by the metric's name.
fn yen(statement: &Statement, name: &str) -> Option<i64> {
    statement.lines.iter().find(|line| line.name == name).unwrap().yen
}

#[test]
fn every_contract_has_its_statement() {
    let files: BTreeSet<String> =
        fs::read_dir(file("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let known = CONTRACTS
        .iter()
        .flat_map(|name| ["toml", "observed.json", "statement.json"].map(|ending| format!("{name}.{ending}")));
    let known: BTreeSet<String> = known.collect();
    let is_rewriting = std::env::var_os("AYUMI_REWRITE").is_some();
    assert!(is_rewriting || files == known, "{:?}", files.symmetric_difference(&known).collect::<Vec<_>>());
    for name in CONTRACTS {
        let text = format!("{}\n", serde_json::to_string_pretty(&statement(name)).unwrap());
        let expected = format!("{name}.statement.json");
        if is_rewriting {
            fs::write(file(&expected), text).unwrap();
        } else {
            assert_eq!(text, read(&expected), "{name}");
        }
    }
}

/// Where its lines have an amount each, they add up to the total; no amount is made up where there is none.
#[test]
fn lines_add_up() {
    for name in CONTRACTS {
        let statement = statement(name);
        let sum: Option<i64> = statement.lines.iter().map(|line| line.yen).sum();
        let is_stated = contract(name).not_stated.is_none();
        assert_eq!(statement.total_yen, sum.filter(|_| is_stated), "{name}");
        for line in &statement.lines {
            assert!(!line.because.is_empty(), "{name}: {line:?}");
        }
    }
}

/// 2,441,000 and 2,960,000 and nothing for the third: "about 5,400,000 yen". The amount of the work-up rate comes from a
/// table that was inferred from it; that it is 0 below the floor and the cap from the ceiling on is stated.
#[test]
fn hachioji_paid_5_401_000() {
    let paid = statement("hachioji");
    assert_eq!(
        ["uptake", "work_up", "early_cancers"].map(|name| yen(&paid, name)),
        [Some(2_441_000), Some(2_960_000), Some(0)]
    );
    assert_eq!(paid.total_yen, Some(5_401_000));
    let work_up = |value: &str| {
        let observed: Observations =
            serde_json::from_str(&format!(r#"{{"metrics": {{"work_up": {value}}}}}"#)).unwrap();
        yen(&payment(&contract("hachioji"), &observed), "work_up")
    };
    // What was found in people: 2,561 of 3,119.
    assert_eq!(work_up(r#"{"count": 2561, "of": 3119}"#), Some(2_960_000));
    assert_eq!(work_up(r#"{"value": 78.9}"#), Some(0));
    assert_eq!(work_up(r#"{"value": 87.0}"#), Some(4_880_000));
    assert_eq!(work_up(r#"{"value": 99}"#), Some(4_880_000));
    // The caps of all three are that of the contract.
    let caps: i64 = contract("hachioji").metrics.iter().map(|metric| metric.pays.most_yen().unwrap()).sum();
    assert_eq!(Some(caps), contract("hachioji").cap_yen);
}

/// Below the ceiling the table of the uptake was not read: there is no amount, and no total.
#[test]
fn what_hachiojis_sources_do_not_say_is_open() {
    let observed: Observations = serde_json::from_str(
        r#"{"metrics": {"uptake": {"value": 15}, "work_up": {"value": 82.1}, "early_cancers": {"count": 0}}}"#,
    )
    .unwrap();
    let statement = payment(&contract("hachioji"), &observed);
    assert_eq!((yen(&statement, "uptake"), statement.total_yen, statement.decided_yen), (None, None, 2_960_000));
}

/// 26,200,000 after the first two metrics = 10,480,000 fixed, which is 40%, and 15,720,000. The last metric paid some
/// 3,230,000 of 7,860,000, and all together some 29,430,000.
#[test]
fn kobe_paid_26_200_000_and_then_3_230_000() {
    let paid = statement("kobe");
    let [fixed, lifestyle, kidney] = ["fixed_yen", "lifestyle", "kidney"].map(|name| yen(&paid, name).unwrap());
    assert_eq!((fixed, lifestyle, fixed + lifestyle), (10_480_000, 15_720_000, 26_200_000));
    assert_eq!(fixed * 100, (fixed + lifestyle) * 40);
    // The sources round to 10,000 yen.
    assert_eq!((kidney, kidney / 10_000, paid.total_yen.map(|total| total / 10_000)), (3_232_425, 323, Some(2_943)));
    let most: i64 = contract("kobe").metrics.iter().filter_map(|metric| metric.pays.most_yen()).sum();
    assert_eq!(Some(fixed + most), contract("kobe").cap_yen);
    // Where the completion misses its target, nothing is known of the lifestyle alone but that it is not the whole.
    let observed: Observations = serde_json::from_str(
        r#"{"metrics": {"completion": {"count": 80, "of": 105}, "lifestyle": {"value": 95}, "kidney": {"value": 80}}}"#,
    )
    .unwrap();
    let missed = payment(&contract("kobe"), &observed);
    assert_eq!((yen(&missed, "kidney"), yen(&missed, "lifestyle")), (Some(7_860_000), Some(0)));
}

/// 2,892,000 of 3,000,000 although both totals are above their targets: years were judged alone. Neither the results of
/// the years nor what each pays is public, so that the amount cannot be worked out, and is not.
#[test]
fn mima_cannot_be_worked_out_from_what_is_public() {
    let statement = statement("mima");
    assert_eq!((statement.total_yen, statement.decided_yen), (None, 0));
    let open = statement.lines.iter().filter(|line| line.kind == LineKind::Metric && line.yen.is_none());
    assert_eq!(open.count(), 10);
    let unused = statement.notes.iter().filter(|note| note.en.contains("judged year by year")).count();
    assert_eq!(unused, 2, "{:?}", statement.notes);
    // Ten equal cells of 300,000 cannot have paid it either.
    assert_eq!(contract("mima").outcome_cap_yen, Some(3_000_000));
    assert_ne!(2_892_000 % (3_000_000 / 10), 0);
}

/// The rule that Mima's sources tell, with amounts that are nobody's: a year below its target pays nothing, though all years
/// together are above it.
#[test]
fn years_that_are_judged_alone_can_pay_less_than_their_total() {
    let year = |name: i32| {
        format!(
            "[[metric.year]]\nname = \"{name}\"\nfrom = {name}-04-01\nuntil = {}-03-31\n\
             steps = [{{ from = 60, pays = 300_000 }}]\n",
            name + 1
        )
    };
    let head = "title = \"例\"\noutcome_cap_yen = 3_000_000\n[[metric]]\nname = \"habit\"\ntitle = \"例\"\n\
                kind = \"share\"\npopulation = \"例\"\ndefinition = \"例\"\n";
    let text = format!("{head}{}{}{}", year(2019), year(2020), year(2021));
    let contract = Contract::open("example.toml", &text).unwrap().0;
    let observed: Observations = serde_json::from_str(
        r#"{"metrics": {"habit": {"years": {"2019": {"count": 90, "of": 100}, "2020": {"count": 59, "of": 100},
            "2021": {"count": 60, "of": 100}}}}}"#,
    )
    .unwrap();
    let statement = payment(&contract, &observed);
    assert_eq!(statement.lines.iter().map(|line| line.yen.unwrap()).collect::<Vec<_>>(), [0, 300_000, 0, 300_000]);
}

/// What users are worth to a provider, by the tariff that is public; how many were new is not.
#[test]
fn toyotas_providers_are_paid_by_head() {
    let statement = statement("toyota_providers");
    assert_eq!((yen(&statement, "new_users"), yen(&statement, "continuing")), (Some(300_000), Some(400_000)));
}

#[test]
fn where_no_table_is_public_nothing_is_paid_by_it() {
    for name in ["iizuka", "mima", "nishiwaki", "okayama", "sakai", "toyonaka", "toyota"] {
        let statement = statement(name);
        assert_eq!((statement.total_yen, statement.decided_yen), (None, 0), "{name}");
    }
}
