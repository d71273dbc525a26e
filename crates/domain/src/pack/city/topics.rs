//! Reading `[topics]`.

use super::Wording;
use crate::pack::text::sensitive_word;
use crate::pack::{is_name, no_name};
use crate::sentence::Sentence;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// The most topics: a resident looks through all of them.
const MOST: usize = 20;

/// The longest that a topic is called, in characters.
const LONGEST: usize = 20;

/// The topics as far as they can be used. They stand on a page that family may read, and in a record.
pub(super) fn read(
    topics: BTreeMap<Spanned<String>, Spanned<Wording>>,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
) -> BTreeMap<String, Wording> {
    if let Some((name, _)) = topics.iter().nth(MOST) {
        let said = Sentence::new(
            format!("there can be {MOST} topics at most; put some together"),
            format!("話題は{MOST}件までです。近いものをまとめてください。"),
        );
        problem(name.span(), said);
    }
    for (name, words) in &topics {
        if !is_name(name.get_ref()) {
            problem(name.span(), no_name(name.get_ref()));
        }
        for text in words.get_ref().all() {
            if let Some(said) = complaint(text) {
                problem(words.span(), said);
            }
        }
    }
    topics.into_iter().map(|(name, words)| (name.into_inner(), words.into_inner())).collect()
}

fn complaint(text: &str) -> Option<Sentence> {
    if let Some(word) = sensitive_word(text) {
        return Some(Sentence::new(
            format!("「{word}」 tells of health; a topic is called by neutral words, such as 「歩くこと」"),
            format!(
                "「{word}」は病気や検査を思わせる言葉です。話題は「歩くこと」のような、ふつうの言葉で書いてください。"
            ),
        ));
    }
    let is_one_line = text.trim() == text && !text.chars().any(char::is_control);
    let fits = (1..=LONGEST).contains(&text.chars().count()) && is_one_line;
    (!fits).then(|| {
        let text = text.lines().next().unwrap_or_default();
        Sentence::new(
            format!("「{text}」 cannot be what a topic is called: 1 to {LONGEST} characters in one line"),
            format!("「{text}」は話題の呼び名になりません。1行で、1〜{LONGEST}文字にしてください。"),
        )
    })
}
