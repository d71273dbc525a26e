//! A pack that a newer program would not publish any more.

use shell::{Cache, handle};

use super::given::{Shell, check, city, days_ago, joins, noon, notebook, pack, read};
use crate::support::service::steps;

#[tokio::test]
async fn a_pack_in_force_works_on_whatever_a_newer_program_refuses() {
    let shell = Shell::new().await;
    // As if `糖尿病` had become a word that a text may not say since it was published.
    let mut refused = pack();
    for file in refused.files.values_mut() {
        *file = file.replace("line = \"wrote\"", "line = \"糖尿病\"");
    }
    assert!(refused.compile().is_err());
    let files = serde_json::to_string(&refused.files).unwrap();
    shell::Sql::run(&shell.sql, "UPDATE packs SET files = ?", vec![files.into()]).await.unwrap();
    let happens = vec![steps("hana", &days_ago(0), 5_200, 1, noon()), notebook("note", "hana", noon())];
    let events = [joins("hana", false, noon()), happens].concat();
    let handled = handle::handle(&shell.sql, &Cache::default(), &city(), &read(&events), noon()).await.unwrap();
    assert_eq!(handled.accepted, events.len());
    // The one text is held back, and everything else goes on.
    let outcomes = shell.rows("SELECT name, outcome FROM decisions WHERE kind = 'nudge' ORDER BY name").await;
    assert_eq!(outcomes, vec![vec!["walked".into(), "allowed".into()], vec!["wrote".into(), "sensitive_text".into()]]);
    check(&shell.sql).await;
}
