//! Rankings as pages show them, over a connection of their own while steps come.

use crate::bench::alone::Alone;
use crate::bench::{BenchError, millis};
use chrono::{DateTime, TimeDelta, Utc};
use domain::challenge::{Challenge, shown};
use domain::{CityCode, Day};
use futures::executor::block_on;
use shell::challenges::{Boards, standings};
use shell::store::Store;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// A page is looked at so often.
const EVERY: Duration = Duration::from_millis(10);

/// How long it took, in milliseconds.
pub(super) struct Looked {
    /// A page: the ranking as it is kept, counted anew when it is too old.
    pub(super) pages: Vec<f64>,
    /// The ranking counted anew.
    pub(super) anew: Vec<f64>,
    /// How many teams were ranked.
    pub(super) teams: usize,
}

/// Looks at a ranking for some time.
pub(super) fn look(
    state: &Path,
    city: &CityCode,
    challenge: &Challenge,
    today: Day,
    now: DateTime<Utc>,
    long: Duration,
) -> Result<Looked, BenchError> {
    let alone = Alone::open(state)?;
    let (store, boards) = (Store::new(&alone.sql), Boards::default());
    let mut looked = Looked { pages: Vec::new(), anew: Vec::new(), teams: 0 };
    let begun = Instant::now();
    while begun.elapsed() < long * 2 / 3 || looked.pages.is_empty() {
        let asked = Instant::now();
        let now = now + TimeDelta::from_std(begun.elapsed()).unwrap_or_default();
        let board = block_on(boards.of(&alone.sql, city, challenge, today, now))?;
        looked.teams = shown(challenge, &board.standings, None, &BTreeSet::new()).len();
        black_box(block_on(store.result(city, &challenge.name))?);
        looked.pages.push(millis(asked.elapsed()));
        std::thread::sleep(EVERY.saturating_sub(asked.elapsed()));
    }
    // By itself this is so rare that the pages tell little of it.
    while begun.elapsed() < long || looked.anew.is_empty() {
        let asked = Instant::now();
        black_box(block_on(standings(&store, city, challenge, today))?);
        looked.anew.push(millis(asked.elapsed()));
        std::thread::sleep(EVERY);
    }
    Ok(looked)
}
