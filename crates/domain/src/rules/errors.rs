//! What went wrong in a script, in the words of those who write them.

use super::frame::Stop;
use super::names::instead;
use super::{RuleError, budget, facts, language, proposals};
use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};

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
    let (message, budget) = match stop {
        Some(stop) => (stop.message, stop.budget),
        None => in_words(&error),
    };
    RuleError { file, line: place.line, column: place.column, message, budget }
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

fn in_words(error: &EvalAltResult) -> (String, bool) {
    use EvalAltResult as E;
    let plain = |text: String| (text, false);
    let spent = |text: String| (text, true);
    match error {
        E::ErrorTooManyOperations(_) => spent(format!(
            "the rule takes more than {} steps; look for a loop that does not end",
            thousands(budget::OPERATIONS)
        )),
        E::ErrorStackOverflow(_) => {
            spent(format!("functions call functions more than {} deep; look for one that calls itself", budget::CALLS))
        }
        E::ErrorTooManyVariables(_) => spent(format!("more than {} variables at a time", budget::VARIABLES)),
        E::ErrorDataTooLarge(what, _) => spent(too_large(what)),
        E::ErrorVariableNotFound(name, _) => plain(format!("`{name}` is not known here")),
        E::ErrorFunctionNotFound(signature, _) => plain(no_function(signature)),
        E::ErrorDotExpr(text, _) => plain(no_property(text)),
        E::ErrorPropertyNotFound(name, _) => plain(format!("there is no `{name}` in this map")),
        E::ErrorIndexNotFound(name, _) => plain(format!("there is no `{name}` in this map")),
        E::ErrorIndexingType(..) => plain("`[…]` is for lists, maps and texts".to_owned()),
        E::ErrorArrayBounds(count, index, _) => {
            plain(format!("the list has {count} items; there is none at {index}, counted from 0"))
        }
        E::ErrorStringBounds(count, index, _) => {
            plain(format!("the text has {count} characters; there is none at {index}, counted from 0"))
        }
        E::ErrorFor(_) => {
            plain("`for` goes through a list, a range such as `0..7` or a text, and this is none".to_owned())
        }
        E::ErrorMismatchDataType(wanted, found, _) | E::ErrorMismatchOutputType(wanted, found, _) => {
            plain(format!("this is {}, where {} is needed", kind(found), kind(wanted)))
        }
        E::ErrorAssignmentToConstant(name, _) => plain(format!("`{name}` cannot be changed")),
        E::ErrorNonPureMethodCallOnConstant(..) => plain("this cannot be changed".to_owned()),
        E::ErrorArithmetic(text, _) => plain(arithmetic(text)),
        E::ErrorRuntime(value, _) if value.is_unit() => plain("the rule could not go on here".to_owned()),
        E::ErrorRuntime(value, _) => plain(value.to_string()),
        E::ErrorParsing(kind, _) => plain(syntax(kind)),
        _ => plain("the rule could not go on here".to_owned()),
    }
}

fn too_large(what: &str) -> String {
    if what.contains("string") {
        format!("a text has {} bytes at most, about 1,000 Japanese characters", thousands(budget::TEXT_BYTES as u64))
    } else if what.contains("map") {
        format!("a map has {} names at most", budget::MAP)
    } else {
        format!("a list has {} items at most", budget::LIST)
    }
}

/// From `- ((), i64)`: the function, and the kinds of its values.
fn no_function(signature: &str) -> String {
    let Some((name, kinds)) = signature.split_once(" (") else {
        // Said by a function of the language about what it was given.
        return "this does not go with values of these kinds, or of several kinds at once".to_owned();
    };
    let kinds: Vec<&str> =
        kinds.strip_suffix(')').unwrap_or(kinds).split(", ").filter(|kind| !kind.is_empty()).collect();
    let nothing = kinds.contains(&"()");
    if let [left, right] = kinds.as_slice()
        && name.chars().all(|c| c.is_ascii_punctuation())
    {
        let hint = if nothing { "; `()` means there is no value: ask `!= ()` before" } else { "" };
        return format!("`{name}` does not go with {} and {}{hint}", kind(left), kind(right));
    }
    if let Some(offer) = proposals::OFFERS.iter().find(|offer| offer.name == name) {
        let given: Vec<String> = kinds.iter().map(|name| kind(name)).collect();
        return format!("`{name}` is written `{}`; this gives it {}", offer.example, given.join(" and "));
    }
    let known = facts::facts().map(|fact| fact.name).chain(language::FUNCTIONS.iter().map(|known| known.name));
    if known.clone().any(|known| known == name) {
        let given: Vec<String> = kinds.iter().map(|name| kind(name)).collect();
        let hint = if nothing { "; `()` means there is no value: ask `!= ()` before" } else { "" };
        return format!("`{name}` does not go with {}{hint}", given.join(" and "));
    }
    let known = known.chain(proposals::OFFERS.iter().map(|offer| offer.name));
    format!("there is no function `{name}` for this{}", instead(name, known))
}

/// From `Unknown property 'x' - a getter is not registered for type 't'`.
fn no_property(text: &str) -> String {
    let mut quoted = text.split('\'').skip(1).step_by(2);
    match (quoted.next(), quoted.next()) {
        (Some(name), Some(owner)) if text.starts_with("Unknown property") => {
            let hint = if owner == "()" { "; `()` means there is no value: ask `!= ()` before" } else { "" };
            format!("there is no `{name}` in {}{hint}", kind(owner))
        }
        (Some(name), _) => format!("`{name}` cannot be changed"),
        _ => "this cannot be read".to_owned(),
    }
}

