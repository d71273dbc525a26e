//! What the service says when it refuses: a problem document (RFC 9457).

use domain::Problem;
use serde::Deserialize;

/// What callers of ours read of it.
#[derive(Debug, Deserialize, Default)]
pub(crate) struct Refusal {
    #[serde(default)]
    pub(crate) detail: String,
    /// The problems of a pack that was sent.
    #[serde(default)]
    pub(crate) problems: Vec<Problem>,
}

impl Refusal {
    /// Reads a body; one that is no problem document says nothing.
    pub(crate) fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }
}
