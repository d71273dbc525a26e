//! Treatments drawn again with the probabilities that were logged, outcomes as they were: a test that takes nothing for
//! granted but the draws.

use crate::chances::Stream;
use crate::{Again, Redrawn, Unfit};

/// A decision point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Whether there was anything to decide. What was not drawn is not drawn again.
    pub available: bool,
    /// The probability of treatment that was logged.
    pub probability: f64,
    /// Whether it was treated.
    pub treated: bool,
}

/// Whether treatment made no difference to any outcome: each available point is drawn again by its own coin, and
/// `statistic` is told who would have been treated, a value for each of `points`. Take a studentised one, such as an
/// estimate over its standard error: the test is then near exact where only the mean effect is nothing.
///
/// `statistic` answers `None` where a draw has no answer; such a draw counts as one that is as far, so that p is never too
/// small.
///
/// # Errors
/// Where probabilities are none, nothing was left to chance, or the data themselves have no answer.
pub fn rerandomise(
    points: &[Point],
    again: Again<'_>,
    statistic: impl Fn(&[bool]) -> Option<f64>,
) -> Result<Redrawn, Unfit> {
    let drawn = |point: &&Point| point.available;
    if let Some(strange) = points.iter().filter(drawn).find(|point| !(0.0..=1.0).contains(&point.probability)) {
        let p = strange.probability;
        return Err(Unfit::new(
            format!("{p} was logged as the probability of a decision point; it lies between 0 and 1"),
            format!("判断の時点の確率が{p}と記録されています。0から1までの値でなければなりません。"),
        ));
    }
    let is_chance = |point: &Point| point.probability > 0.0 && point.probability < 1.0;
    if !points.iter().filter(drawn).any(is_chance) {
        return Err(Unfit::new(
            "nothing was left to chance: no available decision point has a probability between 0 and 1",
            "確率が0と1の間にある判断の時点がありません。偶然に任せたものがないため、引き直せません。",
        ));
    }
    let impossible = |point: &&Point| point.probability == if point.treated { 0.0 } else { 1.0 };
    if points.iter().filter(drawn).any(|point| impossible(&point)) {
        return Err(Unfit::new(
            "a decision point went the way that its logged probability rules out: treated at 0, or not treated at 1",
            "記録された確率では起こりえない割り当てがあります（確率0で実施、または確率1で未実施）。",
        ));
    }
    let was: Vec<bool> = points.iter().map(|point| point.treated).collect();
    let observed = statistic(&was).filter(|it| it.is_finite()).ok_or_else(|| {
        Unfit::new(
            "the effect cannot be told from these rows, so it cannot be held against other draws",
            "この行からは効果を計算できないため、引き直しと比べられません。",
        )
    })?;
    again.estimate(observed, |number| {
        let mut stream = Stream::new(again.seed, "points", number);
        let draw = |point: &Point| if point.available { stream.number() < point.probability } else { point.treated };
        statistic(&points.iter().map(draw).collect::<Vec<bool>>())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const AGAIN: Again<'_> = Again { draws: 400, seed: "s" };

    fn points() -> Vec<Point> {
        let point = |n: usize| Point {
            available: !n.is_multiple_of(5),
            probability: [0.3, 0.6][n % 2],
            treated: !n.is_multiple_of(5) && (n * 37) % 101 < [30, 60][n % 2],
        };
        (0..60).map(point).collect()
    }

    /// How many are treated beyond what was to be expected, over the standard deviation of that.
    fn excess(points: &[Point], drawn: &[bool]) -> Option<f64> {
        let of = points.iter().zip(drawn).filter(|(point, _)| point.available);
        let (excess, variance) = of.fold((0.0, 0.0), |(excess, variance), (point, treated)| {
            let p = point.probability;
            (excess + f64::from(u8::from(*treated)) - p, variance + p * (1.0 - p))
        });
        Some(excess / f64::sqrt(variance))
    }

    #[test]
    fn draws_are_made_again_with_their_own_probabilities() {
        let points = points();
        let p = |points: &[Point]| rerandomise(points, AGAIN, |drawn| excess(points, drawn)).unwrap();
        let plain = p(&points);
        assert!(plain.p > 0.3 && plain.draws == 400 && !plain.exact, "{plain:?}");
        assert_eq!(p(&points), plain);
        let mut all = points;
        all.iter_mut().for_each(|point| point.treated |= point.available);
        let far = p(&all);
        assert_eq!(far.p, 1.0 / 401.0);
    }

    #[test]
    fn who_was_not_available_is_not_drawn() {
        let points = points();
        let seen = rerandomise(&points, AGAIN, |drawn| {
            assert!(points.iter().zip(drawn).all(|(point, treated)| point.available || !treated));
            excess(&points, drawn)
        });
        assert!(seen.is_ok());
    }

    #[test]
    fn a_draw_without_an_answer_counts_against_the_effect() {
        let points = points();
        let was: Vec<bool> = points.iter().map(|point| point.treated).collect();
        let told = rerandomise(&points, AGAIN, |drawn| (drawn == was.as_slice()).then_some(9.0)).unwrap();
        assert_eq!(told.p, 1.0);
    }

    #[test]
    fn what_has_no_answer_is_a_sentence() {
        type Change = fn(&mut Vec<Point>);
        let cases: [(Change, &str, &str); 6] = [
            (|points| points.clear(), "nothing was left to chance", "偶然に任せたもの"),
            (
                |points| points.iter_mut().for_each(|point| point.available = false),
                "nothing was left",
                "偶然に任せたもの",
            ),
            (|points| points[1].probability = 1.2, "1.2 was logged", "1.2と記録"),
            (|points| points[1].probability = f64::NAN, "NaN was logged", "NaNと記録"),
            (
                |points| points[1] = Point { available: true, probability: 0.0, treated: true },
                "a decision point went the way",
                "起こりえない割り当て",
            ),
            (|points| points.truncate(0), "nothing was left", "偶然に任せたもの"),
        ];
        for (change, en, ja) in cases {
            let mut points = points();
            change(&mut points);
            let unfit = rerandomise(&points, AGAIN, |_| Some(1.0)).unwrap_err();
            let told = unfit.sentence();
            assert!(told.en.starts_with(en) && told.ja.contains(ja), "{told:?}");
        }
        let unfit = rerandomise(&points(), AGAIN, |_| None).unwrap_err();
        assert!(unfit.to_string().starts_with("the effect cannot be told"), "{unfit}");
    }
}
