//! Going through one function: what it calls, reads and proposes, and what is wrong.

mod calls;
mod chain;
mod facts;
mod proposals;

use super::Function;
use super::kind::Kind;
use crate::nearest::instead;
use crate::rules::errors::Place;
use crate::sentence::Sentence;
use rhai::{ASTNode, Expr, FlowControl, Position, Stmt};
use std::collections::{BTreeMap, BTreeSet};

/// What was found in a function.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What is wrong, whatever the campaign.
    pub(super) problems: Vec<(Place, Sentence)>,
    /// Script functions that are called, and what is known of the values.
    pub(super) calls: Vec<(String, Vec<Kind>)>,
    /// What is proposed or asked by name.
    pub(super) named: Vec<Named>,
    /// Names of answers that are looked for.
    pub(super) actions: Vec<(Place, String)>,
    /// The first sensitive fact that is read.
    pub(super) sensitive: Option<String>,
}

/// Something that is named: a message, an award, a campaign, …
#[derive(Debug)]
pub(super) struct Named {
    /// The function that names it.
    pub(super) by: &'static str,
    /// What it may be; `None` when that is known only when a rule runs.
    pub(super) names: Option<BTreeSet<String>>,
    /// The names of the values given with it; `None` when not known.
    pub(super) values: Option<Vec<String>>,
    /// Where.
    pub(super) place: Place,
}

/// Script functions that may be called, with their numbers of parameters.
pub(super) type Callable = BTreeMap<String, usize>;

/// Goes through a function whose parameters are of the given kinds.
pub(super) fn walk(function: &Function, parameters: &[Kind], callable: &Callable) -> Found {
    let mut changed = BTreeSet::new();
    for statement in &function.body {
        note_changed(statement, &mut changed);
    }
    let mut walk = Walk { callable, changed, scope: Vec::new(), found: Found::default() };
    for (name, kind) in function.parameters.iter().zip(parameters) {
        if name == "now" {
            walk.problem(
                function.place,
                "`now` is there for every function; a parameter cannot have its name",
                "`now` はどの関数でも使える名前です。`( )` の中の名前を変えてください。",
            );
        }
        walk.scope.push((name.clone(), kind.clone()));
    }
    walk.block(&function.body);
    walk.found
}

struct Walk<'a> {
    callable: &'a Callable,
    /// Variables that are changed somewhere: what is put in first tells nothing.
    changed: BTreeSet<String>,
    scope: Vec<(String, Kind)>,
    found: Found,
}

/// Names that belong to facts.
const FACT_NAMES: [&str; 3] = ["me", "event", "now"];

