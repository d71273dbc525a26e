//! A replay on this machine: some threads, each with a connection and compiled rules of its own, take slices of
//! residents until none is left.

use crate::native::{DATABASE, Native};
use anyhow::{Context, anyhow};
use domain::replay::{Lived, Plan, Report, Window};
use domain::{CityCode, Pack, ResidentId};
use futures::executor::block_on;
use shell::Cache;
use shell::replay::Asked;
use shell::store::Span;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// How many residents a slice has: some tenths of a second of work.
const SLICE: u32 = 200;

/// The most threads.
const THREADS: usize = 8;

/// What is replayed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work<'a> {
    /// The folder of the database.
    pub(crate) state: &'a Path,
    /// The city.
    pub(crate) city: &'a CityCode,
    /// The campaign.
    pub(crate) campaign: &'a str,
    /// The changed pack.
    pub(crate) pack: &'a Pack,
    /// The days.
    pub(crate) window: Window,
    /// The version that the change is held against, by the beginning of its hash.
    pub(crate) against: Option<&'a str>,
}

/// A connection, and what is compiled for it.
struct Hand<'a> {
    work: Work<'a>,
    sql: Native,
    cache: Cache,
    plan: Plan,
}

impl<'a> Hand<'a> {
    fn new(work: Work<'a>) -> anyhow::Result<Self> {
        let (sql, cache) = (open(work.state)?, Cache::default());
        let Work { city, campaign, pack, window, against, .. } = work;
        let plan = block_on(shell::replay::prepare(&sql, &cache, Asked { city, campaign, pack, window, against }))?;
        Ok(Self { work, sql, cache, plan })
    }

    fn slice(&self, span: &Span) -> Result<Report, shell::Error> {
        block_on(shell::replay::slice(&self.sql, &self.cache, self.work.city, &self.plan, span))
    }
}

/// Opens the database of a state folder to read it.
pub(crate) fn open(state: &Path) -> anyhow::Result<Native> {
    Native::open_to_read(state)
        .with_context(|| format!("the database in `{}` cannot be read", state.join(DATABASE).display()))
}

/// The plan of a replay, to tell what it compared.
pub(crate) fn plan(work: Work<'_>) -> anyhow::Result<Plan> {
    Hand::new(work).map(|hand| hand.plan)
}

/// One resident's events; `None` when there is no such resident.
pub(crate) fn resident(work: Work<'_>, resident: &ResidentId) -> anyhow::Result<Option<(Plan, Lived)>> {
    let hand = Hand::new(work)?;
    let lived = shell::replay::resident(&hand.sql, &hand.cache, work.city, &hand.plan, resident);
    Ok(block_on(lived)?.map(|lived| (hand.plan, lived)))
}

/// Replays a whole city. `progress` hears of how many residents of how many are done. `None` when it was cancelled.
pub(crate) fn run(
    work: Work<'_>,
    cancelled: &AtomicBool,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> anyhow::Result<Option<Report>> {
    let spans = block_on(shell::replay::spans(&open(work.state)?, work.city, SLICE))?;
    let all = spans.iter().map(|span| span.residents).sum();
    progress(0, all);
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let stops = || cancelled.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
    let take = || -> anyhow::Result<Report> {
        let mut report = Report::default();
        let mut hand = None;
        while let Some(span) = spans.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| !stops()) {
            let hand = match &hand {
                Some(hand) => hand,
                None => hand.insert(Hand::new(work)?),
            };
            report += hand.slice(span)?;
            progress(span.residents, all);
        }
        Ok(report)
    };
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).clamp(1, THREADS);
    let reports = thread::scope(|scope| {
        let guarded = || {
            let report = take();
            failed.fetch_or(report.is_err(), Ordering::Relaxed);
            report
        };
        let hands: Vec<_> = (0..threads).map(|_| scope.spawn(guarded)).collect();
        let joined = hands.into_iter().map(|hand| hand.join().unwrap_or_else(|_| Err(anyhow!("a thread stopped"))));
        joined.collect::<Vec<_>>()
    });
    let mut sum = Report::default();
    for report in reports {
        sum += report?;
    }
    Ok((!cancelled.load(Ordering::Relaxed)).then_some(sum))
}
