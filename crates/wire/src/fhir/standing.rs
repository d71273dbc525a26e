//! What a resource's status makes of it.

use super::issue::{Code, Issue};
use super::node::Node;
use crate::echo::clip_to;
use domain::event::{Payload, Withdrawn};

/// Whether a resource says something or takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    Said,
    Withdrawn,
}

impl Standing {
    /// Reads `status` of what has been said: one of `said`, or `entered-in-error`.
    pub(super) fn read(resource: &Node<'_>, said: &[&str]) -> Result<Self, Issue> {
        match resource.need_text("status")? {
            "entered-in-error" => Ok(Self::Withdrawn),
            status if said.contains(&status) => Ok(Self::Said),
            other => {
                let place = format!("{}.status", resource.place);
                let expected = said.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
                let text = format!(
                    "`status` is `{}`; {expected} are taken, and `entered-in-error` takes back",
                    clip_to(other, 40)
                );
                Err(Issue::error(Code::BusinessRule, &place, text))
            }
        }
    }

    /// The payload, or its being taken back; checked.
    pub(super) fn payload(self, place: &str, payload: Payload) -> Result<Payload, Issue> {
        let payload = match self {
            Self::Said => payload,
            Self::Withdrawn => Payload::Withdrawn(Withdrawn {
                kind: payload.kind().to_owned(),
                record: serde_json::from_str(&payload.to_json()).unwrap_or_default(),
            }),
        };
        checked(place, payload)
    }
}

/// A payload whose values are within its limits.
pub(super) fn checked(place: &str, payload: Payload) -> Result<Payload, Issue> {
    Payload::parse(payload.kind(), &payload.to_json()).map_err(|refusal| Issue::refused(place, &refusal))
}
