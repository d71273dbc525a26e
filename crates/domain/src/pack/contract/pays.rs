use super::Level;

/// What a level of a metric pays. All amounts are whole yen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pays {
    /// The amount of the best step that is reached, from the worst to the best; before the first, nothing.
    Steps(Vec<Rung>),
    /// On the straight lines between points, from the worst to the best, two or more. Before the first point (the floor)
    /// nothing; from the last (the ceiling) on, its amount. A first point that pays something is an entry step.
    Points(Vec<Rung>),
    /// An amount for each whole unit beyond a level.
    PerUnit(PerUnit),
    /// Nothing of its own: it is a condition of other metrics.
    Condition,
    /// The file does not say: the table is not settled, or not published.
    NotStated,
}

/// A level, and what is paid from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// The level.
    pub at: Level,
    /// Whole yen.
    pub yen: i64,
}

/// An amount for each whole unit; a part of one is not paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerUnit {
    /// Whole yen for each.
    pub yen: i64,
    /// Units count beyond this level: above it where more is better, below it where less is.
    pub beyond: Level,
    /// The most units that are paid; no limit when `None`.
    pub most: Option<i64>,
}

impl Pays {
    /// The most that can be paid by it; `None` where that has no limit, or is not stated.
    pub fn most_yen(&self) -> Option<i64> {
        match self {
            Self::Steps(rungs) | Self::Points(rungs) => rungs.last().map(|rung| rung.yen),
            Self::PerUnit(per_unit) => per_unit.most?.checked_mul(per_unit.yen),
            Self::Condition => Some(0),
            Self::NotStated => None,
        }
    }
}
