use crate::sentence::{Language, Sentence};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something wrong in a file, where it is and what to do, in English and in Japanese. Shown as
/// `file:line:column: message`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Path of the file within the pack.
    pub file: String,
    /// Line, from 1; 0 when the whole file is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 when the whole line or file is meant.
    pub column: usize,
    /// What is wrong, and what would be right, in English.
    pub message: String,
    /// The same in Japanese; empty where an older service told of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message_ja: String,
}

impl Problem {
    /// A problem in a line of a file; 0 for a line or column that is not known.
    pub fn new(file: &str, (line, column): (usize, usize), said: Sentence) -> Self {
        Self { file: file.to_owned(), line, column, message: said.en, message_ja: said.ja }
    }

    /// A problem at a byte of a file's text.
    pub fn at(file: &str, text: &str, byte: usize, said: Sentence) -> Self {
        Self::new(file, line_and_column(text, byte), said)
    }

    /// A problem with a file as a whole.
    pub fn whole(file: &str, said: Sentence) -> Self {
        Self::new(file, (0, 0), said)
    }

    /// A file that should be there.
    pub fn missing(file: &str) -> Self {
        Self::whole(
            file,
            Sentence::new("this file is missing", "このファイルがありません。必ず要るファイルなので、作ってください。"),
        )
    }

    /// What is said in a language; in English where the Japanese is not known.
    pub fn said(&self, language: Language) -> &str {
        match language {
            Language::Ja if !self.message_ja.is_empty() => &self.message_ja,
            _ => &self.message,
        }
    }

    /// The place, and what is said in a language.
    pub fn tell(&self, language: Language) -> String {
        let said = self.said(language);
        match (self.line, self.column) {
            (0, _) => format!("{}: {said}", self.file),
            (line, 0) => format!("{}:{line}: {said}", self.file),
            (line, column) => format!("{}:{line}:{column}: {said}", self.file),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tell(Language::En))
    }
}

fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let mut line = 1;
    let mut column = 1;
    for (place, c) in text.char_indices() {
        if place >= byte {
            break;
        }
        if c == '\n' {
            line += 1;
            column = 1;
        } else {
            column += 1;
        }
    }
    (line, column)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_an_older_service_tells_is_read_and_told_in_english() {
        let json = r#"{"file":"campaigns/432041/city.toml","line":2,"column":13,"message":"no"}"#;
        let problem: Problem = serde_json::from_str(json).unwrap();
        assert_eq!(problem.tell(Language::Ja), "campaigns/432041/city.toml:2:13: no");
        assert_eq!(serde_json::to_string(&problem).unwrap(), json);
        let problem = Problem::new(&problem.file, (2, 0), Sentence::new("no", "いいえ。"));
        assert_eq!(problem.tell(Language::Ja), "campaigns/432041/city.toml:2: いいえ。");
        assert_eq!(problem.to_string(), "campaigns/432041/city.toml:2: no");
    }
}
