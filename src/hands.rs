//! Replays that the console began, lived through by threads of this program: natively, as `ayumi replay` does. A page's
//! own steps find nothing left to be done then, and only tell how far it has come; on other Spin hosts they do it all.

use crate::host::Clock;
use crate::native::Native;
use chrono::{DateTime, TimeDelta, Utc};
use domain::CityCode;
use futures::executor::block_on;
use shell::office::replays::Work;
use shell::store::{Replay, ReplayState, Span, Store, schema};
use shell::{Cache, Error};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often it is looked whether there is something to be done.
const LOOK: Duration = Duration::from_millis(300);

/// For how long spans are taken. Kept anew while they are worked at, so that others have them soon after a death.
const CLAIM: TimeDelta = TimeDelta::seconds(30);

/// How long a replay may have waited: nobody looks at one that was begun and left.
const RECENT: TimeDelta = TimeDelta::hours(1);

/// The most threads.
const THREADS: usize = 8;

/// Threads that help, until this is dropped.
#[derive(Debug)]
pub struct Hands {
    stop: std::sync::Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hands {
    /// Helps in whatever city of a state folder a replay runs.
    pub fn begin(state: PathBuf, clock: Clock) -> Self {
        let stop = std::sync::Arc::new(AtomicBool::new(false));
        let stopped = std::sync::Arc::clone(&stop);
        let look = move || {
            while !stopped.load(Ordering::Relaxed) {
                // One connection for all looks: to open one asks for more than a look does.
                let looked = open(&state).and_then(|sql| {
                    while !stopped.load(Ordering::Relaxed) {
                        help(&sql, &state, &clock, &stopped)?;
                        pause(&stopped, LOOK);
                    }
                    Ok(())
                });
                if let Err(error) = looked {
                    // The pages do it then.
                    tracing::warn!("a replay could not be helped with: {error}");
                    pause(&stopped, LOOK * 30);
                }
            }
        };
        Self { stop, thread: Some(thread::spawn(look)) }
    }
}

impl Drop for Hands {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // A thread that panicked has said so.
        self.thread.take().map(JoinHandle::join);
    }
}

/// Lives through what is to be done now, in every city. Gives how many spans that was.
///
/// # Errors
/// The database's own.
pub fn help(sql: &Native, state: &Path, clock: &Clock, stop: &AtomicBool) -> Result<usize, Error> {
    let store = Store::new(sql);
    let mut done = 0;
    for city in block_on(store.cities())? {
        for id in block_on(store.running_replays(&city, clock.now() - RECENT))? {
            let taken = clock.now() + CLAIM;
            let spans = block_on(store.claim_spans(&city, &id, clock.now(), taken))?;
            let replay = block_on(store.replay(&city, &id))?;
            if let Some(replay) = replay.filter(|replay| replay.state == ReplayState::Running && !spans.is_empty()) {
                let share =
                    Share { state, city: &city, replay: &replay, spans: &spans, next: AtomicUsize::new(0), stop };
                share.live(&store, clock, taken)?;
                done += spans.len();
            }
        }
    }
    Ok(done)
}

/// What was taken of one replay.
struct Share<'a> {
    state: &'a Path,
    city: &'a CityCode,
    replay: &'a Replay,
    spans: &'a [(i64, Span)],
    next: AtomicUsize,
    stop: &'a AtomicBool,
}

impl Share<'_> {
    fn live(&self, store: &Store<'_, Native>, clock: &Clock, mut taken: DateTime<Utc>) -> Result<(), Error> {
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).clamp(1, THREADS);
        let ended = thread::scope(|scope| {
            let hands: Vec<_> = (0..threads).map(|_| scope.spawn(|| self.work())).collect();
            while !hands.iter().all(|hand| hand.is_finished()) {
                thread::sleep(Duration::from_millis(20));
                let now = clock.now();
                if taken - now < CLAIM / 2 {
                    block_on(store.keep_spans(self.city, &self.replay.id, (taken, now + CLAIM)))?;
                    taken = now + CLAIM;
                }
            }
            let ends = hands.into_iter().map(|hand| hand.join().unwrap_or(Err(Error::Contended)));
            ends.collect::<Result<Vec<()>, Error>>()
        });
        // What was not done is anyone's at once.
        block_on(store.keep_spans(self.city, &self.replay.id, (taken, DateTime::UNIX_EPOCH)))?;
        ended.map(drop)
    }

    /// One thread's part: with a connection and compiled rules of its own.
    fn work(&self) -> Result<(), Error> {
        let (sql, cache) = (open(self.state)?, Cache::default());
        let work = block_on(Work::of(&sql, &cache, self.city, self.replay))?;
        while let Some((number, span)) = self.spans.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            if self.stop.load(Ordering::Relaxed) || !block_on(work.is_wanted())? {
                return Ok(());
            }
            block_on(work.live(*number, span))?;
        }
        block_on(work.end()).map(drop)
    }
}

fn open(state: &Path) -> Result<Native, Error> {
    let sql = Native::open(state)?;
    block_on(schema::prepare(&sql))?;
    Ok(sql)
}

/// Waits, and no longer than until it is to stop.
fn pause(stop: &AtomicBool, long: Duration) {
    let steps = long.as_millis() / 50;
    for _ in 0..steps.max(1) {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
}
