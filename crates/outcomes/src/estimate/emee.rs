use super::pass::{Pass, Sums};
use super::{Counts, Model, Solution, correction, refused};
use crate::Unfit;
use crate::solve::inverse_of_gram;
use nalgebra::{DMatrix, DVector};

/// Passes over the rows after which an answer is not expected any more; most take fewer than ten.
const MOST_PASSES: usize = 60;

/// The estimator of the marginal excursion effect (Qian et al. 2021, doi 10.1093/biomet/asaa070) on an outcome that is 0
/// or 1, as the logarithm of a relative risk: e^β is how many times as likely the outcome is with treatment.
///
/// Solves Σ I W e^{−A f'β} (Y − e^{g'α + A f'β}) (g; (A − p̃) f) = 0 by Newton's steps with the exact Jacobian. Each step
/// takes one pass over the rows and keeps k × k sums of each person, as [`Wcls`](super::Wcls) does: rows come in any
/// order, and no more of them is held.
#[derive(Debug, Clone)]
pub struct Emee {
    model: Model,
    passes: usize,
    /// θ = (α, β) at which the next pass is; none yet in the first, which only looks.
    theta: Option<DVector<f64>>,
    /// How large a column's values are (root mean square), by which steps are measured.
    units: DVector<f64>,
    /// The step that led to θ.
    before: Option<Step>,
}

#[derive(Debug, Clone)]
struct Step {
    from: DVector<f64>,
    /// The whole step from there, of which `share` was gone.
    whole: DVector<f64>,
    share: f64,
    /// J⁻¹ there.
    inverse: DMatrix<f64>,
}

impl Emee {
    /// Before the first pass.
    ///
    /// # Errors
    /// If the numerator is none.
    pub fn new(model: Model) -> Result<Self, Unfit> {
        model.check()?;
        Ok(Self { model, passes: 0, theta: None, units: DVector::zeros(0), before: None })
    }

    /// Solves it, where `each` gives all rows to a pass, in any order, as often as it is called. Also tells what became of
    /// the rows.
    ///
    /// # Errors
    /// If the rows do not tell an effect, what they lack; and what `each` fails by.
    pub fn solve<E: From<Unfit>>(
        model: &Model,
        mut each: impl FnMut(&mut Pass) -> Result<(), E>,
    ) -> Result<(Solution, Counts), E> {
        let mut emee = Self::new(model.clone())?;
        loop {
            let mut pass = emee.pass();
            each(&mut pass)?;
            if let Some(solution) = emee.step(&pass)? {
                return Ok((solution, pass.counts()));
            }
        }
    }

    /// The next pass, which takes in all rows, for those who drive it themselves.
    pub fn pass(&self) -> Pass {
        Pass::at(&self.model, self.theta.clone())
    }

    /// Goes on by what the pass has found: the answer, or nothing while another pass is needed.
    ///
    /// # Errors
    /// If the rows do not tell an effect: what they lack.
    pub fn step(&mut self, pass: &Pass) -> Result<Option<Solution>, Unfit> {
        self.passes += 1;
        let (terms, effects) = (self.terms(), self.model.effect_count());
        let total = Sums::of(&pass.people.total(), terms, effects);
        let Some(theta) = self.theta.clone() else {
            pass.intake.enough(pass.people.count(), terms)?;
            self.begin(pass, &total)?;
            return Ok(None);
        };
        let score = &total.score;
        // The test of natural monotonicity (Deuflhard 2011, doi 10.1007/978-3-642-23899-4): a step that makes it worse, as
        // the one before would measure it, is gone half as far.
        if let Some(Step { from, whole, share, inverse }) = &mut self.before {
            let is_better = size(&(&*inverse * score), &self.units) <= size(whole, &self.units);
            if !is_better && *share > 1e-3 {
                *share *= 0.5;
                self.theta = Some(&*from + &*whole * *share);
                return Ok(None);
            }
        }
        let inverse = self.inverse(&total.jacobian(), &total)?;
        let whole = -(&inverse * score);
        let (now, last) = (size(&whole, &self.units), self.before.as_ref().map(|step| size(&step.whole, &self.units)));
        if now <= 1e-11 || (now <= 1e-8 && last.is_some_and(|last| now > 0.5 * last)) {
            return self.sandwich(pass, &theta + whole, &inverse, &total).map(Some);
        }
        if self.passes >= MOST_PASSES {
            return Err(self.runs_away(&whole));
        }
        self.theta = Some(&theta + &whole);
        self.before = Some(Step { from: theta, whole, share: 1.0, inverse });
        Ok(None)
    }

