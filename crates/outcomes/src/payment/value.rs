//! Values, exact: a share of people stays a fraction, and is never brought to a binary number before it is held against
//! a level.

use domain::pack::contract::{Better, Level, Rounding, ValueRounding};

/// `over / under`, with `under` above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    over: i128,
    under: i128,
}

impl Value {
    pub(super) fn of(level: Level) -> Self {
        Self { over: level.millionths().into(), under: Level::ONE.into() }
    }

    /// `count` of `of` in percent; `None` where there is nobody.
    pub(super) fn percent(count: u64, of: u64) -> Option<Self> {
        (of > 0).then(|| Self { over: i128::from(count) * 100, under: of.into() })
    }

    /// The value with so many decimals.
    pub(super) fn rounded(self, ValueRounding { decimals, how }: ValueRounding) -> Self {
        let under = 10_i128.pow(decimals);
        Self { over: divided(self.over * under, self.under, how), under }
    }

    /// Whether it is as good as a level, or better.
    pub(super) fn reaches(self, level: Level, better: Better) -> bool {
        let beyond = self.beyond(level);
        match better {
            Better::Higher => beyond >= 0,
            Better::Lower => beyond <= 0,
        }
    }

    /// How far it is from `from` on the way to `to`: a fraction, its lower part above 0.
    pub(super) fn part_of_way(self, from: Level, to: Level) -> (i128, i128) {
        let whole = i128::from(to.millionths() - from.millionths()) * self.under;
        let part = self.beyond(from);
        if whole < 0 { (-part, -whole) } else { (part, whole) }
    }

    /// How many whole units it is better than a level; 0 where it is worse.
    pub(super) fn whole_units(self, level: Level, better: Better) -> i64 {
        let beyond = match better {
            Better::Higher => self.beyond(level),
            Better::Lower => -self.beyond(level),
        };
        let units = beyond.max(0) / (self.under * i128::from(Level::ONE));
        i64::try_from(units).unwrap_or(i64::MAX)
    }

    /// The nearest level, to show it.
    pub(super) fn level(self) -> Level {
        let millionths = divided(self.over * i128::from(Level::ONE), self.under, Rounding::Nearest);
        i64::try_from(millionths).ok().and_then(Level::of_millionths).unwrap_or(Level::MOST)
    }

    /// The distance from a level, in `1 / (under * ONE)`.
    fn beyond(self, level: Level) -> i128 {
        self.over * i128::from(Level::ONE) - i128::from(level.millionths()) * self.under
    }
}

/// A fraction brought to a whole number; `under` is above 0.
pub(super) fn divided(over: i128, under: i128, how: Rounding) -> i128 {
    match how {
        Rounding::Down => over.div_euclid(under),
        Rounding::Nearest => over.signum() * ((2 * over.abs() + under) / (2 * under)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn level(number: f64) -> Level {
        Level::exact(number).unwrap()
    }

    #[test]
    fn a_third_is_a_third() {
        let third = Value::percent(1, 3).unwrap();
        assert!(!third.reaches(level(33.333334), Better::Higher));
        assert!(third.reaches(level(33.333333), Better::Higher));
        assert_eq!(third.level(), level(33.333333));
        assert_eq!(Value::percent(0, 0), None);
    }

    #[test]
    fn values_are_rounded_as_the_contract_says() {
        let rounded = |number: f64, decimals, how| {
            Value::of(level(number)).rounded(ValueRounding { decimals, how }).level().number()
        };
        assert_eq!(rounded(82.15, 1, Rounding::Nearest), 82.2);
        assert_eq!(rounded(82.19, 1, Rounding::Down), 82.1);
        assert_eq!(rounded(-0.25, 1, Rounding::Down), -0.3);
        assert_eq!(rounded(-0.25, 1, Rounding::Nearest), -0.3);
        assert_eq!(rounded(-0.24, 1, Rounding::Nearest), -0.2);
        assert_eq!(rounded(0.5, 0, Rounding::Nearest), 1.0);
    }

    #[test]
    fn units_are_whole_and_on_the_better_side() {
        let value = Value::of(level(103.9));
        assert_eq!(value.whole_units(level(100.0), Better::Higher), 3);
        assert_eq!(value.whole_units(level(105.0), Better::Higher), 0);
        assert_eq!(value.whole_units(level(105.0), Better::Lower), 1);
    }
}
