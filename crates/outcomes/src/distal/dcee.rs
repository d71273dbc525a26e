use super::packed::{Arm, Layout, Sums};
use super::{Counts, Errors, Model, Row, Weighting, refused};
use crate::Unfit;
use crate::estimate::people::People;
use crate::estimate::{Solution, correction, refused as common};
use crate::solve::inverse_of_gram;
use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The distal causal excursion effect (Qian 2025, arXiv 2502.13500), in the units of the outcome: with μ̂₁ and μ̂₀ the
/// regressions of the outcome on the controls over treated and over untreated rows,
///
/// ```text
/// e = I (−1)^(1 − A) / P(A) · (Y − (1 − p) μ̂₁ − p μ̂₀),   β̂ = (Σ ω S S')⁻¹ Σ ω S e
/// ```
///
/// Of each person only sums are kept, whatever the number of rows, and rows are read once: they come in any order, in
/// parts that are merged and kept in between, and the person's outcome before, between or after them. The bytes of the
/// answer are the same.
///
/// ```
/// use outcomes::distal::{Dcee, Model, Row};
///
/// let mut dcee = Dcee::new(Model::default());
/// for person in 0..12u16 {
///     let id = format!("p-{person}");
///     for number in 0..20u16 {
///         let treated = (person * 7 + number * number) % 5 < 2;
///         let row = Row {
///             number: u64::from(number),
///             person: &id,
///             available: true,
///             treated,
///             probability: 0.4,
///             controls: &[],
///             moderators: &[],
///         };
///         dcee.add(&row)?;
///     }
///     dcee.outcome(&id, Some(f64::from(person % 5)))?;
/// }
/// let fit = dcee.solve()?.fit(0.05)?;
/// assert_eq!((fit.people, fit.rows, fit.df), (12, 240, 11.0));
/// # Ok::<(), outcomes::Unfit>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Dcee {
    model: Model,
    /// Rows of anybody that were treated and not available.
    deviations: u64,
    people: People,
    outcomes: BTreeMap<String, f64>,
    /// How many rows each person has that were read.
    read: BTreeMap<String, Read>,
    /// What a row adds.
    #[serde(skip)]
    values: Vec<f64>,
}

/// Rows of a person.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Read {
    rows: u64,
    treated: u64,
    untreated: u64,
}

/// A person who counts.
struct Counted<'a> {
    id: &'a str,
    outcome: f64,
    /// ω.
    weight: f64,
    sums: Sums,
}

impl Dcee {
    /// Before the first row.
    pub fn new(model: Model) -> Self {
        let width = Layout::new(model.control_count(), model.effect_count()).width();
        let nothing = (BTreeMap::new(), BTreeMap::new());
        Self {
            model,
            deviations: 0,
            people: People::new(width),
            outcomes: nothing.0,
            read: nothing.1,
            values: Vec::new(),
        }
    }

    /// Takes a row in.
    ///
    /// # Errors
    /// If nothing can be told with the row among the others: why.
    pub fn add(&mut self, row: &Row<'_>) -> Result<(), Unfit> {
        self.check(row)?;
        let read = self.read.entry(row.person.to_owned()).or_default();
        read.rows += 1;
        match (row.available, row.treated) {
            (false, treated) => self.deviations += u64::from(treated),
            (true, true) => read.treated += 1,
            (true, false) => read.untreated += 1,
        }
        self.layout().fill(row, &mut self.values);
        self.people.add(row.person, &self.values);
        Ok(())
    }

    /// Takes in the outcome of a person, or that it is not known. It may be told again with each row.
    ///
    /// # Errors
    /// If it is no number, or another than was told before.
    pub fn outcome(&mut self, person: &str, outcome: Option<f64>) -> Result<(), Unfit> {
        let Some(outcome) = outcome else { return Ok(()) };
        if !outcome.is_finite() {
            return Err(refused::outcome_no_number(person, outcome));
        }
        match self.outcomes.get(person) {
            Some(before) if *before != outcome => Err(refused::two_outcomes(person, *before, outcome)),
            Some(_) => Ok(()),
            None => {
                self.outcomes.insert(person.to_owned(), outcome);
                Ok(())
            }
        }
    }

