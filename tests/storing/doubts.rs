//! What of steps is worth a look: entered once, with the events, and out of the ranking to the last step.

use chrono::TimeDelta;
use domain::challenge::{RanksBy, Standing};
use domain::{Pack, Ruleset};
use serde_json::json;
use shell::challenges::{advance, compare, standings};
use shell::office::challenges::decide_doubt;
use shell::store::{DoubtState, Store};
use shell::{Turn, Value, publish};

use super::challenges::{challenge, takes, with_challenge, word};
use super::given::{Shell, city, days_ago, joins, noon};
use crate::support::service::{local, steps};

/// Those who walk: for the one team or the other, each so many steps and some.
async fn walk(shell: &Shell, numbers: &[i64]) {
    for number in numbers {
        let (name, before) = (format!("w{number}"), noon() - TimeDelta::days(25));
        let team = if number % 2 == 0 { "桜山" } else { "万田" };
        let mut events = joins(&name, false, noon() - TimeDelta::days(40));
        events.push(word(&name, "joined", "1", before, json!({ "team": team })));
        takes(shell, &events, before).await;
        for back in 0..5 {
            let count = 3_000 + 507 * number + 113 * back;
            takes(shell, &[steps(&name, &days_ago(back), count, 1, noon())], noon()).await;
        }
    }
}

async fn ranking(shell: &Shell, ruleset: &Ruleset) -> Vec<Standing> {
    let today = ruleset.city.zone.day(noon());
    standings(&Store::new(&shell.sql), &city(), challenge(ruleset), today).await.unwrap()
}

fn ranked_by(by: RanksBy) -> Pack {
    let mut pack = with_challenge();
    let path = pack.campaign_path("autumn_walk", "campaign.toml");
    let text = pack.files.get_mut(&path).unwrap();
    *text = match by {
        RanksBy::Mean => text.clone(),
        RanksBy::Median => text.replace("\"mean\"", "\"median\""),
        RanksBy::Participation => text.replace("\"mean\"", "\"participation\""),
    };
    pack
}

#[tokio::test]
async fn a_ranking_without_somebody_is_as_if_they_had_never_joined() {
    for by in [RanksBy::Mean, RanksBy::Median, RanksBy::Participation] {
        let pack = ranked_by(by);
        let ruleset = pack.compile().unwrap();
        let (with, without) = (Shell::new().await, Shell::new().await);
        for shell in [&with, &without] {
            publish::publish(&shell.sql, &pack, noon() - TimeDelta::days(60)).await.unwrap();
        }
        let all: Vec<i64> = (0..12).collect();
        walk(&with, &all).await;
        let others: Vec<i64> = all.iter().copied().filter(|number| *number != 3).collect();
        walk(&without, &others).await;
        let whole = ranking(&with, &ruleset).await;
        assert_ne!(whole, ranking(&without, &ruleset).await);
        // Said twice, and by a version after it: one doubt.
        let many = [steps("w3", &days_ago(1), 65_000, 2, noon())];
        takes(&with, &many, noon()).await;
        takes(&with, &many, noon()).await;
        takes(&with, &[steps("w3", &days_ago(1), 65_007, 3, noon())], noon()).await;
        let store = Store::new(&with.sql);
        let open = store.doubts(&city(), DoubtState::Open, 10).await.unwrap();
        assert_eq!(open.iter().map(|one| one.what.doubt.kind()).collect::<Vec<_>>(), ["too_many"], "{by:?}");
        assert_eq!(ranking(&with, &ruleset).await, ranking(&without, &ruleset).await, "{by:?}");
        // Left out, steps that go on move nothing; let in, they are all there.
        let aside = (DoubtState::Open, DoubtState::SetAside, "二重の記録");
        decide_doubt(&with.sql, &city(), "staff", &open[0].id, aside, noon()).await.unwrap();
        takes(&with, &[steps("w3", &days_ago(2), 9_000, 2, noon())], noon()).await;
        assert_eq!(ranking(&with, &ruleset).await, ranking(&without, &ruleset).await, "{by:?}");
        let fair = (DoubtState::SetAside, DoubtState::Fair, "");
        decide_doubt(&with.sql, &city(), "staff", &open[0].id, fair, noon()).await.unwrap();
        let again = [steps("w3", &days_ago(1), 3_000 + 507 * 3 + 113, 4, noon())];
        takes(&with, &again, noon()).await;
        takes(&with, &[steps("w3", &days_ago(2), 3_000 + 507 * 3 + 113 * 2, 3, noon())], noon()).await;
        assert_eq!(ranking(&with, &ruleset).await, whole, "{by:?}");
        let over = decide_doubt(&with.sql, &city(), "staff", &open[0].id, aside, noon()).await;
        assert!(over.unwrap_err().to_string().contains("in the meantime"));
    }
}

