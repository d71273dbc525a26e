//! How long an SMS is on the air, which is what it costs.

/// The alphabet in which the whole of an SMS travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// 160 septets alone, 153 in each part of several; `^{}\[~]|€` take two.
    Gsm7,
    /// 70 UTF-16 units alone, 67 in each part of several. One kana brings the whole text here.
    Ucs2,
}

/// The length of an SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmsLength {
    /// Its alphabet.
    pub alphabet: Alphabet,
    /// Septets, or UTF-16 units.
    pub units: usize,
    /// How many messages it is on the air, each of which is paid for; 1 for an empty text.
    pub parts: usize,
}

impl Alphabet {
    /// The most units that Japanese carriers and the business routes to them take: 660, and 1,530
    /// of half width.
    pub fn most(self) -> usize {
        match self {
            Self::Gsm7 => 1_530,
            Self::Ucs2 => 660,
        }
    }

    /// Units of one message, and of each part of several.
    fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }
}

impl SmsLength {
    /// Whether no carrier takes it.
    pub fn is_beyond_carriers(&self) -> bool {
        self.units > self.alphabet.most()
    }
}

/// Measures a text by 3GPP TS 23.038 and 23.040. A character of two units is not cut between two
/// parts, so a text may need one part more than the division says.
pub fn sms_length(text: &str) -> SmsLength {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (alphabet, widths) = match septets {
        Some(widths) => (Alphabet::Gsm7, widths),
        None => (Alphabet::Ucs2, text.chars().map(char::len_utf16).collect()),
    };
    let (alone, joined) = alphabet.room();
    let units = widths.iter().sum();
    let (parts, _) =
        widths.iter().fold(
            (1, 0),
            |(parts, filled), width| {
                if filled + width > joined { (parts + 1, *width) } else { (parts, filled + width) }
            },
        );
    SmsLength { alphabet, units, parts: if units <= alone { 1 } else { parts } }
}

/// Whether an SMS can carry a character in the shorter alphabet.
pub(super) fn is_gsm(c: char) -> bool {
    septets(c).is_some()
}

/// Septets of a character in the GSM-7 default alphabet (3GPP TS 23.038), `None` outside it.
fn septets(c: char) -> Option<usize> {
    const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    if BASIC.contains(c) {
        Some(1)
    } else if "\u{c}^{}\\[~]|€".contains(c) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_of_the_price() {
        for (units, parts) in [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4), (660, 10), (670, 10)] {
            let length = sms_length(&"あ".repeat(units));
            assert_eq!((length.units, length.parts), (units, parts));
            assert_eq!(length.is_beyond_carriers(), units > 660, "{units}");
        }
        assert_eq!(sms_length(&"€".repeat(80)).parts, 1);
        assert_eq!(sms_length(&"€".repeat(81)).parts, 2);
    }

    #[test]
    fn a_character_of_two_units_is_not_cut() {
        // 66 and an emoji do not fit into 67, so the first part is not full.
        let text = format!("{}🍎{}", "あ".repeat(66), "あ".repeat(66));
        assert_eq!(sms_length(&text), SmsLength { alphabet: Alphabet::Ucs2, units: 134, parts: 3 });
    }
}
