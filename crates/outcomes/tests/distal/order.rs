//! In which order rows and people come, or in how many parts, does not show.

use crate::trial::{id, model, row, solve, taken, trial};
use outcomes::chances::Stream;
use outcomes::distal::Dcee;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn another_order_gives_the_same_bytes(seed in 0u64..1_000, parts in 1usize..4) {
        let mut stream = Stream::new("distal", "order", seed);
        let mut trial = trial(14, (5, 12), (0.3, 0.1), &mut stream);
        trial.outcomes[3] = None;
        let expected = solve(&model(), &trial).unwrap();
        let counts = taken(&model(), &trial).unwrap().counts();
        let mut order: Vec<usize> = (0..trial.rows.len()).collect();
        stream.shuffle(&mut order);
        let mut all = Dcee::new(model());
        for part in order.chunks(order.len().div_ceil(parts)) {
            let mut one = Dcee::new(model());
            for number in part {
                let decision = &trial.rows[*number];
                let id = id(decision.person);
                // The outcome beside each row, as tables have it.
                one.outcome(&id, trial.outcomes[decision.person]).unwrap();
                one.add(&row(*number, decision, &id)).unwrap();
            }
            let kept = serde_json::to_string(&one).unwrap();
            all.merge(&serde_json::from_str(&kept).unwrap()).unwrap();
        }
        prop_assert_eq!(all.solve().unwrap(), expected);
        prop_assert_eq!(all.counts(), counts);
    }
}

#[test]
fn who_has_no_outcome_is_left_out_and_counted() {
    let mut stream = Stream::new("distal", "missing", 0);
    let mut some = trial(16, (8, 8), (0.3, 0.1), &mut stream);
    (some.outcomes[2], some.outcomes[9]) = (None, None);
    let mut dcee = taken(&model(), &some).unwrap();
    dcee.outcome("never seen", Some(1.0)).unwrap();
    let counts = dcee.counts();
    assert_eq!((counts.people, counts.without_outcome, counts.without_rows, counts.rows), (14, 2, 1, 112));
    assert_eq!(counts.unavailable + counts.treated + counts.untreated, counts.rows);
    let found = dcee.solve().unwrap();
    some.rows.retain(|row| row.person != 2 && row.person != 9);
    assert_eq!(solve(&model(), &some).unwrap(), found);
    let fit = found.fit(0.05).unwrap();
    assert_eq!((fit.people, fit.rows, fit.df), (14, 112, 12.0));
    assert_eq!(fit.terms.iter().map(|term| term.name.as_str()).collect::<Vec<_>>(), ["effect", "weather"]);
}
