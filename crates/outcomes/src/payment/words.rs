//! Numbers as people read them.

use super::value::Value;
use domain::Sentence;
use domain::pack::contract::{Level, Rounding, YenRounding};

/// Yen as people write them, without the word: `1,200`, `-300`.
pub(super) fn yen(yen: i64) -> String {
    let digits = yen.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if yen < 0 { format!("-{grouped}") } else { grouped }
}

/// A level with its unit.
pub(super) fn with_unit(level: Level, unit: &str) -> String {
    format!("{level}{unit}")
}

/// A value with its unit, to a millionth.
pub(super) fn shown(value: Value, unit: &str) -> String {
    with_unit(value.level(), unit)
}

/// What becomes of what is between two numbers.
pub(super) fn rounding(how: Rounding) -> Sentence {
    match how {
        Rounding::Down => Sentence::new("rounded down", "切り捨て"),
        Rounding::Nearest => Sentence::new("rounded to the nearest", "四捨五入"),
    }
}

/// To what amounts are rounded: `rounded down to 1,000 yen`.
pub(super) fn yen_rounding(YenRounding { to_yen, how }: YenRounding) -> Sentence {
    let to = yen(to_yen);
    match how {
        Rounding::Down => Sentence::new(format!("rounded down to {to} yen"), format!("{to}円未満は切り捨て")),
        Rounding::Nearest => Sentence::new(format!("rounded to the nearest {to} yen"), format!("{to}円単位に四捨五入")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yen_have_commas() {
        assert_eq!([0, 12, 123, 1_234, -1_234_567].map(yen), ["0", "12", "123", "1,234", "-1,234,567"]);
    }
}
