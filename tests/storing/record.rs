//! The record of trials: a row for each randomised decision point, whatever stops in between; closed by what had arrived,
//! in whatever order; and handed out so that nobody can tell whose it is.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::Purpose;
use domain::pack::Proximal;
use domain::trial::Missing;
use domain::{Pack, ResidentId, Ruleset};
use outcomes::record::{DeliveryState, Deviation, Row as Line, Shape};
use serde_json::{Value as Json, json};
use shell::record::{Roll, Wanted};
use shell::store::{Store, Whose};
use shell::{Turn, closing, due, handle, publish};

use super::given::{Dying, Shell, check, city, days_ago, joins, noon, notebook, pack, read, text};
use super::senders::accepted;
use crate::support::service::{event, steps};

pub(super) const PEOPLE: usize = 40;

/// The small pack, which measures the steps of the day; days close after seven.
pub(super) fn measuring(outcome: &str) -> Pack {
    let mut pack = pack();
    for (path, text) in &mut pack.files {
        if path.ends_with("city.toml") {
            *text = text.replace("close_after_days = 28", "close_after_days = 7");
        } else if path.ends_with("walk/campaign.toml") {
            text.push_str(&format!("[outcome]\n{outcome}\n"));
        }
    }
    pack
}

pub(super) fn name(person: usize) -> String {
    format!("p-{person:02}")
}

/// Everyone joins at noon of the first day, and has walked the three days before.
pub(super) async fn begun(outcome: &str) -> Shell {
    begun_with(&measuring(outcome)).await
}

/// The same with another pack.
pub(super) async fn begun_with(pack: &Pack) -> Shell {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, pack, noon()).await.unwrap();
    let mut events = Vec::new();
    for person in 0..PEOPLE {
        let who = name(person);
        events.extend(joins(&who, false, noon()));
        events.extend((1..=3).map(|ago| steps(&who, &days_ago(ago), 1_000 * ago + person as i64, 1, noon())));
    }
    take(&shell, &events, noon()).await;
    shell
}

pub(super) async fn take(shell: &Shell, events: &[Json], now: DateTime<Utc>) {
    for some in events.chunks(500) {
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(some), now).await.unwrap();
    }
}

pub(super) async fn ask(shell: &Shell, now: DateTime<Utc>) {
    due::due(&shell.sql, &shell.cache, &city(), &Turn::at(now, 10_000)).await.unwrap();
}

pub(super) async fn ruleset(shell: &Shell) -> std::rc::Rc<Ruleset> {
    let store = Store::new(&shell.sql);
    let row = store.city(&city()).await.unwrap().unwrap();
    shell.cache.ruleset(&store, &city(), &row.pack).await.unwrap()
}

pub(super) async fn close(shell: &Shell, now: DateTime<Utc>) -> usize {
    closing::close_due(&shell.sql, &city(), &*ruleset(shell).await, &Turn::at(now, 100_000)).await.unwrap()
}

async fn record(shell: &Shell) -> Vec<Line> {
    let store = Store::new(&shell.sql);
    let terms = store.trial_terms(&city(), "walk").await.unwrap();
    let people = store.record(&city(), "walk", &terms, Whose::After("", 1_000)).await.unwrap();
    people.into_iter().flat_map(|(_, rows)| rows).collect()
}

