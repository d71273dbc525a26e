//! What must hold after the month, read from the database and from the phones.

use super::Month;
use ayumi::phone::{Channel, Fate, Message};
use chrono::{DateTime, Utc};
use domain::decide::Outgoing;
use domain::time::parse_clock;
use domain::{Day, Snapshot, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What each resident saw, and when.
fn read(month: &Month) -> BTreeMap<String, Vec<Arc<Message>>> {
    let addresses = month.demo.addresses();
    let mut read: BTreeMap<String, Vec<Arc<Message>>> = BTreeMap::new();
    for message in month.demo.phone().messages() {
        assert_ne!(message.fate, Fate::Blocked, "sent to one who had blocked: {}", message.text);
        if message.fate == Fate::Shown {
            let known = |address: &Option<String>| address.as_ref() == Some(&message.to);
            let id = addresses.iter().find(|(_, address)| known(address)).unwrap().0;
            read.entry(id.clone()).or_default().push(message);
        }
    }
    assert!(read.len() > 25, "{} residents got anything", read.len());
    read
}

fn day(at: DateTime<Utc>) -> Day {
    Zone::default().day(at)
}

/// Consent, no stop, and a way that is linked, at the instant of each message.
pub(super) fn nobody_is_written_to_without_leave(month: &Month) {
    let database = month.database();
    let mut events = database
        .prepare("SELECT type, time, data FROM events WHERE subject = ? AND time <= ? ORDER BY time, type")
        .unwrap();
    for (id, messages) in read(month) {
        for message in messages {
            let (mut consents, mut stopped, mut linked) = (false, false, false);
            let rows = events.query_map((&id, message.at.timestamp_millis()), |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?))
            });
            for (kind, data) in rows.unwrap().map(Result::unwrap) {
                match kind.as_str() {
                    "ayumi.consent.given.v1" => consents = true,
                    "ayumi.consent.withdrawn.v1" => consents = false,
                    "ayumi.channel.linked.v1" => linked = true,
                    "ayumi.channel.unlinked.v1" => linked = false,
                    "ayumi.reply.received.v1" => stopped |= data.contains(r#""action":"stop""#),
                    _ => {}
                }
            }
            assert!(consents && linked && !stopped, "{id} {}: {}", message.at, message.text);
        }
    }
}

pub(super) fn nothing_comes_at_night(month: &Month) {
    let (from, until) = (parse_clock("8:30").unwrap(), parse_clock("20:00").unwrap());
    for message in read(month).values().flatten() {
        let time = Zone::default().civil(message.at).time();
        assert!(from <= time && time < until, "{time}: {}", message.text);
    }
}

/// Two a day and five in any seven days, whatever the campaign; what a resident set off by
/// answering comes beside them.
pub(super) fn caps_are_kept(month: &Month) {
    let answers = answers(month);
    assert!(!answers.is_empty(), "nobody answered");
    for (id, messages) in read(month) {
        let unasked = messages.iter().filter(|message| !answers.contains(&message.text));
        let days: Vec<Day> = unasked.map(|message| day(message.at)).collect();
        for last in &days {
            let within = |span: i32| days.iter().filter(|day| (last.plus(1 - span)..=*last).contains(day)).count();
            assert!(within(1) <= 2, "{id} got {} on {last}", within(1));
            assert!(within(7) <= 5, "{id} got {} in the week to {last}", within(7));
        }
    }
}

/// The words that came because a resident had answered.
fn answers(month: &Month) -> BTreeSet<String> {
    let database = month.database();
    let mut statement = database.prepare("SELECT body FROM outbox WHERE body ->> 'is_answer'").unwrap();
    let bodies = statement.query_map((), |row| row.get::<_, String>(0)).unwrap();
    let bodies = bodies.map(|body| serde_json::from_str::<Outgoing>(&body.unwrap()).unwrap().bodies);
    bodies.flat_map(|bodies| bodies.line.map(|line| line.text).into_iter().chain(bodies.sms)).collect()
}

