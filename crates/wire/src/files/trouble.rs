use super::report::Weight;

/// What is wrong with a file, a row or a value. Its words are in `words.rs`, in Japanese and in
/// English; what was found is clipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A value that must be there is not.
    Empty,
    /// No date.
    Date(String),
    /// A date after today.
    Ahead(String),
    /// A date before 2000.
    LongAgo(String),
    /// No number, or not one of the kind.
    Number(String),
    /// A number beyond what can be.
    Range {
        /// What there is.
        found: String,
        /// What there can be, such as `0–200,000`.
        allowed: &'static str,
    },
    /// One of the two values of blood pressure alone.
    Half,
    /// Upper and lower blood pressure the wrong way round.
    Swapped,
    /// Neither yes nor no.
    YesNo(String),
    /// A text with more characters than it can have.
    Lengthy(usize),
    /// A row that says nothing.
    Nothing,
    /// No resident's id.
    Resident(String),
    /// A My Number, which is not said back.
    MyNumber,
    /// The same person, day and device as on an earlier line.
    Twice,
    /// More or fewer cells than the header.
    Cells {
        /// In the row.
        found: usize,
        /// In the header.
        expected: usize,
    },
    /// Bytes that are no letters of the file's charset.
    Letters(&'static str),
    /// A row that does not end: a quotation mark is open.
    Endless,
    /// More rows than a file may have; the rest is not read.
    TooMany(u64),
    /// A column that must be there is not.
    MissingColumn {
        /// Its Japanese name.
        name: &'static str,
        /// The names that it may have.
        names: String,
        /// The columns that are there.
        found: String,
    },
    /// Two columns for the same.
    DuplicateColumn(String),
    /// A column that nothing is known of: not read.
    UnknownColumn(String),
    /// A column in a table without names.
    UnnamedColumn(usize),
    /// More columns than a sheet may have.
    ManyColumns(usize),
    /// Nothing in the file.
    NoRows,
    /// Text that is no XML between documents, or instead of them.
    NotXml,
    /// A document type declaration, by which entities come in.
    Doctype,
    /// Elements within elements beyond the limit.
    Deep(usize),
    /// A document larger than the limit, in bytes.
    Large(usize),
    /// An encoding that is not UTF-8.
    Encoding(String),
    /// Not well-formed; the parser's words.
    Broken(String),
    /// The file or the next document begins before this one has ended.
    CutOff,
    /// A reference to an entity that XML itself does not have.
    Entity(String),
    /// Another namespace.
    Namespace(String),
    /// Another root element.
    Root(String),
    /// No resident's id among the ids of the document: their roots.
    NoResident(String),
    /// More than one id that may be the resident's: the roots of all.
    ManyResidents(String),
    /// No day of the checkup.
    NoDate,
    /// An item code that is none.
    Code(String),
    /// An item code of another year's table, or of none: kept.
    UnknownCode(String),
    /// An item that comes twice: the first counts.
    CodeTwice(String),
    /// A value of a kind that is not read: the item is left out.
    ValueKind(String),
    /// Something that was not found, but planned, ordered or denied: the item is left out.
    NoFinding(String),
    /// Items of another code system: left out.
    CodeSystem(String),
    /// A checkup without an item.
    NoItems,
    /// A checkup with more items than the table has.
    ManyItems(usize),
}

impl Trouble {
    /// What follows from it, within a file.
    pub fn weight(&self) -> Weight {
        match self {
            Self::UnknownColumn(_)
            | Self::UnnamedColumn(_)
            | Self::UnknownCode(_)
            | Self::CodeTwice(_)
            | Self::ValueKind(_)
            | Self::NoFinding(_)
            | Self::CodeSystem(_) => Weight::Warning,
            _ => Weight::Rejected,
        }
    }

    /// Whether nothing after it is read.
    pub fn ends_the_file(&self) -> bool {
        matches!(self, Self::Endless | Self::TooMany(_) | Self::ManyColumns(_))
    }
}
