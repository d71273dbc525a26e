//! What may be where.

use super::source::{literals, read, rust};
use std::collections::BTreeMap;

/// What a crate may depend on. A line here is a decision: ARCHITECTURE.md says why.
const ALLOWED: [(&str, &[&str]); 9] = [
    (
        "crates/domain",
        &[
            "chrono",
            "chrono-tz",
            "encoding_rs",
            "hmac",
            "libm",
            "rhai",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "toml",
            "toml_edit",
            "ulid",
            "unicode-normalization",
            "unicode-segmentation",
        ],
    ),
    ("crates/outcomes", &["chrono", "domain", "nalgebra", "serde", "serde_json", "statrs", "thiserror"]),
    (
        "crates/wire",
        &[
            "base64",
            "chrono",
            "csv-core",
            "domain",
            "ed25519-dalek",
            "encoding_rs",
            "hmac",
            "jsonwebtoken",
            "percent-encoding",
            "quick-xml",
            "serde",
            "serde_json",
            "serde_urlencoded",
            "sha1",
            "sha2",
            "subtle",
            "thiserror",
        ],
    ),
    (
        "crates/shell",
        &[
            "bytes",
            "chrono",
            "diffy",
            "domain",
            "futures-util",
            "http",
            "maud",
            "outcomes",
            "serde",
            "serde_json",
            "spin-sdk",
            "subtle",
            "thiserror",
            "ulid",
            "wire",
        ],
    ),
    (
        "crates/pages",
        &[
            "argon2",
            "chrono",
            "diffy",
            "domain",
            "fluent-bundle",
            "http",
            "maud",
            "outcomes",
            "qrcode",
            "serde",
            "serde_json",
            "serde_urlencoded",
            "sha2",
            "shell",
            "spin-sdk",
            "ulid",
            "unic-langid",
            "wire",
        ],
    ),
    ("components/console", &["pages", "spin-sdk"]),
    ("components/resident", &["pages", "spin-sdk"]),
    ("components/ingest", &["shell", "spin-sdk"]),
    ("components/dispatch", &["shell", "spin-sdk"]),
];

#[derive(serde::Deserialize)]
struct Manifest {
    dependencies: BTreeMap<String, toml::Value>,
}

#[test]
fn crates_depend_on_what_their_room_allows() {
    for (folder, allowed) in ALLOWED {
        let manifest: Manifest = toml::from_str(&read(&format!("{folder}/Cargo.toml"))).unwrap();
        let strangers: Vec<&String> =
            manifest.dependencies.keys().filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(strangers.is_empty(), "{folder} depends on {strangers:?}");
    }
}

#[test]
fn only_the_rules_name_rhai() {
    for file in rust(&["crates", "components", "src"]) {
        let names = file.text.contains("rhai::") || file.text.contains("use rhai");
        assert!(!names || file.path.starts_with("crates/domain/src/rules/"), "{} names rhai", file.path);
    }
}

/// The stand-in phone plays the provider, so it knows the other side of the same formats.
#[test]
fn only_wire_knows_header_names() {
    for file in rust(&["crates/domain/src", "crates/shell/src", "components", "src"]) {
        if file.path.starts_with("src/phone/") {
            continue;
        }
        for literal in literals(&file.text) {
            let header = ["x-line", "x-twilio", "ce-"].iter().any(|start| literal.to_lowercase().starts_with(start));
            assert!(!header, "{} knows the header `{literal}`; ask crates/wire for it", file.path);
        }
    }
}

#[test]
fn the_core_asks_no_clock_draws_no_chance_and_opens_nothing() {
    const BANNED: [&str; 9] = [
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "rand::",
    ];
    for file in rust(&["crates/domain/src", "crates/wire/src"]) {
        for word in BANNED {
            assert!(!file.text.contains(word), "{} uses `{word}`", file.path);
        }
    }
}

#[test]
fn the_components_ask_for_the_time_in_one_place() {
    for file in rust(&["crates/shell/src", "components"]) {
        let asks = file.text.contains("SystemTime") || file.text.contains("Utc::now");
        assert!(!asks || file.path == "crates/shell/src/spin/mod.rs", "{} asks for the time", file.path);
    }
}

#[test]
fn a_component_is_a_handful_of_lines() {
    for file in rust(&["components"]) {
        let lines = file.text.lines().count();
        assert!(lines <= 60, "{} has {lines} lines; what a door does belongs into crates/shell", file.path);
    }
}

#[test]
fn no_file_is_long() {
    for file in rust(&["crates", "components", "src", "tests"]) {
        let lines = file.text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines; 400 are the most, about 100 are the aim", file.path);
    }
}
