//! What of steps is worth a look: entered once, with the events, and out of the ranking to the last step.

use chrono::TimeDelta;
use domain::challenge::{RanksBy, Standing};
use domain::{Pack, Ruleset};
use serde_json::json;
use shell::challenges::standings;
use shell::office::challenges::decide_doubt;
use shell::store::{DoubtState, Store};
use shell::{Value, publish};

use super::challenges::{challenge, takes, with_challenge, word};
use super::given::{Shell, city, days_ago, joins, noon};
use crate::support::service::steps;

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
