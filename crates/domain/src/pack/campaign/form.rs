//! `campaign.toml` as a form: what it says, field by field, and the same text with some of it changed. What no field
//! can show stays as it is written, and so do comments and order.

mod kind;
mod text;

pub use kind::{SettingFault, SettingKind};

use super::super::is_name;
use std::collections::BTreeMap;
use toml_edit::{Document, Item, TableLike};

/// The settings of a campaign as fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// In the order in which they are shown.
    pub fields: Vec<Setting>,
    /// What the text has that no field shows, by its keys.
    pub rest: Vec<String>,
}

/// One setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its key in the file, such as `who.min_age` or `decision_points.evening.at`.
    pub key: String,
    /// What can be written there.
    pub kind: SettingKind,
    /// What is written there.
    pub said: Said,
    /// The line in which it is written; 0 where it is not.
    pub line: usize,
}

/// What is written for a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// As a form has it: one text, several where several can be chosen, none where nothing is written.
    Values(Vec<String>),
    /// In a way that the field cannot show. It stays as it is.
    Unusual,
}

/// What a form says, by key.
pub type Answers = BTreeMap<String, Vec<String>>;

/// Fields that are always there: those of the file as a whole.
const FIXED: [(&str, SettingKind); 14] = [
    ("title", SettingKind::Title),
    ("from", SettingKind::FirstDay),
    ("until", SettingKind::LastDay),
    ("topic", SettingKind::Topic),
    ("who.min_age", SettingKind::Number),
    ("who.max_age", SettingKind::Number),
    ("who.districts", SettingKind::Words),
    ("who.reach", SettingKind::Several(&["line", "sms", "paper"])),
    ("who.entry", SettingKind::OneOf(&["open", "enrolled"])),
    ("caps.per_day", SettingKind::Number),
    ("caps.per_week", SettingKind::Number),
    ("fuse.expected_per_day", SettingKind::Number),
    ("fuse.times", SettingKind::Number),
    ("fallback_after", SettingKind::OneOf(&["never", "1h", "3h", "6h", "12h", "24h", "48h", "72h"])),
];

/// Fields of each decision point.
const OF_POINT: [(&str, SettingKind); 3] = [
    ("at", SettingKind::Clock),
    ("days", SettingKind::Several(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"])),
    ("probability", SettingKind::Percent),
];

/// Fields of a stamp rally.
const OF_STAMPS: [(&str, SettingKind); 2] =
    [("stamps.places", SettingKind::Places), ("stamps.complete", SettingKind::Number)];

/// Fields of each award.
const OF_AWARD: [(&str, SettingKind); 2] =
    [("points", SettingKind::Count), ("once_per", SettingKind::OneOf(&["day", "week", "month", "campaign"]))];

impl Settings {
    /// What a text says; `None` where it is no TOML.
    pub fn read(text: &str) -> Option<Self> {
        let document = Document::parse(text).ok()?;
        let root: &dyn TableLike = document.as_table();
        let mut keys: Vec<(String, SettingKind)> = FIXED.iter().map(|(key, kind)| ((*key).to_owned(), *kind)).collect();
        for (table, of_each) in [("decision_points", OF_POINT.as_slice()), ("points", OF_AWARD.as_slice())] {
            for name in names(root, table) {
                keys.extend(of_each.iter().map(|(key, kind)| (format!("{table}.{name}.{key}"), *kind)));
            }
        }
        if root.get("stamps").is_some_and(Item::is_table_like) {
            keys.extend(OF_STAMPS.map(|(key, kind)| (key.to_owned(), kind)));
        }
        let fields: Vec<Setting> = keys.into_iter().map(|(key, kind)| setting(text, root, key, kind)).collect();
        let mut rest = Vec::new();
        unshown(root, "", &fields, &mut rest);
        Some(Self { fields, rest })
    }

    /// What a form of these fields says as long as nobody changed anything in it.
    pub fn answers(&self) -> Answers {
        let said = self.fields.iter().filter_map(|field| match &field.said {
            Said::Values(values) => Some((field.key.clone(), values.clone())),
            Said::Unusual => None,
        });
        said.collect()
    }

    /// The text with these settings changed, and no others.
    ///
    /// # Errors
    /// What cannot be written, by key. The text is as it was then.
    pub fn write(text: &str, changed: &Answers) -> Result<String, BTreeMap<String, SettingFault>> {
        let Some(settings) = Self::read(text) else {
            return Err(changed.keys().map(|key| (key.clone(), SettingFault::Unreadable)).collect());
        };
        let mut faults = BTreeMap::new();
        let mut written = text.to_owned();
        for (key, values) in changed {
            let Some(field) = settings.fields.iter().find(|field| field.key == *key) else {
                // Somebody took it out of the text meanwhile.
                faults.insert(key.clone(), SettingFault::Gone);
                continue;
            };
            let done = match &field.said {
                Said::Unusual => Err(SettingFault::Gone),
                Said::Values(known) if field.kind.is_same(known, values) => Ok(None),
                Said::Values(_) => field.kind.value(values).map(Some),
            };
            match done {
                Ok(None) => {}
                Ok(Some(Some(value))) => written = text::set(&written, key, value),
                Ok(Some(None)) => written = text::remove(&written, key),
                Err(fault) => _ = faults.insert(key.clone(), fault),
            }
        }
        if faults.is_empty() { Ok(written) } else { Err(faults) }
    }
}

/// The names in a table of tables.
fn names(root: &dyn TableLike, table: &str) -> Vec<String> {
    let table = root.get(table).and_then(Item::as_table_like);
    let names = table.into_iter().flat_map(|table| table.iter());
    names.filter(|(name, item)| is_name(name) && item.is_table_like()).map(|(name, _)| name.to_owned()).collect()
}

fn setting(text: &str, root: &dyn TableLike, key: String, kind: SettingKind) -> Setting {
    let (said, line) = match text::find(root, &key) {
        Found::Nothing => (Said::Values(Vec::new()), 0),
        Found::Otherwise => (Said::Unusual, 0),
        Found::Item(item) => {
            let written = item.span().and_then(|span| text.get(span)).unwrap_or_default();
            // A list that is written anew has no place for what was said within it.
            let value = item.as_value().filter(|value| !value.is_array() || !text::has_comment(written));
            let said = value.and_then(|value| kind.read(value)).map_or(Said::Unusual, Said::Values);
            let line = item.span().map_or(0, |span| 1 + text.bytes().take(span.start).filter(|b| *b == b'\n').count());
            (said, line)
        }
    };
    Setting { key, kind, said, line }
}

/// What stands at a key.
enum Found<'t> {
    Nothing,
    /// Something on the way there is no table.
    Otherwise,
    Item(&'t Item),
}

/// The keys that no field shows, each as far up as nothing below it is shown.
fn unshown(table: &dyn TableLike, before: &str, fields: &[Setting], rest: &mut Vec<String>) {
    for (name, item) in table.iter() {
        let key = if before.is_empty() { name.to_owned() } else { format!("{before}.{name}") };
        let below = format!("{key}.");
        if fields.iter().any(|field| field.key == key) {
            continue;
        }
        match item.as_table_like().filter(|_| fields.iter().any(|field| field.key.starts_with(&below))) {
            Some(table) => unshown(table, &key, fields, rest),
            None => rest.push(key),
        }
    }
}

#[cfg(test)]
mod tests;
