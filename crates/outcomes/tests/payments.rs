//! What holds for every contract: a better result never pays less, caps hold, lines add up, and amounts are exact.

#![allow(clippy::unwrap_used, reason = "tests")]

use domain::pack::contract::{
    Better, Contract, Gate, IfMissing, Kind, Level, Metric, Missing, Pays, PerUnit, Rounding, Rung, ValueRounding,
    YenRounding,
};
use outcomes::payment::{Observation, Observations, Statement, payment};
use proptest::prelude::*;

fn level(millionths: i64) -> Level {
    Level::of_millionths(millionths).unwrap()
}

fn metric(name: &str, better: Better, pays: Pays) -> Metric {
    Metric {
        name: name.to_owned(),
        title: name.to_owned(),
        kind: Kind::Mean,
        population: "x".to_owned(),
        definition: "x".to_owned(),
        unit: String::new(),
        outcome: None,
        note: None,
        window: None,
        data_until: None,
        better,
        value_rounding: None,
        pays,
        not_stated: None,
        cap_yen: None,
        only_if: None,
        missing: Missing::default(),
        years: Vec::new(),
    }
}

fn contract(metrics: Vec<Metric>) -> Contract {
    Contract {
        title: "x".to_owned(),
        note: None,
        city: None,
        provider: None,
        evaluator: None,
        fixed_yen: 0,
        cap_yen: None,
        outcome_cap_yen: None,
        yen_rounding: YenRounding { to_yen: 1, how: Rounding::Down },
        interval_percent: 95,
        not_stated: None,
        metrics,
    }
}

fn rounding() -> impl Strategy<Value = Rounding> {
    prop_oneof![Just(Rounding::Down), Just(Rounding::Nearest)]
}

/// Rungs whose levels get better and whose amounts rise, in multiples of so many yen.
fn rungs(better: Better, to_yen: i64) -> impl Strategy<Value = Vec<Rung>> {
    let steps = prop::collection::vec((1_i64..2_000_000_000, 0_i64..1_000), 2..6);
    (-5_000_000_000_i64..5_000_000_000, steps).prop_map(move |(start, steps)| {
        let mut at = start;
        let mut yen = 0;
        let mut rungs = Vec::new();
        for (far, more) in steps {
            at += if better == Better::Higher { far } else { -far };
            yen += more * to_yen;
            rungs.push(Rung { at: level(at), yen });
        }
        rungs
    })
}

fn pays(better: Better, to_yen: i64) -> impl Strategy<Value = Pays> {
    let per_unit = (1_i64..100_000, -1_000_000_000_i64..1_000_000_000, prop::option::of(1_i64..2_000));
    prop_oneof![
        rungs(better, to_yen).prop_map(Pays::Steps),
        rungs(better, to_yen).prop_map(Pays::Points),
        per_unit.prop_map(|(yen, beyond, most)| Pays::PerUnit(PerUnit { yen, beyond: level(beyond), most })),
    ]
}

fn any_metric(name: &'static str, to_yen: i64) -> impl Strategy<Value = Metric> {
    let better = prop_oneof![Just(Better::Higher), Just(Better::Lower)];
    let value_rounding = prop::option::of((0_u32..5, rounding()));
    (better, value_rounding, prop::option::of(0_i64..3_000_000)).prop_flat_map(move |(better, rounded, cap)| {
        pays(better, to_yen).prop_map(move |pays| Metric {
            cap_yen: cap,
            value_rounding: rounded.map(|(decimals, how)| ValueRounding { decimals, how }),
            ..metric(name, better, pays)
        })
    })
}

fn any_contract() -> impl Strategy<Value = Contract> {
    let to_yen = prop_oneof![Just(1_i64), Just(10), Just(1_000)];
    (to_yen, rounding()).prop_flat_map(|(to_yen, how)| {
        let caps = (0_i64..1_000_000, prop::option::of(0_i64..5_000_000), prop::option::of(0_i64..4_000_000));
        let gate = prop::option::of(-5_000_000_000_i64..5_000_000_000);
        (any_metric("a", to_yen), any_metric("b", to_yen), caps, gate).prop_map(move |(a, b, caps, gate)| {
            let (fixed_yen, room, outcome_cap_yen) = caps;
            let only_if = gate.map(|reaches| Gate { metric: "a".to_owned(), reaches: level(reaches) });
            Contract {
                fixed_yen,
                cap_yen: room.map(|room| fixed_yen + room),
                outcome_cap_yen,
                yen_rounding: YenRounding { to_yen, how },
                ..contract(vec![a, Metric { only_if, ..b }])
            }
        })
    })
}

fn observed(values: &[(&str, f64)]) -> Observations {
    let one = |value: f64| Observation { value: Some(value), ..Observation::default() };
    Observations { metrics: values.iter().map(|(name, value)| ((*name).to_owned(), one(*value))).collect() }
}

fn sum(statement: &Statement) -> i64 {
    statement.lines.iter().map(|line| line.yen.unwrap()).sum()
}

