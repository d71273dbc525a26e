//! Whether LINE would take a message, asked without sending it.

use super::Unread;
use super::answer::Answer;
use super::call::post;
use super::content::{Content, Message};
use crate::echo::clip_to;
use crate::send::Request;
use serde::Serialize;

/// By which call it would leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To one.
    Push,
    /// To many.
    Multicast,
    /// As an answer.
    Reply,
}

/// One thing that LINE finds wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// LINE's words, 200 characters at most.
    pub message: String,
    /// Where, such as `messages[0].text`; empty where LINE does not say.
    pub property: String,
}

#[derive(Serialize)]
struct Body<'a> {
    messages: Vec<Message<'a>>,
}

/// `POST /v2/bot/message/validate/{push,multicast,reply}`: `{"messages": […]}`, five at most.
pub fn request(kind: Kind, contents: &[Content<'_>], channel_access_token: &str) -> Request {
    let kind = match kind {
        Kind::Push => "push",
        Kind::Multicast => "multicast",
        Kind::Reply => "reply",
    };
    let body = Body { messages: contents.iter().map(Content::message).collect() };
    post(format!("/v2/bot/message/validate/{kind}"), channel_access_token, None, &body)
}

/// What LINE finds wrong: nothing with 200, `{"message", "details": [{"message", "property"}]}` with 400.
///
/// # Errors
/// Any other status.
pub fn read(status: u16, body: &[u8]) -> Result<Vec<Complaint>, Unread> {
    if status != 400 {
        return Unread::or(status, body, |_| Some(Vec::new()));
    }
    let answer = Answer::read(body);
    let text =
        |value: Option<&serde_json::Value>| clip_to(value.and_then(serde_json::Value::as_str).unwrap_or_default(), 200);
    let mut complaints: Vec<Complaint> = answer
        .details()
        .map(|detail| Complaint { message: text(detail.get("message")), property: text(detail.get("property")) })
        .collect();
    if complaints.is_empty() {
        let message = clip_to(answer.text("/message").ok_or(Unread::Shape)?, 200);
        complaints.push(Complaint { message, property: String::new() });
    }
    Ok(complaints)
}
