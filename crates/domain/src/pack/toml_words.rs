//! What the parser of TOML says of a file, in our own words.

#[cfg(test)]
mod tests;

use crate::nearest::{meant, nearest};
use crate::sentence::Sentence;
use serde::de::DeserializeOwned;
use std::ops::Range;

/// Reads a file, or tells where it cannot be read and why.
pub(super) fn read<T: DeserializeOwned>(text: &str, problem: &mut dyn FnMut(Range<usize>, Sentence)) -> Option<T> {
    let told = |error: toml::de::Error| {
        let span = error.span().unwrap_or_default();
        problem(span.clone(), in_words(error.message(), text, span));
    };
    toml::from_str(text).map_err(told).ok()
}

/// `message` is the parser's, about what stands at `span` of the text.
fn in_words(message: &str, text: &str, span: Range<usize>) -> Sentence {
    let written = text.get(span.clone()).unwrap_or_default();
    let (what, wanted) = message.split_once(", expected ").unwrap_or((message, ""));
    let before = text.get(..span.start).unwrap_or_default().lines().next_back().unwrap_or_default();
    of_values(message, written)
        .or_else(|| of_texts(what, wanted, written, before))
        .or_else(|| of_names(what, written))
        .or_else(|| of_signs(what, wanted))
        .or_else(|| of_numbers(what, wanted))
        .unwrap_or_else(|| {
            Sentence::new(
                format!("this cannot be read as TOML: {message}"),
                format!(
                    "この行は TOML の書き方になっていません。記号の抜けや、全角の記号がないか確かめてください（{message}）。"
                ),
            )
        })
}

/// Values and names that can be read, and are not what is asked for.
fn of_values(message: &str, written: &str) -> Option<Sentence> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if let Some(rest) = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: ")) {
        let (_, wanted) = rest.rsplit_once(", expected ")?;
        return other(wanted, written);
    }
    if message.starts_with("unknown field ") {
        let (name, known) = (quoted.next()?, quoted.collect::<Vec<_>>());
        let hint = one_of(name, &known, "there are");
        return Some(Sentence::new(
            format!("unknown field `{name}`{}", hint.en),
            format!("`{name}` という項目はありません。{}", hint.ja),
        ));
    }
    if message.starts_with("unknown variant ") {
        let (name, known) = (quoted.next()?, quoted.collect::<Vec<_>>());
        let hint = one_of(name, &known, "it can be");
        return Some(Sentence::new(
            format!("`{name}` cannot stand here{}", hint.en),
            format!("ここに `{name}` は書けません。{}", hint.ja),
        ));
    }
    if message.starts_with("missing field ") {
        let name = quoted.next()?;
        return Some(Sentence::new(
            format!("missing field `{name}`: it has to be there"),
            format!("`{name}` がありません。必ず要る項目なので、書いてください。"),
        ));
    }
    other(message, written)
}

/// The name that is meant, or those that there are.
fn one_of(name: &str, known: &[&str], there_are: &str) -> Sentence {
    if let Some(near) = nearest(name, known.iter().copied()) {
        return meant(near);
    }
    if known.is_empty() {
        return Sentence::new("; there is nothing to write here", "消してください。");
    }
    let list = |between: &str| known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between);
    Sentence::new(format!("; {there_are} {}", list(", ")), format!("書けるのは {} です。", list("、")))
}

