//! What a resident sees of a LINE message object: words, quick replies, buttons.

use serde_json::Value;

use super::entry::{Action, Choice};

/// A checked message object, reduced to what the phone shows.
pub(super) struct Read {
    pub(super) kind: String,
    /// With which `text` begins.
    pub(super) title: Option<String>,
    pub(super) text: String,
    pub(super) sender: Option<String>,
    pub(super) quick_replies: Vec<Choice>,
    pub(super) buttons: Vec<Choice>,
}

pub(super) fn message(message: &Value) -> Read {
    let kind = word(message, "type").unwrap_or_default();
    let mut seen = Seen::default();
    match kind.as_str() {
        "text" | "textV2" => seen.text(message.get("text")),
        "template" => template(message.get("template").unwrap_or(&Value::Null), &mut seen),
        "flex" => flex(message.get("contents").unwrap_or(&Value::Null), &mut seen),
        "location" => {
            seen.text(message.get("title"));
            seen.text(message.get("address"));
        }
        // Pictures and sound live on other machines, which the page does not call: their words only.
        _ => seen.text(message.get("altText")),
    }
    if seen.texts.is_empty() && kind == "flex" {
        seen.text(message.get("altText"));
    }
    let items = message.pointer("/quickReply/items").and_then(Value::as_array);
    Read {
        title: seen.title,
        text: seen.texts.join("\n"),
        sender: message.get("sender").and_then(|sender| word(sender, "name")),
        quick_replies: items.into_iter().flatten().filter_map(|item| choice(item.get("action")?)).collect(),
        buttons: seen.buttons,
        kind,
    }
}

#[derive(Default)]
struct Seen {
    title: Option<String>,
    texts: Vec<String>,
    buttons: Vec<Choice>,
}

impl Seen {
    fn text(&mut self, text: Option<&Value>) {
        let text = text.and_then(Value::as_str).filter(|text| !text.is_empty());
        self.texts.extend(text.map(str::to_owned));
    }
}

fn template(template: &Value, seen: &mut Seen) {
    let columns = template.get("columns").and_then(Value::as_array);
    seen.title = word(template, "title").filter(|title| !title.is_empty());
    for part in std::iter::once(template).chain(columns.into_iter().flatten()) {
        seen.text(part.get("title"));
        seen.text(part.get("text"));
        let actions = part.get("actions").and_then(Value::as_array).into_iter().flatten();
        seen.buttons.extend(actions.chain(part.get("action")).filter_map(choice));
    }
}

/// Walks the components in their written order: `header`, `hero`, `body`, `footer` first by name,
/// since a JSON object has no order of its own.
fn flex(component: &Value, seen: &mut Seen) {
    if word(component, "type").as_deref() == Some("text") {
        // A card begins with its title, in letters that stand out.
        if seen.texts.is_empty() && word(component, "weight").as_deref() == Some("bold") {
            seen.title = word(component, "text").filter(|title| !title.is_empty());
        }
        seen.text(component.get("text"));
    }
    if let Some(button) = component.get("action").and_then(choice).filter(|it| !it.label.is_empty()) {
        seen.buttons.push(button);
        // The words on a box that is a button are not said beside it as well.
        if is_button(component) {
            return;
        }
    }
    for block in ["header", "hero", "body", "footer"] {
        if let Some(block) = component.get(block) {
            flex(block, seen);
        }
    }
    for inner in component.get("contents").and_then(Value::as_array).into_iter().flatten() {
        flex(inner, seen);
    }
}

/// Whether a component with an action holds nothing but one text, as a button drawn as a box does.
fn is_button(component: &Value) -> bool {
    let inside = component.get("contents").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    matches!(inside, [only] if word(only, "type").as_deref() == Some("text"))
}

fn choice(action: &Value) -> Option<Choice> {
    let kind = word(action, "type")?;
    let done = match kind.as_str() {
        "postback" => Action::Postback {
            data: word(action, "data").unwrap_or_default(),
            display_text: word(action, "displayText").or_else(|| word(action, "text")),
        },
        "message" => Action::Message { text: word(action, "text")? },
        "uri" => Action::Uri { uri: word(action, "uri")? },
        _ => Action::Other { kind },
    };
    Some(Choice { label: word(action, "label").unwrap_or_default(), action: done })
}

fn word(object: &Value, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}
