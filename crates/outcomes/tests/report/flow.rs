//! Who came how far, of people some of whom never agreed.

use super::city::{City, gathered, never_agreed, told};
use domain::Reason;
use outcomes::report::{Count, DesignKind, Flow};

fn flow(city: &City, never: usize) -> Flow {
    let mut rows = city.points();
    rows.extend(never_agreed(&rows, never));
    gathered(city.asked(), &rows).finish(&told()).flow
}

fn totals(flow: &Flow) -> Vec<(&str, Option<Count>)> {
    flow.people.iter().map(|step| (step.key.as_str(), step.total)).collect()
}

#[test]
fn who_never_agreed_is_eligible_and_in_no_arm() {
    for kind in [DesignKind::DecisionPoints, DesignKind::People, DesignKind::Clusters] {
        let city = City { kind, people: 60, ..City::default() };
        let flow = flow(&city, 25);
        let shown = |people| Some(Count::Shown(people));
        assert_eq!(totals(&flow)[..3], [("eligible", shown(85)), ("consented", shown(60)), ("randomised", shown(60))]);
        let arms = flow.people[2].arms.iter().filter_map(|count| count.shown()).sum::<u64>();
        assert_eq!(arms, if kind == DesignKind::DecisionPoints { 0 } else { 60 }, "{kind:?}");
        assert!(flow.says[0].en.starts_with("Of 60 people who were randomised"), "{:?}", flow.says);
    }
}

#[test]
fn a_few_who_never_agreed_are_not_told_apart() {
    let flow = flow(&City { people: 60, ..City::default() }, 3);
    assert_eq!(totals(&flow)[..2], [("eligible", Some(Count::Hidden)), ("consented", Some(Count::Shown(60)))]);
}

/// Of somebody whose reason is kept back it is not known whether they agreed, and so it is of nobody how many did.
#[test]
fn what_is_kept_back_leaves_agreement_open() {
    let city = City { people: 60, ..City::default() };
    let mut rows = city.points();
    let mut kept_back = never_agreed(&rows, 12);
    kept_back.iter_mut().flatten().for_each(|point| point.reason = None);
    rows.extend(kept_back);
    let flow = gathered(city.asked(), &rows).finish(&told()).flow;
    assert_eq!(totals(&flow)[..2], [("eligible", Some(Count::Shown(72))), ("consented", None)]);
    assert!(flow.says[0].en.starts_with("How many agreed is not known"), "{:?}", flow.says);
    assert!(flow.unavailable.iter().all(|why| why.key != Reason::NoConsent.as_str()));
}

/// Three people in one arm, twelve in the other: neither fifteen who agreed nor fifteen who were drawn may stand there.
#[test]
fn an_arm_that_is_hidden_is_not_what_a_step_above_leaves() {
    let city = City { kind: DesignKind::People, people: 60, ..City::default() };
    let mut rows = city.points();
    let name = |person: &[outcomes::report::Point]| person[0].arm.as_ref().unwrap().0.clone();
    let first = name(&rows[0]);
    let mut left = [3, 12];
    rows.retain(|person| {
        let left = &mut left[usize::from(name(person) != first)];
        *left -= i32::from(*left > 0);
        *left > 0
    });
    let flow = gathered(city.asked(), &rows).finish(&told()).flow;
    for step in &flow.people {
        if let Some(total) = step.total.and_then(|count| count.shown()) {
            assert!(total >= 10, "{step:?}");
        }
    }
    let shown = flow.people.iter().filter(|step| step.total.is_some_and(|count| count.shown().is_some()));
    assert_eq!(shown.count(), 0, "{:?}", totals(&flow));
}
