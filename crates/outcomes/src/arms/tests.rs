#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::Again;

/// The thirty persons whose figures gbstats 0.8.0, statsmodels 0.15.0 and numpy were asked for.
fn thirty(controls: usize, clustered: bool) -> Vec<Person> {
    let sizes = [2, 3, 4, 5, 7, 9];
    let homes: Vec<usize> = sizes.iter().enumerate().flat_map(|(home, size)| vec![home; *size]).collect();
    let person = |n: usize| {
        let x = ((n * 53) % 97) as f64 / 10.0;
        let home = homes[n];
        let own = 5.0 + ((n * 37) % 101) as f64 / 10.0 + x / 2.0;
        Person {
            id: format!("p-{n:02}"),
            treated: if clustered { [true, false, true, false, false, true][home] } else { (n * 7) % 5 < 2 },
            outcome: Some(own + if clustered { [0.3, -0.5, 0.9, 0.1, -0.8, 0.4][home] } else { 0.0 }),
            cluster: clustered.then(|| format!("d-{home}")),
            controls: vec![Some(x); controls],
        }
    };
    (0..30).map(person).collect()
}

fn asked(controls: usize, effect: Effect, errors: Errors) -> Question {
    let controls = (0..controls).map(|n| format!("x{n}")).collect();
    Question { controls, effect, errors, ..Question::default() }
}

fn close(ours: &[f64], theirs: &[f64]) {
    for (our, their) in ours.iter().zip(theirs) {
        assert!((our - their).abs() <= 1e-12 * their.abs().max(1.0), "{our:e} is not {their:e}");
    }
}

fn numbers(fit: &Fit) -> [f64; 6] {
    let effect = &fit.terms[1];
    [effect.estimate, effect.se, effect.ci_low, effect.ci_high, effect.p, fit.df]
}

#[test]
fn persons_are_compared_as_gbstats_does() {
    let fit = |controls, effect| itt(&thirty(controls, false), &asked(controls, effect, Errors::Persons)).unwrap();
    let welch = fit(0, Effect::Difference);
    let expected =
        [-0.06111111111111001, 1.3106174231914236, -2.761906371203901, 2.639684148981681, 0.9631845269447743];
    close(&numbers(&welch), &expected);
    close(&[welch.df, welch.terms[0].estimate], &[24.724100764944836, 12.069444444444445]);
    assert_eq!((welch.people, welch.rows, welch.terms[0].name.as_str()), (30, 30, "control_mean"));
    let joint = welch.joint.unwrap();
    close(&[joint.p], &[0.9631845269447743]);
    let expected = [-0.005063291139240414, 0.10835397149125503, -0.22834881095417794, 0.2182222286756971];
    close(&numbers(&fit(0, Effect::Relative)), &expected);
    let cuped = fit(1, Effect::Difference);
    let expected =
        [-0.3537446744403816, 1.1178968566708443, -2.667874445072012, 1.9603850961912488, 0.7545594804043939];
    close(&numbers(&cuped), &expected);
    close(&[cuped.df, cuped.terms[0].estimate], &[22.718964209682674, 12.186497869776153]);
    let expected =
        [-0.02930910996514094, 0.0924480356114407, -0.22068343056387935, 0.16206521063359747, 0.7541133312571238];
    close(&numbers(&fit(1, Effect::Relative)), &expected);
}

/// CR1 and Mancl–DeRouen against statsmodels (OLS with `cov_type="cluster"`, GEE with `bias_reduced`); CR2 against the
/// definition written out in numpy, with n × n matrices.
#[test]
fn clusters_are_compared_as_others_do() {
    let fit = |controls, effect, correction| {
        itt(&thirty(controls, true), &asked(controls, effect, Errors::Clusters(correction))).unwrap()
    };
    let cr1 = fit(0, Effect::Difference, Correction::Cr1);
    close(
        &numbers(&cr1),
        &[1.05, 1.0220561535220967, -1.5772789832442244, 3.6772789832442196, 0.3513687172795096, 5.0],
    );
    assert_eq!((cr1.people, cr1.rows), (6, 30));
    close(&[cr1.terms[0].estimate, cr1.terms[0].se], &[11.56, 0.4198902804531784]);
    let cr1 = fit(1, Effect::Difference, Correction::Cr1);
    close(&numbers(&cr1)[1..], &[0.683510092244101, -0.5773759750054062, 2.9366612801881695, 0.14496295049183852]);
    let kept = fit(0, Effect::Difference, Correction::ManclDeRouen);
    close(&[kept.terms[1].se, kept.df, kept.terms[0].se], &[1.2424560453979225, 4.0, 0.6180260916822206]);
    let kept = fit(1, Effect::Difference, Correction::ManclDeRouen);
    close(&[kept.terms[1].se, kept.df, kept.terms[0].se], &[0.8196145633510404, 3.0, 0.18833811682743562]);
    let cr2 = fit(0, Effect::Difference, Correction::default());
    let expected =
        [1.05, 1.059988775577932, -2.1759350512915208, 4.275935051291523, 0.3895951766962922, 3.2604203776273595];
    close(&numbers(&cr2), &expected);
    close(&[cr2.terms[0].se, cr2.terms[0].p], &[0.4781997490589058, 0.0030227159504477388]);
    let cr2 = fit(1, Effect::Difference, Correction::default());
    let expected = [
        1.179642652591388,
        0.6995129813073487,
        -0.9477847907071677,
        3.3070700958899435,
        0.1828611438031965,
        3.2647837272529383,
    ];
    close(&numbers(&cr2), &expected);
    let relative = fit(0, Effect::Relative, Correction::default());
    close(&[relative.terms[1].estimate, relative.terms[1].se], &[0.09083044982698948, 0.09344979655829558]);
    close(&[relative.df], &[3.2829953331718125]);
    let relative = fit(1, Effect::Relative, Correction::ManclDeRouen);
    close(&[relative.terms[1].estimate, relative.terms[1].se], &[0.10262064523536839, 0.07169872172886967]);
}

