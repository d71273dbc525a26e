//! Reading the table, row by row.

use super::node::Node;
use super::{CityOsRow, Condition, Field, FieldKind, FieldRule, IdForm, Origin, Target, ValuesOrder};
use crate::pack::{is_name, no_name};
use crate::sentence::Sentence;
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

type Tell<'t> = &'t mut dyn FnMut(Range<usize>, Sentence);

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
        let said = Sentence::new(
            "rows have different `values.order`, so each needs its `values.subscription`: a notification in the format \
             `values` does not say what it holds",
            "`values.order` の違う `[city_os.…]` があります。`values` の形の通知には属性の名前が入らないので、それぞれに \
             `values.subscription` を書いてください。",
        );
        problem(span.clone(), said);
    }
    (!wrong).then_some(read)
}

/// A row that is being read.
struct Row<'r, 'p> {
    name: &'r Spanned<String>,
    told: &'r mut bool,
    problem: &'r mut (dyn FnMut(Range<usize>, Sentence) + 'p),
}

impl Row<'_, '_> {
    fn tell(&mut self, span: Range<usize>, en: impl Into<String>, ja: impl Into<String>) {
        self.say(span, Sentence::new(en, ja));
    }

    fn say(&mut self, span: Range<usize>, said: Sentence) {
        *self.told = true;
        (self.problem)(span, said);
    }

