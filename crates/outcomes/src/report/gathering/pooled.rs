use super::terms::Terms;
use crate::report::Point;
use serde::{Deserialize, Serialize};

/// Sums of weighted and centred least squares over decision points, person by person: as [`crate::estimate::Wcls`], but
/// that of many people only moments of their sums are kept.
///
/// Of each person z holds Σ w v v' for v = (x, y), the lower triangle row by row. While there are few people all z are
/// kept, for the standard errors of Mancl and DeRouen; beyond `most` of them Σ z z' takes their place, of which the plain
/// cluster-robust variance is a linear function. With thousands of people the two differ by less than what is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Pooled {
    pub(in crate::report) terms: Terms,
    /// Until how many people each one's sums are kept; always, when `None`.
    most: Option<u64>,
    /// Σ z.
    pub(super) total: Vec<f64>,
    /// Each z, one after the other, while they are kept.
    pub(super) each: Vec<f64>,
    /// Σ z z', the lower triangle row by row, once they are not.
    pub(super) moments: Vec<f64>,
    pub(in crate::report) people: u64,
    pub(in crate::report) points: u64,
    /// Of these, without and with.
    pub(super) arms: [u64; 2],
    /// The least and the greatest outcome.
    pub(super) outcomes: Option<(f64, f64)>,
    #[serde(skip)]
    values: Vec<f64>,
    #[serde(skip)]
    own: Vec<f64>,
}

impl Pooled {
    pub(in crate::report) fn new(terms: Terms, most: Option<u64>) -> Self {
        let values = terms.count() + 1;
        let width = values * (values + 1) / 2;
        Self {
            terms,
            most,
            total: vec![0.0; width],
            each: Vec::new(),
            moments: Vec::new(),
            people: 0,
            points: 0,
            arms: [0, 0],
            outcomes: None,
            values: Vec::new(),
            own: Vec::new(),
        }
    }

    /// The rows of one person, each with its outcome.
    pub(in crate::report) fn add<'p>(&mut self, rows: impl IntoIterator<Item = (&'p Point, f64)>) {
        self.own.clear();
        self.own.resize(self.total.len(), 0.0);
        let before = self.points;
        for (point, outcome) in rows {
            let Some(weight) = self.terms.fill(point, outcome, &mut self.values) else { continue };
            let mut sums = self.own.iter_mut();
            for (at, value) in self.values.iter().enumerate() {
                let weighted = weight * value;
                for (other, sum) in self.values.iter().take(at + 1).zip(sums.by_ref()) {
                    *sum += weighted * other;
                }
            }
            self.points += 1;
            if let Some(count) = self.arms.get_mut(usize::from(point.sends == Some(true))) {
                *count += 1;
            }
            self.outcomes =
                Some(self.outcomes.map_or((outcome, outcome), |(low, high)| (low.min(outcome), high.max(outcome))));
        }
        if self.points > before {
            self.people += 1;
            self.take();
        }
    }

    /// Adds one person's sums to those of all.
    fn take(&mut self) {
        for (total, own) in self.total.iter_mut().zip(&self.own) {
            *total += own;
        }
        match self.most {
            Some(most) if self.people > most => {
                if self.moments.is_empty() {
                    let width = self.total.len();
                    self.moments = vec![0.0; width * (width + 1) / 2];
                    for own in self.each.chunks(width) {
                        square(&mut self.moments, own);
                    }
                    self.each = Vec::new();
                }
                square(&mut self.moments, &self.own);
            }
            _ => self.each.extend_from_slice(&self.own),
        }
    }
}

/// Adds z z'.
fn square(moments: &mut [f64], own: &[f64]) {
    let mut moments = moments.iter_mut();
    for (at, value) in own.iter().enumerate() {
        for (other, moment) in own.iter().take(at + 1).zip(moments.by_ref()) {
            *moment += value * other;
        }
    }
}
