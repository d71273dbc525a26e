#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
use super::*;
use proptest::prelude::*;

const TEXT: &str = r#"# はじめに
title = "あと少しの一歩"
from = 2026-04-01 # 年度のはじめ
# 終わり
until = 2027-03-31   # 年度末

# 手だて
techniques = ["1.6"]

[who]
min_age = 20

# 1日2通は、続けて言えるように。
[caps]
per_day = 2 # 2通
per_week = 4

[decision_points.evening]
at = "9:00"
days = ["mon", "wed", "fri"] # 週3回
probability = 0.6
[decision_points."朝"]
at = "7:00"

[points.goal_day]
points = 10
once_per = "day"

[experiment]
seed = "s"
arms = { nudge = 0.8, control = 0.2 }
# おわりに
"#;

fn changed(text: &str, changes: &[(&str, &[&str])]) -> String {
    let of = |(key, values): &(&str, &[&str])| ((*key).to_owned(), values.iter().map(|v| (*v).to_owned()).collect());
    Settings::write(text, &changes.iter().map(of).collect()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn fault(key: &str, values: &[&str]) -> SettingFault {
    let answers = [(key.to_owned(), values.iter().map(|v| (*v).to_owned()).collect())].into();
    Settings::write(TEXT, &answers).unwrap_err()[key]
}

fn said(text: &str, key: &str) -> Said {
    let settings = Settings::read(text).unwrap();
    settings.fields.into_iter().find(|field| field.key == key).unwrap().said
}

fn values(words: &[&str]) -> Said {
    Said::Values(words.iter().map(|word| (*word).to_owned()).collect())
}

#[test]
fn a_text_is_read_field_by_field() {
    for (key, words) in [
        ("title", &["あと少しの一歩"][..]),
        ("from", &["2026-04-01"]),
        ("until", &["2027-03-31"]),
        ("who.min_age", &["20"]),
        ("who.max_age", &[]),
        ("caps.per_week", &["4"]),
        ("fuse.times", &[]),
        ("decision_points.evening.at", &["09:00"]),
        ("decision_points.evening.days", &["mon", "wed", "fri"]),
        ("decision_points.evening.probability", &["60"]),
        ("points.goal_day.once_per", &["day"]),
    ] {
        assert_eq!(said(TEXT, key), values(words), "{key}");
    }
    let settings = Settings::read(TEXT).unwrap();
    assert_eq!(settings.rest, ["techniques", "decision_points.朝", "experiment"]);
    let line = |key: &str| settings.fields.iter().find(|field| field.key == key).unwrap().line;
    assert_eq!((line("title"), line("until"), line("caps.per_day"), line("who.max_age")), (2, 5, 15, 0));
}

#[test]
fn what_is_changed_changes_in_its_place_and_nothing_else_does() {
    let text = changed(
        TEXT,
        &[
            ("title", &["秋の\"一歩\""]),
            ("from", &["2026-10-01"]),
            ("decision_points.evening.at", &["18:30"]),
            ("decision_points.evening.days", &["tue"]),
            ("decision_points.evening.probability", &["35"]),
            ("caps.per_day", &["1"]),
            ("points.goal_day.points", &["20"]),
        ],
    );
    let expected = TEXT
        .replace("\"あと少しの一歩\"", "'秋の\"一歩\"'")
        .replace("2026-04-01", "2026-10-01")
        .replace("\"9:00\"", "\"18:30\"")
        .replace("[\"mon\", \"wed\", \"fri\"]", "[\"tue\"]")
        .replace("0.6", "0.35")
        .replace("per_day = 2", "per_day = 1")
        .replace("points = 10", "points = 20");
    assert_eq!(text, expected);
}

#[test]
fn what_is_emptied_goes_and_the_comments_around_it_stay() {
    let text = changed(
        TEXT,
        &[("until", &[]), ("caps.per_day", &[""]), ("who.min_age", &[]), ("decision_points.evening.days", &[])],
    );
    let expected = TEXT
        .replace("until = 2027-03-31   # 年度末", "# 年度末")
        .replace("per_day = 2 # 2通", "# 2通")
        .replace("min_age = 20\n", "")
        .replace("days = [\"mon\", \"wed\", \"fri\"] # 週3回", "# 週3回");
    assert_eq!(text, expected);
    // Within braces too.
    let inline = "title = \"x\"\nfrom = 2026-04-01\ncaps = { per_day = 1, per_week = 2 } # 上限\n";
    let without = changed(inline, &[("caps.per_day", &[])]);
    assert_eq!((said(&without, "caps.per_day"), said(&without, "caps.per_week")), (values(&[]), values(&["2"])));
    assert!(without.contains("# 上限"), "{without}");
    let dotted = "title = \"x\"\nfrom = 2026-04-01\n# 上限\ncaps.per_day = 1\ncaps.per_week = 2\n";
    assert_eq!(changed(dotted, &[("caps.per_day", &[])]), dotted.replace("caps.per_day = 1\n", ""));
}

#[test]
fn what_was_not_there_is_added_where_it_belongs() {
    let text = changed(
        TEXT,
        &[("who.districts", &["荒尾第一\r\n\r\n 有明 "]), ("fuse.times", &["5"]), ("fallback_after", &["24h"])],
    );
    assert_eq!(said(&text, "who.districts"), values(&["荒尾第一", "有明"]));
    assert!(text.contains("min_age = 20\ndistricts = [\"荒尾第一\", \"有明\"]\n"), "{text}");
    assert!(text.contains("techniques = [\"1.6\"]\nfallback_after = \"24h\"\n"), "{text}");
    assert!(text.contains("[fuse]\ntimes = 5\n"), "{text}");
    let inline = "title = \"x\"\nfrom = 2026-04-01\nwho = { min_age = 20 }\n";
    assert_eq!(said(&changed(inline, &[("who.max_age", &["70"])]), "who.max_age"), values(&["70"]));
    let short = changed("title = \"x\"\nfrom = 2026-04-01", &[("until", &["2026-05-01"])]);
    assert_eq!(said(&short, "until"), values(&["2026-05-01"]));
}

#[test]
fn what_no_field_can_show_is_left_alone() {
    let text = "title = \"\"\"\nふたつの\n行\"\"\"\nfrom = 2026-04-01T10:00:00\nuntil = \"2026\"\ncaps = 3\n[who]\nmin_age = \"二十\"\n\
                districts = [\n  \"a\", # 南\n  \"b\",\n]\nreach = []\n[decision_points.evening]\nat = \"25:00\"\ndays = [\"mon\", \"mon\"]\nprobability = 1\n";
    for key in [
        "title",
        "from",
        "until",
        "caps.per_day",
        "who.min_age",
        "who.districts",
        "who.reach",
        "decision_points.evening.at",
        "decision_points.evening.days",
        "decision_points.evening.probability",
    ] {
        assert_eq!(said(text, key), Said::Unusual, "{key}");
        let answers = [(key.to_owned(), vec!["1".to_owned()])].into();
        assert_eq!(Settings::write(text, &answers).unwrap_err()[key], SettingFault::Gone, "{key}");
    }
    assert!(!Settings::read(text).unwrap().answers().contains_key("title"));
    assert_eq!(Settings::read("title = "), None);
    let answers: Answers = [("title".to_owned(), vec!["x".to_owned()])].into();
    assert_eq!(Settings::write("title = ", &answers).unwrap_err()["title"], SettingFault::Unreadable);
}

#[test]
fn a_topic_and_the_places_of_a_stamp_rally_have_fields_too() {
    let text = "title = \"x\"\nfrom = 2026-04-01\ntopic = \"walking\" # 話題\n[stamps]\n# ポスター\n\
                places = [\n    { name = \"万田坑\" },\n    { name = \"四山神社\" },\n]\ncomplete = 2\n";
    assert_eq!((said(text, "topic"), said(text, "stamps.complete")), (values(&["walking"]), values(&["2"])));
    assert_eq!(said(text, "stamps.places"), values(&["万田坑", "四山神社"]));
    assert_eq!(Settings::read(text).unwrap().rest, Vec::<String>::new());
    let more = changed(text, &[("stamps.places", &["万田坑\r\n岩本橋\r\n"]), ("stamps.complete", &[]), ("topic", &[])]);
    let expected = "title = \"x\"\nfrom = 2026-04-01\n# 話題\n[stamps]\n# ポスター\n\
                    places = [{ name = \"万田坑\" }, { name = \"岩本橋\" }]\n";
    assert_eq!(more, expected);
    // Where no rally is, none can be begun by a field.
    assert_eq!(fault("stamps.places", &["a"]), SettingFault::Gone);
    for unusual in
        ["[\"万田坑\"]", "[{ name = \"万田坑\", at = 1 }]", "[{ name = \"万田坑\" }, # 1\n]", "[{ name = \"\" }]", "3"]
    {
        let text = format!("title = \"x\"\n[stamps]\nplaces = {unusual}\n");
        assert_eq!(said(&text, "stamps.places"), Said::Unusual, "{unusual}");
    }
    let answers = |key: &str, value: &str| Answers::from([(key.to_owned(), vec![value.to_owned()])]);
    for (key, value, why) in [("topic", "歩く", SettingFault::NoChoice), ("stamps.places", " ", SettingFault::Missing)]
    {
        assert_eq!(Settings::write(text, &answers(key, value)).unwrap_err()[key], why);
    }
}

#[test]
fn what_cannot_be_written_is_told_and_changes_nothing() {
    assert_eq!(fault("title", &[" "]), SettingFault::Missing);
    assert_eq!(fault("title", &[&"あ".repeat(400_000)]), SettingFault::TooLong);
    assert_eq!(fault("from", &["2026-02-30"]), SettingFault::NoDate);
    assert_eq!(fault("until", &["あした"]), SettingFault::NoDate);
    assert_eq!(fault("who.min_age", &["-1"]), SettingFault::NoNumber);
    assert_eq!(fault("caps.per_day", &["99999999999"]), SettingFault::NoNumber);
    assert_eq!(fault("decision_points.evening.at", &["24:00"]), SettingFault::NoClock);
    assert_eq!(fault("decision_points.evening.days", &["mon", "holiday"]), SettingFault::NoChoice);
    assert_eq!(fault("decision_points.evening.probability", &["0"]), SettingFault::NoPercent);
    assert_eq!(fault("points.goal_day.points", &[]), SettingFault::Missing);
    assert_eq!(fault("points.nothing.points", &["1"]), SettingFault::Gone);
    assert_eq!(fault("experiment.seed", &["x"]), SettingFault::Gone);
}

/// Some lines of settings, with comments wherever they may stand.
fn texts() -> impl Strategy<Value = String> {
    let title = prop::sample::select(vec!["title = \"x\"", "title = 'y' # 題", "  title   =  \"z\"  "]);
    let dates = prop::sample::select(vec!["from = 2026-04-01", "# d\nfrom = 2026-04-01 # e\nuntil = 2026-05-01", ""]);
    let caps = prop::sample::select(vec![
        "[caps]\nper_day = 1",
        "[caps]\n# c\nper_week = 3 # w\n# after",
        "[who]\nreach = [ \"sms\",\n \"line\" ]\n[caps]",
        "[who]\ndistricts = [\"a\", \"#b\"]\nmin_age = 0x14",
        "",
    ]);
    let point = prop::sample::select(vec![
        "[decision_points.evening]\nat = \"17:30\"\nprobability = 0.35",
        "[decision_points]\nevening = { at = \"9:05\", days = [\"sun\"] }",
        "[decision_points.evening]\n# p\nat = '17:30' # q\ndays = [\n\"mon\", # m\n]",
        "",
    ]);
    (title, dates, caps, point)
        .prop_map(|(title, dates, caps, point)| format!("# 0\n{title}\n{dates}\n\n{caps}\n# 9\n{point}\n# end"))
}

fn comments(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        text.lines().filter_map(|line| line.rsplit_once("# ").map(|(_, rest)| rest.trim())).collect();
    found.sort_unstable();
    found
}

proptest! {
    #[test]
    fn what_was_read_changes_nothing(text in texts()) {
        let settings = Settings::read(&text).unwrap();
        prop_assert_eq!(Settings::write(&text, &settings.answers()).unwrap(), text);
    }

    #[test]
    fn one_change_is_one_change(text in texts(), place in 0_usize..40, value in "[1-9]") {
        let before = Settings::read(&text).unwrap();
        let shown: Vec<&Setting> = before.fields.iter().filter(|field| field.said != Said::Unusual).collect();
        let field = shown[place % shown.len()];
        let values = match field.kind {
            SettingKind::FirstDay | SettingKind::LastDay => vec![format!("2026-07-0{value}")],
            SettingKind::Clock => vec![format!("0{value}:10")],
            SettingKind::OneOf(known) | SettingKind::Several(known) => vec![known[0].to_owned()],
            SettingKind::Topic => vec!["walking".to_owned()],
            _ => vec![value],
        };
        let answers: Answers = [(field.key.clone(), values.clone())].into();
        let written = Settings::write(&text, &answers).unwrap();
        let after = Settings::read(&written).unwrap();
        for was in &before.fields {
            let is = after.fields.iter().find(|is| is.key == was.key).unwrap();
            if was.key == field.key {
                prop_assert_eq!(&is.said, &Said::Values(values.clone()));
            } else {
                prop_assert_eq!(&is.said, &was.said, "{}", was.key);
            }
        }
        prop_assert_eq!(comments(&written), comments(&text));
        // Taken away again, nothing is left of it, and what is written for people stays.
        let Ok(without) = Settings::write(&written, &[(field.key.clone(), Vec::new())].into()) else { return Ok(()) };
        let gone = Settings::read(&without).unwrap();
        let gone = gone.fields.iter().find(|gone| gone.key == field.key).unwrap();
        prop_assert_eq!(&gone.said, &Said::Values(Vec::new()));
        prop_assert_eq!(comments(&without), comments(&text));
    }
}
