//! What a tap does.

use serde::Serialize;

/// Something to tap.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tapped<'a> {
    /// It answers.
    Reply { label: &'a str, action: &'a str, tag: &'a str },
    /// It opens a page, or calls a number.
    Link { label: &'a str, url: &'a str },
}

/// LINE's action object.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Action<'a> {
    Postback { label: &'a str, data: String, display_text: &'a str },
    Uri { label: &'a str, uri: &'a str },
}

impl<'a> Tapped<'a> {
    pub(super) fn label(&self) -> &'a str {
        match self {
            Self::Reply { label, .. } | Self::Link { label, .. } => label,
        }
    }

    pub(super) fn action(&self) -> Action<'a> {
        match *self {
            Self::Reply { label, action, tag } => {
                Action::Postback { label, data: postback_data(tag, action), display_text: label }
            }
            Self::Link { label, url } => Action::Uri { label, uri: url },
        }
    }
}

/// What a tapped answer sends back: `m=<tag>&a=<action>`, form-encoded.
fn postback_data(tag: &str, action: &str) -> String {
    // Pairs of texts always have a form.
    serde_urlencoded::to_string([("m", tag), ("a", action)]).unwrap_or_default()
}
