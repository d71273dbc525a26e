//! Scripts as they were written, read and ready to be walked through.

use crate::pack::{Campaign, Pack, Problem};
use crate::rules::budget;
use crate::rules::errors::{self, Place};
use crate::rules::names::Names;
use crate::sentence::{Sentence, thousands};
use rhai::{AST, ASTNode, Engine, Module, OptimizationLevel, Scope, Stmt};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The scripts of a pack that could be read.
pub(in crate::rules) struct Sources {
    /// Functions shared between campaigns, a file each.
    pub(in crate::rules) shared: Vec<Script>,
    /// A script for each campaign.
    pub(in crate::rules) campaigns: BTreeMap<String, Script>,
}

/// One script.
pub(in crate::rules) struct Script {
    /// Its path in the pack.
    pub(in crate::rules) path: String,
    /// What it may name; nothing for shared functions and for a campaign whose other files
    /// could not be read.
    pub(in crate::rules) names: Rc<Names>,
    /// Whether the names are known.
    pub(in crate::rules) named: bool,
    /// Its functions, in the order in which they are written.
    pub(in crate::rules) functions: Vec<Function>,
    ast: AST,
}

/// One function.
pub(in crate::rules) struct Function {
    pub(in crate::rules) name: String,
    pub(in crate::rules) parameters: Vec<String>,
    /// Where its name is written.
    pub(in crate::rules) place: Place,
    pub(in crate::rules) body: Vec<Stmt>,
}

/// Reads every script of a pack.
pub(in crate::rules) fn read(
    engine: &Engine,
    pack: &Pack,
    campaigns: &BTreeMap<String, Campaign>,
    problems: &mut Vec<Problem>,
) -> Sources {
    let shared = pack.shared_rules().filter_map(|(path, text)| Script::read(engine, path, text, problems)).collect();
    let mut sources = Sources { shared, campaigns: BTreeMap::new() };
    let prefix = format!("campaigns/{}/", pack.city);
    for (path, text) in &pack.files {
        let name = path.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix("/rules.rhai"));
        let Some(name) = name else { continue };
        let Some(mut script) = Script::read(engine, path, text, problems) else { continue };
        if let Some(campaign) = campaigns.get(name) {
            let at = script.functions.iter().filter_map(|function| function.name.strip_prefix("at_"));
            let points = at.map(str::to_owned).collect();
            script.names = Rc::new(Names::of(name, path, campaign, campaigns, points));
            script.named = true;
        }
        sources.campaigns.insert(name.to_owned(), script);
    }
    for name in campaigns.keys() {
        let path = pack.campaign_path(name, "rules.rhai");
        if !pack.files.contains_key(&path) {
            problems.push(Problem::missing(&path));
        }
    }
    sources
}

impl Script {
    fn read(engine: &Engine, path: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        let mut problem = |place: Place, said: Sentence| {
            problems.push(Problem::new(path, (place.line, place.column), said));
        };
        if text.len() > budget::SCRIPT_BYTES {
            let most = thousands(budget::SCRIPT_BYTES);
            let said = Sentence::new(
                format!("a script has {most} bytes at most; share functions in `rules/`"),
                format!("ルールのファイルが{most}バイトをこえています。共通の関数は `rules/` に分けてください。"),
            );
            problem(Place::default(), said);
            return None;
        }
        let mut ast = match engine.compile(text) {
            Ok(ast) => ast,
            Err(error) => {
                let (place, said) = errors::unreadable(&error);
                problem(place, said);
                return None;
            }
        };
        ast.set_source(path);
        for statement in ast.statements() {
            let said = Sentence::new(
                "this stands outside of a function, and would never be asked",
                "関数の外に書かれているので、動きません。`fn 名前(…) {` と `}` の間に書いてください。",
            );
            problem(statement.position().into(), said);
        }
        Some(Self { path: path.to_owned(), names: Rc::default(), named: false, functions: functions(&ast, text), ast })
    }

    /// What runs.
    pub(in crate::rules) fn optimised(&self, engine: &Engine) -> Rc<Module> {
        let ast = engine.optimize_ast(&Scope::new(), self.ast.clone(), OptimizationLevel::Simple);
        let mut module = Module::new();
        module.set_id(self.path.as_str());
        for function in ast.iter_fn_def() {
            module.set_script_fn(Rc::clone(function));
        }
        Rc::new(module)
    }

    /// Functions by name: how many parameters, and where they begin.
    pub(in crate::rules) fn signatures(&self) -> BTreeMap<String, (usize, Place)> {
        let signature = |function: &Function| (function.name.clone(), (function.parameters.len(), function.place));
        self.functions.iter().map(signature).collect()
    }
}

fn functions(ast: &AST, text: &str) -> Vec<Function> {
    let one = |definition: &rhai::ScriptFuncDef| {
        let name = definition.name.to_string();
        let body = Place::from(definition.body.start_position());
        Function {
            parameters: definition.params.iter().map(ToString::to_string).collect(),
            place: written(text, &name, body),
            body: body_of(ast, &name, definition.params.len()),
            name,
        }
    };
    let mut functions: Vec<Function> = ast.iter_fn_def().map(|definition| one(definition)).collect();
    functions.sort_by_key(|function| (function.place.line, function.place.column));
    functions
}

/// The statements of a function. rhai gives them while walking only.
fn body_of(ast: &AST, name: &str, parameters: usize) -> Vec<Stmt> {
    let mut alone = ast.clone();
    alone.clear_statements();
    alone.retain_functions(|_, _, known, count| known == name && count == parameters);
    let mut body = Vec::new();
    alone.walk(&mut |path: &[ASTNode<'_>]| {
        if let [ASTNode::Stmt(statement)] = path {
            body.push((*statement).clone());
        }
        true
    });
    body
}

/// Where a function's name is written: rhai knows where its body begins.
fn written(text: &str, name: &str, body: Place) -> Place {
    let lines: Vec<&str> = text.lines().take(body.line).collect();
    let found = lines.iter().enumerate().rev().find_map(|(line, content)| {
        let (before, after) = content.split_once("fn ")?;
        let spaces = after.chars().take_while(|c| c.is_whitespace()).count();
        let rest = after.trim_start().strip_prefix(name)?;
        (!rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            .then(|| Place { line: line + 1, column: before.chars().count() + 4 + spaces })
    });
    found.unwrap_or(body)
}
