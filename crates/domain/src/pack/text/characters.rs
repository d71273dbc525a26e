//! Characters that not every phone has (機種依存文字), and letters of the other width.

use crate::pack::sms_length::is_gsm;
use encoding_rs::SHIFT_JIS;
use unicode_normalization::UnicodeNormalization;

/// What a text holds that is better written otherwise, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pack) struct Spelling {
    /// What is written.
    pub written: String,
    /// What would be read everywhere, where there is something.
    pub better: Option<String>,
}

/// How widely a character is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pack) enum Known {
    /// To every phone: GSM-7, ASCII, JIS X 0208, and half-width kana (JIS X 0201).
    Everywhere,
    /// One of the rows that NEC and IBM added to JIS X 0208, such as ①, ㈱ and 髙: not to all, and read
    /// aloud in different ways.
    ByVendor,
    /// A picture.
    Emoji,
    /// In Unicode only.
    UnicodeOnly,
}

/// How widely a character is known. The rows of NEC and IBM are told by the lead byte that Windows' form of
/// Shift_JIS gives them (WHATWG Encoding, index jis0208).
pub(in crate::pack) fn known(c: char) -> Known {
    // JIS X 0208 has these, and Windows gives its places for them to other code points.
    if c.is_ascii() || is_gsm(c) || matches!(c, '〜' | '‖' | '—' | '−' | '¢' | '£' | '¬') {
        return Known::Everywhere;
    }
    let mut buffer = [0; 4];
    let (bytes, _, is_missing) = SHIFT_JIS.encode(c.encode_utf8(&mut buffer));
    match bytes.as_ref() {
        [0x87 | 0xed | 0xee | 0xf0..=0xfc, _] if !is_missing => Known::ByVendor,
        _ if !is_missing => Known::Everywhere,
        _ if is_emoji(c) => Known::Emoji,
        _ => Known::UnicodeOnly,
    }
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
        || matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{20e3}')
}

/// The characters of a text that are not known everywhere, each once, with a spelling that is.
pub(in crate::pack) fn not_everywhere(text: &str, is_asked: fn(Known) -> bool) -> Vec<Spelling> {
    let mut found: Vec<Spelling> = Vec::new();
    for c in text.chars().filter(|c| is_asked(known(*c))) {
        let written = c.to_string();
        if !found.iter().any(|spelling| spelling.written == written) {
            found.push(Spelling { better: instead(c), written });
        }
    }
    found
}

fn instead(c: char) -> Option<String> {
    if let Some((_, usual)) = USUAL.iter().find(|(variant, _)| *variant == c) {
        return Some(usual.to_string());
    }
    let plain: String = c.to_string().nfkc().collect();
    (plain != c.to_string() && plain.chars().all(|c| known(c) == Known::Everywhere)).then_some(plain)
}

/// Kanji of names that are variants of a usual one.
const USUAL: [(char, char); 8] =
    [('髙', '高'), ('﨑', '崎'), ('濵', '浜'), ('德', '徳'), ('瀨', '瀬'), ('橫', '横'), ('增', '増'), ('靑', '青')];

/// Runs of full-width letters and digits, and of half-width kana, with the usual spelling of each. Marks such
/// as ！ and ： are usual in either width.
pub(in crate::pack) fn other_width(text: &str) -> Vec<Spelling> {
    let mut found: Vec<Spelling> = Vec::new();
    let mut run = String::new();
    let mut kind = None;
    for c in text.chars().chain([' ']) {
        let next = width(c);
        if next != kind && !run.is_empty() {
            let better = Some(run.nfkc().collect());
            let spelling = Spelling { written: std::mem::take(&mut run), better };
            if !found.contains(&spelling) {
                found.push(spelling);
            }
        }
        kind = next;
        if next.is_some() {
            run.push(c);
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    FullLetters,
    HalfKana,
}

fn width(c: char) -> Option<Width> {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => Some(Width::FullLetters),
        '\u{ff61}'..='\u{ff9f}' => Some(Width::HalfKana),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_vendors_added_is_told_from_jis() {
        for c in "①⑳㈱㍻Ⅳⅳ№㎜㌔㈹髙﨑德瀨".chars() {
            assert_eq!(known(c), Known::ByVendor, "{c}");
        }
        for c in "荒尾市歩、。「」〜—―‖−∪≡∫√♪★♂℃※→○◎ｱﾙｸ｡Ａ１éà\n€".chars()
        {
            assert_eq!(known(c), Known::Everywhere, "{c}");
        }
        for c in "🍎😀❤✨☀".chars() {
            assert_eq!(known(c), Known::Emoji, "{c}");
        }
        for c in "𠮷鷗ō\u{3099}".chars() {
            assert_eq!(known(c), Known::UnicodeOnly, "{c}");
        }
    }

    #[test]
    fn a_spelling_that_all_have_is_suggested() {
        let all = |text| -> Vec<_> {
            not_everywhere(text, |known| known != Known::Everywhere)
                .into_iter()
                .map(|one| (one.written, one.better.unwrap_or_default()))
                .collect()
        };
        let expected =
            [("①", "1"), ("㈱", "(株)"), ("㍻", "平成"), ("Ⅳ", "IV"), ("㌔", "キロ"), ("髙", "高"), ("🍎", "")];
        assert_eq!(all("①㈱㍻Ⅳ㌔髙🍎①"), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn runs_of_the_other_width_are_found_once() {
        let found = other_width("１日５００歩、ＡＢＣ。ｱﾙｸﾞ、１日");
        let said: Vec<_> = found.iter().map(|one| (one.written.as_str(), one.better.as_deref().unwrap())).collect();
        assert_eq!(said, [("１", "1"), ("５００", "500"), ("ＡＢＣ", "ABC"), ("ｱﾙｸﾞ", "アルグ")]);
        assert_eq!(other_width("10分で1,000歩！（：）アルク"), Vec::new());
    }
}
