//! Files with an input, each beside a file with what is to come of it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use wire::Headers;

/// The path of a folder or file below `tests/`.
pub(crate) fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(below)
}

pub(crate) fn text(below: &str) -> String {
    fs::read_to_string(path(below)).unwrap_or_else(|error| panic!("{below}: {error}"))
}

pub(crate) fn json(below: &str) -> Value {
    serde_json::from_str(&text(below)).unwrap()
}

/// Runs `result` over every input of a folder and compares with the file beside it.
pub(crate) fn compare(folder: &str, input: &str, expected: &str, result: impl Fn(&[u8]) -> String) {
    let files: Vec<PathBuf> = fs::read_dir(path(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    let (mut inputs, others): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|path| path.extension().is_some_and(|extension| extension == input));
    inputs.sort();
    let alone: Vec<_> = others.iter().filter(|path| !inputs.contains(&path.with_extension(input))).collect();
    assert!(alone.is_empty(), "these belong to no input: {alone:?}");
    assert!(!inputs.is_empty(), "{folder} has no .{input}");
    let mut wrong = Vec::new();
    for path in inputs {
        let result = result(&fs::read(&path).unwrap()) + "\n";
        let beside = path.with_extension(expected);
        if std::env::var_os("AYUMI_REWRITE").is_some() {
            fs::write(&beside, &result).unwrap();
        } else if fs::read_to_string(&beside).ok().as_ref() != Some(&result) {
            wrong.push(format!("{} should be:\n{result}", beside.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nAYUMI_REWRITE=1 writes the files anew", wrong.join("\n"));
}

/// JSON as it stands in these files: its members by name, since their order in a `Value` depends on a feature of
/// serde_json that whatever else is built beside may turn on.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(&by_name(value)).unwrap()
}

fn by_name(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            sorted.into_iter().map(|(name, value)| (name.clone(), by_name(value))).collect()
        }
        Value::Array(items) => items.iter().map(by_name).collect(),
        other => other.clone(),
    }
}

/// An HTTP message as it stands in a file: a start line, header fields, an empty line, the
/// body. The newline that ends the file is not part of the body.
pub(crate) struct Message<'a> {
    pub(crate) start: &'a str,
    pub(crate) headers: Headers<'a>,
    pub(crate) body: &'a [u8],
}

pub(crate) fn message(bytes: &[u8]) -> Message<'_> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
    let head = std::str::from_utf8(&bytes[..end]).expect("the head is text").trim_end();
    let body = bytes.get(end + 2..).unwrap_or_default();
    let mut lines = head.lines();
    let start = lines.next().unwrap_or_default();
    let headers = lines.map(|line| line.split_once(':').map(|(name, value)| (name, value.as_bytes())).unwrap());
    Message { start, headers: headers.collect(), body: body.strip_suffix(b"\n").unwrap_or(body) }
}
