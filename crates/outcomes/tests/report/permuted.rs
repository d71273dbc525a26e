//! What drawing again gives beside the primary analysis: of clusters in arms, and of the order of a roll-out.

use super::city::{City, START, gathered, plan, told};
use domain::pack::Estimator;
use outcomes::Again;
use outcomes::arms::{Correction, Errors, Person, Question, Scheme, permute};
use outcomes::report::{Answer, DesignKind, Permuted, Point, Report};

fn clusters() -> City {
    let mut itt = plan(Estimator::Itt, START.plus(100));
    itt.controls.clear();
    City { kind: DesignKind::Clusters, people: 160, plan: Some(itt), ..City::default() }
}

/// Rows of those whose district has one of the first numbers.
fn of_first(people: Vec<Vec<Point>>, districts: u32) -> Vec<Vec<Point>> {
    let is_kept = |rows: &Vec<Point>| {
        let (name, _) = rows[0].cluster.clone().unwrap();
        name.strip_prefix("district-").unwrap().parse::<u32>().unwrap() < districts
    };
    people.into_iter().filter(is_kept).collect()
}

fn permuted(report: &Report) -> &Answer<Permuted> {
    report.effect.permuted.as_ref().unwrap()
}

fn known(report: &Report) -> Permuted {
    *permuted(report).known().unwrap()
}

/// The test is that of `arms::permute` on people's means, drawn from the plan's hash.
#[test]
fn it_is_the_test_of_peoples_means() {
    let city = clusters();
    let mut people = city.points();
    // Each person a cluster: more ways than are gone through.
    let alone = |people: &mut Vec<Vec<Point>>| {
        for (number, rows) in people.iter_mut().enumerate() {
            rows.iter_mut().for_each(|row| row.cluster = Some((format!("team-{number:03}"), None)));
        }
    };
    for is_alone in [false, true] {
        if is_alone {
            alone(&mut people);
        }
        let report = gathered(city.asked(), &people).finish(&told());
        let of = |rows: &Vec<Point>| {
            let known = rows.iter().filter(|row| row.watermark.is_some()).filter_map(|row| row.outcome.ok());
            let known: Vec<f64> = known.map(|value| value.min(20_000.0)).collect();
            Person {
                id: rows[0].person.clone(),
                treated: rows[0].arm.as_ref().unwrap().0 == "nudge",
                outcome: (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64),
                cluster: rows[0].cluster.as_ref().map(|(name, _)| name.clone()),
                controls: Vec::new(),
            }
        };
        let persons: Vec<Person> = people.iter().map(of).collect();
        let question = Question { errors: Errors::Clusters(Correction::default()), ..Question::default() };
        let seed = "5d2c9a0f".repeat(8);
        let expected = permute(&persons, &question, Scheme::Count, Again { draws: 9_999, seed: &seed }).unwrap();
        let found = known(&report);
        assert_eq!((found.draws, found.exact), (if is_alone { 9_999 } else { 70 }, !is_alone));
        assert!((found.p - expected.p).abs() < 1e-6 * expected.p, "{found:?} is not {expected:?}");
        let said = &report.effect.says[1];
        let (en, ja) = if is_alone {
            ("Drawing the arms of the clusters again, 9,999 times", "くじを引き直すことを9,999回くり返すと")
        } else {
            ("Drawing the arms of the clusters again, in each of the 70 ways", "くじを引き直す全70通りを調べると")
        };
        assert!(said.en.starts_with(en) && said.ja.contains(ja), "{said:?}");
        assert!(report.summary.contains(said), "{:?}", report.summary);
    }
}

