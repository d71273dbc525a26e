//! What texts may say and how long they are, counted as the providers count.

/// The most UTF-16 units in a LINE text.
pub(super) const MAX_LINE_UNITS: usize = 5_000;

/// UTF-16 units in an SMS of one part, when a character is outside GSM-7, as Japanese is.
pub(super) const SMS_UNITS: usize = 70;

/// UTF-16 units, as LINE counts text and carriers count SMS.
pub fn utf16_units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// How many parts an SMS has: 70 UTF-16 units alone or 67 each when joined, and 160 or 153
/// where every character is in the GSM-7 alphabet.
pub fn sms_parts(text: &str) -> usize {
    let gsm: Option<usize> = text.chars().map(gsm_septets).sum();
    let (units, alone, joined) = match gsm {
        Some(septets) => (septets, 160, 153),
        None => (utf16_units(text), SMS_UNITS, 67),
    };
    if units <= alone { 1 } else { units.div_ceil(joined) }
}

/// Septets of a character in the GSM-7 default alphabet (3GPP TS 23.038), `None` outside it.
fn gsm_septets(c: char) -> Option<usize> {
    const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    if BASIC.contains(c) {
        Some(1)
    } else if "^{}\\[~]|€".contains(c) {
        Some(2)
    } else {
        None
    }
}

/// Words that tell of a forecast, a checkup or its findings. A text that has one does not
/// publish, neutral or not: LINE and lock screens are no place for it.
const SENSITIVE: [&str; 37] = [
    "心筋梗塞",
    "脳卒中",
    "脳梗塞",
    "認知症",
    "肺がん",
    "胃がん",
    "大腸がん",
    "乳がん",
    "癌",
    "腎不全",
    "腎臓病",
    "糖尿病",
    "高血圧",
    "動脈硬化",
    "脂肪肝",
    "発症",
    "疾患",
    "疾病",
    "リスク",
    "予測",
    "検査値",
    "血液検査",
    "検査結果",
    "健診結果",
    "診断",
    "要精密",
    "要治療",
    "メタボ",
    "異常",
    "陽性",
    "特定保健指導",
    "フォーネスビジュアス",
    "hba1c",
    "cancer",
    "dementia",
    "stroke",
    "risk",
];

pub(super) fn sensitive_word(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    SENSITIVE.into_iter().find(|word| {
        if word.is_ascii() {
            // A whole word: `brisk` walks are welcome.
            lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part == *word)
        } else {
            lower.contains(word)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_are_found_and_lookalikes_are_not() {
        assert_eq!(sensitive_word("肺がんのリスクについて"), Some("肺がん"));
        assert_eq!(sensitive_word("Your Risk is low"), Some("risk"));
        assert_eq!(sensitive_word("がんばりましたね。A brisk walk."), None);
    }

    #[test]
    fn parts_follow_the_carriers() {
        assert_eq!(sms_parts(&"あ".repeat(70)), 1);
        assert_eq!(sms_parts(&"あ".repeat(71)), 2);
        assert_eq!(sms_parts(&"あ".repeat(134)), 2);
        assert_eq!(sms_parts(&"あ".repeat(135)), 3);
        assert_eq!(sms_parts(&"a".repeat(160)), 1);
        assert_eq!(sms_parts(&"a".repeat(161)), 2);
        // One emoji makes the whole text UCS-2, and counts two.
        assert_eq!(sms_parts(&format!("{}🍎", "a".repeat(68))), 1);
        assert_eq!(sms_parts(&format!("{}🍎", "a".repeat(69))), 2);
    }
}
