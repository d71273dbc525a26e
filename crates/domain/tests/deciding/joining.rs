//! Rules that enter residents in walking challenges: from that day on, and nobody who has left, whose district is not
//! known, or of whose health something led there.

use crate::NONE;
use crate::town::{Campaign, Town, Written, hana, pack, walk};
use domain::challenge::{Challenge, counted, team_of};
use domain::decide::Detail;
use domain::event::{ChallengeLeft, ChannelKind, Enrolled};
use domain::{Day, Payload};

const RULES: &str = "fn on_notebook(me, event) { enrol(\"race\"); }\nfn on_forecast(me, event) { enrol(\"race\"); }\n";

const DAYS: &str = "from = 2026-11-01\nuntil = 2026-11-30\n";

fn written(race: &'static str) -> Written {
    let mut written = walk("", "", RULES);
    written.campaigns.push(Campaign { name: "race", settings: race, messages: "", rules: "" });
    written
}

fn race(between: &str) -> Written {
    let race = format!("{DAYS}[challenge]\nbetween = \"{between}\"\nranks_by = \"mean\"\njoin_until = 2026-11-20\n");
    written(Box::leak(race.into_boxed_str()))
}

fn town(between: &str) -> Town {
    Town::at("2026-11-10 12:00", &race(between))
}

fn challenge(between: &str) -> Challenge {
    pack(&race(between)).compile().unwrap().campaigns["race"].challenge.clone().unwrap()
}

fn lives_in(town: &mut Town, district: &str) {
    // Later than when they joined: of two words at once it is not the last that holds.
    town.until("2026-11-10 12:05").post(Payload::Enrolled(Enrolled {
        birth_year: 1952,
        sex: None,
        district: Some(district.to_owned()),
        language: None,
        reach: vec![ChannelKind::Line],
        prefer: None,
    }));
    let _ = town.verdicts();
}

/// For whom Hana walks now.
fn walks_for(town: &Town, between: &str) -> Option<String> {
    team_of(&challenge(between), &hana(), town.snapshot()).map(str::to_owned)
}

/// Why nothing came of it.
fn withheld(town: &mut Town) -> (String, String) {
    let verdicts = town.verdicts();
    let [verdict] = verdicts.as_slice() else { panic!("{verdicts:?}") };
    let Some(Detail::NotJoined(why)) = &verdict.trace.detail else { panic!("{verdict:?}") };
    (verdict.outcome.clone().unwrap_err().to_string(), why.en.clone())
}

#[test]
fn who_is_entered_walks_for_their_district_from_that_day_on() {
    let mut town = town("districts");
    lives_in(&mut town, "荒尾第一");
    assert_eq!(walks_for(&town, "districts"), None);
    town.notes();
    assert_eq!(town.decided(), ["enrol race"]);
    assert_eq!(walks_for(&town, "districts").as_deref(), Some("荒尾第一"));
    let ruleset = pack(&race("districts")).compile().unwrap();
    let counts = |day: &str| {
        let day = Day::from_date(day.parse().unwrap());
        counted(&challenge("districts"), &hana(), town.snapshot(), &ruleset.city, day).is_some()
    };
    assert_eq!((counts("2026-11-09"), counts("2026-11-10")), (false, true));
    town.until("2026-11-11 12:00").notes();
    assert_eq!(town.decided(), ["withheld race duplicate"]);
}

#[test]
fn everyone_for_themselves_needs_no_district() {
    let mut town = town("people");
    assert_eq!(town.notes().decided(), ["enrol race"]);
    assert_eq!(walks_for(&town, "people").as_deref(), Some("hana"));
}

#[test]
fn who_left_is_not_entered_again() {
    let mut town = town("people");
    town.notes().until("2026-11-11 12:00").decided();
    town.post(Payload::Left(ChallengeLeft { challenge: "race".to_owned() }));
    assert_eq!(town.until("2026-11-12 12:00").decided(), NONE);
    town.notes();
    assert_eq!(withheld(&mut town).1, "The resident has been in it and left; only they themselves come back.");
    assert_eq!(walks_for(&town, "people"), None);
}

#[test]
fn what_cannot_be_says_why() {
    let mut districts = town("districts");
    districts.notes();
    let not_known = ("not_available".to_owned(), "The resident's district is not known.".to_owned());
    assert_eq!(withheld(&mut districts), not_known);
    lives_in(&mut districts, "荒尾第一");
    districts.until("2026-11-21 12:00").notes();
    assert_eq!(withheld(&mut districts).1, "It is too late to join.");
    // Nobody sees from who walks what is known of their health.
    let mut people = town("people");
    people.forecast(3.0);
    assert!(withheld(&mut people).1.contains("others see who walks"));
    assert_eq!(walks_for(&people, "people"), None);
    let mut agrees = town("people");
    agrees.withdraws().notes();
    assert_eq!(agrees.decided(), ["withheld race no_consent"]);
}

#[test]
fn teams_are_for_residents_to_choose() {
    let race = "from = 2026-11-01\nuntil = 2026-11-30\n[challenge]\nbetween = \"teams\"\nranks_by = \"mean\"\n";
    let problems = pack(&written(race)).compile().err().unwrap();
    let said = problems[0].to_string();
    assert!(said.contains("or a walking challenge between people or districts"), "{said}");
}
