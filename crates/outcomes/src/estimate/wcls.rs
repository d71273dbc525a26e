use super::intake::{Counted, Intake};
use super::people::People;
use super::{Counts, Model, Row, Solution, correction, refused};
use crate::Unfit;
use crate::solve::inverse_of_gram;
use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

/// Weighted and centred least squares (Boruvka et al. 2018, doi 10.1080/01621459.2017.1305274): the causal excursion
/// effect β(t; s) = E[E(Y | A = 1, I = 1, H) − E(Y | A = 0, I = 1, H) | I = 1, S = s] on a continuous outcome, in the
/// units of the outcome.
///
/// Minimises Σ I W (Y − g(H)'α − (A − p̃) f(S)'β)². Of each person only sums of k × k are kept, whatever the number of
/// rows, so that rows are read once. They may come in any order, in parts that are merged, and with the parts kept in
/// between as JSON: the bytes of the answer are the same.
///
/// ```
/// use outcomes::estimate::{Model, Row, Wcls};
///
/// let mut wcls = Wcls::new(Model::default())?;
/// for number in 0..60u16 {
///     let person = format!("p-{}", number % 6);
///     let treated = number % 7 < 3;
///     let steps = 4000.0 + 50.0 * f64::from(number % 11) + if treated { 300.0 } else { 0.0 };
///     wcls.add(&Row {
///         number: u64::from(number),
///         person: &person,
///         available: number % 5 != 0,
///         treated,
///         probability: 0.4,
///         outcome: Some(steps),
///         weight: 1.0,
///         controls: &[],
///         moderators: &[],
///     })?;
/// }
/// let fit = wcls.solve()?.fit(0.05)?;
/// assert_eq!((fit.people, fit.rows, fit.df), (6, 48, 4.0));
/// assert!(fit.terms[1].ci_low < 300.0 && fit.terms[1].ci_high > 300.0);
/// # Ok::<(), outcomes::Unfit>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wcls {
    model: Model,
    intake: Intake,
    /// Of each person Σ w v v' for v = (x, y), of which the lower triangle is kept row by row: X'WX, X'WY and Y'WY.
    people: People,
    /// v of the row that is being read.
    #[serde(skip)]
    values: Vec<f64>,
    /// w v v' of it.
    #[serde(skip)]
    products: Vec<f64>,
}

impl Wcls {
    /// Before the first row.
    ///
    /// # Errors
    /// If the numerator is none.
    pub fn new(model: Model) -> Result<Self, Unfit> {
        model.check()?;
        let values = model.control_count() + model.effect_count() + 1;
        let width = values * (values + 1) / 2;
        Ok(Self {
            model,
            intake: Intake::default(),
            people: People::new(width),
            values: Vec::with_capacity(values),
            products: Vec::with_capacity(width),
        })
    }

    /// Takes a row in.
    ///
    /// # Errors
    /// If nothing can be told with the row among the others: which one, and why.
    #[inline]
    pub fn add(&mut self, row: &Row<'_>) -> Result<(), Unfit> {
        let Some(Counted { outcome, centred, weight, .. }) = self.intake.take(row, &self.model)? else {
            return Ok(());
        };
        self.values.clear();
        self.values.push(1.0);
        self.values.extend_from_slice(row.controls);
        self.values.push(centred);
        self.values.extend(row.moderators.iter().map(|value| centred * value));
        self.values.push(outcome);
        self.products.clear();
        for (at, value) in self.values.iter().enumerate() {
            let weighted = weight * value;
            self.products.extend(self.values.iter().take(at + 1).map(|other| weighted * other));
        }
        self.people.add(row.person, &self.products);
        Ok(())
    }

    /// Takes in what another has taken in of the same model: other people, or other rows of the same.
    ///
    /// # Errors
    /// If the models, or what is taken for the numerator, are not the same.
    pub fn merge(&mut self, other: &Self) -> Result<(), Unfit> {
        if self.model != other.model {
            return Err(refused::other_model());
        }
        self.intake.merge(&other.intake)?;
        self.people.merge(&other.people);
        Ok(())
    }

    /// What became of the rows.
    pub fn counts(&self) -> Counts {
        self.intake.counts
    }

    /// The effect, with the standard errors of Mancl and DeRouen.
    ///
    /// # Errors
    /// If the rows do not tell it: what they lack.
    pub fn solve(&self) -> Result<Solution, Unfit> {
        let terms = self.model.control_count() + self.model.effect_count();
        self.intake.enough(self.people.count(), terms)?;
        let total = Sums::of(&self.people.total(), terms);
        if !total.is_finite() {
            return Err(refused::too_large());
        }
        let inverse = inverse_of_gram(&total.gram, &self.model.long_names())?;
        let mut estimates = &inverse * &total.cross;
        // One step of refinement: what the rounding of the inverse has left of the normal equations.
        estimates += &inverse * (&total.cross - &total.gram * &estimates);
        if total.square - estimates.dot(&total.cross) <= 1e-13 * total.square {
            return Err(refused::nothing_left());
        }
        // Columns of length 1, so that what is told to be settled by one person does not hang on units.
        let lengths = total.gram.diagonal().map(f64::sqrt);
        let bread = DMatrix::from_diagonal(&lengths) * inverse * DMatrix::from_diagonal(&lengths);
        let influences: Result<Vec<DVector<f64>>, Unfit> = self
            .people
            .sums()
            .map(|(person, sums)| {
                let own = Sums::of(sums, terms);
                let score = (own.cross - &own.gram * &estimates).component_div(&lengths);
                let gram = own.gram.component_div(&(&lengths * lengths.transpose()));
                let influence = correction::influence(&bread, &gram, &score);
                Ok(influence.ok_or_else(|| refused::one_person_alone(person))?.component_div(&lengths))
            })
            .collect();
        Solution::new(&self.model, estimates, &influences?, self.intake.counts.counted())
    }
}

/// Sums of products, unpacked.
struct Sums {
    /// X'WX.
    gram: DMatrix<f64>,
    /// X'WY.
    cross: DVector<f64>,
    /// Y'WY.
    square: f64,
}

impl Sums {
    fn of(packed: &[f64], terms: usize) -> Self {
        let at = |row: usize, column: usize| {
            let (low, high) = (row.min(column), row.max(column));
            packed.get(high * (high + 1) / 2 + low).copied().unwrap_or(f64::NAN)
        };
        Self {
            gram: DMatrix::from_fn(terms, terms, at),
            cross: DVector::from_fn(terms, |row, _| at(terms, row)),
            square: at(terms, terms),
        }
    }

    fn is_finite(&self) -> bool {
        self.gram.iter().chain(self.cross.iter()).chain([&self.square]).all(|value| value.is_finite())
    }
}
