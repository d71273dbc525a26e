use super::call::post;
use super::content::{Content, Message};
use crate::send::Request;
use serde::Serialize;

/// The path of a reply call.
pub const REPLY_PATH: &str = "/v2/bot/message/reply";

/// An answer to what somebody just did. It is free of charge, its token works once and for about a
/// minute, and LINE takes no retry key with it: see [`classify_reply`](super::classify_reply).
///
/// ```json
/// {"replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA", "messages": [{"type": "text", "text": "…"}]}
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reply<'a> {
    /// The token that came with the webhook.
    pub token: &'a str,
    /// What to say.
    pub content: Content<'a>,
}

impl Reply<'_> {
    /// The call.
    pub fn request(&self, channel_access_token: &str) -> Request {
        let body = Body { reply_token: self.token, messages: [self.content.message()] };
        post(REPLY_PATH.to_owned(), channel_access_token, None, &body)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    reply_token: &'a str,
    messages: [Message<'a>; 1],
}
