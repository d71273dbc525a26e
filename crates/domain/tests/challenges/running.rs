//! What may be published while a challenge runs.

use domain::Language;
use std::collections::BTreeSet;

use domain::challenge::{changed_while_running, counts_anew};

use crate::walk::{DAYS, nov, pack};

const RULE: &str =
    "between = \"teams\"\nranks_by = \"mean\"\nroute = [{ name = \"荒尾駅\", km = 0 }, { name = \"柳川\", km = 30 }]\n";

fn campaign(title: &str, days: &str, rule: &str) -> String {
    format!("title = \"{title}\"\n{days}[challenge]\n{rule}")
}

/// Somebody walks in it.
fn walked() -> BTreeSet<String> {
    BTreeSet::from(["walk".to_owned()])
}

/// What is told on a day of a pack in the place of the one in force, changed as it is given.
fn told(day: u32, campaign: &str, city: &[(&str, &str)]) -> Vec<String> {
    let present = pack(&self::campaign("歩く", DAYS, RULE)).compile().unwrap();
    let mut next = pack(campaign);
    let file = next.files.get_mut("campaigns/432041/city.toml").unwrap();
    for (from, to) in city {
        assert!(from.is_empty() || file.contains(from));
        *file = if from.is_empty() { format!("{file}{to}") } else { file.replace(from, to) };
    }
    let next = next.compile().unwrap_or_else(|problems| panic!("{problems:#?}"));
    changed_while_running(&present, &next, nov(day), &walked())
        .iter()
        .map(|problem| problem.tell(Language::En))
        .collect()
}

fn says(key: &str) -> String {
    let (file, name) = ("campaigns/432041/walk/campaign.toml", "walk");
    format!("{file}: the challenge `{name}` has begun and counts by `{key}` until 2026-11-17; put back what it was")
}

#[test]
fn what_it_counts_by_stays_until_the_ranking_is_final() {
    for (key, rule) in [
        ("challenge.ranks_by", RULE.replace("mean", "median")),
        ("challenge.between", RULE.replace("teams", "districts")),
        ("challenge.least_steps", format!("{RULE}least_steps = 2\n")),
        ("challenge.cap_per_day", format!("{RULE}cap_per_day = 10000\n")),
        ("challenge.team_size", format!("{RULE}team_size = {{ max = 9 }}\n")),
        ("challenge.join_until", format!("{RULE}join_until = 2026-11-05\n")),
        ("challenge.closes_after", format!("{RULE}closes_after = 3\n")),
        ("challenge.handicap", format!("{RULE}handicap = [{{ from_age = 65, percent = 110 }}]\n")),
        ("challenge.leagues", format!("{RULE}leagues = [8]\n")),
        ("challenge.pause_days", format!("{RULE}pause_days = 0\n")),
        ("challenge.ties", format!("{RULE}ties = \"participation\"\n")),
        ("challenge.route", RULE.replace("30", "31")),
        ("challenge.step_cm", format!("{RULE}step_cm = 70\n")),
    ] {
        let changed = campaign("歩く", DAYS, &rule);
        for day in [1, 17] {
            assert_eq!(told(day, &changed, &[]), [says(key)], "{key} on {day}");
        }
    }
    let longer = campaign("歩く", &DAYS.replace("11-10", "11-12"), &format!("{RULE}join_until = 2026-11-10\n"));
    assert_eq!(told(5, &longer, &[]), [says("until")]);
    let earlier = campaign("歩く", &DAYS.replace("11-01", "11-02"), RULE);
    assert_eq!(told(5, &earlier, &[]), [says("from")]);
}

#[test]
fn before_it_begins_and_once_it_is_final_anything_may_change() {
    let changed = campaign("歩く", &DAYS.replace("11-01", "11-02"), &RULE.replace("mean", "median"));
    let present = pack(&campaign("歩く", DAYS, RULE)).compile().unwrap();
    let next = pack(&changed).compile().unwrap();
    assert_eq!(changed_while_running(&present, &next, nov(1).plus(-1), &walked()), []);
    // What was counted by the old rule is counted anew as long as it has not begun, and never later.
    let (same, other) = (&present.campaigns["walk"].challenge, &next.campaigns["walk"].challenge);
    let (same, other) = (same.as_ref().unwrap(), other.as_ref().unwrap());
    assert!(!counts_anew(&present, &present, same, nov(1).plus(-1)), "nothing is other");
    assert!(counts_anew(&present, &next, other, nov(1).plus(-1)));
    assert!(!counts_anew(&present, &next, other, nov(1)) && !counts_anew(&present, &next, other, nov(18)));
    assert_eq!(changed_while_running(&present, &next, nov(18), &walked()), []);
    assert_eq!(changed_while_running(&present, &next, nov(17), &walked()).len(), 2);
    assert_eq!(changed_while_running(&present, &next, nov(17), &BTreeSet::new()), [], "nobody walks in it");
}

#[test]
fn words_may_change_at_any_time() {
    let words = campaign("みんなで歩く", DAYS, &RULE.replace("柳川", "柳川駅"));
    assert_eq!(
        told(5, &words, &[("sender = \"荒尾市\"", "sender = \"荒尾市 健康\""), ("per_day = 2", "per_day = 1")]),
        [""; 0]
    );
}

#[test]
fn it_stays_and_the_city_counts_as_it_did() {
    let gone = "campaigns/432041/walk/campaign.toml: the challenge `walk` has begun and runs until 2026-11-17; keep the \
                campaign and its `[challenge]`";
    assert_eq!(told(5, &format!("title = \"歩く\"\n{DAYS}"), &[]), [gone]);
    let present = pack(&campaign("歩く", DAYS, RULE)).compile().unwrap();
    let mut without = pack("");
    without.files.retain(|path, _| path.ends_with("city.toml"));
    let told_in = |language| {
        let without = without.compile().unwrap();
        changed_while_running(&present, &without, nov(5), &walked())
            .iter()
            .map(|one| one.tell(language))
            .collect::<Vec<_>>()
    };
    assert_eq!(told_in(Language::En), [gone]);
    assert!(told_in(Language::Ja)[0].contains("2026-11-17 までは"), "{:?}", told_in(Language::Ja));
    let same = campaign("歩く", DAYS, RULE);
    let phone = ("", "[steps]\npriority = [\"phone\"]\n");
    let city = |key: &str| says(key).replace("walk/campaign.toml", "city.toml");
    assert_eq!(told(5, &same, &[phone]), [city("steps.priority")]);
    assert_eq!(told(5, &same, &[("Asia/Tokyo", "Asia/Seoul")]), [city("time_zone")]);
    assert_eq!(told(18, &same, &[phone]), [""; 0]);
}
