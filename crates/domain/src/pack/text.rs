//! What texts may say and how long they are, counted as the providers count.

mod characters;
mod links;
mod stopping;

pub(super) use super::sms_length::sms_length;
pub(super) use characters::{Known, Spelling, not_everywhere, other_width};
pub(super) use links::{Stranger, is_host, is_shortener, strangers};
pub(super) use stopping::tells_how_to_stop;

use unicode_normalization::UnicodeNormalization;

/// The most UTF-16 units in a LINE text.
pub(super) const MAX_LINE_UNITS: usize = 5_000;

/// UTF-16 units in an SMS of one part, when a character is outside GSM-7, as Japanese is.
pub(super) const SMS_UNITS: usize = 70;

/// UTF-16 units, as LINE counts text and carriers count SMS.
pub fn utf16_units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// How many parts an SMS has: see [`sms_length`].
pub fn sms_parts(text: &str) -> usize {
    sms_length(text).parts
}

/// Words that tell of a forecast, a checkup or its findings. A text that has one does not
/// publish, neutral or not: LINE and lock screens are no place for it. A list finds the plain
/// cases; that a text tells nothing is for the person to find who marks it neutral.
#[rustfmt::skip]
const SENSITIVE: &[&str] = &[
    "心筋梗塞", "心臓病", "心疾患", "心不全", "狭心症", "脳卒中", "脳梗塞", "脳出血", "くも膜下", "認知症", "アルツハイマー", "肺がん", "胃がん",
    "大腸がん", "乳がん", "肝がん", "膵がん", "子宮がん", "前立腺がん", "癌", "腫瘍", "腎不全",
    "腎臓病", "腎機能", "肝機能", "透析", "糖尿病", "血糖", "高血圧", "動脈硬化", "脂肪肝", "脂質異常", "コレステロール", "中性脂肪", "尿酸",
    "発症", "疾患", "疾病", "余命", "リスク", "予測", "検査値", "検査の値", "検査の数値", "血液検査", "検査結果", "検査の結果", "健診結果",
    "健診の結果", "検診結果", "検診の結果", "診断", "要精密", "精密検査", "再検査", "要治療", "有所見", "メタボ", "異常", "陽性",
    "特定保健指導", "フォーネスビジュアス", "ヘモグロビンa1c",
];

/// がん on its own is one when one of these follows, or nothing does.
const AFTER_GAN: &str = "のにがをはもとでかや、。」・!?";

/// What is looked over: these words have nothing to do with health.
#[rustfmt::skip]
const INNOCENT: &[&str] = &[
    "異常気象", "異常な暑さ", "異常な寒さ", "異常高温", "weather forecast",
    "がんがん", "がんとして", "がんもどき", "ひがん", "たいがん", "きがん", "ろうがん",
];

/// The same in English: whole words, also in the plural.
#[rustfmt::skip]
const SENSITIVE_EN: &[&str] = &[
    "hba1c", "cancer", "tumour", "tumor", "dementia", "alzheimer", "stroke", "risk", "forecast",
    "prediction", "diagnosis", "diagnosed", "disease", "diabetes", "diabetic", "hypertension",
    "cholesterol", "triglyceride", "kidney", "renal", "dialysis", "heart attack", "heart failure",
    "heart disease", "blood sugar", "blood glucose", "test result", "test value", "check up result",
    "checkup result",
];

/// The word of a text that tells of health, if there is one. Letters of full and of half width are
/// the same.
pub(crate) fn sensitive_word(text: &str) -> Option<&'static str> {
    let mut text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    for word in INNOCENT {
        if text.contains(word) {
            text = text.replace(word, "〇");
        }
    }
    // `brisk` walks are welcome.
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words = format!(" {} ", words.collect::<Vec<_>>().join(" "));
    let said = |known: &&&str| {
        words.match_indices(**known).any(|(place, _)| {
            let (before, from) = words.split_at_checked(place).unwrap_or_default();
            let after = from.strip_prefix(**known).unwrap_or_default();
            before.ends_with(' ') && after.strip_prefix('s').unwrap_or(after).starts_with(' ')
        })
    };
    let english = SENSITIVE_EN.iter().find(said);
    let japanese = || SENSITIVE.iter().find(|known| text.contains(**known));
    english.or_else(japanese).copied().or_else(|| says_gan(&text))
}

fn says_gan(text: &str) -> Option<&'static str> {
    let says = |word: &'static str, is_part: fn(char) -> bool| {
        text.match_indices(word).any(|(place, _)| {
            let (before, after) = text.split_at_checked(place).unwrap_or_default();
            let after = after.chars().nth(word.chars().count());
            !before.chars().next_back().is_some_and(is_part) && after.is_none_or(|c| AFTER_GAN.contains(c))
        })
    };
    // スローガン is none; in kana nothing but the list above tells where a word begins.
    let is_katakana = |c: char| ('ァ'..='ヶ').contains(&c) || c == 'ー';
    says("がん", |_| false).then_some("がん").or_else(|| says("ガン", is_katakana).then_some("ガン"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_are_found_and_lookalikes_are_not() {
        assert_eq!(sensitive_word("肺がんのリスクについて"), Some("肺がん"));
        assert_eq!(sensitive_word("Your Risk is low"), Some("risk"));
        assert_eq!(sensitive_word("ＨｂＡ１ｃの値"), Some("hba1c"));
        assert_eq!(sensitive_word("ﾘｽｸが高め"), Some("リスク"));
        assert_eq!(sensitive_word("Kidneys and heart  attacks"), Some("kidney"));
        assert_eq!(sensitive_word("Two heart attacks"), Some("heart attack"));
        for said in [
            "がんが見つかる",
            "肺のがんの検査",
            "健診でがんが見つかりました",
            "見つかったがんの治療",
            "新しいがんの薬",
            "もしがんになったら",
            "がんと言われた",
            "がんです",
            "早期のがん。",
        ] {
            assert_eq!(sensitive_word(said), Some("がん"), "{said}");
        }
        assert_eq!(sensitive_word("ガンの話"), Some("ガン"));
        assert_eq!(sensitive_word("胃のｶﾞﾝが"), Some("ガン"));
        assert_eq!(sensitive_word("検査で異常がありました"), Some("異常"));
        for said in [
            "がんばりましたね。A brisk walk. 体重や血圧を手帳に",
            "おひがんのころ",
            "川のたいがんを",
            "がんがん歩く",
            "異常気象の夏、異常な暑さ",
            "see the weather forecast",
            "がんとして歩く",
            "歩こう会のスローガンは、オルガンの音",
        ] {
            assert_eq!(sensitive_word(said), None, "{said}");
        }
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
