//! Bodies as text and as JSON: what breaks them, told in the same words at every door.

use crate::Problem;

/// Why a body is no JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotJson {
    /// The body has bytes that are no UTF-8.
    #[error("the body is not UTF-8: byte {byte} begins no character")]
    Utf8 {
        /// From 0.
        byte: usize,
    },
    /// The body breaks JSON's grammar, or is nested deeper than it is read.
    #[error("the body is not JSON: {what} at line {line}, column {column}")]
    Grammar {
        /// What was expected.
        what: String,
        /// From 1.
        line: usize,
        /// In bytes, from 1.
        column: usize,
    },
}

impl NotJson {
    pub(crate) fn of(error: &serde_json::Error) -> Self {
        // At the end of a line serde counts from 0.
        Self::Grammar { what: plain(error), line: error.line(), column: error.column().max(1) }
    }

    /// Adds the place, for programs, to a problem document.
    pub(crate) fn place(&self, problem: Problem) -> Problem {
        match self {
            Self::Grammar { line, column, .. } => problem.with("line", *line).with("column", *column),
            Self::Utf8 { .. } => problem,
        }
    }
}

/// The body as text. RFC 8259 section 8.1 lets a reader pass over a byte order mark.
pub(crate) fn text(body: &[u8]) -> Result<&str, NotJson> {
    let text = std::str::from_utf8(body).map_err(|error| NotJson::Utf8 { byte: error.valid_up_to() })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// serde's message without the place.
pub(crate) fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    match message.strip_prefix("EOF while parsing ") {
        Some(part) => format!("it ends within {part}"),
        None => message.to_owned(),
    }
}

/// How a message about a content type begins.
pub(crate) fn content_type(found: Option<&str>) -> String {
    match found {
        Some(found) => format!("the content type `{found}` is not read here"),
        None => "the content type is missing".to_owned(),
    }
}
