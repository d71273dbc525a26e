//! Points of many: what one resident holds, and what it came from, in a ledger of millions of entries.

use super::{Crowd, Grown};
use crate::bench::alone::Alone;
use crate::bench::people::chance;
use crate::bench::scene::{WALKED, city};
use crate::bench::table::{Figure, Target};
use crate::bench::{BenchError, millis, quantile};
use crate::native::DATABASE;
use chrono::{DateTime, Utc};
use domain::ResidentId;
use domain::points::Account;
use futures::executor::block_on;
use rusqlite::{Connection, Row, params};
use shell::store::Store;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

/// How often each is asked for.
const BALANCES: usize = 20_000;
const PAGES: usize = 2_000;

/// How many entries a resident's page shows.
const ENTRIES: i64 = 100;

/// What is put aside while the ledger is filled: it is slow row by row.
const ASIDE: &str = "SELECT type, name, sql FROM sqlite_master WHERE sql <> '' AND (type = 'trigger' AND tbl_name = 'transfers' \
     OR type = 'index' AND tbl_name IN ('transfers', 'points', 'redemptions'))";

/// Everyone is given ten points nine times, and then spends fifty, again and again.
const TRANSFERS: &str = "INSERT INTO transfers (city, id, at, from_account, to_account, points, kind, about) \
     WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2), \
     m (id, at, resident, is_spent) AS (SELECT printf('01%024d', i), ?4 - (?2 - i) * 100, \
     printf('p%05d', i % ?3 * 618033 % ?3), i / ?3 % 10 = 9 FROM n) \
     SELECT ?1, id, at, iif(is_spent, 'resident:' || resident, 'issued:team_walk'), \
     iif(is_spent, 'reward:towel', 'resident:' || resident), iif(is_spent, 50, 10), iif(is_spent, 'spent', 'award'), id FROM m";

const POINTS: &str = "INSERT INTO points (city, decision, resident, campaign, award, period, points, granted, at) \
     SELECT city, id, substr(to_account, 10), 'team_walk', 'walked', at / 86400000, points, points, at \
     FROM transfers WHERE city = ?1 AND kind = 'award'";

const REDEMPTIONS: &str = "INSERT INTO redemptions (city, id, resident, reward, points, state, at, changed, by) \
     SELECT city, id, substr(from_account, 10), 'towel', points, 'used', at, at, 'shop' \
     FROM transfers WHERE city = ?1 AND kind = 'spent'";

const ACCOUNTS: &str = "INSERT INTO accounts (city, account, balance) SELECT ?1, account, sum(points) FROM \
     (SELECT from_account AS account, -points AS points FROM transfers WHERE city = ?1 \
     UNION ALL SELECT to_account, points FROM transfers WHERE city = ?1) GROUP BY account";

pub(super) fn measure(
    state: &Path,
    now: DateTime<Utc>,
    crowd: Crowd,
    figures: &mut Vec<Figure>,
    grown: &mut Grown,
) -> Result<(), BenchError> {
    let alone = Alone::open(state)?;
    fill(state, now, crowd)?;
    let store = Store::new(&alone.sql);
    let city = city(WALKED);
    let (mut balances, mut pages) = (Vec::new(), Vec::new());
    for number in 0..BALANCES.min(crowd.people * 10) {
        let account = Account::Resident(somebody(number, crowd)?);
        let asked = Instant::now();
        let balance = block_on(store.balance(&city, &account))?;
        balances.push(millis(asked.elapsed()));
        if balance <= 0 {
            return Err(BenchError::Service(format!("{account} holds {balance}")));
        }
    }
    for number in 0..PAGES.min(crowd.people) {
        let resident = somebody(number, crowd)?;
        let asked = Instant::now();
        let moves = block_on(store.point_moves(&city, &resident, ENTRIES))?;
        pages.push(millis(asked.elapsed()));
        if black_box(moves).is_empty() {
            return Err(BenchError::Service(format!("{resident} has no entries")));
        }
    }
    grown.balance = quantile(&mut balances, 0.99);
    let target = crowd.target(Target::Below(5.0));
    let name = format!("balance among {} entries, p99", crowd.transfers);
    figures.push(Figure::new(name, (grown.balance, "ms"), ("p50", quantile(&mut balances, 0.5)), target));
    let name = format!("entries of a resident of {}, p99", crowd.people);
    let entries = (quantile(&mut pages, 0.99), "ms");
    figures.push(Figure::new(name, entries, ("p50", quantile(&mut pages, 0.5)), None));
    Ok(())
}

fn somebody(number: usize, crowd: Crowd) -> Result<ResidentId, BenchError> {
    let person = chance(number, 7) as usize % crowd.people;
    format!("p{person:05}").parse().map_err(BenchError::service)
}

/// Fills the ledger, and sees that it balances.
fn fill(state: &Path, now: DateTime<Utc>, crowd: Crowd) -> Result<(), BenchError> {
    let connection = Connection::open(state.join(DATABASE))?;
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN")?;
    let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?));
    let aside = connection.prepare(ASIDE)?.query_map([], read)?.collect::<Result<Vec<_>, _>>()?;
    for (kind, name, _) in &aside {
        connection.execute_batch(&format!("DROP {kind} {name}"))?;
    }
    let (count, people) = (crowd.transfers as i64, crowd.people as i64);
    connection.execute(TRANSFERS, params![WALKED, count, people, now.timestamp_millis()])?;
    for sql in [POINTS, REDEMPTIONS, ACCOUNTS] {
        connection.execute(sql, params![WALKED])?;
    }
    for (_, _, sql) in &aside {
        connection.execute_batch(sql)?;
    }
    connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let held = "SELECT sum(balance), count(*), (SELECT count(*) FROM transfers) FROM accounts WHERE city = ?";
    let found: (i64, i64, i64) = connection.query_row(held, params![WALKED], read)?;
    // Besides the residents there are the campaign that gives, and the reward.
    if found != (0, people + 2, count) {
        return Err(BenchError::Service(format!("the ledger does not balance: {found:?}")));
    }
    Ok(())
}
