use serde::{Deserialize, Serialize};

/// Mean and standard deviation of numbers that come one by one (Welford 1962, doi 10.1080/00401706.1962.10490022).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Moments {
    pub(in crate::report) count: u64,
    pub(in crate::report) mean: f64,
    /// Σ (x − x̄)².
    squares: f64,
    /// How many people they are of.
    pub(in crate::report) people: u64,
    /// How many rows of the record they are made of.
    pub(in crate::report) rows: u64,
}

impl Moments {
    /// The numbers of one person.
    pub(in crate::report) fn add(&mut self, values: impl IntoIterator<Item = f64>) {
        let before = self.count;
        for value in values {
            self.count += 1;
            let from = value - self.mean;
            self.mean += from / self.count as f64;
            self.squares += from * (value - self.mean);
        }
        self.people += u64::from(self.count > before);
        self.rows += self.count - before;
    }

    /// The one number that so many rows of a person come to.
    pub(in crate::report) fn add_one(&mut self, value: f64, rows: u64) {
        self.add([value]);
        self.rows += rows - 1;
    }

    /// Σ (x − x̄)² / (n − 1); `None` of fewer than two.
    pub(in crate::report) fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count - 1) as f64)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn moments_are_those_of_the_numbers() {
        let mut moments = Moments::default();
        moments.add([2.0, 4.0]);
        moments.add([]);
        moments.add([9.0]);
        assert_eq!((moments.count, moments.people, moments.mean), (3, 2, 5.0));
        assert_eq!(moments.rows, 3);
        assert!((moments.variance().unwrap() - 13.0).abs() < 1e-12);
        assert_eq!(Moments::default().variance(), None);
        moments.add_one(5.0, 12);
        assert_eq!((moments.count, moments.people, moments.rows, moments.mean), (4, 3, 15, 5.0));
    }
}
