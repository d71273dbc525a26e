//! What came of a step in the words that cases use, beside what they expect.

use crate::decide::{Detail, Effect, Verdict};
use crate::journey::Happened;
use crate::sentence::{Language, Sentence};

/// Where something else was decided than expected.
pub(super) fn decided_otherwise(expected: &[String], decided: &[Sentence]) -> Option<Sentence> {
    let (expected, got) = otherwise(expected, decided)?;
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
pub(super) fn left_otherwise(expected: &[String], left: &[Sentence]) -> Option<Sentence> {
    let (expected, got) = otherwise(expected, left)?;
    Some(Sentence::new(
        format!("expected to leave: {}; what left: {}", expected.en, got.en),
        format!(
            "送られたものが見本と違います。見本：{}。実際：{}。送らない時間帯、上限、同意などを確かめてください。",
            expected.ja, got.ja
        ),
    ))
}

/// Both lists, where they differ.
fn otherwise(expected: &[String], got: &[Sentence]) -> Option<(Sentence, Sentence)> {
    let written: Vec<Sentence> = expected.iter().cloned().map(quoted).collect();
    (!matches_all(expected, got)).then(|| (list(&written), list(got)))
}

/// The message that left, in the words that cases use.
pub(super) fn left(happened: &Happened) -> Option<Sentence> {
    match happened {
        Happened::Left(_, message, _) if message.follows.is_some() => Some(quoted(format!("{} sms", message.message))),
        Happened::Left(_, message, _) => Some(quoted(message.message.clone())),
        _ => None,
    }
}

/// What happened in the words that cases use.
pub(super) fn said(happened: &Happened) -> Vec<Sentence> {
    match happened {
        Happened::Decided(_, decision) => decision.verdicts.iter().map(word).collect(),
        // An SMS that does not follow is what everybody hopes for, and stands in no case.
        Happened::HeldBack(_, message, _) if message.follows.is_some() => Vec::new(),
        Happened::HeldBack(_, message, reason) => {
            vec![quoted(format!("withheld {} {reason}", message.message))]
        }
        Happened::Left(..) => Vec::new(),
    }
}

fn word(verdict: &Verdict) -> Sentence {
    let (kind, name) = (verdict.kind, &verdict.name);
    quoted(match &verdict.outcome {
        Err(reason) => match &verdict.trace.detail {
            Some(Detail::Script(why)) if kind == "rule" => {
                let word = format!("withheld {name} {reason}");
                return Sentence::new(format!("{word} ({})", why.en), format!("`{word}`（{}）", why.ja));
            }
            _ => format!("withheld {name} {reason}"),
        },
        Ok(Effect::Points { entry, .. }) => format!("award {name} {}", entry.granted),
        Ok(Effect::Goal(_, goal)) => format!("set_goal {name} {}", goal.target),
        Ok(Effect::Flag) => kind.to_owned(),
        Ok(_) => format!("{kind} {name}"),
    })
}

/// Words of cases, which are the same in both languages; in a Japanese sentence they are set apart.
fn quoted(word: String) -> Sentence {
    let ja = format!("`{word}`");
    Sentence::new(word, ja)
}

fn matches_all(expected: &[String], got: &[Sentence]) -> bool {
    expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| matches_one(expected, &got.en))
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
        whole.join(" ") == got.split(" (").next().unwrap_or(got)
    })
}

fn list(items: &[Sentence]) -> Sentence {
    if items.is_empty() {
        return Sentence::new("nothing", "なし");
    }
    let all = |language| items.iter().map(|item| item.say(language)).collect::<Vec<_>>();
    Sentence::new(format!("[{}]", all(Language::En).join(", ")), all(Language::Ja).join("、"))
}
