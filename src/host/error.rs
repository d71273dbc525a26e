//! What can go wrong before or around a request, said so that the reader knows what to do.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Why the host did not start, or did not answer.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The manifest cannot be read as a file.
    #[error("cannot read `{}`: {cause}; name the application's spin.toml", path.display())]
    ManifestUnreadable {
        /// Where it was looked for.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The manifest can be read but not accepted; the line and column count from 1.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A required variable has no value.
    #[error("variable `{name}` is required and has no value; set SPIN_VARIABLE_{}", name.to_ascii_uppercase())]
    VariableMissing {
        /// Its name in `[variables]`.
        name: String,
    },
    /// A value was given for a variable that the manifest does not have.
    #[error("there is no variable `{name}`; spin.toml declares: {known}")]
    VariableUnknown {
        /// The name given.
        name: String,
        /// The names declared, with commas.
        known: String,
    },
    /// A value from the environment is not text.
    #[error("SPIN_VARIABLE_{} is not UTF-8 text; set it again", name.to_ascii_uppercase())]
    VariableUnreadable {
        /// Its name in `[variables]`.
        name: String,
    },
    /// The file with values of variables cannot be read.
    #[error("`{}` cannot be read: {cause}; write lines such as SPIN_VARIABLE_SMS_FROM=+815012345678", path.display())]
    DotenvUnreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong, without the values in it.
        cause: String,
    },
    /// The file of a component is not there.
    #[error("component `{component}`: `{}` is not there; run `cargo run --release -- up`, or build it with `{build}`", path.display())]
    ComponentMissing {
        /// The component's id.
        component: String,
        /// Where its file should be.
        path: PathBuf,
        /// The command that the manifest gives for building it.
        build: String,
    },
    /// The file of a component is not one that this host can run.
    #[error(
        "component `{component}` cannot be run: {reason}; build it again with the spin-sdk 7 that this workspace names"
    )]
    ComponentUnusable {
        /// The component's id.
        component: String,
        /// What the engine said.
        reason: String,
    },
    /// Another program listens there.
    #[error("{address} is in use; stop the other program, or choose another address with --listen")]
    AddressInUse {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {address}: {cause}; choose another address with --listen")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The folder for state cannot be written.
    #[error("state folder `{}` cannot be written: {cause}; choose another with --state, or change its permissions", path.display())]
    StateReadOnly {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// The database's file is damaged, or no database.
    #[error("`{}` cannot be used as the database: {cause}; put a copy of it back, or choose another folder with --state", path.display())]
    DatabaseBroken {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        cause: String,
    },
    /// The disk with the folder for state is full.
    #[error("no space is left for state folder `{}`; free some, or choose another with --state", path.display())]
    DiskFull {
        /// The folder.
        path: PathBuf,
    },
    /// The engine refuses to start, most often for want of address space.
    #[error(
        "the WebAssembly engine does not start: {reason}; lower the number of instances, or raise the limit on address space (ulimit -v)"
    )]
    Engine {
        /// What it said.
        reason: String,
    },
    /// A redirect leads to something that is no address.
    #[error("`{location}` is not an address to send `{path}` to; give a URL or a path")]
    Location {
        /// The path to be sent elsewhere.
        path: String,
        /// Where to, as given.
        location: String,
    },
    /// A request made in-process is not a request.
    #[error("the request cannot be made: {reason}")]
    Request {
        /// What is wrong with it.
        reason: String,
    },
    /// The answer broke off.
    #[error("the answer of component `{component}` broke off: {reason}; its log says why")]
    AnswerBroken {
        /// The component's id.
        component: String,
        /// What was seen.
        reason: String,
    },
    /// The clock is the real one and is not ours to set.
    #[error("the clock is real and cannot be set; start the host with a virtual one")]
    ClockIsReal,
    /// Requests still ran when the time for stopping was over.
    #[error("{unfinished} requests still ran after {} s and were cut off", waited.as_secs())]
    StopTimedOut {
        /// Requests cut off, the clock's among them.
        unfinished: usize,
        /// How long they were given.
        waited: Duration,
    },
}
