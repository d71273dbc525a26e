//! What a city tells outside of campaigns: the wordings that residents agree to, and how accounts
//! and telephones are linked.

use super::text::{SMS_UNITS, sensitive_word, utf16_units};
use crate::event::Purpose;
use crate::linking::Code;
use crate::sentence::Sentence;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// A wording that residents agree to, by its version.
///
/// ```toml
/// [consent_texts."2026-04"]
/// title = "健康づくり事業のご説明（2026年4月）"
/// engagement = "歩数や健康手帳の記録をもとに、健康づくりのお知らせをお送りします。"
/// research = "お名前を除いた記録を、市と大学の研究に使います。"
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentText {
    /// Its title.
    pub title: String,
    /// What it says about each purpose.
    pub purposes: BTreeMap<Purpose, String>,
}

/// How an account or a telephone is linked to a resident. A city without it links none by itself.
///
/// ```toml
/// [link]
/// text = "お手元の番号を入れると、このLINEにお知らせが届くようになります。下のページを10分以内に開いてください。"
/// sms = "荒尾市です。SMSでのお知らせを受け取るには {code} とだけ返信してください。心当たりがなければ返信は不要です。"
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTexts {
    /// Said by LINE, with the page's address below it.
    pub text: String,
    /// Said by SMS, with the code in the place of `{code}`; without it no telephone is linked.
    pub sms: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentFile {
    title: Spanned<String>,
    engagement: Option<String>,
    research: Option<String>,
    outcomes_sharing: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkFile {
    text: Spanned<String>,
    sms: Option<Spanned<String>>,
}

/// The longest text by LINE, so that the page's address fits below it with room to spare.
const LINE_UNITS: usize = 500;

const PLACE: &str = "{code}";

impl ConsentFile {
    pub(super) fn read(self, problem: &mut dyn FnMut(Range<usize>, Sentence)) -> ConsentText {
        if self.title.get_ref().trim().is_empty() {
            let said = Sentence::new(
                "`title` is empty; write what stands at the head of the text",
                "`title` が空です。同意の説明文の題を書いてください。",
            );
            problem(self.title.span(), said);
        }
        let purposes = [
            (Purpose::Engagement, self.engagement),
            (Purpose::Research, self.research),
            (Purpose::OutcomesSharing, self.outcomes_sharing),
        ];
        let purposes = purposes.into_iter().filter_map(|(purpose, text)| Some((purpose, text?)));
        ConsentText { title: self.title.into_inner(), purposes: purposes.collect() }
    }
}

impl LinkFile {
    pub(super) fn read(self, problem: &mut dyn FnMut(Range<usize>, Sentence)) -> LinkTexts {
        for said in self.sms.iter().chain([&self.text]) {
            if let Some(word) = sensitive_word(said.get_ref()) {
                let complaint = Sentence::new(
                    format!("「{word}」 tells of health, and no message may"),
                    format!("「{word}」は病気や検査を思わせる言葉です。ほかの言葉にしてください。"),
                );
                problem(said.span(), complaint);
            }
        }
        let units = utf16_units(self.text.get_ref());
        if !(1..=LINE_UNITS).contains(&units) {
            let said = Sentence::new(
                format!("`text` has {units} characters; it can have 1 to {LINE_UNITS}"),
                format!("`text` が{units}文字です。1〜{LINE_UNITS}文字にしてください。"),
            );
            problem(self.text.span(), said);
        }
        if let Some(sms) = &self.sms {
            if sms.get_ref().matches(PLACE).count() != 1 {
                let said = Sentence::new(
                    format!("write `{PLACE}` once in `sms`, where the code is to stand"),
                    format!("`sms` の、番号の入るところに `{PLACE}` をひとつだけ書いてください。"),
                );
                problem(sms.span(), said);
            }
            let units = utf16_units(&with_code(sms.get_ref(), &Code::from_bits(0)));
            if units > SMS_UNITS {
                let said = Sentence::new(
                    format!("`sms` has {units} characters with its code; one SMS holds {SMS_UNITS}"),
                    format!("`sms` が、番号を入れると{units}文字です。SMS 1通は{SMS_UNITS}文字までです。"),
                );
                problem(sms.span(), said);
            }
        }
        LinkTexts { text: self.text.into_inner(), sms: self.sms.map(Spanned::into_inner) }
    }
}

impl LinkTexts {
    /// What is said by LINE: the text, and the page's address.
    pub fn by_line(&self, url: &str) -> String {
        format!("{}\n{url}", self.text)
    }

    /// What is said by SMS.
    pub fn by_sms(&self, code: &Code) -> Option<String> {
        self.sms.as_deref().map(|text| with_code(text, code))
    }
}

/// Digits without gaps, as a telephone lets one copy a number by a tap.
fn with_code(text: &str, code: &Code) -> String {
    text.replace(PLACE, code.digits())
}
