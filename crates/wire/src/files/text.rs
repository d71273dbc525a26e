//! Values as people type them: letters of full width, units behind numbers, commas in thousands.

use super::trouble::Trouble;
use crate::echo::clip_to;
use domain::ResidentId;
use domain::id::{IdError, is_my_number};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// What is said back of a value.
pub(super) fn shown(text: &str) -> String {
    clip_to(text.trim(), 40)
}

/// The text with digits, letters and signs of full width made those of half width, trimmed.
pub(super) fn half(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '−' | '‐' | '–' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(narrow).collect::<String>().trim().to_owned()
}

/// A number, with or without its unit behind it and commas in its thousands.
pub(super) fn number(text: &str, unit: &str) -> Result<f64, Trouble> {
    let plain = half(text).to_lowercase();
    let plain = plain.strip_suffix(unit).unwrap_or(&plain).trim().replace(',', "");
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 15
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match plain.parse::<f64>() {
        Ok(number) if is_number => Ok(number),
        _ => Err(Trouble::Number(shown(text))),
    }
}

/// A whole number within limits, which `allowed` says in words.
pub(super) fn whole(text: &str, unit: &str, least: i64, most: i64, allowed: &'static str) -> Result<i64, Trouble> {
    let number = between(text, unit, least as f64, most as f64, allowed)?;
    if number.fract() != 0.0 {
        return Err(Trouble::Number(shown(text)));
    }
    Ok(number as i64)
}

/// A number within limits, which `allowed` says in words.
pub(super) fn between(text: &str, unit: &str, least: f64, most: f64, allowed: &'static str) -> Result<f64, Trouble> {
    let number = number(text, unit)?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(Trouble::Range { found: shown(text), allowed }) }
}

/// A resident's id.
pub(super) fn resident(text: &str) -> Result<ResidentId, Trouble> {
    let plain = half(text);
    if plain.is_empty() {
        return Err(Trouble::Empty);
    }
    plain.parse().map_err(|error| match error {
        IdError::MyNumber => Trouble::MyNumber,
        _ if is_my_number(&plain) => Trouble::MyNumber,
        _ => Trouble::Resident(shown(text)),
    })
}

/// The id of what a row says: its place, and its content by hash.
pub(super) fn event_id(place: u64, content: &[u8]) -> String {
    let mut id = format!("{place}:");
    for byte in Sha256::digest(content).iter().take(8) {
        // A String takes everything.
        _ = write!(id, "{byte:02x}");
    }
    id
}

/// Seventeen digits and capital letters.
pub(super) fn is_item_code(code: &str) -> bool {
    code.len() == 17 && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_typed() {
        for (text, number) in [("６２００", 6200.0), ("6,200歩", 6200.0), (" 61.5 kg", 61.5), ("−3", -3.0)] {
            let unit = if text.contains('k') { "kg" } else { "歩" };
            assert_eq!(super::number(text, unit), Ok(number), "{text}");
        }
        for text in ["", "歩", "1e5", "inf", "NaN", "六千", "12 34", "+5", ".5", "1.2.3", "0x10"] {
            assert!(number(text, "歩").is_err(), "{text}");
        }
    }

    #[test]
    fn a_my_number_is_not_said_back() {
        assert_eq!(resident("１２３４ ５６７８ ９０１８"), Err(Trouble::MyNumber));
        assert_eq!(resident("p 1"), Err(Trouble::Resident("p 1".to_owned())));
        assert_eq!(resident("ｐ－０００１").unwrap().as_str(), "p-0001");
    }
}
