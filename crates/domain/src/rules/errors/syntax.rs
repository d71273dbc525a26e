//! Why a script cannot be read.

use super::{too_large, unchanged, unread};
use crate::rules::{budget, language};
use crate::sentence::Sentence;
use rhai::{LexError, ParseErrorType};

pub(super) fn syntax(error: &ParseErrorType) -> Sentence {
    use ParseErrorType as P;
    let missing =
        |en: &str, ja: &str| Sentence::new(format!("{en} is missing here"), format!("ここに{ja}がありません。"));
    match error {
        P::UnexpectedEOF => Sentence::new(
            "the script ends too early; a `}` or `)` may be missing",
            "途中で終わっています。`}` や `)` が足りないところがないか確かめてください。",
        ),
        P::BadInput(error) => lexical(error),
        P::MissingToken(token, _) => Sentence::new(
            format!("`{token}` is missing here"),
            format!("ここに `{token}` が足りません。この行か、すぐ上の行を確かめてください。"),
        ),
        P::Reserved(word) | P::UnknownOperator(word) if word == "|" || word == "||" => nameless(),
        P::Reserved(word) if word == "=" => to_compare(),
        P::Reserved(word) => banned(word),
        P::UnknownOperator(text) => banned(text),
        P::ExprExpected(_) => missing("something to calculate or compare", "、計算したり比べたりするもの"),
        P::PropertyExpected => missing("a name", "、名前"),
        P::VariableExpected => missing("a variable's name", "、変数の名前"),
        P::DuplicatedProperty(name) => Sentence::new(
            format!("`{name}` is given twice"),
            format!("`{name}` が二度書かれています。どちらかを消してください。"),
        ),
        P::DuplicatedVariable(name) | P::VariableExists(name) => Sentence::new(
            format!("there is a `{name}` already"),
            format!("`{name}` という名前は、すでに使われています。ほかの名前にしてください。"),
        ),
        P::FnDuplicatedDefinition(name, count) => Sentence::new(
            format!("there is a function `{name}` with {count} parameters already"),
            format!("関数 `{name}` が二度書かれています。どちらかを消すか、名前を変えてください。"),
        ),
        P::FnDuplicatedParam(name, parameter) => Sentence::new(
            format!("the function `{name}` has two parameters `{parameter}`"),
            format!("関数 `{name}` の `( )` の中に、`{parameter}` が二度あります。"),
        ),
        P::FnMissingName => missing("the function's name", "、関数の名前"),
        P::FnMissingParams(name) => Sentence::new(
            format!("the parameters of `{name}` are missing here: `fn {name}(me)`"),
            format!("関数 `{name}` に `( )` がありません。`fn {name}(me)` のように書いてください。"),
        ),
        P::FnMissingBody(name) => Sentence::new(
            format!("the body of `{name}` is missing here: `{{ … }}`"),
            format!("関数 `{name}` の中身がありません。`{{ … }}` を書いてください。"),
        ),
        P::WrongFnDefinition => Sentence::new(
            "a function cannot be written inside another",
            "関数の中に、関数は書けません。上の関数を閉じる `}` が足りないか確かめてください。",
        ),
        P::AssignmentToConstant(name) => unchanged(name),
        P::AssignmentToInvalidLHS(_) => Sentence::new(
            "nothing can be put in here; to compare, write `==`",
            "ここには値を入れられません。比べるときは `==` と書いてください。",
        ),
        P::ExprTooDeep => Sentence::new(
            format!("blocks and expressions are nested more than {} deep", budget::NESTING),
            format!("入れ子が{}段をこえています。関数に分けてください。", budget::NESTING),
        ),
        P::TooManyFunctions => Sentence::new(
            format!("a script has {} functions at most", budget::FUNCTIONS),
            format!("ひとつのファイルに書ける関数は{}個までです。", budget::FUNCTIONS),
        ),
        P::LiteralTooLarge(what, _) => too_large(&what.to_lowercase()),
        P::LoopBreak => Sentence::new(
            "`break` and `continue` are for loops",
            "`break` と `continue` は、`for` や `while` のくり返しの中で使ってください。",
        ),
        P::MismatchedType(..) => {
            Sentence::new("this is not the kind of value that is needed here", "ここで要る種類の値ではありません。")
        }
        P::WrongDocComment => Sentence::new(
            "a comment with `///` stands before a function; write `//`",
            "`///` の覚え書きは関数の前にしか書けません。`//` と書いてください。",
        ),
        P::MissingSymbol(_) => missing("a sign", "、記号"),
        _ => unread(),
    }
}

fn nameless() -> Sentence {
    Sentence::new(
        "functions without a name are not used in rules; write `fn name(…) { … }`",
        "名前のない関数は使えません。`fn 名前(…) { … }` と書いてください。",
    )
}

fn to_compare() -> Sentence {
    Sentence::new(
        "`=` puts a value into a variable; to compare, write `==`",
        "`=` は変数に値を入れる記号です。比べるときは `==` と書いてください。",
    )
}

fn lexical(error: &LexError) -> Sentence {
    match error {
        LexError::UnterminatedString => Sentence::new(
            "the text has no closing quotation mark",
            "文字を閉じる `\"` がありません。半角で書いてください。",
        ),
        LexError::MalformedEscapeSequence(text) => Sentence::new(
            format!("`{text}` means nothing in a text; a backslash is `\\\\`"),
            format!("文字の中の `{text}` は読めません。`\\`（円記号）そのものは `\\\\` と書いてください。"),
        ),
        LexError::MalformedNumber(text) => {
            Sentence::new(format!("`{text}` is not a number"), format!("`{text}` は数として読めません。"))
        }
        LexError::MalformedChar(text) => Sentence::new(
            format!("`'{text}'` is not one letter; a text is written with \""),
            format!("`'{text}'` は1文字ではありません。文字は `\"` で囲んでください。"),
        ),
        LexError::MalformedIdentifier(text) => {
            Sentence::new(format!("`{text}` is not a name"), format!("`{text}` は名前に使えません。"))
        }
        LexError::StringTooLong(_) => too_large("string"),
        LexError::UnexpectedInput(text) | LexError::ImproperSymbol(text, _) if text == "|" || text == "||" => {
            nameless()
        }
        LexError::UnexpectedInput(text) => Sentence::new(
            format!("`{text}` means nothing here"),
            format!("`{text}` は、ここでは読めません。全角の記号や空白は、半角に直してください。"),
        ),
        LexError::ImproperSymbol(text, _) if text == "=" => to_compare(),
        LexError::ImproperSymbol(text, _) => banned(text),
        LexError::Runtime(text) => Sentence::new(text, format!("ここは読めません（{text}）。")),
        _ => unread(),
    }
}

fn banned(word: &str) -> Sentence {
    match language::BANNED.iter().find(|known| known.0 == word) {
        Some((_, why, why_ja)) => Sentence::new(
            format!("`{word}` is not used in rules: {why}"),
            format!("`{word}` はルールでは使えません。{why_ja}"),
        ),
        None => Sentence::new(format!("`{word}` cannot be used here"), format!("`{word}` は、ここでは使えません。")),
    }
}