    /// Takes in what another has taken in of the same model: other people, or other rows of the same.
    ///
    /// # Errors
    /// If the models are not the same, or somebody has two outcomes.
    pub fn merge(&mut self, other: &Self) -> Result<(), Unfit> {
        if self.model != other.model {
            return Err(common::other_model());
        }
        for (person, outcome) in &other.outcomes {
            self.outcome(person, Some(*outcome))?;
        }
        for (person, theirs) in &other.read {
            let ours = self.read.entry(person.clone()).or_default();
            ours.rows += theirs.rows;
            ours.treated += theirs.treated;
            ours.untreated += theirs.untreated;
        }
        self.deviations += other.deviations;
        self.people.merge(&other.people);
        Ok(())
    }

    /// What became of people and rows.
    pub fn counts(&self) -> Counts {
        let without_rows = self.outcomes.keys().filter(|person| !self.read.contains_key(*person)).count() as u64;
        let start = Counts { without_rows, treated_unavailable: self.deviations, ..Counts::default() };
        self.read.iter().fold(start, |mut counts, (person, read)| {
            if !self.outcomes.contains_key(person) {
                counts.without_outcome += 1;
                return counts;
            }
            counts.people += 1;
            counts.rows += read.rows;
            counts.treated += read.treated;
            counts.untreated += read.untreated;
            counts.unavailable = counts.rows - counts.treated - counts.untreated;
            counts
        })
    }

    /// The effect. All terms are an effect's, by t with n − p degrees of freedom: n people whose outcome is known, p
    /// terms. The regressions of the outcome cost none, since the effect is right whatever they are.
    ///
    /// # Errors
    /// If rows and outcomes do not tell it: what they lack.
    pub fn solve(&self) -> Result<Solution, Unfit> {
        let layout = self.layout();
        let counted: Vec<Counted<'_>> = self
            .people
            .sums()
            .filter_map(|(id, list)| {
                let (outcome, sums) = (*self.outcomes.get(id)?, layout.read(list));
                let weight = match self.model.weighting {
                    Weighting::Points => 1.0,
                    Weighting::People => sums.rows.recip(),
                };
                Some(Counted { id, outcome, weight, sums })
            })
            .collect();
        self.enough(&counted)?;
        let regressions = [self.regression(&counted, true)?, self.regression(&counted, false)?];
        if regressions.iter().all(|regression| regression.is_exact) {
            return Err(common::nothing_left());
        }
        let effects = self.model.effect_count();
        let (mut gram, mut cross) = (DMatrix::zeros(effects, effects), DVector::zeros(effects));
        let crosses: Vec<DVector<f64>> = counted.iter().map(|person| person.cross(&regressions)).collect();
        for (person, own) in counted.iter().zip(&crosses) {
            gram += &person.sums.gram * person.weight;
            cross += own;
        }
        if !gram.iter().chain(cross.iter()).all(|value| value.is_finite()) {
            return Err(common::too_large());
        }
        let inverse = inverse_of_gram(&gram, &self.model.effect_names())?;
        let estimates = &inverse * &cross;
        let lengths = gram.diagonal().map(f64::sqrt);
        let bread = DMatrix::from_diagonal(&lengths) * inverse * DMatrix::from_diagonal(&lengths);
        let influences: Result<Vec<DVector<f64>>, Unfit> = counted
            .iter()
            .zip(crosses)
            .map(|(person, cross)| {
                let own = &person.sums.gram * person.weight;
                let score = (cross - &own * &estimates).component_div(&lengths);
                let influence = match self.model.errors {
                    Errors::Plain => Some(&bread * score),
                    Errors::ManclDeRouen => {
                        correction::influence(&bread, &own.component_div(&(&lengths * lengths.transpose())), &score)
                    }
                };
                Ok(influence.ok_or_else(|| common::one_person_alone(person.id))?.component_div(&lengths))
            })
            .collect();
        let influences = influences?;
        self.varies(&counted, &bread, &lengths, &influences)?;
        Solution::of(self.model.effect_names(), effects, estimates, &influences, self.counts().rows)
    }

