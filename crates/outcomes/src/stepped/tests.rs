#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::cells::Cells;
use super::*;
use crate::Again;

/// Six clusters over four periods; two begin in the second, two in the third, one in the fourth, and one never.
fn roll_out() -> Vec<Row> {
    let (starts, sizes) = ([1, 1, 2, 2, 3, 9], [3, 4, 5, 3, 6, 4]);
    let mut rows = Vec::new();
    for (cluster, start) in starts.into_iter().enumerate() {
        for period in 0..4 {
            for _ in 0..sizes[cluster] - if (cluster, period) == (4, 2) { 2 } else { 0 } {
                let own = 20.0 + ((rows.len() * 37) % 101) as f64 / 10.0 + [0.0, 1.5, -0.7, 2.0, 0.4, -1.2][cluster];
                let outcome = own + [0.0, 0.8, -0.5, 1.1][period] + if period >= start { 0.6 } else { 0.0 };
                rows.push(Row {
                    cluster: format!("d-{cluster}"),
                    period: period as i64 + 2026,
                    treated: period >= start,
                    outcome: Some(outcome),
                });
            }
        }
    }
    rows
}

fn close(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-11 * theirs.abs().max(1.0), "{ours:e} is not {theirs:e}");
}

/// Against the definitions written out in numpy, with N × N matrices.
#[test]
fn a_roll_out_is_fitted_as_its_definition_says() {
    let told = stepped(&roll_out(), &Question::default()).unwrap();
    close(told.within, 9.264339978215173);
    close(told.between, 1.1084608731995584);
    let expected =
        [25.276873830387277, 0.2898499334029543, -1.6731512999613658, 0.21754980020878856, 1.9362502378467512];
    told.fit.terms.iter().zip(expected).for_each(|(term, expected)| close(term.estimate, expected));
    let names: Vec<&str> = told.fit.terms.iter().map(|term| term.name.as_str()).collect();
    assert_eq!(names, ["intercept", "period_2027", "period_2028", "period_2029", "effect"]);
    assert_eq!((told.fit.people, told.fit.rows), (6, 98));
    close(told.fit.terms[4].se, 0.5450140822475716);
    close(told.fit.df, 3.8875424662324205);
    let variances = Variances::Given { within: 2.0, between: 0.5 };
    for (correction, se) in [
        (Correction::BellMcCaffrey, 0.5946333227937993),
        (Correction::ManclDeRouen, 0.7623391357387466),
        (Correction::Cr1, 0.5212158320866879),
    ] {
        let told = stepped(&roll_out(), &Question { variances, correction, ..Question::default() }).unwrap();
        close(told.fit.terms[4].estimate, 1.8273958596767388);
        close(told.fit.terms[4].se, se);
    }
}

#[test]
fn the_order_is_drawn_again() {
    let mut rows = roll_out();
    let question = Question::default();
    let exact = order(&rows, &question, Again { draws: 1_000, seed: "s" }).unwrap();
    assert_eq!((exact.draws, exact.exact), (180, true));
    close(exact.p, 2.0 / 180.0);
    let drawn = order(&rows, &question, Again { draws: 150, seed: "s" }).unwrap();
    assert!(!drawn.exact && (drawn.p - exact.p).abs() < 4.0 * drawn.monte_carlo_se + 0.01, "{drawn:?}");
    rows.reverse();
    assert_eq!(order(&rows, &question, Again { draws: 150, seed: "s" }).unwrap(), drawn);
    assert_eq!(stepped(&rows, &question), stepped(&roll_out(), &question));
}

/// Of the cluster that begins third nothing is known in its first period; of `d-5` nothing in the last two.
fn with_gaps(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        let is_gap = matches!((row.cluster.as_str(), row.period), ("d-2", 2028) | ("d-5", 2028 | 2029));
        row.outcome = row.outcome.filter(|_| !is_gap);
    }
    rows
}

