//! What is proposed, as far as it can be known before a rule runs.

use super::facts::whole;
use super::{Kind, Named, Walk};
use crate::rules::proposals::{Offer, too_few_options, wrong_goal, wrong_options, wrong_reason, wrong_schedule};
use rhai::{Expr, FnCallExpr, Position};
use std::collections::BTreeSet;

impl Walk<'_> {
    pub(super) fn proposal(&mut self, offer: &'static Offer, call: &FnCallExpr, position: Position) -> Kind {
        let kinds: Vec<Kind> = call.args.iter().map(|value| self.expression(value)).collect();
        if !offer.takes.contains(&kinds.len()) {
            self.written(offer, position);
            return Kind::Unknown;
        }
        if offer.name == "choose" {
            return self.choose(&call.args, kinds, position);
        }
        let first = kinds.into_iter().next().unwrap_or(Kind::Unknown);
        if matches!(first, Kind::Plain | Kind::Action | Kind::List(_)) || first.of().is_some() {
            self.written(offer, position);
            return Kind::Plain;
        }
        let texts = first.texts();
        let place = match call.args.first() {
            Some(Expr::StringConstant(_, at)) => *at,
            _ => position,
        };
        match offer.name {
            "nudge" | "invite" => {
                let values = call.args.get(1).map_or_else(|| Some(Vec::new()), keys);
                self.name(offer.name, texts, values, place);
            }
            "set_goal" => {
                let [_, target, days] = call.args.as_slice() else { return Kind::Plain };
                for metric in texts.into_iter().flatten() {
                    if let Some(said) = wrong_goal(&metric, whole(target), whole(days)) {
                        self.say(place, said);
                    }
                }
                self.name(offer.name, None, None, place);
            }
            "schedule" => {
                self.name(offer.name, texts, None, place);
                let when = call.args.get(1);
                if matches!(when, Some(Expr::IntegerConstant(..) | Expr::StringConstant(..))) {
                    self.written(offer, position);
                }
                if let Some(Expr::Map(parts, at)) = when {
                    let value = |name: &str| parts.0.iter().find(|(key, _)| key.name == name).map(|(_, value)| value);
                    let at_text = match value("at") {
                        Some(Expr::StringConstant(text, _)) => Some(text.as_str()),
                        _ => None,
                    };
                    let keys: Vec<&str> = parts.0.iter().map(|(key, _)| key.name.as_str()).collect();
                    if let Some(said) = wrong_schedule(&keys, value("days").and_then(whole), at_text) {
                        self.say(*at, said);
                    }
                }
            }
            "flag_for_staff" => {
                match texts {
                    Some(reasons) => {
                        if let Some(said) = reasons.iter().find_map(|reason| wrong_reason(reason)) {
                            self.say(place, said);
                        }
                    }
                    // What a rule read must not stand in a list that many see.
                    None => self.problem(
                        place,
                        "write the reason as a text, without values in it",
                        "対応の一覧に書く文には、読んだ値を入れられません。`\" \"` で囲んだ決まった文を書いてください。",
                    ),
                }
                // It has no name that is declared anywhere.
                self.name(offer.name, None, None, place);
            }
            name => self.name(name, texts, None, place),
        }
        Kind::Plain
    }

    fn written(&mut self, offer: &Offer, position: Position) {
        let Offer { name, example, .. } = offer;
        let ja = format!("`{name}` は `{example}` のように書いてください。");
        self.problem(position, format!("`{name}` is written `{example}`"), ja);
    }

    pub(super) fn name(
        &mut self,
        by: &'static str,
        names: Option<BTreeSet<String>>,
        values: Option<Vec<String>>,
        place: Position,
    ) {
        self.found.named.push(Named { by, names, values, place: place.into() });
    }

    fn choose(&mut self, options: &[Expr], kinds: Vec<Kind>, position: Position) -> Kind {
        let items = match options {
            [Expr::Array(items, _)] => Some(items.as_slice()),
            [_] => None,
            several => Some(several),
        };
        if let Some(items) = items {
            // Only texts as written can be compared; a variable may hold any.
            let texts: Option<Vec<String>> = items
                .iter()
                .map(|item| match item {
                    Expr::StringConstant(text, _) => Some(text.to_string()),
                    _ => None,
                })
                .collect();
            let few = (items.len() < 2).then(too_few_options);
            if let Some(said) = few.or_else(|| wrong_options(&texts?)) {
                self.say(position, said);
            }
        } else if matches!(options, [Expr::StringConstant(..)]) {
            self.say(position, too_few_options());
        }
        let texts = kinds.into_iter().map(|kind| match kind {
            Kind::Texts(texts) | Kind::List(texts) => Some(texts),
            _ => None,
        });
        let texts: Option<Vec<BTreeSet<String>>> = texts.collect();
        texts.map_or(Kind::Unknown, |texts| Kind::Texts(texts.into_iter().flatten().collect()))
    }
}

/// The names in a map as written; `None` when it comes from elsewhere.
fn keys(map: &Expr) -> Option<Vec<String>> {
    match map {
        Expr::Map(parts, _) => Some(parts.0.iter().map(|(key, _)| key.name.to_string()).collect()),
        _ => None,
    }
}
