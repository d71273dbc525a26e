//! The goal: one step up, or a number of one's own.

use super::{HANAKO, browser, column, does, has, has_not, me, refused, send, town};
use crate::support::service::steps;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_goal_is_one_step_up_from_what_is_walked() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let early = hanako.open(&town, &me("/goal")).await;
    has(&early, &["まだ決めていません。", "まず1週間、ふだんどおり歩いてみましょう。"]);
    let walked = (18..23).map(|day| steps(HANAKO, &format!("2026-11-{day}"), 4_000, 1, town.clock.now()));
    town.post(&walked.collect::<Vec<_>>()).await;
    let page = hanako.open(&town, &me("/goal")).await;
    has(&page, &["1日に4,000歩くらい", "4,400歩（おすすめ）", "4,200歩（少しひかえめ）", "4,000歩（今のまま）"]);
    let set = hanako.fill_at(&town, &page, "/goal", &[("goal", "4400")]).await;
    has(&hanako.follow(&town, &set).await, &["目標を決めました。", "4,400歩"]);
    has(&hanako.open(&town, &me("")).await, &["目標 4,400歩"]);
    let goals = "SELECT data FROM events WHERE type = 'ayumi.goal.set.v1'";
    assert_eq!(column(&town, goals).await, [r#"{"metric":"steps_per_day","target":4400,"from":"2026-11-23"}"#]);
    // To keep it is to say nothing.
    let kept = does(&town, &mut hanako, "/goal", "/goal", &[("goal", "4400")]).await;
    has(&kept, &["今の目標のままにしました。"]);
    has_not(&kept, &["4,400歩（おすすめ）"]);
    assert_eq!(column(&town, goals).await.len(), 1);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_goal_of_ones_own_has_its_bounds() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    for typed in ["499", "30001", "六千", "", "6.5", "-6000"] {
        let page = send(&town, &mut hanako, "/goal", "/goal", &[("goal", typed)]).await;
        refused(&page, "目標は500歩から30,000歩の間の整数で入れてください。");
    }
    has(&does(&town, &mut hanako, "/goal", "/goal", &[("goal", "１２，０００歩")]).await, &["12,000歩"]);
    town.stop().await;
}