/// Something else is written than what is wanted.
fn other(wanted: &str, written: &str) -> Option<Sentence> {
    let is_too_large = written.parse::<i64>().is_ok_and(|number| number > 0);
    let (en, ja) = match wanted {
        "a TOML datetime" => (
            "a date is needed here, such as 2026-04-01 without quotes",
            "日付を 2026-04-01 のように、`\" \"` で囲まずに",
        ),
        "a string" => ("a text in quotes is needed here", "文字を `\" \"` で囲んで"),
        "a boolean" => ("`true` or `false` is needed here", "`true` か `false` を"),
        "a sequence" => ("a list is needed here, written `[…]`", "リストを `[ ]` で囲んで"),
        "f64" => ("a number is needed here", "数を、`\" \"` で囲まずに"),
        "i32" | "i64" => ("a whole number is needed here", "整数を、`\" \"` で囲まずに"),
        "u32" | "u64" | "usize" if is_too_large => ("a smaller number is needed here", "もっと小さい数を"),
        "u32" | "u64" | "usize" => ("a whole number is needed here, 0 or more", "0以上の整数を、`\" \"` で囲まずに"),
        "expected a number or a text" => {
            ("a number, or a text in quotes, is needed here", "数、または `\" \"` で囲んだ言葉を")
        }
        "wanted string or table" => ("a word in quotes is needed here", "言葉を `\" \"` で囲んで"),
        "a map" => ("names and values are needed here, written `{ name = … }`", "項目を `{ 名前 = 値 }` の形で"),
        wanted if wanted.starts_with("struct ") => {
            ("names and values are needed here, written `{ name = … }`", "項目を `{ 名前 = 値 }` の形で")
        }
        _ => return None,
    };
    let is_short = written.chars().count() <= 40 && !written.contains(['\n', '`']) && !written.is_empty();
    let (found_en, found_ja) = if is_short {
        (format!("; this is `{written}`"), format!("（いまは `{written}` です）"))
    } else {
        (String::new(), String::new())
    };
    Some(Sentence::new(format!("{en}{found_en}"), format!("ここには、{ja}書いてください{found_ja}。")))
}

/// Texts and their quotation marks.
fn of_texts(what: &str, wanted: &str, written: &str, before: &str) -> Option<Sentence> {
    let ends = wanted == "`\"`" || wanted == "`'`";
    Some(match what {
        "string values must be quoted" if written.trim().is_empty() => Sentence::new(
            "there is no value after `=`",
            "`=` のうしろに値がありません。値を書くか、行を消してください。",
        ),
        "string values must be quoted" => Sentence::new(
            format!("`{written}` cannot be read; a text stands between two `\"`, and numbers are of half width"),
            format!(
                "`{written}` は値として読めません。文字は半角の `\"` で囲んでください。数は半角の数字だけで書いてください。"
            ),
        ),
        // What a name without a value within braces is taken for.
        "invalid literal string" if !before.contains('\'') => no_value(),
        "invalid multi-line basic string" | "invalid multi-line literal string" if ends => Sentence::new(
            "the text that begins with `\"\"\"` has no `\"\"\"` at its end",
            "`\"\"\"` で始めた文に、終わりの `\"\"\"` がありません。文の終わりに書いてください。",
        ),
        "invalid basic string" | "invalid literal string" if ends => Sentence::new(
            format!("the text has no closing {wanted} in its line"),
            format!("文字を閉じる {wanted} が、この行にありません。半角で書いてください。全角の ” は使えません。"),
        ),
        "invalid basic string" | "invalid multi-line basic string" => Sentence::new(
            "a character here cannot stand in a text; it may have come along by copying",
            "文字の中に、使えない目に見えない文字があります。コピーしたところを打ち直してください。",
        ),
        "missing escaped value" | "too few unicode value digits" | "invalid value" => Sentence::new(
            "a backslash has a meaning of its own in a text; write `\\n` for a new line, and `\\\\` for a backslash",
            "文字の中の `\\`（円記号）は特別な意味を持ちます。改行は `\\n`、`\\` そのものは `\\\\` と書いてください。",
        ),
        _ => return None,
    })
}

