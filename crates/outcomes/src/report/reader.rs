use super::weeks::Weeks;
use super::{Asked, Point, Points, Rows};
use crate::Unfit;

/// Reads what a report is made of from a file of the record, whichever of its shapes that is.
#[derive(Debug, Clone)]
pub struct Reader(Of);

#[derive(Debug, Clone)]
enum Of {
    Points(Box<Points>),
    Weeks(Box<Weeks>),
}

impl Reader {
    /// Finds the columns in a header.
    ///
    /// # Errors
    /// If one is not there: which, and what there is.
    pub fn find(asked: &Asked, header: &[&str]) -> Result<Self, Unfit> {
        Ok(Self(match asked.rows {
            Rows::Points => Of::Points(Box::new(Points::find(header)?)),
            Rows::Weeks | Rows::Holdout => Of::Weeks(Box::new(Weeks::find(asked, header)?)),
        }))
    }

    /// Reads the row of this number.
    ///
    /// # Errors
    /// If a cell is not what its column has to be.
    pub fn read<'a>(&self, number: u64, cells: &dyn Fn(usize) -> Option<&'a str>) -> Result<Point, Unfit> {
        match &self.0 {
            Of::Points(points) => points.read(number, cells),
            Of::Weeks(weeks) => weeks.read(number, cells),
        }
    }
}
