//! What to run, and how much of everything it may use.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::Clock;

/// What to run and how. It has no `Debug`, since `variables` hold secrets.
#[derive(Clone)]
pub struct Options {
    /// The application's `spin.toml`.
    pub manifest: PathBuf,
    /// Where to listen; port 0 takes a free one, which [`Host::addr`] tells.
    pub listen: SocketAddr,
    /// The folder for the database; made if it is not there.
    pub state: PathBuf,
    /// Values of application variables, before the environment's and the manifest's.
    pub variables: BTreeMap<String, String>,
    /// The time that components see.
    pub clock: Clock,
    /// The folder for compiled components; without one they are compiled at every start.
    pub cache: Option<PathBuf>,
    /// What a component and a request may use.
    pub limits: Limits,
    /// Exact paths that the host itself sends elsewhere, each with its `Location`.
    pub redirect: BTreeMap<String, String>,
}

/// What a component and a request may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of memory for an instance.
    pub memory: usize,
    /// Instances, and so requests at once, for a component; further requests wait. Each request has
    /// a thread, so the executor's blocking threads (512 unless set) must exceed all of them together.
    pub instances: u32,
    /// Requests that an instance answers before it is replaced.
    pub reuse: u32,
    /// Running time for a request; waiting does not count.
    pub cpu: Duration,
    /// Time for a request from beginning to end, and for waiting before its beginning.
    pub wall: Duration,
    /// Time between two pieces of a request's body, which has to be here before the request begins.
    pub between: Duration,
    /// Time for requests in flight when the host stops.
    pub stop: Duration,
    /// Paths whose bodies may be long, and are then handed on as they come; `*` stands for a segment.
    pub long_paths: Vec<String>,
    /// How many of them at a time.
    pub long_at_once: usize,
    /// Running time for such a request.
    pub long_cpu: Duration,
    /// Time for it from beginning to end.
    pub long_wall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 128 << 20,
            instances: 32,
            reuse: 10_000,
            cpu: Duration::from_secs(10),
            wall: Duration::from_secs(120),
            between: Duration::from_secs(30),
            // Longer than a tick takes to end: twenty seconds in which it begins calls, fifteen for
            // the last of them, and what is noted after it.
            stop: Duration::from_secs(45),
            long_paths: Vec::new(),
            long_at_once: 2,
            long_cpu: Duration::from_secs(120),
            long_wall: Duration::from_secs(15 * 60),
        }
    }
}
