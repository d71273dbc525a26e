//! Facts that are read, against the vocabulary.

use super::{Kind, Walk};
use crate::nearest::{instead, meant, nearest};
use crate::rules::facts::{Fact, Of, Takes, facts, facts_of};
use crate::rules::language::PROPERTIES;
use crate::sentence::Sentence;
use rhai::{Expr, FnCallExpr, Position};
use std::collections::BTreeSet;

impl Walk<'_> {
    pub(super) fn property(&mut self, kind: &Kind, name: &str, position: Position) -> Kind {
        let Some(of) = kind.of() else {
            let known = matches!(kind, Kind::Unknown) || PROPERTIES.contains(&name);
            if !known {
                let near = instead(name, PROPERTIES.into_iter());
                let ja = format!("ここに `.{name}` は使えません。{}", near.ja);
                self.problem(position, format!("this has no `.{name}`{}", near.en), ja);
            }
            return Kind::Unknown;
        };
        match fact(of, name) {
            Some(fact) if fact.takes == Takes::Nothing => self.read(kind, fact, None, position),
            Some(fact) => {
                let (path, example) = (of.path(), fact.written());
                let ja = format!("`{path}.{name}` は、`{example}` のように `( )` をつけて書いてください。");
                self.problem(position, format!("`{path}.{name}` is asked for something: `{example}`"), ja);
                fact.gives.into()
            }
            None => self.unknown(kind, of, name, position),
        }
    }

    pub(super) fn method(&mut self, kind: &Kind, call: &FnCallExpr, position: Position) -> Kind {
        let name = call.name.as_str();
        let given: Vec<Kind> = call.args.iter().map(|value| self.expression(value)).collect();
        let Some(of) = kind.of() else {
            return self.other_method(kind, name, given, position);
        };
        match fact(of, name) {
            Some(fact) if fact.takes == Takes::Nothing => {
                let path = of.path();
                let ja = format!("`{path}.{name}` に `( )` は要りません。消してください。");
                self.problem(position, format!("`{path}.{name}` is a value; leave out the `()`"), ja);
                fact.gives.into()
            }
            Some(fact) => {
                let (word, days) = match fact.takes {
                    Takes::Nothing => (None, None),
                    Takes::Days(..) => (None, call.args.first()),
                    Takes::Word(_) => (call.args.first(), None),
                    Takes::WordAndDays(..) => (call.args.first(), call.args.get(1)),
                };
                let needed = if matches!(fact.takes, Takes::WordAndDays(..)) { 2 } else { 1 };
                let word_is_text = !matches!(word, Some(Expr::IntegerConstant(..)));
                let days_is_number = !matches!(days, Some(Expr::StringConstant(..)));
                if given.len() != needed || !word_is_text || !days_is_number {
                    let (path, example) = (of.path(), fact.written());
                    let ja = format!("`{path}.{name}` は `{example}` のように書いてください。");
                    self.problem(position, format!("`{path}.{name}` is written `{example}`"), ja);
                }
                let word = word.and_then(|word| match word {
                    Expr::StringConstant(text, _) => Some(text.as_str()),
                    _ => None,
                });
                if let (Of::Me, "replied", Some(action)) = (of, name, word) {
                    self.found.actions.push((position.into(), action.to_owned()));
                }
                let days = days.and_then(whole);
                if let Some(said) = fact.wrong(word, days) {
                    self.say(position, said);
                }
                let words = given.into_iter().next().and_then(Kind::texts);
                if name == "enrolled" {
                    self.name("enrolled", words.clone(), None, position);
                }
                self.read(kind, fact, words, position)
            }
            None => self.unknown(kind, of, name, position),
        }
    }

    fn read(&mut self, kind: &Kind, fact: &'static Fact, words: Option<BTreeSet<String>>, position: Position) -> Kind {
        if let Kind::Event(Some(hook)) = kind
            && !fact.hooks.is_empty()
            && !fact.hooks.contains(hook)
        {
            let (name, hooks) = (fact.name, fact.hooks);
            let en = format!("the `event` of `{hook}` has no `{name}`; it is there in `{}`", hooks.join("`, `"));
            let ja = format!(
                "`{hook}` の `event` に `{name}` という事実はありません。`{name}` が読めるのは `{}` です。",
                hooks.join("`、`")
            );
            self.problem(position, en, ja);
        }
        self.mark(fact, words.as_ref());
        fact.gives.into()
    }

    /// Notes that a sensitive fact is read, where that is known before a rule runs.
    fn mark(&mut self, fact: &'static Fact, words: Option<&BTreeSet<String>>) {
        let path = format!("{}.{}", fact.of.path(), fact.name);
        let asked = words.into_iter().flatten().find(|word| fact.is_sensitive(Some(word.as_str())));
        if fact.is_sensitive(None) {
            self.found.sensitive.get_or_insert(path);
        } else if let Some(word) = asked {
            self.found.sensitive.get_or_insert(format!("{path}(\"{word}\")"));
        }
    }

    fn unknown(&mut self, kind: &Kind, of: Of, name: &str, position: Position) -> Kind {
        let here = facts_of(of).filter(|fact| match kind {
            Kind::Event(Some(hook)) => fact.hooks.is_empty() || fact.hooks.contains(hook),
            _ => true,
        });
        let names: Vec<&str> = here.map(|fact| fact.name).collect();
        let path = of.path();
        let elsewhere = || facts().find(|fact| fact.name == name);
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => meant(near),
            None => match elsewhere().map(|fact| fact.of.path()) {
                Some(other) => Sentence::new(
                    format!("; there is `{other}.{name}`"),
                    format!("`{other}.{name}` ではありませんか。"),
                ),
                None => Sentence::new(
                    format!("; there are `{}`", names.join("`, `")),
                    format!("読めるのは `{}` です。", names.join("`、`")),
                ),
            },
        };
        let en = format!("`{name}` is not a fact of `{path}`{}", hint.en);
        self.problem(position, en, format!("`{path}` に `{name}` という事実はありません。{}", hint.ja));
        Kind::Unknown
    }

    fn other_method(&mut self, kind: &Kind, name: &str, given: Vec<Kind>, position: Position) -> Kind {
        let count = given.len();
        // It may be a fact of something that is not known here.
        if let Some(fact) = facts().find(|fact| fact.name == name && fact.takes != Takes::Nothing)
            && *kind == Kind::Unknown
        {
            self.mark(fact, given.into_iter().next().and_then(Kind::texts).as_ref());
            return fact.gives.into();
        }
        self.language(name, count + 1, position)
    }
}

fn fact(of: Of, name: &str) -> Option<&'static Fact> {
    facts_of(of).find(|fact| fact.name == name)
}

/// A whole number as written; negative ones are an operator and a number.
pub(super) fn whole(value: &Expr) -> Option<i64> {
    match value {
        Expr::IntegerConstant(number, _) => Some(*number),
        Expr::FnCall(call, _) if call.name == "-" => match call.args.as_slice() {
            [Expr::IntegerConstant(number, _)] => number.checked_neg(),
            _ => None,
        },
        _ => None,
    }
}
