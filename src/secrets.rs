//! Tokens that `ayumi up` makes for itself, so that a first start needs no settings. They
//! are kept in the state folder, readable by its owner only.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Why the tokens cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The file or its folder cannot be read or written.
    #[error("`{path}` cannot be used: {cause}; choose another folder with --state", path = .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The file was changed by hand and no longer reads.
    #[error("`{path}` is not as this program wrote it: {reason}", path = .path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    NoRandom(String),
}

/// The settings that must be secret and that this program may choose itself.
const CHOSEN: [&str; 4] = ["ingest_token", "tick_token", "staff_token", "link_key"];

/// The file in the state folder.
pub fn path(state: &Path) -> PathBuf {
    state.join("secrets.toml")
}

/// The tokens of a state folder. Those that are not there are made, which is all of them at the
/// first call.
///
/// # Errors
/// A folder that cannot be written, or a file that no longer reads.
pub fn load_or_make(state: &Path) -> Result<BTreeMap<String, String>, SecretsError> {
    let path = path(state);
    let mut secrets = if path.exists() { load(state)? } else { BTreeMap::new() };
    let known = secrets.len();
    for name in CHOSEN {
        if !secrets.contains_key(name) {
            secrets.insert(name.to_owned(), random(32)?);
        }
    }
    if secrets.len() > known {
        let text = toml::to_string(&secrets)
            .map_err(|error| SecretsError::Broken { path: path.clone(), reason: error.to_string() })?;
        write(state, &path, &text).map_err(|cause| SecretsError::Unusable { path, cause })?;
    }
    Ok(secrets)
}

/// The tokens of a state folder.
///
/// # Errors
/// A file that is not there or no longer reads.
pub fn load(state: &Path) -> Result<BTreeMap<String, String>, SecretsError> {
    let path = path(state);
    let text = std::fs::read_to_string(&path).map_err(|cause| SecretsError::Unusable { path: path.clone(), cause })?;
    toml::from_str(&text).map_err(|error| SecretsError::Broken { path, reason: error.message().to_owned() })
}

/// As many random bytes, as hexadecimal digits.
///
/// # Errors
/// [`SecretsError::NoRandom`].
pub(crate) fn random(bytes: usize) -> Result<String, SecretsError> {
    let mut random = vec![0_u8; bytes];
    getrandom::fill(&mut random).map_err(|error| SecretsError::NoRandom(error.to_string()))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Puts the file in its place when all of it is on the disk: one half written would be taken for
/// one with other tokens.
fn write(state: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    crate::state::folder(state)?;
    let new = path.with_extension("toml.new");
    // What an interrupted start left may not be ours alone to read.
    _ = std::fs::remove_file(&new);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(new, path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    #[test]
    fn tokens_stay_and_missing_ones_are_made() {
        let state = tempfile::tempdir().unwrap();
        let made = load_or_make(state.path()).unwrap();
        assert_eq!(made.len(), CHOSEN.len());
        assert_eq!(load_or_make(state.path()).unwrap(), made);
        // An interrupted start, or an older program, left less.
        for left in ["", "staff_token = \"sesame\"\n"] {
            std::fs::write(path(state.path()), left).unwrap();
            let made = load_or_make(state.path()).unwrap();
            assert_eq!(made.keys().collect::<Vec<_>>(), ["ingest_token", "link_key", "staff_token", "tick_token"]);
            assert_eq!(made["staff_token"] == "sesame", !left.is_empty());
            assert_eq!(load(state.path()).unwrap(), made);
        }
    }
}
