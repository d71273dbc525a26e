//! Real days in April and May 2016 of 33 people (`demo/steps`, see its README), in four invented teams, told the
//! evening after, some a week late; the result beside it in `golden/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::{NaiveDate, TimeDelta};
use domain::challenge::Final;
use domain::{Day, Payload};

use crate::walk::{Walk, enrolled, folder, golden, join, pack, steps};

const TEAMS: [&str; 4] = ["かもめ", "さくら", "つばめ", "ひまわり"];

#[test]
fn a_month_of_real_days_ends_as_written() {
    let definition = folder().join("golden/month.toml");
    let ruleset =
        pack(&fs::read_to_string(definition).unwrap()).compile().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut walk = Walk::on(ruleset);
    let (days, ages) = (days(), ages());
    for (id, age) in &ages {
        walk.tell(id, enrolled(2016 - age));
        let number: usize = id.trim_start_matches('u').parse().unwrap();
        // One in ten comes late, and two rest.
        if !number.is_multiple_of(10) {
            walk.tell(id, join(Some(TEAMS[number % 4])));
        }
        if number % 16 == 3 {
            let rest = crate::walk::pause(walk.challenge.from.plus(4), 3);
            walk.tell(id, rest);
        }
    }
    let zone = walk.ruleset.city.zone;
    let mut provisional = String::new();
    let first = walk.challenge.from;
    for today in (0..50).map(|n| first.plus(n)) {
        walk.now = zone.end_of(today) - TimeDelta::hours(2);
        if today == first.plus(6) {
            for n in [10_usize, 20, 30] {
                walk.tell(&format!("u{n:02}"), join(Some(TEAMS[n % 4])));
            }
        }
        for (id, day, count) in &days {
            // The tracker counts until the evening, and the whole day is there a day later; some send once a week.
            let late = if id.ends_with('7') { 7 } else { 1 };
            if *day == today && late == 1 {
                walk.tell(id, Payload::Steps(steps(*day, count * 2 / 3, 1)));
            }
            if day.plus(late) == today {
                walk.tell(id, Payload::Steps(steps(*day, *count, 2)));
            }
        }
        if today == walk.challenge.until {
            let standings = walk.standings();
            let result = Final::of(&walk.challenge, &standings, &BTreeSet::new(), today, "key");
            assert!(result.provisional);
            provisional = result.hash();
        }
    }
    let standings = walk.standings();
    let result = Final::of(&walk.challenge, &standings, &BTreeSet::new(), walk.today(), "key");
    assert!(!result.provisional && result.hash() != provisional);
    let text = result.text();
    let pretty: serde_json::Value = serde_json::from_str(&text).unwrap();
    let lines = serde_json::to_string_pretty(&sorted(&pretty)).unwrap();
    golden(&folder().join("golden/month.json"), &format!("{lines}\n"));
    golden(&folder().join("golden/month.sha256"), &format!("{}\n", result.hash()));
    // The text is what is hashed: whoever has it can check that.
    let again: Final = serde_json::from_str(&text).unwrap();
    assert_eq!((again.text(), again.hash()), (text, result.hash()));
}

/// Lines in order of their names, whatever serde_json was built with.
fn sorted(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(object) => {
            let mut members: Vec<_> = object.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            members.into_iter().collect()
        }
        serde_json::Value::Array(items) => items.iter().map(sorted).collect(),
        plain => plain.clone(),
    }
}

fn lines(path: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo").join(path);
    let text = fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Who, which day, how many steps.
fn days() -> Vec<(String, Day, i64)> {
    let day = |text: &str| Day::from_date(text.parse::<NaiveDate>().unwrap());
    let days = lines("steps/fitabase_daily.csv");
    days.into_iter().map(|line| (line[0].clone(), day(&line[1]), line[2].parse().unwrap())).collect()
}

fn ages() -> Vec<(String, i32)> {
    let people = lines("people.csv").into_iter().map(|line| (line[0].clone(), line[2].parse().unwrap()));
    let mut people: Vec<(String, i32)> = people.collect();
    people.sort();
    people
}
