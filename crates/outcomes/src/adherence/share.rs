/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How many are.
    pub of: u64,
    /// Of how many.
    pub all: u64,
}

impl Share {
    /// The share, from 0 to 1; of none it is not applicable.
    pub fn value(&self) -> Option<f64> {
        (self.all > 0).then(|| self.of as f64 / self.all as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_none_there_is_no_share() {
        assert_eq!(Share::default().value(), None);
        assert_eq!(Share { of: 1, all: 4 }.value(), Some(0.25));
    }
}