impl Walk<'_> {
    fn problem(&mut self, place: impl Into<Place>, en: impl Into<String>, ja: impl Into<String>) {
        self.say(place, Sentence::new(en, ja));
    }

    fn say(&mut self, place: impl Into<Place>, said: Sentence) {
        self.found.problems.push((place.into(), said));
    }

    fn block(&mut self, statements: &[Stmt]) -> Kind {
        let outside = self.scope.len();
        let mut last = Kind::Plain;
        for statement in statements {
            last = self.statement(statement);
        }
        self.scope.truncate(outside);
        last
    }

    /// Goes through a statement, and tells what it gives as the last one of a block.
    fn statement(&mut self, statement: &Stmt) -> Kind {
        match statement {
            Stmt::Expr(expression) => return self.expression(expression),
            Stmt::FnCall(call, position) => return self.call(call, *position),
            Stmt::Block(block) => return self.block(block.statements()),
            Stmt::If(flow, _) => return self.branches(flow),
            Stmt::Switch(switch, _) => {
                self.expression(&switch.0);
                let each: Vec<Kind> = switch
                    .1
                    .expressions
                    .iter()
                    .map(|case| {
                        self.expression(&case.lhs);
                        self.expression(&case.rhs)
                    })
                    .collect();
                return each.into_iter().reduce(Kind::or).unwrap_or(Kind::Plain);
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                self.expression(&flow.expr);
                self.block(flow.body.statements());
            }
            Stmt::For(parts, _) => {
                let (variable, counter, flow) = &**parts;
                let kind = match self.expression(&flow.expr) {
                    Kind::List(texts) => Kind::Texts(texts),
                    _ => Kind::Unknown,
                };
                let outside = self.scope.len();
                self.define(&variable.name, kind, variable.pos);
                if let Some(counter) = counter {
                    self.define(&counter.name, Kind::Plain, counter.pos);
                }
                self.block(flow.body.statements());
                self.scope.truncate(outside);
            }
            Stmt::Var(parts, ..) => {
                let (variable, value, _) = &**parts;
                let kind = self.expression(value);
                self.define(&variable.name, kind, variable.pos);
            }
            Stmt::Assignment(parts) => self.assignment(&parts.1.lhs, &parts.1.rhs),
            Stmt::Return(Some(value), ..) | Stmt::BreakLoop(Some(value), ..) => {
                self.expression(value);
                return Kind::Unknown;
            }
            // What rhai can do besides cannot be written: its words are banned.
            _ => {}
        }
        Kind::Plain
    }

    fn branches(&mut self, flow: &FlowControl) -> Kind {
        self.expression(&flow.expr);
        let one = self.block(flow.body.statements());
        one.or(self.block(flow.branch.statements()))
    }

    fn define(&mut self, name: &str, kind: Kind, position: Position) {
        if FACT_NAMES.contains(&name) {
            let ja = format!("`{name}` は事実を読むための名前です。変数をほかの名前にしてください。");
            self.problem(position, format!("`{name}` is the name of facts; call the variable something else"), ja);
        }
        let kind = if self.changed.contains(name) && kind.of().is_none() { Kind::Unknown } else { kind };
        self.scope.push((name.to_owned(), kind));
    }

    fn assignment(&mut self, to: &Expr, value: &Expr) {
        let root = root(to);
        let fact = match root {
            Expr::Variable(variable, ..) => {
                let name = variable.1.as_str();
                FACT_NAMES.contains(&name) || self.known(name).is_some_and(|kind| kind.of().is_some())
            }
            _ => false,
        };
        if fact {
            self.problem(
                root.position(),
                "facts are only read; to keep a value, write `let name = …`",
                "事実は読むだけで、変えられません。値をとっておくときは `let 名前 = …` と書いてください。",
            );
        } else {
            self.expression(to);
        }
        self.expression(value);
    }

    fn known(&self, name: &str) -> Option<Kind> {
        let defined = self.scope.iter().rev().find(|known| known.0 == name).map(|known| known.1.clone());
        defined.or_else(|| (name == "now").then_some(Kind::Now))
    }

    fn expression(&mut self, expression: &Expr) -> Kind {
        match expression {
            Expr::StringConstant(text, _) => Kind::text(text),
            Expr::BoolConstant(..)
            | Expr::IntegerConstant(..)
            | Expr::FloatConstant(..)
            | Expr::CharConstant(..)
            | Expr::Unit(_) => Kind::Plain,
            Expr::InterpolatedString(parts, _) => {
                for part in &**parts {
                    self.expression(part);
                }
                Kind::Unknown
            }
            Expr::Array(items, _) => {
                let kinds: Vec<Option<BTreeSet<String>>> =
                    items.iter().map(|item| self.expression(item).texts()).collect();
                let texts: Option<Vec<BTreeSet<String>>> = kinds.into_iter().collect();
                texts.map_or(Kind::Unknown, |texts| Kind::List(texts.into_iter().flatten().collect()))
            }
            Expr::Map(parts, _) => {
                for (_, value) in &parts.0 {
                    self.expression(value);
                }
                Kind::Unknown
            }
            Expr::Variable(variable, _, position) => {
                self.variable(variable.1.as_str(), !variable.2.is_empty(), *position)
            }
            Expr::FnCall(call, position) => self.call(call, *position),
            Expr::Stmt(block) => self.block(block.statements()),
            Expr::Dot(parts, ..) => {
                let kind = self.expression(&parts.lhs);
                self.chain(kind, &parts.rhs)
            }
            Expr::Index(parts, flags, position) => {
                let kind = self.expression(&parts.lhs);
                self.index(kind, &parts.rhs, *flags, *position)
            }
            Expr::And(parts, _) | Expr::Or(parts, _) => {
                for part in parts.iter() {
                    self.expression(part);
                }
                Kind::Plain
            }
            Expr::Coalesce(parts, _) => {
                let kinds: Vec<Kind> = parts.iter().map(|part| self.expression(part)).collect();
                kinds.into_iter().reduce(Kind::or).unwrap_or(Kind::Plain)
            }
            _ => Kind::Unknown,
        }
    }

    fn variable(&mut self, name: &str, qualified: bool, position: Position) -> Kind {
        if qualified {
            self.problem(position, "`::` is not used in rules", "`::` はルールでは使えません。");
            return Kind::Unknown;
        }
        if let Some(kind) = self.known(name) {
            return kind;
        }
        let said = match name {
            "me" | "event" => Sentence::new(
                format!("`{name}` is not known here; make it a parameter: `fn name(me, event)`"),
                format!(
                    "ここでは `{name}` を使えません。`fn 名前(me, event)` のように、関数の `( )` の中に書いてください。"
                ),
            ),
            _ if self.callable.contains_key(name) => Sentence::new(
                format!("`{name}` is a function; call it: `{name}(…)`"),
                format!("`{name}` は関数です。`{name}(…)` と書いて呼んでください。"),
            ),
            _ => {
                let near = instead(name, self.scope.iter().map(|known| known.0.as_str()).chain(["now"]));
                Sentence::new(
                    format!("`{name}` is not known here{}", near.en),
                    format!("`{name}` という名前は、ここでは使えません。{}", near.ja),
                )
            }
        };
        self.say(position, said);
        Kind::Unknown
    }
}

fn root(expression: &Expr) -> &Expr {
    match expression {
        Expr::Dot(parts, ..) | Expr::Index(parts, ..) => root(&parts.lhs),
        other => other,
    }
}

/// Notes the variables that a statement changes, however deep inside: by `=` and by `push`.
fn note_changed(statement: &Stmt, changed: &mut BTreeSet<String>) {
    statement.walk(&mut Vec::new(), &mut |path: &[ASTNode<'_>]| {
        let into = match path.last() {
            Some(ASTNode::Stmt(Stmt::Assignment(parts))) => Some(root(&parts.1.lhs)),
            Some(ASTNode::Expr(Expr::Dot(parts, ..))) => match &parts.rhs {
                Expr::MethodCall(call, _) if call.name == "push" => Some(root(&parts.lhs)),
                _ => None,
            },
            _ => None,
        };
        if let Some(Expr::Variable(variable, ..)) = into {
            changed.insert(variable.1.to_string());
        }
        true
    });
}
