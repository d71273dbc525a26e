//! The columns of the record as it is handed out, each with its kind, so that files of every format have the same.

use super::Row;
use chrono::{DateTime, Utc};
use domain::Day;

/// A column of a table of such rows.
#[derive(Debug)]
pub struct Column<R> {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub kind: Kind,
    /// What a row has there.
    pub of: for<'r> fn(&'r R) -> Cell<'r>,
}

/// What is in a column; any of its cells may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Real numbers.
    Real,
    /// 1 and 0.
    Flag,
    /// Instants, in UTC to the millisecond.
    Instant,
    /// Civil days.
    Date,
}

/// What a row has in a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'r> {
    /// Nothing: what that means, docs/record.md says of each column.
    Empty,
    /// A text.
    Text(&'r str),
    /// A whole number.
    Whole(i64),
    /// A real number.
    Real(f64),
    /// Yes or no.
    Flag(bool),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A civil day.
    Date(Day),
}

impl Cell<'_> {
    /// As it is written in text files; nothing where it is empty. Real numbers have as many digits as tell them from every
    /// other.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => (*text).to_owned(),
            Self::Whole(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Flag(yes) => u8::from(*yes).to_string(),
            Self::Instant(at) => at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            Self::Date(day) => day.to_string(),
        }
    }
}

impl<'r> From<Option<&'r str>> for Cell<'r> {
    fn from(text: Option<&'r str>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(number: Option<f64>) -> Self {
        // Nothing that is no number gets into a file.
        number.filter(|number| number.is_finite()).map_or(Self::Empty, Self::Real)
    }
}

impl From<Option<bool>> for Cell<'_> {
    fn from(yes: Option<bool>) -> Self {
        yes.map_or(Self::Empty, Self::Flag)
    }
}

impl From<Option<Day>> for Cell<'_> {
    fn from(day: Option<Day>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }
}

impl From<Option<DateTime<Utc>>> for Cell<'_> {
    fn from(at: Option<DateTime<Utc>>) -> Self {
        at.map_or(Self::Empty, Self::Instant)
    }
}

/// Every column, in order. The number that was drawn is not among them: with the seed it would tell whose row it is; nor
/// is a message's id, which is made of the resident's.
pub const COLUMNS: [Column<Row>; 42] = [
    text("person", |row| Cell::Text(&row.person.0)),
    text("campaign", |row| Cell::Text(&row.campaign)),
    text("point", |row| Cell::Text(&row.point)),
    whole("number", |row| Cell::Whole(row.number.into())),
    date("day", |row| Cell::Date(row.day)),
    instant("due", |row| Cell::Instant(row.due)),
    instant("decided", |row| Cell::Instant(row.decided)),
    text("version", |row| Cell::Text(&row.version)),
    text("experiment", |row| Cell::Text(&row.experiment)),
    flag("available", |row| Cell::Flag(row.unavailable.is_none())),
    text("reason", |row| row.unavailable.filter(|_| !row.hides).map(domain::Reason::as_str).into()),
    real("probability", |row| row.probability.into()),
    flag("send", |row| row.sends().into()),
    text("arm", |row| row.arm.as_ref().map(|arm| arm.name.as_str()).into()),
    real("arm_probability", |row| row.arm.as_ref().map(|arm| arm.probability).into()),
    text("cluster", |row| row.cluster.as_ref().map(|cluster| cluster.name.as_str()).into()),
    flag("rolled_out", |row| row.cluster.as_ref().and_then(|cluster| cluster.rolled_out).into()),
    text("message", |row| row.message.as_deref().filter(|_| !row.hides).into()),
    flag("sensitive", |row| Cell::Flag(row.sensitive)),
    real("before", |row| row.known.before().into()),
    whole("before_days", |row| Cell::Whole(row.known.before_days.into())),
    whole("days_in", |row| Cell::Whole(row.known.days_in.into())),
    whole("age_band", |row| row.known.age_band.map_or(Cell::Empty, |age| Cell::Whole(age.into()))),
    text("sex", |row| row.known.sex.map(domain::event::Sex::as_str).into()),
    flag("weekend", |row| Cell::Flag(row.is_weekend())),
    text("outcome_name", |row| row.outcome.stated.as_ref().map(|stated| stated.proximal.as_str()).into()),
    instant("window_start", |row| Cell::Instant(row.outcome.start)),
    instant("window_end", |row| Cell::Instant(row.outcome.end)),
    instant("watermark", |row| row.outcome.watermark.into()),
    real("outcome", |row| row.outcome.value.ok().into()),
    text("missing", |row| row.outcome.value.err().map(domain::trial::Missing::as_str).into()),
    real("analysed", |row| row.analysed().into()),
    text("source", |row| row.outcome.source.map(domain::trial::Source::as_str).into()),
    flag("doubted", |row| Cell::Flag(row.outcome.doubted)),
    text("delivery", |row| row.delivery.map(|delivery| delivery.state.as_str()).into()),
    instant("accepted_at", |row| row.delivery.and_then(|delivery| delivery.accepted_at).into()),
    instant("delivered_at", |row| row.delivery.and_then(|delivery| delivery.delivered_at).into()),
    instant("replied_at", |row| row.replied_at.into()),
    instant("stopped_at", |row| row.stopped_at.into()),
    text("deviation", |row| row.deviation.map(super::Deviation::as_str).into()),
    whole("revised", |row| Cell::Whole(row.outcome.revised.into())),
    real("latest", |row| row.outcome.latest.into()),
];

