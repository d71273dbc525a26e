//! Numbers as people type them: with letters of full width, a comma for a point, and the unit behind.

/// What people write behind a number.
const UNITS: [&str; 8] = ["kg", "㎏", "キロ", "きろ", "mmhg", "歩", "steps", "ほ"];

/// A number in tenths: `62.5`, `６２．５`, `62,5kg`. Of two digits behind the point, the second is rounded.
pub(crate) fn tenths(text: &str) -> Option<i64> {
    let plain = plain(text).replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    if part.len() > 2 || !(1..=6).contains(&whole.len()) {
        return None;
    }
    let hundredths = format!("{whole}{part:0<2}");
    let is_number = hundredths.bytes().all(|byte| byte.is_ascii_digit());
    hundredths.parse::<i64>().ok().filter(|_| is_number).map(|hundredths| (hundredths + 5) / 10)
}

/// A whole number: `132`, `１３２`, `6,000歩`.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let plain = plain(text).replace(',', "");
    let is_number = (1..=9).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_digit());
    plain.parse().ok().filter(|_| is_number)
}

fn plain(text: &str) -> String {
    let letters: String = text.chars().take(40).filter(|c| !c.is_whitespace()).map(narrow).collect();
    let letters = letters.to_lowercase();
    let bare = UNITS.iter().find_map(|unit| letters.strip_suffix(unit));
    bare.map_or_else(|| letters.clone(), str::to_owned)
}

/// A letter of full width as the plain one; marks that stand for a point or a comma as those.
pub(crate) fn narrow(letter: char) -> char {
    match letter {
        '！'..='～' => u32::from(letter).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(letter),
        '。' | '・' => '.',
        '、' | '､' => ',',
        '｡' | '･' => '.',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{tenths, whole};

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for text in ["62.5", "６２．５", "62,5", " 62.5 kg", "62.50", "６２、５ｋｇ", "62.46", "62・5キロ", "062.5"]
        {
            assert_eq!(tenths(text), Some(625), "{text}");
        }
        assert_eq!(tenths("62"), Some(620));
        for text in ["", "kg", ".5", "6.2.5", "-62", "62.555", "6e1", "六十二", "1234567", "62 5 3.x"] {
            assert_eq!(tenths(text), None, "{text}");
        }
        for text in ["6000", "６０００", "6,000", "6、000歩", "6000 steps"] {
            assert_eq!(whole(text), Some(6_000), "{text}");
        }
        for text in ["", "6.5", "-6000", "1234567890", "六千"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
