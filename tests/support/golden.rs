//! Inputs beside what is expected of them. `AYUMI_REWRITE=1` writes the expectations anew; the
//! difference is then reviewed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The inputs of a folder, `*.{input}`, each with what is expected of it, `*.{expected}`. Any other
/// file, and an expectation without an input, is something that nothing looks at.
pub fn pairs(folder: &Path, input: &str, expected: &str) -> Vec<(PathBuf, PathBuf)> {
    let files: BTreeSet<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let is = |path: &Path, extension: &str| path.extension().is_some_and(|found| found == extension);
    let known = |path: &Path| is(path, input) || is(path, expected) && files.contains(&path.with_extension(input));
    let idle: Vec<&PathBuf> = files.iter().filter(|path| !known(path)).collect();
    assert!(idle.is_empty(), "no test looks at these: {idle:?}");
    let inputs = files.iter().filter(|path| is(path, input));
    inputs.map(|path| (path.clone(), path.with_extension(expected))).collect()
}

/// What differs from what was expected.
#[derive(Default)]
pub struct Golden {
    wrong: String,
}

impl Golden {
    /// Holds what was said against the file of what is expected, or writes it there.
    pub fn check(&mut self, expected: &Path, said: &str) {
        if std::env::var_os("AYUMI_REWRITE").is_some() {
            fs::write(expected, said).unwrap();
            return;
        }
        let wanted = fs::read_to_string(expected).unwrap_or_default();
        if said != wanted {
            writeln!(self.wrong, "{}\nexpected {wanted}said     {said}", expected.display()).unwrap();
        }
    }

    /// Panics with all differences, if there are any.
    pub fn end(self) {
        assert!(self.wrong.is_empty(), "{}", self.wrong);
    }
}

#[test]
#[should_panic(expected = "no test looks at these")]
fn an_expectation_without_an_input_is_found() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.in"), "").unwrap();
    fs::write(folder.path().join("a.out"), "").unwrap();
    assert_eq!(pairs(folder.path(), "in", "out").len(), 1);
    fs::write(folder.path().join("b.out"), "").unwrap();
    pairs(folder.path(), "in", "out");
}
