//! LINE Messaging API: push messages out, webhooks in.
//!
//! Sources: line/line-openapi (2026-07-01) and the Messaging API reference at
//! developers.line.biz.

mod outcome;
mod push;
mod webhook;

pub use outcome::{classify, unanswered, unsent};
pub use push::{Content, MULTICAST_PATH, Multicast, PUSH_PATH, Push};
pub use webhook::{CHALLENGE, NotAWebhook, SIGNATURE_HEADER, parse, verify};

/// The header that names a call in LINE's and in our logs.
pub const REQUEST_ID_HEADER: &str = "x-line-request-id";
