use super::Row;
use super::column::{COLUMNS, Cell, Column, Kind, flag, real, text, whole};
use super::distal::DISTAL;
use super::people::PEOPLE;
use super::weeks::WEEKS;

/// In which shape the record is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Every row with every column.
    #[default]
    Record,
    /// What the R package MRTAnalysis takes, and others of its kind: numbers only, none of them missing.
    MrtAnalysis,
    /// Not decision points but people, of the trial that began last: one row for each, with their weeks together.
    People,
    /// The same people, one row for each of their closed weeks: what reports of designs are made of in which nothing is
    /// drawn at decision points.
    Weeks,
    /// The same people, one row for each, with what checkups said before and a year later.
    Distal,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 5] = [Self::Record, Self::MrtAnalysis, Self::People, Self::Weeks, Self::Distal];

    /// The name in commands and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::MrtAnalysis => "mrtanalysis",
            Self::People => "people",
            Self::Weeks => "weeks",
            Self::Distal => "distal",
        }
    }

    /// The shape of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.as_str() == name)
    }

    /// The columns of decision points in it, in order; none where it is one of people.
    pub fn of_points(self) -> &'static [Column<Row>] {
        match self {
            Self::Record => &COLUMNS,
            Self::MrtAnalysis => &MRT,
            Self::People | Self::Weeks | Self::Distal => &[],
        }
    }

    /// Its columns, each with its kind.
    pub fn columns(self) -> Vec<(&'static str, Kind)> {
        match self {
            Self::People => PEOPLE.iter().map(|column| (column.name, column.kind)).collect(),
            Self::Distal => DISTAL.iter().map(|column| (column.name, column.kind)).collect(),
            Self::Weeks => WEEKS.iter().map(|column| (column.name, column.kind)).collect(),
            _ => self.of_points().iter().map(|column| (column.name, column.kind)).collect(),
        }
    }

    /// Whether a decision point is in it. The package refuses a file in which an available row has no outcome; which rows those are
    /// the record tells.
    pub fn takes(self, row: &Row) -> bool {
        match self {
            Self::Record => true,
            Self::People | Self::Weeks | Self::Distal => false,
            Self::MrtAnalysis => row.is_closed() && (row.drawn.is_none() || row.analysed().is_some()),
        }
    }
}

/// The columns by the names that the package's own data has, and beside `before` whether it was known: where it was not, it
/// is 0, and a model that has both is not led astray. Unavailable rows say nothing of the effect; their outcome is 0 where
/// there is none, and their probability a half where none is known.
const MRT: [Column<Row>; 9] = [
    text("userid", |row| Cell::Text(&row.person.0)),
    whole("decision_point", |row| Cell::Whole(row.number.into())),
    whole("day_in_study", |row| Cell::Whole(row.known.days_in.into())),
    real("outcome", |row| Cell::Real(row.analysed().unwrap_or_default())),
    real("before", |row| Cell::Real(row.known.before().unwrap_or_default())),
    flag("before_known", |row| Cell::Flag(row.known.before().is_some())),
    flag("intervention", |row| Cell::Flag(row.sends().unwrap_or_default())),
    real("rand_prob", |row| Cell::Real(row.probability.unwrap_or(0.5))),
    flag("avail", |row| Cell::Flag(row.drawn.is_some())),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::super::sample;
    use super::*;
    use domain::trial::Missing;

    fn texts(shape: Shape, row: &Row) -> Vec<String> {
        shape.of_points().iter().map(|column| (column.of)(row).text()).collect()
    }

    #[test]
    fn a_package_gets_numbers_only() {
        let row = sample::row();
        assert!(Shape::MrtAnalysis.takes(&row));
        assert_eq!(texts(Shape::MrtAnalysis, &row), ["p-1", "3", "12", "6500", "5210.5", "1", "1", "0.6", "1"]);
        let mut away = sample::unavailable();
        assert!(Shape::MrtAnalysis.takes(&away));
        assert_eq!(texts(Shape::MrtAnalysis, &away), ["p-1", "4", "13", "0", "0", "0", "0", "0.6", "0"]);
        away.probability = None;
        assert_eq!(texts(Shape::MrtAnalysis, &away)[7], "0.5");
    }

    #[test]
    fn an_available_row_without_an_outcome_is_left_out() {
        for missing in Missing::ALL {
            let mut row = sample::row();
            row.outcome.value = Err(missing);
            assert!(!Shape::MrtAnalysis.takes(&row), "{missing:?}");
            assert!(Shape::Record.takes(&row));
        }
        let mut open = sample::unavailable();
        open.outcome.watermark = None;
        assert!(!Shape::MrtAnalysis.takes(&open), "a row that is not closed may still change");
    }
}
