//! The log of what staff did: it holds, and whatever is touched is found.

use domain::audit::{Broken, Entry, verify};
use domain::staff::Role;
use shell::store::Store;

use super::Clerk;
use crate::support::service::{ARAO, MONDAY_NOON, Town, joins, local};

async fn entries(town: &Town) -> Vec<Entry> {
    let database = town.database();
    Store::new(&database).deeds_after(&ARAO.parse().unwrap(), 0, 10_000).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_look_and_every_change_is_in_it_and_it_holds() {
    let town = Town::new().await;
    town.post(&joins("p-1", local(MONDAY_NOON))).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author, Role::Administrator], false).await;
    hana.open(&town, "/residents?who=p-1").await;
    let why = hana.open(&town, "/residents/p-1").await;
    assert!(why.text().contains("記録に残りました"), "{}", why.text());
    let page = hana.open(&town, "/campaigns/step_goal").await;
    hana.fill_at(&town, &page, "/stop", &[("why", "確かめたいことがあるので")]).await;
    let page = hana.open(&town, "/campaigns/step_goal").await;
    hana.fill_at(&town, &page, "/resume", &[]).await;
    let log = entries(&town).await;
    let what: Vec<&str> = log.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "published",
            "plan_sealed",
            "invited",
            "account_made",
            "signed_in",
            "resident_searched",
            "resident_seen",
            "stopped",
            "resumed"
        ]
    );
    let held = verify(ARAO, &log).unwrap();
    assert_eq!(held.entries, 9);
    let shown = hana.open(&town, "/log").await;
    for seen in ["住民の経緯を見た", "止めた", held.hash.get(..12).unwrap()] {
        assert!(shown.text().contains(seen), "{seen}: {}", shown.text());
    }
    // The database refuses every change.
    let database = rusqlite::Connection::open(town.state.path().join(ayumi::native::DATABASE)).unwrap();
    for change in [
        "UPDATE audit SET who = 'somebody' WHERE number = 6",
        "DELETE FROM audit WHERE number = 6",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 6",
    ] {
        let refused = database.execute(change, []).unwrap_err().to_string();
        assert!(refused.contains("only added to"), "{refused}");
    }
    // Whoever takes the guard away is found out.
    database.execute_batch("DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted").unwrap();
    database.execute("UPDATE audit SET who = 'somebody' WHERE number = 6", []).unwrap();
    assert_eq!(verify(ARAO, &entries(&town).await), Err(Broken::Changed(6)));
    database.execute("DELETE FROM audit WHERE number = 6", []).unwrap();
    assert_eq!(verify(ARAO, &entries(&town).await), Err(Broken::Missing { expected: 6, found: 7 }));
    town.stop().await;
}
