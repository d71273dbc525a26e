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

/// Words of Rhai that a rule cannot use, and why, in English and in Japanese.
pub(super) const BANNED: [(&str, &str, &str); 23] = [
    (
        "**",
        "multiply instead; powers are not the same to the last digit everywhere",
        "かけ算で書いてください。べき乗は、コンピューターによって最後の桁が違うことがあります。",
    ),
    (
        "**=",
        "multiply instead; powers are not the same to the last digit everywhere",
        "かけ算で書いてください。べき乗は、コンピューターによって最後の桁が違うことがあります。",
    ),
    (
        "import",
        "functions shared between campaigns are there without it",
        "`rules/` の関数は、何も書かなくても使えます。",
    ),
    (
        "export",
        "every function of `rules/` is shared already",
        "`rules/` の関数は、もともとどの取り組みからも使えます。",
    ),
    ("private", "leave the word out", "この言葉を消してください。"),
    (
        "eval",
        "a rule is what is written, so that it can be checked",
        "検査できるように、ルールは書いたとおりに動きます。",
    ),
    ("print", "what a rule reads is recorded without it", "ルールが読んだものは、何も書かなくても記録されます。"),
    ("debug", "what a rule reads is recorded without it", "ルールが読んだものは、何も書かなくても記録されます。"),
    ("Fn", "call the function by its name", "関数は、名前で呼んでください。"),
    ("call", "call the function by its name", "関数は、名前で呼んでください。"),
    ("curry", "call the function by its name", "関数は、名前で呼んでください。"),
    ("is_def_fn", "functions are known before a rule runs", "どの関数があるかは、動かす前に分かっています。"),
    ("is_def_var", "variables are known before a rule runs", "どの変数があるかは、動かす前に分かっています。"),
    ("is_shared", "nothing is shared between evaluations", "値は、呼ばれるたびに新しくなります。"),
    (
        "type_of",
        "compare with `()` to see whether there is a value",
        "値があるかどうかは、`()` と比べて確かめてください。",
    ),
    ("this", "name the value as a parameter", "使う値は、関数の `( )` の中に名前を書いて受け取ってください。"),
    ("global", "a script has functions only", "ルールに書けるのは関数だけです。"),
    ("try", "a rule that goes wrong stops, and staff see it", "うまくいかないルールはそこで止まり、職員に分かります。"),
    (
        "catch",
        "a rule that goes wrong stops, and staff see it",
        "うまくいかないルールはそこで止まり、職員に分かります。",
    ),
    ("throw", "end the function with `return`", "関数を終えるときは `return` と書いてください。"),
    ("sync", "it means nothing here", "ここでは意味がありません。"),
    ("thread", "it means nothing here", "ここでは意味がありません。"),
    ("spawn", "it means nothing here", "ここでは意味がありません。"),
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
    for (word, ..) in BANNED {
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