/// Values around the levels of a table, on them too.
fn near(metric: &Metric, place: usize, millionths: i64) -> f64 {
    let levels: Vec<Level> = match &metric.pays {
        Pays::Steps(rungs) | Pays::Points(rungs) => rungs.iter().map(|rung| rung.at).collect(),
        Pays::PerUnit(per_unit) => vec![per_unit.beyond],
        Pays::Condition | Pays::NotStated => Vec::new(),
    };
    let at = levels.get(place % levels.len().max(1)).map_or(0, |at| at.millionths());
    level(at + millionths).number()
}

/// How far from a level: often nothing at all.
fn far() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0_i64), -3_i64..3, -3_000_000_000_i64..3_000_000_000]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_better_result_never_pays_less(
        contract in any_contract(),
        places in (0_usize..6, 0_usize..6),
        far in (far(), far()),
        better in (0_i64..2_000_000_000, 0_i64..2_000_000_000),
    ) {
        let values: Vec<(String, f64, f64)> = contract
            .metrics
            .iter()
            .zip([(places.0, far.0, better.0), (places.1, far.1, better.1)])
            .map(|(metric, (place, far, better))| {
                let value = near(metric, place, far);
                let millionths = Level::exact(value).unwrap().millionths();
                let sign = if metric.better == Better::Higher { 1 } else { -1 };
                (metric.name.clone(), value, level(millionths + sign * better).number())
            })
            .collect();
        let of = |better: &[bool]| {
            let pick = values.iter().zip(better).map(|((name, worse, good), better)| {
                (name.as_str(), if *better { *good } else { *worse })
            });
            payment(&contract, &observed(&pick.collect::<Vec<_>>()))
        };
        let totals = [[false, false], [true, false], [false, true], [true, true]].map(|better| {
            let statement = of(&better);
            let total = statement.total_yen.unwrap();
            prop_assert_eq!(sum(&statement), total);
            prop_assert!(total >= contract.fixed_yen);
            prop_assert!(contract.cap_yen.is_none_or(|cap| total <= cap));
            let room = contract.outcome_cap_yen.map(|cap| cap + contract.fixed_yen);
            prop_assert!(room.is_none_or(|room| total <= room));
            for (line, metric) in statement.lines.iter().skip(1).zip(&contract.metrics) {
                prop_assert!(metric.cap_yen.is_none_or(|cap| line.yen.unwrap() <= cap));
                prop_assert!(line.yen.unwrap() >= 0);
            }
            Ok(total)
        });
        let [none, first, second, both] = totals;
        let (none, first, second, both) = (none?, first?, second?, both?);
        prop_assert!(none <= first && none <= second && first <= both && second <= both);
    }

    /// Between two points the amount is the fraction in whole numbers, to the yen.
    #[test]
    fn between_two_points_the_amount_is_exact(
        from in -1_000_000_i64..1_000_000,
        width in 1_i64..1_000_000,
        part in 0.0_f64..1.0,
        yen in 0_i64..1_000_000_000,
        more in 0_i64..100_000_000_000,
        how in rounding(),
    ) {
        let part = (width as f64 * part).floor() as i64;
        let rungs = vec![Rung { at: level(from), yen }, Rung { at: level(from + width), yen: yen + more }];
        let mut contract = contract(vec![metric("a", Better::Higher, Pays::Points(rungs))]);
        contract.yen_rounding.how = how;
        let statement = payment(&contract, &observed(&[("a", level(from + part).number())]));
        let exact = i128::from(more) * i128::from(part);
        let wanted = match how {
            Rounding::Down => exact / i128::from(width),
            Rounding::Nearest => (2 * exact + i128::from(width)) / (2 * i128::from(width)),
        };
        prop_assert_eq!(i128::from(statement.total_yen.unwrap() - yen), wanted);
    }

    /// A share is never brought to a binary number: it reaches a level exactly where whole numbers say so.
    #[test]
    fn shares_are_held_against_levels_as_fractions(of in 1_u64..100_000, count in 0.0_f64..=1.0, tenths in 0_i64..=1_000) {
        let count = (of as f64 * count).floor() as u64;
        let at = level(tenths * 100_000);
        let share = Metric {
            kind: Kind::Share,
            ..metric("a", Better::Higher, Pays::Steps(vec![Rung { at, yen: 1 }]))
        };
        let one = Observation { count: Some(count), of: Some(of), ..Observation::default() };
        let observed = Observations { metrics: [("a".to_owned(), one)].into() };
        let reached = payment(&contract(vec![share]), &observed).total_yen == Some(1);
        prop_assert_eq!(reached, u128::from(count) * 1_000 >= u128::from(of) * u128::from(tenths.unsigned_abs()));
    }

    /// An estimate is paid between what its ends pay, its tiers are all there is, and the mean lies within the table.
    #[test]
    fn an_estimate_is_paid_between_its_ends(
        metric in any_metric("a", 1),
        place in 0_usize..6,
        far in far(),
        se in 0.001_f64..2_000.0,
        df in prop::option::of(0.6_f64..200.0),
    ) {
        let value = near(&metric, place, far);
        let one = Observation { value: Some(value), se: Some(se), df, ..Observation::default() };
        let contract = contract(vec![metric]);
        let statement = payment(&contract, &Observations { metrics: [("a".to_owned(), one)].into() });
        let ends = statement.ends.unwrap();
        let total = statement.total_yen.unwrap();
        prop_assert!(ends.at_worse_yen.unwrap() <= total && total <= ends.at_better_yen.unwrap());
        let estimated = statement.lines.last().unwrap().estimated.clone();
        let estimated = estimated.or_else(|| statement.lines.iter().find_map(|line| line.estimated.clone())).unwrap();
        let all: f64 = estimated.tiers.iter().map(|tier| tier.probability).sum();
        prop_assert!((all - 1.0).abs() < 1e-3, "{:?}", estimated.tiers);
        for tier in &estimated.tiers {
            prop_assert!((0.0..=1.0).contains(&tier.probability));
            prop_assert!(tier.most_yen.is_none_or(|most| tier.least_yen.unwrap() <= most));
        }
        if let (Some(mean), Some(most)) = (estimated.mean_yen, estimated.tiers.last().unwrap().most_yen) {
            prop_assert!((0..=most + 1).contains(&mean), "{mean} of {most}");
        }
    }
}

