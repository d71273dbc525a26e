//! Who works with the console, and what each may do there.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// What someone does in the office. One person may have several roles; approving what one asked for
/// oneself is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Writes campaigns and asks for their publication.
    Author,
    /// Approves them, or returns them.
    Approver,
    /// Reads numbers about many, and nothing about one.
    Analyst,
    /// Lets colleagues in, and reads the log.
    Administrator,
    /// Judges from outside what campaigns changed: reads reports and takes the pseudonymised record along, and sees nothing
    /// else.
    Evaluator,
}

impl Role {
    /// Every role, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Author, Self::Approver, Self::Analyst, Self::Administrator, Self::Evaluator];

    /// Its name in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Approver => "approver",
            Self::Analyst => "analyst",
            Self::Administrator => "administrator",
            Self::Evaluator => "evaluator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == name).ok_or(UnknownRole)
    }
}

/// There is no role of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is `author`, `approver`, `analyst`, `administrator` or `evaluator`")]
pub struct UnknownRole;

/// Something that not everyone may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// See campaigns, their numbers and versions, and what the office does.
    Read,
    /// See what campaigns changed: their reports.
    Reports,
    /// Take along the pseudonymised record, of which reports are made.
    Record,
    /// Write drafts, replay them, and ask for their publication.
    Write,
    /// Approve or return what another asked for; go back to an earlier version.
    Approve,
    /// Stop what is running, and let it go on: whoever sees that something is wrong may.
    Stop,
    /// See what is known of one resident, and do what rules flagged.
    Residents,
    /// Let colleagues in and out.
    Staff,
    /// Read the log of what staff did.
    Audit,
}

/// The roles of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// These roles, each once, in their order.
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Self {
        let mut roles: Vec<Role> = roles.into_iter().collect();
        roles.sort_unstable();
        roles.dedup();
        Self(roles)
    }

    /// Whether a role is among them.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether someone with these roles may do something.
    pub fn may(&self, task: Task) -> bool {
        let any = |roles: &[Role]| roles.iter().any(|role| self.has(*role));
        match task {
            Task::Read => any(&[Role::Author, Role::Approver, Role::Analyst, Role::Administrator]),
            Task::Reports => !self.is_empty(),
            Task::Record => any(&[Role::Evaluator]),
            Task::Write => any(&[Role::Author]),
            Task::Approve => any(&[Role::Approver]),
            Task::Stop => any(&[Role::Author, Role::Approver, Role::Administrator]),
            Task::Residents => any(&[Role::Author, Role::Approver]),
            Task::Staff | Task::Audit => any(&[Role::Administrator]),
        }
    }
}

/// What is kept of a token that was made of 256 random bits, which needs no salt: SHA-256, in hexadecimal.
pub fn sealed(token: &str) -> String {
    Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The least letters of a password. Source: NIST SP 800-63B (2024), section 3.1.1.2: at least eight, better
/// fifteen, and no rules about their kinds.
pub const PASSWORD_LEAST: usize = 12;

/// The most letters of a password that are taken.
pub const PASSWORD_MOST: usize = 128;

/// For how long an account waits after wrong passwords in a row: nothing for four, then a minute, doubled
/// with each, an hour at most.
pub fn lock_seconds(failed: i64) -> i64 {
    match failed {
        ..5 => 0,
        5..11 => 60 << (failed - 5),
        _ => 3_600,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analyst_sees_numbers_and_no_one() {
        let analyst = Roles::new([Role::Analyst]);
        assert!(analyst.may(Task::Read));
        assert!(analyst.may(Task::Reports));
        for task in [Task::Record, Task::Write, Task::Approve, Task::Stop, Task::Residents, Task::Staff, Task::Audit] {
            assert!(!analyst.may(task), "{task:?}");
        }
        assert!(!Roles::default().may(Task::Read) && !Roles::default().may(Task::Reports));
    }

    #[test]
    fn an_evaluator_sees_reports_and_the_record_and_nothing_else() {
        let evaluator = Roles::new([Role::Evaluator]);
        assert!(evaluator.may(Task::Reports) && evaluator.may(Task::Record));
        for task in [Task::Read, Task::Write, Task::Approve, Task::Stop, Task::Residents, Task::Staff, Task::Audit] {
            assert!(!evaluator.may(task), "{task:?}");
        }
        // Who is asked to judge beside other work may do both.
        let both = Roles::new([Role::Evaluator, Role::Author]);
        assert!(both.may(Task::Read) && both.may(Task::Record));
    }

    #[test]
    fn a_role_is_read_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        let roles = Roles::new(Role::ALL);
        let text = serde_json::to_string(&roles).unwrap_or_default();
        assert_eq!(text, r#"["author","approver","analyst","administrator","evaluator"]"#);
    }

    #[test]
    fn wrong_passwords_cost_time_and_no_more_than_an_hour() {
        assert_eq!([4, 5, 6, 10, 11, 1_000].map(lock_seconds), [0, 60, 120, 1_920, 3_600, 3_600]);
    }
}
