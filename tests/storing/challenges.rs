//! Standings that are stored: whatever arrives, in whatever batches, the rows are what a count from scratch gives.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::challenge::{Challenge, Share, moves};
use domain::{Day, Pack, ResidentId, Ruleset, Snapshot};
use serde_json::{Value as Json, json};
use shell::challenges::{Boards, Joined, NoGroup, advance, join, make_team};
use shell::resident::Place;
use shell::sql::Sql as _;
use shell::store::Store;
use shell::{Turn, due, handle, publish};

use super::given::{Shell, city, days_ago, joins, noon, pack, read};
use crate::support::service::{event, steps};

const WALK: &str = "title = \"秋の歩くチャレンジ\"\nfrom = 2026-11-01\nuntil = 2026-11-30\n[challenge]\n\
                    between = \"teams\"\nranks_by = \"mean\"\nleast_steps = 4000\ncap_per_day = 20000\n\
                    team_size = { min = 5, max = 6 }\njoin_until = 2026-11-24\ncloses_after = 7\npause_days = 5\n\
                    ties = \"shared\"\n";

pub(super) fn with_challenge() -> Pack {
    let mut pack = pack();
    let path = pack.campaign_path("autumn_walk", "campaign.toml");
    pack.files.insert(path, WALK.to_owned());
    let case = "[[case]]\nname = \"書いたら、ひと言\"\nresident = { birth_year = 1952, reach = [\"line\"] }\n\
                [[case.step]]\nat = \"2026-11-23 10:00\"\nnotebook = \"mood\"\nsent = [\"wrote\"]\n";
    pack.files.insert(pack.campaign_path("autumn_walk", "cases.toml"), case.to_owned());
    let rules = pack.campaign_path("autumn_walk", "rules.rhai");
    let message =
        "[wrote]\nonce_per = \"day\"\nvalid_for = \"3d\"\n[wrote.ja]\nline = \"wrote\"\nsms = \"荒尾市:wrote\"\n";
    pack.files.insert(pack.campaign_path("autumn_walk", "messages.toml"), message.to_owned());
    pack.files.insert(rules, "fn on_notebook(me, event) { nudge(\"wrote\"); }\n".to_owned());
    pack
}

fn who(name: &str) -> ResidentId {
    name.parse().unwrap()
}

pub(super) fn word(name: &str, kind: &str, mark: &str, time: DateTime<Utc>, data: Json) -> Json {
    let mut data = data;
    data["challenge"] = "autumn_walk".into();
    event(&format!("{name}-{kind}-{mark}"), &format!("challenge.{kind}.v1"), name, time, data)
}

pub(super) async fn takes(shell: &Shell, events: &[Json], now: DateTime<Utc>) {
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(events), now).await.unwrap();
}

/// Twelve who take part from the first day on, in two teams, and what they walked.
async fn walked(shell: &Shell) {
    for number in 0..12_i64 {
        let name = format!("w{number}");
        let team = if number % 2 == 0 { "桜山" } else { "万田" };
        let mut events = joins(&name, false, noon() - TimeDelta::days(40));
        events.push(word(&name, "joined", "1", noon() - TimeDelta::days(25), json!({ "team": team })));
        takes(shell, &events, noon() - TimeDelta::days(25)).await;
        for back in 0..12_i64 {
            let walked = [steps(&name, &days_ago(back), 3_000 + 500 * number + 100 * back, 1, noon())];
            takes(shell, &walked, noon()).await;
        }
    }
}

fn ruleset(pack: &Pack) -> Rc<Ruleset> {
    pack.compile().unwrap()
}

pub(super) fn challenge(ruleset: &Ruleset) -> &Challenge {
    ruleset.campaigns["autumn_walk"].challenge.as_ref().unwrap()
}

/// The rows as they are stored: team, steps, days, active, members, and the days of members up to a day.
async fn rows(shell: &Shell, rule: &Challenge, on: Day) -> BTreeMap<String, [i64; 5]> {
    let teams = Store::new(&shell.sql).team_sums(&city(), &rule.name).await.unwrap();
    let row =
        |sums: domain::challenge::Sums| [sums.steps, sums.days, sums.active, sums.members, sums.member_days(rule, on)];
    teams.into_iter().filter(|team| !team.sums.is_zero()).map(|team| (team.team, row(team.sums))).collect()
}

