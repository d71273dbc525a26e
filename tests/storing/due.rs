//! Many decision points, and a stop in the middle of them.

use chrono::TimeDelta;
use serde_json::Value;
use shell::{Turn, due, handle};

use super::given::{Dying, Shell, check, city, joins, noon, read};

const PEOPLE: usize = 700;

#[tokio::test]
async fn a_stop_in_the_middle_of_many_loses_none_and_repeats_none() {
    let shell = Shell::new().await;
    let joining: Vec<Value> = (0..PEOPLE).flat_map(|n| joins(&format!("p-{n}"), n % 2 == 0, noon())).collect();
    for events in joining.chunks(900) {
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(events), noon()).await.unwrap();
    }
    assert_eq!(shell.count("SELECT count(*) FROM due").await, 2 * PEOPLE as i64);
    let evening = noon() + TimeDelta::hours(7);
    // A tick that does no more than it may: whole batches, and the next goes on.
    let asked = due::due(&shell.sql, &shell.cache, &city(), &Turn::at(evening, 1)).await.unwrap();
    assert_eq!(asked, 500);
    // One that dies in its second batch.
    let dying = Dying::after(&shell.sql, 14);
    due::due(&dying, &shell.cache, &city(), &Turn::at(evening, 10_000)).await.unwrap_err();
    let _ = shell::Sql::run(&shell.sql, "ROLLBACK", Vec::new()).await;
    let done = shell.count("SELECT count(*) FROM due WHERE day > 20780").await;
    assert!((500..2 * PEOPLE as i64).contains(&done), "{done}");
    let rest = due::due(&shell.sql, &shell.cache, &city(), &Turn::at(evening, 10_000)).await.unwrap();
    assert_eq!(rest as i64, 2 * PEOPLE as i64 - done);
    assert_eq!(due::due(&shell.sql, &shell.cache, &city(), &Turn::at(evening, 10_000)).await.unwrap(), 0);
    let noons = "SELECT count(*), count(DISTINCT resident) FROM decisions WHERE hook = 'at_noon'";
    assert_eq!(shell.rows(noons).await, vec![vec![(PEOPLE as i64).into(), (PEOPLE as i64).into()]]);
    assert_eq!(shell.count("SELECT count(*) FROM due WHERE at > 0").await, 2 * PEOPLE as i64);
    assert_eq!(shell.count("SELECT count(DISTINCT day) FROM due").await, 1, "all are of tomorrow");
    check(&shell.sql).await;
}
