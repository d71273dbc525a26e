use outcomes::Unfit;
use outcomes::policy::{Better, Policy, SoFar};
use proptest::prelude::*;

fn policy() -> Policy {
    Policy { low: 0.2, start: 0.5, high: 0.8, better: Better::Higher, prior_sd: 400.0, least_people: 20 }
}

fn so_far(estimate: f64, se: f64) -> SoFar {
    SoFar { estimate, se, df: 30.0, people: 40 }
}

fn drawn(policy: &Policy, so_far: SoFar) -> f64 {
    policy.probability(&Ok(so_far)).unwrap().probability
}

proptest! {
    /// Within the bounds, a whole number of thousandths, and higher where the effect is.
    #[test]
    fn a_probability_is_within_bounds_and_follows_the_effect(
        one in -1e4..1e4f64,
        more in 0.0..1e4f64,
        se in 1e-3..1e4f64,
        df in 1.0..1e3f64,
        low in 1u16..500,
        high in 500u16..1000,
    ) {
        let (low, high) = (f64::from(low) / 1000.0, f64::from(high) / 1000.0);
        let policy = Policy { low, high, ..policy() };
        let less = drawn(&policy, SoFar { df, ..so_far(one, se) });
        let higher = drawn(&policy, SoFar { df, ..so_far(one + more, se) });
        for probability in [less, higher] {
            prop_assert!(low <= probability && probability <= high);
            prop_assert_eq!(format!("{probability:.3}").parse::<f64>().unwrap(), probability);
        }
        prop_assert!(less <= higher);
        // Where lower outcomes are wanted it is the other side of it.
        let lower = Policy { better: Better::Lower, ..policy };
        let mirrored = drawn(&lower, SoFar { df, ..so_far(-one, se) });
        prop_assert_eq!(mirrored, less);
    }
}

#[test]
fn a_probability_is_that_of_an_effect_above_nothing() {
    // t of 30 degrees of freedom is below 0.5 with probability 0.68964, by Simpson's rule.
    let flat = Policy { prior_sd: 1e9, ..policy() };
    let chosen = flat.probability(&Ok(so_far(50.0, 100.0))).unwrap();
    assert_eq!(chosen.probability, 0.69);
    assert_eq!(chosen.says.en, "0.69: by what is known so far nudges help with probability 0.690");
    assert_eq!(chosen.says.ja, "0.69。これまでの結果では、声かけに効果がある確率は0.690です。");
    assert_eq!(drawn(&flat, so_far(0.0, 100.0)), 0.5);
    // What is expected draws it to a half: 0.5 · √(1/2) where both are as wide, below which it is with probability
    // 0.63693.
    assert_eq!(drawn(&Policy { prior_sd: 100.0, ..policy() }, so_far(50.0, 100.0)), 0.637);
    let most = policy().probability(&Ok(so_far(1e6, 1.0))).unwrap();
    assert!(most.probability == 0.8 && most.helps == Some(1.0) && most.says.en.starts_with("0.8, the most there is: "));
    let least = policy().probability(&Ok(so_far(-1e6, 1.0))).unwrap();
    assert!(least.probability == 0.2 && least.says.ja.starts_with("0.2（下限）。"));
}

#[test]
fn without_data_it_is_as_at_the_start() {
    let policy = Policy { start: 0.6, ..policy() };
    let why = Unfit::new("there are no rows", "行がありません。");
    let chosen = policy.probability(&Err(why)).unwrap();
    assert_eq!((chosen.probability, chosen.helps), (0.6, None));
    assert_eq!(chosen.says.en, "0.6, as at the start: there are no rows");
    assert_eq!(chosen.says.ja, "0.6（初めの値）。行がありません。");
    let few = policy.probability(&Ok(SoFar { people: 19, ..so_far(900.0, 1.0) })).unwrap();
    assert!(
        few.probability == 0.6 && few.says.en.contains("outcomes of 19 people are known, and it learns from 20 on")
    );
    for (estimate, se) in [(f64::NAN, 1.0), (1.0, 0.0), (1.0, f64::NAN), (f64::INFINITY, 1.0), (1.0, -1.0)] {
        let chosen = policy.probability(&Ok(so_far(estimate, se))).unwrap();
        assert!(chosen.probability == 0.6 && chosen.says.en.ends_with("tells nothing"), "{chosen:?}");
    }
    assert_eq!(policy.probability(&Ok(SoFar { df: 0.0, ..so_far(1.0, 1.0) })).unwrap().helps, None);
}

#[test]
fn a_policy_that_is_none_is_refused() {
    let bounds =
        [(0.0, 0.5, 0.8), (0.2, 0.5, 1.0), (0.6, 0.5, 0.8), (0.2, 0.9, 0.8), (0.2, 0.5, f64::NAN), (0.2, 0.5005, 0.8)];
    for (low, start, high) in bounds {
        let unfit = Policy { low, start, high, ..policy() }.check().unwrap_err();
        assert!(
            unfit.to_string().starts_with("the probabilities are ") && unfit.sentence().ja.contains("下限"),
            "{unfit}"
        );
    }
    for prior_sd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let unfit = Policy { prior_sd, ..policy() }.probability(&Ok(so_far(1.0, 1.0))).unwrap_err();
        assert!(unfit.to_string().contains("is no standard deviation"), "{unfit}");
    }
    let text = r#"{"low":0.2,"start":0.5,"high":0.8,"better":"higher","prior_sd":400.0,"least_people":20}"#;
    assert_eq!(serde_json::from_str::<Policy>(text).unwrap(), policy());
    assert_eq!(serde_json::to_string(&policy()).unwrap(), text);
}
