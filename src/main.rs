//! The `ayumi` program: the embedded host, and the commands of authors and operators.

use ayumi::commands::{Arguments, run};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    run(Arguments::parse())
}
