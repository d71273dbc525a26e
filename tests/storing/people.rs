//! Who takes part in a trial is noted once, before anything of it can reach them, and their weeks are closed once.

use chrono::TimeDelta;
use outcomes::record::Shape;
use serde_json::json;
use shell::store::{Store, Whose};

use super::given::{city, days_ago, noon};
use super::record::{PEOPLE, ask, begun, close, handed_out, take};
use super::senders::accepted;
use crate::support::service::{event, steps};

#[tokio::test]
async fn people_are_noted_once_and_their_weeks_are_closed() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    let people = "SELECT count(*), min(since), max(since) FROM trial_people";
    let day = i64::from(domain::Zone::default().day(noon()).0);
    let noted = vec![vec![(PEOPLE as i64).into(), day.into(), day.into()]];
    assert_eq!(shell.rows(people).await, noted, "as soon as they agreed, and before anything was drawn");
    let (answers, came) = (noon() + TimeDelta::days(2), json!({ "kind": "checkup", "date": days_ago(-5) }));
    let events = [
        steps("p-00", &days_ago(0), 6_000, 1, noon()),
        steps("p-00", &days_ago(-3), 4_000, 1, noon() + TimeDelta::days(4)),
        steps("p-00", &days_ago(-7), 9_000, 1, noon() + TimeDelta::days(7)),
        event("r", "reply.received.v1", "p-00", answers, json!({ "action": "yes" })),
        event("c", "visit.recorded.v1", "p-00", noon() + TimeDelta::days(6), came),
    ];
    for one in events {
        take(&shell, &[one], noon() + TimeDelta::days(8)).await;
    }
    ask(&shell, noon() + TimeDelta::days(8)).await;
    let _ = shell.send(noon() + TimeDelta::days(8), accepted()).await;
    assert_eq!(shell.rows(people).await, noted, "nobody is noted twice");
    close(&shell, noon() + TimeDelta::days(13)).await;
    assert_eq!(shell.count("SELECT count(*) FROM trial_weeks").await, 0, "the last day may still change");
    close(&shell, noon() + TimeDelta::days(14)).await;
    assert_eq!(shell.count("SELECT count(*) FROM trial_weeks").await, PEOPLE as i64);
    let store = Store::new(&shell.sql);
    let terms = store.trial_terms(&city(), "walk").await.unwrap();
    let trial = store.latest_trial(&city(), "walk").await.unwrap().unwrap();
    let of = async |after: &str| {
        store.people_of_trial(&city(), ("walk", trial), &terms, Whose::After(after, 1)).await.unwrap().remove(0).1
    };
    let first = of("").await;
    assert_eq!((first.person.0.as_str(), first.before()), ("p-00", Some(2_000.0)));
    let totals = first.totals(|_| true);
    assert_eq!((totals.days, totals.with_steps, totals.mean_steps()), (7, 2, Some(5_000.0)));
    assert_eq!((totals.answers, totals.checkups, totals.visits, totals.messages), (1, 1, 0, 0));
    let active = first.active();
    assert_eq!((active.followed, active.days.into_iter().collect::<Vec<_>>()), (7, vec![0, 2, 3, 5]));
    let second = of("p-00").await;
    assert_eq!((second.totals(|_| true).mean_steps(), second.active().days.len()), (None, 0), "missing is not zero");
    // Who withdraws has no further weeks.
    let withdrawn = json!({ "purpose": "engagement", "categories": [], "text_version": "2026-04", "via": "counter" });
    let later = noon() + TimeDelta::days(20);
    take(&shell, &[event("gone", "consent.withdrawn.v1", "p-01", later, withdrawn)], later).await;
    close(&shell, noon() + TimeDelta::days(21)).await;
    assert_eq!(shell.count("SELECT count(*) FROM trial_weeks WHERE week = 1").await, PEOPLE as i64 - 1);
    let (lines, _) = handed_out(&shell, Shape::People, 7, None).await;
    assert_eq!(lines.len(), PEOPLE);
    assert!(lines.iter().all(|line| line.len() == Shape::People.columns().len() && line[26].is_empty()));
}
