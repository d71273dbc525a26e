//! The folder for the database and the secrets: its owner's only, and one program's at a time.

use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Why the folder cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another process holds it.
    #[error("another ayumi is using `{path}`; stop it, or choose another folder with --state", path = .0.display())]
    InUse(PathBuf),
    /// It cannot be made, read or emptied.
    #[error("`{path}` cannot be used: {cause}; choose another folder with --state", path = .path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

/// The folder while this process uses it. The system gives it free when the process ends, however
/// it ends.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    _lock: File,
}

/// The file that is locked.
const LOCK: &str = "lock";

impl Held {
    /// Takes the folder, which is made if it is not there.
    ///
    /// # Errors
    /// Another process that holds it, or a folder that cannot be written.
    pub fn take(path: &Path) -> Result<Self, StateError> {
        let unusable = |cause| StateError::Unusable { path: path.to_owned(), cause };
        folder(path).map_err(unusable)?;
        let mut options = File::options();
        let lock = options.create(true).truncate(false).write(true).open(path.join(LOCK)).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StateError::InUse(path.to_owned())),
            Err(TryLockError::Error(cause)) => return Err(unusable(cause)),
        }
        warn_if_open(path).map_err(unusable)?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Removes all that is in it.
    ///
    /// # Errors
    /// Files that cannot be removed.
    pub fn empty(&self) -> Result<(), StateError> {
        let empty = || {
            for entry in std::fs::read_dir(&self.path)? {
                let entry = entry?;
                if entry.file_name() == LOCK {
                    continue;
                }
                let path = entry.path();
                if entry.file_type()?.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
            }
            Ok(())
        };
        empty().map_err(|cause| StateError::Unusable { path: self.path.clone(), cause })
    }
}

/// Makes a folder for state if it is not there, for its owner only: what residents tell is in it.
///
/// # Errors
/// As the system says.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(unix)]
fn warn_if_open(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if std::fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        let path = path.display();
        tracing::warn!("`{path}` holds residents' data and is open to other users of this machine; chmod 700 {path}");
    }
    Ok(())
}

#[cfg(not(unix))]
fn warn_if_open(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn one_at_a_time() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("a/b");
        let held = Held::take(&path).unwrap();
        assert!(matches!(Held::take(&path), Err(StateError::InUse(_))));
        drop(held);
        assert!(Held::take(&path).is_ok());
    }

    #[test]
    #[cfg(unix)]
    fn it_is_its_owners_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = tempfile::tempdir().unwrap();
        folder(&parent.path().join("a/b")).unwrap();
        for path in ["a", "a/b"] {
            let mode = std::fs::metadata(parent.path().join(path)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{path}");
        }
    }

    #[test]
    fn emptied_it_stays_held() {
        let parent = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(parent.path().join("inner")).unwrap();
        std::fs::write(parent.path().join("inner/file"), "").unwrap();
        std::fs::write(parent.path().join("file"), "").unwrap();
        let held = Held::take(parent.path()).unwrap();
        held.empty().unwrap();
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1, "the lock alone");
        assert!(matches!(Held::take(parent.path()), Err(StateError::InUse(_))));
    }
}