/// The same from the snapshots alone: all steps are of days that are open; of days of members only those are.
async fn recounted(shell: &Shell, ruleset: &Ruleset, today: Day) -> BTreeMap<String, Vec<i64>> {
    let rule = challenge(ruleset);
    let rows = shell.sql.query("SELECT id, state FROM residents", Vec::new()).await.unwrap();
    let mut board = domain::challenge::Board::new(rule.clone());
    for row in rows {
        let shell::sql::Value::Text(id) = &row[0] else { panic!("{row:?}") };
        let shell::sql::Value::Text(state) = &row[1] else { panic!("{row:?}") };
        let snapshot: Snapshot = serde_json::from_str(state).unwrap();
        let share = Share::of(rule, &who(id), &snapshot, &ruleset.city, today);
        for one in moves(&Share::nothing(rule, &who(id), today), &share) {
            board.apply(&one);
        }
    }
    let all = ["桜山", "万田"].into_iter().filter_map(|team| board.team(team).cloned());
    all.map(|team| {
        let sums = team.sums;
        (team.team, vec![sums.steps, sums.days, sums.active, sums.members])
    })
    .collect()
}

#[tokio::test]
async fn rows_are_what_a_count_from_scratch_gives() {
    let shell = Shell::new().await;
    let mut pack = with_challenge();
    // Days that never close, so that all of them can be counted again from the snapshots.
    let path = pack.campaign_path("autumn_walk", "campaign.toml");
    pack.files.insert(path, WALK.replace("closes_after = 7", "closes_after = 14"));
    publish::publish(&shell.sql, &pack, noon() - TimeDelta::days(60)).await.unwrap();
    walked(&shell).await;
    let ruleset = ruleset(&pack);
    let (rule, today) = (challenge(&ruleset), ruleset.city.zone.day(noon()));
    let before = rows(&shell, rule, today).await;
    assert_eq!(before.len(), 2);
    assert_eq!(before["桜山"][3], 6);
    // A correction downwards, a stale one, a rest, a change of team, and somebody who leaves; in two batches.
    let later = noon() + TimeDelta::hours(1);
    let all = [
        steps("w0", &days_ago(2), 100, 5, later),
        steps("w0", &days_ago(2), 30_000, 3, later),
        word("w2", "paused", "1", later, json!({ "from": days_ago(1), "days": 3 })),
        word("w4", "joined", "2", later, json!({ "team": "万田" })),
        word("w1", "left", "1", later, json!({})),
    ];
    takes(&shell, &all[..3], later).await;
    takes(&shell, &all[2..], later).await;
    let after = rows(&shell, rule, today).await;
    assert_ne!(before, after);
    let without_days: BTreeMap<String, Vec<i64>> =
        after.iter().map(|(team, row)| (team.clone(), row[..4].to_vec())).collect();
    assert_eq!(without_days, recounted(&shell, &ruleset, today).await);
    // Of six from the 1st on, one rests for two days up to the 23rd, and one has left on it.
    assert_eq!(after["桜山"][4], 6 * 23 - 2 - 1);
    // What is of each day is the whole.
    let store = Store::new(&shell.sql);
    for (team, row) in &after {
        let days = store.team_days(&city(), "autumn_walk", team, (rule.from, rule.until)).await.unwrap();
        assert_eq!(days.iter().map(|day| day.steps).sum::<i64>(), row[0], "{team}");
        assert_eq!(days.iter().map(|day| day.walkers).sum::<i64>(), row[1], "{team}");
    }
    // The end of the rest lies ahead, and the clock adds it when its day has come.
    assert_eq!(store.turns_due(&city(), today.plus(5), 10).await.unwrap().len(), 1);
    let in_five_days = noon() + TimeDelta::days(5);
    assert_eq!(advance(&shell.sql, &city(), &ruleset, Some("key"), in_five_days).await.unwrap(), 1);
    assert_eq!(advance(&shell.sql, &city(), &ruleset, Some("key"), in_five_days).await.unwrap(), 0);
    assert_eq!(rows(&shell, rule, today.plus(5)).await["桜山"][4], 5 * 28 - 3 + 22);
}

#[tokio::test]
async fn who_joined_before_it_was_published_is_counted_when_it_is() {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, &pack(), noon() - TimeDelta::days(60)).await.unwrap();
    walked(&shell).await;
    let ruleset = ruleset(&with_challenge());
    let (rule, today) = (challenge(&ruleset), ruleset.city.zone.day(noon()));
    assert!(rows(&shell, rule, today).await.is_empty());
    publish::publish(&shell.sql, &with_challenge(), noon()).await.unwrap();
    let counted = rows(&shell, rule, today).await;
    assert_eq!(counted.values().map(|row| row[3]).collect::<Vec<_>>(), [6, 6]);
    // Taking it out would lose what was counted; another version of its words counts nobody twice.
    let refused = publish::publish(&shell.sql, &pack(), noon()).await.unwrap_err();
    assert!(matches!(refused, shell::Error::Pack(ref problems) if problems.len() == 1), "{refused:?}");
    let mut worded = with_challenge();
    let path = worded.campaign_path("autumn_walk", "campaign.toml");
    worded.files.insert(path, WALK.replace("秋の歩くチャレンジ", "秋のチャレンジ"));
    publish::publish(&shell.sql, &worded, noon()).await.unwrap();
    assert_eq!(rows(&shell, rule, today).await, counted, "publishing again counts nobody twice");
}

