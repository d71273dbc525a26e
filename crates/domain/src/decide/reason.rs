use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a proposal was withheld. Closed: a report has a column for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The resident has not agreed to engagement, or no longer does.
    NoConsent,
    /// The resident asked to stop all messages.
    OptedOut,
    /// There is no linked way for which the message has a text.
    NoChannel,
    /// It is night or a closed day, and the message cannot wait.
    QuietHours,
    /// The resident has had enough messages for the day or the week.
    Capped,
    /// Heat or a disaster.
    Suspended,
    /// The draw, or the resident's arm, said to hold back.
    ControlArm,
    /// The campaign's own `available(me)` said no, or nothing was proposed at a randomised point.
    NotAvailable,
    /// It would arrive when it is no longer worth reading.
    Expired,
    /// The resident has had this message for this occasion.
    Duplicate,
    /// A sensitive fact led here, and the text is not approved as neutral.
    SensitiveText,
    /// A sensitive fact led here, and risk earns no points.
    SensitiveAward,
    /// The script used up its budget.
    Budget,
    /// The script stopped with an error.
    RuleError,
}

impl Reason {
    /// Every reason, in the order of the documentation.
    pub const ALL: [Self; 14] = [
        Self::NoConsent,
        Self::OptedOut,
        Self::NoChannel,
        Self::QuietHours,
        Self::Capped,
        Self::Suspended,
        Self::ControlArm,
        Self::NotAvailable,
        Self::Expired,
        Self::Duplicate,
        Self::SensitiveText,
        Self::SensitiveAward,
        Self::Budget,
        Self::RuleError,
    ];

    /// The name in tables, files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoConsent => "no_consent",
            Self::OptedOut => "opted_out",
            Self::NoChannel => "no_channel",
            Self::QuietHours => "quiet_hours",
            Self::Capped => "capped",
            Self::Suspended => "suspended",
            Self::ControlArm => "control_arm",
            Self::NotAvailable => "not_available",
            Self::Expired => "expired",
            Self::Duplicate => "duplicate",
            Self::SensitiveText => "sensitive_text",
            Self::SensitiveAward => "sensitive_award",
            Self::Budget => "budget",
            Self::RuleError => "rule_error",
        }
    }

    /// The reason of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
