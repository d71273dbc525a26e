//! Two ticks at once.

use std::time::Duration;

use ayumi::phone::Channel;

use super::{sent, setup};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_ticks_at_once_send_nothing_twice() {
    let mut setup = setup();
    // Long enough that each tick begins while the other's calls are out.
    setup.phone.answer_delay = Duration::from_millis(300);
    let town = setup.start().await.unwrap();
    let people: Vec<(String, String)> = (10..40).map(|n| (format!("p-{n}"), format!("+8190123456{n}"))).collect();
    for (place, (resident, number)) in people.iter().enumerate() {
        if place % 2 == 0 {
            town.line(resident).await;
        } else {
            town.sms(resident, number).await;
        }
        town.say(resident, "lasting").await;
    }
    let (one, two, three) = tokio::join!(town.tick(), town.tick(), town.tick());
    let accepted: u64 = [one, two, three].iter().map(|ticked| ticked["accepted"].as_u64().unwrap()).sum();
    assert_eq!(accepted, 30);
    assert_eq!(town.phone.requests(), 30);
    for (place, (resident, number)) in people.iter().enumerate() {
        assert_eq!(town.stands(resident, "lasting").await, sent("accepted", None, 1));
        let shown = if place % 2 == 0 { town.on_line(resident) } else { town.shown(Channel::Sms, number).len() };
        assert_eq!(shown, 1, "{resident}");
    }
    town.stop().await;
}
