//! How many parts a text message takes on the air, which is what it costs.

use serde::Serialize;

/// Which alphabet the whole message travels in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Alphabet {
    /// 160 units alone, 153 in a joined message; `^{}\[~]|€` take two.
    Gsm7,
    /// 70 UTF-16 units alone, 67 joined. One kana is enough to bring the whole message here.
    Ucs2,
}

/// The length of an SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Length {
    /// Its alphabet.
    pub alphabet: Alphabet,
    /// Units of that alphabet: septets, or UTF-16 code units.
    pub units: usize,
    /// Messages on the air; 1 for an empty text.
    pub parts: usize,
}

/// Measures a text by 3GPP TS 23.038 and 23.040, the rules behind Twilio's `num_segments`.
#[must_use]
pub fn length(text: &str) -> Length {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (alphabet, widths, alone, joined) = match septets {
        Some(widths) => (Alphabet::Gsm7, widths, 160, 153),
        None => (Alphabet::Ucs2, text.chars().map(char::len_utf16).collect(), 70, 67),
    };
    let units = widths.iter().sum();
    let parts = if units <= alone { 1 } else { joined_parts(&widths, joined) };
    Length { alphabet, units, parts }
}

/// Fills part after part. A character of two units is not cut in the middle,
/// so a message may need one part more than the division says.
fn joined_parts(widths: &[usize], capacity: usize) -> usize {
    let (parts, _) = widths.iter().fold((1, 0), |(parts, filled), width| {
        if filled + width > capacity { (parts + 1, *width) } else { (parts, filled + width) }
    });
    parts
}

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

fn septets(letter: char) -> Option<usize> {
    if BASIC.contains(letter) {
        Some(1)
    } else if EXTENSION.contains(letter) {
        Some(2)
    } else {
        None
    }
}
