//! What came of a step in the words that cases use, beside what they expect.

use super::plain::{self, Named};
use crate::decide::{Detail, Effect, Verdict};
use crate::journey::Happened;
use crate::sentence::{Language, Sentence};

/// What happened, in the words that cases use.
pub(super) struct Word {
    /// As a case writes it.
    pub(super) word: String,
    /// What a script's error says, which stands in no case and is for people.
    why: Option<Sentence>,
}

/// Where something else was decided than expected.
pub(super) fn decided_otherwise(expected: &[String], decided: &[Word], named: &Named) -> Option<Sentence> {
    let (expected, got) = otherwise(expected, decided, |word| plain::decided(word, named))?;
    Some(Sentence::new(
        format!("expected {}, but it was {}", expected.en, got.en),
        format!(
            "決まったことが見本と違います。見本：{}。実際：{}。ルールと見本のどちらが正しいかを確かめて、違うほうを直して\
             ください。",
            expected.ja, got.ja
        ),
    ))
}

/// Where something else left than expected.
pub(super) fn left_otherwise(expected: &[String], left: &[Word], named: &Named) -> Option<Sentence> {
    let (expected, got) = otherwise(expected, left, |word| plain::left(word, named))?;
    Some(Sentence::new(
        format!("expected to leave: {}; what left: {}", expected.en, got.en),
        format!(
            "送られたものが見本と違います。見本：{}。実際：{}。送らない時間帯、上限、同意などを確かめてください。",
            expected.ja, got.ja
        ),
    ))
}

/// Both lists, where they differ. In Japanese a word stands behind what it says plainly: who mends the case writes it.
fn otherwise(expected: &[String], got: &[Word], plain: impl Fn(&str) -> Sentence) -> Option<(Sentence, Sentence)> {
    if matches_all(expected, got) {
        return None;
    }
    let written = |word: &String| Sentence::new(word, format!("{}（`{word}`）", plain(word).ja));
    let came = |Word { word, why }: &Word| match why {
        Some(why) => Sentence::new(
            format!("{word} ({})", why.en),
            format!("ルールが途中で止まる：{}（`{word}`）", why.ja.trim_end_matches('。')),
        ),
        None => written(word),
    };
    Some((list(expected.iter().map(written)), list(got.iter().map(came))))
}

/// The message that left, in the words that cases use.
pub(super) fn left(happened: &Happened) -> Option<Word> {
    match happened {
        Happened::Left(_, message, _) if message.follows.is_some() => {
            Some(Word::new(format!("{} sms", message.message)))
        }
        Happened::Left(_, message, _) => Some(Word::new(message.message.clone())),
        _ => None,
    }
}

/// What happened in the words that cases use.
pub(super) fn said(happened: &Happened) -> Vec<Word> {
    match happened {
        Happened::Decided(_, decision) => decision.verdicts.iter().map(word).collect(),
        // An SMS that does not follow is what everybody hopes for, and stands in no case.
        Happened::HeldBack(_, message, _) if message.follows.is_some() => Vec::new(),
        Happened::HeldBack(_, message, reason) => {
            vec![Word::new(format!("withheld {} {reason}", message.message))]
        }
        Happened::Left(..) => Vec::new(),
    }
}

fn word(verdict: &Verdict) -> Word {
    let (kind, name) = (verdict.kind, &verdict.name);
    Word::new(match &verdict.outcome {
        Err(reason) => {
            let word = format!("withheld {name} {reason}");
            return match &verdict.trace.detail {
                Some(Detail::Script(why)) if kind == "rule" => Word { word, why: Some(why.clone()) },
                _ => Word::new(word),
            };
        }
        Ok(Effect::Points { entry, .. }) => format!("award {name} {}", entry.granted),
        Ok(Effect::Goal(_, goal)) => format!("set_goal {name} {}", goal.target),
        Ok(Effect::Flag) => kind.to_owned(),
        Ok(_) => format!("{kind} {name}"),
    })
}

impl Word {
    fn new(word: String) -> Self {
        Self { word, why: None }
    }
}

fn matches_all(expected: &[String], got: &[Word]) -> bool {
    expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| matches_one(expected, &got.word))
}

/// `nudge a | b` stands for either.
fn matches_one(expected: &str, got: &str) -> bool {
    let mut words = expected.split_whitespace().peekable();
    let Some(kind) = words.next() else { return false };
    let mut names: Vec<&str> = words.next().into_iter().collect();
    while words.peek() == Some(&"|") {
        words.next();
        names.extend(words.next());
    }
    let rest: Vec<&str> = words.collect();
    if names.is_empty() {
        return got == kind;
    }
    names.into_iter().any(|name| {
        let mut whole = vec![kind, name];
        whole.extend(&rest);
        whole.join(" ") == got
    })
}

fn list(items: impl Iterator<Item = Sentence>) -> Sentence {
    let items: Vec<Sentence> = items.collect();
    if items.is_empty() {
        return Sentence::new("nothing", "なし");
    }
    let all = |language| items.iter().map(|item| item.say(language)).collect::<Vec<_>>();
    Sentence::new(format!("[{}]", all(Language::En).join(", ")), all(Language::Ja).join("、"))
}
