//! Whatever a pack may say that publishes, LINE's limits hold for what leaves.

use domain::decide::LineBody;
use domain::pack::{Link, Style};
use proptest::prelude::*;
use wire::line::Content;

fn body() -> impl Strategy<Value = LineBody> {
    let style = prop_oneof![Just(Style::Text), Just(Style::Buttons), Just(Style::Card)];
    let replies = prop::collection::vec(("\\PC{1,20}", "[a-z][a-z0-9_]{0,39}"), 1..=3);
    // As long as a card may be, of letters that take the most bytes.
    let text = prop_oneof!["\\PC{1,60}", Just("あ\"\n".repeat(480))];
    let link = prop::option::of("\\PC{1,20}".prop_map(|label| Link { label, url: "https://a.jp/x".to_owned() }));
    (style, prop::option::of("\\PC{1,40}"), text, replies, link).prop_map(|(style, title, text, replies, link)| {
        let title = title.filter(|_| style != Style::Text);
        LineBody { text, replies, style, title, link }
    })
}

proptest! {
    #[test]
    fn what_leaves_is_within_them(body in body()) {
        let content = Content { body: &body, tag: "01JD8Q9Z0V6K3M5N7P9R1S3T5V" };
        let messages = serde_json::to_value(content.messages()).unwrap();
        prop_assert_eq!(messages.as_array().unwrap().len(), 1);
        let message = &messages[0];
        if let Some(bubble) = message.get("contents") {
            prop_assert!(bubble.to_string().len() <= 30_000);
        }
        if let Some(alt) = message["altText"].as_str() {
            prop_assert!((1..=1_500).contains(&alt.encode_utf16().count()));
            prop_assert!(alt.contains(&body.text));
        }
        // Everything to tap is there once, in order, and says what it does.
        let taps: Vec<String> = taps(message).into_iter().map(|action| action["label"].as_str().unwrap().to_owned()).collect();
        let wanted = body.replies.iter().map(|(label, _)| label).chain(body.link.as_ref().map(|link| &link.label));
        prop_assert_eq!(taps, wanted.cloned().collect::<Vec<_>>());
        // The same content has the same bytes.
        prop_assert_eq!(serde_json::to_vec(&content.messages()).unwrap(), serde_json::to_vec(&content.messages()).unwrap());
    }
}

/// The actions of a message, in the order in which they are shown.
fn taps(json: &serde_json::Value) -> Vec<&serde_json::Value> {
    match json {
        serde_json::Value::Object(object) if object.contains_key("label") => vec![json],
        serde_json::Value::Object(object) => object.values().flat_map(taps).collect(),
        serde_json::Value::Array(list) => list.iter().flat_map(taps).collect(),
        _ => Vec::new(),
    }
}
