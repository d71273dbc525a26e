//! On what it was measured.

use chrono::Utc;
use serde::Serialize;

/// The machine, as it says of itself.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Machine {
    pub(super) date: String,
    pub(super) cores: usize,
    pub(super) cpu: String,
    pub(super) kernel: String,
    /// Work waiting per minute, when the run began: others' work slows ours.
    pub(super) load: String,
    pub(super) optimised: bool,
}

impl Machine {
    pub(super) fn look() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let cpu = read("/proc/cpuinfo")
            .lines()
            .find_map(|line| line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim().to_owned()));
        let today: chrono::DateTime<Utc> = std::time::SystemTime::now().into();
        Self {
            date: today.format("%Y-%m-%d").to_string(),
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            cpu: cpu.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            kernel: format!("{} {}", std::env::consts::OS, read("/proc/sys/kernel/osrelease").trim()),
            load: load(),
            optimised: !cfg!(debug_assertions),
        }
    }
}

/// The load average of the last minute.
pub(super) fn load() -> String {
    let read = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    read.split(' ').next().unwrap_or_default().to_owned()
}
