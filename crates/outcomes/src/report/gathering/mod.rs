//! Taking rows in, person by person: of each only sums are kept, so that a year of a city fits into what a component has.

mod compared;
mod lone;
mod moments;
mod parts;
mod person;
mod pooled;
mod primary;
mod risks;
mod scenario;
mod solved;
mod tab;
mod terms;

pub(super) use compared::{Compared, Difference, within};
pub(super) use moments::Moments;
pub(super) use parts::{Part, Parts};
pub(super) use person::Person;
pub(super) use primary::Primary;
pub(super) use risks::Risks;
pub(super) use scenario::Scenario;
pub(super) use solved::Solved;
pub(super) use tab::{Cell, Line, Tab};
pub(super) use terms::Known;

use super::sections::Sections;
use super::{Asked, DesignKind, Point, Report, Told};
use crate::Unfit;
use crate::policy::SoFar;
use serde::{Deserialize, Serialize};

/// A report in the making. Persons come in the order of their pseudonyms, each once with all their rows, so that whoever
/// makes it adds up in the same order and gets the same bytes. It can be kept as JSON between persons and gone on with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gathering {
    asked: Asked,
    /// The person that came last.
    last: Option<String>,
    /// Rows that came.
    rows: u64,
    sections: Sections,
}

impl Gathering {
    /// Before the first person.
    pub fn new(asked: Asked) -> Self {
        Self { sections: Sections::new(&asked), asked, last: None, rows: 0 }
    }

    /// Takes in all rows of one person, in any order.
    ///
    /// # Errors
    /// If they are not of one person, or the person does not come after the last one.
    pub fn add(&mut self, rows: &[Point]) -> Result<(), Unfit> {
        let Some(first) = rows.first() else { return Ok(()) };
        if let Some(other) = rows.iter().find(|row| row.person != first.person) {
            return Err(mixed(&first.person, &other.person));
        }
        if let Some(last) = self.last.as_ref().filter(|last| **last >= first.person) {
            return Err(unordered(last, &first.person));
        }
        self.last = Some(first.person.clone());
        self.rows += rows.len() as u64;
        let person = Person::new(&self.asked, rows);
        if !person.points.is_empty() {
            self.sections.add(&person);
        }
        Ok(())
    }

    /// What is asked.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The person that came last: where to go on.
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// What is known of the effect so far, whether a report may show it yet or not: for a probability that is learnt.
    ///
    /// # Errors
    /// Where the rows tell none: what they lack.
    pub fn so_far(&self) -> Result<SoFar, Unfit> {
        if self.asked.kind != DesignKind::DecisionPoints {
            return Err(Unfit::new(
                "the report compares people, and what a single message does cannot be learnt from that",
                "この報告書は人どうしをくらべているため、一回ごとの声かけの効果は学べません。",
            ));
        }
        let found = self.sections.effect(&self.asked)?;
        Ok(SoFar { estimate: found.term.estimate, se: found.term.se, df: found.df, people: found.people })
    }

    /// The report. `told` is what is not in the record.
    pub fn finish(&self, told: &Told<'_>) -> Report {
        self.sections.report(&self.asked, told, self.rows)
    }
}

fn mixed(one: &str, other: &str) -> Unfit {
    Unfit::new(
        format!("rows of `{one}` and of `{other}` came as those of one person: bring each person's by themselves"),
        format!("`{one}` と `{other}` の行が一人分として渡されました。一人ずつ渡してください。"),
    )
}

fn unordered(last: &str, next: &str) -> Unfit {
    Unfit::new(
        format!(
            "`{next}` came after `{last}`: sort the rows by the column `person`, and keep those of one person together"
        ),
        format!("`{last}` のあとに `{next}` の行があります。`person` の順に並べ、同じ方の行は続けてください。"),
    )
}
