use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A code that a resident gets by letter or at the counter and types in: eight digits and a check
/// digit, shown as `482-913-057`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    digits: String,
}

/// Why what was typed is no code. Neither says anything about the codes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// Not nine digits.
    Shape,
    /// Nine digits, one of them wrong, or two in the other's place.
    Digit,
}

/// How many codes there are.
const CODES: u128 = 100_000_000;

/// How many digits are typed.
const LENGTH: usize = 9;

impl Code {
    /// The code of some random bits, of which 128 are enough that every code is as likely.
    pub fn from_bits(bits: u128) -> Self {
        let mut digits = format!("{:08}", bits % CODES);
        let check = damm(&digits).unwrap_or_default();
        digits.push(char::from(b'0' + check));
        Self { digits }
    }

    /// Reads what somebody typed: digits of any width, with spaces and dashes wherever they like.
    ///
    /// # Errors
    /// A slip, which the check digit finds.
    pub fn parse(typed: &str) -> Result<Self, Slip> {
        let mut digits = String::with_capacity(LENGTH);
        for letter in typed.chars().take(100).nfkc() {
            match letter {
                '0'..='9' if digits.len() < LENGTH => digits.push(letter),
                // What keyboards and printers have for a dash; the last is the Japanese long vowel.
                ' ' | '\t' | '\r' | '\n' | '-' | '‐' | '‑' | '–' | '—' | '−' | 'ー' => {}
                _ => return Err(Slip::Shape),
            }
        }
        if digits.len() != LENGTH {
            return Err(Slip::Shape);
        }
        if damm(&digits) == Some(0) { Ok(Self { digits }) } else { Err(Slip::Digit) }
    }

    /// The nine digits.
    pub fn digits(&self) -> &str {
        &self.digits
    }
}

/// In groups of three.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.digits.chars().enumerate() {
            if place > 0 && place % 3 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// Damm's check digit finds every wrong digit and every two neighbours that changed places.
///
/// Source: H. Michael Damm, "Total anti-symmetrische Quasigruppen" (2004), the quasigroup of order 10.
fn damm(digits: &str) -> Option<u8> {
    const TABLE: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    digits.bytes().try_fold(0, |interim, digit| {
        let column = usize::from(digit.checked_sub(b'0')?);
        TABLE.get(usize::from(interim))?.get(column).copied()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn damms_own_example() {
        assert_eq!(damm("572"), Some(4));
        assert_eq!(damm("5724"), Some(0));
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = Code::from_bits(48_291_305);
        assert_eq!(Code::parse(&code.to_string()), Ok(code.clone()));
        let digits = code.digits();
        let wide: String = digits.chars().filter_map(|digit| char::from_u32(digit as u32 + 0xFEE0)).collect();
        let (first, rest) = digits.split_at(4);
        for typed in [wide, format!(" {first}　{rest}\n"), format!("{first}ー{rest}"), format!("{first}－{rest}")] {
            assert_eq!(Code::parse(&typed), Ok(code.clone()), "{typed}");
        }
        for typed in ["", "1234", "こんにちは", "48291305", "4829130571", "482,913,057", "-1"] {
            assert_eq!(Code::parse(typed), Err(Slip::Shape), "{typed}");
        }
    }

    #[test]
    fn a_wrong_digit_and_two_that_changed_places_are_found() {
        for bits in [0, 1, 48_291_305, 99_999_999, u128::MAX] {
            let digits: Vec<char> = Code::from_bits(bits).digits().chars().collect();
            for place in 0..LENGTH {
                for digit in '0'..='9' {
                    let mut typed = digits.clone();
                    typed.splice(place..=place, [digit]);
                    let typed: String = typed.into_iter().collect();
                    let right = digits.get(place) == Some(&digit);
                    assert_eq!(Code::parse(&typed).is_ok(), right, "{typed}");
                }
                let mut typed = digits.clone();
                if place + 1 < LENGTH && digits.get(place) != digits.get(place + 1) {
                    typed.swap(place, place + 1);
                    assert_eq!(Code::parse(&String::from_iter(typed)), Err(Slip::Digit));
                }
            }
        }
    }
}
