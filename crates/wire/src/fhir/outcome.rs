//! The answer: an `OperationOutcome` that says of each entry what became of it.
//!
//! ```json
//! {"resourceType": "OperationOutcome", "issue": [
//!   {"severity": "information", "code": "informational", "diagnostics": "events stored: 1; stored before: 0"},
//!   {"severity": "information", "code": "informational", "expression": ["Bundle.entry[0].resource"],
//!    "diagnostics": "taken as `ayumi.steps.recorded.v1`"},
//!   {"severity": "error", "code": "value", "expression": ["Bundle.entry[1].resource.valueQuantity"],
//!    "diagnostics": "the value is 7.5; it is a whole number"}]}
//! ```

use super::issue::{Code, Issue, Severity};
use super::{Brought, Unreadable};
use crate::Report;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The media type of an answer.
pub const CONTENT_TYPE: &str = "application/fhir+json";

/// An answer with its status.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// 200; 422 where nothing could be taken; 400, 413 or 415 where nothing could be read.
    pub status: u16,
    /// What is said, in the order of the entries.
    pub issues: Vec<Issue>,
}

impl Outcome {
    /// What became of a request: `report` is the inlet's, on [`Brought::received`].
    pub fn of(brought: Brought, report: &Report) -> Self {
        let counted = format!("events stored: {}; stored before: {}", report.accepted, report.duplicates);
        let refused: BTreeMap<usize, &str> =
            report.rejected.iter().map(|one| (one.index, one.reason.as_str())).collect();
        let mut entries = brought.entries;
        for (n, made) in brought.events.iter().enumerate() {
            for place in &made.entries {
                let Some(entry) = entries.get_mut(*place) else { continue };
                let issue = match refused.get(&n) {
                    Some(reason) => {
                        Issue::error(Code::Value, &entry.place, reason.strip_prefix("data: ").unwrap_or(reason))
                    }
                    None => Issue::information(&entry.place, taken(made.event.payload.kind(), made.entries.len())),
                };
                if !entry.issues.contains(&issue) {
                    entry.issues.push(issue);
                }
            }
        }
        let said: Vec<Issue> = entries.into_iter().flat_map(|entry| entry.issues).collect();
        let nothing = report.accepted + report.duplicates == 0;
        if nothing && said.iter().any(|issue| issue.severity == Severity::Error) {
            return Self { status: 422, issues: said };
        }
        let mut issues = vec![Issue::information("", counted)];
        issues.extend(said);
        Self { status: 200, issues }
    }

    /// A request that could not be read as a whole.
    pub fn unreadable(error: &Unreadable) -> Self {
        let code = match error {
            Unreadable::TooMany { .. } | Unreadable::TooLarge => Code::TooCostly,
            Unreadable::ContentType { .. } => Code::NotSupported,
            Unreadable::NotJson(_) | Unreadable::Shape(_) => Code::Structure,
        };
        Self { status: error.kind().status(), issues: vec![Issue::error(code, "", error.to_string())] }
    }

    /// The resource.
    pub fn to_json(&self) -> Value {
        let one = |issue: &Issue| {
            let mut said = json!({
                "severity": issue.severity.as_str(), "code": issue.code.as_str(), "diagnostics": issue.diagnostics,
            });
            if let (false, Some(members)) = (issue.expression.is_empty(), said.as_object_mut()) {
                members.insert("expression".to_owned(), json!([issue.expression]));
            }
            said
        };
        json!({ "resourceType": "OperationOutcome", "issue": self.issues.iter().map(one).collect::<Vec<_>>() })
    }
}

fn taken(kind: &str, resources: usize) -> String {
    match resources {
        0 | 1 => format!("taken as `{kind}`"),
        more => format!("taken as `{kind}`, one event of {more} resources"),
    }
}
