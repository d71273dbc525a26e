//! A database in which everything happened that leaves a trace: each kind of row, each state of
//! a message, each part of a snapshot.

use chrono::TimeDelta;
use domain::event::ChannelKind;
use domain::staff::{Role, Roles};
use domain::{Event, Pack};
use serde_json::{Value, json};
use shell::drain::Letter;
use shell::store::{MACHINE, NewStaff, Store, Subject};
use shell::{Turn, drain, due, handle, publish};
use std::rc::Rc;
use wire::{DeadReason, Outcome, RetryReason};

use super::given::{Shell, city, days_ago, joins, noon, notebook, number_of, pack, read};
use crate::support::service::{ARAO, event, pages, steps};

/// Those who take part. `sachi` shares her number with `taro`.
pub(super) const COUPLE: [&str; 2] = ["taro", "sachi"];

/// The pack of these tests with a campaign for forecasts, and one that it enrols into.
pub(super) fn rich_pack() -> Pack {
    let mut pack = pack();
    let mut add = |campaign: &str, file: &str, content: &str| {
        pack.files.insert(format!("campaigns/{ARAO}/{campaign}/{file}"), content.to_owned());
    };
    let campaign = "title = \"お話\"\nfrom = 2020-01-01\n";
    let experiment = "[experiment]\nseed = \"rich\"\narms = { talk = 0.999, control = 0.001 }\n";
    add("talk", "campaign.toml", &format!("{campaign}{experiment}"));
    let rules = "fn on_forecast(me, event) {\n\
                 if event.worst(\"mi_stroke\").ratio_low >= 2.0 { nudge(\"talk\"); schedule(\"again\", #{ days: 3, at: \"10:00\" }); \
                 enrol(\"care\"); award(\"kind\"); }\n}\n\
                 fn at_again(me) { nudge(\"talk\"); }\n\
                 fn on_reply(me, event) { if event.action == \"goal\" { set_goal(\"steps_per_day\", 6000, 28); nudge(\"thanks\"); flag_for_staff(\"返事\"); } }\n";
    add("talk", "rules.rhai", &rules.replace(" award(\"kind\");", ""));
    let message = |name: &str| {
        format!(
            "[{name}]\nonce_per = \"campaign\"\nvalid_for = \"7d\"\nif_quiet = \"wait\"\noutdoor = true\n\
             neutral = {{ approved_by = \"保健師\", on = 2026-04-01 }}\n\
             [{name}.ja]\nline = \"{name}\"\nsms = \"荒尾市:{name}\"\nreplies = [{{ label = \"はい\", action = \"goal\" }}]\n"
        )
    };
    add("talk", "messages.toml", &format!("{}\n{}", message("talk"), message("thanks")));
    add("talk", "cases.toml", "# 保存されるものを確かめるだけです。\n");
    add("care", "campaign.toml", &format!("{campaign}[who]\nentry = \"enrolled\"\n"));
    add("care", "rules.rhai", "fn on_notebook(me, event) { nudge(\"care\"); }\n");
    add("care", "messages.toml", &message("care"));
    add("care", "cases.toml", "# 保存されるものを確かめるだけです。\n");
    pack
}

