//! `ayumi bench`: what the service does in a second, each figure beside what the same
//! machine did with the same work at the same time.
//!
//! docs/performance.md says what each figure means.

mod alone;
mod bare;
mod challenges;
mod checkups;
mod cold;
mod deciding;
mod estimates;
mod files;
mod load;
mod machine;
mod memory;
mod past;
mod people;
mod replay;
mod reports;
mod scene;
mod sending;
mod service;
mod steady;
mod table;
mod throughput;
mod webhooks;

pub use table::{Markdown, Report};

use challenges::{Aim, Crowd};
use people::People;

use crate::packs::PackError;
use crate::secrets::SecretsError;
use crate::service::ServiceError;
use std::path::Path;
use std::time::Duration;

/// How much is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    name: &'static str,
    /// People of the city whose events are counted.
    people: usize,
    /// People of the two cities that tell what deciding costs.
    others: usize,
    /// Events in a batch.
    batch: usize,
    /// Rounds; in each, everyone takes turns.
    rounds: usize,
    /// Tellings of today's steps in a round, for each number of senders.
    passes: usize,
    /// Requests of one event each.
    singles: usize,
    /// Starts of a cold host.
    starts: usize,
    /// Messages that leave to a provider that takes its time.
    messages: usize,
    /// People in a file of checkups.
    checkups: usize,
    /// People whose days are replayed, and how many days.
    lives: usize,
    days: i64,
    /// Decision points that an effect is estimated from, and those that another program is given.
    decisions: (usize, usize),
    /// People whose year is reported on.
    reported: usize,
    /// People who walk in a challenge.
    crowds: &'static [Crowd],
}

impl Size {
    /// Enough to judge by: minutes.
    pub(crate) const FULL: Self = Self {
        name: "full",
        people: 4000,
        others: 1000,
        batch: 500,
        rounds: 3,
        passes: 3,
        singles: 2000,
        starts: 5,
        messages: 10_000,
        checkups: 20_000,
        lives: 50_000,
        days: 90,
        decisions: (10_000_000, 200_000),
        reported: 50_000,
        crowds: &[
            Crowd { people: 10_000, transfers: 1_000_000, looked_at: Duration::from_secs(20), aim: Aim::Growth },
            Crowd { people: 100_000, transfers: 10_000_000, looked_at: Duration::from_secs(30), aim: Aim::Target },
            Crowd { people: 1_000_000, transfers: 10_000_000, looked_at: Duration::from_secs(60), aim: Aim::Growth },
        ],
    };

    /// Only whether it works: seconds.
    pub(crate) const QUICK: Self = Self {
        name: "quick",
        people: 100,
        others: 50,
        batch: 50,
        rounds: 1,
        passes: 1,
        singles: 20,
        starts: 1,
        messages: 100,
        checkups: 200,
        lives: 40,
        days: 30,
        decisions: (20_000, 5_000),
        reported: 60,
        crowds: &[
            Crowd { people: 100, transfers: 1_000, looked_at: Duration::from_millis(200), aim: Aim::Growth },
            Crowd { people: 200, transfers: 4_000, looked_at: Duration::from_millis(200), aim: Aim::Target },
        ],
    };
}

/// What is measured alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// Replay before publishing
    Replay,
    /// Walking challenges and points
    Challenges,
    /// Effects estimated from decision points, and reports
    Estimates,
}

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BenchError {
    /// The workload's packs cannot be read.
    #[error(transparent)]
    Packs(#[from] PackError),
    /// The service's tokens cannot be had.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The host does not start.
    #[error(transparent)]
    Start(#[from] ServiceError),
    /// A file or a process.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The shell, natively.
    #[error("the native run failed: {0}")]
    Shell(#[from] shell::Error),
    /// The bare inserts.
    #[error("the bare inserts failed: {0}")]
    Bare(#[from] rusqlite::Error),
    /// The made-up events.
    #[error("the workload's events are refused: {0}")]
    Events(String),
    /// The service under load.
    #[error("the service failed: {0}")]
    Service(String),
}

impl BenchError {
    fn service(error: impl std::error::Error) -> Self {
        Self::Service(error.to_string())
    }
}

/// Measures everything, in a folder of its own below `root`, which is gone afterwards.
/// `progress` hears what is being done.
///
/// # Errors
/// Anything that keeps a figure from being had: a table with gaps would mislead.
pub(crate) async fn run(
    root: &Path,
    size: Size,
    only: Option<Part>,
    progress: &dyn Fn(&str),
) -> Result<Report, BenchError> {
    let machine = machine::Machine::look();
    if only == Some(Part::Replay) {
        let scene = scene::Scene::empty(root, size);
        let figures = replay::measure(&scene, progress)?;
        return Ok(Report { machine, load_after: machine::load(), run: size.name, figures, growth: Vec::new() });
    }
    if only == Some(Part::Challenges) {
        let scene = scene::Scene::empty(root, size);
        let (figures, growth) = challenges::measure(&scene, progress)?;
        return Ok(Report { machine, load_after: machine::load(), run: size.name, figures, growth });
    }
    if only == Some(Part::Estimates) {
        let scene = scene::Scene::empty(root, size);
        let mut figures = estimates::measure(&scene, progress)?;
        figures.extend(reports::measure(&scene, progress)?);
        return Ok(Report { machine, load_after: machine::load(), run: size.name, figures, growth: Vec::new() });
    }
    progress("preparing the cities");
    let scene = scene::Scene::prepare(root, size)?;
    let (phone, variables) = memory::phone(&scene).await?;
    let service = scene.service("service", variables)?;
    let idle = service.memory("VmRSS");
    let mut figures = throughput::measure(&scene, &service, progress).await?;
    figures.extend(deciding::measure(&scene, &service, progress).await?);
    figures.extend(steady::measure(&scene, &service, progress).await?);
    let memory = memory::measure(&service, &phone, idle, progress).await?;
    drop(service);
    phone.stop().await;
    figures.extend(sending::measure(&scene, progress).await?);
    figures.extend(cold::measure(&scene, progress).await?);
    figures.extend(memory);
    figures.extend(files::measure(&scene, progress).await?);
    figures.extend(replay::measure(&scene, progress)?);
    figures.extend(estimates::measure(&scene, progress)?);
    figures.extend(reports::measure(&scene, progress)?);
    let (walked, growth) = challenges::measure(&scene, progress)?;
    figures.extend(walked);
    Ok(Report { machine, load_after: machine::load(), run: size.name, figures, growth })
}

impl Report {
    /// Draws how challenges grow with a city, as SVG.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn draw(&self, file: &Path) -> Result<(), BenchError> {
        challenges::draw(&self.growth, file)
    }
}

/// The middle of what was measured.
fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which a share of what was measured lies.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let place = ((values.len() as f64 * share).ceil() as usize).saturating_sub(1);
    values.get(place).copied().unwrap_or(f64::NAN)
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
