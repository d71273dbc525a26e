//! Whom rules flagged: a list that is done, and a log of who did it.

use chrono::TimeDelta;
use serde_json::json;
use shell::office::{Refusal, looked, work};
use shell::store::{Deed, FlagState, MACHINE, Store, WantedFlags};
use shell::{Error, Turn, due, handle};

use super::given::{Shell, city, days_ago, joins, noon, read};
use super::lived;
use crate::support::service::{event, steps};

/// Five who walked, flagged in the evening.
async fn five() -> Shell {
    let shell = Shell::new().await;
    for who in ["a", "b", "c", "d", "e"] {
        let events = [joins(who, false, noon()), vec![steps(who, &days_ago(0), 5_200, 1, noon())]].concat();
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(&events), noon()).await.unwrap();
    }
    for hours in [7, 31] {
        let turn = Turn::at(noon() + TimeDelta::hours(hours), 100);
        due::due(&shell.sql, &shell.cache, &city(), &turn).await.unwrap();
    }
    shell
}

#[tokio::test]
async fn flags_come_page_by_page_the_oldest_first() {
    let shell = five().await;
    let store = Store::new(&shell.sql);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let wanted = WantedFlags { campaign: Some("walk"), after: after.as_deref(), ..WantedFlags::default() };
        let page = store.flags(&city(), &wanted, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.decision.clone());
        seen.extend(page);
    }
    let all = store.flags(&city(), &WantedFlags::default(), 100).await.unwrap();
    assert_eq!(seen, all);
    assert_eq!(all.len(), 10, "two evenings of five");
    assert_eq!(store.open_flags(&city()).await.unwrap(), 10);
    assert!(all.is_sorted_by_key(|flag| flag.at));
    assert!(all.iter().all(|flag| flag.reason == "歩いた" && flag.campaign == "walk" && !flag.sensitive));
    let other = WantedFlags { campaign: Some("talk"), ..WantedFlags::default() };
    assert!(store.flags(&city(), &other, 100).await.unwrap().is_empty());
    assert_eq!(store.flags_of_resident(&city(), &"a".parse().unwrap()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_done_is_noted_once_and_can_be_opened_again() {
    let shell = five().await;
    let store = Store::new(&shell.sql);
    let first = store.flags(&city(), &WantedFlags::default(), 1).await.unwrap().remove(0);
    let at = noon() + TimeDelta::days(2);
    let done = async |who: &str| work::done(&shell.sql, &city(), who, &first.decision, "お電話しました", at).await;
    done("staff-1").await.unwrap();
    assert_eq!(done("staff-2").await.unwrap_err(), Error::Refused(Refusal::FlagDone));
    let flag = store.flag(&city(), &first.decision).await.unwrap().unwrap();
    assert_eq!((flag.note.as_str(), flag.done), ("お電話しました", Some(("staff-1".to_owned(), at))));
    assert_eq!(store.open_flags(&city()).await.unwrap(), 9);
    let ended = WantedFlags { state: FlagState::Done, ..WantedFlags::default() };
    assert_eq!(store.flags(&city(), &ended, 10).await.unwrap().len(), 1);

    let reopen = async || work::reopen(&shell.sql, &city(), "staff-2", &first.decision, at).await;
    reopen().await.unwrap();
    assert_eq!(reopen().await.unwrap_err(), Error::Refused(Refusal::FlagOpen));
    let flag = store.flag(&city(), &first.decision).await.unwrap().unwrap();
    assert_eq!((flag.note.as_str(), flag.done), ("お電話しました", None), "what was noted stays");
    let unknown = work::done(&shell.sql, &city(), "staff-1", "nobody", "", at).await.unwrap_err();
    assert_eq!(unknown, Error::Refused(Refusal::UnknownFlag));
    // A view of the list is a view of residents.
    let deed = Deed::new("staff-1", "work_seen", "").with(json!({ "residents": ["a"] }));
    looked(&shell.sql, &city(), &deed, at).await.unwrap();
    let deeds = store.deeds_after(&city(), 0, 10).await.unwrap();
    let told: Vec<_> = deeds
        .iter()
        .filter(|deed| deed.who != MACHINE)
        .map(|deed| (deed.who.as_str(), deed.what.as_str(), deed.about.as_str()))
        .collect();
    let whom = first.resident.as_str();
    let expected = [("staff-1", "flag_done", whom), ("staff-2", "flag_reopened", whom), ("staff-1", "work_seen", "")];
    assert_eq!(told, expected);
    assert!(deeds.iter().all(|deed| !deed.detail.contains("お電話")), "the log can never be corrected");
}

#[tokio::test]
async fn words_that_may_tell_of_health_stay_out_of_the_list() {
    let shell = lived::lived().await;
    let store = Store::new(&shell.sql);
    let of = async |who: &str| {
        let flags = store.flags_of_resident(&city(), &who.parse().unwrap()).await.unwrap();
        flags.into_iter().find(|flag| flag.campaign == "talk")
    };
    // She answered what a forecast led to.
    let hana = of("hana").await.unwrap();
    assert_eq!((hana.sensitive, hana.written.as_deref()), (true, Some("•")));
    let says = json!({ "action": "goal", "text": "歩きます" });
    let at = noon() + TimeDelta::hours(8);
    let said = read(&[event("goro-says", "reply.received.v1", "goro", at, says)]);
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &said, at).await.unwrap();
    let goro = of("goro").await.unwrap();
    assert_eq!((goro.sensitive, goro.written.as_deref(), goro.reason.as_str()), (false, Some("歩きます"), "返事"));
}
