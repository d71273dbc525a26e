//! The same rows give the same bytes, however they come.

use super::city::{City, gathered, told};
use outcomes::report::{DesignKind, Gathering, Report};
use proptest::prelude::*;

fn bytes(report: &Report) -> String {
    serde_json::to_string(report).unwrap()
}

fn kinds() -> impl Strategy<Value = DesignKind> {
    prop::sample::select(vec![
        DesignKind::DecisionPoints,
        DesignKind::People,
        DesignKind::Clusters,
        DesignKind::SteppedRollout,
        DesignKind::Nothing,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Rows of a person may come in any order, and the work may be put down between any two people.
    #[test]
    fn neither_order_nor_pauses_show(kind in kinds(), turn in 0..24usize, pauses in prop::collection::vec(0..40usize, 0..4)) {
        let city = City { kind, people: 40, points: 9, ..City::default() };
        let expected = bytes(&city.report());
        let mut people = city.points();
        for rows in &mut people {
            let turn = turn % rows.len();
            rows.rotate_left(turn);
            if turn % 2 == 0 {
                rows.reverse();
            }
        }
        let mut gathering = Gathering::new(city.asked());
        for (at, rows) in people.iter().enumerate() {
            if pauses.contains(&at) {
                let kept = serde_json::to_string(&gathering).unwrap();
                gathering = serde_json::from_str(&kept).unwrap();
            }
            gathering.add(rows).unwrap();
        }
        prop_assert_eq!(bytes(&gathering.finish(&told())), expected);
    }
}

/// Where there are many people only moments are kept; what is told of weeks stays what it was to three digits.
#[test]
fn many_people_are_told_of_as_few_are() {
    let city = City { people: 2_400, points: 6, ..City::default() };
    let report = city.report();
    let week = report.adherence.weeks[0].effect.known().unwrap();
    assert_eq!(week.correction, outcomes::report::Correction::ClusterRobust);
    let few = City { people: 1_900, ..city };
    let report = gathered(few.asked(), &few.points()).finish(&told());
    let other = report.adherence.weeks[0].effect.known().unwrap();
    assert_eq!(other.correction, outcomes::report::Correction::ManclDeRouen);
    // Fewer people by a root: nothing but chance lies between the two.
    let ratio = other.se / week.se * (1_900.0_f64 / 2_400.0).sqrt();
    assert!((ratio - 1.0).abs() < 0.05, "{ratio}");
    assert!((week.estimate - 400.0).abs() < 4.0 * week.se, "{week:?}");
}

/// However the rows of people and clusters are put together, an estimate tells how many there were.
#[test]
fn an_estimate_tells_of_its_rows_and_not_of_its_means() {
    for (kind, beside) in
        [(DesignKind::People, false), (DesignKind::Clusters, false), (DesignKind::DecisionPoints, true)]
    {
        let city = City { kind, beside, people: 160, plan: None, ..City::default() };
        let report = city.report();
        let rows = city.points().into_iter().flatten().filter(|point| point.outcome.is_ok()).count() as u64;
        let primary = report.effect.primary.known().unwrap();
        if beside {
            let arms = report.effect.others.iter().find(|other| other.key == "arms").unwrap();
            assert_eq!(arms.estimate.known().unwrap().points.shown(), Some(rows));
        } else {
            let before = report.segments.divisions.iter().find(|division| division.key == "before").unwrap();
            let segments = before.segments.iter().filter_map(|segment| segment.estimate.known());
            assert_eq!(
                (primary.points.shown(), segments.map(|segment| segment.points.shown().unwrap()).sum()),
                (Some(rows), rows),
                "{kind:?}"
            );
        }
        let changes = [&report.contrast.naive, &report.contrast.own_change]
            .map(|change| change.known().unwrap().points.shown().unwrap());
        assert_eq!(Some(changes.iter().sum::<u64>()), primary.points.shown(), "{kind:?}");
    }
}
