//! The operator's own values of variables: the environment, and `.env` beside the manifest.

use std::collections::BTreeMap;
use std::path::Path;

use super::HostError;

/// Where variables have their values from, before the manifest's defaults. As on Spin, the
/// environment comes before the file, and no file is an empty one.
#[derive(Default)]
pub struct Environment {
    file: BTreeMap<String, String>,
}

impl Environment {
    /// The environment of the application with this manifest.
    ///
    /// # Errors
    /// [`HostError::DotenvUnreadable`].
    pub fn beside(manifest: &Path) -> Result<Self, HostError> {
        let path = manifest.with_file_name(".env");
        let Ok(lines) = dotenvy::from_path_iter(&path) else { return Ok(Self::default()) };
        let file = lines.collect::<Result<_, _>>().map_err(|error| HostError::DotenvUnreadable {
            path,
            cause: match error {
                // The line itself may hold a secret.
                dotenvy::Error::LineParse(_, place) => format!("a line is not NAME=value (at character {place} of it)"),
                error => error.to_string(),
            },
        })?;
        Ok(Self { file })
    }

    /// The value of a variable, from `SPIN_VARIABLE_<NAME>`.
    ///
    /// # Errors
    /// [`HostError::VariableUnreadable`].
    pub fn variable(&self, name: &str) -> Result<Option<String>, HostError> {
        let key = format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase());
        match std::env::var_os(&key) {
            Some(found) => {
                found.into_string().map(Some).map_err(|_| HostError::VariableUnreadable { name: name.to_owned() })
            }
            None => Ok(self.file.get(&key).cloned()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_file_beside_the_manifest_gives_values() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = folder.path().join("spin.toml");
        assert_eq!(Environment::beside(&manifest).unwrap().variable("of_a_file").unwrap(), None);
        std::fs::write(folder.path().join(".env"), "# ours\nexport SPIN_VARIABLE_OF_A_FILE='a b'\nOTHER=1\n").unwrap();
        let environment = Environment::beside(&manifest).unwrap();
        assert_eq!(environment.variable("of_a_file").unwrap().as_deref(), Some("a b"));
        assert_eq!(environment.variable("other").unwrap(), None);
    }

    #[test]
    fn a_broken_file_is_named_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".env"), "SPIN_VARIABLE_A=sesame open\n").unwrap();
        let said = Environment::beside(&folder.path().join("spin.toml")).err().unwrap().to_string();
        assert!(said.contains(".env` cannot be read") && !said.contains("sesame"), "{said}");
    }
}