/// Names, and the values that belong to them.
fn of_names(what: &str, written: &str) -> Option<Sentence> {
    Some(match what {
        "duplicate key" => Sentence::new(
            format!("`{written}` is there twice; take one of them out"),
            format!("`{written}` が二度書かれています。どちらかを消してください。"),
        ),
        "invalid unquoted key" if written.trim().is_empty() => Sentence::new(
            "there is a space of full width here; take it out",
            "ここに全角の空白があります。消してください。",
        ),
        "invalid unquoted key" => Sentence::new(
            format!("`{written}` cannot be a name; write it in a–z, 0–9 and `_`"),
            format!("`{written}` は名前に使えません。半角の英小文字、数字、`_` で書いてください。"),
        ),
        "unquoted keys cannot be empty" | "missing key for inline table element" => {
            Sentence::new("a name is missing here", "ここに名前がありません。`名前 = 値` の形で書いてください。")
        }
        "key with no value" | "missing value" | "missing value for key" => no_value(),
        "invalid key-value pair" => Sentence::new(
            "this is no name; a line is written `name = value` or `[name]`",
            "行の始まりが名前ではありません。余分な記号がないか確かめ、`名前 = 値` か `[名前]` の形で書いてください。",
        ),
        what if what.starts_with("cannot extend value of type ") => Sentence::new(
            format!("`{written}` has a value already; write all of it in one place"),
            format!("`{written}` の値は、すでに上で決まっています。ひとところにまとめて書いてください。"),
        ),
        _ => return None,
    })
}

fn no_value() -> Sentence {
    Sentence::new(
        "after a name stand `=` and a value, such as `title = \"…\"`",
        "名前のうしろに `=` と値がありません。`title = \"…\"` のように、半角の `=` を使って書いてください。",
    )
}

/// Brackets, commas and the like.
fn of_signs(what: &str, wanted: &str) -> Option<Sentence> {
    Some(match what {
        "extra `=`" => Sentence::new("one `=` is enough", "`=` が多すぎます。ひとつにしてください。"),
        "unclosed table"
        | "unclosed array table"
        | "unclosed array"
        | "unclosed inline table"
        | "missing table open" => Sentence::new(
            format!("{wanted} is missing here"),
            format!("ここに {wanted} が足りません。書き足してください。"),
        ),
        "missing comma between array elements"
        | "missing comma between key-value pairs"
        | "extra assignment between key-value pairs" => Sentence::new(
            "`,` is missing here",
            "ここに `,` が足りません。並べるものの間に、半角の `,` を書いてください。",
        ),
        "extra comma in array" | "extra comma in inline table" => {
            Sentence::new("there is one `,` too many", "`,` が多すぎます。余分なものを消してください。")
        }
        "unexpected key or value" | "unexpected content" => Sentence::new(
            "nothing else can stand in this line; begin a new line, or take it out",
            "この行の、ここから右は読めません。行を改めるか、消してください。全角の空白も消してください。",
        ),
        _ => return None,
    })
}

/// Numbers, dates, and what is true or false.
fn of_numbers(what: &str, wanted: &str) -> Option<Sentence> {
    Some(match what {
        "invalid date" | "invalid datetime" if wanted.contains(" between ") => {
            Sentence::new("there is no such day in the calendar", "暦にない日付です。月と日を確かめてください。")
        }
        "invalid date" | "invalid datetime" => Sentence::new(
            "a date is written 2026-04-01",
            "日付は 2026-04-01 のように、年を4桁、月と日を2桁の半角数字で書いてください。",
        ),
        "invalid time" => Sentence::new(
            "a time of day stands in quotes, such as `\"17:30\"`",
            "時刻は `\"17:30\"` のように、`\" \"` で囲んで書いてください。",
        ),
        "invalid boolean" => {
            Sentence::new("write `true` or `false`", "`true` か `false` と、半角の小文字で書いてください。")
        }
        "unexpected leading zero"
        | "`_` may only go between digits"
        | "redundant numeric sign"
        | "unexpected sign"
        | "integer number overflowed"
        | "floating-point number overflowed"
        | "invalid fraction"
        | "invalid exponent" => Sentence::new(
            "this number cannot be read; write it as `1200` or `0.6`",
            "この数は読めません。`1200` や `0.6` のように、半角の数字で書いてください。",
        ),
        _ => return None,
    })
}