/// What stands on the phones is what was let out and accepted, each once.
pub(super) fn what_came_was_decided_and_came_once(month: &Month) {
    let database = month.database();
    let addresses = month.demo.addresses();
    let mut statement = database
        .prepare(
            "SELECT o.resident, o.campaign, o.message, o.occasion, o.body, o.channel, \
             (SELECT COUNT(*) FROM decisions d WHERE d.message = o.id AND d.outcome = 'allowed' \
              AND d.resident = o.resident AND d.campaign = o.campaign AND d.name = o.message) \
             FROM outbox o WHERE o.state = 'accepted'",
        )
        .unwrap();
    let mut rows = statement.query(()).unwrap();
    let mut occasions = BTreeSet::new();
    let mut sent = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let text = |place: usize| row.get::<_, String>(place).unwrap();
        assert!(occasions.insert((text(0), text(1), text(2), text(3))), "{} {} twice", text(0), text(2));
        assert_eq!(row.get::<_, i64>(6).unwrap(), 1, "{} {} was not decided once", text(0), text(2));
        let body: Outgoing = serde_json::from_str(&text(4)).unwrap();
        let words = if text(5) == "line" { body.bodies.line.unwrap().text } else { body.bodies.sms.unwrap() };
        sent.push((addresses[&text(0)].clone().unwrap(), words));
    }
    let mut seen: Vec<_> =
        read(month).into_values().flatten().map(|message| (message.to.clone(), message.text.clone())).collect();
    sent.sort();
    seen.sort();
    assert_eq!(seen, sent);
}

/// Words that would tell of somebody's health.
pub(super) fn forecasts_are_not_named(month: &Month) {
    let words = "予測 検査 結果 採血 血液 病気 脳 心筋 心臓 認知 がん 肺 腎 リスク 危険 確率 % ％ \
                 forecast risk result stroke dementia cancer renal kidney blood test";
    for message in read(month).values().flatten() {
        let text = message.text.to_lowercase();
        // The invitation to the notebook names what anyone may write; がんばる is no がん.
        let text = text.replace("体重や血圧", "").replace("weight, blood pressure", "").replace("がんば", "");
        for word in words.split_whitespace() {
            assert!(!text.contains(word), "`{word}`: {text}");
        }
    }
    assert!(month.summary.tally.let_out.iter().any(|known| known.message == "concierge_talk"));
}

pub(super) fn points_are_the_sum_of_their_ledger(month: &Month) {
    let database = month.database();
    let mut statement = database
        .prepare(
            "SELECT r.id, r.state, (SELECT COALESCE(SUM(p.granted), 0) FROM points p WHERE p.resident = r.id), \
             (SELECT MIN(s) FROM (SELECT SUM(points) AS s FROM points p WHERE p.resident = r.id \
              GROUP BY campaign, award, period)) FROM residents r",
        )
        .unwrap();
    let mut rows = statement.query(()).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let id: String = row.get(0).unwrap();
        let snapshot: Snapshot = serde_json::from_str(&row.get::<_, String>(1).unwrap()).unwrap();
        assert_eq!(snapshot.awards.balance, row.get::<_, i64>(2).unwrap(), "{id}");
        assert!(row.get::<_, Option<i64>>(3).unwrap().is_none_or(|least| least >= 0), "{id} owes points");
    }
    assert!(month.summary.tally.points_back > 0, "no correction took points back");
}

/// A visitor sees each reason that a city has in a normal month.
pub(super) fn every_reason_of_the_story_is_there(month: &Month) {
    let reasons: BTreeSet<&str> = month.summary.tally.withheld.iter().map(|held| held.reason.as_str()).collect();
    let wanted = "no_consent opted_out no_channel quiet_hours capped suspended control_arm duplicate";
    let wanted: BTreeSet<&str> = wanted.split_whitespace().collect();
    assert_eq!(reasons, wanted);
    let by = |channel: Channel| month.demo.phone().messages().iter().filter(|known| known.channel == channel).count();
    assert!(by(Channel::Line) > by(Channel::Sms) && by(Channel::Sms) > 0);
    assert_eq!(month.summary.tally.retries, 2, "LINE stumbled twice");
}
