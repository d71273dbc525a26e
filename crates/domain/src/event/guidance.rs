use super::{Kind, Refusal, short};
use serde::{Deserialize, Serialize};

/// A session of health guidance was held. Sensitive: that there was one tells.
///
/// ```json
/// {"program": "dynamic_support_2026", "session": 1, "by_role": "public_health_nurse"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// The programme it belongs to.
    pub program: String,
    /// Which session of it, from 1.
    pub session: u32,
    /// Who held it: `public_health_nurse`, `dietitian`, `physician`, …
    pub by_role: String,
}

impl Kind for Guidance {
    fn check(&self) -> Result<(), Refusal> {
        if self.program.is_empty() || self.by_role.is_empty() {
            return Err(Refusal::data("`program` and `by_role` cannot be empty"));
        }
        if !(1..=100).contains(&self.session) {
            return Err(Refusal::data("`session` can be 1 to 100"));
        }
        short("program", &self.program, 50)?;
        short("by_role", &self.by_role, 50)
    }
}
