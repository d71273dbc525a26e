//! How pages look: the frame around them, and the parts that they are made of. Styles are in files of their
//! own, since the pages' policy allows none within.
//!
//! Source of colours, sizes and radii: the Digital Agency's design system, as `assets/tokens.css`.

mod frame;
mod own;
mod parts;
mod plots;
mod qr;

pub(crate) use frame::{Frame, Place};
pub(crate) use own::{OwnFrame, own_head};
pub(crate) use parts::{Tone, coded, diff, empty, field, hidden, notice, tag};
pub(crate) use plots::{bars, days_table, lying_bars};
pub(crate) use qr::picture_of;

use crate::words::Words;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response};
use sha2::{Digest, Sha256};
use shell::doors::Answer;

/// A file that pages load.
struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
}

const ASSETS: [Asset; 7] = [
    Asset { name: "tokens.css", kind: "text/css; charset=utf-8", text: include_str!("../../assets/tokens.css") },
    Asset { name: "style.css", kind: "text/css; charset=utf-8", text: include_str!("style.css") },
    Asset { name: "report.css", kind: "text/css; charset=utf-8", text: include_str!("report.css") },
    Asset { name: "live.js", kind: "text/javascript; charset=utf-8", text: include_str!("../../assets/live.js") },
    Asset { name: "own.css", kind: "text/css; charset=utf-8", text: include_str!("own.css") },
    Asset { name: "own.js", kind: "text/javascript; charset=utf-8", text: include_str!("../../assets/own.js") },
    Asset { name: "editor.js", kind: "text/javascript; charset=utf-8", text: EDITOR },
];

/// The editor, empty where npm was not there when this was compiled.
const EDITOR: &str = include_str!(concat!(env!("OUT_DIR"), "/editor.js"));

thread_local! {
    /// What tells one build's files from another's, so that browsers may keep them for long.
    static BUILD: String = {
        let mut hasher = Sha256::new();
        ASSETS.iter().for_each(|asset| hasher.update(asset.text));
        hasher.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    };
}

/// Whether the editor is there.
pub(crate) fn has_editor() -> bool {
    !EDITOR.is_empty()
}

/// The address of a file that pages load.
pub(crate) fn asset(name: &str) -> String {
    BUILD.with(|build| format!("/console/assets/{build}/{name}"))
}

/// The address of a file that pages of residents load, from their own component.
pub(crate) fn own_asset(name: &str) -> String {
    BUILD.with(|build| format!("/me/assets/{build}/{name}"))
}

/// A file that pages load, by its name.
pub(crate) fn file(name: &str) -> Option<Answer> {
    let asset = ASSETS.iter().find(|asset| asset.name == name && !asset.text.is_empty())?;
    let mut answer = Response::new(asset.text.to_owned());
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Some(answer)
}

/// The styles of a report, for a file that stands by itself.
pub(crate) fn report_styles() -> String {
    let of = |name: &&str| ASSETS.iter().find(|asset| asset.name == *name).map_or("", |asset| asset.text);
    ["tokens.css", "style.css", "report.css"].iter().map(of).collect()
}

/// What the frame's languages are called in themselves.
fn other_language(words: Words) -> (&'static str, &'static str) {
    match words.language {
        crate::words::Language::Ja => ("en", "English"),
        crate::words::Language::En => ("ja", "日本語"),
    }
}
