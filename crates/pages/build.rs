//! Takes the editor in, where npm has bundled it: without it the pages work with plain text areas.

use std::path::Path;
use std::{env, fs};

fn main() -> std::io::Result<()> {
    let bundle = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("assets/dist/editor.js");
    // The folder too, since the file may come into being.
    println!("cargo::rerun-if-changed=assets/dist");
    println!("cargo::rerun-if-changed=assets/dist/editor.js");
    let taken = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("editor.js");
    let text = fs::read(bundle).unwrap_or_default();
    fs::write(taken, text)
}
