//! What was led to by a forecast is known by nobody who may not know it.

use crate::NONE;
use crate::town::{Campaign, Town, Written, pack, walk};

const TALK: &str = r#"
[talk]
neutral = { approved_by = "保健師", on = 2026-04-01 }
valid_for = "3d"
[talk.ja]
line = "お話ししませんか。"
replies = [{ label = "はい", action = "yes" }]
"#;

const PLAIN: &str = "[hello]\n[hello.ja]\nline = \"こんにちは。\"\n";

/// `talk` follows up a forecast, beside it `walk` with rules of its own.
fn beside(settings: &'static str, messages: &'static str, rules: &'static str) -> Written {
    let mut written = walk(settings, messages, rules);
    let rules = r#"fn on_forecast(me, event) { if event.worst("dementia").ratio_low >= 2.0 { invite("talk"); } }
                   fn on_reply(me, event) { if me.days_since("reply") == 0 { schedule("later", #{ days: 1, at: "10:00" }); } }
                   fn at_later(me) {}"#;
    written.campaigns.push(Campaign { name: "talk", settings: "", messages: TALK, rules });
    written
}

#[test]
fn what_available_reads_marks_the_message_and_its_answer() {
    let rules = r#"
        fn on_notebook(me, event) { invite("talk"); }
        fn available(me) { me.worst("dementia") != () }
        fn on_reply(me, event) { award("answered"); }
    "#;
    let mut town = Town::at("2026-11-16 10:00", &walk("[points.answered]\npoints = 5\n", TALK, rules));
    town.forecast(3.0).notes();
    let left = town.left();
    assert!(left[0].0.sensitive, "{left:?}");
    assert_eq!(town.taps(left[0].0.id, "yes").decided(), ["withheld answered sensitive_award"]);
}

#[test]
fn an_answer_to_a_sensitive_message_is_sensitive_whoever_hears_it() {
    let rules = r#"fn on_reply(me, event) { if event.action == "yes" { nudge("hello"); award("yes"); } }"#;
    let mut town = Town::at("2026-11-16 10:00", &beside("[points.yes]\npoints = 5\n", PLAIN, rules));
    town.forecast(3.0);
    let talk = town.left()[0].0.id;
    let decided = town.taps(talk, "yes").decided();
    assert_eq!(decided, ["schedule later", "withheld hello sensitive_text", "withheld yes sensitive_award"]);
}

#[test]
fn that_one_was_invited_and_answered_steers_nothing_else() {
    let rules = r#"
        fn on_notebook(me, event) {
            if me.days_since("message") <= 7 || me.days_since("reply") <= 7 || me.replied("yes", 7) {
                nudge("hello");
                award("seen");
            }
        }
    "#;
    let mut town = Town::at("2026-11-16 10:00", &beside("[points.seen]\npoints = 5\n", PLAIN, rules));
    town.forecast(3.0);
    let talk = town.left()[0].0.id;
    // The campaign that asked sees its answer; no other does.
    assert_eq!(town.taps(talk, "yes").decided(), ["schedule later"]);
    assert_eq!(town.until("2026-11-17 12:00").notes().decided(), NONE);
}

#[test]
fn words_that_may_be_about_the_talk_are_sensitive_and_a_clear_answer_is_not() {
    let messages = "[hello]\n[hello.ja]\nline = \"こんにちは。\"\nreplies = [{ label = \"歩く\", action = \"go\" }]\n";
    let rules = r#"
        fn on_notebook(me, event) { nudge("hello"); }
        fn on_reply(me, event) { award("answered"); }
    "#;
    let mut town = Town::at("2026-11-16 10:00", &beside("[points.answered]\npoints = 5\n", messages, rules));
    town.forecast(3.0).until("2026-11-17 10:00").notes().decided();
    // What came last is no talk, and yet the words may be about the talk.
    assert_eq!(town.says("text").decided(), ["schedule later", "withheld answered sensitive_award"]);
    assert_eq!(town.says("go").decided(), ["schedule later", "award answered 5"]);
    // A week later they are about something else; a plain yes is still an answer to the talk alone.
    town.until("2026-11-25 10:00").notes().decided();
    assert_eq!(town.says("text").decided(), ["schedule later", "award answered 5"]);
    assert_eq!(town.says("yes").decided().last().unwrap(), "withheld answered sensitive_award");
}

#[test]
fn not_to_be_enrolled_because_of_a_forecast_tells_too() {
    let rules = r#"
        fn on_forecast(me, event) { if event.worst("dementia").ratio_low >= 2.0 { enrol("care"); } }
        fn on_notebook(me, event) { if !me.enrolled("care") { award("spared"); } }
    "#;
    let mut written = walk("[points.spared]\npoints = 5\n", "", rules);
    let settings = "who = { entry = \"enrolled\" }\n";
    written.campaigns.push(Campaign { name: "care", settings, messages: "", rules: "" });
    let mut town = Town::at("2026-11-16 10:00", &written);
    assert_eq!(town.forecast(1.0).notes().decided(), ["withheld spared sensitive_award"]);
}

#[test]
fn a_value_that_names_a_disease_does_not_leave() {
    let messages = "[hello]\n[hello.ja]\nline = \"{word}について\"\n";
    let rules = r#"fn on_notebook(me, event) { nudge("hello", #{ word: "認知" + "症" }); }"#;
    let mut town = Town::at("2026-11-16 10:00", &walk("", messages, rules));
    assert_eq!(town.notes().decided(), ["withheld hello sensitive_text"]);
}

#[test]
fn labels_and_names_of_the_city_are_read_too() {
    let label =
        "[hello]\n[hello.ja]\nline = \"こんにちは。\"\nreplies = [{ label = \"認知症の相談\", action = \"go\" }]\n";
    let written = walk("", label, "fn on_notebook(me, event) { nudge(\"hello\"); }");
    let problems = pack(&written).compile().unwrap_err();
    assert!(problems[0].to_string().contains("「認知症」"), "{problems:?}");
    let mut pack = pack(&walk("", "", ""));
    let city = pack.files.get_mut("campaigns/432041/city.toml").unwrap();
    *city = city.replace("sender = \"荒尾市\"", "sender = \"荒尾市 糖尿病予防係\"");
    let problems = pack.compile().unwrap_err();
    assert!(problems[0].to_string().contains("「糖尿病」"), "{problems:?}");
}

#[test]
fn a_reason_for_staff_has_no_values() {
    let rules = r#"fn on_forecast(me, event) { flag_for_staff(`ratio ${event.worst("dementia").ratio_low}`); }"#;
    let problems = pack(&walk("", "", rules)).compile().unwrap_err();
    assert!(problems[0].to_string().contains("without values"), "{problems:?}");
}

#[test]
fn what_was_published_once_still_loads_and_its_words_still_do_not_leave() {
    let messages = "[hello]\n[hello.ja]\nline = \"認知症の教室\"\n";
    let pack = pack(&walk("", messages, "fn on_notebook(me, event) { nudge(\"hello\"); }"));
    assert!(pack.compile().is_err());
    let (ruleset, problems) = pack.load().unwrap();
    assert!(problems[0].to_string().contains("「認知症」"), "{problems:?}");
    let mut town = Town::on(ruleset, "2026-11-16 10:00");
    assert_eq!(town.notes().decided(), ["withheld hello sensitive_text"]);
}

#[test]
fn a_pack_of_which_a_part_is_not_understood_does_not_load() {
    let settings = "[decision_points.evening]\nat = \"17:30\"\ndays = [\"mon\", \"tue\"]\nprobability = 0.5\n\
                    [experiment]\nseed = \"s\"\narms = { nudge = 0.5, control = 0.5 }\n";
    let messages = "[hello]\nvalid_for = \"12h\"\n[hello.ja]\nline = \"こんにちは\"\n";
    let rules = "fn at_evening(me) { nudge(greeting()); }";
    let mut good = pack(&walk(settings, messages, rules));
    let shared = "rules/432041/words.rhai";
    good.files.insert(shared.to_owned(), "fn greeting() { \"hello\" }".to_owned());
    good.load().unwrap();
    for (file, from, to) in [
        ("campaigns/432041/walk/rules.rhai", "{", ""),
        ("campaigns/432041/walk/campaign.toml", "\"tue\"", "\"doyou\""),
        ("campaigns/432041/walk/campaign.toml", "0.5\n", "1.5\n"),
        ("campaigns/432041/walk/campaign.toml", "17:30", "25:30"),
        ("campaigns/432041/walk/campaign.toml", "control = 0.5", "control = 0.6"),
        ("campaigns/432041/walk/campaign.toml", "2026-04-01", "2026-04-01T10:00:00"),
        ("campaigns/432041/walk/messages.toml", "12h", "12 hours"),
        ("campaigns/432041/city.toml", "Asia/Tokyo", "Asia/Arao"),
        (shared, "}", ""),
    ] {
        let mut broken = good.clone();
        let content = broken.files.get_mut(file).unwrap();
        assert!(content.contains(from), "{content}");
        *content = content.replace(from, to);
        assert!(broken.load().is_err(), "{file} with {to}");
    }
}
