use super::intake::{Counted, Intake};
use super::people::People;
use super::{Counts, Model, Row, refused};
use crate::Unfit;
use nalgebra::{DMatrix, DVector};

/// Sums of one pass over all rows. Parts of it may be taken in apart, and merged.
#[derive(Debug, Clone)]
pub struct Pass {
    model: Model,
    theta: Option<DVector<f64>>,
    pub(super) intake: Intake,
    /// Rows with the outcome 1: with treatment, and without.
    pub(super) events: (u64, u64),
    /// Of each person D r (k), then D R (k × k, by rows), then Σ D r (A f)' (k × p, by rows).
    pub(super) people: People,
    /// (g; (A − p̃) f), then (g; A f), of the row that is being read.
    values: Vec<f64>,
    products: Vec<f64>,
}

impl Pass {
    /// Before the first row, at θ, or for the first look.
    pub(super) fn at(model: &Model, theta: Option<DVector<f64>>) -> Self {
        let (terms, effects) = (model.control_count() + model.effect_count(), model.effect_count());
        Self {
            model: model.clone(),
            theta,
            intake: Intake::default(),
            events: (0, 0),
            people: People::new(terms + terms * terms + terms * effects),
            values: Vec::new(),
            products: Vec::new(),
        }
    }

    /// Takes a row in.
    ///
    /// # Errors
    /// If nothing can be told with the row among the others: which one, and why.
    pub fn add(&mut self, row: &Row<'_>) -> Result<(), Unfit> {
        let Some(Counted { outcome, treatment, centred, weight }) = self.intake.take(row, &self.model)? else {
            return Ok(());
        };
        if outcome != 0.0 && outcome != 1.0 {
            return Err(refused::not_binary(row.number, outcome));
        }
        if outcome == 1.0 {
            let events = if row.treated { &mut self.events.0 } else { &mut self.events.1 };
            *events += 1;
        }
        let effects = || std::iter::once(&1.0).chain(row.moderators);
        self.values.clear();
        for factor in [centred, treatment] {
            self.values.push(1.0);
            self.values.extend(row.controls);
            self.values.extend(effects().map(|value| factor * value));
        }
        let (by, along) = self.values.split_at(self.values.len() / 2);
        // In the first look the Gram matrix of (g; (A − p̃) f) takes the place of D R.
        let (score, own, along) = match &self.theta {
            None => (0.0, weight, by),
            Some(theta) => {
                let effects = along.len() - row.moderators.len() - 1;
                let dot = |(value, theta): (&f64, &f64)| value * theta;
                let control: f64 = along.iter().zip(theta.iter()).take(effects).map(dot).sum();
                let effect: f64 = along.iter().zip(theta.iter()).skip(effects).map(dot).sum();
                (weight * ((-effect).exp() * outcome - control.exp()), -weight * control.exp(), along)
            }
        };
        self.products.clear();
        self.products.extend(by.iter().map(|value| score * value));
        for value in by {
            self.products.extend(along.iter().map(|other| own * value * other));
        }
        for value in by {
            self.products.extend(effects().map(|other| score * value * (treatment * other)));
        }
        self.people.add(row.person, &self.products);
        Ok(())
    }

    /// Takes in what another one of the same pass has taken in.
    ///
    /// # Errors
    /// If it is of another model or pass, or what is taken for the numerator is not the same.
    pub fn merge(&mut self, other: &Self) -> Result<(), Unfit> {
        if (&self.model, &self.theta) != (&other.model, &other.theta) {
            return Err(refused::other_model());
        }
        self.intake.merge(&other.intake)?;
        self.events = (self.events.0 + other.events.0, self.events.1 + other.events.1);
        self.people.merge(&other.people);
        Ok(())
    }

    /// What became of the rows.
    pub fn counts(&self) -> Counts {
        self.intake.counts
    }
}

/// Sums, unpacked.
pub(super) struct Sums {
    /// D r.
    pub(super) score: DVector<f64>,
    /// D R, where R = ∂r/∂θ.
    pub(super) own: DMatrix<f64>,
    /// Σ D r (A f)'.
    turn: DMatrix<f64>,
}

impl Sums {
    pub(super) fn of(packed: &[f64], terms: usize, effects: usize) -> Self {
        let at = |place: usize| packed.get(place).copied().unwrap_or(f64::NAN);
        Self {
            score: DVector::from_fn(terms, |row, _| at(row)),
            own: DMatrix::from_fn(terms, terms, |row, column| at(terms + row * terms + column)),
            turn: DMatrix::from_fn(terms, effects, |row, column| at(terms + terms * terms + row * effects + column)),
        }
    }

    /// J = Σ (D ∂r/∂θ + ∂D/∂θ r), where ∂D/∂β = −D A f'.
    pub(super) fn jacobian(&self) -> DMatrix<f64> {
        let mut jacobian = self.own.clone();
        let controls = self.own.ncols() - self.turn.ncols();
        let mut last = jacobian.columns_mut(controls, self.turn.ncols());
        last -= &self.turn;
        jacobian
    }

    /// The lengths of columns, by which all is scaled.
    pub(super) fn lengths(&self) -> DVector<f64> {
        self.own.diagonal().map(|square| square.abs().sqrt())
    }
}
