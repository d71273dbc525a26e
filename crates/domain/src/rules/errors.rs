//! What went wrong in a script, in the words of those who write them.

mod syntax;

use super::frame::Stop;
use super::{RuleError, budget, facts, language, proposals};
use crate::nearest::instead;
use crate::sentence::{Sentence, thousands};
use rhai::{EvalAltResult, ParseError, Position};
use syntax::syntax;

/// Where something is in a script, from 1; 0 when not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        let line = position.line().unwrap_or_default();
        // Before the first character is column 0 for rhai.
        Self { line, column: position.position().unwrap_or_default().max(usize::from(line > 0)) }
    }
}

/// Puts an error of an evaluation into words. `file` and `place` are those of the function
/// that was asked, for errors that rhai gives no place.
pub(super) fn explain(error: EvalAltResult, stop: Option<Stop>, file: &str, place: Place) -> RuleError {
    let (error, inner) = innermost(error);
    let file = inner.filter(|source| !source.is_empty()).unwrap_or_else(|| file.to_owned());
    let found = Place::from(error.position());
    let place = if found.line == 0 { place } else { found };
    let (said, budget) = match stop {
        Some(stop) => (stop.said, stop.budget),
        None => in_words(&error),
    };
    RuleError { file, line: place.line, column: place.column, message: said.en, message_ja: said.ja, budget }
}

/// The error itself, below the calls that led there, and the script it is in.
fn innermost(error: EvalAltResult) -> (EvalAltResult, Option<String>) {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, source, inner, position) => {
            let (mut error, deeper) = innermost(*inner);
            let known = deeper.is_some() || !error.position().is_none();
            if !known {
                error.set_position(position);
            }
            (error, deeper.or(Some(source)))
        }
        other => (other, None),
    }
}

fn in_words(error: &EvalAltResult) -> (Sentence, bool) {
    use EvalAltResult as E;
    let spent = matches!(
        error,
        E::ErrorTooManyOperations(_)
            | E::ErrorStackOverflow(_)
            | E::ErrorTooManyVariables(_)
            | E::ErrorDataTooLarge(..)
    );
    let said = match error {
        E::ErrorTooManyOperations(_) => {
            let most = thousands(budget::OPERATIONS);
            Sentence::new(
                format!("the rule takes more than {most} steps; look for a loop that does not end"),
                format!("計算が{most}回をこえました。終わらないくり返しがないか確かめてください。"),
            )
        }
        E::ErrorStackOverflow(_) => Sentence::new(
            format!("functions call functions more than {} deep; look for one that calls itself", budget::CALLS),
            format!("関数の呼び出しが{}段をこえました。自分を呼んでいる関数がないか確かめてください。", budget::CALLS),
        ),
        E::ErrorTooManyVariables(_) => Sentence::new(
            format!("more than {} variables at a time", budget::VARIABLES),
            format!("同時に使う変数が{}個をこえました。減らしてください。", budget::VARIABLES),
        ),
        E::ErrorDataTooLarge(what, _) => too_large(what),
        E::ErrorVariableNotFound(name, _) => Sentence::new(
            format!("`{name}` is not known here"),
            format!("`{name}` という名前は、ここでは使えません。つづりを確かめてください。"),
        ),
        E::ErrorFunctionNotFound(signature, _) => no_function(signature),
        E::ErrorDotExpr(text, _) => no_property(text),
        E::ErrorPropertyNotFound(name, _) => not_in_map(name),
        E::ErrorIndexNotFound(name, _) => not_in_map(&name.to_string()),
        E::ErrorIndexingType(..) => {
            Sentence::new("`[…]` is for lists, maps and texts", "`[…]` が使えるのは、リスト、マップ、文字だけです。")
        }
        E::ErrorArrayBounds(count, index, _) => Sentence::new(
            format!("the list has {count} items; there is none at {index}, counted from 0"),
            format!("リストの中身は{count}個なので、`[{index}]` はありません（`[0]` から数えます）。"),
        ),
        E::ErrorStringBounds(count, index, _) => Sentence::new(
            format!("the text has {count} characters; there is none at {index}, counted from 0"),
            format!("{count}文字しかないので、`[{index}]` はありません（`[0]` から数えます）。"),
        ),
        E::ErrorFor(_) => Sentence::new(
            "`for` goes through a list, a range such as `0..7` or a text, and this is none",
            "`for` には、リスト、`0..7` のような範囲、または文字を書いてください。",
        ),
        E::ErrorMismatchDataType(wanted, found, _) | E::ErrorMismatchOutputType(wanted, found, _) => {
            let (wanted, found) = (kind(wanted), kind(found));
            Sentence::new(
                format!("this is {}, where {} is needed", found.en, wanted.en),
                format!("ここには{}が要りますが、{}です。", wanted.ja, found.ja),
            )
        }
        E::ErrorAssignmentToConstant(name, _) => unchanged(name),
        E::ErrorNonPureMethodCallOnConstant(..) => unchanged(""),
        E::ErrorArithmetic(text, _) => arithmetic(text),
        E::ErrorParsing(kind, _) => syntax(kind),
        E::ErrorRuntime(value, _) if !value.is_unit() => {
            Sentence::new(value.to_string(), format!("ルールがここで止まりました（{value}）。"))
        }
        _ => Sentence::new(
            "the rule could not go on here",
            "ルールは、ここから先へ進めませんでした。この行の書き方を確かめてください。",
        ),
    };
    (said, spent)
}