#[test]
fn when_a_cluster_began_does_not_hang_on_what_is_known_of_it() {
    let starts = |rows: &[Row]| Cells::read(rows).unwrap().starts;
    let all = starts(&roll_out());
    assert_eq!(all, [Some(1), Some(1), Some(2), Some(2), Some(3), None]);
    assert_eq!(starts(&with_gaps(roll_out())), all);
    // Where nobody's outcome is known of a period, it begins with the next one.
    let mut rows = roll_out();
    rows.iter_mut().filter(|row| row.period == 2028).for_each(|row| row.outcome = None);
    assert_eq!(starts(&rows), [Some(1), Some(1), Some(2), Some(2), Some(2), None]);
    rows.iter_mut().filter(|row| row.period == 2029).for_each(|row| row.outcome = None);
    assert_eq!(starts(&rows), [Some(1), Some(1), None, None, None, None]);
}

/// Had the begin made no difference, p would be at or below a level in no more than that share of the orders, whichever
/// outcomes are missing: outcomes stay what they are, and the begins are dealt in each way there is.
#[test]
fn the_test_of_the_order_is_exact_where_outcomes_are_missing() {
    let outcomes = with_gaps(roll_out());
    let given = Question { variances: Variances::Given { within: 9.0, between: 1.0 }, ..Question::default() };
    let mut begins = vec![vec![]];
    for start in [1, 2, 2, 3, 9] {
        let longer = begins.iter().flat_map(|order: &Vec<i64>| {
            (0..=order.len()).map(move |place| [&order[..place], &[start], &order[place..]].concat())
        });
        begins = longer.collect();
        begins.sort();
        begins.dedup();
    }
    assert_eq!(begins.len(), 60);
    let p = begins.iter().map(|begins| {
        let mut rows: Vec<Row> = outcomes.iter().filter(|row| row.cluster != "d-0").cloned().collect();
        for row in &mut rows {
            let place: usize = row.cluster.strip_prefix("d-").unwrap().parse().unwrap();
            row.treated = row.period - 2026 >= begins[place - 1];
        }
        order(&rows, &given, Again { draws: 1_000, seed: "s" }).unwrap().p
    });
    let mut p: Vec<f64> = p.collect();
    p.sort_by(f64::total_cmp);
    for (place, p) in p.iter().enumerate() {
        assert!(*p >= (place + 1) as f64 / 60.0 - 1e-9, "{} of 60 orders have p of {p} or less", place + 1);
    }
}

#[test]
fn what_has_no_answer_is_a_sentence() {
    type Change = fn(&mut Vec<Row>, &mut Question);
    let cases: [(Change, &str, &str); 10] = [
        (|rows, _| rows.clear(), "no outcome is known", "結果のわかる行が"),
        (|rows, _| rows.iter_mut().for_each(|row| row.outcome = None), "no outcome is known", "結果のわかる行が"),
        (|rows, _| rows[3].outcome = Some(f64::NAN), "an outcome of `d-0` in period 2027", "`d-0` の期間2027"),
        (|rows, _| rows.iter_mut().for_each(|row| row.outcome = Some(0.1)), "within each arm all", "結果がみな同じ"),
        (|rows, _| rows[4].treated = false, "in period 2027 some of `d-0`", "期間2027の `d-0`"),
        (
            |rows, _| rows.iter_mut().filter(|row| row.period == 2029).for_each(|row| row.treated = false),
            "`d-0` had begun, and in period 2029",
            "期間2029で元に戻って",
        ),
        (
            |rows, _| rows.iter_mut().for_each(|row| row.treated = row.period > 2027),
            "there is no period in which some",
            "両方がある期間がありません",
        ),
        (
            |rows, _| rows.retain(|row| row.cluster == "d-0"),
            "there is no period in which some",
            "両方がある期間がありません",
        ),
        (
            |_, question| question.variances = Variances::Given { within: 0.0, between: 0.5 },
            "the variances are given as 0",
            "分散の指定が",
        ),
        (|_, question| question.alpha = 0.0, "the level of error is 0", "有意水準が0です"),
    ];
    for (change, en, ja) in cases {
        let (mut rows, mut question) = (roll_out(), Question::default());
        change(&mut rows, &mut question);
        let unfit = stepped(&rows, &question).unwrap_err();
        let told = unfit.sentence();
        assert!(told.en.starts_with(en) && told.ja.contains(ja), "{told:?} is not `{en}` `{ja}`");
    }
    let unfit = order(&roll_out(), &Question::default(), Again { draws: 0, seed: "s" }).unwrap_err();
    assert!(unfit.to_string().contains("0 times"), "{unfit}");
}