#[tokio::test]
async fn a_row_says_what_the_decision_says() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    ask(&shell, noon() + TimeDelta::hours(1)).await;
    let rows = record(&shell).await;
    assert_eq!(rows.len(), PEOPLE);
    let sent = rows.iter().filter(|row| row.sends() == Some(true)).count();
    assert!((8..=32).contains(&sent), "{sent} of {PEOPLE} at a half");
    for (person, row) in rows.iter().enumerate() {
        assert_eq!((row.person.0.clone(), row.point.as_str(), row.number), (name(person), "noon", 1));
        assert_eq!((row.probability, row.unavailable), (Some(0.5), None));
        let draw = row.drawn.unwrap();
        assert_eq!(draw.sends, draw.number < 0.5);
        let again = domain::chance::number("432041/walk", &name(person), "at_noon:2026-11-23");
        assert_eq!(draw.number.to_bits(), again.to_bits(), "the number is kept to the last bit");
        assert_eq!((row.known.before_days, row.known.days_in), (3, 0));
        assert_eq!(row.known.before(), Some(2_000.0 + person as f64));
        assert_eq!(row.message.as_deref(), Some("hello"));
        assert_eq!(row.message_id.is_some(), draw.sends);
        assert_eq!(row.outcome.stated.map(|stated| stated.proximal), Some(Proximal::StepsSameDay));
        assert_eq!((row.outcome.value, row.is_closed()), (Err(Missing::NotClosed), false));
        let decided = format!(
            "SELECT outcome, version, message FROM decisions WHERE resident = '{}' AND hook = 'at_noon'",
            name(person)
        );
        let decided = shell.rows(&decided).await;
        assert_eq!(text(&decided[0][0]) == "allowed", draw.sends);
        assert_eq!(text(&decided[0][1]), row.version);
    }
    let seeds: BTreeSet<&str> = rows.iter().map(|row| row.experiment.as_str()).collect();
    assert_eq!(seeds.len(), 1);
    assert!(!seeds.first().unwrap().contains("walk"), "the seed is bound, not told");
    check(&shell.sql).await;
}

#[tokio::test]
async fn a_death_at_any_statement_leaves_a_row_for_each_decision() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    for statements in 0.. {
        let dying = Dying::after(&shell.sql, statements);
        let turn = Turn::at(noon() + TimeDelta::hours(1), 10_000);
        let died = due::due(&dying, &shell.cache, &city(), &turn).await.is_err();
        let _ = shell::Sql::run(&shell.sql, "ROLLBACK", Vec::new()).await;
        let decided = shell.count("SELECT count(*) FROM decisions WHERE hook = 'at_noon'").await;
        let rows = shell.count("SELECT count(*) FROM trial_points").await;
        assert_eq!(decided, rows, "after {statements} statements");
        assert!(decided == 0 || decided == PEOPLE as i64, "{decided} are stored after {statements} statements");
        assert!(died || decided == PEOPLE as i64);
        if !died {
            break;
        }
    }
    // And so does one that closes.
    let later = noon() + TimeDelta::days(8);
    let ruleset = ruleset(&shell).await;
    for statements in 0.. {
        let dying = Dying::after(&shell.sql, statements);
        let died = closing::close_due(&dying, &city(), &ruleset, &Turn::at(later, 100_000)).await.is_err();
        let _ = shell::Sql::run(&shell.sql, "ROLLBACK", Vec::new()).await;
        let closed = shell.count("SELECT count(*) FROM trial_points WHERE closed IS NOT NULL").await;
        assert!(closed == 0 || closed == PEOPLE as i64, "{closed} are closed after {statements} statements");
        if !died {
            break;
        }
    }
    assert_eq!(close(&shell, later).await, 0, "what is closed is closed");
}

/// What is said of the first day, with the day on which it arrives.
fn said() -> Vec<(i64, Json)> {
    let today = days_ago(0);
    let mut said = Vec::new();
    // A person in ten says nothing at all, which is not zero.
    for person in (0..PEOPLE).filter(|person| person % 10 != 9) {
        let (who, own) = (name(person), person as i64);
        said.push((0, steps(&who, &today, 900 + own, 1, noon() + TimeDelta::hours(2))));
        said.push((1, steps(&who, &today, 4_000 + 7 * own, 2, noon() + TimeDelta::days(1))));
        if person % 3 == 0 {
            said.push((6, steps(&who, &today, 5_000 + own, 3, noon() + TimeDelta::days(6))));
        }
    }
    said
}

