use super::trouble::Trouble;
use domain::Event;
use domain::why::Language;

/// What was read since the last look.
#[derive(Debug, Default)]
pub struct Taken {
    /// Rows of a sheet or documents of an XML file, good or bad.
    pub rows: u64,
    /// What they say. An event's id begins with its line or document, from 1, and a colon.
    pub events: Vec<Event>,
    /// What is wrong with them.
    pub notes: Vec<Note>,
}

/// Something wrong with a row, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line of a sheet (the header is line 1), or the document of an XML file, from 1.
    pub line: u64,
    /// The column as its header names it, or the item's code.
    pub column: Option<String>,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What follows from a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The row is not stored.
    Rejected,
    /// It is, and somebody should know.
    Warning,
}

impl Note {
    pub(super) fn new(line: u64, column: Option<&str>, trouble: Trouble) -> Self {
        Self { line, column: column.map(str::to_owned), trouble }
    }

    /// The sentence for people.
    pub fn reason(&self, language: Language) -> String {
        self.trouble.say(language)
    }

    /// What follows from it.
    pub fn weight(&self) -> Weight {
        self.trouble.weight()
    }
}
