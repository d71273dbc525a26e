//! What is said of a resource: the issues of an `OperationOutcome`.

use domain::event::Refusal;

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Whether something was not taken.
    pub severity: Severity,
    /// Of which kind, by FHIR's value set `issue-type`.
    pub code: Code,
    /// Where: a path in FHIRPath's simple subset, such as `Bundle.entry[2].resource.status`.
    pub expression: String,
    /// What, in words.
    pub diagnostics: String,
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Not taken.
    Error,
    /// Taken; somebody should look whether it is what was meant.
    Warning,
    /// Taken.
    Information,
}

/// The kind of an issue; what FHIR's `issue-type` has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The shape is not that of the element.
    Structure,
    /// An element has to be there.
    Required,
    /// A value that cannot be.
    Value,
    /// A code that is not known here.
    CodeInvalid,
    /// FHIR has it and this door does not.
    NotSupported,
    /// Two things contradict each other, or a rule of ours.
    BusinessRule,
    /// A reference that leads nowhere.
    NotFound,
    /// Too much at a time.
    TooCostly,
    /// Taken.
    Informational,
}

impl Severity {
    /// The code on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }
}

impl Code {
    /// The code on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Required => "required",
            Self::Value => "value",
            Self::CodeInvalid => "code-invalid",
            Self::NotSupported => "not-supported",
            Self::BusinessRule => "business-rule",
            Self::NotFound => "not-found",
            Self::TooCostly => "too-costly",
            Self::Informational => "informational",
        }
    }
}

impl Issue {
    /// Something is not taken.
    pub(super) fn error(code: Code, place: &str, text: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, expression: place.to_owned(), diagnostics: text.into() }
    }

    /// Something is taken, and may not be what was meant.
    pub(super) fn warning(place: &str, text: impl Into<String>) -> Self {
        let (severity, code) = (Severity::Warning, Code::BusinessRule);
        Self { severity, code, expression: place.to_owned(), diagnostics: text.into() }
    }

    /// Something is taken.
    pub(super) fn information(place: &str, text: impl Into<String>) -> Self {
        let (severity, code) = (Severity::Information, Code::Informational);
        Self { severity, code, expression: place.to_owned(), diagnostics: text.into() }
    }

    /// The event that a resource would be is refused.
    pub(super) fn refused(place: &str, refusal: &Refusal) -> Self {
        let text = match refusal {
            Refusal::Data(text) => text.clone(),
            other => other.to_string(),
        };
        Self::error(Code::Value, place, text)
    }
}