#[tokio::test]
async fn who_does_not_take_part_is_in_no_doubt() {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, &with_challenge(), noon() - TimeDelta::days(60)).await.unwrap();
    takes(&shell, &joins("a", false, noon() - TimeDelta::days(40)), noon()).await;
    takes(&shell, &[steps("a", &days_ago(1), 70_000, 1, noon())], noon()).await;
    assert_eq!(shell.rows("SELECT count(*) FROM doubts").await, [[Value::from(0_i64)]]);
    assert_eq!(shell.rows("SELECT count(*) FROM prints").await, [[Value::from(0_i64)]]);
}

#[tokio::test]
async fn who_has_the_same_week_as_another_is_found_by_the_clock_once() {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, &with_challenge(), noon() - TimeDelta::days(60)).await.unwrap();
    let ruleset = with_challenge().compile().unwrap();
    for number in 0..12 {
        let (name, before) = (format!("w{number}"), noon() - TimeDelta::days(25));
        let mut events = joins(&name, false, noon() - TimeDelta::days(40));
        events.push(word(&name, "joined", "1", before, json!({ "team": "桜山" })));
        takes(&shell, &events, before).await;
        // Two of them walk with one device; a third does but for one of the days.
        let like = if [3, 7, 9].contains(&number) { 3 } else { number };
        let walked = |back: i64| 3_000 + 507 * like + 113 * back + i64::from(number == 9 && back == 5);
        let said: Vec<_> = (0..10).map(|back| steps(&name, &days_ago(back), walked(back), 1, noon())).collect();
        takes(&shell, &said, noon()).await;
    }
    let store = Store::new(&shell.sql);
    let found = async |state| {
        let mut found: Vec<_> = store.doubts(&city(), state, 10).await.unwrap();
        found.sort_by(|one, other| one.what.resident.cmp(&other.what.resident));
        found
    };
    assert_eq!(found(DoubtState::Open).await, [], "whoever sends steps is compared with nobody");
    let looks = async |now, most| compare(&shell.sql, &city(), &ruleset, &Turn::at(now, most)).await.unwrap();
    // A few at each tick, and when all were looked at, no more of them until tomorrow.
    assert_eq!([looks(noon(), 5).await, looks(noon(), 5).await], [5, 5]);
    assert_eq!(shell.count("SELECT count(*) FROM prints").await, 2);
    assert_eq!([looks(noon(), 5).await, looks(noon(), 5).await], [2, 0]);
    let alike = found(DoubtState::Open).await;
    let who: Vec<_> = alike.iter().map(|one| (one.what.resident.as_str(), one.what.doubt.kind())).collect();
    assert_eq!(who, [("w3", "alike"), ("w7", "alike")]);
    assert_eq!(alike[0].what.doubt.day().to_string(), days_ago(2));
    assert_eq!(store.members_aside(&city(), "autumn_walk").await.unwrap().len(), 2);
    // What was decided holds: found again tomorrow, it is no other doubt.
    let fair = (DoubtState::Open, DoubtState::Fair, "ご夫婦で1台");
    decide_doubt(&shell.sql, &city(), "staff", &alike[0].id, fair, noon()).await.unwrap();
    let tomorrow = noon() + TimeDelta::days(1);
    assert_eq!(looks(tomorrow, 100).await, 12);
    assert_eq!((found(DoubtState::Open).await.len(), found(DoubtState::Fair).await.len()), (1, 1));
    assert_eq!(shell.rows("SELECT last, prints FROM prints").await, [[Value::Null, "{}".into()]]);
    // With the result nothing of it is left, and nobody is compared any more.
    let end = local("2026-12-08 00:10");
    advance(&shell.sql, &city(), &ruleset, Some("key"), end).await.unwrap();
    assert_eq!((looks(end, 100).await, shell.count("SELECT count(*) FROM prints").await), (0, 0));
}
