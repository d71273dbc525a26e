//! Functions that are called.

use super::{Kind, Walk};
use crate::nearest::instead;
use crate::rules::facts::{Takes, facts};
use crate::rules::language::FUNCTIONS;
use crate::rules::proposals::OFFERS;
use crate::sentence::Sentence;
use rhai::{Expr, FnCallExpr, Position};

impl Walk<'_> {
    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position) -> Kind {
        let name = call.name.as_str();
        if call.is_qualified() {
            self.problem(position, "`::` is not used in rules", "`::` はルールでは使えません。");
        }
        if call.capture_parent_scope {
            let ja = format!("`!` をつけずに、`{name}(…)` と書いてください。");
            self.problem(position, format!("call it without `!`: `{name}(…)`"), ja);
        }
        if call.op_token.is_some() {
            let kinds: Vec<Kind> = call.args.iter().map(|value| self.expression(value)).collect();
            if let ("==" | "!=", [one, other]) = (name, call.args.as_slice()) {
                self.compared(&kinds, [one, other]);
            }
            let texts = kinds.iter().any(|kind| !matches!(kind, Kind::Plain | Kind::Action));
            return if texts { Kind::Unknown } else { Kind::Plain };
        }
        if let Some(offer) = OFFERS.iter().find(|offer| offer.name == name) {
            return self.proposal(offer, call, position);
        }
        let given: Vec<Kind> = call.args.iter().map(|value| self.expression(value)).collect();
        let Some(parameters) = self.callable.get(name) else {
            return self.language(name, given.len(), position);
        };
        if *parameters == given.len() {
            self.found.calls.push((name.to_owned(), given));
        } else {
            let given = given.len();
            let en = format!("`{name}` takes {}; this gives it {given}", count(*parameters));
            let ja = format!("`{name}` に渡す値は{parameters}個ですが、{given}個渡しています。数をそろえてください。");
            self.problem(position, en, ja);
        }
        Kind::Unknown
    }

    /// Notes the name that an answer is compared with.
    fn compared(&mut self, kinds: &[Kind], values: [&Expr; 2]) {
        if kinds.contains(&Kind::Action) {
            for value in values {
                if let Expr::StringConstant(text, position) = value {
                    self.found.actions.push(((*position).into(), text.to_string()));
                }
            }
        }
    }

    /// A function of the language, with the value before a dot counted as the first.
    pub(super) fn language(&mut self, name: &str, given: usize, position: Position) -> Kind {
        if let Some(known) = FUNCTIONS.iter().find(|known| known.name == name) {
            let takes = known.takes;
            if !takes.contains(&given) {
                let takes: Vec<String> = takes.iter().map(ToString::to_string).collect();
                let en = format!(
                    "`{name}` takes {} values, the one before a dot counted; this gives it {given}",
                    takes.join(" or ")
                );
                let ja = format!(
                    "`{name}` の値は、`.` の前のものも入れて{}個ですが、{given}個あります。数をそろえてください。",
                    takes.join("個か")
                );
                self.problem(position, en, ja);
            }
            return Kind::Unknown;
        }
        let said = if self.callable.contains_key(name) || OFFERS.iter().any(|offer| offer.name == name) {
            Sentence::new(
                format!("`{name}` is not called after a dot; write `{name}(…)`"),
                format!("`{name}` は `.` のあとには書けません。`{name}(…)` と書いてください。"),
            )
        } else if let Some(fact) = facts().find(|fact| fact.name == name && fact.takes != Takes::Nothing) {
            let path = fact.of.path();
            Sentence::new(
                format!("`{name}` is a fact of `{path}`; write `{path}.{name}(…)`"),
                format!("`{name}` は `{path}` の事実です。`{path}.{name}(…)` と書いてください。"),
            )
        } else {
            let known = OFFERS.iter().map(|offer| offer.name).chain(FUNCTIONS.iter().map(|known| known.name));
            let near = instead(name, known.chain(self.callable.keys().map(String::as_str)));
            Sentence::new(
                format!("there is no function `{name}`{}", near.en),
                format!("`{name}` という関数はありません。{}", near.ja),
            )
        };
        self.say(position, said);
        Kind::Unknown
    }
}

fn count(parameters: usize) -> String {
    match parameters {
        0 => "nothing".to_owned(),
        1 => "1 value".to_owned(),
        more => format!("{more} values"),
    }
}
