use super::action::{Action, Tapped};
use super::{buttons, card};
use domain::decide::LineBody;
use domain::pack::Style;
use serde::Serialize;

/// What a message says and shows, as LINE's `messages` array.
///
/// ```json
/// [{"type": "text", "text": "きょうはあと1,200歩で目標です。",
///   "quickReply": {"items": [{"type": "action", "action": {"type": "postback", "label": "歩いてくる",
///   "data": "m=01JD8Q9Z0V6K3M5N7P9R1S3T5V&a=go", "displayText": "歩いてくる"}}]}}]
/// ```
///
/// | style | message |
/// |---|---|
/// | `text` | text with quick replies, a link the last of them |
/// | `buttons` | buttons template |
/// | `card` | Flex bubble |
///
/// LINE's limits (text 5,000 UTF-16 units, 13 replies, label 20 characters, postback data 300,
/// …) are not checked again here: a pack that breaks them does not publish, and LINE would
/// answer 400.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Content<'a> {
    /// What to say, and in which style.
    pub body: &'a LineBody,
    /// What a tapped answer sends back as `m=`: the id of the message, or of the call that said the
    /// same to many.
    pub tag: &'a str,
}

impl Content<'_> {
    /// The array. It depends on nothing but its arguments: the same content gives the same
    /// bytes, as a retry must.
    pub fn messages(&self) -> impl Serialize {
        [self.message()]
    }

    pub(super) fn message(&self) -> Message<'_> {
        match self.body.style {
            Style::Text => Message::Text(self.text()),
            Style::Buttons => Message::Other(buttons::message(self)),
            Style::Card => Message::Other(card::message(self)),
        }
    }

    /// What can be tapped, in order: the replies, then the link.
    pub(super) fn taps(&self) -> impl Iterator<Item = Tapped<'_>> {
        let replies = self.body.replies.iter().map(|(label, action)| Tapped::Reply { label, action, tag: self.tag });
        replies.chain(self.body.link.as_ref().map(|link| Tapped::Link { label: &link.label, url: &link.url }))
    }

    /// What a notification says, and what a screen shows that cannot show the rest.
    pub(super) fn alt_text(&self) -> String {
        let text = &self.body.text;
        self.body.title.as_ref().map_or_else(|| text.clone(), |title| format!("{title}\n{text}"))
    }

    fn text(&self) -> Text<'_> {
        let items: Vec<Item> = self.taps().map(|tap| Item { kind: "action", action: tap.action() }).collect();
        let quick_reply = (!items.is_empty()).then_some(QuickReply { items });
        Text { kind: "text", text: &self.body.text, quick_reply }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Message<'a> {
    Text(Text<'a>),
    Other(serde_json::Value),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Text<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quick_reply: Option<QuickReply<'a>>,
}

#[derive(Serialize)]
struct QuickReply<'a> {
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    action: Action<'a>,
}
