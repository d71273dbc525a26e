//! Whether one may join.

use super::{Between, Challenge};
use crate::sentence::Sentence;
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

impl NoJoin {
    /// What the resident is told.
    pub fn said(self) -> Sentence {
        match self {
            Self::TooLate => Sentence::new("It is too late to join.", "参加の受付は終わりました。"),
            Self::NoTeam => Sentence::new("Choose a team.", "チームを選んでください。"),
            Self::Full => Sentence::new(
                "This team is full. Choose another.",
                "このチームは満員です。ほかのチームを選んでください。",
            ),
        }
    }
}
