//! Reading the table, row by row.

use super::node::Node;
use super::{CityOsRow, Condition, Field, FieldKind, FieldRule, IdForm, Origin, Target, ValuesOrder};
use crate::pack::is_name;
use chrono::{DateTime, NaiveDate};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::pack) struct RowFile {
    #[serde(rename = "type")]
    types: Spanned<Node>,
    event: Spanned<String>,
    tenant: Option<Spanned<String>>,
    path: Option<Spanned<String>>,
    id: Option<Spanned<String>>,
    subject: Option<Spanned<Node>>,
    subject_prefix: Option<Spanned<String>>,
    time: Option<Spanned<Node>>,
    values: Option<Spanned<ValuesFile>>,
    #[serde(default)]
    when: BTreeMap<String, Spanned<Node>>,
    #[serde(default)]
    fields: BTreeMap<String, Spanned<Node>>,
    #[serde(default)]
    constants: BTreeMap<String, Spanned<Node>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValuesFile {
    order: Spanned<Vec<String>>,
    subscription: Option<String>,
}

type Tell<'t> = &'t mut dyn FnMut(Range<usize>, String);

/// Reads the table; `None` when a row of it is not understood.
pub(in crate::pack) fn read(rows: BTreeMap<Spanned<String>, RowFile>, problem: Tell<'_>) -> Option<Vec<CityOsRow>> {
    let mut read = Vec::new();
    let mut wrong = false;
    let mut orders: Vec<(Range<usize>, ValuesOrder)> = Vec::new();
    for (name, row) in rows {
        let span = row.values.as_ref().map(Spanned::span);
        let mut told = false;
        let row = Row { name: &name, told: &mut told, problem }.read(row);
        wrong |= told;
        orders.extend(row.as_ref().and_then(|row| Some((span?, row.values.clone()?))));
        read.extend(row);
    }
    let differ = |(_, order): &&(Range<usize>, ValuesOrder)| orders.iter().any(|(_, other)| other.order != order.order);
    for (span, _) in orders.iter().filter(differ).filter(|(_, order)| order.subscription.is_none()) {
        wrong = true;
        let message = "rows have different `values.order`, so each needs its `values.subscription`: a notification in \
                       the format `values` does not say what it holds";
        problem(span.clone(), message.to_owned());
    }
    (!wrong).then_some(read)
}

/// A row that is being read.
struct Row<'r, 'p> {
    name: &'r Spanned<String>,
    told: &'r mut bool,
    problem: &'r mut (dyn FnMut(Range<usize>, String) + 'p),
}

impl Row<'_, '_> {
    fn tell(&mut self, span: Range<usize>, message: impl Into<String>) {
        *self.told = true;
        (self.problem)(span, message.into());
    }

