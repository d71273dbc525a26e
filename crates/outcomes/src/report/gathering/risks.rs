use super::terms::Known;
use super::{Difference, Person, Scenario};
use crate::estimate::{Emee, Model, Row};
use crate::report::{Asked, Correction};
use crate::{Unfit, estimate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows of an outcome that is yes or no, those that are alike as one with a number, for the estimator that looks at all of
/// them several times. What is adjusted for is brought to whole numbers (thousands of steps, spans of four weeks): that
/// costs a little precision and misleads nobody, since the effect is right whatever is adjusted for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Risks {
    controls: Vec<Known>,
    rows: Vec<Alike>,
    people: u64,
}

/// Rows that are alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Alike {
    person: u64,
    sends: bool,
    yes: bool,
    probability: f64,
    controls: Vec<i32>,
    times: u32,
}

impl Risks {
    pub(in crate::report) fn new(asked: &Asked) -> Self {
        let controls = asked.controls().into_iter().flat_map(Known::of).copied().collect();
        Self { controls, rows: Vec::new(), people: 0 }
    }

    /// The rows of one person.
    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        let mut alike: BTreeMap<(bool, bool, u64, Vec<i32>), u32> = BTreeMap::new();
        let scenario = Scenario::of(person.asked.missing());
        for point in &person.points {
            let Some(sends) = point.sends else { continue };
            let Some(value) = scenario.analysed(person, point, usize::from(sends)) else { continue };
            let Some(probability) = point.probability.filter(|p| *p > 0.0 && *p < 1.0) else { continue };
            let controls = self.controls.iter().map(|known| known.value(point).round() as i32).collect();
            *alike.entry((sends, value > 0.5, probability.to_bits(), controls)).or_default() += 1;
        }
        let number = self.people;
        self.people += u64::from(!alike.is_empty());
        self.rows.extend(alike.into_iter().map(|((sends, yes, probability, controls), times)| Alike {
            person: number,
            sends,
            yes,
            probability: f64::from_bits(probability),
            controls,
            times,
        }));
    }

    /// The logarithm of the relative risk, and whether anything was adjusted for. Controls that do not vary are left out,
    /// and all where the equation has no solution with them.
    ///
    /// # Errors
    /// Where the rows tell none.
    pub(in crate::report) fn effect(&self, asked: &Asked) -> (Result<Difference, Unfit>, bool) {
        let varies = |at: &usize| {
            let mut values = self.rows.iter().filter_map(|row| row.controls.get(*at));
            let first = values.next();
            values.any(|value| Some(value) != first)
        };
        let kept: Vec<usize> = (0..self.controls.len()).filter(varies).collect();
        match self.with(asked, &kept) {
            Err(_) if !kept.is_empty() => (self.with(asked, &[]), false),
            found => (found, !kept.is_empty()),
        }
    }

    fn with(&self, asked: &Asked, kept: &[usize]) -> Result<Difference, Unfit> {
        let names = kept.iter().filter_map(|at| self.controls.get(*at)).map(|known| known.as_str().to_owned());
        let model = Model {
            controls: names.collect(),
            moderators: Vec::new(),
            numerator: Some(asked.numerator),
            missing: estimate::Missing::LeftOut,
        };
        let mut controls = Vec::new();
        let (solution, _) = Emee::solve::<Unfit>(&model, |pass| {
            for (number, row) in self.rows.iter().enumerate() {
                controls.clear();
                controls.extend(kept.iter().filter_map(|at| row.controls.get(*at)).map(|value| f64::from(*value)));
                pass.add(&Row {
                    number: number as u64 + 1,
                    person: &format!("{:09}", row.person),
                    available: true,
                    treated: row.sends,
                    probability: row.probability,
                    outcome: Some(f64::from(u8::from(row.yes))),
                    weight: f64::from(row.times),
                    controls: &controls,
                    moderators: &[],
                })?;
            }
            Ok(())
        })?;
        let term = solution.effect_at("effect", &[], asked.alpha())?;
        let points = self.rows.iter().map(|row| u64::from(row.times)).sum();
        let (df, people) = (solution.df(), solution.people());
        Ok(Difference { term, df, people, points, correction: Correction::ManclDeRouen })
    }
}
