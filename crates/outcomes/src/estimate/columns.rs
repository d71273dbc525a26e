use super::{Model, Row, refused};
use crate::Unfit;

/// Which columns of an evaluator's table mean what.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The person's id, any text.
    pub person: String,
    /// 1 or TRUE where the person could be treated; left out, everyone always could.
    pub available: Option<String>,
    /// 1 or TRUE where the person was treated.
    pub treatment: String,
    /// The probability of treatment that was drawn with.
    pub probability: Probability,
    /// The outcome, a number; empty or NA where it is not known.
    pub outcome: String,
    /// What a row counts for beside its probability; left out, 1.
    pub weight: Option<String>,
}

/// Where the probability of treatment is.
#[derive(Debug, Clone, PartialEq)]
pub enum Probability {
    /// In a column.
    Column(String),
    /// It was the same always.
    Always(f64),
}

/// Reads the rows of a table, one at a time, by the names in its header. What is read of one row is overwritten by the next.
#[derive(Debug, Clone)]
pub struct Columns {
    person: Column,
    available: Option<Column>,
    treatment: Column,
    probability: Source,
    outcome: Column,
    weight: Option<Column>,
    controls: Vec<Column>,
    moderators: Vec<Column>,
    control_values: Vec<f64>,
    moderator_values: Vec<f64>,
}

#[derive(Debug, Clone)]
enum Source {
    Column(Column),
    Always(f64),
}

/// A column: its name, and the how-manyth it is.
#[derive(Debug, Clone)]
struct Column {
    name: String,
    at: usize,
}

impl Columns {
    /// Finds the columns in a header. A column of controls or moderators may stand in both.
    ///
    /// # Errors
    /// If one is not there, or there twice: which, and what there is.
    pub fn find(named: &Named, model: &Model, header: &[&str]) -> Result<Self, Unfit> {
        let find = |name: &String| -> Result<Column, Unfit> {
            let mut places = header.iter().enumerate().filter(|(_, there)| **there == name.as_str());
            match (places.next(), places.next()) {
                (Some((at, _)), None) => Ok(Column { name: name.clone(), at }),
                (Some(_), Some(_)) => Err(refused::column_twice(name)),
                (None, _) => Err(refused::no_column(name, header)),
            }
        };
        let probability = match &named.probability {
            Probability::Column(name) => Source::Column(find(name)?),
            Probability::Always(number) => Source::Always(*number),
        };
        let all = |names: &[String]| names.iter().map(find).collect::<Result<Vec<Column>, Unfit>>();
        Ok(Self {
            person: find(&named.person)?,
            available: named.available.as_ref().map(find).transpose()?,
            treatment: find(&named.treatment)?,
            probability,
            outcome: find(&named.outcome)?,
            weight: named.weight.as_ref().map(find).transpose()?,
            controls: all(&model.controls)?,
            moderators: all(&model.moderators)?,
            control_values: Vec::with_capacity(model.controls.len()),
            moderator_values: Vec::with_capacity(model.moderators.len()),
        })
    }

    /// Reads a row, given its number and its cells. Of a row that is not available, or has no outcome, cells that
    /// do not count may be empty.
    ///
    /// # Errors
    /// If a cell that is needed is not what its column has to be.
    pub fn read<'a>(&'a mut self, number: u64, cell: impl Fn(usize) -> Option<&'a str>) -> Result<Row<'a>, Unfit> {
        let text = |column: &Column| cell(column.at).unwrap_or_default().trim();
        let flag = |column: &Column| match text(column) {
            "1" | "TRUE" | "True" | "true" => Ok(true),
            "0" | "FALSE" | "False" | "false" => Ok(false),
            other => Err(refused::no_flag(number, &column.name, other)),
        };
        let value = |column: &Column| -> Result<f64, Unfit> {
            let text = text(column);
            text.parse().map_err(|_| refused::unreadable(number, &column.name, text))
        };
        let person = text(&self.person);
        if person.is_empty() {
            return Err(refused::nobody(number, &self.person.name));
        }
        let available = self.available.as_ref().map_or(Ok(true), flag)?;
        let treated = match is_missing(text(&self.treatment)) {
            true if !available => false,
            _ => flag(&self.treatment)?,
        };
        let outcome = match text(&self.outcome) {
            text if !available || is_missing(text) => None,
            _ => Some(value(&self.outcome)?),
        };
        let (mut probability, mut weight) = (f64::NAN, 1.0);
        self.control_values.clear();
        self.moderator_values.clear();
        if available {
            probability = match &self.probability {
                Source::Column(column) => value(column)?,
                Source::Always(always) => *always,
            };
            weight = self.weight.as_ref().map_or(Ok(1.0), value)?;
            for (columns, values) in
                [(&self.controls, &mut self.control_values), (&self.moderators, &mut self.moderator_values)]
            {
                for column in columns {
                    values.push(match outcome {
                        // It is asked for only if the row counts, and refused there.
                        None if is_missing(text(column)) => f64::NAN,
                        _ => value(column)?,
                    });
                }
            }
        }
        let (controls, moderators) = (self.control_values.as_slice(), self.moderator_values.as_slice());
        Ok(Row { number, person, available, treated, probability, outcome, weight, controls, moderators })
    }
}

/// As tables say that something is not known.
fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NA")
}
