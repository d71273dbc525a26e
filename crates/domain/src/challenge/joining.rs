//! Whether one may join.

use super::{Between, Challenge};
use crate::time::Day;

/// Why one cannot join a challenge, or change the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoJoin {
    /// The last day on which one could is over.
    TooLate,
    /// It is walked in groups, and none was named.
    NoTeam,
    /// The group has all the members that it may have.
    Full,
}

impl Challenge {
    /// Whether a resident may join on a day, for a group that has so many members without them. What was said
    /// too late does not count in any case; a group beyond its size nobody but this question prevents.
    ///
    /// # Errors
    /// Why not.
    pub fn may_join(&self, today: Day, team: Option<&str>, members: i64) -> Result<(), NoJoin> {
        if today > self.join_until {
            Err(NoJoin::TooLate)
        } else if self.between == Between::People {
            Ok(())
        } else if team.is_none() {
            Err(NoJoin::NoTeam)
        } else if self.team_size.max.is_some_and(|max| members >= max) {
            Err(NoJoin::Full)
        } else {
            Ok(())
        }
    }
}
