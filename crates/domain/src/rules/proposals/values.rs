//! Values for a text's placeholders, as residents read them.

use crate::pack::Values;
use crate::rules::frame::Stop;
use crate::sentence::Sentence;
use rhai::{Dynamic, Map};

/// Characters of a value: a text's length has to be foreseen.
const LONGEST: usize = 40;

pub(super) fn fill(values: &Map) -> Result<Values, Stop> {
    values.iter().map(|(name, value)| Ok((name.to_string(), in_words(name, value)?))).collect()
}

fn in_words(name: &str, value: &Dynamic) -> Result<String, Stop> {
    if let Ok(number) = value.as_int() {
        return Ok(grouped(&number.to_string()));
    }
    if let Ok(number) = value.as_float() {
        if !number.is_finite() {
            return Err(Stop::because(Sentence::new(
                format!("`{name}` is not a number that can be written; was it divided by 0?"),
                format!("`{name}` が、書き表せない数になりました。0で割っていないか確かめてください。"),
            )));
        }
        return Ok(grouped(&format!("{number:.1}")));
    }
    if let Ok(text) = value.clone().into_string() {
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(Stop::because(Sentence::new(
                format!("`{name}` is longer than {LONGEST} characters or has more than one line"),
                format!("`{name}` が{LONGEST}文字をこえているか、2行以上あります。短い1行にしてください。"),
            )));
        }
        return Ok(text);
    }
    if value.is_unit() {
        return Err(Stop::because(Sentence::new(
            format!("`{name}` is `()`: there is no value to write; ask `!= ()` before"),
            format!(
                "`{name}` が `()`（値がない）なので、文面に入れられません。先に `!= ()` かどうかを確かめてください。"
            ),
        )));
    }
    Err(Stop::because(Sentence::new(
        format!("`{name}` is neither a number nor a text, and cannot be written into a message"),
        format!("`{name}` が数でも文字でもないので、文面に入れられません。"),
    )))
}

/// `1,200` from `1200`; what follows a point stays.
fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(rest) = rest {
        text.push('.');
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let words: Vec<String> =
            ["0", "999", "1200", "-1200", "-999", "1234567", "12345.6", "-100000"].map(grouped).into();
        assert_eq!(words, ["0", "999", "1,200", "-1,200", "-999", "1,234,567", "12,345.6", "-100,000"]);
    }
}