fn arithmetic(text: &str) -> String {
    let lower = text.to_lowercase();
    if lower.contains("zero") {
        "this divides by 0".to_owned()
    } else if lower.contains("overflow") || lower.contains("underflow") {
        "this number becomes larger than can be counted".to_owned()
    } else if lower.contains("pars") {
        "this text is not a number".to_owned()
    } else {
        "this cannot be calculated".to_owned()
    }
}

/// A kind of value in plain words.
fn kind(name: &str) -> String {
    match name {
        "()" => "`()`",
        "i64" => "a whole number",
        "f64" => "a number",
        "bool" => "true or false",
        "char" => "a letter",
        "array" | "Array" => "a list",
        "map" | "Map" => "a map",
        "Fn" => "a function",
        name if name.contains("String") || name.contains("string") || name.contains("&str") => "a text",
        name if name.contains("Range") || name.contains("range") => "a range",
        name => return name.to_owned(),
    }
    .to_owned()
}

pub(super) fn thousands(number: u64) -> String {
    if number >= 1_000 { format!("{},{:03}", number / 1_000, number % 1_000) } else { number.to_string() }
}

/// Where a script cannot be read, and why.
pub(super) fn unreadable(error: &ParseError) -> (Place, String) {
    (error.1.into(), syntax(&error.0))
}

fn syntax(error: &ParseErrorType) -> String {
    use ParseErrorType as P;
    match error {
        P::UnexpectedEOF => "the script ends too early; a `}` or `)` may be missing".to_owned(),
        P::BadInput(error) => lexical(error),
        P::MissingToken(token, _) => format!("`{token}` is missing here"),
        P::Reserved(word) | P::UnknownOperator(word) if word == "|" || word == "||" => NAMELESS.to_owned(),
        P::Reserved(word) if word == "=" => "`=` puts a value into a variable; to compare, write `==`".to_owned(),
        P::Reserved(word) => banned(word),
        P::UnknownOperator(text) => banned(text),
        P::ExprExpected(_) => "something to calculate or compare is missing here".to_owned(),
        P::PropertyExpected => "a name is missing here".to_owned(),
        P::VariableExpected => "a variable's name is missing here".to_owned(),
        P::DuplicatedProperty(name) => format!("`{name}` is given twice"),
        P::DuplicatedVariable(name) | P::VariableExists(name) => format!("there is a `{name}` already"),
        P::FnDuplicatedDefinition(name, count) => {
            format!("there is a function `{name}` with {count} parameters already")
        }
        P::FnDuplicatedParam(name, parameter) => format!("the function `{name}` has two parameters `{parameter}`"),
        P::FnMissingName => "the function's name is missing here".to_owned(),
        P::FnMissingParams(name) => format!("the parameters of `{name}` are missing here: `fn {name}(me)`"),
        P::FnMissingBody(name) => format!("the body of `{name}` is missing here: `{{ … }}`"),
        P::WrongFnDefinition => "a function cannot be written inside another".to_owned(),
        P::AssignmentToConstant(name) if name.is_empty() => "this cannot be changed".to_owned(),
        P::AssignmentToConstant(name) => format!("`{name}` cannot be changed"),
        P::AssignmentToInvalidLHS(_) => "nothing can be put in here; to compare, write `==`".to_owned(),
        P::ExprTooDeep => format!("blocks and expressions are nested more than {} deep", budget::NESTING),
        P::TooManyFunctions => format!("a script has {} functions at most", budget::FUNCTIONS),
        P::LiteralTooLarge(what, _) => too_large(&what.to_lowercase()),
        P::LoopBreak => "`break` and `continue` are for loops".to_owned(),
        P::MismatchedType(..) => "this is not the kind of value that is needed here".to_owned(),
        P::WrongDocComment => "a comment with `///` stands before a function; write `//`".to_owned(),
        P::MissingSymbol(_) => "a sign is missing here".to_owned(),
        _ => "this cannot be read".to_owned(),
    }
}

const NAMELESS: &str = "functions without a name are not used in rules; write `fn name(…) { … }`";

fn lexical(error: &LexError) -> String {
    match error {
        LexError::UnterminatedString => "the text has no closing quotation mark".to_owned(),
        LexError::MalformedEscapeSequence(text) => format!("`{text}` means nothing in a text; a backslash is `\\\\`"),
        LexError::MalformedNumber(text) => format!("`{text}` is not a number"),
        LexError::MalformedChar(text) => format!("`'{text}'` is not one letter; a text is written with \""),
        LexError::MalformedIdentifier(text) => format!("`{text}` is not a name"),
        LexError::StringTooLong(_) => too_large("string"),
        LexError::UnexpectedInput(text) | LexError::ImproperSymbol(text, _) if text == "|" || text == "||" => {
            NAMELESS.to_owned()
        }
        LexError::UnexpectedInput(text) => format!("`{text}` means nothing here"),
        LexError::ImproperSymbol(text, _) if text == "=" => {
            "`=` puts a value into a variable; to compare, write `==`".to_owned()
        }
        LexError::ImproperSymbol(text, _) => banned(text),
        LexError::Runtime(text) => text.clone(),
        _ => "this cannot be read".to_owned(),
    }
}

fn banned(word: &str) -> String {
    match language::BANNED.iter().find(|known| known.0 == word) {
        Some((_, why)) => format!("`{word}` is not used in rules: {why}"),
        None => format!("`{word}` cannot be used here"),
    }
}
