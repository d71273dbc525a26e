//! Stamps of a rally: each counts once a day and place, in its campaign and its days, and points follow what stands.

use crate::NONE;
use crate::town::{Campaign, Town, Written, at, pack, walk};
use domain::Payload;
use domain::event::{Stamp, Withdrawn};

const RALLY: &str = r#"
from = 2026-11-01
until = 2027-01-31
[stamps]
places = [{ name = "四山神社" }, { name = "万田坑" }, { name = "荒尾干潟" }]
complete = 2
[points.stamp]
points = 10
[points.whole]
points = 100
once_per = "campaign"
"#;

const RULES: &str = r#"
fn on_stamp(me, event) {
    award("stamp");
    if event.is_complete { award("whole"); }
    if event.count == 3 && event.place == "荒尾干潟" { flag_for_staff("全部の場所を回られました。"); }
}
"#;

fn stamp(place: &str, date: &str) -> Payload {
    Payload::Stamp(Stamp { campaign: "walk".to_owned(), place: place.to_owned(), date: date.parse().unwrap() })
}

fn back(record: &Payload) -> Payload {
    let data = serde_json::from_str(&record.to_json()).unwrap();
    Payload::Withdrawn(Withdrawn { kind: record.kind().to_owned(), record: data })
}

#[test]
fn each_place_counts_once_a_day_and_enough_of_them_make_it_whole() {
    let mut town = Town::at("2026-11-20 12:00", &walk(RALLY, "", RULES));
    assert_eq!(town.post(stamp("四山神社", "2026-11-20")).decided(), ["award stamp 10"]);
    assert_eq!(town.post(stamp("四山神社", "2026-11-20")).decided(), NONE, "the same day and place");
    town.until("2026-11-21 12:00");
    assert_eq!(town.post(stamp("四山神社", "2026-11-21")).decided(), ["award stamp 10"], "another day, the same place");
    assert_eq!(town.post(stamp("万田坑", "2026-11-21")).decided(), ["award whole 100"]);
    // Long after what else happened is forgotten, the stamps are known.
    town.until("2027-01-20 12:00");
    let all = ["award stamp 10", "flag_for_staff 全部の場所を回られました。"];
    assert_eq!(town.post(stamp("荒尾干潟", "2027-01-20")).decided(), all);
    assert_eq!(town.snapshot().awards.balance, 130);
}

#[test]
fn what_is_taken_back_no_longer_earns() {
    let mut town = Town::at("2026-11-20 12:00", &walk(RALLY, "", RULES));
    let (shrine, mine) = (stamp("四山神社", "2026-11-20"), stamp("万田坑", "2026-11-20"));
    town.post(shrine.clone()).post(mine.clone());
    assert_eq!(town.decided(), ["award stamp 10", "award whole 100"]);
    assert_eq!(town.post(back(&mine)).decided(), ["award whole -100"]);
    assert_eq!(town.post(back(&shrine)).decided(), ["award stamp -10"]);
    assert_eq!(town.post(shrine).decided(), NONE, "the same time as when it was taken back");
}

#[test]
fn other_days_other_places_and_other_campaigns_count_nothing() {
    let other = Campaign { name: "other", settings: RALLY, messages: "", rules: RULES };
    let mut written = walk(RALLY, "", RULES);
    written.campaigns.push(other);
    let mut town = Town::at("2026-10-31 12:00", &written);
    assert_eq!(town.post(stamp("四山神社", "2026-10-31")).decided(), NONE, "the day before the first");
    town.until("2026-11-01 12:00");
    assert_eq!(town.post(stamp("万田坑", "2026-11-01")).decided(), ["award stamp 10"], "one campaign is asked");
    town.until("2026-11-02 12:00");
    // What staff took out of the rally, or never wrote, makes nothing whole.
    assert_eq!(town.post(stamp("熊本城", "2026-11-02")).decided(), ["award stamp 10"]);
    let rally = pack(&written).compile().unwrap().campaigns["walk"].stamps.clone().unwrap();
    let collected: Vec<&str> = rally.collected(town.snapshot()).iter().map(|one| one.0).collect();
    assert_eq!((collected, rally.is_complete(town.snapshot())), (vec!["万田坑"], false));
}

#[test]
fn what_comes_late_counts_for_its_day() {
    let mut town = Town::at("2027-02-02 12:00", &walk(RALLY, "", RULES));
    town.post_of(at("2027-01-31 17:00"), stamp("四山神社", "2027-01-31"));
    assert_eq!(town.decided(), ["award stamp 10"]);
}

#[test]
fn a_case_has_a_word_for_it() {
    let written: Written = walk(RALLY, "", RULES);
    let with = |place: &str| {
        let mut pack = pack(&written);
        let case = format!(
            "[[case]]\nname = \"ふたつでそろう\"\nresident = {{ birth_year = 1952, reach = [\"line\"] }}\n\
             [[case.step]]\nat = \"2026-11-20 12:00\"\nstamp = \"万田坑\"\nexpect = [\"award stamp 10\"]\n\
             [[case.step]]\nat = \"2026-11-20 13:00\"\nstamp = \"{place}\"\nexpect = [\"award whole 100\"]\n\
             [[case.step]]\nat = \"2026-11-20 14:00\"\nwithdraw = \"stamp\"\nexpect = [\"award whole -100\"]\n"
        );
        pack.files.insert("campaigns/432041/walk/cases.toml".to_owned(), case);
        let ruleset = pack.compile().unwrap();
        let mut problems = Vec::new();
        for case in pack.cases(&ruleset).unwrap() {
            problems.extend(case.run(&ruleset).iter().map(ToString::to_string));
        }
        problems
    };
    assert_eq!(with("四山神社"), NONE);
    let wrong = with("四山じんじゃ");
    assert!(wrong[0].contains("`四山じんじゃ` is no place of `[stamps]` in campaign.toml"), "{wrong:?}");
}