    fn read(mut self, row: RowFile) -> Option<CityOsRow> {
        let name = self.name.get_ref().clone();
        let place = self.name.span();
        if !is_name(&name) {
            self.tell(
                place.clone(),
                format!("`{name}` is not a name: begin with a–z, then a–z, 0–9 and `_`, 40 at most"),
            );
        }
        let types = self.texts(&row.types, "`type`");
        let Some(target) = Target::of(row.event.get_ref()) else {
            let known: Vec<String> = Target::ALL.iter().map(|target| format!("`{}`", target.event)).collect();
            let message = format!("`{}` does not come from a city OS; {} do", row.event.get_ref(), known.join(", "));
            self.tell(row.event.span(), message);
            return None;
        };
        let id = row.id.as_ref().and_then(|form| match IdForm::read(form.get_ref()) {
            Ok(read) => Some(read),
            Err(wrong) => {
                self.tell(form.span(), format!("`{}` {wrong}", form.get_ref()));
                None
            }
        });
        for (key, given) in [("tenant", &row.tenant), ("subject_prefix", &row.subject_prefix)] {
            if let Some(given) = given.as_ref().filter(|given| given.get_ref().trim().is_empty()) {
                self.tell(given.span(), format!("`{key}` is empty; leave it out instead"));
            }
        }
        if let Some(path) = row.path.as_ref().filter(|path| !path.get_ref().starts_with('/')) {
            self.tell(path.span(), format!("`{}` is not a service path; one begins with `/`", path.get_ref()));
        }
        let subject = self.origins(row.subject.as_ref(), "`subject`", id.as_ref());
        match (target.is_personal, row.subject.is_some()) {
            (true, false) => self.tell(place.clone(), "`subject` is missing: where does the resident's id stand?"),
            (false, true) => {
                let span = row.subject.as_ref().map(Spanned::span).unwrap_or_default();
                self.tell(span, format!("`{}` is about nobody in particular; leave `subject` out", target.event));
            }
            _ => {}
        }
        let time = self.origins(row.time.as_ref(), "`time`", id.as_ref());
        let values = row.values.and_then(|values| self.order(values));
        let when = row.when.into_iter().filter_map(|(name, test)| {
            let origin = self.origin(&name, test.span(), id.as_ref())?;
            Some((origin, self.condition(&test)?))
        });
        let when = when.collect();
        let mut fields = Vec::new();
        for (path, node) in flat(row.fields, target) {
            fields.extend(self.field(&path, &node, target, id.as_ref()));
        }
        for (path, node) in flat(row.constants, target) {
            self.constant(&path, &node, target, &mut fields);
        }
        for field in target.fields.iter().filter(|field| field.is_needed) {
            if !fields.iter().any(|rule: &FieldRule| rule.field == field) {
                let message = format!("`{}` is missing: write it under `fields` or `constants`", field.path);
                self.tell(place.clone(), message);
            }
        }
        let measures = || target.fields.iter().filter(|field| field.is_measure);
        let measured = |rule: &FieldRule| rule.field.is_measure && !rule.from.is_empty();
        if measures().next().is_some() && !fields.iter().any(measured) {
            let names: Vec<String> = measures().map(|field| format!("`{}`", field.path)).collect();
            self.tell(place, format!("`fields` says nothing of what was measured: {}", names.join(", ")));
        }
        let subject_prefix = row.subject_prefix.map(Spanned::into_inner);
        let (tenant, path) = (row.tenant.map(Spanned::into_inner), row.path.map(Spanned::into_inner));
        Some(CityOsRow { name, types, target, tenant, path, id, subject, subject_prefix, time, values, when, fields })
    }

    fn texts(&mut self, node: &Spanned<Node>, what: &str) -> Vec<String> {
        node.get_ref().texts().unwrap_or_else(|| {
            self.tell(node.span(), format!("{what} is a name, or a list of names"));
            Vec::new()
        })
    }

    fn origins(&mut self, node: Option<&Spanned<Node>>, what: &str, id: Option<&IdForm>) -> Vec<Origin> {
        let Some(node) = node else { return Vec::new() };
        let names = self.texts(node, what);
        names.iter().filter_map(|name| self.origin(name, node.span(), id)).collect()
    }

    fn origin(&mut self, name: &str, span: Range<usize>, id: Option<&IdForm>) -> Option<Origin> {
        let Some(part) = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else {
            return Some(Origin::Attribute(name.to_owned()));
        };
        if id.is_some_and(|form| form.has(part)) {
            return Some(Origin::IdPart(part.to_owned()));
        }
        self.tell(span, format!("`{{{part}}}` is no part of this row's `id`"));
        None
    }

    fn order(&mut self, values: Spanned<ValuesFile>) -> Option<ValuesOrder> {
        let span = values.span();
        let ValuesFile { order, subscription } = values.into_inner();
        let order = order.into_inner();
        let mut sorted = order.clone();
        sorted.sort();
        sorted.dedup();
        if order.is_empty() || sorted.len() < order.len() {
            self.tell(span, "`values.order` names each attribute once, in the order of the subscription");
            return None;
        }
        Some(ValuesOrder { order, subscription })
    }

    fn condition(&mut self, node: &Spanned<Node>) -> Option<Condition> {
        let read = match node.get_ref() {
            Node::Value(one) => Some(Condition::OneOf(vec![one.clone()])),
            Node::List(all) => all
                .iter()
                .map(|one| if let Node::Value(one) = one.get_ref() { Some(one.clone()) } else { None })
                .collect::<Option<Vec<Value>>>()
                .filter(|all| !all.is_empty())
                .map(Condition::OneOf),
            Node::Table(ends) => range(ends),
        };
        if read.is_none() {
            let message = "a condition is a value, a list of values, or `{ at_least = 31 }`, `{ at_most = 5 }`";
            self.tell(node.span(), message);
        }
        read
    }

