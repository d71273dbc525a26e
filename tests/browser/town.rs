//! Towns for browsers, and what everyone does in them.

use std::ops::RangeInclusive;
use std::sync::Arc;

use serde_json::json;

use super::Browser;
use crate::console::clerk::PASSWORD;
use crate::replaying::given::Lives;
use crate::support::service::{Setup, Town, event, joins, line_user, local, steps};

/// A town with six weeks behind it, on the morning of a Monday.
pub(super) async fn lived() -> Town {
    let Lives { state, sql, .. } = Lives::lived().await;
    drop(sql);
    let mut setup = Setup::new();
    setup.state = Arc::new(state);
    setup.now = local("2026-11-16 09:00");
    setup.start().await.unwrap()
}

/// Neighbours with a goal of 6,000 steps, by numbers.
pub(super) fn neighbour(number: u32) -> String {
    format!("neighbour-{number:02}")
}

/// So many of them take part from a time on, such as `2026-11-16 09:00`.
pub(super) async fn neighbours_join(town: &Town, many: u32, time: &str) {
    let (now, day) = (local(time), time.split(' ').next().unwrap());
    for who in (1..=many).map(neighbour) {
        let mut events = joins(&who, now);
        let goal = json!({ "metric": "steps_per_day", "target": 6_000, "from": day });
        events.push(event(&format!("{who}-goal"), "goal.set.v1", &who, now, goal));
        town.post(&events).await;
    }
}

/// Neighbours tell that they have walked 4,800 steps, and what is due leaves.
pub(super) async fn they_walk(town: &Town, who: RangeInclusive<u32>, time: &str) {
    town.at(time);
    let day = time.split(' ').next().unwrap();
    let walked: Vec<_> = who.map(|number| steps(&neighbour(number), day, 4_800, 1, local(time))).collect();
    town.post(&walked).await;
    town.tick().await;
}

/// On a new town's first evening neighbours are written to. Gives one of them.
pub(super) async fn neighbours_walk(town: &Town) -> String {
    neighbours_join(town, 6, "2026-11-23 12:00").await;
    they_walk(town, 1..=6, "2026-11-23 16:10").await;
    written_to(town, "きょうの目標まで")
}

/// One of the neighbours to whom a message with these words came.
pub(super) fn written_to(town: &Town, words: &str) -> String {
    let told = town.phone.messages();
    let is_told = |who: &String| told.iter().any(|one| one.to == line_user(who) && one.text.contains(words));
    (1..=12).map(neighbour).find(is_told).expect("somebody was written to")
}

impl Browser {
    /// Makes an account by a link, and is signed in then.
    pub(super) async fn joins(&self, link: &str, name: &str, login: &str) {
        self.go(link).await;
        self.fill("#name", name).await;
        self.fill("#login", login).await;
        self.fill("#password", PASSWORD).await;
        self.fill("#again", PASSWORD).await;
        self.press("アカウントを作る").await;
        self.sees("ようこそ").await;
    }

    /// Signs in.
    pub(super) async fn signs_in(&self, login: &str) {
        self.go("/sign-in").await;
        self.fill("#login", login).await;
        self.fill("#password", PASSWORD).await;
        self.press("サインインする").await;
        self.sees("こんにちは").await;
    }

    /// Signs out.
    pub(super) async fn signs_out(&self) {
        self.press("サインアウト").await;
        self.sees("サインアウトしました").await;
    }
}
