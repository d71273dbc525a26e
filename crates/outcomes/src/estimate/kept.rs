use super::{Model, Row, Wcls};
use crate::rerandomise::{Point, rerandomise};
use crate::{Again, Redrawn, Unfit};

/// A [`Row`] that is kept, for estimates that go over the same rows more than once.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// As [`Row::number`], and so on.
    pub number: u64,
    /// Whose it is.
    pub person: String,
    /// I.
    pub available: bool,
    /// A.
    pub treated: bool,
    /// p, in (0, 1).
    pub probability: f64,
    /// Y.
    pub outcome: Option<f64>,
    /// Above 0.
    pub weight: f64,
    /// g(H).
    pub controls: Vec<f64>,
    /// S.
    pub moderators: Vec<f64>,
}

impl From<&Row<'_>> for Kept {
    fn from(row: &Row<'_>) -> Self {
        Self {
            number: row.number,
            person: row.person.to_owned(),
            available: row.available,
            treated: row.treated,
            probability: row.probability,
            outcome: row.outcome,
            weight: row.weight,
            controls: row.controls.to_vec(),
            moderators: row.moderators.to_vec(),
        }
    }
}

impl Kept {
    /// The row as an estimator reads it.
    pub fn row(&self) -> Row<'_> {
        Row {
            number: self.number,
            person: &self.person,
            available: self.available,
            treated: self.treated,
            probability: self.probability,
            outcome: self.outcome,
            weight: self.weight,
            controls: &self.controls,
            moderators: &self.moderators,
        }
    }
}

/// How often [`Wcls`] finds effects as far from nothing as in these rows where treatments are drawn again with their logged
/// probabilities and all else stays, by Hotelling's T²: the test that no message made a difference to any outcome.
///
/// It is exact where availability, probabilities and whether an outcome is known do not follow from earlier draws. Where they
/// do (caps, learnt probabilities) they are kept as logged, and p is approximate.
///
/// # Errors
/// As [`Wcls`] has them, and where nothing was left to chance.
pub fn redrawn(model: &Model, rows: &[Kept], again: Again<'_>) -> Result<Redrawn, Unfit> {
    let estimate = |treated: &[bool]| -> Result<Option<f64>, Unfit> {
        let mut wcls = Wcls::new(model.clone())?;
        for (kept, treated) in rows.iter().zip(treated) {
            wcls.add(&Row { treated: *treated, ..kept.row() })?;
        }
        // The level is of intervals, which nobody looks at here.
        Ok(wcls.solve()?.fit(0.05)?.joint.map(|joint| joint.t2))
    };
    // What is wrong with the rows themselves is told as it is.
    estimate(&rows.iter().map(|row| row.treated).collect::<Vec<_>>())?;
    let point = |row: &Kept| Point { available: row.available, probability: row.probability, treated: row.treated };
    let points: Vec<Point> = rows.iter().map(point).collect();
    rerandomise(&points, again, |treated| estimate(treated).ok().flatten())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::chances::Stream;

    const AGAIN: Again<'_> = Again { draws: 199, seed: "kept" };

    /// Twelve people with thirty decision points each, whose outcome rises by so much with treatment.
    fn rows(effect: f64) -> Vec<Kept> {
        let mut stream = Stream::new("rows", "kept", 0);
        let row = |number: u64| {
            let treated = stream.number() < 0.4;
            let noise = stream.number() + stream.number() - 1.0;
            Kept {
                number,
                person: format!("p-{}", number % 12),
                available: !number.is_multiple_of(7),
                treated,
                probability: 0.4,
                outcome: Some(noise + f64::from(u8::from(treated)) * effect),
                weight: 1.0,
                controls: Vec::new(),
                moderators: Vec::new(),
            }
        };
        (0..360).map(row).collect()
    }

    #[test]
    fn an_effect_is_seldom_drawn_again_and_nothing_often_is() {
        let p = |effect: f64| redrawn(&Model::default(), &rows(effect), AGAIN).unwrap().p;
        assert_eq!(p(0.5), 1.0 / 200.0);
        assert!(p(0.0) > 0.1, "{}", p(0.0));
    }

    /// The p-value by t and the one by drawing again are two answers to the same question: over data sets they go together.
    #[test]
    fn it_goes_with_the_p_value_of_the_estimate() {
        for effect in [0.0, 0.05, 0.08] {
            let rows = rows(effect);
            let again = Again { draws: 999, seed: "near" };
            let drawn = redrawn(&Model::default(), &rows, again).unwrap();
            let mut wcls = Wcls::new(Model::default()).unwrap();
            rows.iter().for_each(|kept| wcls.add(&kept.row()).unwrap());
            let by_t = wcls.solve().unwrap().fit(0.05).unwrap().joint.unwrap().p;
            let far = (drawn.p / by_t).ln().abs();
            assert!(far < 0.4, "with {effect}: {} by draws, {by_t} by t", drawn.p);
        }
    }

    #[test]
    fn what_no_estimate_can_be_made_of_has_its_sentence() {
        let mut rows = rows(0.0);
        rows.iter_mut().for_each(|row| row.treated = false);
        let unfit = redrawn(&Model::default(), &rows, AGAIN).unwrap_err();
        assert_eq!(unfit.sentence().en, "none of the 308 rows that count was treated: there is no effect to tell");
    }
}
