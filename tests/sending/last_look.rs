//! The last look: what was allowed in the evening may no longer be in the morning.

use std::fs;
use std::path::Path;

use ayumi::phone::Fault;
use chrono::TimeDelta;
use serde_json::json;

use super::{sent, setup};
use crate::check::lay;
use crate::support::host::root;
use crate::support::service::{Town, line_user, local};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_overnight_is_seen_at_the_last_look() {
    let town = setup().start().await.unwrap();
    let people = ["stays", "withdraws", "stops", "unlinks", "walks_in_heat", "is_quiet", "expires"];
    for resident in people {
        town.line(resident).await;
    }
    town.at("2026-11-23 21:30");
    for resident in people {
        let message = if resident == "walks_in_heat" { "outdoor" } else { "lasting" };
        town.say(resident, message).await;
    }
    let looked = town.tick().await;
    assert_eq!(looked["accepted"], 0, "it is night: {looked}");
    assert_eq!(town.phone.requests(), 0);

    town.at("2026-11-24 07:00");
    let withdrawn = json!({ "purpose": "engagement", "categories": [], "text_version": "2026-04", "via": "counter" });
    town.happens("consent.withdrawn.v1", "withdraws", withdrawn).await;
    town.happens("reply.received.v1", "stops", json!({ "action": "stop" })).await;
    let address = json!({ "channel": "line", "address": line_user("unlinks") });
    town.happens("channel.unlinked.v1", "unlinks", address).await;
    let heat = json!({ "kind": "heat", "area": "432041", "from": local("2026-11-24 06:00"), "until": local("2026-11-24 18:00") });
    let alert = json!({
        "specversion": "1.0", "type": "ayumi.environment.alert.v1", "source": "//test", "id": "heat",
        "time": local("2026-11-24 06:00"), "data": heat,
    });
    town.post(&[alert]).await;

    town.at("2026-11-24 08:00");
    town.tick().await;
    assert_eq!(town.stands("stays", "lasting").await, sent("accepted", None, 1));
    for (resident, message, reason) in [
        ("withdraws", "lasting", "no_consent"),
        ("stops", "lasting", "opted_out"),
        ("unlinks", "lasting", "no_channel"),
        ("walks_in_heat", "outdoor", "suspended"),
    ] {
        assert_eq!(town.stands(resident, message).await, sent("withheld", Some(reason), 0), "{resident}");
        let steps = town.steps(resident).await;
        assert_eq!(steps.last().unwrap(), &format!("0 withheld {reason}"), "{resident}");
        assert_eq!(town.on_line(resident), 0, "{resident}");
        // It was allowed when it was decided, and `why` tells both.
        assert_eq!(town.decided(resident, message).await, "allowed");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_decided_by_day_and_looked_at_by_night_waits_or_expires() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    town.line("p-2").await;
    town.at("2026-11-23 20:59");
    town.say("p-1", "lasting").await;
    town.say("p-2", "brief").await;
    town.at("2026-11-23 21:00");
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("quiet_hours"), 0));
    // Two hours do not reach the morning.
    assert_eq!(town.stands("p-2", "brief").await, sent("withheld", Some("quiet_hours"), 0));
    town.at("2026-11-24 08:00");
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 1));

    // Nobody looked in time.
    town.say("p-1", "brief").await;
    town.later(TimeDelta::hours(2));
    town.tick().await;
    assert_eq!(town.stands("p-1", "brief").await, sent("withheld", Some("expired"), 0));
    assert_eq!(town.on_line("p-1"), 1);
    town.stop().await;
}

async fn lower_the_cap(town: &Town, folder: &Path) {
    lay(&root().join("tests/sending/pack"), folder);
    let city = folder.join("campaigns/432041/city.toml");
    let text = fs::read_to_string(&city).unwrap().replace("per_day = 2", "per_day = 1");
    fs::write(&city, text).unwrap();
    town.publish(&folder.join("campaigns"), &folder.join("rules")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cap_that_was_lowered_holds_for_what_waits() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    town.at("2026-11-23 21:30");
    town.say("p-1", "lasting").await;
    town.later(TimeDelta::seconds(1));
    town.say("p-1", "other").await;
    let folder = tempfile::tempdir().unwrap();
    lower_the_cap(&town, folder.path()).await;
    town.at("2026-11-24 08:00");
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 1));
    // The first could still have failed when the second was looked at.
    assert_eq!(town.stands("p-1", "other").await, sent("waiting", Some("neighbours"), 0));
    town.tick_when_due("p-1").await;
    assert_eq!(town.stands("p-1", "other").await, sent("withheld", Some("capped"), 0));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_takes_the_place_of_its_neighbour_that_could_not_leave() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    town.at("2026-11-24 06:30");
    town.say("p-1", "brief").await;
    town.later(TimeDelta::seconds(1));
    town.notes("p-1").await;
    let folder = tempfile::tempdir().unwrap();
    lower_the_cap(&town, folder.path()).await;
    town.at("2026-11-24 08:00");
    town.phone.faults().next(Fault::RateLimited, 1);
    town.tick().await;
    assert_eq!(town.stands("p-1", "brief").await, sent("waiting", Some("rate_limited"), 1));
    assert_eq!(town.stands("p-1", "other").await, sent("waiting", Some("neighbours"), 0));
    // Two hours after it was said, the first is no longer worth reading.
    town.at("2026-11-24 08:31");
    town.tick().await;
    assert_eq!(town.stands("p-1", "brief").await, sent("withheld", Some("expired"), 1));
    assert_eq!(town.stands("p-1", "other").await, sent("accepted", None, 1));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_takes_no_place_from_its_neighbours() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    town.at("2026-11-24 10:00");
    town.say("p-1", "lasting").await;
    let id = town.rows("SELECT id FROM outbox").await.remove(0).remove(0);
    let shell::Value::Text(id) = id else { panic!("{id:?}") };
    town.happens("reply.received.v1", "p-1", json!({ "message": id, "action": "say_other" })).await;
    town.later(TimeDelta::seconds(1));
    town.say("p-1", "outdoor").await;
    town.tick().await;
    for message in ["lasting", "other", "outdoor"] {
        assert_eq!(town.stands("p-1", message).await, sent("accepted", None, 1), "{message}");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_tried_again_takes_one_place_only() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    town.at("2026-11-24 10:00");
    town.phone.faults().next(Fault::AnswerLost, 1);
    town.say("p-1", "lasting").await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("no_answer"), 1));
    town.later(TimeDelta::seconds(30));
    town.notes("p-1").await;
    town.tick().await;
    // Two a day: the one that may have left at the first try, and the other.
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 2));
    assert_eq!(town.stands("p-1", "other").await, sent("accepted", None, 1));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_are_tried_again_do_not_wait_for_each_other() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    town.at("2026-11-24 10:00");
    town.phone.faults().next(Fault::AnswerLost, 2);
    town.say("p-1", "lasting").await;
    town.notes("p-1").await;
    town.tick().await;
    let folder = tempfile::tempdir().unwrap();
    lower_the_cap(&town, folder.path()).await;
    town.later(TimeDelta::seconds(30));
    town.tick().await;
    let states = [town.stands("p-1", "lasting").await, town.stands("p-1", "other").await].map(|one| one.state);
    assert!(states.contains(&"accepted".to_owned()), "{states:?}");
    town.tick_when_due("p-1").await;
    let states = [town.stands("p-1", "lasting").await, town.stands("p-1", "other").await].map(|one| one.state);
    assert!(states.contains(&"withheld".to_owned()), "{states:?}");
    town.stop().await;
}