    fn field(
        &mut self,
        path: &str,
        node: &Spanned<Node>,
        target: &'static Target,
        id: Option<&IdForm>,
    ) -> Option<FieldRule> {
        let field = self.known(path, node, target)?;
        let (from, words) = match node.get_ref() {
            Node::Table(parts) => {
                let mut from = Vec::new();
                let mut words = BTreeMap::new();
                for (key, part) in parts {
                    match (key.as_str(), part.get_ref()) {
                        ("from", _) => from = self.origins(Some(part), "`from`", id),
                        ("words", Node::Table(all)) => words = self.words(all, field),
                        _ => self.tell(part.span(), "a field has `from` and, as a table, `words`"),
                    }
                }
                (from, words)
            }
            _ => (self.origins(Some(node), &format!("`{path}`"), id), BTreeMap::new()),
        };
        if from.is_empty() {
            self.tell(node.span(), format!("`{path}` does not say from which attribute it is taken"));
        }
        Some(FieldRule { field, from, words, constant: None })
    }

    fn words(&mut self, all: &[(String, Spanned<Node>)], field: &Field) -> BTreeMap<String, String> {
        let mut words = BTreeMap::new();
        for (theirs, ours) in all {
            match ours.get_ref() {
                Node::Value(Value::String(word)) => {
                    self.fits(field, &Value::from(word.as_str()), ours.span());
                    words.insert(theirs.clone(), word.clone());
                }
                _ => self.tell(ours.span(), "a word is a text, in quotes"),
            }
        }
        words
    }

    fn constant(&mut self, path: &str, node: &Spanned<Node>, target: &'static Target, fields: &mut Vec<FieldRule>) {
        let Some(field) = self.known(path, node, target) else { return };
        let Node::Value(value) = node.get_ref() else {
            return self.tell(node.span(), format!("`{path}` is one value"));
        };
        self.fits(field, value, node.span());
        match fields.iter_mut().find(|rule| rule.field == field) {
            Some(rule) => rule.constant = Some(value.clone()),
            None => {
                let constant = Some(value.clone());
                fields.push(FieldRule { field, from: Vec::new(), words: BTreeMap::new(), constant });
            }
        }
    }

    fn known(&mut self, path: &str, node: &Spanned<Node>, target: &'static Target) -> Option<&'static Field> {
        let field = target.field(path);
        if field.is_none() {
            let known: Vec<String> = target.fields.iter().map(|field| format!("`{}`", field.path)).collect();
            self.tell(node.span(), format!("`{}` has no `{path}`; it has {}", target.event, known.join(", ")));
        }
        field
    }

    /// Whether a value that staff wrote can stand in a field.
    fn fits(&mut self, field: &Field, value: &Value, span: Range<usize>) {
        let (good, wanted) = match field.kind {
            FieldKind::Text => (value.is_string(), "a text".to_owned()),
            FieldKind::Date => (is_date(value), "a day, written `2026-11-21`".to_owned()),
            FieldKind::Instant => {
                let is_instant = value.as_str().is_some_and(|text| DateTime::parse_from_rfc3339(text).is_ok());
                let wanted = "a day, written `2026-11-21`, or a time, written `2026-11-21T07:10:00+09:00`";
                (is_instant || is_date(value), wanted.to_owned())
            }
            FieldKind::Choice(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                (value.as_str().is_some_and(|word| words.contains(&word)), quoted.join(", "))
            }
            FieldKind::Whole | FieldKind::Count(_) => (value.is_i64() || value.is_u64(), "a whole number".to_owned()),
            FieldKind::Number(_) => (value.is_number(), "a number".to_owned()),
        };
        if !good {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.tell(span, format!("`{}` cannot be `{value}`; it can be {wanted}", field.path));
        }
    }
}

fn is_date(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 10 && text.parse::<NaiveDate>().is_ok())
}

fn range(ends: &[(String, Spanned<Node>)]) -> Option<Condition> {
    let (mut at_least, mut at_most) = (None, None);
    for (key, end) in ends {
        let Node::Value(number) = end.get_ref() else { return None };
        let number = Some(number.as_f64()?);
        match key.as_str() {
            "at_least" => at_least = number,
            "at_most" => at_most = number,
            _ => return None,
        }
    }
    (at_least.is_some() || at_most.is_some()).then_some(Condition::Between { at_least, at_most })
}

/// `source.kind` may be written so, or within a table `source`.
fn flat(fields: BTreeMap<String, Spanned<Node>>, target: &Target) -> Vec<(String, Spanned<Node>)> {
    let mut flat = Vec::new();
    for (name, node) in fields {
        let span = node.span();
        match node.into_inner() {
            Node::Table(inner) if target.field(&name).is_none() => {
                flat.extend(inner.into_iter().map(|(below, node)| (format!("{name}.{below}"), node)));
            }
            node => flat.push((name, Spanned::new(span, node))),
        }
    }
    flat
}
