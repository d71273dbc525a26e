//! The `ayumi` program.
fn main() {}
