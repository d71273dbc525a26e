//! Cities side by side, by reports that were derived from those of tests/reports.
//!
//! `AYUMI_REWRITE=1` writes the expected files anew; the diff is what to review.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use outcomes::across::{Across, Found, TABLE, across, pool};
use outcomes::report::{Answer, Count, Report, Stage, Standing};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::Path;

fn read(text: &str) -> Report {
    serde_json::from_str(text).unwrap()
}

/// A report of another city, with an effect of its own.
fn of(mut report: Report, city: &str, name: &str, effect: Option<(f64, f64)>) -> Report {
    (report.about.city, report.about.city_name) = (city.to_owned(), name.to_owned());
    if let (Some((estimate, se)), Answer::Known(known)) = (effect, &mut report.effect.primary) {
        (known.estimate, known.se, known.ci_low, known.ci_high) =
            (estimate, se, estimate - 2.0 * se, estimate + 2.0 * se);
    }
    report
}

fn example() -> Report {
    read(include_str!("../reports/example.json"))
}

/// Three cities whose effects are 300, 480 and 40, and what else there may be.
fn cities() -> Vec<Report> {
    let mut hidden = of(read(include_str!("../reports/nothing_there.json")), "122084", "野田市", Some((40.0, 120.0)));
    if let Answer::Known(known) = &mut hidden.effect.primary {
        (known.people, known.df) = (Count::Hidden, None);
    }
    vec![
        of(example(), "432041", "荒尾市", Some((300.0, 100.0))),
        of(read(include_str!("../reports/decision_points.json")), "202070", "須坂市", Some((480.0, 110.0))),
        hidden,
    ]
}

fn beside() -> Vec<Report> {
    let mut capped = of(example(), "272035", "豊中市", None);
    (capped.about.outcome.cap, capped.about.outcome.window.en) = (Some(15_000.0), "two civil days".to_owned());
    let mut old = of(example(), "401307", "福岡市", None);
    old.format = 0;
    let mut before = of(example(), "432041", "荒尾市", Some((999.0, 1.0)));
    before.recompute.as_of -= chrono::TimeDelta::days(30);
    let mut interim = of(read(include_str!("../reports/anytime.json")), "232114", "豊田市", None);
    interim.about.standing = Standing::Exploratory;
    let withheld = of(read(include_str!("../reports/before_its_time.json")), "281000", "神戸市", None);
    vec![
        capped,
        old,
        before,
        interim,
        withheld,
        of(read(include_str!("../reports/people.json")), "132012", "八王子市", None),
        of(read(include_str!("../reports/goal.json")), "362077", "美馬市", None),
    ]
}

