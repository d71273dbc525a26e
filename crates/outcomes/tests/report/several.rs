//! Many groups, and many looks at the numbers of people: what allows for how many.

use super::city::{City, START, gathered, plan, told};
use domain::pack::{Covariate, Estimator, SegmentRule};
use outcomes::report::{DesignKind, Report, Segment};
use outcomes::several::{benjamini_hochberg, holm};

fn segments(report: &Report) -> Vec<&Segment> {
    let all = report.segments.divisions.iter().flat_map(|division| &division.segments);
    all.filter(|segment| segment.estimate.known().is_some()).collect()
}

#[test]
fn groups_are_adjusted_for_as_the_plan_says() {
    for rule in [SegmentRule::Holm, SegmentRule::BenjaminiHochberg] {
        let mut planned = plan(Estimator::Wcls, START.plus(100));
        planned.segments = vec![Covariate::Before];
        planned.correction = rule;
        let report = City { people: 120, plan: Some(planned), ..City::default() }.report();
        let groups = segments(&report);
        let plain: Vec<f64> = groups.iter().filter_map(|segment| Some(segment.estimate.known()?.p)).collect();
        assert!(plain.len() > 4);
        let is_holm = rule == SegmentRule::Holm;
        let expected = if is_holm { holm(&plain) } else { benjamini_hochberg(&plain) }.unwrap();
        for (segment, expected) in groups.iter().zip(&expected) {
            let (own, other) = match is_holm {
                true => (segment.p_holm, segment.p_benjamini_hochberg),
                false => (segment.p_benjamini_hochberg, segment.p_holm),
            };
            assert!(other.is_none() && (own.unwrap() / expected - 1.0).abs() < 1e-5, "{segment:?} {expected}");
        }
        let (method, measure) =
            if is_holm { ("(Holm)", "p_holm") } else { ("(Benjamini–Hochberg)", "p_benjamini_hochberg") };
        assert!(report.segments.says[0].en.contains(method), "{:?}", report.segments.says);
        let rows = report.table().into_iter().filter(|row| row[4].starts_with("p_")).map(|row| row[4].clone());
        assert!(rows.filter(|row| row.starts_with("p_h") || row.starts_with("p_b")).all(|row| row == measure));
    }
}

/// The p of any look is that of the numbers as they are now; an alarm of χ² alone says what often looking does.
#[test]
fn numbers_of_people_are_checked_for_any_look() {
    let city = City { kind: DesignKind::People, people: 200, ..City::default() };
    let check = city.report().integrity.people.unwrap().known().cloned().unwrap();
    assert!(!check.alarm && (0.9..=1.0).contains(&check.p_any_look.unwrap()), "{check:?}");
    let mut asked = city.asked();
    for arm in &mut asked.arms {
        arm.probability = Some(0.5);
    }
    let report = gathered(asked, &city.points()).finish(&told());
    let check = report.integrity.people.unwrap().known().cloned().unwrap();
    assert!(check.alarm && check.p < 1e-5 && check.p_any_look.unwrap() > 0.001, "{check:?}");
    let said =
        report.integrity.says.iter().find(|said| said.en.contains("Who looks often sees such an alarm")).unwrap();
    assert!(said.ja.contains("原因は必ず調べてください。"), "{said:?}");
    let points = City::default().report().integrity.points.unwrap().known().cloned().unwrap();
    assert_eq!(points.p_any_look, None);
}
