//! LINE's buttons template.

use super::action::Action;
use super::content::Content;
use serde_json::{Value, json};

/// Title 40 characters, text 60 beside one and 160 alone, one to four buttons.
///
/// ```json
/// {"type": "template", "altText": "…", "template": {"type": "buttons", "title": "…", "text": "…",
///  "actions": [{"type": "postback", "label": "…", "data": "…", "displayText": "…"}]}}
/// ```
pub(super) fn message(content: &Content<'_>) -> Value {
    let actions: Vec<Action<'_>> = content.taps().map(|tap| tap.action()).collect();
    let mut template = json!({ "type": "buttons", "text": content.body.text, "actions": actions });
    if let (Some(template), Some(title)) = (template.as_object_mut(), &content.body.title) {
        template.insert("title".to_owned(), json!(title));
    }
    json!({ "type": "template", "altText": content.alt_text(), "template": template })
}
