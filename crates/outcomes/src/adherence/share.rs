/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How many are.
    pub of: u64,
    /// Of how many.
    pub all: u64,
}

impl Share {
    /// Counts one more.
    pub fn count(&mut self, is: bool) {
        self.of += u64::from(is);
        self.all += 1;
    }

    /// The share, from 0 to 1; of none it is not applicable.
    pub fn value(&self) -> Option<f64> {
        (self.all > 0).then(|| self.of as f64 / self.all as f64)
    }
}

/// The mean of what is known, and of how many more nothing is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mean {
    sum: f64,
    /// How many are known.
    pub known: u64,
    /// How many are not.
    pub unknown: u64,
}

impl Mean {
    /// Counts one more; what is no number is not known.
    pub fn count(&mut self, value: Option<f64>) {
        match value.filter(|value| value.is_finite()) {
            Some(value) => {
                self.sum += value;
                self.known += 1;
            }
            None => self.unknown += 1,
        }
    }

    /// The mean of those known; where none is, it is not applicable.
    pub fn value(&self) -> Option<f64> {
        (self.known > 0).then(|| self.sum / self.known as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_none_there_is_no_share_and_no_mean() {
        assert_eq!(Share::default().value(), None);
        let mut mean = Mean::default();
        mean.count(None);
        mean.count(Some(f64::NAN));
        assert_eq!((mean.value(), mean.known, mean.unknown), (None, 0, 2));
        mean.count(Some(0.0));
        assert_eq!(mean.value(), Some(0.0), "zero is known");
    }
}