#[tokio::test]
async fn whom_a_rule_enters_is_counted_at_once() {
    let shell = Shell::new().await;
    let mut pack = with_challenge();
    let walk = WALK.replace("\"teams\"", "\"people\"").replace("team_size = { min = 5, max = 6 }\n", "");
    for (file, text) in
        [("campaign.toml", walk.as_str()), ("rules.rhai", ""), ("messages.toml", ""), ("cases.toml", "")]
    {
        pack.files.insert(pack.campaign_path("people_walk", file), text.to_owned());
    }
    let rules = pack.campaign_path("walk", "rules.rhai");
    let text = pack.files.get_mut(&rules).unwrap();
    *text = text
        .replace("fn on_notebook(me, event) {", "fn on_notebook(me, event) { enrol(\"people_walk\");")
        .replace("fn at_evening(me) {", "fn at_evening(me) { enrol(\"people_walk\");");
    publish::publish(&shell.sql, &pack, noon() - TimeDelta::days(60)).await.unwrap();
    let store = Store::new(&shell.sql);
    let members = async || {
        let teams = store.team_sums(&city(), "people_walk").await.unwrap();
        teams.into_iter().map(|team| (team.team, team.sums.members, team.sums.steps)).collect::<Vec<_>>()
    };
    // By what happened: what they walked before is not counted, what they walk on that day is.
    for name in ["w1", "w2"] {
        takes(&shell, &joins(name, false, noon() - TimeDelta::hours(2)), noon() - TimeDelta::hours(2)).await;
        let walked = [steps(name, &days_ago(1), 9_000, 1, noon()), steps(name, &days_ago(0), 5_000, 1, noon())];
        takes(&shell, &walked, noon()).await;
    }
    let mood = json!({ "kind": "mood", "score": 4, "at": "2026-11-23T11:00:00+09:00" });
    let wrote = event("w1-mood", "notebook.entry.v1", "w1", noon(), mood);
    takes(&shell, &[wrote], noon()).await;
    assert_eq!(members().await, [("w1".to_owned(), 1, 5_000)]);
    // By the clock.
    let evening = crate::support::service::local("2026-11-23 18:01");
    due::due(&shell.sql, &shell.cache, &city(), &Turn::at(evening, 100)).await.unwrap();
    assert_eq!(members().await, [("w1".to_owned(), 1, 5_000), ("w2".to_owned(), 1, 5_000)]);
    // Entered once, and what comes later moves the standings.
    takes(&shell, &[steps("w2", &days_ago(0), 7_000, 2, evening)], evening).await;
    assert_eq!(members().await, [("w1".to_owned(), 1, 5_000), ("w2".to_owned(), 1, 7_000)]);
}

#[tokio::test]
async fn a_rule_that_changes_before_the_first_day_counts_anew() {
    let shell = Shell::new().await;
    let from = |from: &str| {
        let mut pack = with_challenge();
        let walk = WALK.replace("2026-11-24", "2026-11-28").replace("from = 2026-11-01", from);
        pack.files.insert(pack.campaign_path("autumn_walk", "campaign.toml"), walk);
        let cases = pack.campaign_path("autumn_walk", "cases.toml");
        let moved = pack.files[&cases].replace("2026-11-23", "2026-11-26");
        pack.files.insert(cases, moved);
        pack
    };
    publish::publish(&shell.sql, &from("from = 2026-11-25"), noon() - TimeDelta::days(60)).await.unwrap();
    // Everyone has joined, and two rest ahead, before the days become others.
    walked(&shell).await;
    let rests = |name: &str| word(name, "paused", "1", noon(), json!({ "from": "2026-11-27", "days": 2 }));
    takes(&shell, &[rests("w0"), rests("w1")], noon()).await;
    let moved = from("from = 2026-11-24");
    publish::publish(&shell.sql, &moved, noon()).await.unwrap();
    let ruleset = ruleset(&moved);
    let (rule, last) = (challenge(&ruleset), Day::from_date("2026-11-30".parse().unwrap()));
    // What is added afterwards is added to what the new rule counts.
    let eve = noon() + TimeDelta::days(1);
    takes(&shell, &[steps("w0", &days_ago(-1), 4_000, 1, eve), word("w2", "left", "1", eve, json!({}))], eve).await;
    advance(&shell.sql, &city(), &ruleset, Some("key"), noon() + TimeDelta::days(7)).await.unwrap();
    let rows = rows(&shell, rule, last).await;
    // Seven days of six members: one of them has rested for two, and one left on the first.
    assert_eq!(rows["桜山"], [4_000, 1, 1, 5, 5 * 7 - 2]);
    assert_eq!(rows["万田"], [0, 0, 0, 6, 6 * 7 - 2]);
}