/// Against scipy 1.16: tails of `t` and `norm`, and numerical integrals of the table over their densities.
#[test]
fn probabilities_and_means_are_those_of_another_library() {
    let rungs = |all: &[(i64, i64)]| -> Vec<Rung> {
        all.iter().map(|(at, yen)| Rung { at: level(at * Level::ONE), yen: *yen }).collect()
    };
    let told = |metric: Metric, value: f64, se: f64, df: Option<f64>| {
        let one = Observation { value: Some(value), se: Some(se), df, ..Observation::default() };
        let statement = payment(&contract(vec![metric]), &Observations { metrics: [("a".to_owned(), one)].into() });
        let estimated = statement.lines.iter().find_map(|line| line.estimated.clone()).unwrap();
        let probabilities: Vec<f64> = estimated.tiers.iter().map(|tier| tier.probability).collect();
        (probabilities, estimated.mean_yen.unwrap(), [estimated.low.number(), estimated.high.number()])
    };
    let line = metric("a", Better::Higher, Pays::Points(rungs(&[(100, 500_000), (300, 2_000_000)])));
    let by_t = |df| told(line.clone(), 212.4, 61.0, df);
    assert_eq!(by_t(Some(34.0)), (vec![0.0371, 0.8829, 0.0801], 1_313_997, [88.433085, 336.366915]));
    let (probabilities, mean, _) = by_t(Some(1.0));
    assert_eq!((probabilities, mean), (vec![0.1583, 0.6481, 0.1936], 1_231_336));
    let (probabilities, mean, _) = by_t(Some(0.8));
    assert_eq!((probabilities, mean), (vec![0.1803, 0.6063, 0.2134], 1_216_398));
    let (probabilities, mean, _) = by_t(Some(2.5));
    assert_eq!((probabilities, mean), (vec![0.0904, 0.7779, 0.1317], 1_277_456));
    let (probabilities, mean, _) = by_t(None);
    assert_eq!((probabilities, mean), (vec![0.0327, 0.8918, 0.0755], 1_317_029));

    let steps = metric("a", Better::Lower, Pays::Steps(rungs(&[(22, 100_000), (18, 300_000)])));
    let (probabilities, mean, _) = told(steps.clone(), 20.3, 2.0, Some(10.0));
    assert_eq!((probabilities, mean), (vec![0.2076, 0.6539, 0.1385], 106_930));
    // To whole numbers: what is up to 22.5 is 22.
    let rounded = Metric { value_rounding: Some(ValueRounding { decimals: 0, how: Rounding::Nearest }), ..steps };
    let (probabilities, mean, _) = told(rounded, 20.3, 2.0, Some(10.0));
    assert_eq!((probabilities, mean), (vec![0.1486, 0.6568, 0.1946], 124_073));

    let per_unit = PerUnit { yen: 1_000, beyond: level(200 * Level::ONE), most: Some(50) };
    let (probabilities, mean, _) = told(metric("a", Better::Higher, Pays::PerUnit(per_unit)), 212.4, 15.0, None);
    assert_eq!((probabilities, mean), (vec![0.2236, 0.7703, 0.0061], 13_697));
}

#[test]
fn what_is_missing_is_open_unless_the_contract_says_otherwise() {
    let steps = || Pays::Steps(vec![Rung { at: level(0), yen: 5 }]);
    let with = |value: IfMissing| {
        let missing = Missing { value, ..Missing::default() };
        let only = Metric { missing, ..metric("a", Better::Higher, steps()) };
        payment(&contract(vec![only]), &Observations::default())
    };
    let open = with(IfMissing::Open);
    assert_eq!((open.total_yen, open.decided_yen), (None, 0));
    assert!(open.lines.last().unwrap().because.iter().any(|said| said.en.contains("there is no value")));
    assert_eq!(with(IfMissing::PaysNothing).total_yen, Some(0));
    assert_eq!(with(IfMissing::Take(level(0))).total_yen, Some(5));
    assert_eq!(with(IfMissing::Take(level(-1))).total_yen, Some(0));
}
