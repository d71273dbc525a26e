use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{Day, Zone};

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Results of health checkups.
    Checkup,
    /// Steps read out of pedometers.
    Pedometer,
    /// Paper sheets keyed in by staff.
    Paper,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// XML: checkups only.
    Xml,
    /// Values between commas.
    Csv,
}

/// How the letters of a sheet are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Shift_JIS as Excel writes it (windows-31j).
    ShiftJis,
}

/// What a reader has to know beyond the bytes.
#[derive(Debug, Clone)]
pub struct Setting {
    /// What it is about.
    pub kind: Kind,
    /// How it is written.
    pub format: Format,
    /// The source of the events that it makes.
    pub source: String,
    /// The present: what lies ahead of it is refused, and it is the version of steps.
    pub now: DateTime<Utc>,
    /// Where its days are civil days.
    pub zone: Zone,
    /// How letters are written, if the sender says; found out otherwise.
    pub charset: Option<Charset>,
    /// Under which root an XML document has the resident's id, if the sender says.
    pub id_root: Option<String>,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Checkup, Self::Pedometer, Self::Paper];

    /// The name in requests and in the list of uploads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checkup => "checkup",
            Self::Pedometer => "pedometer",
            Self::Paper => "paper",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl Format {
    /// The format and, if it is told, the charset of a `Content-Type`; `None` for one that is not read.
    pub fn of(content_type: &str) -> Option<(Self, Option<Charset>)> {
        let mut parts = content_type.split(';').map(str::trim);
        let format = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "application/xml" | "text/xml" => Self::Xml,
            "text/csv" | "application/csv" | "application/vnd.ms-excel" => Self::Csv,
            _ => return None,
        };
        let mut charset = None;
        for parameter in parts {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            if name.trim().eq_ignore_ascii_case("charset") {
                charset = Some(Charset::named(value.trim().trim_matches('"'))?);
            }
        }
        Some((format, charset))
    }
}

impl Charset {
    /// The charset of one of its names.
    fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "us-ascii" => Some(Self::Utf8),
            "shift_jis" | "shift-jis" | "sjis" | "x-sjis" | "ms932" | "cp932" | "windows-31j" => Some(Self::ShiftJis),
            _ => None,
        }
    }
}

impl Setting {
    /// A setting with nothing out of the common: Japan's zone, letters found out.
    pub fn new(kind: Kind, format: Format, source: &str, now: DateTime<Utc>) -> Self {
        Self { kind, format, source: source.to_owned(), now, zone: Zone::default(), charset: None, id_root: None }
    }

    /// The civil day it is.
    pub(super) fn today(&self) -> NaiveDate {
        self.zone.day(self.now).date()
    }

    /// When something happened of which a sheet says the day only: at noon, or now if that is still
    /// to come.
    pub(super) fn at(&self, date: NaiveDate) -> DateTime<Utc> {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        self.zone.instant(Day::from_date(date), noon).min(self.now)
    }

    /// The version of the steps of this file: those of a later one replace them.
    pub(super) fn version(&self) -> u64 {
        u64::try_from(self.now.timestamp_millis()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_are_read() {
        assert_eq!(Format::of("text/csv; charset=Shift_JIS"), Some((Format::Csv, Some(Charset::ShiftJis))));
        assert_eq!(Format::of("Application/XML"), Some((Format::Xml, None)));
        assert_eq!(Format::of("text/csv; header=present"), Some((Format::Csv, None)));
        assert_eq!(Format::of("text/csv; charset=euc-jp"), None);
        assert_eq!(Format::of("application/json"), None);
    }
}