#[test]
fn the_order_of_rows_makes_no_difference() {
    for errors in [Errors::Persons, Errors::Clusters(Correction::default())] {
        let question = asked(1, Effect::Difference, errors);
        let mut people = thirty(1, errors != Errors::Persons);
        let before = itt(&people, &question).unwrap();
        people.reverse();
        people.swap(3, 20);
        assert_eq!(itt(&people, &question).unwrap(), before);
    }
}

#[test]
fn who_lacks_an_outcome_or_a_control_is_no_stranger() {
    let mut people = thirty(1, false);
    people[4].outcome = None;
    people[7].controls = vec![None];
    let fit = itt(&people, &asked(1, Effect::Difference, Errors::Persons)).unwrap();
    assert_eq!((fit.people, fit.rows), (29, 29));
}

/// What is changed of good rows, and what is then said of them.
#[test]
fn what_has_no_answer_is_a_sentence() {
    type Change = fn(&mut Vec<Person>, &mut Question);
    let clusters = Errors::Clusters(Correction::default());
    let cases: [(Errors, Change, &str, &str); 22] = [
        (
            Errors::Persons,
            |people, _| people.clear(),
            "nobody was drawn into the arm",
            "介入群に割り当てられた方がいません",
        ),
        (
            Errors::Persons,
            |people, _| people.retain(|one| one.treated),
            "nobody was drawn into the control",
            "対照群に",
        ),
        (Errors::Persons, |people, _| people.retain(|one| !one.treated), "nobody was drawn into the arm", "介入群に"),
        (
            Errors::Persons,
            |people, _| people.iter_mut().for_each(|one| one.outcome = None),
            "no outcome is known of anybody: bring rows",
            "結果のわかる方が一人もいません",
        ),
        (
            Errors::Persons,
            |people, _| people.iter_mut().filter(|one| one.treated).for_each(|one| one.outcome = None),
            "no outcome is known of anybody in the arm",
            "介入群に、結果のわかる方がいません",
        ),
        (
            Errors::Persons,
            |people, _| {
                let first = people.iter().position(|one| one.treated).unwrap();
                let mut place = 0..;
                people.retain(|one| {
                    let at = place.next();
                    !one.treated || at == Some(first)
                });
            },
            "an arm has one person",
            "一人だけの群",
        ),
        (
            Errors::Persons,
            |people, _| people.iter_mut().for_each(|one| one.outcome = Some(0.1)),
            "within each arm all outcomes are the same",
            "結果がみな同じ",
        ),
        (
            Errors::Persons,
            |people, _| people.iter_mut().for_each(|one| one.outcome = Some(if one.treated { 1.0 } else { 0.0 })),
            "within each arm all outcomes are the same",
            "結果がみな同じ",
        ),
        (
            Errors::Persons,
            |people, _| people.iter_mut().for_each(|one| one.outcome = one.controls[0].map(|x| 3.0 * x + 0.7)),
            "within each arm all outcomes are the same (or are all told",
            "事前の値だけで決まる",
        ),
        (Errors::Persons, |people, _| people[3].outcome = Some(f64::NAN), "the outcome of `p-03`", "`p-03` の結果が"),
        (
            Errors::Persons,
            |people, _| people[3].outcome = Some(f64::INFINITY),
            "the outcome of `p-03`",
            "`p-03` の結果が",
        ),
        (Errors::Persons, |people, _| people[3].controls = vec![Some(f64::NAN)], "`x0` of `p-03`", "`p-03` の `x0`"),
        (Errors::Persons, |people, _| people[3].controls = vec![], "`p-03` has 0 values", "0個ありますが"),
        (
            Errors::Persons,
            |people, _| people.iter_mut().for_each(|one| one.controls = vec![None]),
            "`x0` is known of nobody",
            "`x0` のわかる方が",
        ),
        (
            Errors::Persons,
            |people, _| people.iter_mut().for_each(|one| one.controls = vec![Some(2.0)]),
            "`x0` cannot be told apart",
            "`x0` の効き目",
        ),
        (Errors::Persons, |people, _| people[3].id = "p-04".to_owned(), "`p-04` has several rows", "`p-04` の行が複数"),
        (
            Errors::Persons,
            |people, question| {
                people.iter_mut().for_each(|one| one.outcome = one.outcome.map(|it| it - 12.0));
                question.effect = Effect::Relative;
            },
            "the mean of the control arm is",
            "対照群の平均が",
        ),
        (Errors::Persons, |_, question| question.alpha = 1.0, "the level of error is 1", "有意水準が1です"),
        (clusters, |people, _| people[9].cluster = None, "`p-09` belongs to no cluster", "`p-09` のクラスターが"),
        (clusters, |people, _| people[9].treated = !people[9].treated, "the cluster `d-3` is in both", "`d-3` が両方"),
        (
            clusters,
            |people, _| {
                people.retain(|one| one.treated || one.cluster.as_deref() == Some("d-1"));
            },
            "an arm has one cluster",
            "クラスターが一つだけの群",
        ),
        (
            clusters,
            |people, _| {
                people[6].id = people[0].id.clone();
            },
            "`p-00` is in two clusters",
            "`p-00` が二つのクラスター",
        ),
    ];
    for (errors, change, en, ja) in cases {
        let mut people = thirty(1, errors != Errors::Persons);
        let mut question = asked(1, Effect::Difference, errors);
        change(&mut people, &mut question);
        let unfit = itt(&people, &question).unwrap_err();
        let told = unfit.sentence();
        assert!(told.en.starts_with(en) && told.ja.contains(ja), "{told:?} is not `{en}` `{ja}`");
        assert!(told.ja.ends_with('。'), "{told:?}");
    }
}

