use spin_sdk::variables;
use std::fmt;

/// A setting that a door cannot do without is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the setting `{0}` is missing; give the host SPIN_VARIABLE_{upper}", upper = .0.to_uppercase())]
pub struct Missing(pub &'static str);

/// A setting's value. It never shows in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting(String);

impl Setting {
    /// The value.
    pub fn value(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Setting(…)")
    }
}

/// A setting by its name in `spin.toml`, without the spaces around it.
///
/// # Errors
/// It is empty, or not there at all.
pub async fn setting(name: &'static str) -> Result<Setting, Missing> {
    match variables::get(name).await {
        // A file or a secret store often leaves a line end behind.
        Ok(value) if !value.trim().is_empty() => Ok(Setting(value.trim().to_owned())),
        Ok(_) | Err(_) => Err(Missing(name)),
    }
}
