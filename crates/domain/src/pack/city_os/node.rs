//! A value of TOML with the place of each part, where the table may hold one of several shapes.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;
use toml::Spanned;

/// A value, a list, or a table.
pub(super) enum Node {
    Value(Value),
    List(Vec<Spanned<Node>>),
    Table(Vec<(String, Spanned<Node>)>),
}

impl Node {
    /// A text, or a list of texts that has at least one.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        let text = |node: &Self| match node {
            Self::Value(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            _ => None,
        };
        match self {
            Self::List(all) if !all.is_empty() => all.iter().map(|one| text(one.get_ref())).collect(),
            one => text(one).map(|text| vec![text]),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

/// TOML's dates come as a table with this one key.
const DATE: &str = "$__toml_private_datetime";

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Value(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Value(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Value(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Value(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = seq.next_element()? {
            all.push(one);
        }
        Ok(Node::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut all = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == DATE {
                return map.next_value::<String>().map(|date| Node::Value(date.into()));
            }
            all.push((name, map.next_value()?));
        }
        Ok(Node::Table(all))
    }
}