    /// Whether what people add differs by more than rounding.
    fn varies(
        &self,
        counted: &[Counted<'_>],
        bread: &DMatrix<f64>,
        lengths: &DVector<f64>,
        influences: &[DVector<f64>],
    ) -> Result<(), Unfit> {
        let largest = counted.iter().map(|person| person.outcome.abs()).fold(0.0, f64::max);
        let sizes = counted.iter().map(|person| {
            let score = (&person.sums.most * (person.weight * largest)).component_div(lengths);
            (bread.abs() * score).component_div(lengths)
        });
        let sum = |vectors: &mut dyn Iterator<Item = DVector<f64>>| {
            vectors.fold(DVector::zeros(lengths.len()), |sum, vector| sum + vector.map(|value| value * value))
        };
        let (found, size) = (sum(&mut influences.iter().cloned()), sum(&mut sizes.into_iter()));
        let names = self.model.effect_names();
        let still =
            names.iter().zip(found.iter().zip(size.iter())).find(|(_, (found, size))| **found <= 1e-24 * **size);
        still.map_or(Ok(()), |(name, _)| Err(refused::nobody_differs(name)))
    }

    fn layout(&self) -> Layout {
        Layout::new(self.model.control_count(), self.model.effect_count())
    }

    fn check(&self, row: &Row<'_>) -> Result<(), Unfit> {
        let found = (row.controls.len(), row.moderators.len());
        let wanted = (self.model.controls.len(), self.model.moderators.len());
        if found != wanted {
            return Err(common::shape(row.number, found, wanted));
        }
        let moderators = self.model.moderators.iter().zip(row.moderators);
        let controls = self.model.controls.iter().zip(row.controls).filter(|_| row.available);
        if let Some((name, value)) = moderators.chain(controls).find(|(_, value)| !value.is_finite()) {
            return Err(common::no_number(row.number, name, *value));
        }
        match row.probability {
            _ if !row.available => Ok(()),
            p if p == 0.0 || p == 1.0 => Err(common::certain(row.number, p)),
            p if p > 0.0 && p < 1.0 => Ok(()),
            p => Err(common::no_probability(row.number, p)),
        }
    }

    /// Whether an effect can be told at all.
    fn enough(&self, counted: &[Counted<'_>]) -> Result<(), Unfit> {
        let Counts { rows, treated, untreated, without_outcome, .. } = self.counts();
        let Some(first) = counted.first().map(|person| person.outcome) else {
            return Err(if without_outcome == 0 { common::no_rows() } else { refused::nobody_known(without_outcome) });
        };
        match (treated, untreated) {
            (0, 0) => return Err(common::none_available(rows)),
            (all, 0) => return Err(common::all_treated(all)),
            (0, all) => return Err(common::none_treated(all)),
            _ => {}
        }
        let (people, terms) = (counted.len(), self.model.effect_count());
        if people <= terms {
            return Err(common::too_few_people(people, terms));
        }
        if counted.iter().all(|person| person.outcome == first) {
            return Err(refused::one_outcome(first, people as u64));
        }
        Ok(())
    }

    /// The outcome as the controls tell it, over the rows of an arm.
    fn regression(&self, counted: &[Counted<'_>], treated: bool) -> Result<Regression, Unfit> {
        let terms = self.model.control_count();
        let own = |person: &'_ Counted<'_>| person.arm(treated).rows > 0.0;
        let people = counted.iter().filter(|person| own(person)).count();
        if people <= terms {
            return Err(refused::too_few_in_arm(treated, people, terms));
        }
        let (mut gram, mut cross, mut square) = (DMatrix::zeros(terms, terms), DVector::zeros(terms), 0.0);
        for person in counted {
            let arm = person.arm(treated);
            gram += &arm.gram;
            cross.axpy(person.outcome, &arm.sum, 1.0);
            square += arm.rows * person.outcome * person.outcome;
        }
        if !gram.iter().chain(cross.iter()).chain([&square]).all(|value| value.is_finite()) {
            return Err(common::too_large());
        }
        let inverse = inverse_of_gram(&gram, &self.model.control_names())?;
        let mut coefficients = &inverse * &cross;
        // One step of refinement: what the rounding of the inverse has left of the normal equations.
        coefficients += &inverse * (&cross - &gram * &coefficients);
        let is_exact = square - coefficients.dot(&cross) <= 1e-13 * square;
        Ok(Regression { coefficients, is_exact })
    }
}

/// A regression of the outcome.
struct Regression {
    coefficients: DVector<f64>,
    /// Whether it leaves nothing of the outcome.
    is_exact: bool,
}

impl Counted<'_> {
    fn arm(&self, treated: bool) -> &Arm {
        let [with, without] = &self.sums.arms;
        if treated { with } else { without }
    }

    /// Σ ω S e.
    fn cross(&self, regressions: &[Regression; 2]) -> DVector<f64> {
        let mut cross = &self.sums.signed * self.outcome;
        for (told, regression) in self.sums.told.iter().zip(regressions) {
            cross -= told * &regression.coefficients;
        }
        cross * self.weight
    }
}
