//! The language that scripts are written in: Rhai without all that reaches out, hides what
//! is called, or swallows an error.

mod functions;

pub(super) use functions::FUNCTIONS;

use super::frame::Slot;
use super::{budget, facts, proposals};
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage, BasicStringPackage,
    LogicPackage, MoreStringPackage, Package,
};
use rhai::{Engine, OptimizationLevel};
use std::rc::Rc;

/// Words of Rhai that a rule cannot use, and why.
pub(super) const BANNED: [(&str, &str); 23] = [
    ("**", "multiply instead; powers are not the same to the last digit everywhere"),
    ("**=", "multiply instead; powers are not the same to the last digit everywhere"),
    ("import", "functions shared between campaigns are there without it"),
    ("export", "every function of `rules/` is shared already"),
    ("private", "leave the word out"),
    ("eval", "a rule is what is written, so that it can be checked"),
    ("print", "what a rule reads is recorded without it"),
    ("debug", "what a rule reads is recorded without it"),
    ("Fn", "call the function by its name"),
    ("call", "call the function by its name"),
    ("curry", "call the function by its name"),
    ("is_def_fn", "functions are known before a rule runs"),
    ("is_def_var", "variables are known before a rule runs"),
    ("is_shared", "nothing is shared between evaluations"),
    ("type_of", "compare with `()` to see whether there is a value"),
    ("this", "name the value as a parameter"),
    ("global", "a script has functions only"),
    ("try", "a rule that goes wrong stops, and staff see it"),
    ("catch", "a rule that goes wrong stops, and staff see it"),
    ("throw", "end the function with `return`"),
    ("sync", "it means nothing here"),
    ("thread", "it means nothing here"),
    ("spawn", "it means nothing here"),
];

/// Values of the language that have a property: `list.len`.
pub(super) const PROPERTIES: [&str; 5] = ["len", "is_empty", "is_even", "is_odd", "is_zero"];

/// An engine on which scripts are compiled and asked. It reads what is put into the slot.
pub(super) fn engine(slot: &Rc<Slot>) -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicMathPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    budget::limit(&mut engine);
    for (word, _) in BANNED {
        engine.disable_symbol(word);
    }
    // Closures would hide from the check what is called.
    engine.set_allow_anonymous_fn(false);
    engine.set_fail_on_invalid_map_property(true);
    // The check reads what was written; what runs is optimised from that.
    engine.set_optimization_level(OptimizationLevel::None);
    facts::register(&mut engine, slot);
    proposals::register(&mut engine, slot);
    engine
}