#[tokio::test]
async fn a_result_is_published_once_signed_and_stays() {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, &with_challenge(), noon() - TimeDelta::days(60)).await.unwrap();
    walked(&shell).await;
    let ruleset = ruleset(&with_challenge());
    let store = Store::new(&shell.sql);
    let at = |day: &str| crate::support::service::local(&format!("{day} 00:10"));
    advance(&shell.sql, &city(), &ruleset, Some("key"), at("2026-12-07")).await.unwrap();
    assert_eq!(store.result(&city(), "autumn_walk").await.unwrap(), None);
    advance(&shell.sql, &city(), &ruleset, None, at("2026-12-08")).await.unwrap();
    assert_eq!(store.result(&city(), "autumn_walk").await.unwrap(), None, "nothing is published that nobody signs");
    advance(&shell.sql, &city(), &ruleset, Some("key"), at("2026-12-08")).await.unwrap();
    let result = store.result(&city(), "autumn_walk").await.unwrap().unwrap();
    assert!(wire::signed::is_signed(&result.public_key, &result.text, &result.signature));
    let text: Json = serde_json::from_str(&result.text).unwrap();
    assert_eq!((&text["as_of"], &text["provisional"]), (&json!("2026-12-08"), &json!(false)));
    assert_eq!(text["rows"].as_array().unwrap().len(), 2);
    // Steps corrected to zero after the prize change the record, and not the result.
    let corrected = at("2026-12-09");
    let zero: Vec<Json> = (0..12).map(|number| steps(&format!("w{number}"), &days_ago(1), 0, 9, corrected)).collect();
    takes(&shell, &zero, corrected).await;
    // With another key it is signed as it was.
    advance(&shell.sql, &city(), &ruleset, Some("yek"), at("2026-12-20")).await.unwrap();
    assert_eq!(store.result(&city(), "autumn_walk").await.unwrap().unwrap(), result);
    let known = store.residents(&city(), [&who("w1")]).await.unwrap().remove(&who("w1")).unwrap();
    let day = ruleset.city.zone.day(noon()).plus(-1);
    assert_eq!(known.snapshot.steps.on(day, &ruleset.city), Some(0));
    let changed = shell.sql.run("UPDATE results SET text = ''", Vec::new()).await;
    assert!(changed.unwrap_err().to_string().contains("stay as they were published"));
}