#[tokio::test]
async fn late_data_in_any_order_is_closed_as_the_same() {
    let mut closed = Vec::new();
    for turn in 0..4 {
        let shell = begun("proximal = \"steps_same_day\"").await;
        ask(&shell, noon() + TimeDelta::hours(1)).await;
        let mut said = said();
        // As it was said; all on the last day, backwards; each twice; and mixed by a hash.
        match turn {
            1 => said.reverse(),
            2 => said = said.iter().chain(said.iter().rev()).cloned().collect(),
            3 => said.sort_by_key(|(_, said)| domain::chance::digest("order", &[said["id"].as_str().unwrap()])),
            _ => {}
        }
        for (day, one) in &said {
            let arrives = if turn == 0 { noon() + TimeDelta::days(*day) } else { noon() + TimeDelta::days(7) };
            take(&shell, std::slice::from_ref(one), arrives).await;
        }
        let day_before = noon() + TimeDelta::days(7);
        assert_eq!(close(&shell, day_before).await, 0, "the day may still change");
        assert_eq!(close(&shell, day_before + TimeDelta::days(1)).await, PEOPLE);
        closed.push(record(&shell).await);
    }
    for other in &closed[1..] {
        for (one, other) in closed[0].iter().zip(other) {
            assert_eq!(one, other);
        }
    }
    for (person, row) in closed[0].iter().enumerate() {
        let own = person as f64;
        let expected = match person {
            _ if person % 10 == 9 => Err(Missing::NoData),
            _ if person % 3 == 0 => Ok(5_000.0 + own),
            _ => Ok(4_000.0 + 7.0 * own),
        };
        assert_eq!(row.outcome.value, expected, "{person}");
        assert_eq!(row.outcome.watermark, Some(noon() + TimeDelta::days(8)));
        assert_eq!((row.outcome.revised, row.outcome.latest), (0, None));
    }
}

#[tokio::test]
async fn what_is_said_after_closing_is_counted_and_changes_no_outcome() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    ask(&shell, noon() + TimeDelta::hours(1)).await;
    for (_, one) in said() {
        take(&shell, &[one], noon() + TimeDelta::days(6)).await;
    }
    let closes = noon() + TimeDelta::days(8);
    close(&shell, closes).await;
    let before = record(&shell).await;
    let late = closes + TimeDelta::days(1);
    // A revision, the same again, one that a lower version says, and data where there was none.
    take(&shell, &[steps("p-00", &days_ago(0), 9_000, 9, late)], late).await;
    take(&shell, &[steps("p-00", &days_ago(0), 8_000, 4, late)], late).await;
    take(&shell, &[steps("p-09", &days_ago(0), 3_000, 1, late)], late).await;
    take(&shell, &[steps("p-01", &days_ago(-1), 3_000, 1, late)], late).await;
    assert_eq!(close(&shell, late).await, 2);
    assert_eq!(close(&shell, late).await, 0);
    let after = record(&shell).await;
    for (person, (before, after)) in before.iter().zip(&after).enumerate() {
        assert_eq!(before.outcome.value, after.outcome.value);
        let seen = (after.outcome.revised, after.outcome.latest);
        assert_eq!(
            seen,
            match person {
                0 => (1, Some(9_000.0)),
                9 => (1, Some(3_000.0)),
                _ => (0, None),
            },
            "{person}"
        );
    }
    take(&shell, &[steps("p-00", &days_ago(0), 9_500, 10, late)], late).await;
    assert_eq!(close(&shell, late).await, 1);
    let outcome = record(&shell).await[0].outcome.clone();
    assert_eq!((outcome.value, outcome.revised, outcome.latest), (Ok(5_000.0), 2, Some(9_500.0)));
}

