//! The commands, one a file. Exit codes: 0 done, 1 the work found errors, 2 wrong usage.

mod audit;
mod bench;
mod check;
mod contract;
mod dates;
mod estimate;
mod invite;
mod language;
mod load;
mod plan;
mod publish;
mod record;
mod remote;
mod replay;
mod report;
mod share;
mod state;
mod stop;
mod up;
mod why;

use clap::{Parser, Subcommand};
use domain::{Language, Problem};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Behaviour change for municipalities: events in, well-timed nudges out, every decision
/// recorded.
#[derive(Parser)]
#[command(name = "ayumi", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the service here: build, publish new local packs, serve, keep the clock
    Up(up::Up),
    /// Check every rule, campaign, text and case below a folder
    Check(check::Check),
    /// Put a city's pack in force on a running service
    Publish(publish::Publish),
    /// Tell what a changed campaign would have done over recorded events
    Replay(replay::Replay),
    /// Put an earlier version of a city's pack back in force
    Rollback(publish::Rollback),
    /// List the versions of a city's pack, the newest first
    Versions(publish::Versions),
    /// Write one campaign as a file that another city can take in
    Export(share::Export),
    /// Take in a campaign that another city wrote
    Import(share::Import),
    /// Stop a campaign, a channel, or everything that leaves
    Stop(stop::Stop),
    /// Let go on what was stopped by staff or by a fuse
    Resume(stop::Resume),
    /// Tell what is stopped, what waits, and what staff should know
    Status(stop::Status),
    /// Send a file in: checkups, pedometer readings, or a paper sheet keyed in
    Load(load::Load),
    /// List the files that were sent in, the newest first
    Uploads(load::Uploads),
    /// Undo a file that was sent in
    Undo(load::Undo),
    /// Make a link, which works once, by which a colleague makes an account for the console
    Invite(invite::Invite),
    /// Check the log of what staff did
    Audit(audit::Audit),
    /// Tell whether a campaign worked: its newest report
    Report(report::Report),
    /// Write the record of a campaign's randomised decision points as a file
    Record(record::Record),
    /// Work out what a trial takes, before it begins
    Plan(plan::Plan),
    /// Work out what a contract pays for results
    Contract(contract::Contract),
    /// Measure the service on this machine, each figure beside what it is held against
    Bench(bench::Bench),
    /// Estimate an effect from a file of your own, as the reports here do
    Estimate(estimate::Estimate),
    /// Tell why a resident did or did not get something
    Why(why::Why),
}

/// How a command ended, other than well.
#[derive(Debug)]
enum Ended {
    /// The work found errors and has told them.
    Found,
    /// It could not be done, for this reason.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Runs a command and gives its exit code.
#[allow(clippy::print_stderr, reason = "a command tells its errors on standard error")]
pub fn run(arguments: Arguments) -> ExitCode {
    let ended = match arguments.command {
        Command::Up(up) => up.run(),
        Command::Check(check) => check.run(),
        Command::Publish(publish) => publish.run(),
        Command::Replay(replay) => replay.run(),
        Command::Rollback(rollback) => rollback.run(),
        Command::Versions(versions) => versions.run(),
        Command::Export(export) => export.run(),
        Command::Import(import) => import.run(),
        Command::Stop(stop) => stop.run(),
        Command::Resume(resume) => resume.run(),
        Command::Status(status) => status.run(),
        Command::Load(load) => load.run(),
        Command::Uploads(uploads) => uploads.run(),
        Command::Undo(undo) => undo.run(),
        Command::Invite(invite) => invite.run(),
        Command::Audit(audit) => audit.run(),
        Command::Report(report) => report.run(),
        Command::Record(record) => record.run(),
        Command::Plan(plan) => plan.run(),
        Command::Contract(contract) => contract.run(),
        Command::Bench(bench) => bench.run(),
        Command::Estimate(estimate) => estimate.run(),
        Command::Why(why) => why.run(),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Ended::Found) => ExitCode::from(1),
        Err(Ended::Failed(error)) => {
            eprintln!("ayumi: {error:#}");
            ExitCode::from(1)
        }
    }
}

/// Prints a line for people or machines to read. Where nobody reads on (`ayumi check | head`), the
/// rest goes nowhere and the work goes on; output that is lost for another reason is an error.
#[allow(clippy::print_stderr, reason = "the output cannot be written")]
fn say(line: impl std::fmt::Display) {
    let mut stdout = std::io::stdout().lock();
    let said = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    if let Err(error) = said.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }) {
        eprintln!("ayumi: the output cannot be written: {error}");
        std::process::exit(1);
    }
}

/// What is wrong, and what is better done otherwise.
fn say_found(problems: &[Problem], warnings: &[Problem], language: Language) {
    for problem in problems {
        say(problem.tell(language));
    }
    for warning in warnings {
        let message = format!("warning: {}", warning.message);
        let message_ja = format!("注意：{}", warning.message_ja);
        say(Problem { message, message_ja, ..warning.clone() }.tell(language));
    }
}

/// A version's hash as people read it.
fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

/// A path as people read it: from the present folder where it lies below.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}