fn held_against(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/across").join(name);
    #[allow(clippy::disallowed_methods, reason = "the tests' own switch")]
    let rewrite = std::env::var("AYUMI_REWRITE").is_ok();
    if rewrite {
        std::fs::write(&file, text).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(text == expected, "not as in {}", file.display());
}

#[test]
fn cities_side_by_side_are_as_they_were() {
    let mut reports = cities();
    reports.extend(beside());
    let found = across(&reports).unwrap();
    held_against("across.json", &(serde_json::to_string_pretty(&found).unwrap() + "\n"));
    let again: Across = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
    assert_eq!(again, found);
    let mut table = TABLE.join("\t");
    for row in found.table() {
        write!(table, "\n{}", row.join("\t")).unwrap();
    }
    held_against("across.tsv", &(table + "\n"));
    reports.reverse();
    assert_eq!(across(&reports).unwrap(), found);
    // What is set apart or not known yet leaves the numbers as they are.
    let alone = across(&cities()).unwrap();
    assert_eq!((&alone.pooled, &alone.heterogeneity), (&found.pooled, &found.heterogeneity));
    assert_eq!((found.rows.len(), found.apart.len()), (5, 5));
}

/// 300, 480 and 40 with errors 100, 110 and 120, by hand.
#[test]
fn the_mean_is_the_one_computed_by_hand() {
    let (y, variance) = ([300.0, 480.0, 40.0], [10_000.0, 12_100.0, 14_400.0]);
    let sum = |of: &dyn Fn(usize) -> f64| (0..3).map(of).sum::<f64>();
    let weighted = |tau2: f64| {
        let w = |at: usize| 1.0 / (variance[at] + tau2);
        let mean = sum(&|at| w(at) * y[at]) / sum(&w);
        (mean, sum(&w), sum(&|at| w(at) * (y[at] - mean) * (y[at] - mean)))
    };
    let found = across(&cities()).unwrap();
    let (pooled, spread) = (found.pooled.known().unwrap(), found.heterogeneity.known().unwrap());
    let close = |ours: f64, theirs: f64| assert!((ours - theirs).abs() < 2e-6 * theirs.abs(), "{ours} is not {theirs}");
    let (_, _, q) = weighted(0.0);
    close(spread.q, q);
    // χ² with two degrees of freedom has an exponential tail.
    close(spread.p, (-q / 2.0).exp());
    close(spread.i2, (q - 2.0) / q);
    // τ² by secants on the equation Σw(y − mean)² = 2.
    let (mut last, mut tau2) = (0.0, 10_000.0);
    for _ in 0..60 {
        let (before, now) = (weighted(last).2 - 2.0, weighted(tau2).2 - 2.0);
        if before == now {
            break;
        }
        (last, tau2) = (tau2, tau2 - now * (tau2 - last) / (now - before));
    }
    close(spread.tau2, tau2);
    let (mean, weight, squares) = weighted(tau2);
    let se = (squares / 2.0 / weight).sqrt();
    close(pooled.estimate, mean);
    close(pooled.se, se);
    // t of 2 degrees of freedom: 4.302652729911275 for 95%, and P(|T| > t) = 1 − t/√(t² + 2).
    close(pooled.ci_low, mean - 4.302_652_729_911_275 * se);
    close(pooled.ci_high, mean + 4.302_652_729_911_275 * se);
    let t = mean / se;
    close(pooled.p, 1.0 - t / (t * t + 2.0).sqrt());
    assert_eq!((pooled.cities, pooled.df, spread.df), (3, 2.0, 2.0));
}

/// Where cities agree better than chance, the interval is that of their own errors, by t.
#[test]
fn agreement_by_chance_makes_no_certainty() {
    let same = [Found { estimate: 5.0, se: 3.0 }, Found { estimate: 5.0, se: 4.0 }];
    let (pooled, spread) = pool(&same, 0.05).unwrap();
    assert_eq!((pooled.estimate, pooled.se, spread.tau2, spread.i2, spread.q), (5.0, 2.4, 0.0, 0.0, 0.0));
    // t of 1 degree of freedom is 12.7.
    assert!((pooled.ci_high - (5.0 + 12.706_204_736 * 2.4)).abs() < 1e-5, "{pooled:?}");
}

#[test]
fn what_cannot_be_pooled_is_said() {
    let said = |reports: &[Report]| across(reports).unwrap().pooled.instead().unwrap().en.clone();
    assert!(said(&cities()[..1]).starts_with("1 of the cities compared has an effect"));
    let mut interim = cities();
    interim.iter_mut().for_each(|report| report.about.stage = Stage::Interim);
    assert!(said(&interim).starts_with("0 of the cities compared have"));
    let mut twice = cities();
    twice.push(of(example(), "432041", "荒尾市", None));
    twice[3].about.campaign = "another".to_owned();
    assert!(said(&twice).starts_with("荒尾市 has more than one campaign"));
    assert!(across(&[]).unwrap_err().to_string().starts_with("there is no report"));
    let mut nothing = example();
    nothing.about.design.kind = outcomes::report::DesignKind::Nothing;
    assert!(across(&[nothing]).is_err());
    for (estimate, se) in [(f64::NAN, 1.0), (1.0, 0.0), (1.0, -1.0), (1.0, f64::INFINITY)] {
        let unfit = pool(&[Found { estimate: 1.0, se: 1.0 }, Found { estimate, se }], 0.05).unwrap_err();
        assert!(unfit.to_string().contains("cannot be pooled"), "{unfit}");
    }
    let wide = [Found { estimate: 1e300, se: 1e300 }, Found { estimate: -1e300, se: 1.0 }];
    assert!(pool(&wide, 0.05).is_err());
    assert!(pool(&wide, 0.0).unwrap_err().to_string().starts_with("the level of error"));
}

/// A hash that others can make: it is in a file, and a change of a part is another one.
#[test]
fn a_definition_is_known_by_its_hash() {
    let definition = across(&cities()).unwrap().definition;
    let parts = [
        ("outcome", "steps_same_day"),
        ("unit", "steps"),
        ("window", "the civil day of the decision point"),
        ("binary", "false"),
        ("log", "false"),
        ("cap", "20000"),
        ("design", "decision_points"),
        ("arms", "withhold,send"),
        ("missing", "available_case"),
    ];
    let fields: Vec<&str> = parts.iter().flat_map(|(key, value)| [*key, *value]).collect();
    assert_eq!(definition.hash(), format!("{:032x}", domain::chance::digest("ayumi across 1", &fields)));
    let mut other = definition.clone();
    other.cap = None;
    assert_ne!(other.hash(), definition.hash());
}

proptest! {
    /// Whatever is pooled, what comes out is numbers or a sentence; and the mean lies among the effects.
    #[test]
    fn no_pooled_number_is_none(
        found in prop::collection::vec((any::<f64>(), any::<f64>()), 0..6),
        sound in prop::collection::vec((-1e3..1e3f64, 1e-2..1e3f64), 2..8),
    ) {
        let as_found = |all: &[(f64, f64)]| -> Vec<Found> {
            all.iter().map(|(estimate, se)| Found { estimate: *estimate, se: *se }).collect()
        };
        if let Ok((pooled, spread)) = pool(&as_found(&found), 0.05) {
            let numbers = [pooled.estimate, pooled.se, pooled.ci_low, pooled.ci_high, pooled.p, spread.q, spread.p];
            prop_assert!(numbers.iter().chain(&[spread.i2, spread.tau2]).all(|number| number.is_finite()));
        }
        let (pooled, spread) = pool(&as_found(&sound), 0.05).unwrap();
        let least = sound.iter().map(|one| one.0).fold(f64::INFINITY, f64::min);
        let most = sound.iter().map(|one| one.0).fold(f64::NEG_INFINITY, f64::max);
        prop_assert!(least - 1e-3 <= pooled.estimate && pooled.estimate <= most + 1e-3);
        prop_assert!(pooled.ci_low < pooled.estimate && pooled.estimate < pooled.ci_high);
        prop_assert!(spread.tau2 >= 0.0 && (0.0..1.0).contains(&spread.i2));
        prop_assert!((spread.q > spread.df) == (spread.tau2 > 0.0));
    }
}
