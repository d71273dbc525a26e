//! Functions that are called.

use super::{Kind, Walk};
use crate::rules::facts::{Takes, facts};
use crate::rules::language::FUNCTIONS;
use crate::rules::names::instead;
use crate::rules::proposals::OFFERS;
use rhai::{FnCallExpr, Position};

impl Walk<'_> {
    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position) -> Kind {
        let name = call.name.as_str();
        if call.is_qualified() {
            self.problem(position, "`::` is not used in rules");
        }
        if call.capture_parent_scope {
            self.problem(position, format!("call it without `!`: `{name}(…)`"));
        }
        if call.op_token.is_some() {
            let kinds: Vec<Kind> = call.args.iter().map(|value| self.expression(value)).collect();
            let texts = kinds.iter().any(|kind| !matches!(kind, Kind::Plain));
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
            let message = format!("`{name}` takes {}; this gives it {}", count(*parameters), given.len());
            self.problem(position, message);
        }
        Kind::Unknown
    }

    /// A function of the language, with the value before a dot counted as the first.
    pub(super) fn language(&mut self, name: &str, given: usize, position: Position) -> Kind {
        if let Some(known) = FUNCTIONS.iter().find(|known| known.name == name) {
            if !known.takes.contains(&given) {
                let takes: Vec<String> = known.takes.iter().map(ToString::to_string).collect();
                let message = format!(
                    "`{name}` takes {} values, the one before a dot counted; this gives it {given}",
                    takes.join(" or ")
                );
                self.problem(position, message);
            }
            return Kind::Unknown;
        }
        let message = if self.callable.contains_key(name) || OFFERS.iter().any(|offer| offer.name == name) {
            format!("`{name}` is not called after a dot; write `{name}(…)`")
        } else if let Some(fact) = facts().find(|fact| fact.name == name && fact.takes != Takes::Nothing) {
            format!("`{name}` is a fact of `{path}`; write `{path}.{name}(…)`", path = fact.of.path())
        } else {
            let known = OFFERS.iter().map(|offer| offer.name).chain(FUNCTIONS.iter().map(|known| known.name));
            let known = known.chain(self.callable.keys().map(String::as_str));
            format!("there is no function `{name}`{}", instead(name, known))
        };
        self.problem(position, message);
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