    fn read(mut self, row: RowFile) -> Option<CityOsRow> {
        let name = self.name.get_ref().clone();
        let place = self.name.span();
        if !is_name(&name) {
            self.say(place.clone(), no_name(&name));
        }
        let types = self.texts(&row.types, "type");
        let Some(target) = Target::of(row.event.get_ref()) else {
            let known: Vec<String> = Target::ALL.iter().map(|target| format!("`{}`", target.event)).collect();
            let event = row.event.get_ref();
            let en = format!("`{event}` does not come from a city OS; {} do", known.join(", "));
            let ja =
                format!("`{event}` は都市OSから受け取れる出来事ではありません。書けるのは {} です。", known.join("、"));
            self.tell(row.event.span(), en, ja);
            return None;
        };
        let id = row.id.as_ref().and_then(|form| match IdForm::read(form.get_ref()) {
            Ok(read) => Some(read),
            Err(wrong) => {
                self.say(form.span(), wrong);
                None
            }
        });
        for (key, given) in [("tenant", &row.tenant), ("subject_prefix", &row.subject_prefix)] {
            if let Some(given) = given.as_ref().filter(|given| given.get_ref().trim().is_empty()) {
                let ja = format!("`{key}` が空です。使わないときは、この行を消してください。");
                self.tell(given.span(), format!("`{key}` is empty; leave it out instead"), ja);
            }
        }
        if let Some(path) = row.path.as_ref().filter(|path| !path.get_ref().starts_with('/')) {
            let written = path.get_ref();
            let en = format!("`{written}` is not a service path; one begins with `/`");
            let ja = format!("`{written}` はサービスパスになりません。`/` で始めてください。");
            self.tell(path.span(), en, ja);
        }
        let subject = self.origins(row.subject.as_ref(), "subject", id.as_ref());
        match (target.is_personal, row.subject.is_some()) {
            (true, false) => self.tell(
                place.clone(),
                "`subject` is missing: where does the resident's id stand?",
                "`subject` がありません。住民の番号がどこに書かれているかを書いてください。",
            ),
            (false, true) => {
                let span = row.subject.as_ref().map(Spanned::span).unwrap_or_default();
                let en = format!("`{}` is about nobody in particular; leave `subject` out", target.event);
                let ja = format!(
                    "`{}` は住民お一人ずつの出来事ではありません。`subject` の行を消してください。",
                    target.event
                );
                self.tell(span, en, ja);
            }
            _ => {}
        }
        let time = self.origins(row.time.as_ref(), "time", id.as_ref());
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
                let en = format!("`{}` is missing: write it under `fields` or `constants`", field.path);
                let ja = format!("`{}` がありません。`fields` か `constants` に書いてください。", field.path);
                self.tell(place.clone(), en, ja);
            }
        }
        let measures = || target.fields.iter().filter(|field| field.is_measure);
        let measured = |rule: &FieldRule| rule.field.is_measure && !rule.from.is_empty();
        if measures().next().is_some() && !fields.iter().any(measured) {
            let names: Vec<String> = measures().map(|field| format!("`{}`", field.path)).collect();
            let en = format!("`fields` says nothing of what was measured: {}", names.join(", "));
            let ja = format!("はかった値が `fields` にありません。書けるのは {} です。", names.join("、"));
            self.tell(place, en, ja);
        }
        let subject_prefix = row.subject_prefix.map(Spanned::into_inner);
        let (tenant, path) = (row.tenant.map(Spanned::into_inner), row.path.map(Spanned::into_inner));
        Some(CityOsRow { name, types, target, tenant, path, id, subject, subject_prefix, time, values, when, fields })
    }

    fn texts(&mut self, node: &Spanned<Node>, what: &str) -> Vec<String> {
        node.get_ref().texts().unwrap_or_else(|| {
            let ja = format!("`{what}` には、名前をひとつ、または名前のリストを書いてください。");
            self.tell(node.span(), format!("`{what}` is a name, or a list of names"), ja);
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
        let ja =
            format!("`{{{part}}}` は、この `[city_os.…]` の `id` にありません。`id` の中の名前に合わせてください。");
        self.tell(span, format!("`{{{part}}}` is no part of this row's `id`"), ja);
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
            self.tell(
                span,
                "`values.order` names each attribute once, in the order of the subscription",
                "`values.order` には、属性の名前を、サブスクリプションと同じ順に一度ずつ書いてください。",
            );
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
            self.tell(
                node.span(),
                "a condition is a value, a list of values, or `{ at_least = 31 }`, `{ at_most = 5 }`",
                "条件には、値、値のリスト、`{ at_least = 31 }`（31以上）、`{ at_most = 5 }`（5以下）のどれかを書いてください。",
            );
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
                        ("from", _) => from = self.origins(Some(part), "from", id),
                        ("words", Node::Table(all)) => words = self.words(all, field),
                        _ => self.tell(
                            part.span(),
                            "a field has `from` and, as a table, `words`",
                            "ここに書けるのは `from` と、`{ }` で囲んだ `words` です。",
                        ),
                    }
                }
                (from, words)
            }
            _ => (self.origins(Some(node), path, id), BTreeMap::new()),
        };
        if from.is_empty() {
            let ja = format!("`{path}` をどの属性から取るかが書かれていません。属性の名前を書いてください。");
            self.tell(node.span(), format!("`{path}` does not say from which attribute it is taken"), ja);
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
                _ => self.tell(ours.span(), "a word is a text, in quotes", "言葉は `\" \"` で囲んで書いてください。"),
            }
        }
        words
    }

    fn constant(&mut self, path: &str, node: &Spanned<Node>, target: &'static Target, fields: &mut Vec<FieldRule>) {
        let Some(field) = self.known(path, node, target) else { return };
        let Node::Value(value) = node.get_ref() else {
            let ja = format!("`{path}` には、値をひとつだけ書いてください。");
            return self.tell(node.span(), format!("`{path}` is one value"), ja);
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
            let en = format!("`{}` has no `{path}`; it has {}", target.event, known.join(", "));
            let ja = format!(
                "`{}` に `{path}` という項目はありません。書けるのは {} です。",
                target.event,
                known.join("、")
            );
            self.tell(node.span(), en, ja);
        }
        field
    }

    /// Whether a value that staff wrote can stand in a field.
    fn fits(&mut self, field: &Field, value: &Value, span: Range<usize>) {
        let good = match field.kind {
            FieldKind::Text => value.is_string(),
            FieldKind::Date => is_date(value),
            FieldKind::Instant => {
                is_date(value) || value.as_str().is_some_and(|text| DateTime::parse_from_rfc3339(text).is_ok())
            }
            FieldKind::Choice(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            FieldKind::Whole | FieldKind::Count(_) => value.is_i64() || value.is_u64(),
            FieldKind::Number(_) => value.is_number(),
        };
        if !good {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let wanted = wanted(field.kind);
            let en = format!("`{}` cannot be `{value}`; it can be {}", field.path, wanted.en);
            let ja = format!("`{}` に `{value}` は書けません。{}を書いてください。", field.path, wanted.ja);
            self.tell(span, en, ja);
        }
    }
}

/// What can stand in a field.
fn wanted(kind: FieldKind) -> Sentence {
    match kind {
        FieldKind::Text => Sentence::new("a text", "`\" \"` で囲んだ文字"),
        FieldKind::Date => Sentence::new("a day, written `2026-11-21`", "`2026-11-21` の形の日付"),
        FieldKind::Instant => Sentence::new(
            "a day, written `2026-11-21`, or a time, written `2026-11-21T07:10:00+09:00`",
            "`2026-11-21` の形の日付か、`2026-11-21T07:10:00+09:00` の形の日時",
        ),
        FieldKind::Choice(words) => {
            let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            Sentence::new(quoted.join(", "), format!("{} のどれか", quoted.join("、")))
        }
        FieldKind::Whole | FieldKind::Count(_) => Sentence::new("a whole number", "整数"),
        FieldKind::Number(_) => Sentence::new("a number", "数"),
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
