use super::Row;
use super::column::{COLUMNS, Cell, Column, Kind};

/// In which shape the record is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Every row with every column.
    #[default]
    Record,
    /// What the R package MRTAnalysis takes, and others of its kind: numbers only, none of them missing.
    MrtAnalysis,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 2] = [Self::Record, Self::MrtAnalysis];

    /// The name in commands and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::MrtAnalysis => "mrtanalysis",
        }
    }

    /// The shape of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.as_str() == name)
    }

    /// Its columns, in order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Record => &COLUMNS,
            Self::MrtAnalysis => &MRT,
        }
    }

    /// Whether a row is in it. The package refuses a file in which an available row has no outcome; which rows those are
    /// the record tells.
    pub fn takes(self, row: &Row) -> bool {
        match self {
            Self::Record => true,
            Self::MrtAnalysis => row.is_closed() && (row.drawn.is_none() || row.analysed().is_some()),
        }
    }
}

/// The columns by the names that the package's own data has, and beside `before` whether it was known: where it was not, it
/// is 0, and a model that has both is not led astray. Unavailable rows say nothing of the effect; their outcome is 0 where
/// there is none, and their probability a half where none is known.
const MRT: [Column; 9] = [
    Column { name: "userid", kind: Kind::Text, of: |row| Cell::Text(&row.person.0) },
    Column { name: "decision_point", kind: Kind::Whole, of: |row| Cell::Whole(row.number.into()) },
    Column { name: "day_in_study", kind: Kind::Whole, of: |row| Cell::Whole(row.known.days_in.into()) },
    Column { name: "outcome", kind: Kind::Real, of: |row| Cell::Real(row.analysed().unwrap_or_default()) },
    Column { name: "before", kind: Kind::Real, of: |row| Cell::Real(row.known.before().unwrap_or_default()) },
    Column { name: "before_known", kind: Kind::Flag, of: |row| Cell::Flag(row.known.before().is_some()) },
    Column { name: "intervention", kind: Kind::Flag, of: |row| Cell::Flag(row.sends().unwrap_or_default()) },
    Column { name: "rand_prob", kind: Kind::Real, of: |row| Cell::Real(row.probability.unwrap_or(0.5)) },
    Column { name: "avail", kind: Kind::Flag, of: |row| Cell::Flag(row.drawn.is_some()) },
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::super::sample;
    use super::*;
    use domain::trial::Missing;

    fn texts(shape: Shape, row: &Row) -> Vec<String> {
        shape.columns().iter().map(|column| (column.of)(row).text()).collect()
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