fn not_in_map(name: &str) -> Sentence {
    Sentence::new(
        format!("there is no `{name}` in this map"),
        format!("このマップに `{name}` という項目はありません。つづりを確かめてください。"),
    )
}

fn unchanged(name: &str) -> Sentence {
    if name.is_empty() {
        Sentence::new("this cannot be changed", "ここの値は変えられません。")
    } else {
        Sentence::new(format!("`{name}` cannot be changed"), format!("`{name}` の値は変えられません。"))
    }
}

fn too_large(what: &str) -> Sentence {
    if what.contains("string") {
        let most = thousands(budget::TEXT_BYTES);
        Sentence::new(
            format!("a text has {most} bytes at most, about 1,000 Japanese characters"),
            format!("文字が長すぎます。{most}バイト（日本語で約1,000文字）までにしてください。"),
        )
    } else if what.contains("map") {
        Sentence::new(
            format!("a map has {} names at most", budget::MAP),
            format!("マップの項目が多すぎます。{}個までにしてください。", budget::MAP),
        )
    } else {
        Sentence::new(
            format!("a list has {} items at most", budget::LIST),
            format!("リストが長すぎます。{}個までにしてください。", budget::LIST),
        )
    }
}

/// What to add where a value was missing.
fn if_nothing(nothing: bool) -> Sentence {
    if !nothing {
        return Sentence::default();
    }
    Sentence::new(
        "; `()` means there is no value: ask `!= ()` before",
        "`()` は「値がない」という意味です。先に `!= ()` かどうかを確かめてください。",
    )
}