/// Everything that happens, in order: before messages leave, and after.
pub(super) fn happens() -> [Vec<Value>; 2] {
    let at = noon();
    let mut first = Vec::new();
    for (who, sms) in
        [("hana", false), ("taro", true), ("sachi", true), ("jiro", false), ("goro", true), ("yuki", false)]
    {
        let mut events = joins(who, sms, at - TimeDelta::hours(1));
        if who == COUPLE[1] {
            events[1]["data"]["address"] = number_of(COUPLE[0]).into();
        }
        first.extend(events);
        first.push(notebook(&format!("{who}-note"), who, at));
    }
    let mut band = steps("hana", &days_ago(0), 5_200, 1, at);
    band["data"]["source"] = json!({ "id": "phone-1", "kind": "phone", "modality": "sensed" });
    band["id"] = "hana-phone".into();
    let goal = json!({ "metric": "steps_per_day", "target": 5_000, "from": days_ago(3), "until": days_ago(-3) });
    let forecast = json!({
        "test_date": days_ago(20), "provider": "lab", "body_state": [{ "item": "liver_fat", "class": "high" }],
        "predictions": [{ "condition": "mi_stroke", "horizon_years": 4, "probability_percent": 2.35,
            "comparison": { "basis": "low_risk_group", "ratio_low": 2.0, "ratio_high": 3.0 } }],
    });
    let heat = json!({ "kind": "heat", "area": ARAO, "from": noon() + TimeDelta::days(5), "until": noon() + TimeDelta::days(6) });
    let mut alert = event("heat", "environment.alert.v1", "hana", at, heat);
    alert.as_object_mut().unwrap().remove("subject");
    first.extend([
        steps("hana", &days_ago(0), 5_200, 1, at),
        steps("hana", &days_ago(1), 5_100, 1, at),
        // Taken back.
        steps("hana", &days_ago(1), 900, 2, at),
        band,
        event("hana-goal", "goal.set.v1", "hana", at, goal),
        event("hana-forecast", "forecast.issued.v1", "hana", at, forecast),
        alert,
    ]);
    let later = at + TimeDelta::minutes(10);
    let withdrawn = json!({ "purpose": "research", "categories": [], "text_version": "2026-04", "via": "counter" });
    let gone = json!({ "channel": "line", "address": crate::support::service::line_user("jiro") });
    let delivered = json!({ "message": "01JD8Q9Z0V6K3M5N7P9R1S3T5V", "channel": "sms", "state": "delivered" });
    let second = vec![
        event("hana-taps", "reply.received.v1", "hana", later, json!({ "action": "goal", "text": "はい" })),
        event("yuki-stops", "reply.received.v1", "yuki", later, json!({ "action": "stop" })),
        event("jiro-withdraws", "consent.withdrawn.v1", "jiro", later, withdrawn),
        event("jiro-leaves", "channel.unlinked.v1", "jiro", later, gone),
        event("goro-has-it", "delivery.updated.v1", "goro", later, delivered),
    ];
    [first, second]
}

/// Lives it.
pub(super) async fn lived() -> Shell {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, &rich_pack(), noon() - TimeDelta::hours(2)).await.unwrap();
    publish::publish(&shell.sql, &pack(), noon() - TimeDelta::hours(2)).await.unwrap();
    publish::rollback(&shell.sql, &shell.cache, &city(), None, MACHINE, noon() - TimeDelta::hours(2)).await.unwrap();
    let take = async |events: &[Rc<Event>], at| {
        let handled = handle::handle(&shell.sql, &shell.cache, &city(), events, at).await.unwrap();
        assert_eq!(handled.accepted, events.len());
    };
    let [first, second] = happens().map(|events| read(&events));
    // Before the forecast, so that it tells of none.
    let writes = json!({ "action": "text", "text": "元気です" });
    take(&read(&[event("hana-writes", "reply.received.v1", "hana", noon(), writes)]), noon()).await;
    take(&first, noon()).await;
    // Taken, refused, to be tried again, and the month used up.
    let send = async |call: drain::Call| {
        let hana = domain::chance::digest("test/line", &["hana"]);
        match &call.letter {
            Letter::Push { to, .. } if *to == format!("U{hana:032x}") => {
                Outcome::Accepted { provider_id: Some("1".to_owned()), request_id: Some("r-1".to_owned()) }
            }
            Letter::Push { to, .. } if *to == crate::support::service::line_user("jiro") => {
                Outcome::Stop { request_id: None }
            }
            Letter::Push { .. } | Letter::Reply { .. } | Letter::Multicast { .. } => retry(),
            Letter::Sms { to, .. } if *to == number_of("goro") => {
                Outcome::Dead { reason: DeadReason::Refused, code: "21610".to_owned(), request_id: None }
            }
            Letter::Sms { .. } => Outcome::Accepted { provider_id: None, request_id: None },
        }
    };
    let _ = drain::drain(&shell.sql, &shell.cache, &city(), &Turn::at(noon(), 100), pages(), send).await.unwrap();
    take(&second, noon() + TimeDelta::minutes(10)).await;
    // Withheld, since it was stopped.
    let later = noon() + TimeDelta::minutes(20);
    let _ =
        drain::drain(&shell.sql, &shell.cache, &city(), &Turn::at(later, 1), pages(), async |_| retry()).await.unwrap();
    let evening = noon() + TimeDelta::hours(7);
    due::due(&shell.sql, &shell.cache, &city(), &Turn::at(evening, 100)).await.unwrap();
    // One worker died with a message in its hands, another while it called.
    let now = evening + TimeDelta::days(1);
    for (who, state) in [("taro", "claimed"), ("sachi", "sending"), ("hana", "waiting")] {
        take(&late(who), now).await;
        if state == "waiting" {
            break;
        }
        let store = Store::new(&shell.sql);
        let until = now + TimeDelta::minutes(3);
        let claims = store.claim(&city(), now, until, 100).await.unwrap();
        let mine = claims.messages.into_iter().find(|one| one.resident.as_str() == who).unwrap();
        if state == "sending" {
            let day = domain::Zone::default().day(now);
            let recipient = "0".repeat(32);
            let (id, channel) = (mine.message.id, ChannelKind::Sms);
            let sending =
                shell::store::Sending { id, channel, recipient, call: None, reply: false, day, first_try: now, until };
            assert_eq!(store.mark_sending(&city(), &[sending]).await.unwrap().len(), 1);
        }
    }
    clerk(&shell).await;
    shell
}

