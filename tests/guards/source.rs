//! The project's own files, as texts.

use std::path::{Path, PathBuf};

/// A file of the project.
pub struct Source {
    /// Its path from the project's folder, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One file.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Rust files below some folders.
pub fn rust(folders: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), &mut found);
    }
    assert!(!found.is_empty(), "{folders:?} hold no Rust");
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let below = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source { text: std::fs::read_to_string(&path).unwrap(), path: below });
        }
    }
}

/// The texts between quotation marks, without those in comments; an escaped line end joins
/// its lines as Rust does.
pub fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("'\"'", "");
    let mut rest = code.as_str();
    while let Some((_, after)) = rest.split_once('"') {
        let mut literal = String::new();
        let mut chars = after.char_indices();
        let mut end = after.len();
        while let Some((place, c)) = chars.next() {
            match c {
                '"' => {
                    end = place + 1;
                    break;
                }
                '\\' => match chars.next() {
                    Some((_, '\n')) => literal.push('\n'),
                    Some((_, escaped)) => literal.push(escaped),
                    None => {}
                },
                other => literal.push(other),
            }
        }
        let words: Vec<&str> = literal.split_whitespace().collect();
        found.push(words.join(" "));
        rest = after.get(end..).unwrap_or_default();
    }
    found
}

/// The cells of a page's table rows, row by row.
pub fn rows(page: &str) -> Vec<Vec<String>> {
    page.lines()
        .filter_map(|line| line.trim().strip_prefix('|')?.strip_suffix('|'))
        .map(|line| line.split(" | ").map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The words that a text has between backticks.
pub fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The blocks of a page that are marked with a language.
pub fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).filter_map(|rest| rest.split_once("```").map(|(block, _)| block.to_owned())).collect()
}

/// A page without its blocks of code.
pub fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

#[test]
fn literals_are_found_and_comments_are_not() {
    let text = "// no \"comment\"\nlet a = \"one \\\n   two\"; let q = '\"'; let b = \"x\\\"y\";";
    assert_eq!(literals(text), ["one two", "x\"y"]);
}