/// Two-stage least squares with errors of the two arms, written out in numpy; and where the arm tells who received.
#[test]
fn the_effect_in_those_who_received_is_beside() {
    let people = thirty(0, false);
    let question = Question::default();
    let by_arm: Vec<f64> = people.iter().map(|one| if one.treated { 0.8 } else { 0.0 }).collect();
    let (drawn, got) = (itt(&people, &question).unwrap(), received(&people, &by_arm, &question).unwrap());
    close(&[got.terms[1].estimate, got.terms[1].se], &[drawn.terms[1].estimate / 0.8, drawn.terms[1].se / 0.8]);
    assert_eq!(got.terms[1].name, "effect_if_received");
    let some: Vec<f64> =
        people.iter().enumerate().map(|(n, one)| f64::from(u8::from(one.treated && n % 7 != 0))).collect();
    let got = received(&people, &some, &question).unwrap();
    close(
        &[got.terms[1].estimate, got.terms[1].se, got.df],
        &[-0.073333333333332, 1.57783345369702, 24.633680858149432],
    );
    for (doses, en) in [
        (vec![0.0; 30], "the draw changed what was received by 0.000"),
        ((0..30).map(|n| f64::from(n % 2)).collect(), "the draw changed what was received by"),
        (vec![1.0; 3], "what was received is told of each row"),
        (vec![f64::NAN; 30], "what was received is told of each row"),
    ] {
        let unfit = received(&people, &doses, &question).unwrap_err();
        assert!(unfit.to_string().starts_with(en), "{unfit}");
    }
}

#[test]
fn arms_are_drawn_again() {
    let again = Again { draws: 20_000, seed: "s" };
    let clustered = asked(0, Effect::Difference, Errors::Clusters(Correction::default()));
    let exact = permute(&thirty(0, true), &clustered, Scheme::Count, again).unwrap();
    assert_eq!((exact.draws, exact.exact), (20, true));
    close(&[exact.p], &[0.4]);
    let coins = permute(&thirty(0, true), &clustered, Scheme::Coins(0.4), again).unwrap();
    assert_eq!((coins.draws, coins.exact), (50, true));
    close(&[coins.p], &[0.3587301587301589]);
    for scheme in [Scheme::Count, Scheme::Coins(0.4)] {
        let all = permute(&thirty(0, true), &clustered, scheme, again).unwrap();
        let drawn = permute(&thirty(0, true), &clustered, scheme, Again { draws: 19, seed: "s" }).unwrap();
        assert!(!drawn.exact && (drawn.p - all.p).abs() < 4.0 * drawn.monte_carlo_se, "{drawn:?} {all:?}");
    }
    // Of thirty persons there are too many ways; the test of t is near.
    let persons = asked(1, Effect::Difference, Errors::Persons);
    let drawn = permute(&thirty(1, false), &persons, Scheme::Count, Again { draws: 2_000, seed: "s" }).unwrap();
    assert!((drawn.p - 0.7545594804043939).abs() < 0.05 && drawn.monte_carlo_se < 0.01, "{drawn:?}");
    let unfit = permute(&thirty(1, false), &persons, Scheme::Coins(1.0), again).unwrap_err();
    assert!(unfit.to_string().starts_with("the probability of being treated is 1"), "{unfit}");
}