    fn terms(&self) -> usize {
        self.model.control_count() + self.model.effect_count()
    }

    /// After the first look: whether columns can be told apart, and where to begin.
    fn begin(&mut self, pass: &Pass, total: &Sums) -> Result<(), Unfit> {
        let Counts { treated, untreated, .. } = pass.intake.counts;
        match pass.events {
            (0, _) => return Err(refused::no_events(true, treated)),
            (_, 0) => return Err(refused::no_events(false, untreated)),
            _ => {}
        }
        inverse_of_gram(&total.own, &self.model.long_names())?;
        let weight = total.own.get((0, 0)).copied().unwrap_or(f64::NAN);
        self.units = total.own.diagonal().map(|square| (square / weight).sqrt());
        let risk = |events: u64, rows: u64| (events as f64 / rows as f64).ln();
        let without = risk(pass.events.1, untreated);
        let effect = self.model.control_count();
        let mut theta = DVector::zeros(self.terms());
        for (at, value) in [(0, without), (effect, risk(pass.events.0, treated) - without)] {
            if let Some(place) = theta.get_mut(at) {
                *place = value;
            }
        }
        self.theta = Some(theta);
        Ok(())
    }

    /// J⁻¹. A term of which it has nothing runs away.
    fn inverse(&self, jacobian: &DMatrix<f64>, total: &Sums) -> Result<DMatrix<f64>, Unfit> {
        let lengths = total.lengths();
        let last = || self.before.as_ref().map_or_else(|| self.units.clone(), |step| step.whole.clone());
        if !(jacobian.iter().all(|value| value.is_finite()) && lengths.iter().all(|length| *length > 0.0)) {
            return Err(self.runs_away(&last()));
        }
        let factors = jacobian.component_div(&(&lengths * lengths.transpose())).lu();
        let pivots = factors.u().diagonal().abs();
        if pivots.min() < 1e-12 {
            return Err(self.runs_away(&pivots.map(|pivot| f64::from(u8::from(pivot < 1e-12)))));
        }
        let inverse = factors.try_inverse().ok_or_else(|| self.runs_away(&last()))?;
        Ok(inverse.component_div(&(&lengths * lengths.transpose())))
    }

    /// That the term of the largest step runs away.
    fn runs_away(&self, step: &DVector<f64>) -> Unfit {
        let names = self.model.long_names();
        let sizes = step.iter().zip(self.units.iter()).map(|(step, unit)| (step * unit).abs());
        let most = names.iter().zip(sizes).max_by(|one, other| one.1.total_cmp(&other.1));
        refused::runs_away(most.map_or("?", |most| most.0))
    }

    fn sandwich(
        &self,
        pass: &Pass,
        theta: DVector<f64>,
        inverse: &DMatrix<f64>,
        total: &Sums,
    ) -> Result<Solution, Unfit> {
        let (terms, effects) = (self.terms(), self.model.effect_count());
        let lengths = total.lengths();
        let squares = &lengths * lengths.transpose();
        let bread = inverse.component_mul(&squares);
        let influences: Result<Vec<DVector<f64>>, Unfit> = pass
            .people
            .sums()
            .map(|(person, sums)| {
                let own = Sums::of(sums, terms, effects);
                let score = own.score.component_div(&lengths);
                let influence = correction::influence(&bread, &own.own.component_div(&squares), &score);
                Ok(influence.ok_or_else(|| refused::one_person_alone(person))?.component_div(&lengths))
            })
            .collect();
        Solution::new(&self.model, theta, &influences?, pass.intake.counts.counted())
    }
}

/// How large a step is: the most by which a part of the linear predictor changes, where a column has its usual size.
fn size(step: &DVector<f64>, units: &DVector<f64>) -> f64 {
    let parts = step.iter().zip(units.iter()).map(|(step, unit)| (step * unit).abs());
    parts.fold(0.0, |most, part| if part > most || part.is_nan() { part } else { most })
}