#[tokio::test]
async fn groups_are_made_joined_and_full() {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, &with_challenge(), noon() - TimeDelta::days(60)).await.unwrap();
    for number in 0..8 {
        takes(&shell, &joins(&format!("w{number}"), false, noon()), noon()).await;
    }
    let city = city();
    let place = Place { sql: &shell.sql, cache: &shell.cache, city: &city };
    let made = async |name: &str, team: &str, code: &str, id: &str| {
        make_team(&place, &who(name), ("autumn_walk", team, code), id, noon()).await.unwrap()
    };
    let team = made("w0", " 四ツ山 ", "AAAA0000", "f1").await.unwrap();
    assert_eq!((team.name.as_str(), team.captain), ("四ツ山", Some(who("w0"))));
    assert_eq!(made("w0", "四ツ山", "AAAA0000", "f1").await.unwrap().code, "AAAA0000", "a double tap is the same team");
    assert_eq!(made("w1", "四ツ山", "AAAA0001", "f2").await, Err(NoGroup::Taken));
    for (code, team) in [("AAAA0002", "緑ケ丘"), ("AAAA0003", "八幡")] {
        assert_eq!(made("w7", team, code, code).await.unwrap().name, team);
    }
    assert_eq!(made("w7", "有明", "AAAA0004", "f5").await.unwrap().name, "有明");
    assert_eq!(made("w7", "府本", "AAAA0005", "f6").await, Err(NoGroup::Many));
    assert_eq!(made("w1", "", "AAAA0001", "f2").await, Err(NoGroup::Name));
    assert_eq!(made("w1", &"あ".repeat(21), "AAAA0001", "f2").await, Err(NoGroup::Name));
    for unseen in ['\u{202e}', '\u{200b}', '\u{2066}', '\u{ad}', '\u{feff}', '\u{2028}', '\n'] {
        assert_eq!(made("w1", &format!("四ツ{unseen}山"), "AAAA0001", "f2").await, Err(NoGroup::Name), "{unseen:?}");
    }
    let joined = async |name: &str, code: &str, id: &str| {
        join(&place, &who(name), ("autumn_walk", Some(code)), id, noon()).await.unwrap()
    };
    assert_eq!(joined("w1", "AAAA0000", "f3").await, Joined::Now);
    assert_eq!(joined("w1", "AAAA0000", "f4").await, Joined::Already);
    for number in 2..6 {
        assert_eq!(joined(&format!("w{number}"), "AAAA0000", "f").await, Joined::Now);
    }
    assert_eq!(joined("w6", "AAAA0000", "f").await, Joined::Not(NoGroup::Rule(domain::challenge::NoJoin::Full)));
    assert_eq!(joined("w6", "ZZZZ0000", "f").await, Joined::Not(NoGroup::Rule(domain::challenge::NoJoin::NoTeam)));
    // Without consent nobody is counted.
    takes(
        &shell,
        &[event("n-e", "resident.enrolled.v1", "n", noon(), json!({ "birth_year": 1952, "reach": [] }))],
        noon(),
    )
    .await;
    assert_eq!(joined("n", "AAAA0000", "f").await, Joined::Not(NoGroup::NoConsent));
    let boards = Boards::default();
    let page = shell::challenges::group(&place, &boards, "AAAA0000", noon()).await.unwrap().unwrap();
    assert_eq!(page.standing.unwrap().group.members, 6);
    assert!(shell::challenges::group(&place, &boards, "AAAA0009", noon()).await.unwrap().is_none());
    // The last day to join is over.
    let late = noon() + TimeDelta::days(3);
    let too_late = join(&place, &who("w7"), ("autumn_walk", Some("AAAA0000")), "f9", late).await.unwrap();
    assert_eq!(too_late, Joined::Not(NoGroup::Rule(domain::challenge::NoJoin::TooLate)));
}

#[tokio::test]
async fn midnight_is_the_citys_and_a_clock_that_goes_back_loses_nothing() {
    let shell = Shell::new().await;
    publish::publish(&shell.sql, &with_challenge(), noon() - TimeDelta::days(60)).await.unwrap();
    let ruleset = ruleset(&with_challenge());
    let rule = challenge(&ruleset);
    let at = |text: &str| crate::support::service::local(text);
    let second = TimeDelta::seconds(1);
    let (eve, midnight) = (at("2026-11-24 00:00") - second, at("2026-11-24 00:00"));
    for (name, when) in [("e", eve), ("m", midnight)] {
        let mut events = joins(name, false, noon() - TimeDelta::days(9));
        events.push(word(name, "joined", "1", when, json!({ "team": "桜山" })));
        takes(&shell, &events, when).await;
    }
    let day = |text: &str| Day::from_date(text.parse().unwrap());
    assert_eq!(rows(&shell, rule, day("2026-11-24")).await["桜山"][4], 2 + 1);
    // Steps of both days, told at noon of the 25th; then the clock is a day behind for a while.
    let walked = |name: &str, date: &str, count: i64, version: u64| steps(name, date, count, version, midnight);
    takes(&shell, &[walked("e", "2026-11-24", 5_000, 1)], at("2026-11-25 12:00")).await;
    let rest = word("m", "paused", "1", midnight, json!({ "from": "2026-11-26", "days": 2 }));
    takes(&shell, &[rest, walked("m", "2026-11-24", 6_000, 1)], at("2026-11-24 11:00")).await;
    takes(&shell, &[walked("e", "2026-11-24", 4_000, 2)], at("2026-11-24 11:01")).await;
    for when in ["2026-11-26 09:00", "2026-11-25 09:00", "2026-11-29 09:00"] {
        advance(&shell.sql, &city(), &ruleset, Some("key"), at(when)).await.unwrap();
    }
    let row = rows(&shell, rule, day("2026-11-29")).await["桜山"];
    // From the 23rd and from the 24th to the 29th, without two days of rest.
    assert_eq!(row, [4_000 + 6_000, 2, 2, 2, 7 + 6 - 2]);
}