/// From `- ((), i64)`: the function, and the kinds of its values.
fn no_function(signature: &str) -> Sentence {
    let Some((name, kinds)) = signature.split_once(" (") else {
        // Said by a function of the language about what it was given.
        return Sentence::new(
            "this does not go with values of these kinds, or of several kinds at once",
            "この種類の値、または種類のまざった値には使えません。",
        );
    };
    let kinds: Vec<&str> =
        kinds.strip_suffix(')').unwrap_or(kinds).split(", ").filter(|kind| !kind.is_empty()).collect();
    let hint = if_nothing(kinds.contains(&"()"));
    if let [left, right] = kinds.as_slice()
        && name.chars().all(|c| c.is_ascii_punctuation())
    {
        let (left, right) = (kind(left), kind(right));
        return Sentence::new(
            format!("`{name}` does not go with {} and {}{}", left.en, right.en, hint.en),
            format!("`{name}` は、{}と{}には使えません。{}", left.ja, right.ja, hint.ja),
        );
    }
    let given: Vec<Sentence> = kinds.iter().map(|name| kind(name)).collect();
    let en = given.iter().map(|kind| kind.en.as_str()).collect::<Vec<_>>().join(" and ");
    let ja = given.iter().map(|kind| kind.ja.as_str()).collect::<Vec<_>>().join("と");
    if let Some(offer) = proposals::OFFERS.iter().find(|offer| offer.name == name) {
        return Sentence::new(
            format!("`{name}` is written `{}`; this gives it {en}", offer.example),
            format!("`{name}` は `{}` のように書いてください。いまは{ja}を渡しています。", offer.example),
        );
    }
    let known = facts::facts().map(|fact| fact.name).chain(language::FUNCTIONS.iter().map(|known| known.name));
    if known.clone().any(|known| known == name) {
        return Sentence::new(
            format!("`{name}` does not go with {en}{}", hint.en),
            format!("`{name}` は、{ja}には使えません。{}", hint.ja),
        );
    }
    let near = instead(name, known.chain(proposals::OFFERS.iter().map(|offer| offer.name)));
    Sentence::new(
        format!("there is no function `{name}` for this{}", near.en),
        format!("ここで使える `{name}` という関数はありません。{}", near.ja),
    )
}

/// From `Unknown property 'x' - a getter is not registered for type 't'`.
fn no_property(text: &str) -> Sentence {
    let mut quoted = text.split('\'').skip(1).step_by(2);
    match (quoted.next(), quoted.next()) {
        (Some(name), Some(owner)) if text.starts_with("Unknown property") => {
            let (hint, owner) = (if_nothing(owner == "()"), kind(owner));
            Sentence::new(
                format!("there is no `{name}` in {}{}", owner.en, hint.en),
                format!("{}に `{name}` はありません。{}", owner.ja, hint.ja),
            )
        }
        (Some(name), _) => unchanged(name),
        _ => unread(),
    }
}

fn unread() -> Sentence {
    Sentence::new("this cannot be read", "ここは読めません。書き方を確かめてください。")
}

fn arithmetic(text: &str) -> Sentence {
    let lower = text.to_lowercase();
    if lower.contains("zero") {
        Sentence::new("this divides by 0", "0で割っています。割る数が0でないことを、先に確かめてください。")
    } else if lower.contains("overflow") || lower.contains("underflow") {
        Sentence::new("this number becomes larger than can be counted", "数が大きくなりすぎて、計算できません。")
    } else if lower.contains("pars") {
        Sentence::new("this text is not a number", "この文字は、数として読めません。")
    } else {
        Sentence::new("this cannot be calculated", "この計算はできません。")
    }
}

/// A kind of value in plain words.
fn kind(name: &str) -> Sentence {
    let (en, ja) = match name {
        "()" => ("`()`", "`()` "),
        "i64" => ("a whole number", "整数"),
        "f64" => ("a number", "数"),
        "bool" => ("true or false", "`true` か `false` "),
        "char" => ("a letter", "1文字"),
        "array" | "Array" => ("a list", "リスト"),
        "map" | "Map" => ("a map", "マップ"),
        "Fn" => ("a function", "関数"),
        facts::PREDICTION => (name, "健康予測"),
        name if name.contains("String") || name.contains("string") || name.contains("&str") => ("a text", "文字"),
        name if name.contains("Range") || name.contains("range") => ("a range", "範囲"),
        // `me`, `event` and the like are called so by us.
        name => return Sentence::new(name, format!("{name} ")),
    };
    Sentence::new(en, ja)
}

/// Where a script cannot be read, and why.
pub(super) fn unreadable(error: &ParseError) -> (Place, Sentence) {
    (error.1.into(), syntax(&error.0))
}