#[test]
fn where_the_two_disagree_the_draw_is_gone_by() {
    let mut seen = [[0; 2]; 2];
    for seed in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"] {
        for effect in [0.0, 500.0, 900.0] {
            let report = City { seed, effect, ..clusters() }.report();
            let estimate = report.effect.primary.known().unwrap();
            let is_clear = estimate.ci_low > 0.0 || estimate.ci_high < 0.0;
            let is_found = known(&report).p < 0.05;
            seen[usize::from(is_clear)][usize::from(is_found)] += 1;
            let said = &report.effect.says[1];
            let expected = match (is_clear, is_found) {
                (true, false) => {
                    ("since it takes nothing for granted but the draw: chance alone can", "偶然でも起こりうる差です。")
                }
                (false, true) => (
                    "since it takes nothing for granted but the draw: such a difference is hard",
                    "偶然だけでは説明しにくい差です。",
                ),
                _ => ("The interval says the same.", "区間の示すところと同じです。"),
            };
            assert!(said.en.contains(expected.0) && said.ja.ends_with(expected.1), "{said:?}");
        }
    }
    assert!(seen[0][0] > 0 && seen[1][1] > 0 && seen[0][1] + seen[1][0] > 0, "{seen:?}");
}

#[test]
fn what_cannot_be_drawn_again_is_a_sentence() {
    let city = clusters();
    // Two and two: six ways, of which none is rare enough.
    let report = gathered(city.asked(), &of_first(city.points(), 4)).finish(&told());
    let found = known(&report);
    assert!(found.draws == 6 && found.exact && (found.least - 1.0 / 6.0).abs() < 1e-6, "{found:?}");
    let said = &report.effect.says[1];
    assert!(said.en.contains("it cannot come below 0.167, however large the effect"), "{said:?}");
    assert!(said.ja.contains("0.167を下回ることはなく"), "{said:?}");
    // One in an arm: one arrangement is as good as the other.
    let report = gathered(city.asked(), &of_first(city.points(), 3)).finish(&told());
    let said = permuted(&report).instead().unwrap();
    assert!(matches!(permuted(&report), Answer::Unfit(_)) && said.en.starts_with("an arm has one cluster"), "{said:?}");
    // Fewer than ten people.
    let report = gathered(city.asked(), &city.points()[..8]).finish(&told());
    assert!(matches!(permuted(&report), Answer::Hidden(_)), "{:?}", report.effect);
    // A roll-out that everybody began together.
    let stepped = City {
        kind: DesignKind::SteppedRollout,
        people: 160,
        plan: Some(plan(Estimator::Stepped, START.plus(100))),
        ..City::default()
    };
    let mut people = stepped.points();
    for row in people.iter_mut().flatten() {
        row.cluster = row.cluster.take().map(|(name, _)| (name, Some(row.day >= START.plus(28))));
    }
    let report = gathered(stepped.asked(), &people).finish(&told());
    let said = permuted(&report).instead().unwrap();
    assert!(said.en.starts_with("there is no period in which some"), "{said:?}");
    for kind in [DesignKind::DecisionPoints, DesignKind::People, DesignKind::Nothing] {
        let report = City { kind, ..City::default() }.report();
        assert!(!serde_json::to_string(&report).unwrap().contains("\"permuted\""), "{kind:?}");
    }
}

#[test]
fn before_the_last_look_it_is_not_told() {
    for expected in [None, Some(100)] {
        let mut itt = plan(Estimator::Itt, START.plus(300));
        itt.expected = expected;
        let report = City { plan: Some(itt), ..clusters() }.report();
        assert_eq!(report.effect.primary.known().is_some(), expected.is_some());
        assert!(matches!(permuted(&report), Answer::Withheld(_)), "{:?}", report.effect);
    }
}

#[test]
fn the_table_has_it() {
    let table = clusters().report().table();
    let of = |measure: &str| {
        let row = table.iter().find(|row| row[0] == "effect" && row[1] == "permuted" && row[5] == measure);
        row.unwrap_or_else(|| panic!("no {measure}"))[6].clone()
    };
    assert_eq!((of("draws").as_str(), of("exact").as_str(), of("monte_carlo_se").as_str()), ("70", "1", "0"));
    assert!(of("p").parse::<f64>().unwrap() >= of("least").parse::<f64>().unwrap());
}
