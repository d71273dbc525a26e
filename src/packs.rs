//! Cities' packs on disk: `campaigns/<city>/…` and `rules/<city>/…`.

use domain::{CityCode, Pack};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why packs cannot be read from disk.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file or folder cannot be read.
    #[error("`{path}` cannot be read: {cause}", path = .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A file is no text.
    #[error("`{path}` is not UTF-8 text; save it as UTF-8", path = .0.display())]
    NotText(PathBuf),
    /// A folder beside the cities' is named after none.
    #[error("`{path}` is not named after a city's six-digit code; rename it, or move it elsewhere", path = .0.display())]
    NoCity(PathBuf),
    /// There is no pack below the folder.
    #[error("there is no pack here: `{path}` has no folder named after a city's six-digit code", path = .0.display())]
    NoPack(PathBuf),
}

/// Reads the packs of every city below the two folders.
///
/// # Errors
/// Files that cannot be read, or no city at all.
pub fn read(campaigns: &Path, rules: &Path) -> Result<Vec<Pack>, PackError> {
    let mut packs = Vec::new();
    for (name, path) in entries(campaigns)? {
        // Notes may lie beside the cities. A folder is meant as one, and would be missed in silence.
        if !path.is_dir() || name.starts_with('.') {
            continue;
        }
        let city = name.parse::<CityCode>().map_err(|_| PackError::NoCity(path.clone()))?;
        let mut files = BTreeMap::new();
        collect(&path, &format!("campaigns/{city}"), &mut files)?;
        let shared = rules.join(city.as_str());
        if shared.is_dir() {
            collect(&shared, &format!("rules/{city}"), &mut files)?;
        }
        packs.push(Pack { city, files });
    }
    if packs.is_empty() { Err(PackError::NoPack(campaigns.to_owned())) } else { Ok(packs) }
}

/// Reads the packs that a path means: those of every city where `campaigns/` is in the folder
/// itself, and one city's where the path leads into its part of `campaigns/` or `rules/`.
///
/// # Errors
/// As [`read`].
pub fn find(path: &Path) -> Result<Vec<Pack>, PackError> {
    let unreadable = |cause| PackError::Unreadable { path: path.to_owned(), cause };
    let full = path.canonicalize().map_err(unreadable)?;
    let root = full.ancestors().find(|folder| folder.join("campaigns").is_dir());
    let Some(root) = root else { return Err(PackError::NoPack(path.to_owned())) };
    let mut packs = read(&root.join("campaigns"), &root.join("rules"))?;
    let mut inside = full.strip_prefix(root).unwrap_or(Path::new("")).iter();
    let elsewhere = inside.next().is_some_and(|folder| folder != "campaigns" && folder != "rules");
    let city = inside.next();
    packs.retain(|pack| !elsewhere && city.is_none_or(|name| name == pack.city.as_str()));
    if packs.is_empty() { Err(PackError::NoPack(path.to_owned())) } else { Ok(packs) }
}

/// Takes the files that staff write: rules and settings. Notes and pictures beside them
/// are no part of a pack.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), PackError> {
    for (name, path) in entries(folder)? {
        let below = format!("{prefix}/{name}");
        if path.is_dir() {
            collect(&path, &below, files)?;
        } else if name.ends_with(".toml") || name.ends_with(".rhai") {
            let bytes = std::fs::read(&path).map_err(|cause| PackError::Unreadable { path: path.clone(), cause })?;
            let text = String::from_utf8(bytes).map_err(|_| PackError::NotText(path))?;
            files.insert(below, text);
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, PackError> {
    let unreadable = |cause| PackError::Unreadable { path: folder.to_owned(), cause };
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if let Ok(name) = entry.file_name().into_string() {
            all.push((name, entry.path()));
        }
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::find;
    use std::path::Path;

    #[test]
    fn a_path_into_a_city_means_its_pack() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for inside in ["", "campaigns", "campaigns/432041", "campaigns/432041/step_goal/rules.rhai", "rules/432041"] {
            let cities = find(&root.join(inside)).map(|packs| packs.len());
            assert!(matches!(cities, Ok(1)), "{inside}: {cities:?}");
        }
        assert!(find(&root.join("src")).is_err());
    }
}
