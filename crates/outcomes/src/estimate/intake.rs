use super::{Missing, Model, Row, refused};
use crate::Unfit;
use serde::{Deserialize, Serialize};

/// What became of the rows: what counts, and what was left out and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All rows that were read.
    pub rows: u64,
    /// Of them those in which the person could not have been treated. They have no weight in anything.
    pub unavailable: u64,
    /// Of these those in which the person was treated all the same: deviations from the protocol.
    pub treated_unavailable: u64,
    /// Available rows whose outcome is not known, whether left out or taken for a value.
    pub missing: u64,
    /// Rows that count in which the person was treated.
    pub treated: u64,
    /// Rows that count in which the person was not.
    pub untreated: u64,
}

/// Reads rows: refuses what makes no sense, counts what is left out, and looks at what only all rows together show.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Intake {
    pub(super) counts: Counts,
    /// The logged probability, where it is the numerator.
    logged: Option<f64>,
    /// The least and the greatest outcome.
    outcomes: Option<(f64, f64)>,
}

/// A row that counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) outcome: f64,
    /// A, 1 or 0.
    pub(super) treatment: f64,
    /// A − p̃.
    pub(super) centred: f64,
    /// W = (p̃/p)^A ((1 − p̃)/(1 − p))^(1 − A), times what the row brings.
    pub(super) weight: f64,
}

impl Counts {
    /// Rows that count.
    pub fn counted(&self) -> u64 {
        self.treated + self.untreated
    }
}

impl Intake {
    /// What a row counts for, or `None` if it does not.
    #[inline]
    pub(super) fn take(&mut self, row: &Row<'_>, model: &Model) -> Result<Option<Counted>, Unfit> {
        self.counts.rows += 1;
        if !row.available {
            self.counts.unavailable += 1;
            self.counts.treated_unavailable += u64::from(row.treated);
            return Ok(None);
        }
        let numerator = self.numerator(row, model)?;
        let outcome = match (row.outcome, model.missing) {
            (Some(outcome), _) => outcome,
            (None, missing) => {
                self.counts.missing += 1;
                match missing {
                    Missing::LeftOut => return Ok(None),
                    Missing::Taken(value) => value,
                }
            }
        };
        self.finite(row, model, outcome)?;
        let counted = match row.treated {
            true => &mut self.counts.treated,
            false => &mut self.counts.untreated,
        };
        *counted += 1;
        self.outcomes =
            Some(self.outcomes.map_or((outcome, outcome), |(low, high)| (low.min(outcome), high.max(outcome))));
        let (treatment, ratio) = match row.treated {
            true => (1.0, numerator / row.probability),
            false => (0.0, (1.0 - numerator) / (1.0 - row.probability)),
        };
        Ok(Some(Counted { outcome, treatment, centred: treatment - numerator, weight: ratio * row.weight }))
    }

    /// What another has counted, too.
    pub(super) fn merge(&mut self, other: &Self) -> Result<(), Unfit> {
        if let (Some(one), Some(another)) = (self.logged, other.logged)
            && one != another
        {
            return Err(refused::varying_in_parts(one, another));
        }
        self.logged = self.logged.or(other.logged);
        self.outcomes = match (self.outcomes, other.outcomes) {
            (Some((low, high)), Some((lower, higher))) => Some((low.min(lower), high.max(higher))),
            (one, another) => one.or(another),
        };
        let (ours, theirs) = (&mut self.counts, &other.counts);
        ours.rows += theirs.rows;
        ours.unavailable += theirs.unavailable;
        ours.treated_unavailable += theirs.treated_unavailable;
        ours.missing += theirs.missing;
        ours.treated += theirs.treated;
        ours.untreated += theirs.untreated;
        Ok(())
    }

    /// Whether an effect can be told at all from what was counted, of so many people by so many terms.
    pub(super) fn enough(&self, people: usize, terms: usize) -> Result<(), Unfit> {
        let Counts { rows, unavailable, treated, untreated, .. } = self.counts;
        let Some((low, high)) = self.outcomes else {
            return Err(match (rows, rows - unavailable) {
                (0, _) => refused::no_rows(),
                (rows, 0) => refused::none_available(rows),
                (_, available) => refused::all_missing(available),
            });
        };
        match (treated, untreated) {
            (all, 0) => return Err(refused::all_treated(all)),
            (0, all) => return Err(refused::none_treated(all)),
            _ => {}
        }
        if low == high {
            return Err(refused::one_outcome(low, treated + untreated));
        }
        if people <= terms {
            return Err(refused::too_few_people(people, terms));
        }
        Ok(())
    }

    /// p̃, once the row's own probability is one that something was drawn with.
    #[inline]
    fn numerator(&mut self, row: &Row<'_>, model: &Model) -> Result<f64, Unfit> {
        let p = row.probability;
        if p == 0.0 || p == 1.0 {
            return Err(refused::certain(row.number, p));
        }
        if !(p > 0.0 && p < 1.0) {
            return Err(refused::no_probability(row.number, p));
        }
        match (model.numerator, self.logged) {
            (Some(numerator), _) => Ok(numerator),
            (None, Some(logged)) if logged != p => Err(refused::varying(row.number, p, logged)),
            (None, _) => {
                self.logged = Some(p);
                Ok(p)
            }
        }
    }

    #[inline]
    fn finite(&self, row: &Row<'_>, model: &Model, outcome: f64) -> Result<(), Unfit> {
        let (found, wanted) =
            ((row.controls.len(), row.moderators.len()), (model.controls.len(), model.moderators.len()));
        if found != wanted {
            return Err(refused::shape(row.number, found, wanted));
        }
        if !outcome.is_finite() {
            return Err(refused::no_number(row.number, "outcome", outcome));
        }
        let values = row.controls.iter().chain(row.moderators);
        if let Some((at, value)) = values.enumerate().find(|(_, value)| !value.is_finite()) {
            let name = model.controls.iter().chain(&model.moderators).nth(at).map_or("?", String::as_str);
            return Err(refused::no_number(row.number, name, *value));
        }
        if !(row.weight > 0.0 && row.weight.is_finite()) {
            return Err(refused::weight(row.number, row.weight));
        }
        Ok(())
    }
}
