//! What tells of fewer than ten people is not there, nor can it be found by subtracting.

use super::city::{City, gathered, never_agreed, told};
use outcomes::report::{Answer, Count, DesignKind, Report, Share};
use proptest::prelude::*;

fn is_small(people: u64) -> bool {
    (1..10).contains(&people)
}

/// Every number of people that a report shows.
fn people(report: &Report) -> Vec<u64> {
    let mut all: Vec<Count> = Vec::new();
    let estimates =
        [&report.effect.primary, &report.contrast.naive, &report.contrast.own_change, &report.adherence.slope];
    let weeks = report.adherence.weeks.iter().map(|week| &week.effect);
    let segments =
        report.segments.divisions.iter().flat_map(|division| &division.segments).map(|segment| &segment.estimate);
    let assumed = report.missing.sensitivity.iter().map(|assumed| &assumed.estimate);
    let others = report.effect.others.iter().map(|other| &other.estimate);
    for answer in estimates.into_iter().chain(weeks).chain(segments).chain(assumed).chain(others) {
        all.extend(answer.known().map(|estimate| estimate.people));
    }
    let balance = report.integrity.balance.iter().flat_map(|balance| &balance.arms);
    let means = [&report.contrast.before, &report.contrast.with, &report.contrast.without];
    for answer in report.effect.arms.iter().chain(balance).chain(means) {
        all.extend(answer.known().map(|mean| mean.people));
    }
    all.extend(report.adherence.weeks.iter().map(|week| week.people));
    all.into_iter().filter_map(Count::shown).collect()
}

fn shares(report: &Report) -> Vec<Share> {
    let rates = report.adherence.shares.iter().filter(|rate| rate.people);
    let rates = rates.flat_map(|rate| rate.total.iter().chain(&rate.arms));
    let active = report.adherence.weeks.iter().map(|week| &week.active);
    rates.chain(active).filter_map(|share| share.known().copied()).collect()
}

