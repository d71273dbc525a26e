use super::call::post;
use super::content::{Content, Message};
use crate::send::Request;
use serde::Serialize;
use std::fmt;

/// The path of a reply call.
pub const REPLY_PATH: &str = "/v2/bot/message/reply";

/// What LINE gave to answer with. It is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyToken(String);

impl ReplyToken {
    /// A token as LINE makes them: 1 to 200 letters, digits and signs.
    pub fn new(text: &str) -> Option<Self> {
        let is_one = (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_one.then(|| Self(text.to_owned()))
    }

    /// The token itself, for the call and the store.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ReplyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplyToken")
    }
}

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
