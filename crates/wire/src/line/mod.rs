//! LINE Messaging API: messages out by push, multicast and reply, questions about them, webhooks in.
//!
//! Sources: line/line-openapi (2026-07-01) and the Messaging API reference at
//! developers.line.biz.

mod action;
pub mod aggregation;
mod answer;
mod buttons;
mod call;
mod card;
pub mod consumption;
mod content;
mod link;
pub mod login;
mod multicast;
mod outcome;
mod push;
pub mod quota;
mod reply;
mod unread;
pub mod validate;
mod webhook;

pub use content::Content;
pub use link::{
    account_link, link_page, link_token, link_token_request, link_token_unanswered, link_token_unsent, nonce,
};
pub use multicast::{MULTICAST_MOST, MULTICAST_PATH, Multicast};
pub use outcome::{classify, classify_reply, unanswered, unanswered_reply, unsent};
pub use push::{PUSH_PATH, Push};
pub use reply::{REPLY_PATH, Reply, ReplyToken};
pub use unread::Unread;
pub use webhook::{CHALLENGE, NotAWebhook, SIGNATURE_HEADER, parse, verify};

/// The header that names a call in LINE's and in our logs.
pub const REQUEST_ID_HEADER: &str = "x-line-request-id";
