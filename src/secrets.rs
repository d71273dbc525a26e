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

/// The tokens of a state folder, made at the first call.
///
/// # Errors
/// A folder that cannot be written, or a file that no longer reads.
pub fn load_or_make(state: &Path) -> Result<BTreeMap<String, String>, SecretsError> {
    let path = path(state);
    if path.exists() {
        return load(state);
    }
    let unusable = |cause| SecretsError::Unusable { path: path.clone(), cause };
    std::fs::create_dir_all(state).map_err(unusable)?;
    let mut secrets = BTreeMap::new();
    for name in CHOSEN {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| SecretsError::NoRandom(error.to_string()))?;
        secrets.insert(name.to_owned(), bytes.iter().map(|byte| format!("{byte:02x}")).collect());
    }
    let text = toml::to_string(&secrets)
        .map_err(|error| SecretsError::Broken { path: path.clone(), reason: error.to_string() })?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(unusable)?;
    file.write_all(text.as_bytes()).map_err(unusable)?;
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
