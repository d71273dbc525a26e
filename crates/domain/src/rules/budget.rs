//! What a script may use up. Counted, not timed, so that every machine gives the same
//! answer, and set one by one: rhai's own defaults differ between debug and release builds.

use rhai::Engine;

/// Steps of evaluation.
pub(super) const OPERATIONS: u64 = 50_000;

/// Functions called from functions.
pub(super) const CALLS: usize = 16;

/// Proposals of one evaluation.
pub(super) const PROPOSALS: usize = 10;

/// Bytes of a text: about 1,000 Japanese characters.
pub(super) const TEXT_BYTES: usize = 3_000;

/// Items of a list.
pub(super) const LIST: usize = 200;

/// Names in a map.
pub(super) const MAP: usize = 50;

/// Variables at a time, parameters included.
pub(super) const VARIABLES: usize = 100;

/// How deep expressions and blocks may be nested. The product with [`CALLS`] is what the
/// stack of a component has to hold.
pub(super) const NESTING: usize = 32;

/// Functions of one script.
pub(super) const FUNCTIONS: usize = 200;

/// Bytes of one script.
pub(super) const SCRIPT_BYTES: usize = 64 * 1024;

pub(super) fn limit(engine: &mut Engine) {
    engine
        .set_max_operations(OPERATIONS)
        .set_max_call_levels(CALLS)
        .set_max_expr_depths(NESTING, NESTING)
        .set_max_string_size(TEXT_BYTES)
        .set_max_array_size(LIST)
        .set_max_map_size(MAP)
        .set_max_variables(VARIABLES)
        .set_max_functions(FUNCTIONS)
        .set_max_modules(0);
}