#[tokio::test]
async fn what_became_of_messages_and_who_answered_is_closed_with_it() {
    let shell = begun("proximal = \"reply_within_hours\"\nhours = 24").await;
    let asked = noon() + TimeDelta::hours(1);
    ask(&shell, asked).await;
    let rows = record(&shell).await;
    let sent: Vec<usize> = (0..PEOPLE).filter(|person| rows[*person].sends() == Some(true)).collect();
    let held: Vec<usize> = (0..PEOPLE).filter(|person| rows[*person].sends() == Some(false)).collect();
    // One withdraws before their message leaves: it was drawn, and is not sent.
    let withdrawn = json!({ "purpose": "engagement", "categories": [], "text_version": "2026-04", "via": "counter" });
    let gone = name(sent[0]);
    take(&shell, &[event("gone", "consent.withdrawn.v1", &gone, asked, withdrawn)], asked).await;
    let _ = shell.send(asked, accepted()).await;
    let left = "SELECT count(*) FROM outbox WHERE message = 'hello' AND state = 'accepted'";
    assert_eq!(shell.count(left).await, sent.len() as i64 - 1);
    let id = rows[sent[1]].message_id.unwrap();
    let read = json!({ "message": id.to_string(), "channel": "line", "state": "read" });
    take(&shell, &[event("read", "delivery.updated.v1", &name(sent[1]), asked, read)], asked).await;
    // One in each arm answers in time, one late, and one stops.
    let replies = |id: &str, who: usize, action: &str, hours: i64| {
        let at = asked + TimeDelta::hours(hours);
        event(id, "reply.received.v1", &name(who), at, json!({ "action": action }))
    };
    let answers = [
        replies("1", sent[2], "yes", 3),
        replies("2", held[0], "yes", 5),
        replies("3", sent[3], "yes", 30),
        replies("4", held[1], "stop", 1),
    ];
    take(&shell, &answers, asked + TimeDelta::days(2)).await;
    close(&shell, noon() + TimeDelta::days(9)).await;
    let rows = record(&shell).await;
    let delivery = |person: usize| rows[person].delivery.map(|delivery| delivery.state);
    assert_eq!(delivery(sent[0]), Some(DeliveryState::HeldBack));
    assert_eq!(rows[sent[0]].deviation, Some(Deviation::NotSent));
    assert_eq!(rows[sent[0]].outcome.value, Err(Missing::NoConsent));
    assert_eq!(delivery(sent[1]), Some(DeliveryState::Read));
    assert_eq!(rows[sent[1]].delivery.unwrap().accepted_at, Some(asked));
    assert_eq!(delivery(sent[2]), Some(DeliveryState::Accepted));
    assert_eq!(delivery(held[0]), None, "nothing was offered");
    let replied = |person: usize| rows[person].replied_at.map(|at| (at - asked).num_hours());
    assert_eq!([sent[2], held[0], sent[3], held[1]].map(replied), [Some(3), Some(5), Some(30), None]);
    assert_eq!(rows[held[1]].stopped_at.map(|at| (at - asked).num_hours()), Some(1));
    let value = |person: usize| rows[person].outcome.value;
    assert_eq!([sent[2], held[0], sent[3], held[1], sent[1]].map(value), [Ok(1.0), Ok(1.0), Ok(0.0), Ok(0.0), Ok(0.0)]);
    assert_eq!(rows.iter().filter(|row| row.deviation.is_some()).count(), 1);
}

#[tokio::test]
async fn the_very_message_that_was_withheld_and_left_by_another_way_is_told() {
    let shell = Shell::new().await;
    let mut pack = measuring("proximal = \"steps_same_day\"");
    let rules = pack.files.iter_mut().find(|(path, _)| path.ends_with("rules.rhai")).unwrap().1;
    *rules = rules.replace("nudge(\"wrote\");", "nudge(\"hello\");");
    let messages = pack.files.iter_mut().find(|(path, _)| path.ends_with("messages.toml")).unwrap().1;
    let unsaid = messages.find("[wrote]").unwrap()..messages.find("[hello]").unwrap();
    messages.replace_range(unsaid, "");
    // Its case is of what it said before.
    pack.files.iter_mut().find(|(path, _)| path.ends_with("cases.toml")).unwrap().1.clear();
    publish::publish(&shell.sql, &pack, noon()).await.unwrap();
    let events: Vec<Json> = (0..PEOPLE).flat_map(|person| joins(&name(person), false, noon())).collect();
    take(&shell, &events, noon()).await;
    let asked = noon() + TimeDelta::hours(1);
    ask(&shell, asked).await;
    let rows = record(&shell).await;
    let held = (0..PEOPLE).find(|person| rows[*person].sends() == Some(false)).unwrap();
    take(&shell, &[notebook("note", &name(held), asked)], asked).await;
    let drained = shell.send(asked, accepted()).await;
    assert!(drained.accepted > 1);
    close(&shell, noon() + TimeDelta::days(9)).await;
    for (person, row) in record(&shell).await.iter().enumerate() {
        let deviation = (person == held).then_some(Deviation::SentAlthoughWithheld);
        assert_eq!(row.deviation, deviation, "{person}");
    }
}

