use super::{Model, Row};
use crate::Unfit;
use crate::table::Column;

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

impl Columns {
    /// Finds the columns in a header. A column may be a control and a moderator.
    ///
    /// # Errors
    /// If one is not there, or there twice.
    pub fn find(named: &Named, model: &Model, header: &[&str]) -> Result<Self, Unfit> {
        let find = |name: &String| Column::find(name, header);
        let all = |names: &[String]| names.iter().map(find).collect::<Result<Vec<Column>, Unfit>>();
        Ok(Self {
            person: find(&named.person)?,
            available: named.available.as_ref().map(find).transpose()?,
            treatment: find(&named.treatment)?,
            probability: match &named.probability {
                Probability::Column(name) => Source::Column(find(name)?),
                Probability::Always(number) => Source::Always(*number),
            },
            outcome: find(&named.outcome)?,
            weight: named.weight.as_ref().map(find).transpose()?,
            controls: all(&model.controls)?,
            moderators: all(&model.moderators)?,
            control_values: Vec::with_capacity(model.controls.len()),
            moderator_values: Vec::with_capacity(model.moderators.len()),
        })
    }

    /// Reads the row of a number from its cells. Where a person was not available, or the outcome is not known, what does
    /// not count may be empty too.
    ///
    /// # Errors
    /// If a cell that counts is not what its column has to be.
    pub fn read<'a>(&'a mut self, number: u64, cells: &dyn Fn(usize) -> Option<&'a str>) -> Result<Row<'a>, Unfit> {
        let person = self.person.name(number, cells)?;
        let available = self.available.as_ref().map_or(Ok(true), |column| column.flag(number, cells))?;
        let untold = !available && self.treatment.is_missing(cells);
        let treated = !untold && self.treatment.flag(number, cells)?;
        let (mut outcome, mut probability, mut weight) = (None, f64::NAN, 1.0);
        self.control_values.clear();
        self.moderator_values.clear();
        if available {
            outcome = self.outcome.known(number, cells)?;
            probability = match &self.probability {
                Source::Column(column) => column.number(number, cells)?,
                Source::Always(always) => *always,
            };
            weight = self.weight.as_ref().map_or(Ok(1.0), |column| column.number(number, cells))?;
            let both = [(&self.controls, &mut self.control_values), (&self.moderators, &mut self.moderator_values)];
            for (columns, values) in both {
                for column in columns {
                    values.push(match outcome {
                        // Should the row count all the same, it is refused there.
                        None if column.is_missing(cells) => f64::NAN,
                        _ => column.number(number, cells)?,
                    });
                }
            }
        }
        let (controls, moderators) = (self.control_values.as_slice(), self.moderator_values.as_slice());
        Ok(Row { number, person, available, treated, probability, outcome, weight, controls, moderators })
    }
}