/// Looks for what should not be there.
fn look(report: &Report) -> Result<(), TestCaseError> {
    let totals: Vec<u64> = report
        .flow
        .people
        .iter()
        .flat_map(|step| step.total.iter().chain(&step.arms))
        .filter_map(|count| count.shown())
        .collect();
    for one in &totals {
        prop_assert!(!is_small(*one), "{one} people in the flow");
    }
    // Steps of the flow, each part of the one before: nobody can be told from who fell out between two.
    let nested: Vec<&outcomes::report::Step> =
        report.flow.people.iter().filter(|step| step.key != "delivered").collect();
    let columns = 1 + nested.last().map_or(0, |step| step.arms.len());
    for column in 0..columns {
        let counts =
            nested.iter().filter_map(|step| if column == 0 { step.total } else { step.arms.get(column - 1).copied() });
        let counts: Vec<u64> = counts.filter_map(Count::shown).collect();
        for pair in counts.windows(2) {
            prop_assert!(!is_small(pair[0] - pair[1]), "{pair:?} in column {column}");
        }
    }
    // Nor an arm that is hidden, from the total of its step or of one above it less the arm that is shown.
    for (place, step) in nested.iter().enumerate() {
        let shown: Vec<u64> = step.arms.iter().filter_map(|count| count.shown()).collect();
        if let ([shown], 2) = (shown.as_slice(), step.arms.len()) {
            for total in nested[..=place].iter().filter_map(|step| step.total?.shown()) {
                prop_assert!(!is_small(total.abs_diff(*shown)), "{total} less {shown}");
            }
        }
    }
    // People in arms are told by the check of their numbers too.
    if let (DesignKind::People, Some(Answer::Known(check))) = (report.about.design.kind, &report.integrity.people) {
        let arms: Vec<u64> = check.observed.iter().filter_map(|count| count.shown()).collect();
        prop_assert!(arms.len() != 1, "one arm is the total less the other");
        let all: u64 = arms.iter().sum();
        for step in nested.iter().filter(|_| !arms.is_empty()) {
            let total = step.total.and_then(|count| count.shown());
            prop_assert!(total.is_none_or(|total| !is_small(all.abs_diff(total))), "{all} beside {total:?}");
            for (one, shown) in arms.iter().zip(&step.arms) {
                prop_assert!(!is_small(*one), "{one} people in an arm");
                let shown = shown.shown();
                prop_assert!(shown.is_none_or(|shown| !is_small(one.abs_diff(shown))), "{one} beside {shown:?}");
            }
        }
    }
    for one in people(report) {
        prop_assert!(!is_small(one), "{one} people");
        for total in &totals {
            prop_assert!(!is_small(one.abs_diff(*total)), "{one} beside {total}");
        }
    }
    for Share { part, of } in shares(report) {
        prop_assert!(!is_small(part) && !is_small(of - part), "{part} of {of}");
    }
    let lines = report.missing.reasons.iter().chain(&report.quality.sources).chain(&report.harms.rows);
    for line in lines {
        let arms: Vec<Option<u64>> = line.arms.iter().map(|count| count.shown()).collect();
        let hidden = arms.iter().filter(|arm| arm.is_none()).count();
        prop_assert!(hidden != 1 || line.total.shown().is_none(), "{line:?}: one arm is the total less the other");
    }
    for line in &report.harms.rows {
        for people in line.arms.iter().chain([&line.total]).filter_map(|count| count.shown()) {
            prop_assert!(!is_small(people), "{line:?}");
        }
    }
    // A bin that is hidden is not what is left of all others.
    for arm in 0..2 {
        let column = report.distribution.bins.iter().filter_map(|bin| bin.arms.get(arm));
        let hidden = column.filter(|share| matches!(share, Answer::Hidden(_))).count();
        prop_assert!(hidden != 1, "one bin is what the others leave");
    }
    // Groups of people likewise.
    for division in report.segments.divisions.iter().filter(|division| division.key == "district") {
        let hidden = division.segments.iter().filter(|segment| matches!(segment.estimate, Answer::Hidden(_))).count();
        prop_assert!(hidden != 1, "one district is what the others leave");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn nothing_of_fewer_than_ten_can_be_found(
        kind in prop::sample::select(vec![DesignKind::DecisionPoints, DesignKind::People, DesignKind::Clusters, DesignKind::SteppedRollout]),
        people in 1..80u32,
        missing in 0..100u32,
        silent in 0..30usize,
        late in 0..20usize,
        never in 0..30usize,
    ) {
        let city = City { kind, people, points: 6, missing, ..City::default() };
        let mut rows = city.points();
        // Some of whom nothing is known, and some who could never be written to.
        for point in rows.iter_mut().take(silent).flatten() {
            point.outcome = Err(outcomes::record::Missing::NoConsent);
        }
        for point in rows.iter_mut().rev().take(late).flatten() {
            point.sends = None;
            point.available = false;
        }
        let others = never_agreed(&rows, never);
        rows.extend(others);
        look(&gathered(city.asked(), &rows).finish(&told()))?;
    }
}

/// Finds numbers of rows that stand beside a hidden number of people.
pub(crate) fn beside_hidden(value: &serde_json::Value) -> Vec<u64> {
    use serde_json::Value;
    match value {
        Value::Array(items) => items.iter().flat_map(beside_hidden).collect(),
        Value::Object(members) => {
            let is_hidden = members.get("people").is_some_and(|people| people == "hidden");
            let own = members.get("points").and_then(Value::as_u64).filter(|_| is_hidden);
            own.into_iter().chain(members.values().flat_map(beside_hidden)).collect()
        }
        _ => Vec::new(),
    }
}

/// Where each person has one row, the number of rows is that of people.
#[test]
fn rows_do_not_tell_of_people_who_are_hidden() {
    let mut has_hidden = false;
    for kind in [DesignKind::People, DesignKind::Clusters, DesignKind::DecisionPoints] {
        let city = City { kind, people: 90, points: 1, missing: 6, plan: None, ..City::default() };
        let report = serde_json::to_value(city.report()).unwrap();
        has_hidden |= report.to_string().contains(r#""people":"hidden""#);
        assert_eq!(beside_hidden(&report), Vec::<u64>::new(), "{kind:?}");
    }
    assert!(has_hidden, "nobody is hidden, so that nothing was looked at");
}