/// All of a record, so many people at a time, with how many are left out.
pub(super) async fn handed_out(
    shell: &Shell,
    shape: Shape,
    people: u32,
    agreed: Option<Purpose>,
) -> (Vec<Vec<String>>, u64) {
    let (mut lines, mut after, mut left_out) = (Vec::new(), String::new(), 0);
    loop {
        // A roll of its own for each, as each request of a door has.
        let city = city();
        let wanted = Wanted { city: &city, campaign: "walk", shape, agreed, key: "a key" };
        let roll = Roll::of(&shell.sql, &shell.cache, wanted).await.unwrap();
        let part = roll.part(&shell.sql, &after, people).await.unwrap();
        lines.extend(part.lines);
        left_out += part.left_out;
        let Some(next) = part.next else { return (lines, left_out) };
        after = next.0;
    }
}

#[tokio::test]
async fn parts_of_a_record_are_the_whole_and_tell_nobodys_id() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    for day in 0..3 {
        ask(&shell, noon() + TimeDelta::hours(1) + TimeDelta::days(day)).await;
    }
    let (whole, none) = handed_out(&shell, Shape::Record, 500, None).await;
    assert_eq!((whole.len(), none), (3 * PEOPLE, 0));
    assert!(whole.iter().all(|line| line.len() == Shape::Record.columns().len()));
    for people in [1, 7, 40] {
        assert_eq!(handed_out(&shell, Shape::Record, people, None).await.0, whole, "{people} at a time");
    }
    let mut seen = whole.iter().map(|line| &line[0]).collect::<Vec<_>>();
    assert!(seen.is_sorted(), "people stand in the order of their pseudonyms");
    seen.dedup();
    assert_eq!(seen.len(), PEOPLE);
    assert!(whole.iter().flatten().all(|cell| !cell.contains("p-")), "nobody's id is in it");
    assert_eq!(whole[0..3].iter().map(|line| line[3].as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
    let agrees = json!({ "purpose": "research", "categories": ["steps"], "text_version": "2026-04", "via": "counter" });
    take(&shell, &[event("agrees", "consent.given.v1", "p-07", noon(), agrees)], noon()).await;
    let (some, left_out) = handed_out(&shell, Shape::Record, 9, Some(Purpose::Research)).await;
    assert_eq!((some.len(), left_out), (3, PEOPLE as u64 - 1));
    assert_eq!(handed_out(&shell, Shape::MrtAnalysis, 9, None).await.0.len(), 0, "nothing is closed yet");
    let city = city();
    let wanted = Wanted { city: &city, campaign: "swim", shape: Shape::Record, agreed: None, key: "a key" };
    let unknown = Roll::of(&shell.sql, &shell.cache, wanted).await.unwrap_err();
    assert!(unknown.to_string().contains("`swim`"), "{unknown}");
    let people = Store::new(&shell.sql).people_on_record(&city, "walk").await.unwrap();
    assert_eq!(people, (0..PEOPLE).map(|person| name(person).parse().unwrap()).collect::<Vec<ResidentId>>());
}

#[tokio::test]
async fn the_record_is_found_by_index() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    ask(&shell, noon() + TimeDelta::hours(1)).await;
    let plan = async |sql: &str| {
        let rows = shell.rows(&format!("EXPLAIN QUERY PLAN {sql}")).await;
        rows.iter().map(|row| text(&row[3]).to_owned()).collect::<Vec<_>>().join("\n")
    };
    let open = "SELECT * FROM trial_points p WHERE p.city = '1' AND p.closed IS NULL AND p.closes <= 1 ORDER BY p.closes LIMIT 1";
    assert!(plan(open).await.contains("trial_points_open (city=? AND closes<?)"));
    let again = "SELECT * FROM trial_points p WHERE p.city = '1' AND p.again = 1 ORDER BY p.closed LIMIT 1";
    assert!(plan(again).await.contains("trial_points_again (city=?)"));
}
