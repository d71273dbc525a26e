//! LINE Messaging API: push messages out, webhooks in.
//!
//! Sources: line/line-openapi (2026-07-01) and the Messaging API reference at
//! developers.line.biz.

mod link;
mod outcome;
mod push;
mod webhook;

pub use link::{
    account_link, link_page, link_token, link_token_request, link_token_unanswered, link_token_unsent, nonce,
};
pub use outcome::{classify, unanswered, unsent};
pub use push::{PUSH_PATH, Push};
pub use webhook::{CHALLENGE, NotAWebhook, SIGNATURE_HEADER, parse, verify};

/// The header that names a call in LINE's and in our logs.
pub const REQUEST_ID_HEADER: &str = "x-line-request-id";
