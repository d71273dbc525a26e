//! One setting of a text, in its place: whatever else is written there stays.

use super::Found;
use std::ops::Range;
use toml_edit::{Document, DocumentMut, Item, Key, Table, TableLike, Value};

/// What stands at a key.
pub(super) fn find<'t>(root: &'t dyn TableLike, key: &str) -> Found<'t> {
    let mut table = root;
    let mut parts = key.split('.').peekable();
    while let Some(part) = parts.next() {
        let Some(item) = table.get(part) else { return Found::Nothing };
        if parts.peek().is_none() {
            return Found::Item(item);
        }
        let Some(below) = item.as_table_like() else { return Found::Otherwise };
        table = below;
    }
    Found::Nothing
}

/// The text with a value at a key.
pub(super) fn set(text: &str, key: &str, value: Value) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    let mut parts: Vec<&str> = key.split('.').collect();
    let Some(last) = parts.pop() else { return text.to_owned() };
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in parts {
        if table.get(part).is_none() {
            table.insert(part, Item::Table(Table::new()));
        }
        match table.get_mut(part).and_then(Item::as_table_like_mut) {
            Some(below) => table = below,
            None => return text.to_owned(),
        }
    }
    match table.get_mut(last) {
        Some(Item::Value(known)) => {
            let decor = known.decor().clone();
            *known = value;
            *known.decor_mut() = decor;
        }
        _ => {
            table.insert(last, Item::Value(value));
        }
    }
    document.to_string()
}

/// The text without a key. Comments above it and behind it stay.
pub(super) fn remove(text: &str, key: &str) -> String {
    match place(text, key) {
        Some(Place::Lines(range)) => without_lines(text, &range),
        Some(Place::Within) => without_entry(text, key),
        None => text.to_owned(),
    }
}

/// How a key stands in a text.
enum Place {
    /// From its name to the end of its value.
    Lines(Range<usize>),
    /// Within braces.
    Within,
}

fn place(text: &str, key: &str) -> Option<Place> {
    let document = Document::parse(text).ok()?;
    let mut item = document.as_item();
    let mut found: Option<(&Key, &Item)> = None;
    for part in key.split('.') {
        let table = item.as_table_like()?;
        if item.is_inline_table() {
            return Some(Place::Within);
        }
        let (name, below) = table.get_key_value(part)?;
        found = Some((name, below));
        item = below;
    }
    let (name, item) = found?;
    // Of `caps.per_day = 1` the name begins further left.
    let start = name.span()?.start;
    let line = text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
    Some(Place::Lines(line..item.span()?.end))
}

fn without_lines(text: &str, range: &Range<usize>) -> String {
    let (Some(before), Some(after)) = (text.get(..range.start), text.get(range.end..)) else { return text.to_owned() };
    let (rest, below) = after.split_once('\n').unwrap_or((after, ""));
    match rest.trim() {
        "" => format!("{before}{below}"),
        comment => format!("{before}{comment}\n{below}"),
    }
}

fn without_entry(text: &str, key: &str) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    let mut parts: Vec<&str> = key.split('.').collect();
    let Some(last) = parts.pop() else { return text.to_owned() };
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in parts {
        match table.get_mut(part).and_then(Item::as_table_like_mut) {
            Some(below) => table = below,
            None => return text.to_owned(),
        }
    }
    table.remove(last);
    document.to_string()
}

/// Whether something is written for people between brackets.
pub(super) fn has_comment(list: &str) -> bool {
    let mut quote = None;
    list.chars().any(|c| {
        match quote {
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
        c == '#' && quote.is_none()
    })
}