pub(super) const fn text<R>(name: &'static str, of: for<'r> fn(&'r R) -> Cell<'r>) -> Column<R> {
    Column { name, kind: Kind::Text, of }
}

pub(super) const fn whole<R>(name: &'static str, of: for<'r> fn(&'r R) -> Cell<'r>) -> Column<R> {
    Column { name, kind: Kind::Whole, of }
}

pub(super) const fn real<R>(name: &'static str, of: for<'r> fn(&'r R) -> Cell<'r>) -> Column<R> {
    Column { name, kind: Kind::Real, of }
}

pub(super) const fn flag<R>(name: &'static str, of: for<'r> fn(&'r R) -> Cell<'r>) -> Column<R> {
    Column { name, kind: Kind::Flag, of }
}

pub(super) const fn instant<R>(name: &'static str, of: for<'r> fn(&'r R) -> Cell<'r>) -> Column<R> {
    Column { name, kind: Kind::Instant, of }
}

pub(super) const fn date<R>(name: &'static str, of: for<'r> fn(&'r R) -> Cell<'r>) -> Column<R> {
    Column { name, kind: Kind::Date, of }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::{PEOPLE, WEEKS, sample};
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_cell_is_of_its_columns_kind() {
        for row in [sample::row(), sample::unavailable()] {
            for Column { name, kind, of } in &COLUMNS {
                let is_kind = match of(&row) {
                    Cell::Empty => true,
                    Cell::Text(_) => *kind == Kind::Text,
                    Cell::Whole(_) => *kind == Kind::Whole,
                    Cell::Real(_) => *kind == Kind::Real,
                    Cell::Flag(_) => *kind == Kind::Flag,
                    Cell::Instant(_) => *kind == Kind::Instant,
                    Cell::Date(_) => *kind == Kind::Date,
                };
                assert!(is_kind, "{name}");
            }
        }
    }

    #[test]
    fn what_is_written_reads_as_it_is() {
        let texts: Vec<String> = COLUMNS.iter().map(|column| (column.of)(&sample::row()).text()).collect();
        assert_eq!(
            texts.iter().map(String::as_str).collect::<Vec<_>>().join("|"),
            "p-1|step_goal|evening|3|2026-11-20|2026-11-20T08:30:00.000Z|2026-11-20T08:30:04.000Z|9f2c|77aa|1||0.6|1|||||almost_there|0|5210.5|6|12|70|female|0|steps_same_day|2026-11-19T15:00:00.000Z|2026-11-20T15:00:00.000Z|2026-11-27T15:01:00.000Z|6500||6500|tracker|0|accepted|2026-11-20T08:31:00.000Z||2026-11-20T09:00:00.000Z|||0|"
        );
        let away = sample::unavailable();
        let of = |name: &str| (COLUMNS.iter().find(|column| column.name == name).unwrap().of)(&away).text();
        assert_eq!(
            (of("reason").as_str(), of("outcome").as_str(), of("missing").as_str()),
            ("not_available", "", "no_data")
        );
    }

    /// The data dictionary lists the columns in their order, and each word that a column with a closed list has.
    #[test]
    fn the_dictionary_has_every_column_and_every_word() {
        for page in ["record.md", "record.ja.md"] {
            let path = format!("{}/../../docs/{page}", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(&path).unwrap();
            let (_, table) = text.split_once("<!-- columns -->").unwrap();
            let (table, rest) = table.split_once("<!-- end of columns -->").unwrap();
            let named: Vec<&str> =
                table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
            assert_eq!(named, COLUMNS.each_ref().map(|column| column.name), "{page}");
            let (_, people) = text.split_once("<!-- people -->").unwrap();
            let (people, _) = people.split_once("<!-- end of people -->").unwrap();
            let named: Vec<&str> =
                people.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
            assert_eq!(named, PEOPLE.each_ref().map(|column| column.name), "{page}");
            let (_, weeks) = text.split_once("<!-- weeks -->").unwrap();
            let (weeks, _) = weeks.split_once("<!-- end of weeks -->").unwrap();
            let rows = weeks.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
            let named: Vec<&str> = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
            assert_eq!(named, WEEKS.each_ref().map(|column| column.name), "{page}");
            let words = domain::trial::Missing::ALL.map(domain::trial::Missing::as_str).into_iter();
            let words = words.chain(domain::trial::Source::ALL.map(domain::trial::Source::as_str));
            let words = words.chain(super::super::DeliveryState::ALL.map(super::super::DeliveryState::as_str));
            let words = words.chain(super::super::Deviation::ALL.map(super::super::Deviation::as_str));
            let listed: BTreeSet<&str> =
                rest.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
            for word in words {
                assert!(listed.contains(word), "{page} does not explain `{word}`");
            }
        }
    }
}