/// Somebody of the staff, who comes by an identity provider.
async fn clerk(shell: &Shell) {
    let (store, roles) = (Store::new(&shell.sql), Roles::new([Role::Author]));
    let id = "01JD8Q9Z0V6K3M5N7P9R1S3T5V";
    let new = NewStaff { id, login: "clerk", name: "職員", roles: &roles, clinician: false, password: None };
    assert!(store.make_staff(&city(), &new, noon()).await.unwrap());
    let subject = Subject { issuer: "https://idp.example.jp", name: "0f3c" };
    assert!(store.tie_subject(&city(), subject, id, noon()).await.unwrap());
    assert!(store.use_answer(&city(), "hash", noon() + TimeDelta::minutes(10), noon()).await.unwrap());
}

/// What is written on the next evening.
pub(super) fn late(who: &str) -> Vec<Rc<Event>> {
    read(&[notebook(&format!("{who}-late"), who, noon() + TimeDelta::hours(31))])
}

fn retry() -> Outcome {
    Outcome::Retry { reason: RetryReason::Provider, after: Some(60), code: "500".to_owned(), request_id: None }
}

/// What stands in tables that came later, and are filled from those before.
pub(super) const FILLED: [&str; 7] = [
    "flags WHERE state = 'open'",
    "campaign_days WHERE what = 'due'",
    "campaign_days WHERE what = 'nudge'",
    "campaign_days WHERE what LIKE 'withheld:%'",
    "campaign_days WHERE what LIKE 'held:%'",
    "campaign_days WHERE what LIKE 'dead:%'",
    "campaign_days WHERE what IN ('answered', 'stopped')",
];

/// What a database must hold to be worth coming forward with.
pub(super) const TRACES: [&str; 24] = [
    "outbox WHERE state = 'waiting'",
    "outbox WHERE state = 'claimed'",
    "outbox WHERE state = 'sending'",
    "outbox WHERE state = 'accepted'",
    "outbox WHERE state = 'dead'",
    "outbox WHERE state = 'withheld'",
    "deliveries WHERE step = 'retry'",
    "deliveries WHERE step = 'waiting'",
    "deliveries WHERE request IS NOT NULL",
    "points WHERE points < 0",
    "due WHERE once = 1 AND sensitive = 1",
    "releases WHERE how = 'rolled_back'",
    "cities WHERE state ->> '$.alerts' IS NOT NULL AND state ->> '$.line_spent_until' IS NOT NULL",
    "residents WHERE state ->> '$.contact.stopped' IS NOT NULL",
    "residents WHERE state ->> '$.contact.gone' IS NOT NULL",
    "residents WHERE state ->> '$.contact.channels.sms.refused' IS NOT NULL",
    "residents WHERE state ->> '$.consents.research' IS NOT NULL",
    "residents WHERE state ->> '$.goals.steps_per_day' IS NOT NULL",
    "residents WHERE json_array_length(state, '$.steps.sources') = 2",
    "residents WHERE state ->> '$.notebook' IS NOT NULL AND state ->> '$.messages' IS NOT NULL",
    "residents WHERE state ->> '$.forecast' IS NOT NULL AND state ->> '$.reply' IS NOT NULL",
    "residents WHERE state ->> '$.enrolments.care' IS NOT NULL",
    "residents WHERE state ->> '$.awards.standing' IS NOT NULL",
    "decisions WHERE outcome <> 'allowed'",
];
