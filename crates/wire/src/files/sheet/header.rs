//! Which column says what.

use super::super::report::{Note, Taken};
use super::super::text::{half, shown};
use super::super::trouble::Trouble;

/// Something that a sheet may say of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// The names that its column may have; the first is the one that is asked for.
    pub(super) names: &'static [&'static str],
}

/// Whose row it is.
pub(super) const RESIDENT: Field = Field {
    names: &[
        "住民番号",
        "住民id",
        "利用者番号",
        "利用者id",
        "参加者番号",
        "参加者id",
        "会員番号",
        "番号",
        "id",
        "resident",
        "residentid",
        "subject",
    ],
};

/// Of which day.
pub(super) const DATE: Field = Field {
    names: &["日付", "年月日", "計測日", "測定日", "記入日", "健診日", "受診日", "健診実施日", "date", "day"],
};

/// Columns of a sheet, in order, until they are found to mean something.
#[derive(Debug)]
pub(super) struct Header {
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    /// As it stands there.
    name: String,
    plain: String,
    taken: bool,
}

/// A column that means something.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) index: usize,
    pub(super) name: String,
}

impl Header {
    /// The header of a first row, which must name something.
    pub(super) fn new(cells: &[String]) -> Result<Self, Trouble> {
        let column = |name: &String| Column { name: shown(name), plain: plain(name), taken: false };
        let columns: Vec<Column> = cells.iter().map(column).collect();
        if columns.iter().all(|column| column.plain.is_empty()) { Err(Trouble::NoRows) } else { Ok(Self { columns }) }
    }

    /// The column of a field, if there is one.
    pub(super) fn find(&mut self, field: Field) -> Result<Option<Place>, Trouble> {
        let mut found = None;
        for (index, column) in self.columns.iter_mut().enumerate() {
            if !column.taken && field.names.contains(&column.plain.as_str()) {
                if found.is_some() {
                    return Err(Trouble::DuplicateColumn(column.name.clone()));
                }
                column.taken = true;
                found = Some(Place { index, name: column.name.clone() });
            }
        }
        Ok(found)
    }

    /// The column of a field that must be there.
    pub(super) fn need(&mut self, field: Field) -> Result<Place, Trouble> {
        self.find(field)?.ok_or_else(|| Trouble::MissingColumn {
            name: field.names.first().copied().unwrap_or_default(),
            names: quoted(field.names.iter().copied()),
            found: shown_list(&self.columns),
        })
    }

    /// The columns not yet taken of which `meaning` knows something.
    pub(super) fn others<T>(&mut self, meaning: impl Fn(&str) -> Option<T>) -> Vec<(Place, T)> {
        let mut found = Vec::new();
        for (index, column) in self.columns.iter_mut().enumerate().filter(|(_, column)| !column.taken) {
            if let Some(meant) = meaning(&column.name) {
                column.taken = true;
                found.push((Place { index, name: column.name.clone() }, meant));
            }
        }
        found
    }

    /// Says of the columns that are left that they are not read.
    pub(super) fn leave(self, line: u64, taken: &mut Taken) {
        for (place, column) in self.columns.into_iter().enumerate().filter(|(_, column)| !column.taken) {
            if column.plain.is_empty() {
                taken.notes.push(Note::new(line, None, Trouble::UnnamedColumn(place + 1)));
            } else {
                taken.notes.push(Note::new(line, Some(&column.name), Trouble::UnknownColumn(column.name.clone())));
            }
        }
    }
}

/// A column's name without what does not matter: width, case, spaces, and a unit in brackets.
pub(in super::super) fn plain(name: &str) -> String {
    let name: String =
        half(name).to_lowercase().chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).collect();
    let units = ["(kg)", "(cm)", "(mmhg)", "(mg/dl)", "(kg/m2)", "(歩)", "(%)", "[kg]", "[歩]"];
    units.iter().find_map(|unit| name.strip_suffix(unit)).unwrap_or(&name).to_owned()
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
}

fn shown_list(columns: &[Column]) -> String {
    quoted(columns.iter().take(20).map(|column| column.name.as_str()))
}
